/* lib/letter/letter.c - from values to finished RFC 5322 octets. */
#include "lib/letter/letter.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "lib/base/err.h"
#include "lib/letter/encode.h"
#include "lib/letter/grammar.h"

#define REFERENCES_MAX 998 /* octets of the whole field */
#define IDS_MAX        64  /* references looked at, newest last */

static const char *
or_empty(const char *text)
{
	return text == NULL ? "" : text;
}

/* --- the checks, all before the first octet ---------------------------------- */

static bool
from_is_fit(const struct ho_letter *l)
{
	const char *name = or_empty(l->from_name);

	return l->from != NULL && ho_letter_is_address(l->from) &&
	    strlen(name) <= HO_LETTER_NAME &&
	    ho_is_text_line(name, strlen(name));
}

static bool
to_is_fit(const struct ho_letter *l)
{
	return l->to != NULL && ho_letter_is_address(l->to);
}

static bool
subject_is_fit(const struct ho_letter *l)
{
	return l->subject_len <= HO_LETTER_SUBJECT &&
	    (l->subject_len == 0 ||
		ho_is_text_line(l->subject, l->subject_len));
}

static bool
message_id_is_fit(const struct ho_letter *l)
{
	return l->message_id != NULL &&
	    ho_is_token_id(l->message_id, strlen(l->message_id));
}

static bool
in_reply_to_is_fit(const struct ho_letter *l)
{
	const char *id = or_empty(l->in_reply_to);

	return id[0] == '\0' || ho_letter_is_id(id, strlen(id));
}

/* Four digits of year, so that the line stays a date. */
static bool
date_is_fit(const struct ho_letter *l)
{
	return l->date >= 0 && l->date <= 253402300799;
}

/* None of ours a second time, nothing that a mail system acts upon. */
static bool
extra_is_fit(const struct ho_letter *l)
{
	if (l->n_extra > HO_LETTER_EXTRA)
		return false;
	for (size_t i = 0; i < l->n_extra; i++) {
		const char *name = or_empty(l->extra[i].name);
		const char *value = or_empty(l->extra[i].value);

		if (strncasecmp(name, "X-", 2) != 0 ||
		    !ho_is_field_name(name, strlen(name)) ||
		    strlen(value) > HO_LETTER_VALUE ||
		    !ho_is_ascii_line(value, strlen(value)))
			return false;
	}
	return true;
}

static bool
body_is_fit(const struct ho_letter *l)
{
	return l->body_len == 0 || ho_is_text(l->body, l->body_len);
}

static const struct check {
	const char *field;
	bool (*is_fit)(const struct ho_letter *);
} checks[] = {
	{ "From", from_is_fit },
	{ "To", to_is_fit },
	{ "Subject", subject_is_fit },
	{ "Message-ID", message_id_is_fit },
	{ "In-Reply-To", in_reply_to_is_fit },
	{ "Date", date_is_fit },
	{ "extra", extra_is_fit },
	{ "body", body_is_fit },
};

/* --- the fields --------------------------------------------------------------- */

static void
add_field(struct ho_page *p, const char *name, const char *value)
{
	ho_page_str(p, name);
	ho_page_str(p, ": ");
	ho_encode_text(p, strlen(name) + 2, value, strlen(value));
	ho_page_str(p, "\r\n");
}

static void
add_from(struct ho_page *p, const struct ho_letter *l)
{
	const char *name = or_empty(l->from_name);

	ho_page_str(p, "From: ");
	if (name[0] == '\0') {
		ho_page_str(p, l->from);
	} else {
		ho_encode_name(p, strlen("From: "), name, strlen(name));
		/* on a line of its own it always fits */
		ho_page_str(p, "\r\n <");
		ho_page_str(p, l->from);
		ho_page_chr(p, '>');
	}
	ho_page_str(p, "\r\n");
}

/* "Re: RE: re:x" has one answer mark, ours. */
static void
add_subject(struct ho_page *p, const struct ho_letter *l)
{
	char text[HO_LETTER_SUBJECT + 4];
	const char *s = l->subject;
	size_t len = l->subject_len, n = 0;

	if (l->is_reply) {
		while (len > 0 &&
		    (s[0] == ' ' ||
			(len >= 3 && strncasecmp(s, "re:", 3) == 0))) {
			size_t skip = s[0] == ' ' ? 1 : 3;

			s += skip;
			len -= skip;
		}
		memcpy(text, "Re: ", 4);
		n = 4;
	}
	if (len > 0)
		memcpy(text + n, s, len);
	n += len;
	if (l->is_reply && len == 0)
		n = 3; /* no blank at the end */
	ho_page_str(p, "Subject: ");
	ho_encode_text(p, strlen("Subject: "), text, n);
	ho_page_str(p, "\r\n");
}

struct id {
	const char *text;
	size_t len;
};

/* The good ones of a list, the first and then the newest, in order. */
static size_t
pick_ids(const char *list, const char *last, struct id ids[IDS_MAX])
{
	size_t n = 0, len;

	for (const char *s = list; *s != '\0'; s += len) {
		s += strspn(s, " \t\r\n");
		len = strcspn(s, " \t\r\n");
		if (!ho_letter_is_id(s, len) ||
		    (len == strlen(last) && memcmp(s, last, len) == 0))
			continue;
		if (n == IDS_MAX - 1) {
			memmove(&ids[1], &ids[2], (n - 2) * sizeof(ids[0]));
			n--;
		}
		ids[n++] = (struct id){ s, len };
	}
	if (last[0] != '\0')
		ids[n++] = (struct id){ last, strlen(last) };
	return n;
}

/* From which id on, beside the first, the field stays short enough? */
static size_t
first_that_fits(const struct id *ids, size_t n)
{
	size_t used = strlen("References: ") + ids[0].len, i = n;

	while (i > 1 && used + ids[i - 1].len + 3 <= REFERENCES_MAX)
		used += ids[--i].len + 3;
	return i;
}

static void
add_thread(struct ho_page *p, const struct ho_letter *l)
{
	const char *last = or_empty(l->in_reply_to);
	struct id ids[IDS_MAX];
	size_t n = pick_ids(or_empty(l->references), last, ids), from;

	if (last[0] != '\0') {
		ho_page_str(p, "In-Reply-To: ");
		ho_page_str(p, last);
		ho_page_str(p, "\r\n");
	}
	if (n == 0)
		return;
	from = first_that_fits(ids, n);
	ho_page_str(p, "References: ");
	ho_page_add(p, ids[0].text, ids[0].len);
	for (size_t i = from; i < n; i++) {
		ho_page_str(p, "\r\n ");
		ho_page_add(p, ids[i].text, ids[i].len);
	}
	ho_page_str(p, "\r\n");
}

/* Names of days and months are English whatever the locale says. */
static void
add_date(struct ho_page *p, int64_t date)
{
	static const char days[] = "SunMonTueWedThuFriSat";
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	char text[64];
	time_t at = date;
	struct tm tm;

	gmtime_r(&at, &tm);
	snprintf(text, sizeof(text),
	    "Date: %.3s, %d %.3s %04d %02d:%02d:%02d +0000\r\n",
	    days + 3 * tm.tm_wday, tm.tm_mday, months + 3 * tm.tm_mon,
	    tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
	ho_page_str(p, text);
}

int
ho_letter_write(
    const struct ho_letter *l, struct ho_page *out, const char **field)
{
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++)
		if (!checks[i].is_fit(l)) {
			if (field != NULL)
				*field = checks[i].field;
			return HO_E_INPUT;
		}
	add_date(out, l->date);
	add_from(out, l);
	ho_page_str(out, "To: ");
	ho_page_str(out, l->to);
	ho_page_str(out, "\r\n");
	add_subject(out, l);
	ho_page_str(out, "Message-ID: <");
	ho_page_str(out, l->message_id);
	ho_page_str(out, ">\r\n");
	add_thread(out, l);
	add_field(out, "Auto-Submitted",
	    l->automatic == HO_AUTO_REPLIED ? "auto-replied"
					    : "auto-generated");
	for (size_t i = 0; i < l->n_extra; i++)
		add_field(out, l->extra[i].name, or_empty(l->extra[i].value));
	add_field(out, "MIME-Version", "1.0");
	add_field(out, "Content-Type", "text/plain; charset=utf-8");
	add_field(out, "Content-Transfer-Encoding",
	    ho_encode_is_plain(l->body, l->body_len) ? "7bit"
						     : "quoted-printable");
	ho_page_str(out, "\r\n");
	ho_encode_body(out, l->body, l->body_len);
	return out->error;
}
