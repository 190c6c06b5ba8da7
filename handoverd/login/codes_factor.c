/*
 * handoverd/login/codes_factor.c - the code of an authenticator where a default
 * password goes on.
 */
#include "handoverd/daemon.h"
#include "handoverd/login/codes.h"
#include "handoverd/login/factor.h"
#include "lib/base/err.h"

static struct ho_event *
begin(struct tx *t, const struct recovery *r, const char *name, int *rc)
{
	struct ho_event *ev = NULL;

	if ((*rc = ho_event_begin(t->a, &ev, name, t->now)) != HO_OK)
		return NULL;
	ho_event_peer(ev, r->peer.uid, r->peer.service);
	ho_event_str(ev, "ref", r->ref);
	ho_event_str(ev, "purpose", "factor");
	return ev;
}

static int
count_wrong(struct tx *t, const struct recovery *r, struct ho_credential *c,
    enum code_answer *answer)
{
	int rc;
	struct ho_event *ev = begin(t, r, "code.wrong", &rc);

	if (ev == NULL)
		return rc;
	if (++c->claim_tries >= CODE_TRIES)
		*answer = CODE_WRONG_CLOSED;
	ho_event_int(ev, "tries", c->claim_tries);
	if ((rc = ho_store_put(t->s, HO_CREDENTIAL, c)) == HO_OK)
		return ho_event_end(&ev, NULL);
	ho_event_drop(&ev);
	return rc;
}

static int
take(struct tx *t, const struct recovery *r, struct factor_match *m)
{
	int rc;
	struct ho_event *ev = begin(t, r, "code.right", &rc);

	if (ev == NULL)
		return rc;
	ho_event_str(ev, "factor", m->kind);
	if ((rc = factor_take(t, m)) == HO_OK)
		return ho_event_end(&ev, NULL);
	ho_event_drop(&ev);
	return rc;
}

/* One from far off is remembered, and counts as a try like any other. */
static int
note_far(struct tx *t, const struct recovery *r, struct ho_credential *c,
    struct factor_match *m, enum code_answer *answer)
{
	int rc;
	struct ho_event *ev = begin(t, r, "code.far", &rc);

	if (ev == NULL)
		return rc;
	*answer =
	    ++c->claim_tries >= CODE_TRIES ? CODE_WRONG_CLOSED : CODE_STALE;
	ho_event_str(ev, "factor", m->kind);
	ho_event_int(ev, "tries", c->claim_tries);
	if ((rc = factor_take(t, m)) == HO_OK &&
	    (rc = ho_store_put(t->s, HO_CREDENTIAL, c)) == HO_OK)
		return ho_event_end(&ev, NULL);
	ho_event_drop(&ev);
	return rc;
}

int
code_try_factor(struct tx *t, const struct recovery *r,
    const struct ho_secret *code, enum code_answer *answer)
{
	struct recovery_rows rows;
	struct factor_match m;
	int rc;

	*answer = CODE_WRONG;
	if ((rc = recovery_read(t, r, &rows)) != HO_OK)
		return rc;
	if (rows.credential.claim_tries >= CODE_TRIES) {
		*answer = CODE_WRONG_CLOSED;
		return HO_OK;
	}
	if ((rc = factor_match(t, rows.credential.user, HO_COUNTS_ALL,
		 ho_secret_data(code), ho_secret_len(code), &m)) != HO_OK)
		return rc;
	switch (m.answer) {
	case FACTOR_RIGHT:
		if ((rc = take(t, r, &m)) == HO_OK)
			*answer = CODE_RIGHT;
		return rc;
	case FACTOR_ONCE_MORE:
		return note_far(t, r, &rows.credential, &m, answer);
	case FACTOR_USED: *answer = CODE_STALE; return HO_OK;
	default: return count_wrong(t, r, &rows.credential, answer);
	}
}
