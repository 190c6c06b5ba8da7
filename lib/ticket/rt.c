/*
 * lib/ticket/rt.c - Request Tracker 5 by REST2.
 *
 * The mark stands at the end of a ticket's subject and is the subject of what
 * is added to it, where RT lists it without its text.  A comment of RT is
 * internal; a correspondence would be mailed to the requestor, so none is
 * written, and a new ticket has no requestor whom RT could answer by itself.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/b64.h"
#include "lib/base/err.h"
#include "lib/ticket/rt.h"

static void
path(const struct ticket_talk *t, struct ticket_request *r, const char *what)
{
	ho_buf_fmt(&r->path, "/REST/2.0/ticket/%s%s", t->job->key, what);
}

static bool
is_key(const char *text)
{
	size_t n = strspn(text, "0123456789");

	return n > 0 && n <= 18 && text[n] == '\0' && text[0] != '0';
}

/* Here an id is text, there a number. */
static const struct ticket_step *
has_id(struct ticket_talk *t, const json_t *o)
{
	const json_t *id = json_object_get(o, "id");
	char key[32];

	if (json_is_string(id))
		return ticket_has_key(t, json_string_value(id));
	snprintf(
	    key, sizeof(key), "%" JSON_INTEGER_FORMAT, json_integer_value(id));
	return ticket_has_key(t, key);
}

/* --- by mark ---------------------------------------------------------------------- */

static const struct ticket_step create;

/* A name inside quotes of TicketSQL, where doubling a quote is an error. */
static void
quoted(struct ho_buf *out, const char *text)
{
	ho_buf_chr(out, '\'');
	for (; *text != '\0'; text++) {
		if (*text == '\'' || *text == '\\')
			ho_buf_chr(out, '\\');
		ho_buf_chr(out, *text);
	}
	ho_buf_chr(out, '\'');
}

static int
ask_search(const struct ticket_talk *t, struct ticket_request *r)
{
	struct ho_buf sql = HO_BUF_INIT;

	ho_buf_str(&sql, "Queue = ");
	quoted(&sql, t->setup->project);
	ho_buf_fmt(&sql, " AND Subject LIKE '%s'", t->job->mark);
	ho_buf_str(&r->path, "/REST/2.0/tickets?query=");
	ho_web_escape(&r->path, ho_buf_text(&sql));
	ho_buf_str(&r->path, "&fields=Subject&orderby=id&per_page=2");
	ho_buf_free(&sql);
	return HO_OK;
}

static const struct ticket_step *
hear_search(struct ticket_talk *t, const json_t *json)
{
	const json_t *items = json_object_get(json, "items");

	if (!json_is_array(items))
		return ticket_strange(t);
	if (json_array_size(items) > 0)
		return has_id(t, json_array_get(items, 0));
	if (t->job->act == HO_TICKET_CREATE)
		return &create;
	return ticket_says(
	    t, HO_TICKET_LATER, "no ticket with this mark is there yet");
}

static const struct ticket_step search = { false, ask_search, hear_search };

/* --- a new one ---------------------------------------------------------------------- */

static int
ask_create(const struct ticket_talk *t, struct ticket_request *r)
{
	struct ho_buf text = HO_BUF_INIT, subject = HO_BUF_INIT;
	int rc = ticket_text(t->job, &text);
	json_t *body = NULL;

	ho_buf_fmt(&subject, "%s [%s]", t->job->subject, t->job->mark);
	if (rc == HO_OK)
		body = json_pack("{s:s, s:s, s:s, s:s}", "Queue",
		    t->setup->project, "Subject", ho_buf_text(&subject),
		    "Content", ho_buf_text(&text), "ContentType", "text/plain");
	rc = body == NULL ? HO_E_NOMEM
			  : ticket_add_fields(body, t->setup->fields);
	ticket_wipe(&text);
	ho_buf_free(&subject);
	r->method = "POST";
	ho_buf_str(&r->path, "/REST/2.0/ticket");
	if (rc != HO_OK) {
		json_decref(body);
		return rc;
	}
	return ticket_body(r, body);
}

static const struct ticket_step create = { true, ask_create, has_id };

/* --- one that staff named -------------------------------------------------------------- */

static int
ask_look(const struct ticket_talk *t, struct ticket_request *r)
{
	path(t, r, "?fields%5BQueue%5D=Name");
	return HO_OK;
}

static const struct ticket_step *
hear_look(struct ticket_talk *t, const json_t *json)
{
	const char *queue = ticket_str(json_object_get(json, "Queue"), "Name");

	if (queue[0] == '\0')
		return ticket_strange(t);
	if (strcmp(queue, t->setup->project) != 0)
		return ticket_says(t, HO_TICKET_NEVER,
		    "the ticket is of another queue, %s", queue);
	return has_id(t, json);
}

static const struct ticket_step look = { false, ask_look, hear_look };

/* --- comments and files ------------------------------------------------------------------ */

static const struct ticket_step comment;

/* The newest first: a ticket may have more than one page of them. */
static int
ask_entries(const struct ticket_talk *t, struct ticket_request *r)
{
	path(t, r,
	    "/attachments?fields=Subject&per_page=100&orderby=id&order=DESC");
	return HO_OK;
}

static const struct ticket_step *
hear_entries(struct ticket_talk *t, const json_t *json)
{
	const json_t *items = json_object_get(json, "items"), *one;
	size_t i;

	if (!json_is_array(items))
		return ticket_strange(t);
	json_array_foreach (items, i, one) {
		if (strcmp(ticket_str(one, "Subject"), t->job->mark) == 0)
			return ticket_done(t);
	}
	return &comment;
}

static const struct ticket_step entries = { false, ask_entries, hear_entries };

static json_t *
file_of(const struct ho_ticket_job *job)
{
	struct ho_buf b64 = HO_BUF_INIT;
	json_t *json = NULL;

	ho_b64_encode(&b64, job->data, job->len);
	if (ho_buf_error(&b64) == HO_OK)
		json = json_pack("[{s:s, s:s, s:s}]", "FileName", job->name,
		    "FileType", job->type, "FileContent", ho_buf_text(&b64));
	ho_buf_free(&b64);
	return json;
}

static int
ask_comment(const struct ticket_talk *t, struct ticket_request *r)
{
	struct ho_buf text = HO_BUF_INIT;
	bool is_file = t->job->act == HO_TICKET_ATTACH;
	json_t *body = NULL;
	int rc;

	if (is_file)
		ho_buf_fmt(&text, "%s is attached.", t->job->name);
	rc = is_file ? ho_buf_error(&text) : ticket_text(t->job, &text);
	if (rc == HO_OK)
		body = json_pack("{s:s, s:s, s:s}", "Subject", t->job->mark,
		    "Content", ho_buf_text(&text), "ContentType", "text/plain");
	ticket_wipe(&text);
	if (is_file && body != NULL &&
	    json_object_set_new(body, "Attachments", file_of(t->job)) != 0) {
		json_decref(body);
		return HO_E_NOMEM;
	}
	r->method = "POST";
	path(t, r, "/comment");
	return ticket_body(r, body);
}

static const struct ticket_step *
hear_comment(struct ticket_talk *t, const json_t *json)
{
	return json_is_array(json) ? ticket_done(t) : ticket_strange(t);
}

static const struct ticket_step comment = { true, ask_comment, hear_comment };

/* --- where it stands ------------------------------------------------------------------------ */

static const struct ticket_step move, moved;

static int
ask_status(const struct ticket_talk *t, struct ticket_request *r)
{
	path(t, r, "");
	return HO_OK;
}

static bool
is_there(const struct ticket_talk *t, const json_t *json)
{
	return strcasecmp(ticket_str(json, "Status"), t->status) == 0;
}

static const struct ticket_step *
hear_status(struct ticket_talk *t, const json_t *json)
{
	if (ticket_str(json, "Status")[0] == '\0')
		return ticket_strange(t);
	return is_there(t, json) ? ticket_done(t) : &move;
}

static int
ask_move(const struct ticket_talk *t, struct ticket_request *r)
{
	r->method = "PUT";
	path(t, r, "");
	return ticket_body(r, json_pack("{s:s}", "Status", t->status));
}

/* 200 and a sentence, whether it was done or not: so it is looked at. */
static const struct ticket_step *
hear_move(struct ticket_talk *t, const json_t *json)
{
	(void)t;
	(void)json;
	return &moved;
}

static const struct ticket_step *
hear_moved(struct ticket_talk *t, const json_t *json)
{
	if (is_there(t, json))
		return ticket_done(t);
	return ticket_says(t, HO_TICKET_NEVER,
	    "the queue does not take the status %s; see ticket-status",
	    t->status);
}

static const struct ticket_step status = { false, ask_status, hear_status };
static const struct ticket_step move = { true, ask_move, hear_move };
static const struct ticket_step moved = { false, ask_status, hear_moved };

static int
authorize(const struct ho_ticket_setup *s, struct ho_buf *out)
{
	ho_buf_fmt(out, "token %s", s->token);
	return ho_buf_error(out);
}

const struct ticket_driver ticket_rt = {
	.first = {
		[HO_TICKET_FIND] = { &search, &search },
		[HO_TICKET_LOOK] = { &look, &look },
		[HO_TICKET_CREATE] = { &search, &search },
		[HO_TICKET_COMMENT] = { &comment, &entries },
		[HO_TICKET_ATTACH] = { &comment, &entries },
		[HO_TICKET_STATUS] = { &status, &status },
		[HO_TICKET_LINK] = { &rt_link, &rt_link },
	},
	.is_key = is_key,
	.authorize = authorize,
};
