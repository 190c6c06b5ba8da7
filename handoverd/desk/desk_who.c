/* handoverd/desk/desk_who.c - who is at the desk, and what they may ask. */
#include "handoverd/desk/desk.h"
#include "lib/base/err.h"
#include "lib/base/log.h"

#define STRANGERS    16 /* of whom we remember that the log knows them */
#define STRANGER_GAP 60 /* seconds between two events about one of them */

/*
 * A stranger with a shell could fill the log by asking in a loop; the log says
 * it once a minute.  Only the writer's thread comes here.
 */
static bool
is_news(int64_t uid, int64_t now)
{
	static struct {
		int64_t uid, at;
	} told[STRANGERS];
	size_t oldest = 0;

	for (size_t i = 0; i < STRANGERS; i++) {
		if (told[i].at != 0 && told[i].uid == uid) {
			if (now >= told[i].at &&
			    now - told[i].at < STRANGER_GAP)
				return false;
			told[i].at = now;
			return true;
		}
		if (told[i].at < told[oldest].at)
			oldest = i;
	}
	told[oldest].uid = uid;
	told[oldest].at = now;
	return true;
}

/* What they asked for is not told: they have no business here. */
static int
stranger(struct tx *t, struct desk *s)
{
	struct ho_event *ev;
	int rc;

	call_refuse(&s->call, EXIT_REFUSED, "not-staff",
	    "uid %u is not on the staff list; an admin can add it (handover "
	    "staff add)",
	    (unsigned)s->uid);
	if (!is_news((int64_t)s->uid, t->now))
		return HO_OK;
	if ((rc = ho_event_begin(t->a, &ev, "desk.not-staff", t->now)) != HO_OK)
		return rc;
	ho_event_peer(ev, (int64_t)s->uid, "desk");
	return ho_event_end(&ev, NULL);
}

/* Neither is this: they were told, or will be. */
static int
suspended(struct tx *t, struct desk *s)
{
	struct ho_event *ev;
	int rc;

	call_refuse(&s->call, EXIT_REFUSED, "suspended",
	    "%s is suspended; an admin can lift it (handover staff resume)",
	    s->call.me.name);
	if (!is_news((int64_t)s->uid, t->now))
		return HO_OK;
	if ((rc = ho_event_begin(t->a, &ev, "desk.suspended", t->now)) != HO_OK)
		return rc;
	ho_event_staff(ev, &s->call.me);
	return ho_event_end(&ev, NULL);
}

static int
wrong_role(struct tx *t, struct desk *s)
{
	struct ho_buf needed = HO_BUF_INIT;
	char verb[HO_VERB_NAME];
	struct ho_event *ev;
	int rc;

	ho_verb_name(s->call.verb, verb);
	ho_roles_format(s->call.verb->roles, &needed);
	call_refuse(&s->call, EXIT_REFUSED, "role",
	    "%s needs one of the roles %s", verb, ho_buf_text(&needed));
	ho_buf_free(&needed);
	if ((rc = ho_event_begin(t->a, &ev, "desk.role", t->now)) != HO_OK)
		return rc;
	ho_event_staff(ev, &s->call.me);
	ho_event_str(ev, "verb", verb);
	return ho_event_end(&ev, NULL);
}

int
desk_who(struct tx *t, struct desk *s)
{
	struct ho_staff *me = &s->call.me;
	int rc;

	s->is_admitted = false;
	rc = HO_ASK(t->s, HO_Q_STAFF_BY_UID, me, HO_INT((int64_t)s->uid + 1));
	if (rc != HO_OK && rc != HO_E_NONE)
		return rc;
	if (rc == HO_OK && me->state == HO_STAFF_SUSPENDED)
		return suspended(t, s);
	if (rc == HO_E_NONE || me->state != HO_STAFF_ACTIVE)
		return stranger(t, s);
	if ((me->roles & s->call.verb->roles) == 0)
		return wrong_role(t, s);
	s->is_admitted = true;
	return HO_OK;
}
