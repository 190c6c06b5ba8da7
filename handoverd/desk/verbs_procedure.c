/*
 * handoverd/desk/verbs_procedure.c - procedure: the written rule, as this
 * installation runs it.
 *
 * One table has the lines of the procedure (DESIGN section 1) with the settings
 * that shape them; a line is told where the setting has the value that it is
 * about.  Values come from the configuration in force, roles from the verb
 * table: what is written and what is done cannot drift apart.
 */
#include <stddef.h>
#include <string.h>

#include "handoverd/cases/second.h"
#include "handoverd/cases/ticket.h"
#include "handoverd/daemon.h"
#include "handoverd/desk/verbs.h"
#include "lib/base/err.h"

#define VALUE       1024 /* octets of a setting with NUL; more are cut */
#define CREDENTIALS ""   /* for a verb: case show, where it shows those */

/*
 * when: "SETTING=VALUE", or "SETTING!VALUE" where it must not be; NULL: always.
 * {SETTING} in a rule is its value.  verb: whose roles may; or the name of
 * somebody who is no staff; or NULL: nobody does it, it is so.
 */
static const struct line {
	const char *step, *when, *rule, *command, *verb;
} procedure[] = {
	{ "S1", NULL,
	    "A request for a reset counts only as a mail to {desk-address} "
	    "from a registered contact of the account, as it came.",
	    "handover reset --mail FILE --owner", "reset" },
	{ "S1", "unsigned=confirm",
	    "Where its signature does not prove the sender, a word goes to the "
	    "address on file and has to come back within {confirm-wait}.",
	    "handover case confirm --mail FILE", "case confirm" },
	{ "S1", "unsigned=refuse",
	    "Where its signature does not prove the sender it is refused.",
	    NULL, NULL },
	{ "S2", NULL,
	    "A request of the account's super-admin or an admin for another "
	    "user is accepted as it stands; an admin's never reaches the "
	    "super-admin, and a new super-admin is for a contact to ask.",
	    "handover reset --mail FILE --user LOGIN", "reset" },
	{ "S3", NULL,
	    "A request from an address that is not on file waits {proof-wait}. "
	    "The account manager brings proof,",
	    "handover contact change --account CODE --old ADDR --new ADDR "
	    "--proof FILE --kind KIND --reason TEXT",
	    "contact change" },
	{ "S3", NULL,
	    "another person reads it and approves, the new address confirms, "
	    "everybody on file is told and can stop it for {cool-down}; then "
	    "the request goes on by itself.",
	    "handover case approve REF", "case approve" },
	{ "S4", NULL,
	    "Without proof such a request is refused, whoever asks; the reason "
	    "and a text for the client are in the answer.",
	    "handover case show REF", "case show" },
	{ "S5", NULL,
	    "A request to add users needs the number of users and nothing "
	    "else: a line Users to add: N, or --count; without it it is "
	    "refused.",
	    "handover account seats CODE --mail FILE", "account seats" },
	{ "S6", NULL,
	    "Owner gone, code unreachable: by mail from the registered "
	    "contact. By telephone it is refused, and recorded as such.",
	    "handover reset --owner --account CODE", "reset" },
	{ "S7", "ticket-system=local",
	    "A ticket is made in the store, or the one of that key is used, "
	    "with the mail and a picture of it.",
	    "handover case ticket REF", "case ticket" },
	{ "S7", "ticket-system!local",
	    "A ticket is made in {ticket-system} ({ticket-project}), or the "
	    "one of that key is used, with the mail and a picture of it. Until "
	    "it exists there nothing is issued.",
	    "handover case ticket REF", "case ticket" },
	{ "S8", NULL,
	    "The sender is compared with the contact record by the software, "
	    "octet by octet; nobody can decide otherwise.",
	    "handover case verify REF", "case verify" },
	{ "S8", "approval-now=never",
	    "One person can run a case (approval = never); a second one "
	    "approves contacts, and the next case after a stop.",
	    "handover case approve REF", "case approve" },
	{ "S8", "approval-now=owner",
	    "A second person, who was shown the evidence, approves owner "
	    "cases.",
	    "handover case approve REF", "case approve" },
	{ "S8", "approval-binds=no",
	    "That does not bind yet: two approvers must have stood for 24 "
	    "hours. Until then one person can run an owner case.",
	    "handover staff add NAME --roles approver", "staff add" },
	{ "S8", "approval-now=always",
	    "A second person, who was shown the evidence, approves every case.",
	    "handover case approve REF", "case approve" },
	{ "S8", "alert=raised",
	    "An alert is raised: a second person approves every case until it "
	    "is lowered.",
	    "handover alert lower", "alert lower" },
	{ "S8", "hold!0ms",
	    "Then it is held for {hold}, while everybody affected is told and "
	    "can stop it.",
	    "handover case freeze REF", "case freeze" },
	{ "S8", "hold-sole-address!0ms",
	    "Where nobody but who asked could be told it is held for "
	    "{hold-sole-address}.",
	    "handover case freeze REF", "case freeze" },
	{ "S9", NULL,
	    "A default password is made, for one use within "
	    "{default-password-life}; nobody chooses it.",
	    "handover case issue REF", "case issue" },
	{ "S9", "record=plain",
	    "Login and default password are recorded in the ticket, and marked "
	    "void when they are spent, revoked or have expired.",
	    "handover case show REF --credentials", CREDENTIALS },
	{ "S9", "record=masked",
	    "The login and the last group of the default password are recorded "
	    "in the ticket.",
	    "handover case show REF --credentials", CREDENTIALS },
	{ "S10", NULL,
	    "The answer goes on the same thread, to the address on file only, "
	    "with login, default password and how to change the super-admin. "
	    "Everybody else affected is told, with a word that stops it.",
	    "handover outbox list", "outbox list" },
	{ "S11", NULL,
	    "The client signs in with them once, at {sign-in-url} (PAM "
	    "service {services}), gets no session, and names a new "
	    "super-admin, who proves a mailbox on file.",
	    NULL, "client" },
	{ "S11", "claim-now=contact",
	    "Before that a code goes to the contact that was answered.", NULL,
	    "client" },
	{ "S11", "claim-now=other-contact",
	    "Before that a code goes to another registered contact than asked; "
	    "where there is none the case waits for one.",
	    NULL, "client" },
	{ "S11", "claim-now=sms",
	    "Before that a code goes to a registered mobile; where there is "
	    "none the case waits for one.",
	    NULL, "client" },
	{ "S11", "claim-now=alert",
	    "Before that a code goes to another registered contact than asked "
	    "where there is one, else to the contact that was answered, as "
	    "long as the alert is raised (claim = {claim}).",
	    NULL, "client" },
	{ "S11", "claim-now=none",
	    "No code is asked before that (claim = none): whoever reads the "
	    "default password can use it.",
	    NULL, "client" },
	{ "S12", NULL,
	    "Staff can list every user of an account; they never ask for or "
	    "see a user's password, code or secret.",
	    "handover user list CODE", "user list" },
	{ "S12", NULL,
	    "Another login name: by a mail from the user's own address on "
	    "file; the user chooses it at a sign-in, behind password and code "
	    "(PAM service {services}). Nobody else gets the old one for "
	    "{login-kept}.",
	    "handover user rename LOGIN --mail FILE", "user rename" },
	{ "S12", NULL,
	    "An authenticator is removed only on a mail of the user, or of who "
	    "may ask for the user's reset, judged as that; everybody affected "
	    "is told and can stop it for {hold-removal}.",
	    "handover factor remove LOGIN --mail FILE --all", "factor remove" },
	{ "S12", NULL,
	    "A sign-in that {tries-disable} wrong tries have closed is opened "
	    "on such a mail too; password and codes stay what they are.",
	    "handover user unlock LOGIN --mail FILE", "user unlock" },
	{ "S13", "self-service=none",
	    "Self-service beside it is not set up here.", NULL, NULL },
	{ "S13", "enrolment!none",
	    "Beside it users bind an authenticator by themselves (PAM service "
	    "{enrolment}), by a code to their own address on file.",
	    NULL, "client" },
	{ "S13", "own-password!none",
	    "They change their own password by themselves, or replace one "
	    "that they forgot where a code alone is asked (PAM service "
	    "{own-password}).",
	    NULL, "client" },
	{ "S13", "handing-over!none",
	    "A present super-admin hands over by themselves (PAM service "
	    "{handing-over}), by their password and second factor and a code to "
	    "the new one's address on file; everybody affected is told.",
	    NULL, "client" },
};

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
is_told(const struct line *l, const struct ho_buf *all)
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
who_may(const struct line *l, struct ho_buf *out)
{
	const struct ho_verb *v =
	    l->verb != NULL ? ho_verb_named(l->verb) : NULL;

	if (l->verb != NULL && strcmp(l->verb, CREDENTIALS) == 0)
		ho_roles_format(TICKET_READERS, out);
	else if (v == NULL)
		ho_buf_str(out, l->verb != NULL ? l->verb : "");
	else if (v->roles == HO_STAFF_ALL)
		ho_buf_str(out, "any");
	else
		ho_roles_format(v->roles, out);
}

static int
tell(struct call *c, json_t *steps, const struct line *l, bool is_first,
    const struct ho_buf *all)
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
	for (size_t i = 0; i < sizeof(procedure) / sizeof(procedure[0]); i++) {
		const struct line *l = &procedure[i];

		if (rc != HO_OK || !is_told(l, &all))
			continue;
		rc = tell(c, steps, l, strcmp(l->step, last) != 0, &all);
		last = l->step;
	}
	ho_buf_free(&all);
	return rc != HO_OK ? rc : ho_buf_error(&c->text);
}
