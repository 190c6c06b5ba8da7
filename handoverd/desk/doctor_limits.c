/* handoverd/desk/doctor_limits.c - wrong tries: what they have come to. */
#include "handoverd/daemon.h"
#include "handoverd/desk/doctor.h"
#include "handoverd/login/limits.h"
#include "lib/base/err.h"

static const struct sort {
	enum ho_tried what;
	const char *name; /* of many */
} sorts[] = {
	{ HO_TRIED_PASSWORD, "passwords" },
	{ HO_TRIED_CODE, "codes" },
};

#define N_SORTS (sizeof(sorts) / sizeof(sorts[0]))

/* --- all of it ------------------------------------------------------------ */

static void
look_pressure(struct doctor *x)
{
	const struct ho_conf *conf = &x->t->d->conf;
	int64_t wrong;

	for (size_t i = 0; i < N_SORTS; i++) {
		int rc = limits_pressure(x->t, sorts[i].what, &wrong);

		if (rc != HO_OK)
			doctor_say(x, HEALTH_FAIL, "wrong %s: %s",
			    sorts[i].name, ho_err_text(rc));
		else
			doctor_say(x,
			    wrong >= conf->tries_store ? HEALTH_WARN
						       : HEALTH_OK,
			    "%lld wrong %s of late, of %lld%s",
			    (long long)wrong, sorts[i].name,
			    (long long)conf->tries_store,
			    wrong >= conf->tries_store
				? ": only who comes from where they signed in "
				  "before is let in"
				: "");
	}
}

/* Who is counted by the program alone shares its count with every stranger. */
static void
look_places(struct doctor *x)
{
	const struct ho_conf *conf = &x->t->d->conf;
	bool is_known = false;

	for (size_t i = 0; i < conf->n_services; i++)
		is_known =
		    is_known || conf->service[i].address == HO_ADDRESS_TRUSTED;
	if (is_known)
		doctor_say(x, HEALTH_OK,
		    "a service names addresses: a stranger's wrong tries are "
		    "not the owner's");
	else
		doctor_say(x, HEALTH_WARN,
		    "no service has address = trusted: whoever guesses through "
		    "a panel is, to us, where its users are, and can use up "
		    "their tries; set it where the panel gives PAM_RHOST");
}

const struct doctor_check doctor_limits[] = {
	{ "wrong tries", look_pressure },
	{ "addresses", look_places },
	{ NULL, NULL },
};

/* --- one user ------------------------------------------------------------- */

static void
tell_sort(struct doctor *x, const struct ho_user *u, const struct sort *s)
{
	struct limit_state n;
	int rc = limits_look(x->t, u->row.id, s->what, &n);

	if (rc != HO_OK)
		doctor_say(x, HEALTH_FAIL,
		    "how often %s was wrong cannot be told (%s): nobody is let "
		    "in; see handover audit verify",
		    u->login, ho_err_text(rc));
	else if (n.is_disabled)
		doctor_say(x, HEALTH_FAIL,
		    "%lld wrong %s in a row: none is taken of %s until a reset "
		    "or user unlock",
		    (long long)(n.tally.wrong + n.tally.strange), s->name,
		    u->login);
	else if (n.tally.wrong + n.tally.strange > 0)
		doctor_say(x, n.is_shut ? HEALTH_WARN : HEALTH_OK,
		    "wrong %s in a row: %lld from where %s signed in before "
		    "(pause: %lld s), %lld from elsewhere (%s%lld s)",
		    s->name, (long long)n.tally.wrong, u->login,
		    (long long)n.wait, (long long)n.tally.strange,
		    n.is_shut ? "nobody is let in from there; pause: "
			      : "pause: ",
		    (long long)n.stranger_waits);
}

void
doctor_limits_user(
    struct doctor *x, const struct ho_user *u, const struct ho_service *policy)
{
	const bool asks[N_SORTS] = { policy->login != HO_LOGIN_BY_CODE,
		policy->login != HO_LOGIN_BY_PASSWORD };

	for (size_t i = 0; i < N_SORTS; i++)
		if (asks[i])
			tell_sort(x, u, &sorts[i]);
}
