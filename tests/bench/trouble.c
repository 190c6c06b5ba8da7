/* tests/bench/trouble.c - one code for many, and kill -9 in the middle. */
#include <err.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <security/pam_appl.h>

#include "tests/bench/bench.h"

/* All processes present the same code at once; exactly one may get in. */
void
trouble_race(void)
{
	long rounds[3] = { 0 }; /* nobody, one, several */
	long most = 0, accepted = 0;

	for (long r = 0; r < set.race; r++) {
		long u = r % n_users, j = atomic_fetch_add(&used[u], 1), k;

		shared->race_ok = 0;
		/* one for all: where a step ends, the next code is good too */
		shared->race_step = codes_step();
		for (int p = 0; p < set.procs; p++) {
			if (fork() != 0)
				continue;
			pthread_barrier_wait(&shared->start);
			if (transact(u, j, false, NULL) == PAM_SUCCESS)
				atomic_fetch_add(&shared->race_ok, 1);
			_exit(0);
		}
		while (wait(NULL) > 0)
			;
		k = shared->race_ok;
		rounds[k > 1 ? 2 : k]++;
		accepted += k;
		most = k > most ? k : most;
	}
	printf("{\"service\":\"%s\",\"test\":\"race\",\"procs\":%d,"
	       "\"rounds\":%ld,\"exactly_one\":%ld,\"none\":%ld,"
	       "\"several\":%ld,\"max_accepted\":%ld,"
	       "\"accepted_total\":%ld}\n",
	    set.service, set.procs, set.race, rounds[1], rounds[0], rounds[2],
	    most, accepted);
}

/* In a fresh process; was it accepted? */
static bool
is_accepted(long j)
{
	int status = 1;
	pid_t pid = fork();

	if (pid == 0) {
		alarm(10);
		_exit(transact(0, j, false, NULL) != PAM_SUCCESS);
	}
	waitpid(pid, &status, 0);
	return status == 0;
}

/* Logs in until it is killed at some moment of some login. */
static void
log_in_and_die(long from)
{
	double limit = bench_now_us() + 5e6;
	pid_t pid = fork();

	if (pid == 0) {
		for (long j = from; j < per_user; j++) {
			if (transact(0, j, false, NULL) != PAM_SUCCESS)
				break;
			shared->acked = j + 1;
		}
		for (;;)
			pause();
	}
	while (shared->acked == from && bench_now_us() < limit)
		usleep(50);
	usleep((useconds_t)(rand() % 4000));
	if (set.crash_cmd != NULL && system(set.crash_cmd) != 0)
		warnx("the crash command failed");
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

/*
 * Codes below acked were accepted and the login knew it: the last of them must
 * not be good again (replayed), and one of the next must be (locked out).
 */
void
trouble_crash(void)
{
	long replayed = 0, locked_out = 0, unacked = 0, next = 0, done = 0;

	srand(12345);
	for (; done < set.crash && next + 64 < per_user; done++) {
		long acked;

		shared->acked = next;
		log_in_and_die(next);
		acked = shared->acked;
		replayed += acked > 0 && is_accepted(acked - 1);
		if (is_accepted(acked)) {
			next = acked + 1;
			continue;
		}
		next = acked + 2;
		if (is_accepted(acked + 1))
			unacked++;
		else if (++locked_out > 3)
			break;
	}
	used[0] = (unsigned)next;
	printf("{\"service\":\"%s\",\"test\":\"crash\",\"rounds\":%ld,"
	       "\"replayed\":%ld,\"locked_out\":%ld,"
	       "\"used_but_unacked\":%ld}\n",
	    set.service, done, replayed, locked_out, unacked);
}
