/* handoverd/checkpoint.c - signed statements of the log's size. */
#include "handoverd/checkpoint.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "handoverd/daemon.h"
#include "lib/base/err.h"
#include "lib/base/log.h"

/* Notes in the file are set apart by an empty line more than they contain. */
static int
append(const char *path, const struct ho_buf *note)
{
	int fd = open(
	    path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
	struct ho_buf text = HO_BUF_INIT;
	int rc = HO_E_IO;

	if (fd < 0)
		return HO_E_IO;
	ho_buf_add(&text, note->data, note->len);
	ho_buf_str(&text, "\n\n");
	if (ho_buf_error(&text) == HO_OK &&
	    write(fd, text.data, text.len) == (ssize_t)text.len &&
	    fsync(fd) == 0)
		rc = HO_OK;
	if (close(fd) != 0)
		rc = HO_E_IO;
	ho_buf_free(&text);
	return rc;
}

void
checkpoint_hand_out(struct daemon *d, const struct ho_buf *note)
{
	const char *text = ho_buf_text(note), *size = strchr(text, '\n');
	int n = size ? (int)strcspn(size + 1, "\n") : 0;
	const char *root = n ? size + 1 + n + 1 : "";

	if (*d->conf.checkpoint_file &&
	    append(d->conf.checkpoint_file, note) != HO_OK)
		ho_error("checkpoint-file %s cannot be written: %s. The log "
			 "goes on; what is not handed outside proves less",
		    d->conf.checkpoint_file, strerror(errno));
	ho_info("checkpoint: size %.*s root %.*s", n, size ? size + 1 : "",
	    (int)strcspn(root, "\n"), root);
}

/* Nothing to say where nothing was appended since. */
static int
sign(struct tx *t, void *arg)
{
	(void)arg;
	t->wants_checkpoint = true;
	return HO_OK;
}

static void
signed_it(void *arg, int rc)
{
	(void)arg;
	if (rc != HO_OK)
		ho_error("no checkpoint was signed: %s", ho_err_text(rc));
}

static void
on_time(void *arg)
{
	struct daemon *d = arg;

	timer_free(&d->checkpoint_timer);
	writer_submit(d->writer, sign, signed_it, d);
	checkpoint_start(d);
}

int
checkpoint_start(struct daemon *d)
{
	d->checkpoint_timer =
	    loop_timer(d->loop, d->conf.checkpoint_interval_ms, on_time, d);
	return d->checkpoint_timer ? HO_OK : HO_E_NOMEM;
}

void
checkpoint_stop(struct daemon *d)
{
	timer_free(&d->checkpoint_timer);
}
