/* handoverd/post/pause.c - how long until the next try. */
#include "handoverd/post/pause.h"

#include <sys/random.h>

int64_t
pause_after(int64_t tries, int64_t first, int64_t most)
{
	int64_t pause = first;
	uint32_t chance = 0;

	for (int64_t i = 0; i < tries && pause < most; i++)
		pause *= 2;
	if (pause > most)
		pause = most;
	if (getrandom(&chance, sizeof(chance), GRND_NONBLOCK) < 0)
		chance = 0; /* a start without entropy: it is only regular */
	return pause + (int64_t)(chance % (uint64_t)(pause / 4 + 1));
}
