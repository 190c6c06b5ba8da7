/* lib/mail/address.c - mailboxes. */
#include "lib/mail/address.h"

#include <idn2.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/show.h"

/* No mapping: a full-width letter or an ideographic full stop is refused, not
 * taken for its plain twin; a given A-label must survive the way back. */
#define IDN_FLAGS \
	(IDN2_NO_TR46 | IDN2_ALABEL_ROUNDTRIP | IDN2_USE_STD3_ASCII_RULES)

/* Labels of letters, digits and hyphens, none of them first or last. */
static bool
is_plain_domain(const char *d)
{
	size_t label = 0;

	for (const char *p = d;; p++) {
		if (*p == '.' || *p == '\0') {
			if (label == 0 || label > 63 || p[-1] == '-')
				return false;
			if (*p == '\0')
				return true;
			label = 0;
		} else if ((*p == '-' && label > 0) || is_digit((uint8_t)*p) ||
		    (*p >= 'a' && *p <= 'z')) {
			label++;
		} else {
			return false;
		}
	}
}

int
domain_normalise(struct span in, char out[static HO_NAME_MAX + 1])
{
	/* as U-labels a name may be longer than as A-labels */
	uint8_t low[4 * HO_NAME_MAX], *alabel = NULL;
	const char *d;
	bool is_idn = false;
	int rc = HO_E_INPUT;

	out[0] = '\0';
	if (in.len == 0 || in.len >= sizeof(low))
		return HO_E_INPUT;
	for (size_t i = 0; i < in.len; i++) {
		low[i] = lower(in.p[i]);
		is_idn = is_idn || low[i] >= 0x80;
	}
	low[in.len] = '\0';
	if (memchr(low, 0, in.len) != NULL)
		return HO_E_INPUT;
	if (is_idn || strstr((char *)low, "xn--") != NULL) {
		if (idn2_lookup_u8(low, &alabel, IDN_FLAGS) != IDN2_OK)
			return HO_E_INPUT;
	}
	d = (const char *)(alabel ? alabel : low);
	if (strlen(d) <= HO_NAME_MAX && is_plain_domain(d)) {
		strcpy(out, d);
		rc = HO_OK;
	}
	idn2_free(alabel);
	return rc;
}

/* "=?" ... "?=": what other programs would decode. */
static bool
has_encoded_word(struct span s)
{
	size_t begun = 0; /* octets since "=?", 0 before it */

	for (size_t i = 0; i + 1 < s.len; i++) {
		if (begun > 0 && s.p[i] == '?' && s.p[i + 1] == '=')
			return true;
		if (begun > 0 || (s.p[i] == '=' && s.p[i + 1] == '?'))
			begun++;
	}
	return false;
}

/* One that can be seen: no control, bidi or zero-width character. */
static bool
is_visible(struct span s)
{
	struct ho_buf shown = { .max = 16 * HO_ADDR_MAX };
	bool same;

	ho_show(&shown, s.p, s.len);
	same = ho_buf_error(&shown) == HO_OK && shown.len == s.len;
	ho_buf_free(&shown);
	return same;
}

/* Local part and domain into out. */
static int
compose(struct span local, struct span domain, char *out)
{
	char d[HO_NAME_MAX + 1];

	if (local.len == 0 || has_encoded_word(local) || !is_visible(local) ||
	    domain_normalise(domain, d) != HO_OK ||
	    local.len + 1 + strlen(d) > HO_ADDR_MAX)
		return HO_E_INPUT;
	memcpy(out, local.p, local.len);
	out[local.len] = '@';
	strcpy(out + local.len + 1, d);
	return HO_OK;
}

/* "[192.0.2.1]": read, so that the list around it can be, and not used. */
static bool
skip_literal(struct lex *l)
{
	if (!lex_take(l, '['))
		return false;
	while (!lex_at_end(l) && is_printing(*l->p) &&
	    memchr("[]\\", *l->p, 3) == NULL)
		l->p++;
	return lex_take(l, ']');
}

/*
 * Octets of the local part.  Not strict: dots anywhere ("first..last@",
 * "name.@": a Japanese provider gave such addresses out); that one is read, so
 * that the list around it can be, and not used: out is empty.
 */
static bool
local_part(struct lex *l, bool strict, struct span *out)
{
	const uint8_t *start = l->p;

	if (lex_is(l, '"'))
		return lex_quoted(l, true, out);
	if (lex_atom(l, true, out) && !lex_is(l, '.'))
		return true;
	*out = (struct span){ start, 0 };
	while (!strict && !lex_at_end(l) && (is_atext(*l->p) || *l->p == '.'))
		l->p++;
	return !strict && l->p > start;
}

/*
 * addr-spec.  Strict: nothing but octets of the address.  out is "" for an
 * address that is well formed and yet of no use (not strict only).
 */
static int
addr_spec(struct lex *l, bool strict, char *out)
{
	struct span local, domain;

	out[0] = '\0';
	if (!strict && !lex_cfws(l))
		return HO_E_INPUT;
	if (!local_part(l, strict, &local))
		return HO_E_INPUT;
	if ((!strict && !lex_cfws(l)) || !lex_take(l, '@') ||
	    (!strict && !lex_cfws(l)))
		return HO_E_INPUT;
	if (!strict && lex_is(l, '['))
		return skip_literal(l) && lex_cfws(l) ? HO_OK : HO_E_INPUT;
	if (!lex_atom(l, true, &domain) || (!strict && !lex_cfws(l)))
		return HO_E_INPUT;
	if (compose(local, domain, out) != HO_OK) {
		out[0] = '\0';
		return strict ? HO_E_INPUT : HO_OK;
	}
	return HO_OK;
}

/*
 * An encoded word of a name.  Programs in use leave dots in it as they are
 * ("=?utf-8?Q?Dr._A?=", against RFC 2047 section 5), and unlike a bare dot's
 * ("J. Doe") its end cannot be mistaken; every other special ends it.
 */
static bool
encoded_word(struct lex *l)
{
	struct lex at = *l;
	struct span word;

	if (!lex_atom(&at, true, &word) || word.len < 4 ||
	    memcmp(word.p, "=?", 2) != 0 ||
	    memcmp(word.p + word.len - 2, "?=", 2) != 0)
		return false;
	*l = at;
	return true;
}

/* Words of a display name, CFWS around them; the obsolete dot in it ("J. Doe")
 * only where not strict. */
static bool
phrase(struct lex *l, bool strict)
{
	struct span word;

	for (;;) {
		if (!lex_cfws(l))
			return false;
		if (lex_is(l, '"')) {
			if (!lex_quoted(l, false, &word))
				return false;
		} else if (!encoded_word(l) && !lex_atom(l, false, &word) &&
		    (strict || !lex_take(l, '.'))) {
			return true;
		}
	}
}

/* [name] "<" addr-spec ">", or a bare addr-spec; CFWS around. */
static int
mailbox(struct lex *l, bool strict, char *out)
{
	struct lex start = *l;
	int rc;

	if (phrase(l, strict) && lex_take(l, '<')) {
		if ((rc = addr_spec(l, strict, out)) != HO_OK)
			return rc;
		return lex_take(l, '>') && lex_cfws(l) ? HO_OK : HO_E_INPUT;
	}
	*l = start;
	if (!lex_cfws(l) || (rc = addr_spec(l, strict, out)) != HO_OK)
		return HO_E_INPUT;
	return lex_cfws(l) ? HO_OK : HO_E_INPUT;
}

int
address_one(struct lex value, char out[static HO_ADDR_MAX + 1])
{
	if (mailbox(&value, true, out) != HO_OK || !lex_at_end(&value)) {
		out[0] = '\0';
		return HO_E_INPUT;
	}
	return HO_OK;
}

/* "name:", the opening of a group; takes nothing where there is none. */
static bool
group_opens(struct lex *l)
{
	struct lex ahead = *l;

	if (!lex_cfws(&ahead) || lex_is(&ahead, ':') ||
	    !phrase(&ahead, false) || !lex_take(&ahead, ':'))
		return false;
	*l = ahead;
	return true;
}

int
address_list(struct lex value, struct ho_addr_list *list)
{
	uint16_t before = list->len;
	char one[HO_ADDR_MAX + 1];
	bool in_group = false;
	int rc = HO_OK;

	while (rc == HO_OK) {
		if (!in_group)
			in_group = group_opens(&value);
		if (!lex_cfws(&value)) {
			rc = HO_E_INPUT;
		} else if (!lex_at_end(&value) && !lex_is(&value, ',') &&
		    !lex_is(&value, ';') &&
		    (rc = mailbox(&value, false, one)) == HO_OK &&
		    one[0] != '\0' && !ho_addr_add(list, one)) {
			rc = HO_E_LIMIT;
		}
		if (rc != HO_OK)
			break;
		if (in_group && lex_take(&value, ';')) {
			in_group = false;
			if (!lex_cfws(&value))
				rc = HO_E_INPUT;
		}
		if (lex_at_end(&value)) {
			rc = in_group ? HO_E_INPUT : rc;
			break;
		}
		if (!lex_take(&value, ','))
			rc = HO_E_INPUT;
	}
	if (rc != HO_OK)
		list->len = before;
	return rc;
}
