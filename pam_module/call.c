/* pam_module/call.c - one PAM call, from its arguments to its code. */
#include "pam_module/call.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <syslog.h>

#include <security/pam_ext.h>

#include "lib/base/err.h"
#include "lib/wire/frame.h"
#include "pam_module/converse.h"
#include "pam_module/environ.h"
#include "pam_module/options.h"
#include "pam_module/relay.h"

/*
 * How a call can end: verdict and word as handoverd says them, and the code of
 * each phase.  A pair that is not in this table is garbage.
 */
static const struct ending {
	uint32_t verdict;
	char word[12];
	int code[3]; /* authenticate, acct_mgmt, chauthtok */
} endings[] = {
	{ HO_LOGIN_REFUSED, "refused",
	    { PAM_AUTH_ERR, PAM_PERM_DENIED, PAM_AUTHTOK_ERR } },
	{ HO_LOGIN_REFUSED, "assigned",
	    { PAM_AUTH_ERR, PAM_PERM_DENIED, PAM_AUTHTOK_ERR } },
	{ HO_LOGIN_UNAVAILABLE, "unavailable",
	    { PAM_AUTHINFO_UNAVAIL, PAM_AUTHINFO_UNAVAIL,
		PAM_AUTHINFO_UNAVAIL } },
	{ HO_LOGIN_OK, "ok", { PAM_SUCCESS, PAM_SUCCESS, PAM_SUCCESS } },
	{ HO_LOGIN_OK, "reset", { PAM_SUCCESS, PAM_SUCCESS, PAM_SUCCESS } },
};

#define ENDINGS     (sizeof(endings) / sizeof(endings[0]))
#define REFUSED     (&endings[0])
#define ASSIGNED    (&endings[1])
#define UNAVAILABLE (&endings[2])

struct call {
	pam_handle_t *pamh;
	enum ho_phase phase;
	unsigned flags; /* PAM_* */
	struct options opt;
	struct relay relay;
	bool is_open; /* a question of the daemon stands unanswered */
	bool first_pass_used;
	const struct ending *ending; /* NULL: it goes on */
	char user[HO_LOGIN_NAME_MAX + 1];
	char login[HO_LOGIN_NAME_MAX + 1];
};

/* Why there was no answer, once, for whoever reads the log of the host. */
static void
complain(const struct call *c, int rc)
{
	static const struct {
		int rc;
		char text[40];
	} reasons[] = {
		{ HO_E_NONE, "nobody answers" },
		{ HO_E_TIMEOUT, "no answer in time" },
		{ HO_E_FORGED, "neither root nor daemon_uid listens" },
		{ HO_E_PEER, "the protocol was broken" },
		{ HO_E_NOMEM, "out of memory" },
	};
	const char *why = rc == HO_E_IO ? strerrordesc_np(errno) : NULL;

	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (reasons[i].rc == rc)
			why = reasons[i].text;
	pam_syslog(c->pamh, LOG_ERR, "%s: %s", c->opt.socket,
	    why ? why : "input/output error");
}

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

static int
on_ask(struct call *c, const struct ho_view *v)
{
	char prompt[HO_LOGIN_PROMPT_MAX + 1], answer[HO_ANSWER_MAX + 1];
	uint8_t mem[HO_ANSWER_MAX + 64];
	struct ho_frame f;
	uint64_t echo;
	int rc, has;

	if (c->is_open || ho_view_u64(v, HO_T_ECHO, &echo) != HO_OK ||
	    echo > 1 ||
	    ho_view_str(v, HO_T_PROMPT, prompt, sizeof(prompt)) != HO_OK ||
	    !is_plain(prompt))
		return HO_E_PEER;
	if ((rc = environ_ask(c->pamh, v)) != HO_OK)
		return rc;
	c->is_open = true;
	has = get_answer(c, echo == 1, prompt, answer, sizeof(answer));
	ho_frame_start(&f, mem, sizeof(mem),
	    has == HO_OK ? HO_M_LOGIN_ANSWER : HO_M_LOGIN_CANCEL);
	if (has == HO_OK)
		ho_frame_str(&f, HO_T_DATA, answer);
	ho_frame_end(&f);
	relay_start_clock(&c->relay); /* people may take their time */
	rc = relay_send(&c->relay, &f);
	explicit_bzero(answer, sizeof(answer));
	explicit_bzero(mem, sizeof(mem));
	/* a question cancelled stays open: no "yes" can answer it */
	c->is_open = rc != HO_OK || has != HO_OK;
	/* it hung up while somebody typed: its last words say why */
	return rc == HO_E_PEER ? HO_OK : rc;
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
	if ((&endings[i] == ASSIGNED) != (c->login[0] != '\0'))
		return HO_E_PEER;
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

/* Until there is an ending; HO_OK only then. */
static int
converse(struct call *c)
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

/* What the host says about where somebody sits: claims, cut to fit. */
static void
put_item(struct ho_frame *f, const struct call *c, uint16_t tag, int item)
{
	const void *text = NULL;

	if (pam_get_item(c->pamh, item, &text) == PAM_SUCCESS && text != NULL)
		ho_frame_put(f, tag, text, strnlen(text, HO_LOGIN_NAME_MAX));
}

static uint64_t
wire_flags(const struct call *c)
{
	static const struct {
		unsigned pam;
		uint32_t wire;
	} known[] = {
		{ PAM_SILENT, HO_F_SILENT },
		{ PAM_CHANGE_EXPIRED_AUTHTOK, HO_F_CHANGE_EXPIRED },
		{ PAM_DISALLOW_NULL_AUTHTOK, HO_F_DISALLOW_NULL },
	};
	uint64_t flags = c->opt.single_prompt ? HO_F_SINGLE_PROMPT : 0;

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (c->flags & known[i].pam)
			flags |= known[i].wire;
	return flags;
}

static int
send_start(struct call *c, const char *user)
{
	uint8_t mem[HO_LOGIN_MSG_MAX];
	struct ho_frame f;

	ho_frame_start(&f, mem, sizeof(mem), HO_M_LOGIN_START);
	ho_frame_u64(&f, HO_T_PHASE, c->phase);
	ho_frame_str(&f, HO_T_USER, user);
	put_item(&f, c, HO_T_SERVICE, PAM_SERVICE);
	put_item(&f, c, HO_T_RHOST, PAM_RHOST);
	put_item(&f, c, HO_T_TTY, PAM_TTY);
	put_item(&f, c, HO_T_RUSER, PAM_RUSER);
	ho_frame_u64(&f, HO_T_FLAGS, wire_flags(c));
	ho_frame_end(&f);
	return relay_send(&c->relay, &f);
}

/*
 * The name as given, hostile or not; NULL where there is none that the daemon
 * would take.  The account phase never prompts.
 */
static const char *
name_of(const struct call *c)
{
	const void *item = NULL;
	const char *name = NULL;

	if (c->phase == HO_PHASE_ACCT) {
		if (pam_get_item(c->pamh, PAM_USER, &item) == PAM_SUCCESS)
			name = item;
	} else if (pam_get_user(c->pamh, &name, NULL) != PAM_SUCCESS) {
		name = NULL;
	}
	return name && strlen(name) <= HO_LOGIN_NAME_MAX ? name : NULL;
}

static int
open_relay(struct call *c)
{
	int rc = relay_open(
	    &c->relay, c->opt.socket, c->opt.daemon_uid, c->opt.timeout_ms);

	if (rc != HO_OK)
		complain(c, rc);
	return rc;
}

static const struct ending *
carry(struct call *c)
{
	const char *name = name_of(c);
	int rc;

	if (name == NULL)
		return REFUSED;
	if (open_relay(c) != HO_OK)
		return UNAVAILABLE;
	if ((rc = send_start(c, name)) != HO_OK || (rc = converse(c)) != HO_OK)
		complain(c, rc);
	relay_close(&c->relay);
	return rc == HO_OK ? c->ending : UNAVAILABLE;
}

/*
 * The environment first, then the name, then the code: whatever of it fails,
 * a "yes" becomes none, and the environment does not go on saying it.
 */
static int
finish(struct call *c, const struct ending *e)
{
	int rc =
	    environ_result(c->pamh, e->word, e == ASSIGNED ? c->login : "");

	if (e->verdict == HO_LOGIN_OK &&
	    (rc != HO_OK ||
		pam_set_item(c->pamh, PAM_USER, c->user) != PAM_SUCCESS)) {
		environ_forget(c->pamh);
		complain(c, HO_E_NOMEM);
		return PAM_AUTHINFO_UNAVAIL;
	}
	if (c->opt.debug)
		pam_syslog(
		    c->pamh, LOG_DEBUG, "phase %d: %s", (int)c->phase, e->word);
	return e->code[c->phase - HO_PHASE_AUTH];
}

static int
start(struct call *c, int argc, const char **argv)
{
	const char *bad = NULL;

	if (options_read(&c->opt, argc, argv, &bad) == HO_OK)
		return HO_OK;
	pam_syslog(c->pamh, LOG_ERR, "argument refused: %.128s", bad);
	return HO_E_INPUT;
}

int
call_run(pam_handle_t *pamh, enum ho_phase phase, int flags, int argc,
    const char **argv)
{
	struct call c = {
		.pamh = pamh, .phase = phase, .flags = (unsigned)flags
	};

	if (environ_clear(pamh) != HO_OK)
		return PAM_AUTHINFO_UNAVAIL;
	if (start(&c, argc, argv) != HO_OK) {
		environ_result(pamh, UNAVAILABLE->word, "");
		return PAM_SERVICE_ERR;
	}
	return finish(&c, carry(&c));
}

int
call_probe(pam_handle_t *pamh, int argc, const char **argv)
{
	struct call c = { .pamh = pamh };

	if (start(&c, argc, argv) != HO_OK)
		return PAM_SERVICE_ERR;
	if (open_relay(&c) != HO_OK)
		return PAM_AUTHINFO_UNAVAIL;
	relay_close(&c.relay);
	return PAM_SUCCESS;
}
