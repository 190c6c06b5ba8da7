/* handoverd/login/enrol.c - a user binds an authenticator. */
#include "handoverd/login/enrol.h"

#include <string.h>

#include "handoverd/daemon.h"
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

/* --- sending ------------------------------------------------------------------- */

int
enrol_tell(struct tx *t, const struct enrol *e, const char *template,
    const struct ho_secret *code, int64_t until)
{
	char when[HO_WHEN_LEN];
	const struct notice_value values[] = {
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

static int
send_new(struct tx *t, struct enrol *e, struct ho_code *old)
{
	struct ho_code row = { .user = e->user,
		.purpose = HO_CODE_ENROL,
		.address = e->address.row.id,
		.state = HO_LIVE,
		.sent_at = t->now,
		.expires_at = t->now + CODE_LIFE };
	struct ho_secret *code = ho_secret_new(CODE_DIGITS);
	struct ho_event *ev = NULL;
	int rc = HO_E_NOMEM;

	if (code == NULL ||
	    (rc = code_row_make(t, e->user, &row, code)) != HO_OK ||
	    (ev = begin(t, e, "code.sent", &rc)) == NULL)
		goto out;
	ho_event_str(ev, "purpose", code_purpose(HO_CODE_ENROL));
	ho_event_int(ev, "address", e->address.row.id);
	if (old->row.id != 0) {
		old->state = t->now < old->expires_at ? HO_REVOKED : HO_LAPSED;
		rc = ho_store_put(t->s, HO_CODE, old);
	}
	if (rc == HO_OK)
		rc = ho_store_put(t->s, HO_CODE, &row);
	if ((rc = finish(&ev, rc)) == HO_OK)
		rc = enrol_tell(
		    t, e, code_template(HO_CODE_ENROL), code, row.expires_at);
out:
	ho_secret_free(&code);
	return rc;
}

/* Not those of a clock that was ahead: see codes.c. */
static int
count_since(struct tx *t, const struct enrol *e, int64_t seconds, int64_t *n)
{
	const struct ho_arg args[] = { HO_INT(e->user), HO_INT(HO_CODE_ENROL),
		HO_INT(t->now - seconds), HO_INT(t->now) };

	return ho_store_count(t->s, HO_Q_CODES_OF_USER_SINCE, args, 4, n);
}

int
enrol_send(struct tx *t, struct enrol *e, bool anew, enum code_sent *sent)
{
	int64_t lately, today;
	struct ho_code old;
	int rc;

	*sent = CODE_CLOSED;
	if ((rc = enrol_read(t, e)) != HO_OK)
		return rc;
	rc = HO_ASK(t->s, HO_Q_CODE_LIVE_OF_USER, &old, HO_INT(e->user),
	    HO_INT(HO_CODE_ENROL));
	if (rc != HO_OK && rc != HO_E_NONE)
		return rc;
	if (rc == HO_OK && old.address == e->address.row.id &&
	    t->now < old.expires_at &&
	    (!anew || t->now - old.sent_at < CODE_EVERY)) {
		*sent = anew ? CODE_TOO_SOON : CODE_GOOD;
		return HO_OK;
	}
	if ((rc = count_since(t, e, CODE_LIFE, &lately)) != HO_OK ||
	    (rc = count_since(t, e, 86400, &today)) != HO_OK)
		return rc;
	if (lately >= CODE_MOST || today >= ENROL_DAY) {
		*sent = CODE_TOO_MANY;
		return HO_OK;
	}
	if ((rc = send_new(t, e, &old)) == HO_OK)
		*sent = CODE_SENT;
	return rc;
}

/* --- answering ----------------------------------------------------------------- */

static int
count_wrong(struct tx *t, struct enrol *e, struct ho_code *row,
    enum code_answer *answer)
{
	int rc;
	struct ho_event *ev = begin(t, e, "code.wrong", &rc);

	if (ev == NULL)
		return rc;
	ho_event_str(ev, "purpose", code_purpose(HO_CODE_ENROL));
	if (++row->tries >= ENROL_TRIES) {
		row->state = HO_REVOKED;
		*answer = CODE_WRONG_CLOSED;
	}
	return finish(&ev, ho_store_put(t->s, HO_CODE, row));
}

int
enrol_try(struct tx *t, struct enrol *e, const struct ho_secret *code,
    enum code_answer *answer)
{
	struct ho_code row;
	bool is_right;
	int rc;

	*answer = CODE_STALE;
	if ((rc = enrol_read(t, e)) != HO_OK)
		return rc;
	rc = HO_ASK(t->s, HO_Q_CODE_LIVE_OF_USER, &row, HO_INT(e->user),
	    HO_INT(HO_CODE_ENROL));
	if (rc == HO_E_NONE ||
	    (rc == HO_OK &&
		(row.address != e->address.row.id || t->now >= row.expires_at)))
		return HO_OK;
	if (rc != HO_OK ||
	    (rc = code_row_is(t, e->user, &row, code, &is_right)) != HO_OK)
		return rc;
	*answer = is_right ? CODE_RIGHT : CODE_WRONG;
	e->code = is_right ? row.row.id : 0;
	return is_right ? HO_OK : count_wrong(t, e, &row, answer);
}

/* --- binding ------------------------------------------------------------------- */

/* Of any number of racing calls one gets past it. */
static int
spend(struct tx *t, const struct enrol *e)
{
	struct ho_code row;
	int rc = ho_store_get(t->s, HO_CODE, e->code, &row);

	if (rc == HO_OK &&
	    (row.user != e->user || row.purpose != HO_CODE_ENROL ||
		row.state != HO_LIVE || t->now >= row.expires_at))
		rc = HO_E_TAKEN;
	if (rc != HO_OK)
		return rc;
	row.state = HO_SPENT;
	return ho_store_put(t->s, HO_CODE, &row);
}

/* f NULL: recovery codes alone. */
static int
complete(struct tx *t, struct enrol *e, struct ho_factor *f,
    const struct ho_secret *seed, struct ho_secret *shown)
{
	struct ho_event *ev;
	int rc;

	ho_secret_clear(shown);
	if ((rc = enrol_read(t, e)) != HO_OK ||
	    (ev = begin(t, e, f != NULL ? "factor.bound" : "recovery.renewed",
		 &rc)) == NULL)
		return rc;
	ho_event_str(ev, "account", e->account.code);
	if ((rc = spend(t, e)) == HO_OK && f != NULL) {
		f->user = e->user;
		rc = factor_bind(t, f, seed);
	}
	if (rc == HO_OK)
		rc = factor_renew(t, e->user, shown);
	if ((rc = finish(&ev, rc)) != HO_OK)
		return rc;
	t->wants_checkpoint = true;
	return enrol_tell(t, e, f != NULL ? "factor-bound" : "recovery-renewed",
	    NULL, t->now);
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
