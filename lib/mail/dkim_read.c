/* lib/mail/dkim_read.c - a DKIM-Signature read, tag by tag. */
#include "lib/mail/dkim.h"

#include <string.h>

#define INFIX "._domainkey."

/*
 * A DNS name, lower-cased.  Letters, digits, hyphen and underscore only: a
 * quote, a NUL or a blank would let the name looked up and the name compared
 * be two.
 */
static bool
dns_name(struct span in, char out[static HO_NAME_MAX + 1])
{
	size_t label = 0;

	out[0] = '\0';
	if (in.len == 0 || in.len > HO_NAME_MAX)
		return false;
	for (size_t i = 0; i < in.len; i++) {
		uint8_t c = lower(in.p[i]);

		if (c == '.' ? label == 0
			     : !is_digit(c) && (c < 'a' || c > 'z') &&
			    c != '-' && c != '_')
			goto bad;
		label = c == '.' ? 0 : label + 1;
		if (label > 63)
			goto bad;
		out[i] = (char)c;
	}
	if (label == 0)
		goto bad;
	out[in.len] = '\0';
	return true;
bad:
	out[0] = '\0';
	return false;
}

static const char *
read_domain(struct dkim *d, struct ho_signature *s, struct span v)
{
	(void)d;
	return dns_name(v, s->domain) ? NULL : "domain";
}

static const char *
read_selector(struct dkim *d, struct ho_signature *s, struct span v)
{
	(void)d;
	if (!dns_name(v, s->selector))
		return "selector";
	if (strlen(s->selector) + strlen(INFIX) + strlen(s->domain) >
	    HO_NAME_MAX) {
		s->selector[0] = '\0';
		return "selector";
	}
	return NULL;
}

static const char *
read_algorithm(struct dkim *d, struct ho_signature *s, struct span v)
{
	static const struct algorithm {
		const char *name;
		bool good;
		enum key_type type;
	} known[] = {
		{ "rsa-sha256", true, KEY_RSA },
		{ "ed25519-sha256", true, KEY_ED25519 },
		{ "rsa-sha1", false, KEY_RSA }, /* RFC 8301: never */
	};

	strcpy(s->algorithm, "other");
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (!tags_is(v, known[i].name))
			continue;
		strcpy(s->algorithm, known[i].name);
		d->type = known[i].type;
		return known[i].good ? NULL : "algorithm";
	}
	return "algorithm";
}

static const char *
read_version(struct dkim *d, struct ho_signature *s, struct span v)
{
	(void)d;
	(void)s;
	return tags_is(v, "1") ? NULL : "version";
}

static const char *
read_names(struct dkim *d, struct ho_signature *s, struct span v)
{
	struct lex rest = { v.p, v.p + v.len };
	struct span name;
	bool more = true;
	size_t n = 0;

	d->names = v;
	while (tags_item(&rest, &more, &name)) {
		if (name.len == 0 || ++n > DKIM_NAMES_MAX)
			return "tag-syntax";
		for (size_t i = 0; i < name.len; i++)
			if (is_blank(name.p[i]))
				return "tag-syntax";
		for (enum ho_field_id id = 0; id < HO_FIELDS; id++)
			if (span_equals(name, ho_field_name(id)))
				s->covers |= HO_FIELD_BIT(id);
	}
	return s->covers & HO_FIELD_BIT(HO_FIELD_FROM) ? NULL : "from-unsigned";
}

static const char *
read_canon(struct dkim *d, struct ho_signature *s, struct span v)
{
	const uint8_t *slash = memchr(v.p, '/', v.len);
	size_t n = slash != NULL ? (size_t)(slash - v.p) : v.len;
	struct span header = { v.p, n };
	struct span body = { slash != NULL ? slash + 1 : v.p,
		slash != NULL ? v.len - n - 1 : 0 };

	(void)s;
	d->is_header_relaxed = tags_is(header, "relaxed");
	d->is_body_relaxed = slash != NULL && tags_is(body, "relaxed");
	if ((!d->is_header_relaxed && !tags_is(header, "simple")) ||
	    (slash != NULL && !d->is_body_relaxed && !tags_is(body, "simple")))
		return "tag-syntax";
	return NULL;
}

/* Only the domain of i= matters, and only that it is d= or below. */
static const char *
read_identity(struct dkim *d, struct ho_signature *s, struct span v)
{
	char domain[HO_NAME_MAX + 1];
	size_t at = v.len, len, dlen = strlen(s->domain);

	while (at > 0 && v.p[at - 1] != '@')
		at--;
	if (at == 0 || !dns_name((struct span){ v.p + at, v.len - at }, domain))
		return "identity";
	len = strlen(domain);
	if (strcmp(domain, s->domain) == 0)
		return NULL;
	d->is_identity_below = true;
	return len > dlen && domain[len - dlen - 1] == '.' &&
		strcmp(domain + len - dlen, s->domain) == 0
	    ? NULL
	    : "identity";
}

static const char *
read_length(struct dkim *d, struct ho_signature *s, struct span v)
{
	(void)d;
	(void)s;
	(void)v;
	return "body-length";
}

static const char *
read_query(struct dkim *d, struct ho_signature *s, struct span v)
{
	(void)d;
	(void)s;
	return tags_has(v, "dns/txt") ? NULL : "query";
}

static const char *
read_signed_at(struct dkim *d, struct ho_signature *s, struct span v)
{
	(void)d;
	return tags_number(v, &s->signed_at) ? NULL : "tag-syntax";
}

static const char *
read_expires_at(struct dkim *d, struct ho_signature *s, struct span v)
{
	(void)d;
	if (!tags_number(v, &s->expires_at))
		return "tag-syntax";
	return s->expires_at > s->signed_at ? NULL : "expiry";
}

static const char *
read_body_hash(struct dkim *d, struct ho_signature *s, struct span v)
{
	size_t len;

	(void)s;
	return base64_value(v, d->bh, sizeof(d->bh), &len) &&
		len == sizeof(d->bh)
	    ? NULL
	    : "tag-syntax";
}

static const char *
read_signature(struct dkim *d, struct ho_signature *s, struct span v)
{
	(void)s;
	return base64_value(v, d->b, sizeof(d->b), &d->b_len) ? NULL
							      : "tag-syntax";
}

/* In this order: i= needs d=, x= needs t=.  Other tags mean nothing. */
static const struct reader {
	const char *tag;
	bool is_needed;
	const char *(*read)(struct dkim *, struct ho_signature *, struct span);
} readers[] = {
	{ "d", true, read_domain },
	{ "s", true, read_selector },
	{ "a", true, read_algorithm },
	{ "v", true, read_version },
	{ "h", true, read_names },
	{ "c", false, read_canon },
	{ "i", false, read_identity },
	{ "l", false, read_length },
	{ "q", false, read_query },
	{ "t", false, read_signed_at },
	{ "x", false, read_expires_at },
	{ "bh", true, read_body_hash },
	{ "b", true, read_signature },
};

static void
read_tags(struct dkim *d, struct ho_signature *s)
{
	const struct tag *tag;

	for (size_t i = 0; i < sizeof(readers) / sizeof(readers[0]); i++) {
		const struct reader *r = &readers[i];
		const char *why = NULL;

		if ((tag = tags_find(&d->tags, r->tag)) != NULL)
			why = r->read(d, s, tag->value);
		else if (r->is_needed)
			why = "tag-missing";
		if (d->problem == NULL) /* the first, but all are read */
			d->problem = why;
	}
	if ((tag = tags_find(&d->tags, "b")) != NULL)
		d->hole = tag->gap;
}

void
dkim_read(struct dkim *d, const struct field *field, struct ho_signature *s)
{
	*d = (struct dkim){ .field = field };
	strcpy(s->algorithm, "other");
	s->signed_at = s->expires_at = HO_FACTS_NEVER;
	d->problem = tags_parse(&d->tags, field_lex(field));
	if (d->problem == NULL)
		read_tags(d, s);
	strcpy(s->result, d->problem != NULL ? d->problem : "dns-unclear");
}

void
dkim_key_name(const struct ho_signature *s, char name[static HO_NAME_MAX + 1])
{
	name[0] = '\0';
	if (s->domain[0] == '\0' || s->selector[0] == '\0')
		return;
	strcpy(name, s->selector); /* read_selector() saw that all three fit */
	strcat(name, INFIX);
	strcat(name, s->domain);
}
