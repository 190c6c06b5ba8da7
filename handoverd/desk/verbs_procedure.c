/*
 * handoverd/desk/verbs_procedure.c - procedure: the written rule, as this
 * installation runs it.
 *
 * procedure.c has the lines of the procedure (DESIGN section 1) with the
 * settings that shape them; a line is told where the setting has the value that
 * it is about.  Values come from the configuration in force, roles from the verb
 * table: what is written and what is done cannot drift apart.
 */
#include <stddef.h>
#include <string.h>

#include "handoverd/cases/second.h"
#include "handoverd/cases/ticket.h"
#include "handoverd/daemon.h"
#include "handoverd/desk/procedure.h"
#include "handoverd/desk/verbs.h"
#include "lib/base/err.h"

#define VALUE 1024 /* octets of a setting with NUL; more are cut */

/* --- settings by name ----------------------------------------------------- */

/* The value of the key, or "". */
static void
value_of(const struct ho_buf *all, const char *key, size_t len, char out[VALUE])
{
	const char *line = ho_buf_text(all), *end;

	out[0] = '\0';
	for (; *line != '\0'; line = end + (*end == '\n')) {
		end = strchrnul(line, '\n');
		if ((size_t)(end - line) < len + 3 ||
		    memcmp(line, key, len) != 0 ||
		    memcmp(line + len, " = ", 3) != 0)
			continue;
		line += len + 3;
		len = (size_t)(end - line);
		if (len >= VALUE)
			len = VALUE - 1;
		memcpy(out, line, len);
		out[len] = '\0';
		return;
	}
}

/* As leg_claim(): a code that goes elsewhere already goes there still. */
static bool
alert_asks_more(const struct ho_conf *conf)
{
	return conf->claim == HO_CLAIM_CONTACT || conf->claim == HO_CLAIM_NONE;
}

/* What services are there for: where this setting is not 'no'. */
static const struct use {
	const char *key;
	size_t setting; /* offset of an int */
	bool is_own;    /* people help themselves by it */
} uses[] = {
	{ "services", offsetof(struct ho_service, forced_step), false },
	{ "enrolment", offsetof(struct ho_service, enrol), true },
	{ "own-password", offsetof(struct ho_service, change), true },
	{ "handing-over", offsetof(struct ho_service, transfer), true },
};

/* Their names; false: there is none. */
static bool
add_services(
    const struct ho_conf *conf, const struct use *u, struct ho_buf *all)
{
	size_t n = 0;

	ho_buf_fmt(all, "\n%s = ", u->key);
	for (size_t i = 0; i < conf->n_services; i++) {
		const struct ho_service *s = &conf->service[i];

		if (*(const int *)((const char *)s + u->setting) != 0)
			ho_buf_fmt(all, "%s%s", n++ > 0 ? ", " : "", s->name);
	}
	if (n == 0)
		ho_buf_str(all, "none");
	return n > 0;
}

/* What is no setting of its own: KEY = VALUE lines as ho_conf_dump() has. */
static int
add_facts(struct tx *t, struct ho_buf *all)
{
	const struct ho_conf *conf = &t->d->conf;
	char approval[VALUE], claim[VALUE];
	bool binds = true, is_alert, is_own = false;
	struct ho_desk desk;
	int rc = HO_OK;

	for (size_t i = 0; i < sizeof(uses) / sizeof(uses[0]); i++)
		is_own =
		    (add_services(conf, &uses[i], all) && uses[i].is_own) ||
		    is_own;
	second_desk(t, &desk);
	is_alert = desk.alert_at != 0;
	if (conf->approval == HO_APPROVAL_OWNER && !is_alert)
		rc = second_binds(t, &binds);
	value_of(all, "approval", strlen("approval"), approval);
	value_of(all, "claim", strlen("claim"), claim);
	ho_buf_fmt(all,
	    "\nself-service = %s\napproval-binds = %s\n"
	    "alert = %s\napproval-now = %s\nclaim-now = %s\n",
	    is_own ? "some" : "none", binds ? "yes" : "no",
	    is_alert ? "raised" : "none", is_alert ? "alert" : approval,
	    is_alert && alert_asks_more(conf) ? "alert" : claim);
	return rc;
}

static bool
is_told(const struct procedure_line *l, const struct ho_buf *all)
{
	char value[VALUE];
	size_t len;

	if (l->when == NULL)
		return true;
	len = strcspn(l->when, "=!");
	value_of(all, l->when, len, value);
	return (strcmp(value, l->when + len + 1) == 0) == (l->when[len] == '=');
}

static void
fill(const char *rule, const struct ho_buf *all, struct ho_buf *out)
{
	char value[VALUE];
	const char *end;

	while (*rule != '\0') {
		if (*rule != '{' || (end = strchr(rule, '}')) == NULL) {
			ho_buf_chr(out, *rule++);
			continue;
		}
		value_of(all, rule + 1, (size_t)(end - rule - 1), value);
		ho_buf_str(out, value[0] != '\0' ? value : "(not set)");
		rule = end + 1;
	}
}

/* --- the answer ----------------------------------------------------------- */

/* The roles of its verb; or who is no staff; or "". */
static void
who_may(const struct procedure_line *l, struct ho_buf *out)
{
	const struct ho_verb *v =
	    l->verb != NULL ? ho_verb_named(l->verb) : NULL;

	if (l->verb != NULL && strcmp(l->verb, PROCEDURE_CREDENTIALS) == 0)
		ho_roles_format(TICKET_READERS, out);
	else if (v == NULL)
		ho_buf_str(out, l->verb != NULL ? l->verb : "");
	else if (v->roles == HO_STAFF_ALL)
		ho_buf_str(out, "any");
	else
		ho_roles_format(v->roles, out);
}

static int
tell(struct call *c, json_t *steps, const struct procedure_line *l,
    bool is_first, const struct ho_buf *all)
{
	struct ho_buf rule = HO_BUF_INIT, who = HO_BUF_INIT;
	json_t *o;
	int rc;

	fill(l->rule, all, &rule);
	who_may(l, &who);
	if (is_first)
		ho_buf_fmt(
		    &c->text, "%s%s", c->text.len > 0 ? "\n" : "", l->step);
	ho_buf_fmt(&c->text, "\n  %s", ho_buf_text(&rule));
	if (l->command != NULL)
		ho_buf_fmt(&c->text, "\n      %s  [%s]", l->command,
		    ho_buf_text(&who));
	o = json_pack("{s:s, s:s, s:s, s:s}", "step", l->step, "rule",
	    ho_buf_text(&rule), "command", l->command ? l->command : "", "who",
	    ho_buf_text(&who));
	if ((rc = ho_buf_error(&rule)) == HO_OK)
		rc = ho_buf_error(&who);
	if (json_array_append_new(steps, o) != 0)
		rc = HO_E_NOMEM;
	ho_buf_free(&rule);
	ho_buf_free(&who);
	return rc;
}

int
verb_procedure(struct tx *t, struct call *c)
{
	struct ho_buf all = HO_BUF_INIT;
	json_t *steps = json_array();
	const char *last = "";
	int rc;

	if (json_object_set_new(c->result, "steps", steps) != 0)
		return HO_E_NOMEM;
	ho_conf_dump(&t->d->conf, &all);
	if ((rc = add_facts(t, &all)) == HO_OK)
		rc = ho_buf_error(&all);
	for (size_t i = 0; i < procedure_lines; i++) {
		const struct procedure_line *l = &procedure[i];

		if (rc != HO_OK || !is_told(l, &all))
			continue;
		rc = tell(c, steps, l, strcmp(l->step, last) != 0, &all);
		last = l->step;
	}
	ho_buf_free(&all);
	return rc != HO_OK ? rc : ho_buf_error(&c->text);
}
