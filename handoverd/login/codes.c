/* handoverd/login/codes.c - the short-lived codes of a recovery. */
#include "handoverd/login/codes.h"

#include <string.h>

#include "handoverd/daemon.h"
#include "handoverd/login/code_row.h"
#include "handoverd/post/notify.h"
#include "lib/base/err.h"
#include "lib/base/when.h"
#include "lib/secret/word.h"

/* Whose the code is: it enters the hash. */
static int64_t
user_of(const struct recovery_rows *rows, int64_t purpose)
{
	return purpose == HO_CODE_CANDIDATE ? rows->credential.candidate_user
					    : rows->credential.user;
}

static struct ho_event *
begin(struct tx *t, const struct recovery *r, const char *name, int64_t purpose,
    int *rc)
{
	struct ho_event *ev = NULL;

	if ((*rc = ho_event_begin(t->a, &ev, name, t->now)) != HO_OK)
		return NULL;
	ho_event_peer(ev, r->peer.uid, r->peer.service);
	ho_event_str(ev, "ref", r->ref);
	ho_event_str(ev, "purpose", code_purpose(purpose));
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

static int
send_letter(struct tx *t, const struct recovery *r,
    const struct recovery_rows *rows, const struct ho_code *row,
    const struct ho_secret *code, const char *ref)
{
	char until[HO_WHEN_LEN];
	bool is_other = row->address != rows->of_case.answer_to;
	const struct notice_value values[] = {
		{ "ref", r->ref, NULL },
		{ "code_ref", ref, NULL },
		{ "code", NULL, code },
		{ "until", until, NULL },
		{ "account",
		    rows->account.name[0] != '\0' ? rows->account.name
						  : rows->account.code,
		    NULL },
		{ "is_yours", is_other ? "" : "yes", NULL },
		{ "account_code", rows->account.code, NULL },
		{ "login", r->login, NULL },
		{ "asked_from", is_other ? rows->of_case.asked_from : "",
		    NULL },
	};
	const struct notice n = { .template = code_template(row->purpose),
		.of_case = rows->of_case.row.id,
		.address = row->address,
		.use_until = row->expires_at,
		.values = values,
		.n_values = sizeof(values) / sizeof(values[0]) };

	ho_when_show(row->expires_at, until);
	return notify(t, &n, NULL);
}

/* old: the code that it replaces, id 0 for none. */
static int
send_new(struct tx *t, const struct recovery *r,
    const struct recovery_rows *rows, struct ho_code *old, struct ho_code *row,
    char ref[static CODE_REF])
{
	struct ho_secret *code = ho_secret_new(CODE_DIGITS);
	struct ho_event *ev = NULL;
	int rc = HO_E_NOMEM;

	if (code == NULL ||
	    (rc = code_row_make(t, user_of(rows, row->purpose), row, code)) !=
		HO_OK ||
	    (rc = code_row_ref(row, ref)) != HO_OK)
		goto out;
	if ((ev = begin(t, r, "code.sent", row->purpose, &rc)) == NULL)
		goto out;
	ho_event_int(ev, "address", row->address);
	if (old->row.id != 0) {
		old->state = t->now < old->expires_at ? HO_REVOKED : HO_LAPSED;
		rc = ho_store_put(t->s, HO_CODE, old);
	}
	if (rc == HO_OK)
		rc = ho_store_put(t->s, HO_CODE, row);
	rc = finish(&ev, rc);
	if (rc == HO_OK)
		rc = send_letter(t, r, rows, row, code, ref);
out:
	ho_secret_free(&code);
	return rc;
}

/* Those of a clock that was ahead are not of late: else none would go out
 * until it is that day again. */
static int
count_lately(
    struct tx *t, const struct recovery_rows *rows, int64_t purpose, int64_t *n)
{
	const struct ho_arg args[] = { HO_INT(rows->credential.row.id),
		HO_INT(purpose), HO_INT(t->now - CODE_LIFE), HO_INT(t->now) };

	return ho_store_count(t->s, HO_Q_CODES_SINCE, args, 4, n);
}

int
code_send(struct tx *t, const struct recovery *r, int64_t purpose,
    int64_t address, bool anew, enum code_sent *sent, char ref[static CODE_REF])
{
	struct recovery_rows rows;
	struct ho_code old, row = { .purpose = purpose, .address = address };
	bool is_good;
	int64_t lately;
	int rc;

	*sent = CODE_CLOSED;
	ref[0] = '\0';
	if ((rc = recovery_read(t, r, &rows)) != HO_OK ||
	    rows.credential.claim_tries >= CODE_TRIES)
		return rc;
	rc = HO_ASK(t->s, HO_Q_CODE_LIVE, &old, HO_INT(rows.credential.row.id),
	    HO_INT(purpose));
	if (rc != HO_OK && rc != HO_E_NONE)
		return rc;
	is_good =
	    rc == HO_OK && old.address == address && t->now < old.expires_at;
	/* also where the clock was set back: no second letter at once */
	if (is_good && (!anew || t->now - old.sent_at < CODE_EVERY)) {
		*sent = anew ? CODE_TOO_SOON : CODE_GOOD;
		return code_row_ref(&old, ref);
	}
	if ((rc = count_lately(t, &rows, purpose, &lately)) != HO_OK)
		return rc;
	if (lately >= CODE_MOST) {
		*sent = CODE_TOO_MANY;
		return HO_OK;
	}
	row.credential = rows.credential.row.id;
	row.state = HO_LIVE;
	row.sent_at = t->now;
	row.expires_at = t->now + CODE_LIFE;
	rc = send_new(t, r, &rows, &old, &row, ref);
	if (rc == HO_OK)
		*sent = CODE_SENT;
	return rc;
}

/* --- answering ------------------------------------------------------------ */

/* One wrong answer more, on the code and on the credential. */
static int
count_wrong(struct tx *t, const struct recovery *r, struct recovery_rows *rows,
    struct ho_code *row, enum code_answer *answer)
{
	struct ho_event *ev;
	int rc;

	if ((ev = begin(t, r, "code.wrong", row->purpose, &rc)) == NULL)
		return rc;
	row->tries++;
	rows->credential.claim_tries++;
	if (rows->credential.claim_tries >= CODE_TRIES) {
		row->state = HO_REVOKED;
		*answer = CODE_WRONG_CLOSED;
	}
	ho_event_int(ev, "tries", rows->credential.claim_tries);
	if ((rc = ho_store_put(t->s, HO_CODE, row)) == HO_OK)
		rc = ho_store_put(t->s, HO_CREDENTIAL, &rows->credential);
	return finish(&ev, rc);
}

static int
note_right(struct tx *t, const struct recovery *r, int64_t purpose)
{
	int rc;
	struct ho_event *ev = begin(t, r, "code.right", purpose, &rc);

	return ev == NULL ? rc : finish(&ev, HO_OK);
}

int
code_try(struct tx *t, const struct recovery *r, int64_t purpose,
    int64_t address, const struct ho_secret *code, enum code_answer *answer,
    int64_t *id)
{
	struct recovery_rows rows;
	struct ho_code row;
	bool is_right;
	int rc;

	*answer = CODE_WRONG;
	*id = 0;
	if ((rc = recovery_read(t, r, &rows)) != HO_OK)
		return rc;
	if (rows.credential.claim_tries >= CODE_TRIES) {
		*answer = CODE_WRONG_CLOSED;
		return HO_OK;
	}
	rc = HO_ASK(
	    t->s, HO_Q_CODE_LIVE, &row, HO_INT(r->credential), HO_INT(purpose));
	if (rc == HO_E_NONE ||
	    (rc == HO_OK &&
		(row.address != address || t->now >= row.expires_at))) {
		*answer = CODE_STALE;
		return HO_OK;
	}
	if (rc != HO_OK ||
	    (rc = code_row_is(
		 t, user_of(&rows, purpose), &row, code, &is_right)) != HO_OK)
		return rc;
	if (!is_right)
		return count_wrong(t, r, &rows, &row, answer);
	if ((rc = note_right(t, r, purpose)) == HO_OK) {
		*answer = CODE_RIGHT;
		*id = row.row.id;
	}
	return rc;
}

int
code_spend(struct tx *t, const struct recovery *r, int64_t id)
{
	struct ho_code row;
	int rc = ho_store_get(t->s, HO_CODE, id, &row);

	if (rc == HO_OK &&
	    (row.credential != r->credential || row.state != HO_LIVE))
		rc = HO_E_TAKEN;
	if (rc != HO_OK)
		return rc;
	row.state = HO_SPENT;
	return ho_store_put(t->s, HO_CODE, &row);
}
