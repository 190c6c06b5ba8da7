/*
 * handoverd/cases/case_leg.c - what policy asks between proof and password: time in
 * which it can be stopped, and a second mailbox that the claim code goes to.
 *
 * Where an account has no second contact the case waits for one.  To fall back
 * on the first would let whoever holds that one mailbox have it all, which is
 * what claim = other-contact is set against; a second contact comes by proof.
 */
#include <string.h>
#include <strings.h>

#include "handoverd/cases/case_work.h"
#include "handoverd/cases/second.h"
#include "handoverd/daemon.h"
#include "lib/base/err.h"

static bool
is_for_password(const struct work *w)
{
	return w->c.kind == HO_CASE_OWNER || w->c.kind == HO_CASE_RESET;
}

/* --- time ----------------------------------------------------------------- */

bool
leg_hold_is_over(const struct work *w)
{
	return w->c.state == HO_AT_HOLD && w->c.wait_until <= w->t->now;
}

/* Seconds that policy holds such a case, into w->hold. */
static int
read_hold(struct work *w)
{
	const struct ho_conf *conf = &w->t->d->conf;
	int64_t sole = conf->hold_sole_ms / 1000;
	int rc;

	w->hold = conf->hold_ms / 1000;
	if (w->c.kind == HO_CASE_FACTOR &&
	    w->hold < conf->hold_removal_ms / 1000)
		w->hold = conf->hold_removal_ms / 1000;
	if (sole <= w->hold)
		return HO_OK;
	if ((rc = circle_mark_sole(w)) == HO_OK && w->c.sole_address)
		w->hold = sole;
	return rc;
}

int64_t
leg_hold_until(const struct work *w, int64_t before)
{
	int64_t wait = w->hold, until;

	if (w->is_alone && wait < HO_CASE_HOLD)
		wait = HO_CASE_HOLD;
	until = w->t->now + wait;
	/* an approval that comes while it is held makes nothing later */
	return before != 0 && before < until ? before : until;
}

/* --- the second mailbox --------------------------------------------------- */

struct search {
	struct work *w;
	int64_t kind; /* enum ho_address_kind */
	struct ho_address asker, answered, found;
};

/* Of several the one that has had authority longest: a mailbox that was put on
 * file for this very purpose is the last that is asked. */
static int
each_contact(void *ctx, void *row)
{
	const struct ho_address *a = row;
	struct search *s = ctx;

	if (a->kind != s->kind || !circle_has_authority(a, s->w->t->now) ||
	    strcasecmp(a->text, s->asker.text) == 0 ||
	    strcasecmp(a->text, s->answered.text) == 0)
		return HO_OK;
	if (s->found.row.id == 0 || a->usable_from < s->found.usable_from)
		s->found = *a;
	return HO_OK;
}

static int
find_other(struct work *w, int64_t kind, struct ho_address *out)
{
	struct search s = { .w = w, .kind = kind };
	int rc;

	/* without a gateway no mobile can be sent anything */
	if (kind == HO_MOBILE && w->t->d->conf.sms_url[0] == '\0')
		return HO_E_NONE;
	if ((rc = ho_store_get(w->t->s, HO_ADDRESS, w->c.asker, &s.asker)) !=
		HO_OK ||
	    (rc = ho_store_get(
		 w->t->s, HO_ADDRESS, w->c.answer_to, &s.answered)) != HO_OK ||
	    (rc = ho_store_each(w->t->s, HO_Q_CONTACTS_OF,
		 &HO_INT(w->c.account), 1, 0, each_contact, &s)) != HO_OK)
		return rc;
	*out = s.found;
	return s.found.row.id != 0 ? HO_OK : HO_E_NONE;
}

/* Than to the address that is answered. */
static bool
is_elsewhere(enum ho_claim claim)
{
	return claim == HO_CLAIM_OTHER || claim == HO_CLAIM_SMS;
}

/*
 * By policy, and while an alert is raised by more: no case without a code, and
 * an owner's to a second contact where there is one.  Where there is none the
 * second person has to do: an alert must not leave half of the clients waiting.
 */
enum ho_claim
leg_claim(struct work *w)
{
	enum ho_claim claim = (enum ho_claim)w->t->d->conf.claim;
	struct ho_desk desk;
	struct ho_address a;

	/* a user's own password is their own affair: no contact reads codes
	 * of it */
	if (is_elsewhere(claim) && w->c.kind != HO_CASE_OWNER)
		return HO_CLAIM_CONTACT;
	second_desk(w->t, &desk);
	if (desk.alert_at == 0 || is_elsewhere(claim))
		return claim;
	return w->c.kind == HO_CASE_OWNER &&
		find_other(w, HO_EMAIL, &a) == HO_OK
	    ? HO_CLAIM_OTHER
	    : HO_CLAIM_CONTACT;
}

const char *
leg_claim_word(struct work *w)
{
	static const char *const words[] = {
		[HO_CLAIM_CONTACT] = "contact",
		[HO_CLAIM_OTHER] = "other-contact",
		[HO_CLAIM_NONE] = "none",
		[HO_CLAIM_SMS] = "sms",
	};

	return words[leg_claim(w)];
}

int
leg_address(struct work *w, struct ho_address *out)
{
	enum ho_claim claim = leg_claim(w);

	if (is_elsewhere(claim))
		return find_other(
		    w, claim == HO_CLAIM_SMS ? HO_MOBILE : HO_EMAIL, out);
	return ho_store_get(w->t->s, HO_ADDRESS, w->c.answer_to, out);
}

int
leg_facts(struct work *w, unsigned *facts)
{
	struct ho_address a;
	int rc;

	w->hold = 0;
	if (leg_hold_is_over(w))
		*facts |= HO_IF_HELD;
	if (case_kind(w->c.kind)->is_held && (rc = read_hold(w)) != HO_OK)
		return rc;
	if (w->hold > 0 && w->c.held_at == 0 && !leg_hold_is_over(w))
		*facts |= HO_IF_HOLD;
	if (!is_for_password(w) || !is_elsewhere(leg_claim(w)))
		return HO_OK;
	rc = leg_address(w, &a);
	if (rc == HO_E_NONE)
		*facts |= HO_IF_NO_LEG;
	return rc == HO_E_NONE ? HO_OK : rc;
}
