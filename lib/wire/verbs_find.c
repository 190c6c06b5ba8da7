/* lib/wire/verbs_find.c - finding verbs, and values that fit them. */
#include "lib/wire/verbs.h"

#include <stdio.h>
#include <string.h>

#include "lib/base/err.h"
#include "lib/base/show.h"

const struct ho_verb *
ho_verb_get(const char *noun, const char *verb)
{
	const struct ho_verb *v;

	if (verb != NULL && *verb == '\0')
		verb = NULL;
	for (size_t i = 0; (v = ho_verb_at(i)) != NULL; i++) {
		if (strcmp(v->noun, noun) != 0 ||
		    (v->verb == NULL) != (verb == NULL))
			continue;
		if (verb == NULL || strcmp(v->verb, verb) == 0)
			return v;
	}
	return NULL;
}

void
ho_verb_name(const struct ho_verb *v, char out[static HO_VERB_NAME])
{
	snprintf(out, HO_VERB_NAME, "%s%s%s", v->noun,
	    v->verb != NULL ? " " : "", v->verb != NULL ? v->verb : "");
}

const struct ho_verb *
ho_verb_named(const char *name)
{
	const struct ho_verb *v;
	char own[HO_VERB_NAME];

	for (size_t i = 0; (v = ho_verb_at(i)) != NULL; i++) {
		ho_verb_name(v, own);
		if (strcmp(own, name) == 0)
			return v;
	}
	return NULL;
}

const struct ho_opt *
ho_verb_opt(const struct ho_verb *v, const char *name)
{
	const struct ho_opt *o;

	for (o = v->opt; o != NULL && o->name != NULL; o++)
		if (strcmp(o->name, name) == 0)
			return o;
	return NULL;
}

bool
ho_verb_subject_is_optional(const struct ho_verb *v)
{
	return v->subject == NULL || v->subject[0] == '[';
}

void
ho_verb_usage(const struct ho_verb *v, struct ho_buf *out)
{
	const char *gap = "";

	if (v->subject != NULL) {
		ho_buf_str(out, v->subject);
		gap = " ";
	}
	for (const struct ho_opt *o = v->opt; o != NULL && o->name != NULL;
	     o++) {
		ho_buf_fmt(out, "%s%s--%s%s%s%s%s", gap, o->required ? "" : "[",
		    o->name, o->what != NULL ? " " : "",
		    o->what != NULL ? o->what : "",
		    o->type == HO_OPT_MANY ? "..." : "",
		    o->required ? "" : "]");
		gap = " ";
	}
}

static void because(struct ho_buf *why, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

static void
because(struct ho_buf *why, const char *fmt, ...)
{
	va_list ap;

	if (why == NULL)
		return;
	va_start(ap, fmt);
	ho_buf_vfmt(why, fmt, ap);
	va_end(ap);
}

/* C0, DEL, C1 and the two separators move a cursor or end a line. */
static bool
is_control(uint32_t cp, bool lines)
{
	if (lines && (cp == '\n' || cp == '\t'))
		return false;
	return cp < 0x20 || (cp >= 0x7f && cp < 0xa0) || cp == 0x2028 ||
	    cp == 0x2029;
}

int
ho_opt_text(const struct ho_opt *o, const char *text, struct ho_buf *why)
{
	int64_t min = o != NULL ? o->min : 1;
	int64_t max = o != NULL ? o->max : HO_VERB_SUBJECT;
	bool lines = o != NULL && o->type == HO_OPT_LINES;
	size_t len = strlen(text), n;
	uint32_t cp;

	if (len < (size_t)min || len > (size_t)max) {
		because(why, "must be %lld to %lld octets long", (long long)min,
		    (long long)max);
		return HO_E_INPUT;
	}
	for (size_t i = 0; i < len; i += n) {
		n = ho_utf8_next((const uint8_t *)text + i, len - i, &cp);
		if (n == 0) {
			because(why, "is not UTF-8");
			return HO_E_INPUT;
		}
		if (is_control(cp, lines)) {
			because(why, "holds a control character");
			return HO_E_INPUT;
		}
	}
	return HO_OK;
}

int
ho_opt_number(const struct ho_opt *o, int64_t n, struct ho_buf *why)
{
	if (n >= o->min && n <= o->max)
		return HO_OK;
	if (o->max == INT64_MAX)
		because(why, "must be %lld or more", (long long)o->min);
	else
		because(why, "must be %lld to %lld", (long long)o->min,
		    (long long)o->max);
	return HO_E_INPUT;
}

int
ho_roles_parse(const char *text, int64_t *roles)
{
	const char *end;
	size_t len, i;

	*roles = 0;
	for (const char *at = text;; at = end + 1) {
		end = strchrnul(at, ',');
		len = (size_t)(end - at);
		for (i = 0; i < HO_ROLE_NAMES; i++)
			if (strlen(ho_role_names[i]) == len &&
			    memcmp(ho_role_names[i], at, len) == 0)
				break;
		if (i == HO_ROLE_NAMES) {
			*roles = 0;
			return HO_E_INPUT;
		}
		*roles |= INT64_C(1) << i;
		if (*end == '\0')
			return HO_OK;
	}
}

void
ho_roles_format(int64_t roles, struct ho_buf *out)
{
	const char *gap = "";

	for (size_t i = 0; i < HO_ROLE_NAMES; i++) {
		if (!(roles & INT64_C(1) << i))
			continue;
		ho_buf_fmt(out, "%s%s", gap, ho_role_names[i]);
		gap = ",";
	}
}
