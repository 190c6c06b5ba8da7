/* handoverd/desk/verbs_contact.c - contact add, change, list. */
#include <string.h>
#include <strings.h>

#include "handoverd/cases/contact.h"
#include "handoverd/desk/people.h"
#include "handoverd/desk/verbs.h"
#include "handoverd/naming.h"
#include "lib/base/err.h"

/* What speaks for an address; the words are those of --kind. */
static const char *const kinds[] = { "letterhead", "id", "domain", "invoice",
	"other" };

/* Document, kind and reason, as far as they were given. */
static int
read_proof(struct call *c, struct contact_wish *wish)
{
	const char *kind = call_str(c, "kind");

	wish->reason = call_str(c, "reason");
	wish->proof = call_octets(c, "proof");
	if ((wish->proof == NULL) != (kind == NULL))
		return call_refuse(
		    c, EXIT_USAGE, "usage", "--proof and --kind go together");
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (kind != NULL && strcmp(kinds[i], kind) == 0)
			wish->proof_kind = kinds[i];
	if (kind != NULL && wish->proof_kind == NULL)
		return call_refuse(c, EXIT_USAGE, "usage",
		    "--kind is letterhead, id, domain, invoice or other");
	return HO_OK;
}

/*
 * Law 12: it may ask for nothing until its confirm word came back, a second
 * person approved it and the cool-down is over; everyone who was there before
 * hears of it now.
 */
int
verb_contact_add(struct tx *t, struct call *c)
{
	char address[NAMING_ADDRESS];
	struct contact_wish wish = { .text = address };
	struct ho_buf why = HO_BUF_INIT;
	struct ho_account a;
	int rc;

	if (naming_reach(call_str(c, "address"), address, &why) != HO_OK)
		return people_misnamed(c, &why);
	if ((rc = read_proof(c, &wish)) != HO_OK ||
	    (rc = people_account(t, c, call_str(c, "subject"), &a)) != HO_OK)
		return rc;
	wish.account = &a;
	return contact_open(t, c, c->verb->event, &wish);
}

struct search {
	const char *text;
	int64_t found;
};

static int
same_contact(void *ctx, void *row)
{
	const struct ho_address *x = row;
	struct search *s = ctx;

	if (strcmp(x->text, s->text) == 0 && x->ended_at == 0)
		s->found = x->row.id;
	return HO_OK;
}

static int
find_old(struct tx *t, struct call *c, const struct ho_account *a,
    struct contact_wish *wish)
{
	char old[NAMING_ADDRESS];
	struct search s = { .text = old };
	struct ho_buf why = HO_BUF_INIT;
	int rc;

	if (naming_address(call_str(c, "old"), old, &why) != HO_OK)
		return people_misnamed(c, &why);
	if (strcmp(old, wish->text) == 0)
		return call_refuse(c, EXIT_USAGE, "usage",
		    "--old and --new are the same address");
	if (strcasecmp(old, wish->text) == 0)
		return call_refuse(c, EXIT_REFUSED, "address-taken",
		    "--old and --new differ in upper and lower case only: "
		    "they are one mailbox");
	if ((rc = ho_store_each(t->s, HO_Q_CONTACTS_OF, &HO_INT(a->row.id), 1,
		 SIZE_MAX, same_contact, &s)) != HO_OK)
		return rc;
	if (s.found == 0)
		return call_refuse(c, EXIT_REFUSED, "no-contact",
		    "%s is no contact of account %s", old, a->code);
	wish->replaces = s.found;
	return HO_OK;
}

int
verb_contact_change(struct tx *t, struct call *c)
{
	char address[NAMING_ADDRESS];
	struct contact_wish wish = { .text = address };
	struct ho_buf why = HO_BUF_INIT;
	struct ho_account a;
	int rc;

	if (naming_address(call_str(c, "new"), address, &why) != HO_OK)
		return people_misnamed(c, &why);
	if ((rc = read_proof(c, &wish)) != HO_OK ||
	    (rc = people_account(t, c, call_str(c, "account"), &a)) != HO_OK ||
	    (rc = find_old(t, c, &a, &wish)) != HO_OK)
		return rc;
	wish.account = &a;
	return contact_open(t, c, c->verb->event, &wish);
}

struct listing {
	struct tx *t;
	struct call *c;
	const struct ho_account *a;
};

static int
list_one(void *ctx, void *row)
{
	struct listing *l = ctx;

	return call_row(l->c, people_address_json(l->t, l->a, row));
}

int
verb_contact_list(struct tx *t, struct call *c)
{
	struct ho_account a;
	struct listing l = { t, c, &a };
	struct ho_arg args[1];
	int rc = people_account(t, c, call_str(c, "subject"), &a);

	if (rc != HO_OK)
		return rc;
	args[0] = HO_INT(a.row.id);
	return ho_store_each(
	    t->s, HO_Q_ADDRESSES_OF, args, 1, 10000, list_one, &l);
}
