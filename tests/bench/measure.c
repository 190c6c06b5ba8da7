/* tests/bench/measure.c - how fast, how heavy. */
#include <dlfcn.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <security/pam_appl.h>

#include "tests/bench/bench.h"

#define DLOPENS 41

void *
bench_shared(size_t len)
{
	void *p = mmap(NULL, len ? len : 1, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		err(2, "mmap");
	return p;
}

double
bench_now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

void
bench_sort(double *list, long n)
{
	qsort(list, (size_t)n, sizeof(*list), compare);
}

double
bench_share(const double *sorted, long n, double share)
{
	return n > 0 ? sorted[(long)(share * (double)(n - 1) + 0.5)] : 0;
}

void
bench_weigh(struct weight *w)
{
	char line[512], last[512] = "";
	FILE *f;

	*w = (struct weight){ 0 };
	if ((f = fopen("/proc/self/smaps_rollup", "r")) != NULL) {
		while (fgets(line, sizeof(line), f) != NULL) {
			sscanf(line, "Rss: %ld", &w->rss_kb);
			sscanf(line, "Private_Dirty: %ld", &w->private_kb);
		}
		fclose(f);
	}
	if ((f = fopen("/proc/self/maps", "r")) == NULL)
		return;
	while (fgets(line, sizeof(line), f) != NULL) {
		char *path = strchr(line, '/');

		if (!path || !strstr(path, ".so") || !strcmp(path, last))
			continue;
		strcpy(last, path);
		w->libraries++;
	}
	fclose(f);
}

/* The first transaction of a fresh process, and what it then holds. */
static void
measure_first(void)
{
	double from;

	if (fork() == 0) {
		long j = atomic_fetch_add(&used[0], 1);

		bench_weigh(&shared->before);
		from = bench_now_us();
		shared->first_code = transact(0, j, false, NULL);
		shared->first_us = bench_now_us() - from;
		transact(
		    0, atomic_fetch_add(&used[0], 1), false, &shared->after);
		_exit(0);
	}
	wait(NULL);
}

/*
 * Process p logs its users in, one after another.  A good code that was
 * refused is presented again, up to eight times, before the next one.
 */
static void
work(int p, double *took, long count)
{
	unsigned char *failed = calloc((size_t)n_users, 1);
	unsigned seed = 7919u * (unsigned)(p + 1);
	long u = p % n_users;

	for (long i = -set.warmup; i < count; i++) {
		bool is_wrong = set.wrong_percent > 0 &&
		    rand_r(&seed) % 100 < set.wrong_percent;
		long j;
		double from;
		int rc;

		if (i == 0) {
			pthread_barrier_wait(&shared->start);
			shared->from_us[p] = bench_now_us();
		}
		j = is_wrong ? used[u] : atomic_fetch_add(&used[u], 1);
		from = bench_now_us();
		rc = set.fork_each ? transact_forked(u, j, is_wrong)
				   : transact(u, j, is_wrong, NULL);
		if (!is_wrong && n_users >= set.procs) {
			if (rc == PAM_SUCCESS)
				failed[u] = 0;
			else if (++failed[u] % 8)
				atomic_fetch_sub(&used[u], 1);
		}
		if (i >= 0) {
			took[i] = bench_now_us() - from;
			atomic_fetch_add((rc == PAM_SUCCESS) == !is_wrong
				? &shared->ok
				: &shared->bad,
			    1);
		}
		u = u + set.procs < n_users ? u + set.procs : p % n_users;
	}
	shared->to_us[p] = bench_now_us();
	free(failed);
}

/* One run of all processes; attempts a second. */
static double
one_run(double *took, long each)
{
	double from = 1e300, to = 0;

	for (int p = 0; p < set.procs; p++) {
		pid_t pid = fork();

		if (pid < 0)
			err(2, "fork");
		if (pid == 0) {
			work(p, took + p * each, each);
			_exit(0);
		}
	}
	for (int p = 0; p < set.procs; p++)
		wait(NULL);
	for (int p = 0; p < set.procs; p++) {
		from = shared->from_us[p] < from ? shared->from_us[p] : from;
		to = shared->to_us[p] > to ? shared->to_us[p] : to;
	}
	return (double)(each * set.procs) / ((to - from) / 1e6);
}

void
measure_logins(void)
{
	long each = set.n / set.procs, total = each * set.procs;
	long all = total * set.runs;
	double *took = bench_shared(sizeof(*took) * (size_t)all);
	double *rate = calloc((size_t)set.runs, sizeof(*rate));
	double good;

	measure_first();
	for (long r = 0; r < set.runs; r++)
		rate[r] = one_run(took + r * total, each);
	bench_sort(rate, set.runs);
	bench_sort(took, all);
	good = (double)shared->ok / (double)(shared->ok + shared->bad);
	printf("{\"service\":\"%s\",\"users\":%ld,\"procs\":%d,\"fork\":%d,"
	       "\"n\":%ld,\"runs\":%ld,\"ok\":%ld,\"bad\":%ld,",
	    set.service, n_users, set.procs, set.fork_each, total, set.runs,
	    shared->ok, shared->bad);
	printf("\"ok_per_s\":%.1f,\"tput_med\":%.1f,\"tput_min\":%.1f,"
	       "\"tput_max\":%.1f,\"p50_us\":%.0f,\"p95_us\":%.0f,"
	       "\"p99_us\":%.0f,\"max_us\":%.0f,",
	    bench_share(rate, set.runs, .5) * good,
	    bench_share(rate, set.runs, .5), rate[0], rate[set.runs - 1],
	    bench_share(took, all, .5), bench_share(took, all, .95),
	    bench_share(took, all, .99), took[all - 1]);
	printf("\"first_us\":%.0f,\"first_rc\":%ld,\"rss_kb\":%ld,"
	       "\"rss_added_kb\":%ld,\"private_dirty_kb\":%ld,"
	       "\"libs_added\":%ld}\n",
	    shared->first_us, shared->first_code, shared->after.rss_kb,
	    shared->after.rss_kb - shared->before.rss_kb,
	    shared->after.private_kb,
	    shared->after.libraries - shared->before.libraries);
	free(rate);
}

void
measure_dlopen(const char *file)
{
	double *took = bench_shared(sizeof(*took) * DLOPENS);

	for (int i = 0; i < DLOPENS; i++) {
		if (fork() == 0) {
			double from;
			void *so;

			bench_weigh(&shared->before);
			from = bench_now_us();
			so = dlopen(file, RTLD_NOW);
			took[i] = bench_now_us() - from;
			if (so == NULL)
				warnx("%s", dlerror());
			bench_weigh(&shared->after);
			_exit(0);
		}
		wait(NULL);
	}
	bench_sort(took, DLOPENS);
	printf("{\"dlopen\":\"%s\",\"min_us\":%.0f,\"p50_us\":%.0f,"
	       "\"p95_us\":%.0f,\"libs_added\":%ld,\"rss_added_kb\":%ld,"
	       "\"private_dirty_kb\":%ld}\n",
	    file, took[0], bench_share(took, DLOPENS, .5),
	    bench_share(took, DLOPENS, .95),
	    shared->after.libraries - shared->before.libraries,
	    shared->after.rss_kb - shared->before.rss_kb,
	    shared->after.private_kb);
}

/* What cannot be avoided: the hash alone, in one thread. */
void
measure_crypt(const char *hash, const char *password)
{
	double *took = bench_shared(sizeof(*took) * (size_t)set.n);
	char *(*crypt_fn)(const char *, const char *);
	void *lib = dlopen("libcrypt.so.1", RTLD_NOW);

	if (lib == NULL)
		errx(2, "%s", dlerror());
	*(void **)&crypt_fn = dlsym(lib, "crypt");
	if (crypt_fn == NULL)
		errx(2, "libcrypt: no crypt");
	for (long i = -set.warmup; i < set.n; i++) {
		double from = bench_now_us();
		const char *found = crypt_fn(password, hash);

		if (found == NULL || strcmp(found, hash) != 0)
			errx(2, "the password is not that of the hash");
		if (i >= 0)
			took[i] = bench_now_us() - from;
	}
	bench_sort(took, set.n);
	printf("{\"crypt\":\"%.8s\",\"n\":%ld,\"p50_us\":%.0f,"
	       "\"p95_us\":%.0f}\n",
	    hash, set.n, bench_share(took, set.n, .5),
	    bench_share(took, set.n, .95));
}
