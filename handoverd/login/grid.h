/*
 * handoverd/login/grid.h - refusals leave on a fixed grid of time.
 *
 * Hashes of an imported panel cost from 1 to 300 ms, an unknown user a dummy
 * hash, a default password none: a stranger with a stopwatch could tell them
 * apart (law 9).  So a refusal leaves only at a whole multiple of the grid
 * after the message that it answers.  Counted from that message and not from
 * the start of the call: otherwise whoever waits until just before the next
 * multiple sees on which side of it the work ended.  A timer, never a sleep.
 *
 * Pure: no clock.
 */
#ifndef HANDOVERD_GRID_H
#define HANDOVERD_GRID_H

#include <stdint.h>

/*
 * How long a refusal has to wait yet: all in milliseconds of one monotonic
 * clock.  asked_ms: when the message came; grid_ms 0: no grid.  At least one
 * whole multiple always passes, so the answer is 0 only without a grid or
 * exactly on a later line of it.
 */
int64_t grid_wait(int64_t asked_ms, int64_t now_ms, int64_t grid_ms);

/*
 * How long a refusal is held before it waits for the grid, so that a hash that
 * takes longer than one line of it does not show who has it: as long as the
 * slowest one seen so far took beyond this one.  *slowest_ms begins as 0 and
 * never grows beyond GRID_LEVEL_MS, whatever a busy machine once did.
 */
#define GRID_LEVEL_MS 2000
int64_t grid_level(int64_t *slowest_ms, int64_t own_ms);

#endif
