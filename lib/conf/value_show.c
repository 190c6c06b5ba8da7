/* lib/conf/value_show.c - a value as a file would say it, and its type to
 * people. */
#include "lib/conf/keys.h"

static void
show_text(const struct ho_setting *s, const void *at, struct ho_buf *out)
{
	const char *const *text = at;

	(void)s;
	ho_buf_str(out, *text == NULL ? "" : *text);
}

static void
show_number(const struct ho_setting *s, const void *at, struct ho_buf *out)
{
	(void)s;
	ho_buf_fmt(out, "%lld", (long long)*(const int64_t *)at);
}

static void
show_duration(const struct ho_setting *s, const void *at, struct ho_buf *out)
{
	(void)s;
	ho_duration_show(*(const int64_t *)at, out);
}

static void
show_word(const struct ho_setting *s, const void *at, struct ho_buf *out)
{
	ho_buf_str(out, s->words[*(const int *)at]);
}

static void
show_words(const struct ho_setting *s, const void *at, struct ho_buf *out)
{
	const char *between = "";

	for (int i = 0; s->words[i] != NULL; i++)
		if ((*(const int *)at >> i & 1) != 0) {
			ho_buf_fmt(out, "%s%s", between, s->words[i]);
			between = ", ";
		}
}

static void
show_uid(const struct ho_setting *s, const void *at, struct ho_buf *out)
{
	uid_t uid = *(const uid_t *)at;

	(void)s;
	if (uid == HO_UID_NONE)
		ho_buf_str(out, "none");
	else
		ho_buf_fmt(out, "%lu", (unsigned long)uid);
}

static void
show_uids(const struct ho_setting *s, const void *at, struct ho_buf *out)
{
	const struct ho_conf_uids *list = at;

	for (size_t i = 0; i < list->n; i++) {
		ho_buf_str(out, i > 0 ? ", " : "");
		show_uid(s, &list->uid[i], out);
	}
}

static void
show_list(const struct ho_setting *s, const void *at, struct ho_buf *out)
{
	const struct ho_conf_list *list = at;

	(void)s;
	for (size_t i = 0; i < list->n; i++)
		ho_buf_fmt(out, "%s%s", i > 0 ? ", " : "", list->text[i]);
}

static const struct type {
	const char *name;
	void (*show)(const struct ho_setting *, const void *, struct ho_buf *);
} types[HO_TYPES] = {
	[HO_TYPE_TEXT] = { "text", show_text },
	[HO_TYPE_TEMPLATE] = { "text", show_text },
	[HO_TYPE_PATH] = { "path", show_text },
	[HO_TYPE_SOCKET] = { "path", show_text },
	[HO_TYPE_NUMBER] = { "number", show_number },
	[HO_TYPE_DURATION] = { "time", show_duration },
	[HO_TYPE_WORD] = { "word", show_word },
	[HO_TYPE_WORDS] = { "words", show_words },
	[HO_TYPE_UID] = { "user", show_uid },
	[HO_TYPE_UIDS] = { "users", show_uids },
	[HO_TYPE_ADDRESSES] = { "addresses", show_list },
	[HO_TYPE_DOMAIN] = { "domain", show_text },
	[HO_TYPE_ORIGIN] = { "name", show_text },
	[HO_TYPE_WEB] = { "web address", show_text },
	[HO_TYPE_SMTP] = { "mail server", show_text },
	[HO_TYPE_IMAP] = { "mail server", show_text },
	[HO_TYPE_FOLDER] = { "folder", show_text },
	[HO_TYPE_CLOCK] = { "clock", show_text },
	[HO_TYPE_RESOLVER] = { "resolver", show_text },
};

void
ho_value_show(const struct ho_setting *s, const void *base, struct ho_buf *out)
{
	types[s->type].show(s, (const char *)base + s->at, out);
}

const char *
ho_type_name(enum ho_type type)
{
	return types[type].name;
}

void
ho_type_range(const struct ho_setting *s, struct ho_buf *out)
{
	if (s->type == HO_TYPE_WORD || s->type == HO_TYPE_WORDS) {
		const char *between = s->type == HO_TYPE_WORD ? " | " : ", ";

		for (size_t i = 0; s->words[i] != NULL; i++)
			ho_buf_fmt(
			    out, "%s%s", i > 0 ? between : "", s->words[i]);
	} else if (s->type == HO_TYPE_NUMBER) {
		ho_buf_fmt(out, "%lld to %lld", (long long)s->least,
		    (long long)s->most);
	} else if (s->type == HO_TYPE_DURATION) {
		ho_duration_show(s->least, out);
		ho_buf_str(out, " to ");
		ho_duration_show(s->most, out);
	}
}
