/* handoverd/login/talk_start.c - the first message: which phase, which question. */
#include <string.h>

#include "handoverd/login/presence.h"
#include "handoverd/login/talk.h"
#include "lib/base/err.h"
#include "lib/secret/word.h"

/* --- pam_acct_mgmt: no prompt, one look ----------------------------------- */

/* Disabled, dead, unknown, or of an account that is: all HO_E_NONE. */
static int
find_active(struct tx *tx, void *arg)
{
	struct talk *t = arg;
	struct ho_user user;
	struct ho_account account;
	int rc = HO_ASK(tx->s, HO_Q_USER_BY_LOGIN, &user, HO_STR(t->login));

	if (rc == HO_OK)
		rc = ho_store_get(tx->s, HO_ACCOUNT, user.account, &account);
	if (rc == HO_OK && user.state != HO_USER_ACTIVE)
		rc = HO_E_NONE;
	return rc == HO_OK ? standing_read(tx, user.row.id, &t->standing) : rc;
}

static void
found_active(struct talk *t, int rc)
{
	if (rc == HO_OK)
		talk_allow(t, "ok", t->login);
	else
		talk_fault(t, rc);
}

/* Who is not root would otherwise have a list of who exists. */
static void
start_account(struct talk *t)
{
	struct presence_key key = {
		.peer = t->r.peer.uid, .service = t->service, .login = t->login
	};

	if (t->login[0] == '\0' ||
	    (t->r.peer.uid != 0 &&
		!presence_has(t->d->presence, &key, loop_now())))
		talk_refuse(t, 0);
	else
		talk_write(t, find_active, found_active);
}

/* --- pam_authenticate ----------------------------------------------------- */

static void
start_login(struct talk *t)
{
	enum ho_step first = ho_flow_first(
	    t->takes_default, ho_ref_reserved(t->name), t->form.password);

	talk_ask(t, first, "%s",
	    first == HO_STEP_DEFAULT ? "Default password: "
				     : ho_flow_prompt(&t->form));
}

static void
start_refused(struct talk *t)
{
	talk_refuse(t, 0);
}

/*
 * Whatever login says: who has an authenticator gives its code too, or a
 * password would be enough to have another one, or to give the account away.
 * Who has none is sent a code in either.
 */
static void
ask_all(struct talk *t)
{
	t->kinds = HO_COUNTS_ALL;
	t->form = (struct ho_login_form){
		.password = true, .code = true, .only_if = true
	};
}

/* The first that the service says; TALK_LOGIN: none. */
static enum talk_aim
aim_of(const struct ho_service *policy)
{
	if (policy->enrol == HO_ENROL_YES)
		return TALK_ENROL;
	if (policy->change == HO_CHANGE_YES)
		return TALK_CHANGE;
	return policy->transfer == HO_TRANSFER_YES ? TALK_TRANSFER : TALK_LOGIN;
}

/* What the service says that a change is.  Each asks more than once. */
static void
start_change(struct talk *t)
{
	struct ho_service policy = ho_conf_service(&t->d->conf, t->service);

	t->takes_default = false;
	t->aim = aim_of(&policy);
	if (t->form.one || t->aim == TALK_LOGIN) {
		start_refused(t);
		return;
	}
	if (t->aim != TALK_CHANGE)
		ask_all(t);
	start_login(t);
}

static const struct phase {
	enum ho_phase phase;
	void (*start)(struct talk *t);
} phases[] = {
	{ HO_PHASE_AUTH, start_login },
	{ HO_PHASE_ACCT, start_account },
	{ HO_PHASE_CHAUTHTOK, start_change },
};

static const struct ho_login_form forms[] = {
	[HO_LOGIN_BY_PASSWORD] = { .password = true },
	[HO_LOGIN_BY_BOTH] = { .password = true, .code = true },
	[HO_LOGIN_BY_CODE] = { .code = true },
	[HO_LOGIN_BY_BOTH_IF] = { .password = true,
	    .code = true,
	    .only_if = true },
};

/* A program that can ask only once says so, or its service does. */
static void
read_policy(struct talk *t, const struct ho_service *policy)
{
	bool is_single = (t->flags & HO_F_SINGLE_PROMPT) != 0;

	t->form = forms[policy->login];
	t->form.one = is_single || policy->prompts == HO_PROMPTS_ONE;
	t->kinds = policy->otp;
	t->form.can_send = t->form.code && (t->kinds & HO_COUNTS_SENT) != 0;
	if (rule_in_force(t->d))
		talk_rule_in_force(t);
	t->takes_default = ho_flow_takes_default(
	    policy->forced_step == HO_FORCED_STEP_LOGIN, t->form.one);
}

void
talk_start(struct talk *t)
{
	struct ho_service policy = ho_conf_service(&t->d->conf, t->service);

	/* the log names a service only where the configuration does */
	if (strcmp(policy.name, t->service) == 0)
		memcpy(t->r.peer.service, policy.name, sizeof(policy.name));
	read_policy(t, &policy);
	place_of(&t->place, t->r.peer.uid, t->r.peer.service,
	    policy.address == HO_ADDRESS_TRUSTED, t->rhost);
	/* what can be no login is asked all the same, like anybody unknown */
	ho_flow_login_fold(t->name, strlen(t->name), t->login);
	for (size_t i = 0; i < sizeof(phases) / sizeof(phases[0]); i++)
		if (t->phase == phases[i].phase) {
			phases[i].start(t);
			return;
		}
	start_refused(t);
}
