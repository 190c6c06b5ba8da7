/*
 * tests/bench/pambench.c - drives PAM logins against any service file.
 *
 *	pambench --service S [--confdir D] --users FILE --mode MODE --n N
 *	    [--runs R] [--procs P] [--warmup W] [--phases auth,acct] [--fork]
 *	    [--wrong PERCENT] [--answer TEXT]... [--save] [--pin FILE]
 *	    [--digits 6] [--step 30] [--digest sha1]
 *	pambench ... --race ROUNDS
 *	pambench ... --crash ROUNDS [--crash-cmd COMMAND]
 *	pambench --dlopen FILE
 *	pambench --crypt HASH --users FILE --n N
 *
 * MODE is hotp, totp, password, answers or fixed.  README.md says how to read
 * what comes out.
 */
#include <dlfcn.h>
#include <err.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/bench/bench.h"

#define MODES     (MODE_FIXED + 1)
#define TOTP_SPAN 64 /* steps of codes made beforehand */

struct setting set = {
	.service = "pambench",
	.phases = "auth",
	.digest = "sha1",
	.procs = 1,
	.digits = 6,
	.step = 30,
	.n = 1000,
	.warmup = 20,
	.runs = 1,
};
struct user *users;
long n_users, per_user;
atomic_uint *used;
struct shared *shared;

static const char *dlopen_file, *crypt_hash;
static const char *mode_name = "hotp", *one_answer;

/* Every option, with what it fills: one of the three, or a flag. */
static const struct choice {
	const char *name;
	const char **text;
	int *number;
	long *count;
	bool *flag;
} choices[] = {
	{ "service", .text = &set.service },
	{ "confdir", .text = &set.confdir },
	{ "users", .text = &set.users },
	{ "mode", .text = &mode_name },
	{ "phases", .text = &set.phases },
	{ "digest", .text = &set.digest },
	{ "pin", .text = &set.pin },
	{ "crash-cmd", .text = &set.crash_cmd },
	{ "answer", .text = &one_answer },
	{ "dlopen", .text = &dlopen_file },
	{ "crypt", .text = &crypt_hash },
	{ "procs", .number = &set.procs },
	{ "wrong", .number = &set.wrong_percent },
	{ "digits", .number = &set.digits },
	{ "step", .number = &set.step },
	{ "n", .count = &set.n },
	{ "runs", .count = &set.runs },
	{ "warmup", .count = &set.warmup },
	{ "race", .count = &set.race },
	{ "crash", .count = &set.crash },
	{ "fork", .flag = &set.fork_each },
	{ "save", .flag = &set.save },
};

#define CHOICES (sizeof(choices) / sizeof(choices[0]))

static void
take(const struct choice *c, const char *value)
{
	if (c->text == &one_answer && set.n_answers < BENCH_ANSWERS)
		set.answers[set.n_answers++] = value;
	else if (c->text != NULL)
		*c->text = value;
	else if (c->number != NULL)
		*c->number = atoi(value);
	else if (c->count != NULL)
		*c->count = atol(value);
	else
		*c->flag = true;
}

static void
read_arguments(int argc, char **argv)
{
	static const char *const modes[] = { "hotp", "totp", "password",
		"answers", "fixed" };
	struct option options[CHOICES + 1] = { 0 };
	int at;
	size_t m;

	for (size_t i = 0; i < CHOICES; i++) {
		options[i].name = choices[i].name;
		options[i].has_arg =
		    choices[i].flag ? no_argument : required_argument;
	}
	while (optind < argc) {
		if (getopt_long(argc, argv, "", options, &at) != 0)
			errx(2, "usage: see the head of pambench.c");
		take(&choices[at], optarg);
	}
	for (m = 0; m < MODES && strcmp(modes[m], mode_name) != 0; m++)
		;
	if (m == MODES)
		errx(2, "--mode %s?", mode_name);
	set.mode = (enum mode)m;
}

/* Codes that each user may need, all made before the clock runs. */
static long
codes_needed(void)
{
	long slots = n_users < set.procs ? 1 : n_users / set.procs;
	long share =
	    n_users < set.procs ? (set.procs + n_users - 1) / n_users : 1;

	if (set.race)
		return set.race / n_users + 4;
	if (set.crash)
		return set.crash * 200;
	if (set.mode == MODE_TOTP)
		return TOTP_SPAN;
	return set.runs * share * (set.n / set.procs + set.warmup) / slots +
	    set.runs * share + 4;
}

static void
get_ready(void)
{
	pthread_barrierattr_t attr;

	if (set.users == NULL || set.procs < 1 || set.procs > BENCH_PROCS ||
	    set.n < set.procs || set.runs < 1)
		errx(2, "usage: see the head of pambench.c");
	users_load();
	if (set.crash)
		n_users = 1; /* one login, many codes */
	per_user = codes_needed();
	used = bench_shared(sizeof(*used) * (size_t)n_users);
	codes_make();
	pthread_barrierattr_init(&attr);
	pthread_barrierattr_setpshared(&attr, PTHREAD_PROCESS_SHARED);
	pthread_barrier_init(&shared->start, &attr, (unsigned)set.procs);
	if (set.pin != NULL && dlopen(set.pin, RTLD_NOW) == NULL)
		errx(2, "%s", dlerror());
}

int
main(int argc, char **argv)
{
	read_arguments(argc, argv);
	setvbuf(stdout, NULL, _IOLBF, 0); /* forks must not print twice */
	shared = bench_shared(sizeof(*shared));
	if (dlopen_file != NULL) {
		measure_dlopen(dlopen_file);
		return 0;
	}
	if (crypt_hash != NULL && set.users != NULL) {
		users_load();
		measure_crypt(crypt_hash, users[0].secret);
		return 0;
	}
	get_ready();
	if (set.race)
		trouble_race();
	else if (set.crash)
		trouble_crash();
	else
		measure_logins();
	if (set.save)
		users_save();
	return 0;
}
