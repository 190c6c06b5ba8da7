/* lib/mail/align.c - does a signing domain speak for the From domain? */
#include "lib/mail/align.h"

#include <libpsl.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/err.h"
#include "lib/mail/tags.h"

struct ho_suffixes {
	psl_ctx_t *loaded; /* ours to free, or NULL */
	const psl_ctx_t *used;
};

int
ho_suffixes_load(struct ho_suffixes **s)
{
	if ((*s = calloc(1, sizeof(**s))) == NULL)
		return HO_E_NOMEM;
	(*s)->loaded = psl_latest(NULL);
	(*s)->used = (*s)->loaded != NULL ? (*s)->loaded : psl_builtin();
	if ((*s)->used == NULL) {
		ho_suffixes_free(s);
		return HO_E_IO;
	}
	return HO_OK;
}

void
ho_suffixes_free(struct ho_suffixes **s)
{
	if (*s != NULL)
		psl_free((*s)->loaded);
	free(*s);
	*s = NULL;
}

const char *
align_organisation(const struct ho_suffixes *s, const char *domain)
{
	return psl_registrable_domain(s->used, domain);
}

/* Is high domain above low ("b.c" above "a.b.c")? */
static bool
is_above(const char *high, const char *low)
{
	size_t h = strlen(high), l = strlen(low);

	return l > h && low[l - h - 1] == '.' && strcmp(low + l - h, high) == 0;
}

enum relation
align_relation(const struct ho_suffixes *s, const char *from, const char *d)
{
	const char *org, *low;

	if (strcmp(from, d) == 0)
		return RELATION_SAME;
	if (is_above(from, d)) {
		const char *swap = from;

		from = d;
		d = swap;
	}
	/*
	 * d is now the shorter: below a public suffix, or of no use; and the
	 * longer one may be a suffix itself ("s3.amazonaws.com").
	 */
	if (!is_above(d, from) || (org = align_organisation(s, d)) == NULL ||
	    (low = align_organisation(s, from)) == NULL ||
	    strcmp(low, org) != 0)
		return RELATION_FOREIGN;
	return RELATION_RELATED;
}

/* "v=DMARC1" comes first (RFC 7489 section 6.4); other records are no policy. */
static bool
begins_like_policy(struct lex l)
{
	static const char version[] = "DMARC1";

	if (!lex_take(&l, 'v'))
		return false;
	lex_blanks(&l);
	if (!lex_take(&l, '='))
		return false;
	lex_blanks(&l);
	return (size_t)(l.end - l.p) >= sizeof(version) - 1 &&
	    memcmp(l.p, version, sizeof(version) - 1) == 0;
}

/*
 * Does this record let a related domain sign?  Not where it says
 * anything but "r", nor where it cannot be read: "v=DMARC1 adkim=s", with the
 * semicolon forgotten, is a list of one tag, whose value is no version.
 */
static bool
is_relaxed(struct lex record)
{
	const struct tag *version, *adkim;
	struct tags t;

	if (tags_parse(&t, record) != NULL ||
	    (version = tags_find(&t, "v")) == NULL ||
	    !span_equals(version->value, "DMARC1"))
		return false;
	adkim = tags_find(&t, "adkim");
	return adkim == NULL || span_equals(adkim->value, "r");
}

/*
 * Of the records at one name: found where one begins like a policy, strict
 * where any such record is.
 */
static bool
policy_of(const struct ho_txt_answer *a, enum adkim *adkim)
{
	bool found = a->is_cut;

	*adkim = a->is_cut ? ADKIM_STRICT : ADKIM_RELAXED;
	for (size_t i = 0; !a->is_cut && i < a->count; i++) {
		struct lex l;
		size_t len;

		l.p = ho_txt_record(a, i, &len);
		l.end = l.p + len;
		if (!begins_like_policy(l))
			continue;
		found = true;
		if (!is_relaxed(l))
			*adkim = ADKIM_STRICT;
	}
	return found;
}

enum adkim
align_policy(const struct ho_txt_answer *own, const struct ho_txt_answer *org)
{
	const struct ho_txt_answer *both[] = { own, org };
	enum adkim adkim;

	for (size_t i = 0; i < 2 && both[i] != NULL; i++) {
		if (ho_txt_is_unclear(both[i]))
			return ADKIM_UNCLEAR;
		if (both[i]->status == HO_TXT_FOUND &&
		    policy_of(both[i], &adkim))
			return adkim;
	}
	return ADKIM_RELAXED;
}
