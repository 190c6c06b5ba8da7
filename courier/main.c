/*
 * courier/main.c - handover-courier: takes mail out into the network.
 *
 *	handover-courier [--config FILE]
 *
 * It connects to handoverd, waits for letters, tries each once and reports.
 * It holds no key and no store; a letter is in its memory while it is sent,
 * and wiped then.  Where handoverd is away it knocks again, with growing
 * pauses up to ten seconds.
 */
#include <curl/curl.h>
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "courier/deliver.h"
#include "lib/base/err.h"
#include "lib/base/log.h"
#include "lib/wire/sock.h"

#define LETTER_MOST ((size_t)1 << 20) /* octets */
#define PIECES_MS   10000
#define KNOCK_MOST  10 /* seconds */

static const struct driver *const drivers[] = {
	[HO_DELIVERY_MAILDIR] = &maildir_driver,
	[HO_DELIVERY_SMTP] = &smtp_driver,
};

static void
harden(void)
{
	struct rlimit none = { 0, 0 };

	setrlimit(RLIMIT_CORE, &none);
	prctl(PR_SET_DUMPABLE, 0);
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	umask(077);
	signal(SIGPIPE, SIG_IGN);
}

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
report(int fd, uint64_t job, enum ho_outcome outcome, const char *why)
{
	uint8_t mem[1024];
	struct ho_frame f;

	ho_frame_start(&f, mem, sizeof(mem), HO_M_COURIER_REPORT);
	ho_frame_u64(&f, HO_T_JOB, job);
	ho_frame_u64(&f, HO_T_OUTCOME, outcome);
	ho_frame_str(&f, HO_T_TEXT, why);
	ho_frame_end(&f);
	return ho_sock_send(fd, &f, ho_sock_now() + PIECES_MS);
}

/* One job, from the message that announces it to the report. */
static int
do_job(int fd, const struct ho_conf *conf, const struct ho_view *v)
{
	struct letter l = { 0 };
	char why[WHY_SIZE] = "", kind[16];
	enum ho_outcome outcome;
	uint64_t job, len;
	int rc;

	if (v->type != HO_M_COURIER_JOB ||
	    ho_view_u64(v, HO_T_JOB, &job) != HO_OK ||
	    ho_view_u64(v, HO_T_LENGTH, &len) != HO_OK ||
	    ho_view_str(v, HO_T_KIND, kind, sizeof(kind)) != HO_OK ||
	    ho_view_str(v, HO_T_SENDER, l.sender, sizeof(l.sender)) != HO_OK ||
	    ho_view_str(v, HO_T_TO, l.to, sizeof(l.to)) != HO_OK ||
	    ho_view_str(v, HO_T_MSGID, l.msgid, sizeof(l.msgid)) != HO_OK ||
	    strcmp(kind, "mail") != 0)
		return HO_E_PEER;
	if ((rc = take_octets(fd, &l, len)) == HO_OK) {
		const struct driver *d = drivers[conf->delivery];

		outcome = d->send(conf, &l, why);
		if (outcome != HO_OUTCOME_SENT)
			ho_warn("letter %llu, %s: %s", (unsigned long long)job,
			    d->name, why);
		rc = report(fd, job, outcome, why);
	}
	forget(&l);
	return rc;
}

static int
say_hello(int fd)
{
	uint8_t mem[64];
	struct ho_frame f;

	ho_frame_start(&f, mem, sizeof(mem), HO_M_COURIER_HELLO);
	ho_frame_str(&f, HO_T_VERSION, HO_VERSION);
	ho_frame_end(&f);
	return ho_sock_send(fd, &f, ho_sock_now() + PIECES_MS);
}

/* Until the line is lost. */
static void
serve(int fd, const struct ho_conf *conf)
{
	static uint8_t mem[HO_FRAME_MAX];
	struct ho_view v;
	int rc;

	if ((rc = say_hello(fd)) == HO_OK)
		ho_info("connected to handoverd");
	while (rc == HO_OK) {
		rc = ho_sock_recv(fd, mem, sizeof(mem), &v, -1);
		if (rc == HO_OK)
			rc = do_job(fd, conf, &v);
	}
	ho_info("line to handoverd lost: %s",
	    rc == HO_E_NONE ? "it hung up" : ho_err_text(rc));
}

static void
run(const struct ho_conf *conf)
{
	unsigned pause = 1;

	for (;;) {
		int fd = ho_sock_connect(conf->courier_socket);
		int64_t since = ho_sock_now();

		if (fd >= 0) {
			serve(fd, conf);
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

int
main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "config", required_argument, NULL, 'c' },
		{ "version", no_argument, NULL, 'v' },
		{ 0 },
	};
	struct ho_conf conf;
	struct ho_buf error = HO_BUF_INIT;
	char why[WHY_SIZE] = "libcurl does not start";
	const char *file = NULL;
	int c;

	harden();
	ho_log_open("handover-courier", 0, HO_LOG_INFO);
	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c == 'v') {
			puts("handover-courier " HO_VERSION);
			return 0;
		}
		if (c != 'c') {
			fputs("usage: handover-courier [--config FILE]\n",
			    stderr);
			return 2;
		}
		file = optarg;
	}
	if (ho_conf_load(&conf, file, &error) != HO_OK) {
		ho_error("cannot start: %s", ho_buf_text(&error));
		return 4;
	}
	ho_log_open("handover-courier", conf.log_to == HO_LOG_TO_SYSLOG,
	    (enum ho_log_level)conf.log_level);
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != 0 ||
	    drivers[conf.delivery]->ready(&conf, why) != HO_OK) {
		ho_error("cannot start: %s", why);
		return 4;
	}
	run(&conf);
	return 0;
}
