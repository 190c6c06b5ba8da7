/*
 * tests/unit/helper_test.c - the helper against children that lie.
 *
 * The children are this program under another name: what a link is called
 * decides what it does (the table of puppets).  The resolver is played by the
 * test itself.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/base/err.h"
#include "lib/base/log.h"
#include "lib/helper/address.h"
#include "lib/helper/helper.h"
#include "lib/helper/question.h"
#include "lib/wire/facts.h"
#include "lib/wire/proto.h"
#include "lib/wire/sock.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))
#define KEY      "s._domainkey.x.example"
#define EVER     (-1)

extern char **environ;
static char folder[PATH_MAX - 64]; /* of the links */
static char letter[300000];        /* more than one piece */
static uint8_t mem[HO_FRAME_MAX];

/* --- the clock, moved by hand --------------------------------------------- */

static int64_t ahead_ms;
int64_t __real_ho_sock_now(void);
int64_t __wrap_ho_sock_now(void);

int64_t
__wrap_ho_sock_now(void)
{
	return __real_ho_sock_now() + ahead_ms;
}

/* --- puppets: what a child does, on its descriptor 0 ----------------------- */

static int
take_letter(void)
{
	struct ho_buf got = HO_BUF_INIT;
	struct ho_view v;
	uint64_t len;

	if (ho_sock_recv(0, mem, sizeof(mem), &v, EVER) != HO_OK ||
	    ho_view_u64(&v, HO_T_LENGTH, &len) != HO_OK ||
	    ho_sock_recv_pieces(0, &got, HO_LETTER_MAX, EVER) != HO_OK ||
	    got.len != len || (len && memcmp(got.data, letter, len) != 0))
		_exit(9);
	ho_buf_free(&got);
	return v.type;
}

static void
send_facts(const char *from)
{
	static struct ho_facts facts;
	struct ho_frame f;

	strcpy(facts.from, from);
	if (ho_facts_put(&f, mem, &facts) != HO_OK ||
	    ho_sock_send(0, &f, EVER) != HO_OK)
		_exit(9);
}

static void
ask(uint64_t id, const char *name)
{
	struct ho_frame f;

	ho_frame_start(&f, mem, sizeof(mem), HO_M_JUDGE_QUERY);
	ho_frame_u64(&f, HO_T_ID, id);
	ho_frame_str(&f, HO_T_NAME, name);
	ho_frame_end(&f);
	ho_sock_send(0, &f, EVER);
}

/* The next answer as an address: "s1-r2-id7@x.example" */
static void
answer_as_address(char *out, size_t cap)
{
	uint64_t id, status, is_secure;
	struct ho_field f;
	struct ho_view v;
	size_t at = 0;
	int records = 0;

	if (ho_sock_recv(0, mem, sizeof(mem), &v, EVER) != HO_OK ||
	    v.type != HO_M_JUDGE_RECORDS ||
	    ho_view_u64(&v, HO_T_ID, &id) != HO_OK ||
	    ho_view_u64(&v, HO_T_STATUS, &status) != HO_OK ||
	    ho_view_u64(&v, HO_T_SECURE, &is_secure) != HO_OK)
		_exit(9);
	while (ho_view_next(&v, &at, &f) == HO_OK)
		records += f.tag == HO_T_RECORD;
	snprintf(out, cap, "s%d-r%d-id%d-%s@x.example", (int)status, records,
	    (int)id, is_secure ? "secure" : "open");
}

static void
p_judge(void)
{
	char from[64];

	if (take_letter() != HO_M_JUDGE_LETTER)
		_exit(9);
	ask(7, KEY);
	answer_as_address(from, sizeof(from));
	send_facts(from);
}

static void
p_twice(void)
{
	char from[64];

	take_letter();
	ask(7, KEY);
	answer_as_address(from, sizeof(from));
	ask(8, KEY);
	answer_as_address(from, sizeof(from));
	send_facts(from);
}

static void
p_hurry(void)
{
	send_facts("early@x.example"); /* before it read a line */
}

static void
p_foreign(void)
{
	char from[64];

	take_letter();
	ask(1, "secret-of-the-letter.attacker.example");
	answer_as_address(from, sizeof(from));
	send_facts(from);
}

static void
p_curious(void)
{
	char name[64], from[64];

	take_letter();
	for (int i = 0; i < HO_HELPER_QUERIES + 1; i++) {
		snprintf(name, sizeof(name), "s%d._domainkey.x.example", i);
		ask((uint64_t)i, name);
	}
	for (int i = 0; i < HO_HELPER_QUERIES; i++)
		answer_as_address(from, sizeof(from));
	send_facts(from);
}

static void
p_busy(void)
{
	char name[64], from[64];

	take_letter();
	for (int i = 0; i < HO_HELPER_QUERIES; i++) {
		snprintf(name, sizeof(name), "s%d._domainkey.x.example", i);
		ask((uint64_t)i, name);
	}
	for (int i = 0; i < HO_HELPER_QUERIES; i++)
		answer_as_address(from, sizeof(from));
	send_facts(from);
}

static void
p_octets(void)
{
	take_letter();
	send(0, "these are no frames", 19, 0);
	pause();
}

static void
p_message(uint8_t type)
{
	struct ho_frame f;

	take_letter();
	ho_frame_start(&f, mem, sizeof(mem), type);
	ho_frame_u64(&f, HO_T_ID, 1);
	ho_frame_end(&f);
	ho_sock_send(0, &f, EVER);
	pause();
}

static void
p_facts_torn(void)
{
	p_message(HO_M_JUDGE_FACTS);
}

static void
p_draws(void)
{
	p_message(HO_M_DRAW_TEXT);
}

static void
p_query_torn(void)
{
	p_message(HO_M_JUDGE_QUERY);
}

static void
p_piece_first(void)
{
	p_message(HO_M_PIECE);
}

static void
p_dies(void)
{
	_exit(3);
}

static void
p_crashes(void)
{
	take_letter();
	raise(SIGKILL);
}

static void
p_silent(void)
{
	take_letter();
	pause();
}

static void
p_deaf(void)
{
	pause();
}

/* Nothing of the caller's came along: neither descriptors nor words. */
static void
p_bare(void)
{
	DIR *d = opendir("/proc/self/fd");
	struct dirent *e;
	int n = 0, ours = d ? dirfd(d) : -1;

	while (d != NULL && (e = readdir(d)) != NULL)
		if (e->d_name[0] != '.' && atoi(e->d_name) != ours)
			n++;
	take_letter();
	send_facts(n == 3 && environ[0] == NULL ? "bare@x.example"
						: "dressed@x.example");
}

/* Drawings, right and wrong. */
static void
draw_text(const char *text, uint64_t len, const char *ref, const char *word,
    const char *kind)
{
	struct ho_frame f;

	if (take_letter() != HO_M_DRAW_LETTER)
		_exit(9);
	ho_frame_start(&f, mem, sizeof(mem), HO_M_DRAW_TEXT);
	ho_frame_str(&f, HO_T_SUBJECT, "a subject");
	ho_frame_str(&f, HO_T_REPLY_TO, "r@x.example");
	ho_frame_str(&f, HO_T_KIND, kind);
	ho_frame_str(&f, HO_T_REF, ref);
	if (word != NULL)
		ho_frame_str(&f, HO_T_WORD, word);
	ho_frame_u64(&f, HO_T_LENGTH, len);
	ho_frame_end(&f);
	ho_sock_send(0, &f, EVER);
	ho_sock_send_pieces(0, text, strlen(text), EVER);
	pause();
}

static void
p_draw(void)
{
	draw_text("text\n", 5, "HO-7F3K2M", "0123", "stop");
}

static void
p_draw_short(void)
{
	draw_text("text\n", 6, "HO-7F3K2M", "0123", "stop");
}

static void
p_draw_long(void)
{
	draw_text("text\n", 4, "HO-7F3K2M", "0123", "stop");
}

static void
p_draw_huge(void)
{
	static char text[HO_DRAWING_TEXT + 2];

	memset(text, 'x', sizeof(text) - 1);
	draw_text(text, HO_DRAWING_TEXT + 1, "HO-7F3K2M", "0", "stop");
}

static void
p_draw_most(void)
{
	static char text[HO_DRAWING_TEXT + 1];

	memset(text, 'x', sizeof(text) - 1);
	draw_text(text, HO_DRAWING_TEXT, "HO-7F3K2M", "0", "stop");
}

/* What follows the text: aside is announced with so many octets, then attached
 * unless it is NULL. */
static void
draw_more(const char *aside, uint64_t len, const char *attached)
{
	struct ho_frame f;

	if (take_letter() != HO_M_DRAW_LETTER)
		_exit(9);
	ho_frame_start(&f, mem, sizeof(mem), HO_M_DRAW_TEXT);
	ho_frame_u64(&f, HO_T_ASIDE, len);
	ho_frame_u64(&f, HO_T_FORWARD,
	    attached != NULL ? HO_FORWARD_ATTACHED : HO_FORWARD_NONE);
	if (attached != NULL)
		ho_frame_u64(&f, HO_T_ATTACHED, strlen(attached));
	ho_frame_u64(&f, HO_T_LENGTH, 0);
	ho_frame_end(&f);
	ho_sock_send(0, &f, EVER);
	ho_sock_send_pieces(0, "", 0, EVER);
	ho_sock_send_pieces(0, aside, strlen(aside), EVER);
	if (attached != NULL)
		ho_sock_send_pieces(0, attached, strlen(attached), EVER);
	pause();
}

static void
p_aside(void)
{
	draw_more("aside", 5, NULL);
}

static void
p_aside_and_letter(void)
{
	draw_more("aside", 5, "From: x\n\n");
}

static void
p_aside_none(void)
{
	draw_more("", 0, NULL);
}

static void
p_aside_short(void)
{
	draw_more("aside", 6, "From: x\n\n");
}

static void
p_aside_octets(void)
{
	draw_more("as\xff", 3, NULL);
}

static void
p_aside_huge(void)
{
	draw_more("", HO_DRAWING_TEXT + 1, NULL);
}

static void
p_draw_octets(void)
{
	draw_text("te\xfft\n", 5, "HO-7F3K2M", "0123", "stop");
}

static void
p_draw_kind(void)
{
	draw_text("text\n", 5, "HO-7F3K2M", "0123", "obey");
}

static void
p_draw_ref(void)
{
	draw_text("text\n", 5, "HO-7F3K2M7", "0123", "stop");
}

static void
p_draw_half(void)
{
	draw_text("text\n", 5, "HO-7F3K2M", NULL, "stop");
}

static void
p_draw_control(void)
{
	draw_text("text\n", 5, "HO-7F3K2M", "01\x1b[2J", "stop");
}

/* Pictures, right and wrong. */
static void
picture(unsigned width, uint64_t len, const char *none, const char *octets)
{
	struct ho_frame f;

	if (take_letter() != HO_M_SNAPSHOT_PAGE)
		_exit(9);
	ho_frame_start(&f, mem, sizeof(mem), HO_M_SNAPSHOT_PICTURE);
	if (none != NULL)
		ho_frame_str(&f, HO_T_REASON, none);
	ho_frame_u64(&f, HO_T_WIDTH, width);
	ho_frame_u64(&f, HO_T_HEIGHT, 10000);
	ho_frame_u64(&f, HO_T_MISSING, 2);
	ho_frame_u64(&f, HO_T_CUT, 1);
	ho_frame_u64(&f, HO_T_LENGTH, len);
	ho_frame_end(&f);
	ho_sock_send(0, &f, EVER);
	if (none == NULL)
		ho_sock_send_pieces(0, octets, 9, EVER);
	pause();
}

#define PNG "\x89PNG\r\n\x1a\nx"

static void
p_picture(void)
{
	picture(2000, 9, NULL, PNG);
}

static void
p_picture_none(void)
{
	picture(0, 0, "no-landlock", NULL);
}

static void
p_picture_wide(void)
{
	picture(2001, 9, NULL, PNG);
}

static void
p_picture_short(void)
{
	picture(2000, 10, NULL, PNG);
}

static void
p_picture_huge(void)
{
	picture(2000, HO_SNAPSHOT_MAX + 1, NULL, PNG);
}

static void
p_picture_other(void)
{
	picture(2000, 9, NULL, "#!/bin/sh");
}

static void
p_picture_word(void)
{
	picture(0, 0, "trust-me", NULL);
}

static const struct puppet {
	const char *name;
	void (*act)(void);
	enum ho_helper_job job;
	int want; /* with a resolver that answers */
} puppets[] = {
	{ "judge", p_judge, HO_HELPER_JUDGE, HO_OK },
	{ "twice", p_twice, HO_HELPER_JUDGE, HO_OK },
	{ "hurry", p_hurry, HO_HELPER_JUDGE, HO_OK },
	{ "foreign", p_foreign, HO_HELPER_JUDGE, HO_OK },
	{ "busy", p_busy, HO_HELPER_JUDGE, HO_OK },
	{ "bare", p_bare, HO_HELPER_JUDGE, HO_OK },
	{ "curious", p_curious, HO_HELPER_JUDGE, HO_E_PEER },
	{ "octets", p_octets, HO_HELPER_JUDGE, HO_E_PEER },
	{ "facts-torn", p_facts_torn, HO_HELPER_JUDGE, HO_E_PEER },
	{ "query-torn", p_query_torn, HO_HELPER_JUDGE, HO_E_PEER },
	{ "draws", p_draws, HO_HELPER_JUDGE, HO_E_PEER },
	{ "dies", p_dies, HO_HELPER_JUDGE, HO_E_PEER },
	{ "crashes", p_crashes, HO_HELPER_JUDGE, HO_E_PEER },
	{ "silent", p_silent, HO_HELPER_JUDGE, HO_E_TIMEOUT },
	{ "deaf", p_deaf, HO_HELPER_JUDGE, HO_E_TIMEOUT },
	{ "draw", p_draw, HO_HELPER_DRAW, HO_OK },
	{ "draw-most", p_draw_most, HO_HELPER_DRAW, HO_OK },
	{ "draw-short", p_draw_short, HO_HELPER_DRAW, HO_E_PEER },
	{ "draw-long", p_draw_long, HO_HELPER_DRAW, HO_E_PEER },
	{ "draw-huge", p_draw_huge, HO_HELPER_DRAW, HO_E_PEER },
	{ "draw-octets", p_draw_octets, HO_HELPER_DRAW, HO_E_PEER },
	{ "aside", p_aside, HO_HELPER_DRAW, HO_OK },
	{ "aside-letter", p_aside_and_letter, HO_HELPER_DRAW, HO_OK },
	{ "aside-none", p_aside_none, HO_HELPER_DRAW, HO_E_PEER },
	{ "aside-short", p_aside_short, HO_HELPER_DRAW, HO_E_PEER },
	{ "aside-octets", p_aside_octets, HO_HELPER_DRAW, HO_E_PEER },
	{ "aside-huge", p_aside_huge, HO_HELPER_DRAW, HO_E_PEER },
	{ "draw-kind", p_draw_kind, HO_HELPER_DRAW, HO_E_PEER },
	{ "draw-ref", p_draw_ref, HO_HELPER_DRAW, HO_E_PEER },
	{ "draw-half", p_draw_half, HO_HELPER_DRAW, HO_E_PEER },
	{ "draw-control", p_draw_control, HO_HELPER_DRAW, HO_E_PEER },
	{ "draw-piece", p_piece_first, HO_HELPER_DRAW, HO_E_PEER },
	{ "draw-judges", p_facts_torn, HO_HELPER_DRAW, HO_E_PEER },
	{ "picture", p_picture, HO_HELPER_SNAPSHOT, HO_OK },
	{ "picture-none", p_picture_none, HO_HELPER_SNAPSHOT, HO_OK },
	{ "picture-wide", p_picture_wide, HO_HELPER_SNAPSHOT, HO_E_PEER },
	{ "picture-short", p_picture_short, HO_HELPER_SNAPSHOT, HO_E_PEER },
	{ "picture-huge", p_picture_huge, HO_HELPER_SNAPSHOT, HO_E_PEER },
	{ "picture-other", p_picture_other, HO_HELPER_SNAPSHOT, HO_E_PEER },
	{ "picture-word", p_picture_word, HO_HELPER_SNAPSHOT, HO_E_PEER },
	{ "picture-piece", p_piece_first, HO_HELPER_SNAPSHOT, HO_E_PEER },
	{ "picture-draws", p_draws, HO_HELPER_SNAPSHOT, HO_E_PEER },
	{ "picture-dies", p_dies, HO_HELPER_SNAPSHOT, HO_E_PEER },
	{ "picture-silent", p_silent, HO_HELPER_SNAPSHOT, HO_E_TIMEOUT },
};

static const char *
path_of(const char *name)
{
	static char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

/* --- the resolver, played by the test -------------------------------------- */

static struct {
	int fd, theirs;
	unsigned seen;      /* questions */
	bool asked_foreign; /* a name that must never leave */
	uint64_t status, is_secure, id_lie;
	unsigned records, copies;
	size_t record_len;
	bool hangs_up;
} dns;

static void
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

static void
resolver_close(void)
{
	if (dns.fd >= 0)
		close(dns.fd);
}

/* --- the helper in an event loop of ours ------------------------------------ */

static void
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

/* Runs a puppet with the resolver as it is set; the sender in its facts. */
static int
judged(const char *name, char *from)
{
	struct ho_facts *facts;
	struct ho_helper *h;
	int rc;

	assert_int_equal(ho_helper_start(&h, HO_HELPER_JUDGE, path_of(name),
			     dns.theirs, letter, sizeof(letter)),
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

static void
children_of_every_kind(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(puppets); i++) {
		const struct puppet *p = &puppets[i];
		size_t len = p->job == HO_HELPER_SNAPSHOT ? HO_SNAPSHOT_TEXT
							  : sizeof(letter);
		struct ho_drawing *drawing;
		struct ho_picture *made;
		struct ho_facts *facts;
		struct ho_helper *h;
		int rc;

		resolver_open();
		rc = ho_helper_start(
		    &h, p->job, path_of(p->name), dns.theirs, letter, len);
		assert_int_equal(rc, HO_OK);
		assert_int_equal(ho_helper_facts(h, &facts), HO_E_ORDER);
		assert_int_equal(ho_helper_drawing(h, &drawing), HO_E_ORDER);
		assert_int_equal(ho_helper_picture(h, &made), HO_E_ORDER);
		run(h);
		if (p->job == HO_HELPER_SNAPSHOT) {
			assert_int_equal(
			    ho_helper_drawing(h, &drawing), HO_E_ORDER);
			rc = ho_helper_picture(h, &made);
			ho_picture_free(&made);
		} else if (p->job == HO_HELPER_JUDGE) {
			assert_int_equal(
			    ho_helper_drawing(h, &drawing), HO_E_ORDER);
			rc = ho_helper_facts(h, &facts);
			free(facts);
		} else {
			assert_int_equal(
			    ho_helper_facts(h, &facts), HO_E_ORDER);
			rc = ho_helper_drawing(h, &drawing);
			ho_drawing_free(&drawing);
		}
		if (rc != p->want)
			fail_msg("%s: %d, not %d", p->name, rc, p->want);
		ho_helper_free(&h);
		resolver_close();
		assert_false(dns.asked_foreign);
		assert_true(dns.seen <= HO_HELPER_QUERIES);
		assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	}
}

static void
what_the_resolver_says(void **state)
{
	static const struct {
		uint64_t status, is_secure, id_lie;
		unsigned records, copies;
		size_t len;
		const char *from;
	} rows[] = {
		{ HO_DNS_FOUND, 1, 0, 1, 1, 5, "s1-r1-id7-secure@x.example" },
		{ HO_DNS_FOUND, 0, 0, 32, 1, 512, "s1-r32-id7-open@x.example" },
		{ HO_DNS_FOUND, 0, 0, 1, 1, 0, "s1-r1-id7-open@x.example" },
		{ HO_DNS_NONE, 1, 0, 0, 1, 0, "s2-r0-id7-secure@x.example" },
		{ HO_DNS_TIMEOUT, 0, 0, 0, 1, 0, "s3-r0-id7-open@x.example" },
		{ HO_DNS_BOGUS, 0, 0, 0, 1, 0, "s4-r0-id7-open@x.example" },
		/* beyond the limits it has failed */
		{ HO_DNS_FOUND, 1, 0, 33, 1, 1, "s0-r0-id7-open@x.example" },
		{ HO_DNS_FOUND, 1, 0, 1, 1, 16385, "s0-r0-id7-open@x.example" },
		/* so it has where the resolver talks nonsense */
		{ HO_DNS_FOUND, 1, 0, 0, 1, 0, "s0-r0-id7-open@x.example" },
		{ HO_DNS_NONE, 1, 0, 1, 1, 5, "s0-r0-id7-open@x.example" },
		{ 6, 0, 0, 0, 1, 0, "s0-r0-id7-open@x.example" },
		{ HO_DNS_NONE, 2, 0, 0, 1, 0, "s0-r0-id7-open@x.example" },
		{ HO_DNS_NONE, 0, 1, 0, 1, 0, "s0-r0-id7-open@x.example" },
		{ HO_DNS_NONE, 0, 1ULL << 40, 0, 1, 0,
		    "s0-r0-id7-open@x.example" },
	};
	char from[HO_ADDR_MAX + 1];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		resolver_open();
		dns.status = rows[i].status;
		dns.is_secure = rows[i].is_secure;
		dns.id_lie = rows[i].id_lie;
		dns.records = rows[i].records;
		dns.copies = rows[i].copies;
		dns.record_len = rows[i].len;
		assert_int_equal(judged("judge", from), HO_OK);
		assert_string_equal(from, rows[i].from);
		assert_int_equal(dns.seen, 1);
	}
	/* each question is answered once; who says more is let go */
	resolver_open();
	assert_int_equal(judged("twice", from), HO_OK);
	assert_string_equal(from, "s1-r1-id8-secure@x.example");
	resolver_open();
	dns.copies = 2;
	assert_int_equal(judged("twice", from), HO_OK);
	assert_string_equal(from, "s0-r0-id8-open@x.example");
	resolver_open();
	dns.hangs_up = true;
	assert_int_equal(judged("judge", from), HO_OK);
	assert_string_equal(from, "s0-r0-id7-open@x.example");
	/* none at all */
	resolver_open();
	close(dns.theirs);
	dns.theirs = -1;
	assert_int_equal(judged("judge", from), HO_OK);
	assert_string_equal(from, "s0-r0-id7-open@x.example");
}

static void
what_the_child_gets(void **state)
{
	char from[HO_ADDR_MAX + 1];
	int forgotten = dup(2);

	(void)state;
	setenv("LD_BIND_NOW", "1", 1);
	resolver_open();
	assert_int_equal(judged("bare", from), HO_OK);
	assert_string_equal(from, "bare@x.example");
	close(forgotten);
	/* a name that is no business of ours is refused, and does not leave */
	resolver_open();
	assert_int_equal(judged("foreign", from), HO_OK);
	assert_string_equal(from, "s5-r0-id1-open@x.example");
	assert_int_equal(dns.seen, 0);
	resolver_open();
	assert_int_equal(judged("busy", from), HO_OK);
	assert_int_equal(dns.seen, HO_HELPER_QUERIES);
}

static void
a_drawing_arrives(void **state)
{
	struct ho_drawing *d;

	(void)state;
	assert_int_equal(
	    ho_helper_draw(path_of("draw"), letter, sizeof(letter), &d), HO_OK);
	assert_string_equal(d->head[HO_HEAD_SUBJECT], "a subject");
	assert_string_equal(d->head[HO_HEAD_REPLY_TO], "r@x.example");
	assert_string_equal(d->head[HO_HEAD_FROM], "");
	assert_int_equal(d->marks, 1);
	assert_int_equal(d->mark[0].kind, HO_MARK_STOP);
	assert_string_equal(d->mark[0].ref, "HO-7F3K2M");
	assert_string_equal(d->mark[0].word, "0123");
	assert_string_equal(ho_buf_text(&d->text), "text\n");
	ho_drawing_free(&d);
	assert_null(d);
	ho_drawing_free(&d);
}

static void
a_picture_arrives(void **state)
{
	struct ho_picture *p;

	(void)state;
	assert_int_equal(
	    ho_helper_snapshot(path_of("picture"), letter, 1000, &p), HO_OK);
	assert_string_equal(p->none, "");
	assert_int_equal(p->width, 2000);
	assert_int_equal(p->height, 10000);
	assert_int_equal(p->missing, 2);
	assert_true(p->is_cut);
	assert_int_equal(p->png.len, 9);
	assert_memory_equal(p->png.data, PNG, 9);
	ho_picture_free(&p);
	assert_null(p);
	ho_picture_free(&p);
	assert_int_equal(
	    ho_helper_snapshot(path_of("picture-none"), letter, 0, &p), HO_OK);
	assert_string_equal(p->none, "no-landlock");
	assert_int_equal(p->png.len, 0);
	ho_picture_free(&p);
	assert_int_equal(ho_helper_snapshot(path_of("picture"), letter,
			     HO_SNAPSHOT_TEXT + 1, &p),
	    HO_E_LIMIT);
	assert_null(p);
}

/* Answers of another day, in place of a resolver's. */
static void
answers_of_then(void **state)
{
	static const struct {
		uint8_t status;
		bool secure;
		size_t records, len;
		const char *from;
	} rows[] = {
		{ HO_TXT_FOUND, true, 2, 200, "s1-r2-id7-secure@x.example" },
		{ HO_TXT_FOUND, false, 1, 0, "s1-r1-id7-open@x.example" },
		{ HO_TXT_FOUND, false, 4, 256, "s1-r4-id7-open@x.example" },
		/* cut then: nothing was kept of them but their number */
		{ HO_TXT_FOUND, false, 9, 10, "s1-r9-id7-open@x.example" },
		{ HO_TXT_FOUND, false, 255, 0, "s1-r255-id7-open@x.example" },
		{ HO_TXT_FOUND, false, 1, 1025, "s1-r1-id7-open@x.example" },
		{ HO_TXT_NONE, true, 0, 0, "s2-r0-id7-secure@x.example" },
		{ HO_TXT_TIMEOUT, false, 0, 0, "s3-r0-id7-open@x.example" },
		{ HO_TXT_REFUSED, false, 0, 0, "s5-r0-id7-open@x.example" },
	};
	static const uint8_t text[2000];
	static struct ho_facts then, *now;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct ho_txt_answer *a = &then.dns[1];

		memset(&then, 0, sizeof(then));
		then.questions = 2;
		strcpy(then.dns[0].name, "_dmarc.x.example");
		strcpy(a->name, KEY);
		a->status = rows[i].status;
		a->secure = rows[i].secure;
		for (size_t k = 0; k < rows[i].records; k++)
			ho_txt_add(a, text, rows[i].len);
		assert_int_equal(ho_helper_judge_again(path_of("judge"), &then,
				     letter, sizeof(letter), &now),
		    HO_OK);
		assert_string_equal(now->from, rows[i].from);
		free(now);
	}
	/* not asked then: nobody knows */
	strcpy(then.dns[1].name, "t._domainkey.x.example");
	assert_int_equal(ho_helper_judge_again(path_of("judge"), &then, letter,
			     sizeof(letter), &now),
	    HO_OK);
	assert_string_equal(now->from, "s0-r0-id7-open@x.example");
	free(now);
	/* never told, whatever is in there */
	assert_int_equal(ho_helper_judge_again(path_of("foreign"), &then,
			     letter, sizeof(letter), &now),
	    HO_OK);
	assert_string_equal(now->from, "s5-r0-id1-open@x.example");
	free(now);
}

static void
starts_that_fail(void **state)
{
	struct ho_facts *facts;
	struct ho_helper *h;
	int pair[2];

	(void)state;
	assert_int_equal(
	    ho_helper_judge("/no/such/program", -1, "x", 1, &facts), HO_E_NONE);
	assert_null(facts);
	assert_int_equal(
	    ho_helper_judge("/etc/passwd", -1, "x", 1, &facts), HO_E_NONE);
	/* the connection is taken, also then */
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair), 0);
	assert_int_equal(ho_helper_start(&h, HO_HELPER_JUDGE, path_of("judge"),
			     pair[0], letter, HO_LETTER_MAX + 1),
	    HO_E_LIMIT);
	assert_null(h);
	assert_int_equal(fcntl(pair[0], F_GETFD), -1);
	close(pair[1]);
	/* an empty letter is one; what it is worth, the judge says */
	assert_int_equal(
	    ho_helper_judge(path_of("judge"), -1, "", 0, &facts), HO_OK);
	free(facts);
	ho_helper_free(&h);
}

/* Freed in the middle: the child is killed, nothing is left. */
static void
freed_while_it_runs(void **state)
{
	struct ho_helper *h;

	(void)state;
	assert_int_equal(ho_helper_start(&h, HO_HELPER_JUDGE, path_of("silent"),
			     -1, letter, sizeof(letter)),
	    HO_OK);
	assert_false(ho_helper_on_ready(h));
	assert_int_equal(waitpid(-1, NULL, WNOHANG), 0);
	ho_helper_free(&h);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

/* A program whose SIGCHLD is ignored has its children taken by the kernel. */
static void
signals_do_not_matter(void **state)
{
	char from[HO_ADDR_MAX + 1];

	(void)state;
	signal(SIGCHLD, SIG_IGN);
	resolver_open();
	assert_int_equal(judged("judge", from), HO_OK);
	signal(SIGCHLD, SIG_DFL);
}

static void
names_that_may_be_asked(void **state)
{
	static const struct {
		const char *name;
		bool want;
	} rows[] = {
		{ "s._domainkey.x.example", true },
		{ "S-1._DomainKey.x", true },
		{ "a.b._domainkey.x.example", true },
		{ "20_26._domainkey.x.example", true },
		{ "_dmarc.x.example", true },
		{ "_DMARC.example", true },
		{ "", false },
		{ ".", false },
		{ "x.example", false },
		{ "_dmarc", false },
		{ "_dmarc.", false },
		{ "_domainkey.x.example", false },
		{ "s._domainkey", false },
		{ "s._domainkey.x.example.", false },
		{ "s._domainkey..example", false },
		{ ".s._domainkey.example", false },
		{ "x._dmarc.example", false },
		{ "_dmarc._domainkey.x", false },
		{ "s._domainkey._dmarc.x", false },
		{ "s._domainkey._domainkey.x", false },
		{ "s._domainkeys.x", false },
		{ "s x._domainkey.x", false },
		{ "s\\046._domainkey.x", false },
		{ "\xc3\xa4._domainkey.x", false },
		{ "_dmarc.\xc3\xa4.example", false },
	};
	char name[300];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		if (ho_question_allowed(rows[i].name) != rows[i].want)
			fail_msg("%s", rows[i].name);
	/* at the limits: labels of 63, a name of 253 */
	memset(name, 'a', sizeof(name));
	strcpy(name + 63, "._domainkey.x");
	assert_true(ho_question_allowed(name));
	memset(name, 'a', sizeof(name));
	strcpy(name + 64, "._domainkey.x");
	assert_false(ho_question_allowed(name));
	for (size_t n = 253; n <= 254; n++) {
		memset(name, 'a', sizeof(name));
		memcpy(name, "_dmarc", 6);
		for (size_t i = 6; i < n; i += 60)
			name[i] = '.';
		name[n] = '\0';
		assert_int_equal(ho_question_allowed(name), n == 253);
	}
}

static void
addresses_to_compare_with(void **state)
{
	static const struct {
		const char *typed, *want; /* NULL: refused */
	} rows[] = {
		{ "ops@northwind.example", "ops@northwind.example" },
		{ "Ops@NorthWind.EXAMPLE", "Ops@northwind.example" },
		{ "a.b+c@x.example", "a.b+c@x.example" },
		{ "a@b\xc3\xbc"
		  "cher.example",
		    "a@xn--bcher-kva.example" },
		{ "a@fa\xc3\x9f.example", "a@xn--fa-hia.example" },
		{ "a@xn--fa-hia.example", "a@xn--fa-hia.example" },
		{ "j\xc3\xb6rg@x.example", "j\xc3\xb6rg@x.example" },
		{ "", NULL },
		{ "ops", NULL },
		{ "@x.example", NULL },
		{ "ops@", NULL },
		{ "ops@x.example.", NULL },
		{ "ops@x..example", NULL },
		{ "ops@[127.0.0.1]", NULL },
		{ "o ps@x.example", NULL },
		{ "<ops@x.example>", NULL },
		{ "ops@x_y.example", NULL },
		{ "ops\n@x.example", NULL },
		{ "\xff@x.example", NULL },
		{ "ops@\xef\xbd\x98.example", NULL }, /* full-width x */
		{ "ops@x\xe3\x80\x82"
		  "example",
		    NULL },                            /* U+3002 as a dot */
		{ "ops@x\xe2\x80\x8b.example", NULL }, /* zero width */
		{ "ops@xn--zzzzzz.example", NULL },
	};
	char out[HO_ADDR_MAX + 1], local[80];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		int rc = ho_address_normalise(rows[i].typed, out);

		if ((rc == HO_OK) != (rows[i].want != NULL))
			fail_msg("%s: %d", rows[i].typed, rc);
		assert_string_equal(out, rows[i].want ? rows[i].want : "");
	}
	memset(local, 'a', sizeof(local));
	strcpy(local + 64, "@x.example");
	assert_int_equal(ho_address_normalise(local, out), HO_OK);
	memset(local, 'a', sizeof(local));
	strcpy(local + 65, "@x.example");
	assert_int_equal(ho_address_normalise(local, out), HO_E_INPUT);
}

static int
make_links(void **state)
{
	char self[PATH_MAX] = "";

	(void)state;
	strcpy(folder, "/tmp/handover-puppets-XXXXXX");
	if (mkdtemp(folder) == NULL ||
	    readlink("/proc/self/exe", self, sizeof(self) - 1) < 0)
		return -1;
	for (size_t i = 0; i < COUNT(puppets); i++)
		if (symlink(self, path_of(puppets[i].name)) != 0)
			return -1;
	return 0;
}

static int
remove_links(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(puppets); i++)
		unlink(path_of(puppets[i].name));
	return rmdir(folder);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(children_of_every_kind),
		cmocka_unit_test(what_the_resolver_says),
		cmocka_unit_test(what_the_child_gets),
		cmocka_unit_test(a_drawing_arrives),
		cmocka_unit_test(a_picture_arrives),
		cmocka_unit_test(answers_of_then),
		cmocka_unit_test(starts_that_fail),
		cmocka_unit_test(freed_while_it_runs),
		cmocka_unit_test(signals_do_not_matter),
		cmocka_unit_test(names_that_may_be_asked),
		cmocka_unit_test(addresses_to_compare_with),
	};
	const char *slash = argc > 0 ? strrchr(argv[0], '/') : NULL;

	memset(letter, 'x', sizeof(letter));
	for (size_t i = 0; i < COUNT(puppets); i++)
		if (slash != NULL && strcmp(slash + 1, puppets[i].name) == 0) {
			puppets[i].act();
			return 0;
		}
	ho_log_open("helper_test", 0, HO_LOG_ERROR);
	return cmocka_run_group_tests(tests, make_links, remove_links);
}
