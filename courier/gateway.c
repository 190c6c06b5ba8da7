/* courier/gateway.c - templates and a message become one HTTP request. */
#include "courier/gateway.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lib/base/b64.h"
#include "lib/base/err.h"

/* --- values ----------------------------------------------------------------------
 * What a template may ask for; what a client wrote or chose not in fields.
 */

struct filling {
	const struct gateway *g;
	const struct text_message *m;
};

static const char *
value_to(const struct filling *f)
{
	return f->m->to;
}

static const char *
value_digits(const struct filling *f)
{
	return f->m->to + (f->m->to[0] == '+');
}

static const char *
value_text(const struct filling *f)
{
	return f->m->text;
}

static const char *
value_id(const struct filling *f)
{
	return f->m->id;
}

static const char *
value_from(const struct filling *f)
{
	return f->g->from;
}

static const char *
value_user(const struct filling *f)
{
	return f->g->user;
}

static const char *
value_token(const struct filling *f)
{
	return f->g->token;
}

static const struct value {
	const char *name;
	const char *(*of)(const struct filling *f); /* NULL: basic */
	bool in_fields;
} values[] = {
	{ "to", value_to, false },
	{ "digits", value_digits, false },
	{ "text", value_text, false },
	{ "id", value_id, true },
	{ "from", value_from, false },
	{ "user", value_user, true },
	{ "token", value_token, true },
	{ "basic", NULL, true },
};

enum place {
	IN_URL,
	IN_JSON,
	IN_FORM,
	IN_FIELD
};

static void
wipe(struct ho_buf *b)
{
	if (b->data != NULL)
		explicit_bzero(b->data, b->cap);
	ho_buf_free(b);
}

/* What stands between the quotes of a JSON string. */
static int
add_json(struct ho_buf *out, const char *text)
{
	json_t *json = json_string(text);
	char *dump = json == NULL ? NULL : json_dumps(json, JSON_ENCODE_ANY);
	size_t len = dump != NULL ? strlen(dump) : 0;

	if (len >= 2)
		ho_buf_add(out, dump + 1, len - 2);
	json_decref(json);
	if (dump == NULL)
		return HO_E_INPUT; /* not UTF-8 */
	explicit_bzero(dump, len);
	free(dump);
	return ho_buf_error(out);
}

static int
add_field(struct ho_buf *out, const char *text)
{
	for (const char *p = text; *p != '\0'; p++)
		if (*p < 0x20 || *p > 0x7e)
			return HO_E_INPUT;
	ho_buf_str(out, text);
	return ho_buf_error(out);
}

static int
add_encoded(struct ho_buf *out, enum place place, const char *text)
{
	switch (place) {
	case IN_JSON: return add_json(out, text);
	case IN_FIELD: return add_field(out, text);
	default: ho_web_escape(out, text); return ho_buf_error(out);
	}
}

/* USER:TOKEN in base64, RFC 7617. */
static int
add_basic(struct ho_buf *out, enum place place, const struct filling *f)
{
	struct ho_buf pair = HO_BUF_INIT, text = HO_BUF_INIT;
	int rc;

	ho_buf_fmt(&pair, "%s:%s", f->g->user, f->g->token);
	if ((rc = ho_buf_error(&pair)) == HO_OK) {
		ho_b64_encode(&text, pair.data, pair.len);
		rc = add_encoded(out, place, ho_buf_text(&text));
	}
	wipe(&pair);
	wipe(&text);
	return rc;
}

/* The value that "{name}" at text asks for; NULL: it is a brace like any
 * other.  *bad: a name, and none of ours. */
static const struct value *
asked_for(const char *text, enum place place, size_t *len, bool *bad)
{
	size_t n = strspn(text + 1, "abcdefghijklmnopqrstuvwxyz");

	if (n == 0 || text[1 + n] != '}')
		return NULL;
	*len = n + 2;
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		if (strlen(values[i].name) == n &&
		    memcmp(values[i].name, text + 1, n) == 0 &&
		    (place != IN_FIELD || values[i].in_fields))
			return &values[i];
	*bad = true;
	return NULL;
}

/* HO_E_INPUT: a name that is none of ours, or a value that cannot stand here. */
static int
fill(struct ho_buf *out, enum place place, const char *text, size_t len,
    const struct filling *f)
{
	const char *end = text + len;
	int rc = HO_OK;

	while (rc == HO_OK && text < end) {
		const struct value *v = NULL;
		bool bad = false;
		size_t n = 1;

		if (*text == '{')
			v = asked_for(text, place, &n, &bad);
		if (bad)
			return HO_E_INPUT;
		if (v == NULL)
			ho_buf_chr(out, *text);
		else if (v->of == NULL)
			rc = add_basic(out, place, f);
		else
			rc = add_encoded(out, place, v->of(f));
		text += n;
	}
	return rc == HO_OK ? ho_buf_error(out) : rc;
}

/* --- the parts of a request -------------------------------------------------------- */

static int
no(char why[static WHY_SIZE], const char *says)
{
	snprintf(why, WHY_SIZE, "%s", says);
	return HO_E_INPUT;
}

/* A value in the host's name would choose who is asked. */
static bool
has_fixed_host(const char *url)
{
	const char *host = strstr(url, "://");
	const char *brace = strchr(url, '{');

	if (host == NULL)
		return false;
	host += 3;
	return brace == NULL || brace > host + strcspn(host, "/?");
}

static bool
is_field(const char *line, size_t len)
{
	static const char *const ours[] = { "host", "content-type",
		"content-length", "transfer-encoding", "connection", "expect" };
	size_t n = strspn(line,
	    "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");

	if (n == 0 || n >= len || line[n] != ':')
		return false;
	for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
		if (strlen(ours[i]) == n && strncasecmp(ours[i], line, n) == 0)
			return false;
	return true;
}

static int
build_fields(const struct filling *f, struct gateway_request *out,
    char why[static WHY_SIZE])
{
	const char *at = f->g->headers;
	size_t n = 0, len;
	int rc;

	ho_buf_str(&out->field[n++],
	    f->g->is_json ? "Content-Type: application/json"
			  : "Content-Type: application/x-www-form-urlencoded");
	for (; *at != '\0'; at += strcspn(at, "|"), at += *at == '|') {
		at += strspn(at, " ");
		len = strcspn(at, "|");
		while (len > 0 && at[len - 1] == ' ')
			len--;
		if (len == 0)
			continue;
		if (n == GATEWAY_FIELDS)
			return no(why, "sms-headers: too many of them");
		if (!is_field(at, len))
			return no(why,
			    "sms-headers: \"Name: value\" is wanted, parted "
			    "by |, and no field that is not yours to set");
		rc = fill(&out->field[n++], IN_FIELD, at, len, f);
		if (rc != HO_OK)
			return no(why,
			    "sms-headers: only {id}, {user}, {token} and "
			    "{basic} stand there, in ASCII");
	}
	for (size_t i = 0; i < n; i++)
		out->line[i] = ho_buf_text(&out->field[i]);
	return HO_OK;
}

int
gateway_build(const struct gateway *g, const struct text_message *m,
    struct gateway_request *out, char why[static WHY_SIZE])
{
	const struct filling f = { g, m };
	int rc;

	*out = (struct gateway_request){ 0 };
	if (!has_fixed_host(g->url) || !ho_web_is_safe(g->url))
		return no(why,
		    "sms-url must be https://HOST, or http:// to this host, "
		    "with no value in the host's name");
	rc = fill(&out->url, IN_URL, g->url, strlen(g->url), &f);
	if (rc == HO_E_INPUT)
		return no(why, "sms-url asks for a value that nobody knows");
	if (rc != HO_OK)
		return rc;
	rc = fill(&out->body, g->is_json ? IN_JSON : IN_FORM, g->body,
	    strlen(g->body), &f);
	if (rc == HO_E_INPUT)
		return no(why, "sms-body asks for a value that nobody knows");
	return rc == HO_OK ? build_fields(&f, out, why) : rc;
}

void
gateway_free(struct gateway_request *r)
{
	wipe(&r->url);
	wipe(&r->body);
	for (size_t i = 0; i < GATEWAY_FIELDS; i++)
		wipe(&r->field[i]);
}

bool
gateway_has_token(const struct gateway *g)
{
	const char *const all[] = { g->url, g->body, g->headers };

	for (size_t i = 0; i < 3; i++)
		if (strstr(all[i], "{token}") || strstr(all[i], "{basic}"))
			return true;
	return false;
}
