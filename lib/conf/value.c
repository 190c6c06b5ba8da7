/* lib/conf/value.c - a value's text into its place. */
#include <errno.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>

#include "lib/base/err.h"
#include "lib/conf/keys.h"
#include "lib/conf/syntax.h"

/* From here on, 'at' is the setting's place and 'why' says what is wanted. */
#define NO(reason) (*why = (reason), HO_E_INPUT)

static int
keep_text(void *at, const char *value)
{
	char *copy = strdup(value), **place = at;

	if (copy == NULL)
		return HO_E_NOMEM;
	free(*place);
	*place = copy;
	return HO_OK;
}

static int
set_text(
    const struct ho_setting *s, void *at, const char *value, const char **why)
{
	(void)s;
	if (strlen(value) > 200)
		return NO("at most 200 octets");
	return keep_text(at, value);
}

static int
set_template(
    const struct ho_setting *s, void *at, const char *value, const char **why)
{
	(void)s;
	if (strlen(value) > 900)
		return NO("at most 900 octets");
	return keep_text(at, value);
}

static int
set_path(
    const struct ho_setting *s, void *at, const char *value, const char **why)
{
	bool is_base = strcmp(s->name, "state-dir") == 0 ||
	    strcmp(s->name, "runtime-dir") == 0;

	if (value[0] == '/' || value[0] == '\0')
		return keep_text(at, value);
	if (is_base || !ho_is_below_base(value))
		return NO("a path begins with /, state-dir/ or runtime-dir/");
	return keep_text(at, value);
}

static int
set_number(
    const struct ho_setting *s, void *at, const char *value, const char **why)
{
	int64_t n;

	if (!ho_read_number(value, strlen(value), &n))
		return NO("a number is wanted");
	if (n < s->least || n > s->most)
		return NO("out of range");
	*(int64_t *)at = n;
	return HO_OK;
}

static int
set_duration(
    const struct ho_setting *s, void *at, const char *value, const char **why)
{
	int64_t ms;

	if (!ho_read_duration(value, &ms))
		return NO("a time is wanted, such as 250ms, 30s, 10m, 24h, 7d");
	if (ms < s->least || ms > s->most)
		return NO("out of range");
	*(int64_t *)at = ms;
	return HO_OK;
}

static int
set_word(
    const struct ho_setting *s, void *at, const char *value, const char **why)
{
	for (int i = 0; s->words[i] != NULL; i++)
		if (strcmp(s->words[i], value) == 0) {
			*(int *)at = i;
			return HO_OK;
		}
	return NO("not one of the words it takes");
}

/* A bit for each, in the order of the words. */
static int
set_words(
    const struct ho_setting *s, void *at, const char *value, const char **why)
{
	char item[HO_CONF_LINE];
	int bits = 0;

	while (ho_next_item(&value, item, sizeof(item))) {
		int i = 0;

		while (s->words[i] != NULL && strcmp(s->words[i], item) != 0)
			i++;
		if (s->words[i] == NULL)
			return NO("not one of the words it takes");
		bits |= 1 << i;
	}
	if (bits == 0 && s->preset[0] != '\0')
		return NO("at least one is wanted");
	*(int *)at = bits;
	return HO_OK;
}

static int
read_uid(const char *value, uid_t *uid, const char **why)
{
	struct passwd *pw;
	int64_t n;

	if (ho_read_number(value, strlen(value), &n)) {
		if (n >= (int64_t)HO_UID_NONE)
			return NO("no such user id");
		*uid = (uid_t)n;
	} else if ((pw = getpwnam(value)) != NULL) {
		*uid = pw->pw_uid;
	} else {
		return NO("there is no such user on this host");
	}
	/* What the kernel shows for whoever it cannot name. */
	return *uid == 65534 ? NO("nobody (65534) is no peer") : HO_OK;
}

static int
set_uid(
    const struct ho_setting *s, void *at, const char *value, const char **why)
{
	uid_t uid = HO_UID_NONE;
	int rc = HO_OK;

	/* The default is a name that a test's host need not have. */
	if (strcmp(value, "none") != 0 &&
	    (rc = read_uid(value, &uid, why)) != HO_OK) {
		if (strcmp(value, s->preset) != 0)
			return rc;
		uid = HO_UID_NONE;
	}
	*(uid_t *)at = uid;
	return HO_OK;
}

static int
set_uids(
    const struct ho_setting *s, void *at, const char *value, const char **why)
{
	struct ho_conf_uids *list = at, fresh = { 0 };
	char item[HO_CONF_LINE];
	int rc;

	(void)s;
	while (ho_next_item(&value, item, sizeof(item))) {
		if (fresh.n == HO_CONF_LIST)
			return NO("too many of them");
		if ((rc = read_uid(item, &fresh.uid[fresh.n], why)) != HO_OK)
			return rc;
		fresh.n++;
	}
	if (fresh.n == 0)
		return NO("at least one is wanted");
	*list = fresh;
	return HO_OK;
}

static void
free_list(struct ho_conf_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		free(list->text[i]);
	*list = (struct ho_conf_list){ 0 };
}

static int
set_addresses(
    const struct ho_setting *s, void *at, const char *value, const char **why)
{
	struct ho_conf_list *list = at, fresh = { 0 };
	char item[HO_CONF_LINE];
	int rc = HO_OK;

	(void)s;
	while (rc == HO_OK && ho_next_item(&value, item, sizeof(item))) {
		if (fresh.n == HO_CONF_LIST)
			rc = NO("too many of them");
		else if (!ho_fold_address(item))
			rc = NO("an address is wanted, its domain in ASCII");
		else if ((rc = keep_text(&fresh.text[fresh.n], item)) == HO_OK)
			fresh.n++;
	}
	if (rc == HO_OK && fresh.n == 0)
		rc = NO("at least one is wanted");
	if (rc == HO_OK) {
		free_list(list);
		*list = fresh;
	} else {
		free_list(&fresh);
	}
	return rc;
}

/* Text that a function of syntax.h must find good. */
static const struct checked {
	enum ho_type type;
	bool (*is_good)(const char *);
	const char *want;
} checked[] = {
	{ HO_TYPE_DOMAIN, ho_is_domain, "a domain in ASCII is wanted" },
	{ HO_TYPE_ORIGIN, ho_is_origin,
	    "a name without blank and plus is wanted" },
	{ HO_TYPE_WEB, ho_is_web, "https:// or http:// is wanted" },
	{ HO_TYPE_SMTP, ho_is_smtp, "smtp:// or smtps:// is wanted" },
	{ HO_TYPE_IMAP, ho_is_imap,
	    "imap:// or imaps:// and a host, nothing behind it, is wanted" },
	{ HO_TYPE_FOLDER, ho_is_folder,
	    "a folder's name in ASCII, without \" \\ % * and ; is wanted" },
	{ HO_TYPE_CLOCK, ho_is_clock, "system, or a path that begins with /" },
	{ HO_TYPE_RESOLVER, ho_is_resolver,
	    "system, or ADDR@PORT with a numeric address" },
};

static int
set_checked(
    const struct ho_setting *s, void *at, const char *value, const char **why)
{
	for (size_t i = 0; i < sizeof(checked) / sizeof(checked[0]); i++)
		if (checked[i].type == s->type && value[0] != '\0' &&
		    !checked[i].is_good(value))
			return NO(checked[i].want);
	return set_text(s, at, value, why);
}

enum holds {
	HOLDS_PLAIN,
	HOLDS_TEXT,
	HOLDS_LIST
};

static const struct type {
	int (*set)(
	    const struct ho_setting *, void *, const char *, const char **);
	enum holds holds;
} types[HO_TYPES] = {
	[HO_TYPE_TEXT] = { set_text, HOLDS_TEXT },
	[HO_TYPE_TEMPLATE] = { set_template, HOLDS_TEXT },
	[HO_TYPE_PATH] = { set_path, HOLDS_TEXT },
	[HO_TYPE_SOCKET] = { set_path, HOLDS_TEXT },
	[HO_TYPE_NUMBER] = { set_number, HOLDS_PLAIN },
	[HO_TYPE_DURATION] = { set_duration, HOLDS_PLAIN },
	[HO_TYPE_WORD] = { set_word, HOLDS_PLAIN },
	[HO_TYPE_WORDS] = { set_words, HOLDS_PLAIN },
	[HO_TYPE_UID] = { set_uid, HOLDS_PLAIN },
	[HO_TYPE_UIDS] = { set_uids, HOLDS_PLAIN },
	[HO_TYPE_ADDRESSES] = { set_addresses, HOLDS_LIST },
	[HO_TYPE_DOMAIN] = { set_checked, HOLDS_TEXT },
	[HO_TYPE_ORIGIN] = { set_checked, HOLDS_TEXT },
	[HO_TYPE_WEB] = { set_checked, HOLDS_TEXT },
	[HO_TYPE_SMTP] = { set_checked, HOLDS_TEXT },
	[HO_TYPE_IMAP] = { set_checked, HOLDS_TEXT },
	[HO_TYPE_FOLDER] = { set_checked, HOLDS_TEXT },
	[HO_TYPE_CLOCK] = { set_checked, HOLDS_TEXT },
	[HO_TYPE_RESOLVER] = { set_checked, HOLDS_TEXT },
};

int
ho_value_set(
    const struct ho_setting *s, void *base, const char *value, const char **why)
{
	*why = "no memory";
	if (value[0] == '\0' && (s->preset == NULL || s->preset[0] != '\0'))
		return NO("a value is wanted");
	return types[s->type].set(s, (char *)base + s->at, value, why);
}

void
ho_value_free(const struct ho_setting *s, void *base)
{
	void *at = (char *)base + s->at;

	if (types[s->type].holds == HOLDS_TEXT) {
		free(*(char **)at);
		*(char **)at = NULL;
	} else if (types[s->type].holds == HOLDS_LIST) {
		free_list(at);
	}
}
