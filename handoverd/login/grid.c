/* handoverd/login/grid.c - refusals leave on a fixed grid of time. */
#include "handoverd/login/grid.h"

int64_t
grid_wait(int64_t asked_ms, int64_t now_ms, int64_t grid_ms)
{
	int64_t past = now_ms - asked_ms;

	if (grid_ms <= 0)
		return 0;
	if (past <= 0)
		return grid_ms - past;
	return (grid_ms - past % grid_ms) % grid_ms;
}

int64_t
grid_level(int64_t *slowest_ms, int64_t own_ms)
{
	if (own_ms > GRID_LEVEL_MS)
		own_ms = GRID_LEVEL_MS;
	if (*slowest_ms < own_ms)
		*slowest_ms = own_ms;
	return *slowest_ms - own_ms;
}
