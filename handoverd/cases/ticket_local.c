/*
 * handoverd/cases/ticket_local.c - the ticket system that is built in.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "handoverd/cases/ticket.h"
#include "handoverd/cases/ticket_outside.h"
#include "handoverd/sealed.h"
#include "lib/base/err.h"
#include "lib/secret/secret.h"

#define TICKET_RECORDS 10000 /* of one ticket, at most */

static struct sealed
text_of(const struct ho_record *r)
{
	return (struct sealed){ .kind = HO_RECORD,
		.id = r->row.id,
		.part = HO_PART_TEXT,
		.key = HO_KEY_TICKET };
}

int
ticket_find(struct tx *t, const char *key, struct ho_ticket *ticket)
{
	return HO_ASK(t->s, HO_Q_TICKET_BY_KEY, ticket, HO_STR(key));
}

/* A case opens one ticket at most, so its row number names the ticket. */
int
ticket_open(struct tx *t, const struct ho_case *c, const char *subject,
    char key[static 65])
{
	struct ho_ticket ticket = { .of_case = c->row.id,
		.opened_at = t->now,
		.changed_at = t->now,
		.status = "open" };
	int rc;

	snprintf(ticket.key, sizeof(ticket.key), "T-%" PRId64, c->row.id);
	snprintf(ticket.subject, sizeof(ticket.subject), "%s", subject);
	rc = ticket_begin_outside(t, &ticket, c, "");
	snprintf(key, 65, "%s", rc == HO_OK ? ticket.key : "");
	return rc;
}

static int
add_record(struct tx *t, const char *key, const char *kind, const void *text,
    size_t len)
{
	struct ho_record r = { .at = t->now };
	struct ho_ticket ticket;
	struct sealed where;
	int rc;

	if ((rc = ticket_find(t, key, &ticket)) != HO_OK)
		return rc;
	r.ticket = ticket.row.id;
	snprintf(r.kind, sizeof(r.kind), "%s", kind);
	ticket.changed_at = t->now;
	if ((rc = ho_store_put(t->s, HO_RECORD, &r)) != HO_OK ||
	    (rc = ho_store_put(t->s, HO_TICKET, &ticket)) != HO_OK)
		return rc;
	where = text_of(&r);
	if ((rc = sealed_put(t, &where, text, len, r.sha256)) != HO_OK ||
	    (rc = ho_store_put(t->s, HO_RECORD, &r)) != HO_OK)
		return rc;
	return ticket_record_outside(t, &ticket, &r);
}

int
ticket_record(struct tx *t, const char *key, const char *kind, const void *text,
    size_t len)
{
	return add_record(t, key, kind, text, len);
}

int
ticket_record_secret(struct tx *t, const char *key, const char *kind,
    const struct ho_secret *text)
{
	return add_record(
	    t, key, kind, ho_secret_data(text), ho_secret_len(text));
}

int
ticket_status(struct tx *t, const char *key, const char *status)
{
	struct ho_ticket ticket;
	bool is_same;
	int rc;

	if ((rc = ticket_find(t, key, &ticket)) != HO_OK)
		return rc;
	if (strcmp(ticket.status, TICKET_GONE) == 0)
		return HO_OK;
	is_same = strcmp(ticket.status, status) == 0;
	snprintf(ticket.status, sizeof(ticket.status), "%s", status);
	ticket.changed_at = t->now;
	if ((rc = ho_store_put(t->s, HO_TICKET, &ticket)) != HO_OK || is_same)
		return rc;
	return ticket_status_outside(t, &ticket);
}

/* --- reading ---------------------------------------------------------------- */
struct newest {
	const char *kind;
	struct ho_record r;
};

static int
remember(void *ctx, void *row)
{
	const struct ho_record *r = row;
	struct newest *n = ctx;

	if (strcmp(r->kind, n->kind) == 0)
		n->r = *r;
	return HO_OK;
}

static int
find_newest(
    struct tx *t, const char *key, const char *kind, struct ho_record *r)
{
	struct newest n = { .kind = kind };
	struct ho_ticket ticket;
	int rc;

	*r = n.r;
	if ((rc = ticket_find(t, key, &ticket)) != HO_OK ||
	    (rc = ho_store_each(t->s, HO_Q_RECORDS_OF,
		 (struct ho_arg[]){ HO_INT(ticket.row.id), HO_INT(0) }, 2,
		 TICKET_RECORDS, remember, &n)) != HO_OK)
		return rc;
	*r = n.r;
	return n.r.row.id != 0 ? HO_OK : HO_E_NONE;
}

int
ticket_read(struct tx *t, const char *key, const char *kind,
    struct ho_record *r, struct ho_secret **text)
{
	struct sealed where;
	int rc;

	*text = NULL;
	if ((rc = find_newest(t, key, kind, r)) != HO_OK)
		return rc;
	where = text_of(r);
	return sealed_get_secret(t, &where, r->sha256, text);
}

int
ticket_text(struct tx *t, const struct ho_record *r, struct ho_buf *text)
{
	struct sealed where = text_of(r);

	return sealed_get_as(t, &where, r->sha256, text);
}

int
ticket_read_plain(
    struct tx *t, const char *key, const char *kind, struct ho_buf *text)
{
	struct ho_record r;
	int rc = find_newest(t, key, kind, &r);

	return rc == HO_OK ? ticket_text(t, &r, text) : rc;
}

void
ticket_credentials_kind(const char *ref, char kind[static TICKET_KIND])
{
	snprintf(kind, TICKET_KIND, "credentials %s", ref);
}

void
ticket_snapshot_kind(const char *ref, char kind[static TICKET_KIND])
{
	snprintf(kind, TICKET_KIND, "snapshot %s", ref);
}

void
ticket_no_snapshot_kind(const char *ref, char kind[static TICKET_KIND])
{
	snprintf(kind, TICKET_KIND, "no-snapshot %s", ref);
}

/*
 * The text goes, the record stays and says so by its empty sum.
 */
int
ticket_void(
    struct tx *t, const char *key, const char *ref, const struct ho_secret *why)
{
	char kind[TICKET_KIND];
	struct ho_record r;
	struct ho_secret *text;
	struct sealed where;
	int rc;

	ticket_credentials_kind(ref, kind);
	rc = ticket_read(t, key, kind, &r, &text);
	ho_secret_free(&text);
	if (rc == HO_E_NONE)
		return HO_OK;
	where = text_of(&r);
	r.sha256[0] = '\0';
	if (rc != HO_OK && rc != HO_E_FORGED)
		return rc;
	if ((rc = sealed_drop(t, &where)) != HO_OK ||
	    (rc = ho_store_put(t->s, HO_RECORD, &r)) != HO_OK)
		return rc;
	return ticket_record_secret(t, key, TICKET_VOID, why);
}
