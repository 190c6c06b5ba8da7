/* courier/line.c - the courier's lines to handoverd. */
#include "courier/line.h"

#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/err.h"
#include "lib/base/log.h"
#include "lib/wire/sock.h"

#define HELLO_MS 10000
#define SEND_MS  60000
/* Behind 64 other letters at the judges; whoever is not answered asks again. */
#define ANSWER_MS 240000

int
line_open(const struct ho_conf *conf, const char *kind)
{
	int fd = ho_sock_connect(conf->courier_socket), rc;
	uint8_t mem[64];
	struct ho_frame f;

	if (fd < 0)
		return fd;
	ho_frame_start(&f, mem, sizeof(mem), HO_M_COURIER_HELLO);
	ho_frame_str(&f, HO_T_VERSION, HO_VERSION);
	ho_frame_str(&f, HO_T_KIND, kind);
	ho_frame_end(&f);
	if ((rc = ho_sock_send(fd, &f, ho_sock_now() + HELLO_MS)) != HO_OK) {
		close(fd);
		return rc;
	}
	return fd;
}

static int
hand_in(int fd, const char *door, const void *mail, size_t len)
{
	uint8_t mem[128];
	struct ho_frame f;
	int rc;

	ho_frame_start(&f, mem, sizeof(mem), HO_M_COURIER_MAIL);
	ho_frame_u64(&f, HO_T_JOB, 1);
	ho_frame_str(&f, HO_T_KIND, door);
	ho_frame_u64(&f, HO_T_LENGTH, len);
	ho_frame_end(&f);
	if ((rc = ho_sock_send(fd, &f, ho_sock_now() + SEND_MS)) != HO_OK)
		return rc;
	return ho_sock_send_pieces(fd, mail, len, ho_sock_now() + SEND_MS);
}

static int
hear(int fd, uint64_t *outcome)
{
	static uint8_t mem[HO_FRAME_MAX];
	struct ho_view v;
	uint64_t job;
	int rc;

	*outcome = HO_OUTCOME_LATER;
	rc = ho_sock_recv(fd, mem, sizeof(mem), &v, ho_sock_now() + ANSWER_MS);
	if (rc != HO_OK)
		return rc;
	if (v.type != HO_M_COURIER_TAKEN ||
	    ho_view_u64(&v, HO_T_JOB, &job) != HO_OK || job != 1 ||
	    ho_view_u64(&v, HO_T_OUTCOME, outcome) != HO_OK)
		return HO_E_PEER;
	return HO_OK;
}

enum ho_outcome
line_bring(int *line, const struct ho_conf *conf, const char *door,
    const void *mail, size_t len)
{
	uint64_t outcome = HO_OUTCOME_LATER;
	int rc;

	if (*line < 0)
		*line = line_open(conf, "mail");
	if (*line < 0) {
		*line = -1;
		ho_warn("handoverd is away (%s)", conf->courier_socket);
		return HO_OUTCOME_LATER;
	}
	if ((rc = hand_in(*line, door, mail, len)) != HO_OK ||
	    (rc = hear(*line, &outcome)) != HO_OK) {
		ho_warn("a mail could not be handed in: %s",
		    rc == HO_E_NONE ? "handoverd hung up" : ho_err_text(rc));
		close(*line);
		*line = -1;
		return HO_OUTCOME_LATER;
	}
	return outcome == HO_OUTCOME_SENT ? HO_OUTCOME_SENT : HO_OUTCOME_LATER;
}
