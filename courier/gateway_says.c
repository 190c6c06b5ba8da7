/*
 * courier/gateway_says.c - what a gateway's answer means for the message.
 *
 * Two questions: may it have been sent all the same, and who can mend it.  A
 * text message is not repeated where it may have been sent, so what says that
 * it was not must be certain.
 */
#include "courier/gateway.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/err.h"
#include "lib/base/show.h"

static const struct row {
	long from, to; /* HTTP status */
	enum ho_outcome outcome;
	const char *says;
} rows[] = {
	{ 300, 399, HO_OUTCOME_LATER,
	    "it answers with a redirect, which is not followed; set sms-url to "
	    "where it leads" },
	{ 401, 401, HO_OUTCOME_LATER,
	    "it does not know the token; see sms-token-file and sms-user" },
	{ 402, 402, HO_OUTCOME_LATER, "it wants to be paid" },
	{ 403, 403, HO_OUTCOME_LATER, "the token may not do this" },
	{ 404, 405, HO_OUTCOME_LATER,
	    "it is not at this address; see sms-url and sms-method" },
	{ 408, 408, HO_OUTCOME_UNCLEAR, "it gave up waiting" },
	{ 429, 429, HO_OUTCOME_LATER, "it asks to be left alone" },
	{ 400, 499, HO_OUTCOME_NEVER, "it refuses the message" },
	{ 500, 599, HO_OUTCOME_UNCLEAR, "it failed" },
};

static const struct row heards[] = {
	{ HEARD_NOT_REACHED, 0, HO_OUTCOME_LATER, "it cannot be reached" },
	{ HEARD_DISTRUST, 0, HO_OUTCOME_LATER,
	    "its certificate is not good; see sms-ca-file" },
	{ HEARD_NOTHING, 0, HO_OUTCOME_UNCLEAR, "it did not answer" },
	{ HEARD_TOO_LONG, 0, HO_OUTCOME_UNCLEAR, "its answer has no end" },
};

/* --- which answers mean sent ---------------------------------------------------- */

/* One item of "200-299, 302"; false where it is none. */
static bool
read_range(const char *text, long *from, long *to)
{
	char *end;

	*from = *to = strtol(text, &end, 10);
	if (end == text)
		return false;
	if (*end == '-')
		*to = strtol(end + 1, &end, 10);
	end += strspn(end, " ");
	return (*end == ',' || *end == '\0') && *from >= 100 && *to >= *from &&
	    *to <= 599;
}

static bool
is_listed(const char *list, long status, bool *bad)
{
	bool is = false;
	long from, to;

	for (const char *at = list;; at++) {
		if (!read_range(at, &from, &to)) {
			*bad = true;
			return false;
		}
		is = is || (status >= from && status <= to);
		if ((at = strchr(at, ',')) == NULL)
			return is;
	}
}

/* "messages.0.status": a member of objects, a number of arrays. */
static const json_t *
member(const json_t *at, const char *path, size_t len)
{
	char name[65];

	while (at != NULL && len > 0) {
		const char *dot = memchr(path, '.', len);
		size_t n = dot != NULL ? (size_t)(dot - path) : len;

		if (n == 0 || n >= sizeof(name))
			return NULL;
		memcpy(name, path, n);
		name[n] = '\0';
		at = json_is_array(at)
		    ? json_array_get(at, strtoul(name, NULL, 10))
		    : json_object_get(at, name);
		len -= n + (dot != NULL);
		path += n + (dot != NULL);
	}
	return at;
}

/* Its text, or what JSON calls it; false where it is an object or a list. */
static bool
text_of(const json_t *value, char *out, size_t cap)
{
	if (json_is_string(value))
		snprintf(out, cap, "%s", json_string_value(value));
	else if (json_is_integer(value))
		snprintf(out, cap, "%" JSON_INTEGER_FORMAT,
		    json_integer_value(value));
	else if (json_is_boolean(value))
		snprintf(
		    out, cap, "%s", json_is_true(value) ? "true" : "false");
	else
		return false;
	return true;
}

static void
say(struct tried *t, const char *text, const char *more)
{
	struct ho_buf out = HO_BUF_INIT;

	ho_buf_fmt(&out, "the gateway: %s", text);
	if (more[0] != '\0') {
		ho_buf_str(&out, ": ");
		ho_show(&out, more, strnlen(more, 100));
	}
	snprintf(t->why, sizeof(t->why), "%s", ho_buf_text(&out));
	ho_buf_free(&out);
}

/* A good status; is what the member says good too? */
static void
judge_member(
    const struct gateway *g, const struct ho_web_answer *a, struct tried *t)
{
	const char *eq = strchr(g->sent_member, '=');
	json_t *json;
	char text[65];
	bool is_there;

	t->outcome = HO_OUTCOME_SENT;
	say(t, "it took the message", "");
	if (eq == NULL)
		return;
	json = json_loadb(ho_buf_text(&a->body), a->body.len, 0, NULL);
	is_there =
	    text_of(member(json, g->sent_member, (size_t)(eq - g->sent_member)),
		text, sizeof(text));
	if (!is_there) {
		t->outcome = HO_OUTCOME_UNCLEAR;
		say(t, "its answer has nothing where sms-sent-member looks",
		    "");
	} else if (strcmp(text, eq + 1) != 0) {
		t->outcome = HO_OUTCOME_NEVER;
		say(t, "it refuses the message", text);
	}
	json_decref(json);
}

static void
judge_status(const struct ho_web_answer *a, struct tried *t)
{
	char status[24];

	snprintf(status, sizeof(status), "%ld", a->status);
	t->outcome = HO_OUTCOME_UNCLEAR;
	say(t, "it answers something that sms-sent does not list", status);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (a->status >= rows[i].from && a->status <= rows[i].to) {
			t->outcome = rows[i].outcome;
			say(t, rows[i].says,
			    a->status < 400 ? a->location : status);
			break;
		}
	/* who says when to come back has not taken it */
	if (a->status == 503 && a->retry_after > 0)
		t->outcome = HO_OUTCOME_LATER;
	t->after = a->retry_after;
}

void
gateway_judge(
    const struct gateway *g, const struct ho_web_answer *a, struct tried *t)
{
	bool bad = false;

	for (size_t i = 0; i < sizeof(heards) / sizeof(heards[0]); i++)
		if ((long)a->heard == heards[i].from) {
			t->outcome = heards[i].outcome;
			say(t, heards[i].says,
			    a->heard == HEARD_TOO_LONG ? "" : a->detail);
			return;
		}
	if (is_listed(g->sent, a->status, &bad))
		judge_member(g, a, t);
	else
		judge_status(a, t);
}

/* --- is it one that can be used? -------------------------------------------------- */

static const char *
what_is_wrong(const struct gateway *g, const struct gateway_request *r)
{
	const char *eq = strchr(g->sent_member, '=');
	bool bad = false;
	json_t *json;

	(void)is_listed(g->sent, 0, &bad);
	if (bad)
		return "sms-sent: numbers of HTTP are wanted, such as 200-299";
	if (g->sent_member[0] != '\0' && (eq == NULL || eq == g->sent_member))
		return "sms-sent-member: PATH=VALUE is wanted";
	if (gateway_has_token(g) && g->token[0] == '\0')
		return "sms-token-file cannot be read, or is empty";
	if (!g->is_json)
		return NULL;
	json = json_loadb(ho_buf_text(&r->body), r->body.len, 0, NULL);
	json_decref(json);
	return json == NULL ? "sms-body is no JSON" : NULL;
}

int
gateway_ready(const struct gateway *g, char why[static WHY_SIZE])
{
	const struct text_message sample = { "+4915112345678", "id", "text" };
	struct gateway_request r;
	const char *wrong;
	int rc = gateway_build(g, &sample, &r, why);

	if (rc == HO_OK && (wrong = what_is_wrong(g, &r)) != NULL) {
		snprintf(why, WHY_SIZE, "%s", wrong);
		rc = HO_E_INPUT;
	}
	gateway_free(&r);
	return rc;
}
