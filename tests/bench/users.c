/* tests/bench/users.c - who logs in, and with which codes. */
#include <dlfcn.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/bench/bench.h"

static uint32_t *codes; /* n_users rows of per_user */
static uint64_t first_step;

/* login, TAB, secret, TAB, next counter; a line each. */
void
users_load(void)
{
	FILE *f = fopen(set.users, "r");
	char *line = NULL, *at;
	size_t cap = 0;
	long room = 0;

	if (f == NULL)
		err(2, "%s", set.users);
	while (getline(&line, &cap, f) > 0) {
		line[strcspn(line, "\r\n")] = '\0';
		if (line[0] == '\0' || line[0] == '#')
			continue;
		if (n_users == room) {
			room = room * 2 + 64;
			users = realloc(users, (size_t)room * sizeof(*users));
			if (users == NULL)
				err(2, "realloc");
		}
		at = line;
		users[n_users].login = strdup(strsep(&at, "\t"));
		users[n_users].secret = strdup(at ? strsep(&at, "\t") : "");
		users[n_users++].counter = at ? strtoull(at, NULL, 10) : 0;
	}
	free(line);
	fclose(f);
	if (n_users == 0)
		errx(2, "%s: no users", set.users);
}

void
users_save(void)
{
	FILE *f = fopen(set.users, "w");

	if (f == NULL)
		err(2, "%s", set.users);
	for (long i = 0; i < n_users; i++)
		fprintf(f, "%s\t%s\t%llu\n", users[i].login, users[i].secret,
		    (unsigned long long)(users[i].counter + used[i]));
	if (fclose(f) != 0)
		err(2, "%s", set.users);
}

/* libcrypto, found at run time: the child alone has it. */
struct crypto {
	const void *digest;
	unsigned char *(*hmac)(const void *, const void *, int,
	    const unsigned char *, size_t, unsigned char *, unsigned *);
};

static void
load_crypto(struct crypto *c)
{
	void *lib = dlopen("libcrypto.so.3", RTLD_NOW);
	const void *(*by_name)(const char *);

	if (lib == NULL)
		errx(2, "%s", dlerror());
	*(void **)&by_name = dlsym(lib, "EVP_get_digestbyname");
	*(void **)&c->hmac = dlsym(lib, "HMAC");
	if (by_name == NULL || c->hmac == NULL ||
	    (c->digest = by_name(set.digest)) == NULL)
		errx(2, "libcrypto: no %s", set.digest);
}

/* RFC 4226 section 5.3 */
static uint32_t
hotp(const struct crypto *c, const void *key, int len, uint64_t counter)
{
	unsigned char message[8], mac[64], *at;
	unsigned mac_len = 0;
	uint32_t modulus = 1;

	for (int i = 7; i >= 0; i--, counter >>= 8)
		message[i] = counter & 0xff;
	for (int i = 0; i < set.digits; i++)
		modulus *= 10;
	c->hmac(c->digest, key, len, message, sizeof(message), mac, &mac_len);
	at = mac + (mac[mac_len - 1] & 15);
	return ((at[0] & 127u) << 24 | (uint32_t)at[1] << 16 |
		   (uint32_t)at[2] << 8 | at[3]) %
	    modulus;
}

static void
fill_codes(void)
{
	struct crypto c;

	load_crypto(&c);
	for (long u = 0; u < n_users; u++) {
		uint64_t from =
		    set.mode == MODE_HOTP ? users[u].counter : first_step;
		const char *hex = users[u].secret;
		unsigned char key[128];
		int len = 0;

		for (; hex[0] && hex[1] && len < (int)sizeof(key); hex += 2) {
			char two[3] = { hex[0], hex[1], '\0' };

			key[len++] = (unsigned char)strtoul(two, NULL, 16);
		}
		for (long j = 0; j < per_user; j++)
			codes[u * per_user + j] =
			    hotp(&c, key, len, from + (uint64_t)j);
	}
}

void
codes_make(void)
{
	int status = 1;
	pid_t pid;

	if (set.mode != MODE_HOTP && set.mode != MODE_TOTP)
		return;
	first_step = (uint64_t)(time(NULL) / set.step);
	codes = bench_shared(sizeof(*codes) * (size_t)(n_users * per_user));
	if ((pid = fork()) < 0)
		err(2, "fork");
	if (pid == 0) {
		fill_codes();
		_exit(0);
	}
	if (waitpid(pid, &status, 0) < 0 || status != 0)
		errx(2, "no codes were made");
}

long
codes_step(void)
{
	return (long)((uint64_t)(time(NULL) / set.step) - first_step);
}

void
code_write(char *out, size_t cap, long u, long j, bool is_wrong)
{
	uint32_t code;

	if (set.mode == MODE_TOTP)
		j = set.race ? shared->race_step : codes_step();
	code = codes[u * per_user + (j < per_user ? j : per_user - 1)];
	if (is_wrong)
		code = code % 10 == 9 ? code - 9 : code + 1;
	snprintf(out, cap, "%0*u", set.digits, code);
}
