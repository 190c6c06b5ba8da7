/* lib/ticket/rt_link.c - RT: one ticket refers to an earlier one. */
#include <stdlib.h>
#include <string.h>

#include "lib/base/err.h"
#include "lib/ticket/rt.h"

static const struct ticket_step make, made;

static int
ask_links(const struct ticket_talk *t, struct ticket_request *r)
{
	ho_buf_fmt(&r->path, "/REST/2.0/ticket/%s", t->job->key);
	return HO_OK;
}

/* {"ref":"refers-to","type":"ticket","id":"17"}; an id is text or a number. */
static bool
is_there(const struct ticket_talk *t, const json_t *json)
{
	const json_t *one, *id;
	size_t i;

	json_array_foreach (json_object_get(json, "_hyperlinks"), i, one) {
		id = json_object_get(one, "id");
		if (strcmp(ticket_str(one, "ref"), "refers-to") != 0)
			continue;
		if (json_is_string(id)
			? strcmp(json_string_value(id), t->job->name) == 0
			: json_integer_value(id) == atoll(t->job->name))
			return true;
	}
	return false;
}

static const struct ticket_step *
hear_links(struct ticket_talk *t, const json_t *json)
{
	if (!json_is_array(json_object_get(json, "_hyperlinks")))
		return ticket_strange(t);
	return is_there(t, json) ? ticket_done(t) : &make;
}

static int
ask_make(const struct ticket_talk *t, struct ticket_request *r)
{
	r->method = "PUT";
	ho_buf_fmt(&r->path, "/REST/2.0/ticket/%s", t->job->key);
	return ticket_body(r, json_pack("{s:s}", "AddRefersTo", t->job->name));
}

/* 200 and a sentence, whether it was done or not: so it is looked at. */
static const struct ticket_step *
hear_make(struct ticket_talk *t, const json_t *json)
{
	(void)t;
	(void)json;
	return &made;
}

static const struct ticket_step *
hear_made(struct ticket_talk *t, const json_t *json)
{
	if (is_there(t, json))
		return ticket_done(t);
	return ticket_says(t, HO_TICKET_NEVER,
	    "the ticket does not take a link to %s; the token may lack the "
	    "right ModifyTicket on it",
	    t->job->name);
}

const struct ticket_step rt_link = { false, ask_links, hear_links };
static const struct ticket_step make = { true, ask_make, hear_make };
static const struct ticket_step made = { false, ask_links, hear_made };
