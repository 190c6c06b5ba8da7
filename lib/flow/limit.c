/* lib/flow/limit.c - how wrong tries are answered. */
#include "lib/flow/limit.h"

int64_t
ho_limit_pause(const struct ho_pauses *p, int64_t wrong)
{
	int64_t pause = p->first;

	if (wrong < p->free)
		return 0;
	for (int64_t n = p->free; n < wrong && pause < p->longest; n++)
		pause *= 2;
	return pause < p->longest ? pause : p->longest;
}

/* The second in which the last try was counts whole. */
int64_t
ho_limit_left(
    const struct ho_pauses *p, int64_t wrong, int64_t last, int64_t now)
{
	int64_t pause = ho_limit_pause(p, wrong), past = now - last;

	if (pause == 0 || past < 0 || past > pause)
		return 0;
	return pause - past + 1;
}

static bool
is_over(int64_t since, int64_t window, int64_t now)
{
	return now < since || now - since >= window;
}

bool
ho_limit_is_spent(
    int64_t wrong, int64_t most, int64_t since, int64_t window, int64_t now)
{
	return wrong >= most && !is_over(since, window, now);
}

void
ho_limit_count(int64_t *wrong, int64_t *since, int64_t window, int64_t now)
{
	if (*wrong == 0 || is_over(*since, window, now)) {
		*wrong = 0;
		*since = now;
	}
	++*wrong;
}
