/* pam_module/talk.c - what handoverd says in one PAM call, and what it does. */
#include "pam_module/talk.h"

#include <string.h>
#include <syslog.h>

#include <security/pam_ext.h>

#include "lib/base/err.h"
#include "lib/wire/frame.h"
#include "pam_module/converse.h"
#include "pam_module/environ.h"

/*
 * How a call can end: verdict and word as handoverd says them, and the code of
 * each phase.  A pair that is not in this table is garbage.
 */
static const struct ending endings[] = {
	{ HO_LOGIN_REFUSED, "refused",
	    { PAM_AUTH_ERR, PAM_PERM_DENIED, PAM_AUTHTOK_ERR } },
	{ HO_LOGIN_REFUSED, "assigned",
	    { PAM_AUTH_ERR, PAM_PERM_DENIED, PAM_AUTHTOK_ERR } },
	{ HO_LOGIN_REFUSED, "must-enrol",
	    { PAM_AUTH_ERR, PAM_PERM_DENIED, PAM_AUTHTOK_ERR } },
	{ HO_LOGIN_UNAVAILABLE, "unavailable",
	    { PAM_AUTHINFO_UNAVAIL, PAM_AUTHINFO_UNAVAIL,
		PAM_AUTHINFO_UNAVAIL } },
	{ HO_LOGIN_OK, "ok", { PAM_SUCCESS, PAM_SUCCESS, PAM_SUCCESS } },
	{ HO_LOGIN_OK, "reset", { PAM_SUCCESS, PAM_SUCCESS, PAM_SUCCESS } },
};

#define ENDINGS (sizeof(endings) / sizeof(endings[0]))

const struct ending *const ending_refused = &endings[0];
const struct ending *const ending_unavailable = &endings[3];

/* No C0, DEL or C1 reaches the terminal of whoever sits there. */
static bool
is_plain(const char *text)
{
	const unsigned char *p = (const unsigned char *)text;

	for (; *p != '\0'; p++)
		if ((*p < 0x20 && *p != '\n') || *p == 0x7f ||
		    (p[0] == 0xc2 && p[1] >= 0x80 && p[1] <= 0x9f))
			return false;
	return true;
}

static int
get_answer(struct call *c, bool echo, const char *prompt, char *out, size_t cap)
{
	bool take = c->opt.use_first_pass || c->opt.try_first_pass;
	int rc;

	if (take && c->phase == HO_PHASE_AUTH && !echo && !c->first_pass_used) {
		c->first_pass_used = true;
		rc = converse_first_pass(c->pamh, out, cap);
		if (rc != HO_E_NONE || c->opt.use_first_pass)
			return rc;
	}
	return converse_ask(c->pamh, echo, prompt, out, cap);
}

/*
 * answer NULL: there is none.  The question is closed only by an answer that
 * went out while the daemon still waited for it; one that was cancelled, or
 * given up by the daemon, stays open, and no "yes" can answer it.
 */
static int
send_answer(struct call *c, const char *answer)
{
	uint8_t mem[HO_ANSWER_MAX + 64];
	struct ho_frame f;
	int rc;

	if (relay_has_news(&c->relay))
		return HO_OK; /* its last words; it hears no answer any more */
	ho_frame_start(&f, mem, sizeof(mem),
	    answer ? HO_M_LOGIN_ANSWER : HO_M_LOGIN_CANCEL);
	if (answer)
		ho_frame_str(&f, HO_T_DATA, answer);
	ho_frame_end(&f);
	rc = relay_send(&c->relay, &f);
	explicit_bzero(mem, sizeof(mem));
	c->is_open = rc != HO_OK || answer == NULL;
	return rc == HO_E_PEER ? HO_OK : rc; /* it may have said why */
}

static int
on_ask(struct call *c, const struct ho_view *v)
{
	char prompt[HO_LOGIN_PROMPT_MAX + 1], answer[HO_ANSWER_MAX + 1];
	uint64_t echo;
	int rc, has;

	/* the account phase prompts nobody */
	if (c->is_open || c->phase == HO_PHASE_ACCT ||
	    ho_view_u64(v, HO_T_ECHO, &echo) != HO_OK || echo > 1 ||
	    ho_view_str(v, HO_T_PROMPT, prompt, sizeof(prompt)) != HO_OK ||
	    !is_plain(prompt))
		return HO_E_PEER;
	if ((rc = environ_ask(c->pamh, v)) != HO_OK)
		return rc;
	if (c->opt.debug)
		pam_syslog(c->pamh, LOG_DEBUG, "asked: %s",
		    pam_getenv(c->pamh, "HANDOVER_ASK"));
	c->is_open = true;
	has = get_answer(c, echo == 1, prompt, answer, sizeof(answer));
	relay_start_clock(&c->relay); /* people may take their time */
	rc = send_answer(c, has == HO_OK ? answer : NULL);
	explicit_bzero(answer, sizeof(answer));
	return rc;
}

static int
on_info(struct call *c, const struct ho_view *v)
{
	char text[HO_LOGIN_TEXT_MAX + 1];
	uint64_t level;
	int64_t since;
	int rc = ho_view_u64(v, HO_T_LEVEL, &level);

	if ((rc != HO_OK && rc != HO_E_NONE) || level > 1 ||
	    ho_view_str(v, HO_T_TEXT, text, sizeof(text)) != HO_OK ||
	    !is_plain(text))
		return HO_E_PEER;
	if (c->flags & PAM_SILENT)
		return HO_OK;
	since = relay_now();
	converse_tell(c->pamh, level == 1, text);
	c->relay.deadline += relay_now() - since; /* reading is not its time */
	return HO_OK;
}

static int
on_result(struct call *c, const struct ho_view *v)
{
	char word[HO_LOGIN_WORD_MAX + 1];
	uint64_t verdict;
	size_t i;
	int rc;

	if (ho_view_u64(v, HO_T_VERDICT, &verdict) != HO_OK ||
	    environ_word(v, HO_T_RESULT, word, sizeof(word)) != HO_OK ||
	    environ_word(v, HO_T_USER, c->user, sizeof(c->user)) != HO_OK ||
	    environ_word(v, HO_T_LOGIN, c->login, sizeof(c->login)) != HO_OK)
		return HO_E_PEER;
	for (i = 0; i < ENDINGS; i++)
		if (endings[i].verdict == verdict &&
		    strcmp(endings[i].word, word) == 0)
			break;
	if (i == ENDINGS)
		return HO_E_PEER;
	/* a "yes" that answers nothing, or names nobody, is none */
	if (verdict == HO_LOGIN_OK && (c->is_open || c->user[0] == '\0'))
		return HO_E_PEER;
	if ((strcmp(word, "assigned") == 0) != (c->login[0] != '\0'))
		return HO_E_PEER;
	if (verdict != HO_LOGIN_OK && environ_has_proven(v))
		return HO_E_PEER;
	if (verdict == HO_LOGIN_OK &&
	    (rc = environ_proven(c->pamh, v)) != HO_OK) {
		environ_forget_proven(c->pamh);
		return rc;
	}
	c->ending = &endings[i];
	return HO_OK;
}

/* What handoverd may say at all; anything else ends the call. */
static const struct message {
	uint8_t type;
	int (*act)(struct call *, const struct ho_view *);
} messages[] = {
	{ HO_M_LOGIN_ASK, on_ask },
	{ HO_M_LOGIN_INFO, on_info },
	{ HO_M_LOGIN_RESULT, on_result },
};

int
talk(struct call *c)
{
	uint8_t mem[HO_LOGIN_MSG_MAX];
	struct ho_view v;
	int rc;

	for (int turn = 0; turn < HO_LOGIN_TURNS_MAX; turn++) {
		size_t i, n = sizeof(messages) / sizeof(messages[0]);

		rc = relay_recv(&c->relay, mem, sizeof(mem), &v);
		if (rc != HO_OK)
			return rc;
		for (i = 0; i < n && messages[i].type != v.type; i++)
			;
		if (i == n)
			return HO_E_PEER;
		if ((rc = messages[i].act(c, &v)) != HO_OK)
			return rc;
		if (c->ending != NULL)
			return HO_OK;
	}
	return HO_E_PEER;
}
