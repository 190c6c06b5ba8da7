/* handoverd/verbs_contact.c - contact add, list. */
#include "handoverd/naming.h"
#include "handoverd/people.h"
#include "handoverd/verbs.h"
#include "lib/base/err.h"

static int
put_contact(struct tx *t, struct call *c, const struct ho_account *a,
    const char *address, int64_t *id)
{
	struct ho_event *ev;
	int rc = ho_event_begin(t->a, &ev, c->verb->event, t->now);

	if (rc != HO_OK)
		return rc;
	ho_event_staff(ev, &c->me);
	ho_event_str(ev, "account", a->code);
	ho_event_str(ev, "address", address);
	rc = people_add_address(t, c, a, 0, address, "staff", id);
	if (rc != HO_OK) {
		ho_event_drop(&ev);
		return rc;
	}
	return ho_event_end(&ev, NULL);
}

/*
 * Law 12: it may ask for nothing until its confirm word came back and the
 * cool-down is over, and everyone who was there before hears of it now.
 */
int
verb_contact_add(struct tx *t, struct call *c)
{
	char address[NAMING_ADDRESS];
	struct ho_buf why = HO_BUF_INIT;
	struct ho_account a;
	struct ho_address x;
	json_t *own;
	int64_t id;
	int rc;

	if (naming_address(call_str(c, "address"), address, &why) != HO_OK)
		return people_misnamed(c, &why);
	if ((rc = people_account(t, c, call_str(c, "subject"), &a)) != HO_OK ||
	    (rc = put_contact(t, c, &a, address, &id)) != HO_OK ||
	    (rc = people_tell_added(t, &a, id)) != HO_OK ||
	    (rc = ho_store_get(t->s, HO_ADDRESS, id, &x)) != HO_OK)
		return rc;
	own = people_address_json(t, &a, &x);
	if (own == NULL || json_object_update(c->result, own) != 0)
		rc = HO_E_NOMEM;
	json_decref(own);
	ho_buf_fmt(&c->text,
	    "%s is a contact of %s; it has no authority yet, everyone on file "
	    "is told",
	    x.text, a.code);
	return rc;
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
