/*
 * lib/flow/limit.h - how wrong tries are answered: pauses that grow, and ends.
 *
 * Two kinds of count.  Tries in a row, of one user and one sort of
 * authenticator: after 'free' of them comes a pause, after each further one
 * twice that, and at an end nothing more is tried.  Tries of many, in windows:
 * so many in a window, and no more until it is over.
 *
 * Pure: no clock, no store.  Times are seconds.  Source: NIST SP 800-63B-4
 * section 3.2.2: at most 100 in a row, then the authenticator is disabled until
 * it is bound again; growing waits against malicious lock-out.
 */
#ifndef HO_FLOW_LIMIT_H
#define HO_FLOW_LIMIT_H

#include <stdbool.h>
#include <stdint.h>

struct ho_pauses {
	int64_t free;    /* tries in a row that cost nothing, at least 1 */
	int64_t first;   /* seconds of the first pause, at least 1 */
	int64_t longest; /* seconds; pauses grow no further */
};

/* The pause that follows the wrong-th wrong try in a row; 0: none. */
int64_t ho_limit_pause(const struct ho_pauses *p, int64_t wrong);

/*
 * What is left of it; last: when the last wrong try was.  Where the clock was
 * set back behind 'last' there is none, rather than one as long as the step.
 */
int64_t ho_limit_left(
    const struct ho_pauses *p, int64_t wrong, int64_t last, int64_t now);

/* So many tries in a window that began at 'since': are there 'most', and is it
 * not over yet? */
bool ho_limit_is_spent(
    int64_t wrong, int64_t most, int64_t since, int64_t window, int64_t now);

/* One more in a window: a new one begins where the old one is over. */
void ho_limit_count(
    int64_t *wrong, int64_t *since, int64_t window, int64_t now);

#endif
