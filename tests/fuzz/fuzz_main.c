/*
 * tests/fuzz/fuzz_main.c - runs a fuzz target without libFuzzer.
 *
 *	NAME FILE...     each file once, as seeds; then, as below
 *	NAME [-n COUNT]  COUNT inputs grown from the seeds, the same every time
 *
 * Not clever: no coverage guides it.  It replays what clever fuzzers found and
 * shakes the target a little in every run of the tests.
 */
#include <err.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SEEDS 512
#define MOST  4096 /* octets of an input */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static struct seed {
	uint8_t octets[MOST];
	size_t len;
} seeds[SEEDS];
static size_t n_seeds;
static uint64_t state = 0x9e3779b97f4a7c15u;

static uint64_t
random_below(uint64_t limit)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return limit ? state % limit : 0;
}

static void
load(const char *path)
{
	FILE *f = fopen(path, "rb");
	struct seed *s = &seeds[n_seeds];

	if (f == NULL)
		err(1, "%s", path);
	s->len = fread(s->octets, 1, MOST, f);
	fclose(f);
	LLVMFuzzerTestOneInput(s->octets, s->len);
	if (n_seeds < SEEDS - 1)
		n_seeds++;
}

/* Flip, set, cut, grow: a few at a time. */
static void
shake(struct seed *s)
{
	static const uint8_t edges[] = { 0, 1, 0x7f, 0x80, 0xff };
	size_t at;

	for (uint64_t i = 1 + random_below(6); i > 0; i--) {
		at = random_below(s->len);
		switch (random_below(5)) {
		case 0:
			s->octets[at] ^= (uint8_t)(1u << random_below(8));
			break;
		case 1:
			s->octets[at] = edges[random_below(sizeof(edges))];
			break;
		case 2:
			s->len = s->len ? s->len - random_below(s->len) : 0;
			break;
		case 3:
			if (s->len < MOST)
				s->octets[s->len++] =
				    (uint8_t)random_below(256);
			break;
		case 4:
			/* lengths first: make them right now and then */
			if (s->len >= 4 && s->len < 65536) {
				memset(s->octets, 0, 2);
				s->octets[2] = (uint8_t)(s->len >> 8);
				s->octets[3] = (uint8_t)s->len;
			}
			break;
		}
	}
}

int
main(int argc, char **argv)
{
	static struct seed now;
	long count = 200000;

	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "-n") == 0 && i + 1 < argc)
			count = atol(argv[++i]);
		else
			load(argv[i]);
	}
	if (n_seeds == 0)
		n_seeds = 1; /* the empty one */
	for (long i = 0; i < count; i++) {
		now = seeds[random_below(n_seeds)];
		shake(&now);
		if (now.len > 0 && random_below(4) == 0)
			shake(&now);
		/* of its own size, so that a sanitizer sees a read too far */
		uint8_t *exact = malloc(now.len ? now.len : 1);

		if (exact == NULL)
			err(1, "malloc");
		memcpy(exact, now.octets, now.len);
		LLVMFuzzerTestOneInput(exact, now.len);
		free(exact);
	}
	printf("ok    %ld inputs from %zu seeds\n", count, n_seeds);
	return 0;
}
