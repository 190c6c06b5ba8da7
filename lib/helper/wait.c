/* lib/helper/wait.c - the helper's other face: one call that waits. */
#include "lib/helper/helper.h"

#include "lib/base/err.h"
#include "lib/wire/sock.h"

/* A helper's whole life; it is over within its deadline and a moment. */
static void
run(struct ho_helper *h)
{
	bool is_over = ho_helper_on_ready(h);

	while (!is_over) {
		struct pollfd fds[HO_HELPER_FDS];
		size_t n = ho_helper_watch(h, fds);
		int64_t left = ho_helper_deadline(h) - ho_sock_now();

		/* an interrupted or failing poll is as good as a ready one */
		if (left > 0 && poll(fds, n, (int)left) != 0)
			is_over = ho_helper_on_ready(h);
		else
			is_over = ho_helper_on_timeout(h);
	}
}

int
ho_helper_judge(const char *program, int resolver, const void *letter,
    size_t len, struct ho_facts **facts)
{
	struct ho_helper *h;
	int rc;

	*facts = NULL;
	if ((rc = ho_helper_start(
		 &h, HO_HELPER_JUDGE, program, resolver, letter, len)) != HO_OK)
		return rc;
	run(h);
	rc = ho_helper_facts(h, facts);
	ho_helper_free(&h);
	return rc;
}

int
ho_helper_judge_again(const char *program, const struct ho_facts *kept,
    const void *letter, size_t len, struct ho_facts **facts)
{
	struct ho_helper *h;
	int rc;

	*facts = NULL;
	if ((rc = ho_helper_start(
		 &h, HO_HELPER_JUDGE, program, -1, letter, len)) != HO_OK)
		return rc;
	ho_helper_replay(h, kept);
	run(h);
	rc = ho_helper_facts(h, facts);
	ho_helper_free(&h);
	return rc;
}

int
ho_helper_draw(const char *program, const void *letter, size_t len,
    struct ho_drawing **drawing)
{
	struct ho_helper *h;
	int rc;

	*drawing = NULL;
	if ((rc = ho_helper_start(
		 &h, HO_HELPER_DRAW, program, -1, letter, len)) != HO_OK)
		return rc;
	run(h);
	rc = ho_helper_drawing(h, drawing);
	ho_helper_free(&h);
	return rc;
}

int
ho_helper_snapshot(const char *program, const void *text, size_t len,
    struct ho_picture **picture)
{
	struct ho_helper *h;
	int rc;

	*picture = NULL;
	if ((rc = ho_helper_start(
		 &h, HO_HELPER_SNAPSHOT, program, -1, text, len)) != HO_OK)
		return rc;
	run(h);
	rc = ho_helper_picture(h, picture);
	ho_helper_free(&h);
	return rc;
}
