/*
 * handoverd/post/pause.h - how long until the next try.
 */
#ifndef HANDOVERD_PAUSE_H
#define HANDOVERD_PAUSE_H

#include <stdint.h>

/*
 * Seconds: first, twice that, and so on, never more than most; and up to a
 * quarter of it again by chance, so that what failed together does not come
 * back together.  tries: how many there were before this one.
 */
int64_t pause_after(int64_t tries, int64_t first, int64_t most);

#endif
