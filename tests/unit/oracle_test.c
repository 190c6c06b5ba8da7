/*
 * tests/unit/oracle_test.c - A-08: can a stranger with a stopwatch tell anything?
 *
 * Refusals of every sort, in any order, sixteen at a time; how long each took
 * from the last answer to the result.  For each sort the area under the curve
 * (AUC) against a wrong password at the same service: 0.5 is no difference at
 * all.  SAMPLES=2000 (make oracle): it lies within 0.05.  The short form, with
 * samples too few for that, asks only that nothing leaves before its line of
 * the grid and that no sort stands wholly apart.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "handoverd/login/limits.h"
#include "lib/base/err.h"
#include "tests/login/must.h"
#include "tests/login/steps.h"

#define THREADS 16
#define HOUSES  16 /* in a batch; each is asked twice of everything */
#define TWICE   2
#define EARLY   2.0 /* ms that a clock may round away */

#define WRONG 7  /* the wrong password that those with a code have */
#define HANDS 11 /* ... at the service by which a super-admin hands over */

static const struct sort {
	const char *name, *service;
	const char *who; /* in each house; NULL: nobody's name */
	const char *password, *code;
	bool is_asked; /* for the code; by a rule half of nobody's names are */
	int base;      /* the sort that it is compared with */
} sorts[] = {
	{ "a wrong password", "plain", "ann", "wrong", "123456", false, 0 },
	{ "an unknown name", "plain", NULL, WORLD_PASSWORD, "123456", false,
	    0 },
	{ "a disabled user", "plain", "eve", WORLD_PASSWORD, "123456", false,
	    0 },
	{ "a user without a password", "plain", "bob", "wrong", "123456", false,
	    0 },
	{ "an imported hash", "plain", "carl", "wrong", "123456", false, 0 },
	{ "a pending default password", "plain", "mia", "wrong", "123456",
	    false, 0 },
	{ "a throttled user", "plain", "dora", WORLD_PASSWORD, "123456", false,
	    0 },
	{ "a wrong password, and a code", "both", "ann", "wrong", "123456",
	    true, WRONG },
	{ "an unknown name, and a code", "both", NULL, "wrong", "123456", true,
	    WRONG },
	{ "a wrong code", "both", "gone", WORLD_PASSWORD, "000000", true,
	    WRONG },
	{ "no factor", "both", "carl", WORLD_PASSWORD, "123456", true, WRONG },
	{ "a wrong password, handing over", "transfer", "bob", "wrong",
	    "123456", false, HANDS },
	{ "no super-admin, handing over", "transfer", "ann", WORLD_PASSWORD,
	    "123456", false, HANDS },
	/* super-admins and admins must have a second factor, at once */
	{ "a wrong code by a rule", "plain", "gone", WORLD_PASSWORD, "123456",
	    true, 0 },
	{ "a rule, and a wrong password", "plain", "gone", "wrong", "123456",
	    true, 0 },
	{ "a grace that is over", "panel", "ann", "wrong", "123456", false, 0 },
};

#define SORTS (sizeof(sorts) / sizeof(sorts[0]))
#define BATCH (SORTS * HOUSES * TWICE)

static struct trial {
	size_t sort;
	char login[32];
	double ms;
} trials[BATCH];

static double *samples[SORTS]; /* ms, in ascending order once sorted */
static size_t n_samples;       /* of each sort */

/* --- a batch -------------------------------------------------------------- */

static int
shut(struct tx *t, void *arg)
{
	struct place bar = { .text = "elsewhere" };
	struct limit_who who = { .user = *(int64_t *)arg, .place = &bar };
	struct ho_event *ev = NULL;
	enum limit_end end;

	must(ho_event_begin(t->a, &ev, "login.refused", t->now) == HO_OK, "ev");
	ho_event_self(ev);
	for (int i = 0; i < 50; i++)
		must(limits_wrong(t, &who, HO_TRIED_PASSWORD, &end) == HO_OK,
		    "wrong");
	return ho_event_end(&ev, NULL);
}

static void
furnish(struct house *h)
{
	struct opened o;
	struct ho_user u;

	world_house(h);
	world_factor(h->gone, HO_FACTOR_TOTP);
	world_user(world_login(h, "mia"), &u);
	world_case(h, u.row.id, &o);
	world_user(world_login(h, "dora"), &u);
	must(world_do(shut, &u.row.id) == HO_OK, "shut");
}

static void
shuffle(void)
{
	for (size_t i = BATCH; i > 1; i--) {
		size_t k = (size_t)random() % i;
		struct trial was = trials[k];

		trials[k] = trials[i - 1];
		trials[i - 1] = was;
	}
}

static void
prepare(void)
{
	static int nobody;
	size_t n = 0;

	for (int i = 0; i < HOUSES; i++) {
		struct house h;

		furnish(&h);
		for (size_t s = 0; s < TWICE * SORTS; s++) {
			struct trial *t = &trials[n++];

			t->sort = s % SORTS;
			if (sorts[t->sort].who != NULL)
				strcpy(t->login,
				    world_login(&h, sorts[t->sort].who));
			else
				snprintf(t->login, sizeof(t->login), "who.%d",
				    nobody++);
		}
	}
	shuffle();
}

static double
now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec * 1e3 + (double)ts.tv_nsec / 1e6;
}

static void
try(struct trial *t)
{
	const struct sort *s = &sorts[t->sort];
	struct caller c;
	double from;

	caller_open(&c);
	caller_start(&c, s->base == HANDS ? HO_PHASE_CHAUTHTOK : HO_PHASE_AUTH,
	    s->service, t->login, 0);
	must(caller_hear(&c), "a question");
	from = now_ms();
	caller_say(&c, s->password);
	must(caller_hear(&c), s->name);
	if (c.v.type == HO_M_LOGIN_ASK) {
		from = now_ms();
		caller_say(&c, s->code);
		must(caller_hear(&c) && c.v.type == HO_M_LOGIN_RESULT, s->name);
	} else {
		must(!s->is_asked, "another question");
	}
	t->ms = now_ms() - from;
	caller_close(&c);
}

static void *
work(void *arg)
{
	atomic_size_t *next = arg;
	size_t i;

	while ((i = (*next)++) < BATCH)
		try(&trials[i]);
	return NULL;
}

static void
run_batch(size_t at)
{
	pthread_t thread[THREADS];
	atomic_size_t next = 0;
	size_t n[SORTS] = { 0 };

	prepare();
	for (size_t i = 0; i < THREADS; i++)
		must(pthread_create(&thread[i], NULL, work, &next) == 0, "go");
	for (size_t i = 0; i < THREADS; i++)
		pthread_join(thread[i], NULL);
	for (size_t i = 0; i < BATCH; i++) {
		size_t s = trials[i].sort;

		if (at + n[s] < n_samples)
			samples[s][at + n[s]++] = trials[i].ms;
	}
}

/* --- what it says --------------------------------------------------------- */

static int
ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* The chance that one of x took longer than one of y. */
static double
auc(const double *x, const double *y)
{
	size_t below = 0, same = 0;
	double sum = 0;

	for (size_t i = 0; i < n_samples; i++) {
		while (below < n_samples && y[below] < x[i])
			below++;
		for (same = below; same < n_samples && y[same] == x[i];)
			same++;
		sum += (double)below + (double)(same - below) / 2;
	}
	return sum / ((double)n_samples * (double)n_samples);
}

static void
test_stopwatch(void **state)
{
	const char *wanted = getenv("SAMPLES");
	double most;

	(void)state;
	n_samples = wanted != NULL ? strtoul(wanted, NULL, 10) : 32;
	most = n_samples >= 2000 ? 0.05 : 0.45;
	for (size_t s = 0; s < SORTS; s++)
		samples[s] = calloc(n_samples, sizeof(double));
	for (size_t at = 0, day = 1; at < n_samples; day++) {
		/* the windows in which tries of all are counted are over */
		world_clock((int64_t)day * 86400);
		run_batch(at);
		at += (size_t)HOUSES * TWICE;
	}
	for (size_t s = 0; s < SORTS; s++)
		qsort(samples[s], n_samples, sizeof(double), ascending);
	for (size_t s = 0; s < SORTS; s++) {
		double a = auc(samples[s], samples[sorts[s].base]);

		print_message("%-31s %7.2f ms, AUC %.3f\n", sorts[s].name,
		    samples[s][n_samples / 2], a);
		if (samples[s][0] < WORLD_GRID_MS - EARLY)
			fail_msg(
			    "%s: after %.2f ms", sorts[s].name, samples[s][0]);
		if (fabs(a - 0.5) > most)
			fail_msg("%s stands apart: AUC %.3f", sorts[s].name, a);
	}
	for (size_t s = 0; s < SORTS; s++)
		free(samples[s]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_stopwatch) };

	srandom(1);
	world_settings = "second-factor = super-admin, admin\n"
			 "second-factor-grace = 0s\n";
	return cmocka_run_group_tests(tests, open_world, close_world);
}
