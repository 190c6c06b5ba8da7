/* tests/helper/stage.c - where puppets play: links, a clock, a resolver. */
#include "tests/helper/stage.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/base/err.h"
#include "lib/helper/question.h"
#include "lib/wire/facts.h"
#include "lib/wire/proto.h"
#include "lib/wire/sock.h"
#include "tests/helper/puppets.h"

static char folder[PATH_MAX - 64]; /* of the links */
static uint8_t mem[HO_FRAME_MAX];
struct resolver dns;

/* --- the clock, moved by hand --------------------------------------------- */

static int64_t ahead_ms;
int64_t __real_ho_sock_now(void);
int64_t __wrap_ho_sock_now(void);

int64_t
__wrap_ho_sock_now(void)
{
	return __real_ho_sock_now() + ahead_ms;
}

/* --- links ---------------------------------------------------------------- */

const char *
path_of(const char *name)
{
	static char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

int
make_links(void **state)
{
	const struct puppet *p;
	char self[PATH_MAX] = "";

	(void)state;
	strcpy(folder, "/tmp/handover-puppets-XXXXXX");
	if (mkdtemp(folder) == NULL ||
	    readlink("/proc/self/exe", self, sizeof(self) - 1) < 0)
		return -1;
	for (size_t i = 0; (p = puppet_at(i)) != NULL; i++)
		if (symlink(self, path_of(p->name)) != 0)
			return -1;
	return 0;
}

int
remove_links(void **state)
{
	const struct puppet *p;

	(void)state;
	for (size_t i = 0; (p = puppet_at(i)) != NULL; i++)
		unlink(path_of(p->name));
	return rmdir(folder);
}

/* --- the resolver, played by the test ------------------------------------- */

void
resolver_open(void)
{
	int pair[2];

	assert_int_equal(
	    socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair), 0);
	memset(&dns, 0, sizeof(dns));
	dns.fd = pair[0];
	dns.theirs = pair[1];
	dns.status = HO_DNS_FOUND;
	dns.is_secure = 1;
	dns.records = 1;
	dns.record_len = 5;
	dns.copies = 1;
}

static void
resolver_turn(void)
{
	static uint8_t octets[20000];
	char name[HO_QUESTION_MAX + 1];
	struct ho_frame f;
	struct ho_view v;
	uint64_t id;

	while (dns.fd >= 0 &&
	    ho_sock_recv(dns.fd, mem, sizeof(mem), &v, 0) == HO_OK) {
		assert_int_equal(v.type, HO_M_DNS_QUERY);
		assert_int_equal(ho_view_u64(&v, HO_T_ID, &id), HO_OK);
		assert_int_equal(
		    ho_view_str(&v, HO_T_NAME, name, sizeof(name)), HO_OK);
		dns.seen++;
		dns.asked_foreign = dns.asked_foreign ||
		    strstr(name, "._domainkey.x.example") == NULL;
		if (dns.hangs_up) {
			close(dns.fd);
			dns.fd = -1;
			return;
		}
		ho_frame_start(&f, mem, sizeof(mem), HO_M_DNS_ANSWER);
		ho_frame_u64(&f, HO_T_ID, id + dns.id_lie);
		ho_frame_u64(&f, HO_T_STATUS, dns.status);
		ho_frame_u64(&f, HO_T_SECURE, dns.is_secure);
		for (unsigned i = 0; i < dns.records; i++)
			ho_frame_put(&f, HO_T_RECORD, octets, dns.record_len);
		assert_int_equal(ho_frame_end(&f), HO_OK);
		for (unsigned i = 0; i < dns.copies; i++)
			ho_sock_send(dns.fd, &f, 0);
	}
}

void
resolver_close(void)
{
	if (dns.fd >= 0)
		close(dns.fd);
}

/* --- the helper in an event loop of ours ---------------------------------- */

void
run(struct ho_helper *h)
{
	int64_t start = __real_ho_sock_now();

	for (;;) {
		struct pollfd fds[HO_HELPER_FDS + 1];
		size_t n = ho_helper_watch(h, fds);

		fds[n] = (struct pollfd){ .fd = dns.fd, .events = POLLIN };
		/* silent for 200 ms is silent for ever: the clock jumps */
		if (poll(fds, n + (dns.fd >= 0), 200) == 0) {
			assert_false(ho_helper_on_timeout(h));
			ahead_ms += HO_HELPER_TIMEOUT_MS;
			if (ho_helper_on_timeout(h))
				return;
			continue;
		}
		resolver_turn();
		if (ho_helper_on_ready(h))
			return;
		assert_true(__real_ho_sock_now() - start < 8000);
	}
}

int
judged(const char *name, char *from)
{
	struct ho_facts *facts;
	struct ho_helper *h;
	int rc;

	assert_int_equal(ho_helper_start(&h, HO_HELPER_JUDGE, path_of(name),
			     dns.theirs, puppet_letter, sizeof(puppet_letter)),
	    HO_OK);
	run(h);
	rc = ho_helper_facts(h, &facts);
	assert_int_equal(rc == HO_OK, facts != NULL);
	if (facts != NULL)
		strcpy(from, facts->from);
	free(facts);
	ho_helper_free(&h);
	assert_null(h);
	resolver_close();
	/* nobody is left behind */
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
	return rc;
}
