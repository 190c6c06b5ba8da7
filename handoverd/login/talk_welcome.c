/*
 * handoverd/login/talk_welcome.c - somebody has signed in, and is told what they
 * should do before long.
 */
#include "handoverd/login/presence.h"
#include "handoverd/login/talk.h"
#include "lib/base/when.h"

/* Who never had any is not told, who has used the last one is. */
static void
tell_left(struct talk *t)
{
	const struct attempt *a = &t->attempt;
	bool was_one = a->code.spare.row.id != 0;

	if (a->codes_left < 0 || a->codes_left > FACTOR_FEW ||
	    (a->codes_left == 0 && !was_one))
		return;
	talk_tell(t, false,
	    "%s%lld recovery codes are left. Please make new ones.",
	    was_one ? "That was a recovery code; " : "",
	    (long long)a->codes_left);
}

static void
tell_grace(struct talk *t)
{
	char until[HO_WHEN_LEN];

	if (t->attempt.says.after != HO_AFTER_GRACE)
		return;
	ho_when_show(t->attempt.says.until, until);
	talk_tell(t, false,
	    "From %s (UTC) on an authenticator app is needed to sign in. "
	    "Please set one up before.",
	    until);
}

void
talk_welcome(struct talk *t)
{
	struct presence_key who = {
		.peer = t->r.peer.uid, .service = t->service, .login = t->login
	};

	presence_note(t->d->presence, &who, loop_now());
	tell_left(t);
	tell_grace(t);
	talk_allow(t, t->r.credential != 0 ? "reset" : "ok", t->login);
}
