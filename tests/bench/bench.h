/*
 * tests/bench/bench.h - what the parts of pambench share.
 *
 * One process reads the arguments and makes everything beforehand; the
 * processes that measure are its forks and speak through shared memory.
 * Linked with libpam and libc only: what a module loads must show.
 */
#ifndef HO_TESTS_BENCH_BENCH_H
#define HO_TESTS_BENCH_BENCH_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BENCH_ANSWERS 8
#define BENCH_PROCS   256

enum mode {
	MODE_HOTP,
	MODE_TOTP,
	MODE_PASSWORD,
	MODE_ANSWERS, /* the secret is all of them, set apart by bars */
	MODE_FIXED    /* only what --answer says */
};

/* The arguments; read once, never changed. */
struct setting {
	const char *service, *confdir, *users, *phases, *digest, *pin;
	const char *crash_cmd, *answers[BENCH_ANSWERS];
	enum mode mode;
	int n_answers, procs, wrong_percent, digits, step;
	bool fork_each, save;
	long n, warmup, runs, race, crash;
};

struct user {
	char *login, *secret; /* hex for codes, else what is typed */
	uint64_t counter;
};

/* What a process holds: kilobytes, and shared objects mapped. */
struct weight {
	long rss_kb, private_kb, libraries;
};

/* Seen by all processes of one run. */
struct shared {
	pthread_barrier_t start;
	atomic_long ok, bad, race_ok, acked;
	long race_step; /* the TOTP's of all who race for it */
	double from_us[BENCH_PROCS], to_us[BENCH_PROCS];
	double first_us;
	long first_code;
	struct weight before, after;
};

extern struct setting set;
extern struct user *users;
extern long n_users, per_user; /* codes made for each user */
extern atomic_uint *used;      /* codes handed out, per user */
extern struct shared *shared;

void *bench_shared(size_t len); /* zeroed, seen by forks; or the end */
double bench_now_us(void);
void bench_sort(double *list, long n);
double bench_share(const double *sorted, long n, double share);
void bench_weigh(struct weight *w);

/* users.c */
void users_load(void);
void users_save(void); /* so that the next run goes on from these counters */
void codes_make(void); /* in a child: keeps libcrypto out of this process */
long codes_step(void); /* of the present TOTP, from when they were made */
/* The j-th code of user u, a wrong one if told, into at least 16 octets. */
void code_write(char *out, size_t cap, long u, long j, bool is_wrong);

/* transact.c: one login, from pam_start to pam_end; its PAM code. */
int transact(long u, long j, bool is_wrong, struct weight *w);
int transact_forked(long u, long j, bool is_wrong); /* 0: accepted */

/* measure.c, trouble.c: each prints one JSON object on a line. */
void measure_logins(void);
void measure_dlopen(const char *file);
void measure_crypt(const char *hash, const char *password);
void trouble_race(void);
void trouble_crash(void);

#endif
