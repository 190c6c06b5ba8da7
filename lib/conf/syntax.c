/* lib/conf/syntax.c - how the words of a configuration file are written. */
#include "lib/conf/syntax.h"

#include <arpa/inet.h>
#include <string.h>

#include "lib/base/buf.h"
#include "lib/conf/conf.h"
#include "lib/conf/keys.h"

#define DIGITS_MAX 12 /* no sum of ours leaves 64 bits */

static const struct unit {
	const char *name;
	int64_t ms;
} units[] = {
	{ "d", 86400000 },
	{ "h", 3600000 },
	{ "m", 60000 },
	{ "s", 1000 },
	{ "ms", 1 },
};

bool
ho_read_number(const char *text, size_t len, int64_t *n)
{
	*n = 0;
	if (len == 0 || len > DIGITS_MAX)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		*n = *n * 10 + (text[i] - '0');
	}
	return true;
}

bool
ho_read_duration(const char *text, int64_t *ms)
{
	size_t digits = strspn(text, "0123456789");
	int64_t n;

	if (!ho_read_number(text, digits, &n))
		return false;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (strcmp(text + digits, units[i].name) == 0) {
			*ms = n * units[i].ms;
			return n <= INT64_MAX / units[i].ms;
		}
	return false;
}

void
ho_duration_show(int64_t ms, struct ho_buf *out)
{
	size_t i = 0;

	while (units[i].ms > 1 && (ms == 0 || ms % units[i].ms != 0))
		i++;
	ho_buf_fmt(out, "%lld%s", (long long)(ms / units[i].ms), units[i].name);
}

bool
ho_next_item(const char **list, char *item, size_t size)
{
	size_t n;

	*list += strspn(*list, ", \t");
	n = strcspn(*list, ", \t");
	if (n == 0 || n >= size)
		return false;
	memcpy(item, *list, n);
	item[n] = '\0';
	*list += n;
	return true;
}

static bool
is_alnum(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9');
}

/* Every octet a letter, a digit or one of these. */
static bool
is_of(const char *text, size_t len, const char *others)
{
	for (size_t i = 0; i < len; i++)
		if (!is_alnum(text[i]) && strchr(others, text[i]) == NULL)
			return false;
	return len > 0;
}

bool
ho_is_domain(const char *text)
{
	size_t len = strlen(text);

	if (len > 253 || !is_of(text, len, ".-") || text[0] == '.' ||
	    text[len - 1] == '.' || strstr(text, "..") != NULL)
		return false;
	for (size_t i = 0; i < len; i++)
		if (text[i] >= 'A' && text[i] <= 'Z')
			return false;
	return true;
}

bool
ho_fold_address(char *text)
{
	char *at = strchr(text, '@');

	if (at == NULL || strlen(text) > 254 ||
	    !is_of(text, (size_t)(at - text), ".!#$%&'*+-/=?^_`{|}~") ||
	    text[0] == '.' || at[-1] == '.')
		return false;
	for (char *p = at; *p != '\0'; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	*at = '\0'; /* so that two dots are looked for on each side alone */
	if (strstr(text, "..") != NULL)
		return false;
	*at = '@';
	return ho_is_domain(at + 1);
}

bool
ho_is_origin(const char *text)
{
	for (const char *p = text; *p != '\0'; p++)
		if (*p <= 0x20 || *p > 0x7e || *p == '+')
			return false;
	return text[0] != '\0';
}

static bool
is_url(const char *text, const char *scheme)
{
	size_t n = strlen(scheme);

	if (strncmp(text, scheme, n) != 0 || text[n] == '\0')
		return false;
	for (const char *p = text; *p != '\0'; p++)
		if (*p <= 0x20 || *p > 0x7e || strchr("<>\"", *p) != NULL)
			return false;
	return true;
}

bool
ho_is_web(const char *text)
{
	return is_url(text, "https://") || is_url(text, "http://");
}

bool
ho_is_smtp(const char *text)
{
	return is_url(text, "smtp://") || is_url(text, "smtps://");
}

bool
ho_is_imap(const char *text)
{
	const char *host = strstr(text, "://");

	return (is_url(text, "imap://") || is_url(text, "imaps://")) &&
	    host[3 + strcspn(host + 3, "/?#;@%\\")] == '\0';
}

bool
ho_is_folder(const char *text)
{
	for (const char *p = text; *p != '\0'; p++)
		if (*p < 0x20 || *p > 0x7e || strchr("\"\\%*;", *p) != NULL)
			return false;
	return text[0] != '\0';
}

bool
ho_is_clock(const char *text)
{
	return strcmp(text, "system") == 0 || text[0] == '/';
}

bool
ho_is_resolver(const char *text)
{
	const char *at = strchr(text, '@');
	unsigned char in6[16];
	char host[64];
	int64_t port;
	size_t n;

	if (strcmp(text, "system") == 0)
		return true;
	if (at == NULL || (n = (size_t)(at - text)) >= sizeof(host))
		return false;
	memcpy(host, text, n);
	host[n] = '\0';
	return (inet_pton(AF_INET, host, in6) == 1 ||
		   inet_pton(AF_INET6, host, in6) == 1) &&
	    ho_read_number(at + 1, strlen(at + 1), &port) && port > 0 &&
	    port < 65536;
}

/* libpam makes every name small: one with a capital would never be met. */
bool
ho_is_service(const char *text)
{
	size_t len = strlen(text);

	for (size_t i = 0; i < len; i++)
		if (text[i] >= 'A' && text[i] <= 'Z')
			return false;
	return strcmp(text, "*") == 0 ||
	    (len < HO_CONF_NAME_SIZE && is_of(text, len, "._-"));
}

bool
ho_is_below_base(const char *text)
{
	static const char *const bases[] = { "state-dir/", "runtime-dir/" };

	for (size_t i = 0; i < 2; i++)
		if (strncmp(text, bases[i], strlen(bases[i])) == 0 &&
		    text[strlen(bases[i])] != '\0')
			return true;
	return false;
}
