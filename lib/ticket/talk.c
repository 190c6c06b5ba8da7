/* lib/ticket/talk.c - a job, step by step. */
#include "lib/ticket/talk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/err.h"
#include "lib/base/show.h"

#define STEPS_MOST 8 /* requests of one job */

static const struct ticket_driver *const drivers[HO_TICKETS_SYSTEMS] = {
	[HO_TICKETS_JIRA] = &ticket_jira,
	[HO_TICKETS_JIRA_DC] = &ticket_jira,
	[HO_TICKETS_RT] = &ticket_rt,
};

const struct ticket_driver *
ticket_driver_of(int system)
{
	return system > 0 && system < HO_TICKETS_SYSTEMS ? drivers[system]
							 : NULL;
}

/* --- what a step ends with ----------------------------------------------------- */

const struct ticket_step *
ticket_says(
    struct ticket_talk *t, enum ho_ticket_outcome outcome, const char *fmt, ...)
{
	struct ho_buf raw = HO_BUF_INIT, safe = HO_BUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	ho_buf_vfmt(&raw, fmt, ap);
	va_end(ap);
	ho_show(&safe, ho_buf_text(&raw), strnlen(ho_buf_text(&raw), 200));
	t->answer->outcome = outcome;
	snprintf(
	    t->answer->why, sizeof(t->answer->why), "%s", ho_buf_text(&safe));
	ho_buf_free(&raw);
	ho_buf_free(&safe);
	return NULL;
}

const struct ticket_step *
ticket_done(struct ticket_talk *t)
{
	return ticket_says(t, HO_TICKET_DONE, "done");
}

const struct ticket_step *
ticket_has_key(struct ticket_talk *t, const char *key)
{
	if (strlen(key) >= HO_TICKET_KEY ||
	    !ticket_driver_of(t->setup->system)->is_key(key))
		return ticket_strange(t);
	snprintf(t->answer->key, sizeof(t->answer->key), "%s", key);
	return ticket_done(t);
}

/* talk() knows whether it was a write. */
const struct ticket_step *
ticket_strange(struct ticket_talk *t)
{
	return ticket_says(t, HO_TICKET_UNCLEAR,
	    "its answer is not one of this kind of ticket system; see "
	    "ticket-system and ticket-url");
}

/* --- going through ---------------------------------------------------------------- */

static bool
is_mark(const char *text)
{
	size_t n = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-");

	return text[n] == '\0' && n >= 8 && n <= 64;
}

static bool
is_in_order(const struct ticket_talk *t)
{
	const struct ho_ticket_job *j = t->job;
	bool makes = j->act == HO_TICKET_FIND || j->act == HO_TICKET_CREATE;

	if (j->act <= 0 || j->act >= HO_TICKET_ACTS)
		return false;
	if (j->act != HO_TICKET_LOOK && j->act != HO_TICKET_STATUS &&
	    (j->mark == NULL || !is_mark(j->mark)))
		return false;
	if (j->act == HO_TICKET_LINK &&
	    (j->name == NULL || strlen(j->name) >= HO_TICKET_KEY ||
		!ticket_driver_of(t->setup->system)->is_key(j->name)))
		return false;
	return makes ||
	    (j->key != NULL && strlen(j->key) < HO_TICKET_KEY &&
		ticket_driver_of(t->setup->system)->is_key(j->key));
}

/* What is read of a write's answer: a strange one leaves it open. */
static const struct ticket_step *
hear(struct ticket_talk *t, const struct ticket_step *s,
    const struct ho_web_answer *reply)
{
	const struct ticket_step *next;
	json_t *json = NULL;

	if (!ticket_is_good(reply, t->job->act, s->is_write, t->answer))
		return NULL;
	if (reply->body.len > 0 &&
	    (json = json_loadb(
		 ho_buf_text(&reply->body), reply->body.len, 0, NULL)) == NULL)
		next = ticket_strange(t);
	else
		next = s->hear(t, json);
	if (next == NULL && t->answer->outcome == HO_TICKET_UNCLEAR &&
	    !s->is_write)
		t->answer->outcome = HO_TICKET_LATER;
	json_decref(json);
	return next;
}

static const struct ticket_step *
step(struct ticket_talk *t, const struct ticket_step *s, ticket_send_fn *send,
    void *ctx)
{
	struct ticket_request request = { .method = "GET" };
	struct ho_web_answer reply = { 0 };
	const struct ticket_step *next = NULL;
	int rc = s->ask(t, &request);

	if (rc == HO_OK && ho_buf_error(&request.path) == HO_OK) {
		send(ctx, t->setup, &request, &reply);
		next = hear(t, s, &reply);
	} else {
		ticket_says(t, HO_TICKET_LATER,
		    rc == HO_E_INPUT ? "ticket-fields is no JSON object"
				     : "there is no memory for it");
	}
	ticket_wipe(&request.path);
	ticket_wipe(&request.body);
	ticket_wipe(&reply.body);
	return next;
}

void
ticket_talk(const struct ho_ticket_setup *setup,
    const struct ho_ticket_job *job, ticket_send_fn *send, void *ctx,
    struct ho_ticket_answer *answer)
{
	char status[129] = "";
	struct ticket_talk t = {
		.setup = setup, .job = job, .answer = answer, .status = status
	};
	const struct ticket_step *s;

	*answer = (struct ho_ticket_answer){ .outcome = HO_TICKET_LATER };
	if (ticket_driver_of(setup->system) == NULL || !is_in_order(&t)) {
		ticket_says(&t, HO_TICKET_NEVER, "no such key in this system");
		return;
	}
	if (job->act == HO_TICKET_STATUS &&
	    ticket_status_name(
		setup->status, job->status, status, sizeof(status)) != HO_OK) {
		ticket_done(&t); /* a status of ours that has no name there */
		return;
	}
	s = ticket_driver_of(setup->system)->first[job->act][job->is_again];
	for (int n = 0; s != NULL; n++) {
		if (n == STEPS_MOST) {
			ticket_strange(&t);
			return;
		}
		s = step(&t, s, send, ctx);
	}
}

void
ho_ticket_do(const struct ho_ticket_setup *setup,
    const struct ho_ticket_job *job, struct ho_ticket_answer *answer)
{
	ticket_talk(setup, job, ticket_http, NULL, answer);
}

/* --- is the setup one? ---------------------------------------------------------- */

static bool
are_fields(const char *text)
{
	json_t *json = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	bool is_good = text[0] == '\0' || json_is_object(json);

	json_decref(json);
	return is_good;
}

static bool
is_audience(const struct ho_ticket_setup *s)
{
	return s->comments[0] == '\0' || strcmp(s->comments, "internal") == 0 ||
	    (strncmp(s->comments, "role:", 5) == 0 && s->comments[5] != '\0') ||
	    (strncmp(s->comments, "group:", 6) == 0 && s->comments[6] != '\0');
}

int
ho_ticket_ready(const struct ho_ticket_setup *s, char why[static HO_TICKET_WHY])
{
	const char *says = NULL;

	if (!ho_web_is_safe(s->url)) /* the token goes there */
		says = "ticket-url must be https://HOST (http:// only to this "
		       "host)";
	else if (s->project[0] == '\0')
		says = "ticket-project is not set: the project's key, or the "
		       "queue's name";
	else if (s->token[0] == '\0')
		says = "ticket-token-file cannot be read, or is empty";
	else if (s->system == HO_TICKETS_JIRA && s->user[0] == '\0')
		says = "ticket-user is not set: Jira Cloud wants the address "
		       "whose token it is";
	else if (!are_fields(s->fields))
		says = "ticket-fields is no JSON object";
	else if (!is_audience(s))
		says = "ticket-comments is internal, role:NAME or group:NAME";
	if (says == NULL)
		return HO_OK;
	snprintf(why, HO_TICKET_WHY, "%s", says);
	return HO_E_INPUT;
}
