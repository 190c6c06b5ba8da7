/* courier/out.c - a line for what leaves: waits, tries each once, reports. */
#include "courier/out.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "courier/line.h"
#include "lib/base/err.h"
#include "lib/base/log.h"
#include "lib/wire/sock.h"

#define LETTER_MOST ((size_t)1 << 20) /* octets */
#define PIECES_MS   10000
#define KNOCK_MOST  10 /* seconds */

/* Room of the stated size at once: growing would leave a copy behind. */
static int
take_octets(int fd, struct letter *l, uint64_t len)
{
	struct ho_buf b = { .max = (size_t)len };
	int rc;

	if (len == 0 || len > LETTER_MOST)
		return HO_E_PEER;
	if ((b.data = malloc((size_t)len + 1)) == NULL)
		return HO_E_NOMEM;
	b.cap = (size_t)len + 1;
	mlock(b.data, b.cap);
	rc =
	    ho_sock_recv_pieces(fd, &b, (size_t)len, ho_sock_now() + PIECES_MS);
	if (rc == HO_OK && b.len != len)
		rc = HO_E_PEER;
	l->octets = b.data;
	l->len = (size_t)len;
	return rc;
}

static void
forget(struct letter *l)
{
	if (l->octets == NULL)
		return;
	explicit_bzero(l->octets, l->len);
	munlock(l->octets, l->len + 1);
	free(l->octets);
	l->octets = NULL;
}

static int
report(int fd, uint64_t job, const struct tried *tried)
{
	uint8_t mem[1024];
	struct ho_frame f;

	ho_frame_start(&f, mem, sizeof(mem), HO_M_COURIER_REPORT);
	ho_frame_u64(&f, HO_T_JOB, job);
	ho_frame_u64(&f, HO_T_OUTCOME, tried->outcome);
	ho_frame_str(&f, HO_T_TEXT, tried->why);
	ho_frame_u64(&f, HO_T_AFTER, (uint64_t)tried->after);
	ho_frame_end(&f);
	return ho_sock_send(fd, &f, ho_sock_now() + PIECES_MS);
}

/* One job, from the message that announces it to the report. */
static int
do_job(const struct out *o, int fd, const struct ho_conf *conf,
    const struct ho_view *v)
{
	struct tried tried = { .outcome = HO_OUTCOME_LATER };
	struct letter l = { 0 };
	char kind[16];
	uint64_t job, len;
	int rc;

	if (v->type != HO_M_COURIER_JOB ||
	    ho_view_u64(v, HO_T_JOB, &job) != HO_OK ||
	    ho_view_u64(v, HO_T_LENGTH, &len) != HO_OK ||
	    ho_view_str(v, HO_T_KIND, kind, sizeof(kind)) != HO_OK ||
	    ho_view_str(v, HO_T_SENDER, l.sender, sizeof(l.sender)) != HO_OK ||
	    ho_view_str(v, HO_T_TO, l.to, sizeof(l.to)) != HO_OK ||
	    ho_view_str(v, HO_T_MSGID, l.msgid, sizeof(l.msgid)) != HO_OK ||
	    strcmp(kind, o->job) != 0)
		return HO_E_PEER;
	if ((rc = take_octets(fd, &l, len)) == HO_OK) {
		o->driver->send(conf, &l, &tried);
		if (tried.outcome != HO_OUTCOME_SENT)
			ho_warn("letter %llu, %s: %s", (unsigned long long)job,
			    o->driver->name, tried.why);
		rc = report(fd, job, &tried);
	}
	forget(&l);
	return rc;
}

/* Until the line is lost. */
static void
serve(const struct out *o, int fd, const struct ho_conf *conf)
{
	static uint8_t mem[HO_FRAME_MAX];
	struct ho_view v;
	int rc;

	ho_info("connected to handoverd for %s", o->line);
	do {
		rc = ho_sock_recv(fd, mem, sizeof(mem), &v, -1);
		if (rc == HO_OK)
			rc = do_job(o, fd, conf, &v);
	} while (rc == HO_OK);
	ho_info("line for %s lost: %s", o->line,
	    rc == HO_E_NONE ? "it hung up" : ho_err_text(rc));
}

void
out_run(const struct out *o, const struct ho_conf *conf)
{
	unsigned pause = 1;

	for (;;) {
		int fd = line_open(conf, o->line);
		int64_t since = ho_sock_now();

		if (fd >= 0) {
			serve(o, fd, conf);
			close(fd);
		} else if (pause == KNOCK_MOST) {
			ho_warn("handoverd is away (%s): %s",
			    conf->courier_socket, strerror(errno));
		}
		if (ho_sock_now() - since > 60000)
			pause = 1; /* it was a real conversation */
		sleep(pause);
		pause = pause * 2 < KNOCK_MOST ? pause * 2 : KNOCK_MOST;
	}
}
