/* admin/export.c - the log into a file, one event a line. */
#include "admin/export.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct export
{
	const char *path, *note_path; /* borrowed from the request */
	FILE *leaves;
	bool is_stdout;
};

/* For reading by others where the umask says so; never over something. */
static FILE *
create(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	FILE *f = fd < 0 ? NULL : fdopen(fd, "w");

	if (f == NULL)
		complain("%s: %s", path, strerror(errno));
	return f;
}

int
export_open(struct export **e, const struct request *r)
{
	if ((*e = calloc(1, sizeof(**e))) == NULL)
		return FAULT;
	(*e)->path = request_here(r, "leaves");
	(*e)->note_path = request_here(r, "checkpoint");
	(*e)->is_stdout = strcmp((*e)->path, "-") == 0;
	(*e)->leaves = (*e)->is_stdout ? stdout : create((*e)->path);
	if ((*e)->leaves != NULL)
		return DONE;
	free(*e);
	*e = NULL;
	return USAGE;
}

int
export_row(struct export *e, json_t *row)
{
	const json_t *leaf = json_object_get(row, "leaf");
	size_t len = json_string_length(leaf);

	if (!json_is_string(leaf) ||
	    fwrite(json_string_value(leaf), 1, len, e->leaves) != len ||
	    fputc('\n', e->leaves) == EOF) {
		complain("%s: cannot write: %s", e->path, strerror(errno));
		return -1;
	}
	return 0;
}

static int
write_note(const char *path, json_t *reply)
{
	const char *note =
	    json_string_value(json_object_get(reply, "checkpoint"));
	FILE *f;
	int bad;

	if (note == NULL) {
		complain("the log has no checkpoint");
		return FAULT;
	}
	if ((f = create(path)) == NULL)
		return USAGE;
	bad = fputs(note, f) == EOF;
	if (fclose(f) == 0 && !bad)
		return DONE;
	complain("%s: cannot write: %s", path, strerror(errno));
	unlink(path);
	return FAULT;
}

int
export_close(struct export **e, int exit, json_t *reply)
{
	int rc = exit, bad;

	bad = fflush((*e)->leaves) != 0 ||
	    (!(*e)->is_stdout && fsync(fileno((*e)->leaves)) != 0);
	if (!(*e)->is_stdout && fclose((*e)->leaves) != 0)
		bad = 1;
	if (rc == DONE && bad) {
		complain("%s: cannot write: %s", (*e)->path, strerror(errno));
		rc = FAULT;
	}
	if (rc == DONE && (*e)->note_path != NULL)
		rc = write_note((*e)->note_path, reply);
	if (rc != DONE && !(*e)->is_stdout)
		unlink((*e)->path);
	free(*e);
	*e = NULL;
	return rc;
}
