/* tests/unit/post_test.c - pauses, and how a thing in the outbox is told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "handoverd/post/outbox_words.h"
#include "handoverd/post/pause.h"
#include "lib/base/err.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void
pauses_grow_and_differ(void **state)
{
	static const struct {
		int64_t tries, least;
	} rows[] = { { 0, 60 }, { 1, 120 }, { 2, 240 }, { 5, 1920 },
		{ 6, 3600 }, { 7, 3600 }, { INT64_MAX, 3600 } };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		int64_t first = pause_after(rows[i].tries, 60, 3600);
		int others = 0;

		for (int n = 0; n < 200; n++) {
			int64_t p = pause_after(rows[i].tries, 60, 3600);

			assert_in_range(p, rows[i].least,
			    rows[i].least + rows[i].least / 4);
			others += p != first;
		}
		assert_true(others > 100); /* of 15 values at least */
	}
}

static const struct told {
	int64_t way, state, tries, unclear_at;
	const char *to, *says;
} tells[] = {
	{ HO_WAY_MAIL, HO_OUT_DUE, 0, 0, "ops@a.example",
	    "The mail to o...@a.example is about to leave." },
	{ HO_WAY_MAIL, HO_OUT_DUE, 1, 0, "ops@a.example",
	    "The mail to o...@a.example has not left yet: the other side put "
	    "us off. It is tried again at 2026-11-22 06:30 (UTC)." },
	{ HO_WAY_MAIL, HO_OUT_DUE, 1, 7, "o@a.example",
	    "The mail to o...@a.example may have arrived; nobody could tell "
	    "us. The same one goes out again at 2026-11-22 06:30 (UTC)." },
	{ HO_WAY_SMS, HO_OUT_SENT, 0, 0, "+4915112345678",
	    "The text message to +49...678 left at 2026-11-22 06:31 (UTC), and "
	    "the other side took it. If it has not come yet, the network still "
	    "has it." },
	{ HO_WAY_SMS, HO_OUT_UNCLEAR, 0, 7, "+4915112345678",
	    "The text message to +49...678 may have arrived; nobody could tell "
	    "us, and it is not sent again. If it has not come by now, a new "
	    "one can be asked for." },
	/* what may be there is never said not to be */
	{ HO_WAY_MAIL, HO_OUT_FAILED, 2, 7, "ops@a.example",
	    "The mail to o...@a.example may have arrived; nobody could tell "
	    "us. Sending it again failed, and is not tried any more." },
	{ HO_WAY_MAIL, HO_OUT_LAPSED, 2, 7, "ops@a.example",
	    "The mail to o...@a.example may have arrived; nobody could tell "
	    "us. It is of no use any more, and a new one can be asked for." },
	{ HO_WAY_MAIL, HO_OUT_DROPPED, 2, 7, "ops@a.example",
	    "The mail to o...@a.example was withdrawn, but may have arrived "
	    "before; nobody could tell us." },
	{ HO_WAY_HOOK, HO_OUT_HANDED, 0, 0, "",
	    "The notice to the panel is leaving now." },
	{ HO_WAY_COPY, HO_OUT_HELD, 0, 0, "ops@a.example",
	    "The desk's own copy of the mail to o...@a.example waits until "
	    "that mail has left." },
	{ HO_WAY_MAIL, 99, 0, 0, "ops@a.example", "" },
};

static void
each_state_can_be_read_out(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(tells); i++) {
		const struct told *x = &tells[i];
		const struct ho_outbox o = { .way = x->way,
			.state = x->state,
			.tries = x->tries,
			.unclear_at = x->unclear_at,
			.due_at = 1795329000,
			.done_at = 1795329060 };
		struct ho_buf out = HO_BUF_INIT;

		outbox_says(&o, x->to, &out);
		assert_string_equal(ho_buf_text(&out), x->says);
		ho_buf_free(&out);
	}
	for (int64_t s = HO_OUT_DUE; s <= HO_OUT_HELD; s++)
		for (int64_t w = HO_WAY_MAIL; w < HO_WAYS; w++) {
			const struct ho_outbox o = { .way = w, .state = s };
			struct ho_buf out = HO_BUF_INIT;

			outbox_says(&o, "x@a.example", &out);
			assert_true(out.len > 20);
			assert_string_not_equal(outbox_way_word(w), "unknown");
			assert_string_not_equal(
			    outbox_state_word(s), "unknown");
			ho_buf_free(&out);
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pauses_grow_and_differ),
		cmocka_unit_test(each_state_can_be_read_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
