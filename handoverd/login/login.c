/* handoverd/login/login.c - the login door: who may come in, what may come when. */
#include "handoverd/conn.h"
#include "handoverd/login/talk.h"
#include "handoverd/login/talk_read.h"
#include "lib/base/err.h"

#define CONVERSATIONS     256
#define CONVERSATIONS_UID 128 /* of one peer that is not root */
#define ANY_QUESTION      HO_STEPS

static void
on_cancel(struct talk *t)
{
	talk_refuse(t, 0);
}

/*
 * What is not in this table cannot happen: any other message ends the session.
 * There is no row for HO_STEP_WORK, so nobody talks while we think, and none
 * for HO_STEP_END.  The first row that fits counts.
 */
static const struct turn {
	enum ho_step at;
	uint8_t message;
	int (*read)(struct talk *t, const struct ho_view *v);
	void (*act)(struct talk *t);
} conversation[] = {
	{ HO_STEP_NEW, HO_M_LOGIN_START, talk_read_start, talk_start },
	{ HO_STEP_PASSWORD, HO_M_LOGIN_ANSWER, talk_read_answer,
	    talk_password },
	{ HO_STEP_CODE, HO_M_LOGIN_ANSWER, talk_read_answer, talk_otp },
	{ HO_STEP_DEFAULT, HO_M_LOGIN_ANSWER, talk_read_answer, talk_default },
	{ HO_STEP_CLAIM, HO_M_LOGIN_ANSWER, talk_read_answer, talk_claim },
	{ HO_STEP_FACTOR, HO_M_LOGIN_ANSWER, talk_read_answer, talk_factor },
	{ HO_STEP_ENROL, HO_M_LOGIN_ANSWER, talk_read_answer, talk_enrol },
	{ HO_STEP_WHAT, HO_M_LOGIN_ANSWER, talk_read_answer, talk_what },
	{ HO_STEP_BIND, HO_M_LOGIN_ANSWER, talk_read_answer, talk_bind },
	{ HO_STEP_NOTED, HO_M_LOGIN_ANSWER, talk_read_answer, talk_noted },
	{ HO_STEP_NOTED, HO_M_LOGIN_CANCEL, talk_read_nothing, talk_not_noted },
	{ HO_STEP_OWN_CODE, HO_M_LOGIN_ANSWER, talk_read_answer,
	    talk_transfer_code },
	{ HO_STEP_SUCCESSOR, HO_M_LOGIN_ANSWER, talk_read_answer,
	    talk_successor },
	{ HO_STEP_SUCCESSOR_CODE, HO_M_LOGIN_ANSWER, talk_read_answer,
	    talk_transfer_code },
	{ HO_STEP_CANDIDATE, HO_M_LOGIN_ANSWER, talk_read_answer,
	    talk_candidate },
	{ HO_STEP_CANDIDATE_CODE, HO_M_LOGIN_ANSWER, talk_read_answer,
	    talk_candidate_code },
	{ HO_STEP_NEW_LOGIN, HO_M_LOGIN_ANSWER, talk_read_answer,
	    talk_new_login },
	{ HO_STEP_RENAME, HO_M_LOGIN_ANSWER, talk_read_answer, talk_rename },
	{ HO_STEP_NEW_PASSWORD, HO_M_LOGIN_ANSWER, talk_read_answer,
	    talk_new_password },
	{ HO_STEP_AGAIN, HO_M_LOGIN_ANSWER, talk_read_answer, talk_again },
	{ HO_STEP_DONE, HO_M_LOGIN_ANSWER, talk_read_answer, talk_done },
	{ HO_STEP_DONE, HO_M_LOGIN_CANCEL, talk_read_nothing, talk_done },
	{ ANY_QUESTION, HO_M_LOGIN_CANCEL, talk_read_nothing, on_cancel },
};

static const struct turn *
find_turn(enum ho_step at, uint8_t message)
{
	for (size_t i = 0; i < sizeof(conversation) / sizeof(conversation[0]);
	     i++) {
		const struct turn *row = &conversation[i];

		if (row->message != message)
			continue;
		if (row->at == at ||
		    (row->at == ANY_QUESTION && ho_flow_question(at) != NULL))
			return row;
	}
	return NULL;
}

static int
on_message(struct conn *c, const struct ho_view *v)
{
	struct talk *t = conn_session(c);
	const struct turn *turn = find_turn(t->step, v->type);
	bool is_unfit;

	if (turn == NULL || v->len > HO_LOGIN_MSG_MAX ||
	    turn->read(t, v) != HO_OK)
		return HO_E_PEER;
	is_unfit = talk_repeats(t);
	talk_heard(t);
	if (is_unfit)
		talk_unfit(t);
	else
		turn->act(t);
	return HO_OK;
}

static bool
on_admit(struct daemon *d, uid_t uid)
{
	for (size_t i = 0; i < d->conf.login_uids.n; i++)
		if (d->conf.login_uids.uid[i] == uid)
			return true;
	return false;
}

static int
on_opened(struct conn *c)
{
	struct talk *t = talk_new(c);

	if (t == NULL)
		return HO_E_NOMEM;
	conn_session_set(c, t);
	return HO_OK;
}

static void
on_closed(struct conn *c)
{
	struct talk *t = conn_session(c);

	if (t != NULL)
		talk_gone(t);
}

static int64_t
on_waits_since(const struct conn *c)
{
	return talk_waits_since(conn_session(c));
}

static void
on_sent_away(struct conn *c)
{
	talk_unavailable(conn_session(c));
}

const struct door_ops login_door = {
	.name = "login",
	.max_conns = CONVERSATIONS,
	.max_per_uid = CONVERSATIONS_UID,
	.idle_ms = 0, /* the talk has timers of its own */
	.admit = on_admit,
	.opened = on_opened,
	.waits_since = on_waits_since,
	.sent_away = on_sent_away,
	.message = on_message,
	.closed = on_closed,
};
