/* admin/request_load.c - the files of a request. */
#include "admin/request.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/err.h"
#include "lib/told/told.h"

/* A mail that can be none is named here for what it is: a judge could only say
 * that it is malformed. */
static const char *
unfit(const struct request_file *f)
{
	return strcmp(f->opt->name, "mail") == 0
	    ? ho_told_no_mail(f->octets.data, f->octets.len)
	    : NULL;
}

/* All there is, and one octet over the limit where there is more. */
static int
read_all(int fd, struct ho_buf *out)
{
	uint8_t mem[65536];
	ssize_t n;

	while ((n = read(fd, mem, sizeof(mem))) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			break;
		ho_buf_add(out, mem, (size_t)n);
		if (ho_buf_error(out) != HO_OK)
			break;
	}
	explicit_bzero(mem, sizeof(mem)); /* a crypt string passes here */
	return n < 0 ? HO_E_IO : ho_buf_error(out);
}

int
request_read(const struct request_file *f, struct ho_buf *out)
{
	bool is_stdin = strcmp(f->path, "-") == 0;
	int fd = is_stdin ? 0 : open(f->path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	int rc = fd < 0 ? HO_E_IO : read_all(fd, out);

	if (rc == HO_E_IO)
		complain("--%s %s: %s", f->opt->name, f->path, strerror(errno));
	else if (rc == HO_E_NOMEM)
		complain("--%s %s: out of memory", f->opt->name, f->path);
	else if (rc != HO_OK || out->len == out->max)
		complain("--%s %s: larger than %zu octets", f->opt->name,
		    f->path, out->max - 1);
	else if (out->len == 0)
		complain("--%s %s: is empty", f->opt->name, f->path);
	if (fd > 0)
		close(fd);
	return rc == HO_OK && out->len > 0 && out->len < out->max ? DONE
								  : USAGE;
}

static int
load(struct request_file *f)
{
	int rc = request_read(f, &f->octets);
	const char *why = rc == DONE ? unfit(f) : NULL;

	if (why == NULL)
		return rc;
	complain("--%s %s: %s", f->opt->name, f->path, why);
	return USAGE;
}

int
request_load(struct request *r)
{
	for (size_t i = 0; i < r->n_files; i++)
		if (load(&r->file[i]) != DONE)
			return USAGE;
	return DONE;
}

void
request_free(struct request *r)
{
	for (size_t i = 0; i < r->n_files; i++) {
		struct ho_buf *b = &r->file[i].octets;

		if (b->data != NULL)
			explicit_bzero(b->data, b->cap);
		ho_buf_free(b);
	}
	json_decref(r->args);
	*r = (struct request){ 0 };
}
