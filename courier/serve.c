/* courier/serve.c - a line on which handoverd's jobs come, one by one. */
#include "courier/serve.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "courier/line.h"
#include "lib/base/err.h"
#include "lib/base/log.h"
#include "lib/wire/sock.h"

#define SEND_MS    60000
#define KNOCK_MOST 10    /* seconds */
#define LONG_MS    60000 /* a line that held so long was a real one */

/* Until the line is lost. */
static void
serve(int fd, const char *kind, const struct ho_conf *conf, serve_job job,
    void *ctx)
{
	static uint8_t mem[HO_FRAME_MAX];
	struct ho_view v;
	int rc;

	ho_info("connected to handoverd for %s", kind);
	do {
		rc = ho_sock_recv(fd, mem, sizeof(mem), &v, -1);
		if (rc == HO_OK)
			rc = job(ctx, fd, conf, &v);
	} while (rc == HO_OK);
	ho_info("line for %s lost: %s", kind,
	    rc == HO_E_NONE ? "handoverd hung up" : ho_err_text(rc));
}

void
serve_line(
    const char *kind, const struct ho_conf *conf, serve_job job, void *ctx)
{
	unsigned pause = 1;

	for (;;) {
		int fd = line_open(conf, kind);
		int64_t since = ho_sock_now();

		if (fd >= 0) {
			serve(fd, kind, conf, job, ctx);
			close(fd);
		} else if (pause == KNOCK_MOST) {
			ho_warn("handoverd is away (%s): %s",
			    conf->courier_socket, strerror(errno));
		}
		if (ho_sock_now() - since > LONG_MS)
			pause = 1;
		sleep(pause);
		pause = pause * 2 < KNOCK_MOST ? pause * 2 : KNOCK_MOST;
	}
}

/* Room of the stated size at once: growing would leave a copy behind. */
int
octets_take(struct octets *o, int fd, uint64_t len)
{
	struct ho_buf b = { .max = (size_t)len + 1, .cap = (size_t)len + 1 };
	int rc;

	if (len > HO_LETTER_MAX)
		return HO_E_PEER;
	if ((b.data = calloc(1, b.cap)) == NULL)
		return HO_E_NOMEM;
	if (len <= OCTETS_LOCKED)
		mlock(b.data, b.cap);
	*o = (struct octets){ .data = b.data, .len = (size_t)len };
	rc = ho_sock_recv_pieces(fd, &b, o->len, ho_sock_now() + SEND_MS);
	return rc == HO_OK && b.len != o->len ? HO_E_PEER : rc;
}

void
octets_forget(struct octets *o)
{
	if (o->data == NULL)
		return;
	explicit_bzero(o->data, o->len);
	if (o->len <= OCTETS_LOCKED)
		munlock(o->data, o->len + 1);
	free(o->data);
	*o = (struct octets){ 0 };
}

int
serve_send(int fd, struct ho_frame *f)
{
	ho_frame_end(f);
	return ho_sock_send(fd, f, ho_sock_now() + SEND_MS);
}
