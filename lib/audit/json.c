/* lib/audit/json.c - the little JSON that an event is. */
#include "lib/audit/json.h"

#include <string.h>

#include "lib/base/b64.h"
#include "lib/base/err.h"
#include "lib/base/show.h"

static void
escaped(struct ho_buf *out, uint8_t c)
{
	static const char shorts[] = "\"\"\\\\\bb\tt\nn\ff\rr";

	for (size_t i = 0; i < sizeof(shorts) - 1; i += 2)
		if ((uint8_t)shorts[i] == c) {
			ho_buf_fmt(out, "\\%c", shorts[i + 1]);
			return;
		}
	ho_buf_fmt(out, "\\u%04x", c);
}

void
ho_json_string(struct ho_buf *out, const char *text)
{
	const uint8_t *p = (const uint8_t *)text, *plain = p;
	size_t left = strlen(text), n;
	uint32_t cp;

	ho_buf_chr(out, '"');
	for (; left > 0; p += n, left -= n) {
		n = ho_utf8_next(p, left, &cp);
		if (n != 0 && cp >= 0x20 && cp != '"' && cp != '\\')
			continue;
		ho_buf_add(out, plain, (size_t)(p - plain));
		if (n == 0)
			ho_buf_fmt(out, "\\\\x%02X", *p);
		else
			escaped(out, *p);
		n = 1;
		plain = p + 1;
	}
	ho_buf_add(out, plain, (size_t)(p - plain));
	ho_buf_chr(out, '"');
}

/* --- reading ---------------------------------------------------------------- */

struct cursor {
	const char *p, *end;
};

static bool
take(struct cursor *c, const char *text)
{
	size_t n = strlen(text);

	if ((size_t)(c->end - c->p) < n || memcmp(c->p, text, n) != 0)
		return false;
	c->p += n;
	return true;
}

/* A string with its quotes; *in and *len: what stands between them. */
static bool
take_string(struct cursor *c, const char **in, size_t *len)
{
	const char *quote, *escape;

	if (!take(c, "\""))
		return false;
	for (*in = c->p;; c->p = escape + 2) {
		quote = memchr(c->p, '"', (size_t)(c->end - c->p));
		if (quote == NULL)
			return false;
		escape = memchr(c->p, '\\', (size_t)(quote - c->p));
		if (escape == NULL)
			break;
	}
	*len = (size_t)(quote - *in);
	c->p = quote + 1;
	return true;
}

/* 1 to 18 digits, no leading zero. */
static bool
take_number(struct cursor *c, int64_t *n)
{
	const char *from = c->p;

	for (*n = 0; c->p < c->end && *c->p >= '0' && *c->p <= '9'; c->p++) {
		if (c->p - from == 18)
			return false;
		*n = *n * 10 + (*c->p - '0');
	}
	return c->p > from && (*from != '0' || c->p == from + 1);
}

/* A string, a number, or an object of those; *in, *len: inside an object. */
static bool
take_value(struct cursor *c, int depth, const char **in, size_t *len)
{
	const char *s;
	size_t n;
	int64_t i;

	if (c->p < c->end && *c->p == '"')
		return take_string(c, in, len);
	if (take(c, "-"))
		return take_number(c, &i);
	if (!take(c, "{"))
		return take_number(c, &i);
	if (depth > 0)
		return false;
	*in = c->p;
	do {
		if (!take_string(c, &s, &n) || !take(c, ":") ||
		    !take_value(c, depth + 1, &s, &n))
			return false;
	} while (take(c, ","));
	*len = (size_t)(c->p - *in);
	return take(c, "}");
}

int
ho_event_read(struct ho_event_view *v, const char *body, size_t len)
{
	struct cursor c = { body, body + len };
	const char *key, *value = NULL;
	size_t key_len, value_len = 0;

	memset(v, 0, sizeof(*v));
	if (!take(&c, "{\"seq\":") || !take_number(&c, &v->seq))
		return HO_E_INPUT;
	while (take(&c, ",")) {
		if (v->rows || !take_string(&c, &key, &key_len) ||
		    !take(&c, ":") || !take_value(&c, 0, &value, &value_len))
			return HO_E_INPUT; /* "rows" is the last one */
		if (key_len == 4 && memcmp(key, "rows", 4) == 0) {
			v->rows = value;
			v->rows_len = value_len;
		}
	}
	return take(&c, "}") && c.p == c.end ? HO_OK : HO_E_INPUT;
}

int
ho_event_read_row(struct ho_event_view *v, struct ho_event_row *row)
{
	struct cursor c = { v->rows, v->rows + v->rows_len }, name;
	const char *key, *mac, *slash;
	char hex[33];
	size_t len;

	memset(row, 0, sizeof(*row));
	if (v->rows == NULL || v->rows_len == 0)
		return HO_E_NONE;
	if (!take_string(&c, &key, &len) ||
	    (slash = memchr(key, '/', len)) == NULL)
		return HO_E_INPUT;
	row->kind = ho_kind_named(key, (size_t)(slash - key));
	name = (struct cursor){ slash + 1, key + len };
	if (row->kind == 0 || !take_number(&name, &row->id) ||
	    name.p != name.end || !take(&c, ":") ||
	    !take_string(&c, &mac, &len))
		return HO_E_INPUT;
	row->is_dropped = len == 7 && memcmp(mac, "dropped", 7) == 0;
	if (!row->is_dropped) {
		if (len != 32)
			return HO_E_INPUT;
		memcpy(hex, mac, 32);
		hex[32] = 0;
		if (ho_unhex(row->mac, sizeof(row->mac), hex) != HO_OK)
			return HO_E_INPUT;
	}
	if (c.p < c.end && (!take(&c, ",") || c.p == c.end))
		return HO_E_INPUT;
	v->rows = c.p;
	v->rows_len = (size_t)(c.end - c.p);
	return HO_OK;
}
