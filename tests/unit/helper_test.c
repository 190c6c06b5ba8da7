/* tests/unit/helper_test.c - the helper against children that lie. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/base/err.h"
#include "lib/base/log.h"
#include "lib/helper/helper.h"
#include "lib/wire/facts.h"
#include "lib/wire/proto.h"
#include "tests/helper/puppets.h"
#include "tests/helper/stage.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

static void
children_of_every_kind(void **state)
{
	const struct puppet *p;

	(void)state;
	for (size_t i = 0; (p = puppet_at(i)) != NULL; i++) {
		size_t len = p->job == HO_HELPER_SNAPSHOT
		    ? HO_SNAPSHOT_TEXT
		    : sizeof(puppet_letter);
		struct ho_drawing *drawing;
		struct ho_picture *made;
		struct ho_facts *facts;
		struct ho_helper *h;
		int rc;

		resolver_open();
		rc = ho_helper_start(&h, p->job, path_of(p->name), dns.theirs,
		    puppet_letter, len);
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
	assert_int_equal(ho_helper_draw(path_of("draw"), puppet_letter,
			     sizeof(puppet_letter), &d),
	    HO_OK);
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
	    ho_helper_snapshot(path_of("picture"), puppet_letter, 1000, &p),
	    HO_OK);
	assert_string_equal(p->none, "");
	assert_int_equal(p->width, 2000);
	assert_int_equal(p->height, 10000);
	assert_int_equal(p->missing, 2);
	assert_true(p->is_cut);
	assert_int_equal(p->png.len, 9);
	assert_memory_equal(p->png.data, PUPPET_PNG, 9);
	ho_picture_free(&p);
	assert_null(p);
	ho_picture_free(&p);
	assert_int_equal(
	    ho_helper_snapshot(path_of("picture-none"), puppet_letter, 0, &p),
	    HO_OK);
	assert_string_equal(p->none, "no-landlock");
	assert_int_equal(p->png.len, 0);
	ho_picture_free(&p);
	assert_int_equal(ho_helper_snapshot(path_of("picture"), puppet_letter,
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
		strcpy(a->name, PUPPET_KEY);
		a->status = rows[i].status;
		a->secure = rows[i].secure;
		for (size_t k = 0; k < rows[i].records; k++)
			ho_txt_add(a, text, rows[i].len);
		assert_int_equal(
		    ho_helper_judge_again(path_of("judge"), &then,
			puppet_letter, sizeof(puppet_letter), &now),
		    HO_OK);
		assert_string_equal(now->from, rows[i].from);
		free(now);
	}
	/* not asked then: nobody knows */
	strcpy(then.dns[1].name, "t._domainkey.x.example");
	assert_int_equal(ho_helper_judge_again(path_of("judge"), &then,
			     puppet_letter, sizeof(puppet_letter), &now),
	    HO_OK);
	assert_string_equal(now->from, "s0-r0-id7-open@x.example");
	free(now);
	/* never told, whatever is in there */
	assert_int_equal(ho_helper_judge_again(path_of("foreign"), &then,
			     puppet_letter, sizeof(puppet_letter), &now),
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
			     pair[0], puppet_letter, HO_LETTER_MAX + 1),
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
			     -1, puppet_letter, sizeof(puppet_letter)),
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
	};
	const char *slash = argc > 0 ? strrchr(argv[0], '/') : NULL;
	const struct puppet *p;

	memset(puppet_letter, 'x', sizeof(puppet_letter));
	for (size_t i = 0; (p = puppet_at(i)) != NULL; i++)
		if (slash != NULL && strcmp(slash + 1, p->name) == 0) {
			p->act();
			return 0;
		}
	ho_log_open("helper_test", 0, HO_LOG_ERROR);
	return cmocka_run_group_tests(tests, make_links, remove_links);
}
