/* lib/mail/canon.c - header and body as they are hashed. */
#include "lib/mail/canon.h"

#include <string.h>

bool
sink_open(struct sink *s)
{
	s->n = 0;
	s->failed = false;
	s->md = EVP_MD_CTX_new();
	if (s->md == NULL || EVP_DigestInit_ex(s->md, EVP_sha256(), NULL) != 1)
		s->failed = true;
	return !s->failed;
}

bool
sink_flush(struct sink *s)
{
	if (!s->failed && s->n > 0 &&
	    EVP_DigestUpdate(s->md, s->buf, s->n) != 1)
		s->failed = true;
	s->n = 0;
	return !s->failed;
}

bool
sink_close(struct sink *s, uint8_t digest[static 32])
{
	bool done =
	    sink_flush(s) && EVP_DigestFinal_ex(s->md, digest, NULL) == 1;

	sink_free(s);
	return done;
}

void
sink_free(struct sink *s)
{
	EVP_MD_CTX_free(s->md);
	s->md = NULL;
	s->failed = true;
}

void
sink_add(struct sink *s, const void *data, size_t len)
{
	if (len > sizeof(s->buf) - s->n) {
		sink_flush(s);
		if (len > sizeof(s->buf)) {
			if (!s->failed &&
			    EVP_DigestUpdate(s->md, data, len) != 1)
				s->failed = true;
			return;
		}
	}
	memcpy(s->buf + s->n, data, len);
	s->n += len;
}

static void
put(struct sink *s, uint8_t c)
{
	if (s->n == sizeof(s->buf))
		sink_flush(s);
	s->buf[s->n++] = c;
}

static void
end_line(struct sink *s)
{
	put(s, '\r');
	put(s, '\n');
}

static bool
is_in(const uint8_t *p, struct span hole)
{
	return p >= hole.p && p < hole.p + hole.len;
}

static void
field_relaxed(struct sink *s, const struct field *f, struct span hole)
{
	const uint8_t *p = f->raw, *end = f->raw + f->len;
	bool blank = false, begun = false;

	for (; p < f->raw + f->name_len; p++)
		put(s, lower(*p));
	put(s, *p++); /* the colon */
	for (; p < end; p++) {
		if (hole.len > 0 && is_in(p, hole))
			continue;
		if (is_blank(*p)) {
			blank = true;
			continue;
		}
		if (blank && begun)
			put(s, ' ');
		put(s, *p);
		blank = false;
		begun = true;
	}
}

static void
field_simple(struct sink *s, const struct field *f, struct span hole)
{
	for (const uint8_t *p = f->raw; p < f->raw + f->len; p++) {
		if (hole.len > 0 && is_in(p, hole))
			continue;
		if (*p == '\n' && p[-1] != '\r')
			put(s, '\r'); /* a letter with LF line ends */
		put(s, *p);
	}
}

void
canon_field(struct sink *s, const struct field *f, bool is_relaxed,
    struct span hole, bool is_last)
{
	(is_relaxed ? field_relaxed : field_simple)(s, f, hole);
	if (!is_last)
		end_line(s);
}

static void
line_relaxed(struct sink *s, const uint8_t *p, const uint8_t *end)
{
	bool blank = false;

	for (; p < end; p++) {
		if (*p == ' ' || *p == '\t') {
			blank = true;
			continue;
		}
		if (blank)
			put(s, ' ');
		put(s, *p);
		blank = false;
	}
}

static bool
is_empty(const uint8_t *p, const uint8_t *end, bool is_relaxed)
{
	while (is_relaxed && p < end && (*p == ' ' || *p == '\t'))
		p++;
	return p == end;
}

void
canon_body(struct sink *s, struct span body, bool is_relaxed)
{
	const uint8_t *p = body.p, *end = body.p + body.len, *next;
	size_t empty = 0; /* lines held back: at the end they are none */
	bool begun = false;

	for (; p < end; p = next) {
		const uint8_t *nl = memchr(p, '\n', (size_t)(end - p));
		const uint8_t *stop = nl != NULL ? nl : end;

		next = nl != NULL ? nl + 1 : end;
		if (nl > p && nl[-1] == '\r')
			stop--;
		if (is_empty(p, stop, is_relaxed)) {
			empty++;
			continue;
		}
		for (; empty > 0; empty--)
			end_line(s);
		if (is_relaxed)
			line_relaxed(s, p, stop);
		else
			sink_add(s, p, (size_t)(stop - p));
		end_line(s);
		begun = true;
	}
	/* section 3.4.3: simple makes an empty body one CRLF; relaxed nothing */
	if (!begun && !is_relaxed)
		end_line(s);
}
