/* handoverd/login/user_code.c - a code to a mailbox, for a user, of no case. */
#include "handoverd/login/user_code.h"

#include "lib/base/err.h"
#include "lib/secret/secret.h"

static struct ho_event *
begin(struct tx *t, const struct user_code *c, const char *name, int *rc)
{
	struct ho_event *ev = NULL;

	if ((*rc = ho_event_begin(t->a, &ev, name, t->now)) != HO_OK)
		return NULL;
	ho_event_peer(ev, c->peer.uid, c->peer.service);
	ho_event_int(ev, "user", c->user);
	ho_event_str(ev, "login", c->login);
	ho_event_str(ev, "purpose", code_purpose(c->purpose));
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

static bool
is_good(
    const struct tx *t, const struct user_code *c, const struct ho_code *row)
{
	return row->user == c->user && row->purpose == c->purpose &&
	    row->address == c->address && row->state == HO_LIVE &&
	    t->now < row->expires_at;
}

/* HO_E_NONE: there is none that lives. */
static int
find(struct tx *t, const struct user_code *c, struct ho_code *row)
{
	return HO_ASK(t->s, HO_Q_CODE_LIVE_OF_USER, row, HO_INT(c->user),
	    HO_INT(c->purpose));
}

/* --- sending -------------------------------------------------------------- */

static int
send_new(struct tx *t, const struct user_code *c, struct ho_code *old,
    user_code_letter_fn *letter, const void *ctx, char ref[static CODE_REF])
{
	struct ho_code row = { .user = c->user,
		.purpose = c->purpose,
		.address = c->address,
		.state = HO_LIVE,
		.sent_at = t->now,
		.expires_at = t->now + CODE_LIFE };
	struct ho_secret *code = ho_secret_new(CODE_DIGITS);
	struct ho_event *ev = NULL;
	int rc = HO_E_NOMEM;

	if (code == NULL ||
	    (rc = code_row_make(t, c->reader, &row, code)) != HO_OK ||
	    (rc = code_row_ref(&row, ref)) != HO_OK ||
	    (ev = begin(t, c, "code.sent", &rc)) == NULL)
		goto out;
	ho_event_int(ev, "address", c->address);
	if (old->row.id != 0) {
		old->state = t->now < old->expires_at ? HO_REVOKED : HO_LAPSED;
		rc = ho_store_put(t->s, HO_CODE, old);
	}
	if (rc == HO_OK)
		rc = ho_store_put(t->s, HO_CODE, &row);
	if ((rc = finish(&ev, rc)) == HO_OK)
		rc = letter(t, ctx, code, &row);
out:
	ho_secret_free(&code);
	return rc;
}

/* Not those of a clock that was ahead: see codes.c. */
static int
count_since(
    struct tx *t, const struct user_code *c, int64_t seconds, int64_t *n)
{
	const struct ho_arg args[] = { HO_INT(c->user), HO_INT(c->purpose),
		HO_INT(t->now - seconds), HO_INT(t->now) };

	return ho_store_count(t->s, HO_Q_CODES_OF_USER_SINCE, args, 4, n);
}

int
user_code_send(struct tx *t, const struct user_code *c, bool anew,
    user_code_letter_fn *letter, const void *ctx, enum code_sent *sent,
    char ref[static CODE_REF])
{
	int64_t lately, today;
	struct ho_code old;
	int rc = find(t, c, &old);

	*sent = CODE_CLOSED;
	ref[0] = '\0';
	if (rc != HO_OK && rc != HO_E_NONE)
		return rc;
	if (rc == HO_OK && is_good(t, c, &old) &&
	    (!anew || t->now - old.sent_at < CODE_EVERY)) {
		*sent = anew ? CODE_TOO_SOON : CODE_GOOD;
		return code_row_ref(&old, ref);
	}
	if ((rc = count_since(t, c, CODE_LIFE, &lately)) != HO_OK ||
	    (rc = count_since(t, c, 86400, &today)) != HO_OK)
		return rc;
	if (lately >= CODE_MOST || today >= USER_CODE_DAY) {
		*sent = CODE_TOO_MANY;
		return HO_OK;
	}
	if ((rc = send_new(t, c, &old, letter, ctx, ref)) == HO_OK)
		*sent = CODE_SENT;
	return rc;
}

/* --- answering ------------------------------------------------------------ */

/* end: what it came to for all codes of this user. */
static int
put_wrong(struct tx *t, const struct user_code *c, struct ho_code *row,
    enum code_answer *answer, enum limit_end *end)
{
	int rc;
	struct ho_event *ev = begin(t, c, "code.wrong", &rc);

	if (ev == NULL)
		return rc;
	if (++row->tries >= USER_CODE_TRIES) {
		row->state = HO_REVOKED;
		*answer = CODE_WRONG_CLOSED;
	}
	rc = ho_store_put(t->s, HO_CODE, row);
	if (rc == HO_OK && c->who != NULL)
		rc = limits_wrong(t, c->who, HO_TRIED_CODE, end);
	return finish(&ev, rc);
}

static int
count_wrong(struct tx *t, const struct user_code *c, struct ho_code *row,
    enum code_answer *answer)
{
	enum limit_end end = LIMIT_GOES_ON;
	int rc = put_wrong(t, c, row, answer, &end);

	if (rc != HO_OK || end == LIMIT_GOES_ON)
		return rc;
	return limits_tell(t, c->user, HO_TRIED_CODE, end);
}

int
user_code_try(struct tx *t, const struct user_code *c,
    const struct ho_secret *code, enum code_answer *answer, int64_t *id)
{
	bool is_right = false, may = true;
	struct ho_code row;
	int rc = HO_OK;

	*answer = CODE_WRONG_CLOSED;
	*id = 0;
	if (c->who != NULL)
		rc = limits_may(t, c->who, HO_TRIED_CODE, &may);
	if (rc != HO_OK || !may)
		return rc;
	*answer = CODE_STALE;
	rc = find(t, c, &row);
	if (rc == HO_E_NONE || (rc == HO_OK && !is_good(t, c, &row)))
		return HO_OK;
	if (rc != HO_OK ||
	    (rc = code_row_is(t, c->reader, &row, code, &is_right)) != HO_OK)
		return rc;
	*answer = is_right ? CODE_RIGHT : CODE_WRONG;
	*id = is_right ? row.row.id : 0;
	return is_right ? HO_OK : count_wrong(t, c, &row, answer);
}

/* Of any number of racing calls one gets past it. */
int
user_code_spend(struct tx *t, const struct user_code *c, int64_t id)
{
	struct ho_code row;
	int rc = ho_store_get(t->s, HO_CODE, id, &row);

	if (rc == HO_OK && !is_good(t, c, &row))
		rc = HO_E_TAKEN;
	if (rc != HO_OK)
		return rc;
	row.state = HO_SPENT;
	return ho_store_put(t->s, HO_CODE, &row);
}
