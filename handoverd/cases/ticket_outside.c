/*
 * handoverd/cases/ticket_outside.c - tickets in the store, and what an outside
 * system is to be told of them.
 */
#include "handoverd/cases/ticket_outside.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "handoverd/cases/ticket.h"
#include "handoverd/daemon.h"
#include "handoverd/post/jobs.h"
#include "handoverd/sealed.h"
#include "lib/base/err.h"
#include "lib/secret/secret.h"

#define CREDENTIALS "credentials "
#define MARK_HASH   20 /* hex digits: 80 bits, and nobody forges a label */

const char *
ticket_system(const struct daemon *d)
{
	static const char *const words[] = {
		[HO_TICKETS_IN_STORE] = "",
		[HO_TICKETS_IN_JIRA] = "jira",
		[HO_TICKETS_IN_JIRA_DC] = "jira-dc",
		[HO_TICKETS_IN_RT] = "rt",
	};

	return words[d->conf.ticket_system];
}

/* --- telling ------------------------------------------------------------------- */

/* To the newest ticket that the account had before, where that is one of the
 * same system: whoever reads this one finds what came before. */
static int
link_before(
    struct tx *t, const struct ho_ticket *ticket, const struct ho_case *c)
{
	struct ho_ticket before;
	int rc;

	if (c->account == 0 || t->d->conf.ticket_link[0] == '\0')
		return HO_OK;
	rc = HO_ASK(t->s, HO_Q_TICKET_BEFORE, &before, HO_INT(c->account),
	    HO_INT(ticket->row.id));
	if (rc == HO_OK && strcmp(before.system, ticket->system) == 0 &&
	    strcmp(before.outside, ticket->named) != 0)
		return jobs_add_link(t, ticket, &before);
	return rc == HO_E_NONE ? HO_OK : rc;
}

int
ticket_begin_outside(struct tx *t, struct ho_ticket *ticket,
    const struct ho_case *c, const char *named)
{
	int rc;

	snprintf(
	    ticket->system, sizeof(ticket->system), "%s", ticket_system(t->d));
	if (ticket->system[0] != '\0')
		snprintf(ticket->named, sizeof(ticket->named), "%s", named);
	if ((rc = ho_store_put(t->s, HO_TICKET, ticket)) != HO_OK ||
	    ticket->system[0] == '\0')
		return rc;
	if ((rc = jobs_add(t, ticket, 0,
		 ticket->named[0] != '\0' ? HO_JOB_LOOK : HO_JOB_CREATE)) !=
	    HO_OK)
		return rc;
	return link_before(t, ticket, c);
}

/* Records that become files, by how their kind begins. */
static const struct file {
	const char *kind, *prefix, *suffix, *type;
} files[] = {
	{ TICKET_MAIL, "mail", "eml", "message/rfc822" },
	{ "snapshot ", "letter", "png", "image/png" },
	{ "proof", "proof", "bin", "application/octet-stream" },
};

static const struct file *
file_of(const struct ho_record *r)
{
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		if (strncmp(r->kind, files[i].kind, strlen(files[i].kind)) == 0)
			return &files[i];
	return NULL;
}

int
ticket_first(struct tx *t, const struct ho_ticket *ticket, struct ho_record *r)
{
	return HO_ASK(
	    t->s, HO_Q_RECORDS_OF, r, HO_INT(ticket->row.id), HO_INT(0));
}

/* The first record of a new ticket is what it is created with. */
int
ticket_record_outside(
    struct tx *t, const struct ho_ticket *ticket, const struct ho_record *r)
{
	struct ho_record first;
	int rc;

	if (ticket->system[0] == '\0' ||
	    strcmp(ticket->status, TICKET_GONE) == 0)
		return HO_OK;
	if ((rc = ticket_first(t, ticket, &first)) != HO_OK)
		return rc;
	if (first.row.id == r->row.id && ticket->named[0] == '\0')
		return HO_OK;
	return jobs_add(t, ticket, r->row.id,
	    file_of(r) != NULL ? HO_JOB_ATTACH : HO_JOB_COMMENT);
}

int
ticket_status_outside(struct tx *t, const struct ho_ticket *ticket)
{
	if (ticket->system[0] == '\0')
		return HO_OK;
	return jobs_add(t, ticket, 0, HO_JOB_STATUS);
}

/* --- what is told ---------------------------------------------------------------- */

int
ticket_mark(struct tx *t, const struct ho_ticket *ticket,
    const struct ho_record *r, char mark[static TICKET_MARK])
{
	char what[512], sum[65];
	int n = snprintf(what, sizeof(what), "%s %s %" PRId64,
	    t->d->conf.log_origin, ticket->key, ticket->opened_at);
	int rc = n > 0 && (size_t)n < sizeof(what)
	    ? sealed_sum(what, (size_t)n, sum)
	    : HO_E_LIMIT;

	if (rc != HO_OK)
		return rc;
	if (r == NULL)
		snprintf(mark, TICKET_MARK, "handover-%.*s", MARK_HASH, sum);
	else
		snprintf(mark, TICKET_MARK, "handover-%.*s-%" PRId64, MARK_HASH,
		    sum, r->row.id);
	return HO_OK;
}

void
ticket_file_name(const struct ho_record *r, char name[static TICKET_NAME])
{
	const struct file *f = file_of(r);

	snprintf(name, TICKET_NAME, "%s-%" PRId64 ".%s",
	    f != NULL ? f->prefix : "record", r->row.id,
	    f != NULL ? f->suffix : "bin");
}

const char *
ticket_file_type(const struct ho_record *r)
{
	const struct file *f = file_of(r);

	return f != NULL ? f->type : "application/octet-stream";
}

int
ticket_octets(struct tx *t, const struct ho_record *r, struct ho_secret **text,
    struct ho_buf *plain)
{
	const struct sealed where = { .kind = HO_RECORD,
		.id = r->row.id,
		.part = HO_PART_TEXT,
		.key = HO_KEY_TICKET };

	if (r->sha256[0] == '\0')
		return HO_E_NONE;
	if (strncmp(r->kind, CREDENTIALS, strlen(CREDENTIALS)) == 0)
		return sealed_get_secret(t, &where, r->sha256, text);
	return sealed_get_as(t, &where, r->sha256, plain);
}

/* --- which ticket ------------------------------------------------------------------ */

static int
is_of_account(
    struct tx *t, const struct ho_ticket *ticket, const struct ho_case *c)
{
	struct ho_case first;
	int rc = ho_store_get(t->s, HO_CASE, ticket->of_case, &first);

	if (rc != HO_OK)
		return rc;
	return first.account == 0 || first.account == c->account ? HO_OK
								 : HO_E_TAKEN;
}

/* Jira's keys are in capitals, and people write them as they like. */
static void
fold_key(const char *typed, char out[static 65])
{
	size_t i;

	for (i = 0; typed[i] != '\0' && i < 64; i++)
		out[i] = typed[i] >= 'a' && typed[i] <= 'z'
		    ? (char)(typed[i] - 'a' + 'A')
		    : typed[i];
	out[i] = '\0';
}

int
ticket_use(struct tx *t, const char *named, const struct ho_case *c,
    char key[static 65])
{
	struct ho_ticket ticket;
	char folded[65];
	int rc;

	fold_key(named, folded);
	rc = ticket_find(t, named, &ticket);
	if (rc == HO_E_NONE)
		rc = HO_ASK(
		    t->s, HO_Q_TICKET_BY_OUTSIDE, &ticket, HO_STR(folded));
	if (rc == HO_OK && (rc = is_of_account(t, &ticket, c)) == HO_OK)
		snprintf(key, 65, "%s", ticket.key);
	if (rc != HO_E_NONE || t->d->conf.ticket_system == HO_TICKETS_IN_STORE)
		return rc;
	ticket = (struct ho_ticket){ .of_case = c->row.id,
		.opened_at = t->now,
		.changed_at = t->now,
		.status = "open" };
	snprintf(ticket.key, sizeof(ticket.key), "T-%" PRId64, c->row.id);
	rc = ticket_begin_outside(t, &ticket, c, folded);
	snprintf(key, 65, "%s", rc == HO_OK ? ticket.key : "");
	return rc;
}

/* A row that is dead is a ticket that nobody can vouch for. */
bool
ticket_is_owed(struct tx *t, const char *key)
{
	struct ho_ticket ticket;

	return key[0] != '\0' &&
	    (ticket_find(t, key, &ticket) != HO_OK ||
		(ticket.system[0] != '\0' && ticket.outside[0] == '\0'));
}

bool
ticket_is_gone(struct tx *t, const char *key)
{
	struct ho_ticket ticket;

	return ticket_find(t, key, &ticket) == HO_OK &&
	    strcmp(ticket.status, TICKET_GONE) == 0;
}

const char *
ticket_shown(struct tx *t, const char *key, char out[static 65])
{
	struct ho_ticket ticket;
	bool is_outside = key[0] != '\0' &&
	    ticket_find(t, key, &ticket) == HO_OK && ticket.outside[0] != '\0';

	snprintf(out, 65, "%s", is_outside ? ticket.outside : key);
	return out;
}

/* What is still owed, and why it has not gone. */
static void
tell_owed(struct tx *t, const struct ho_ticket *ticket, struct ho_buf *out)
{
	struct ho_arg of = HO_INT(ticket->row.id);
	struct ho_job job;
	int64_t n = 0;

	if (HO_ASK(t->s, HO_Q_JOBS_OPEN_OF, &job, of) != HO_OK ||
	    ho_store_count(t->s, HO_Q_JOBS_OPEN_OF, &of, 1, &n) != HO_OK)
		return;
	ho_buf_fmt(out, "; %lld still to be told to %s%s%s", (long long)n,
	    ticket->system, job.outcome[0] != '\0' ? "\n  last: " : "",
	    job.outcome);
}

void
ticket_tell(struct tx *t, const char *key, struct ho_buf *out)
{
	struct ho_ticket ticket;
	char shown[65];
	int64_t n = 0;

	ho_buf_fmt(out, "ticket %s", ticket_shown(t, key, shown));
	if (ticket_find(t, key, &ticket) == HO_OK) {
		tell_owed(t, &ticket, out);
		/* whoever relies on the ticket has to know what it lacks */
		if (ho_store_count(t->s, HO_Q_JOBS_FAILED_OF,
			&HO_INT(ticket.row.id), 1, &n) == HO_OK &&
		    n > 0)
			ho_buf_fmt(out,
			    "\n  entries that never got into it: %lld; see "
			    "handover audit list --event ticket.failed",
			    (long long)n);
	}
	ho_buf_chr(out, '\n');
}
