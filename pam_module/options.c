/* pam_module/options.c - module arguments, strictly. */
#include "pam_module/options.h"

#include <stddef.h>
#include <string.h>
#include <sys/un.h>

#include "lib/base/err.h"

#define NOBODY 65534u /* what the kernel shows for a uid it cannot map */

/* Digits only: no sign, no blank, no octal; at most max. */
static int
number(const char *text, unsigned long max, unsigned long *n)
{
	unsigned long v = 0;

	if (*text == '\0' || strlen(text) > 10)
		return HO_E_INPUT;
	for (; *text != '\0'; text++) {
		if (*text < '0' || *text > '9')
			return HO_E_INPUT;
		v = v * 10 + (unsigned long)(*text - '0');
	}
	if (v > max)
		return HO_E_INPUT;
	*n = v;
	return HO_OK;
}

static int
set_socket(struct options *o, const char *value)
{
	/* relative to what? the host's working directory is nobody's promise */
	if (value[0] != '/' ||
	    strlen(value) >= sizeof(((struct sockaddr_un *)0)->sun_path))
		return HO_E_INPUT;
	o->socket = value;
	return HO_OK;
}

static int
set_uid(struct options *o, const char *value)
{
	unsigned long n;

	if (number(value, 0xfffffffeul, &n) != HO_OK || n == NOBODY)
		return HO_E_INPUT;
	o->daemon_uid = (uid_t)n;
	return HO_OK;
}

static int
set_timeout(struct options *o, const char *value)
{
	unsigned long n;

	if (number(value, HO_MAX_TIMEOUT, &n) != HO_OK || n == 0)
		return HO_E_INPUT;
	o->timeout_ms = (int)n * 1000;
	return HO_OK;
}

static int
set_single(struct options *o, const char *value)
{
	(void)value;
	o->single_prompt = true;
	return HO_OK;
}

static int
set_use(struct options *o, const char *value)
{
	(void)value;
	o->use_first_pass = true;
	return HO_OK;
}

static int
set_try(struct options *o, const char *value)
{
	(void)value;
	o->try_first_pass = true;
	return HO_OK;
}

static int
set_debug(struct options *o, const char *value)
{
	(void)value;
	o->debug = true;
	return HO_OK;
}

/* A word that ends in '=' wants a value, any other must stand alone. */
static const struct word {
	char name[16];
	int (*set)(struct options *, const char *value);
} words[] = {
	{ "socket=", set_socket },
	{ "daemon_uid=", set_uid },
	{ "timeout=", set_timeout },
	{ "single_prompt", set_single },
	{ "use_first_pass", set_use },
	{ "try_first_pass", set_try },
	{ "debug", set_debug },
};

#define WORDS (sizeof(words) / sizeof(words[0]))

/* The row that arg belongs to, its value behind the '='; WORDS if none. */
static size_t
find(const char *arg, const char **value)
{
	size_t i, n;

	for (i = 0; i < WORDS; i++) {
		n = strlen(words[i].name);
		if (strncmp(arg, words[i].name, n) != 0)
			continue;
		*value = arg + n;
		if (words[i].name[n - 1] == '=' || arg[n] == '\0')
			break;
	}
	return i;
}

int
options_read(
    struct options *o, int argc, const char *const *argv, const char **bad)
{
	bool seen[WORDS] = { false };
	const char *value = NULL;
	size_t row;

	*o = (struct options){ .socket = HO_DEFAULT_SOCKET,
		.timeout_ms = HO_DEFAULT_TIMEOUT * 1000 };
	for (int i = 0; i < argc; i++) {
		*bad = argv[i];
		row = find(argv[i], &value);
		if (row == WORDS || seen[row] ||
		    words[row].set(o, value) != HO_OK)
			return HO_E_INPUT;
		seen[row] = true;
	}
	*bad = NULL;
	return HO_OK;
}
