/* handoverd/login/enrol.c - a user binds an authenticator. */
#include "handoverd/login/enrol.h"

#include <string.h>

#include "handoverd/login/user_code.h"
#include "handoverd/post/notify.h"
#include "lib/base/err.h"
#include "lib/base/when.h"

struct finding {
	struct tx *t;
	struct ho_address *out;
};

/* The first that may be asked; any of them is theirs. */
static int
find_address(void *ctx, void *row)
{
	struct finding *f = ctx;
	const struct ho_address *a = row;

	if (f->out->row.id == 0 && recovery_can_reach(a, f->t->now))
		*f->out = *a;
	return HO_OK;
}

int
enrol_read(struct tx *t, struct enrol *e)
{
	struct finding f = { .t = t, .out = &e->address };
	struct ho_arg key = HO_INT(e->user);
	int rc;

	e->address = (struct ho_address){ 0 };
	if ((rc = ho_store_get(t->s, HO_USER, e->user, &e->row)) != HO_OK ||
	    (rc = ho_store_get(
		 t->s, HO_ACCOUNT, e->row.account, &e->account)) != HO_OK)
		return rc;
	if (e->row.state != HO_USER_ACTIVE)
		return HO_E_NONE;
	rc = ho_store_each(
	    t->s, HO_Q_ADDRESSES_OF_USER, &key, 1, 0, find_address, &f);
	return rc == HO_OK && e->address.row.id == 0 ? HO_E_NONE : rc;
}

static struct ho_event *
begin(struct tx *t, const struct enrol *e, const char *name, int *rc)
{
	struct ho_event *ev = NULL;

	if ((*rc = ho_event_begin(t->a, &ev, name, t->now)) != HO_OK)
		return NULL;
	ho_event_peer(ev, e->peer.uid, e->peer.service);
	ho_event_int(ev, "user", e->user);
	ho_event_str(ev, "login", e->row.login);
	return ev;
}

/* Ends the event, or drops it where a row was not taken. */
static int
finish(struct ho_event **ev, int rc)
{
	if (rc == HO_OK)
		return ho_event_end(ev, NULL);
	ho_event_drop(ev);
	return rc;
}

/* --- sending -------------------------------------------------------------- */

/* code, ref: NULL where there is none in it. */
static int
tell(struct tx *t, const struct enrol *e, const char *template,
    const struct ho_secret *code, const char *ref, int64_t until)
{
	char when[HO_WHEN_LEN];
	const struct notice_value values[] = {
		{ "code_ref", ref, NULL },
		{ "code", NULL, code },
		{ "until", when, NULL },
		{ "account",
		    e->account.name[0] != '\0' ? e->account.name
					       : e->account.code,
		    NULL },
		{ "login", e->row.login, NULL },
	};
	const struct notice n = { .template = template,
		.address = e->address.row.id,
		.use_until = code != NULL ? until : 0,
		.values = values,
		.n_values = sizeof(values) / sizeof(values[0]) };

	ho_when_show(until, when);
	return notify(t, &n, NULL);
}

int
enrol_tell(
    struct tx *t, const struct enrol *e, const char *template, int64_t until)
{
	return tell(t, e, template, NULL, NULL, until);
}

int
enrol_tell_code(struct tx *t, const struct enrol *e,
    const struct ho_secret *code, const struct ho_code *row)
{
	char ref[CODE_REF];
	int rc = code_row_ref(row, ref);

	return rc == HO_OK ? tell(t, e, code_template(row->purpose), code, ref,
				 row->expires_at)
			   : rc;
}

static int
letter(struct tx *t, const void *ctx, const struct ho_secret *code,
    const struct ho_code *row)
{
	return enrol_tell_code(t, ctx, code, row);
}

/* The rows have been read. */
static struct user_code
code_of(const struct enrol *e)
{
	return (struct user_code){ .peer = e->peer,
		.purpose = HO_CODE_ENROL,
		.user = e->user,
		.login = e->row.login,
		.reader = e->user,
		.address = e->address.row.id };
}

int
enrol_send(struct tx *t, struct enrol *e, bool anew, enum code_sent *sent,
    char ref[static CODE_REF])
{
	struct user_code code;
	int rc = enrol_read(t, e);

	*sent = CODE_CLOSED;
	ref[0] = '\0';
	if (rc != HO_OK)
		return rc;
	code = code_of(e);
	return user_code_send(t, &code, anew, letter, e, sent, ref);
}

int
enrol_try(struct tx *t, struct enrol *e, const struct ho_secret *code,
    enum code_answer *answer)
{
	struct user_code sent;
	int rc = enrol_read(t, e);

	*answer = CODE_STALE;
	if (rc != HO_OK)
		return rc;
	sent = code_of(e);
	return user_code_try(t, &sent, code, answer, &e->code);
}

/* --- binding -------------------------------------------------------------- */

/* f NULL: recovery codes alone. */
static int
complete(struct tx *t, struct enrol *e, struct ho_factor *f,
    const struct ho_secret *seed, struct ho_secret *shown)
{
	struct user_code code;
	struct ho_event *ev;
	int rc;

	ho_secret_clear(shown);
	if ((rc = enrol_read(t, e)) != HO_OK ||
	    (ev = begin(t, e, f != NULL ? "factor.bound" : "recovery.renewed",
		 &rc)) == NULL)
		return rc;
	ho_event_str(ev, "account", e->account.code);
	code = code_of(e);
	rc = user_code_spend(t, &code, e->code);
	if (rc == HO_OK && f != NULL) {
		f->user = e->user;
		rc = factor_bind(t, f, seed);
	}
	if (rc == HO_OK)
		rc = factor_renew(t, e->user, shown);
	if ((rc = finish(&ev, rc)) != HO_OK)
		return rc;
	t->wants_checkpoint = true;
	return enrol_tell(
	    t, e, f != NULL ? "factor-bound" : "recovery-renewed", t->now);
}

int
enrol_complete(struct tx *t, struct enrol *e, struct ho_factor *f,
    const struct ho_secret *seed, struct ho_secret *shown)
{
	return complete(t, e, f, seed, shown);
}

int
enrol_renew(struct tx *t, struct enrol *e, struct ho_secret *shown)
{
	return complete(t, e, NULL, NULL, shown);
}
