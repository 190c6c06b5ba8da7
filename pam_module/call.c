/* pam_module/call.c - one PAM call, from its arguments to its code. */
#include "pam_module/call.h"

#include <errno.h>
#include <string.h>
#include <syslog.h>

#include <security/pam_ext.h>

#include "lib/base/err.h"
#include "lib/wire/frame.h"
#include "pam_module/environ.h"
#include "pam_module/talk.h"

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
		return ending_refused;
	if (open_relay(c) != HO_OK)
		return ending_unavailable;
	if ((rc = send_start(c, name)) != HO_OK || (rc = talk(c)) != HO_OK)
		complain(c, rc);
	relay_close(&c->relay);
	return rc == HO_OK ? c->ending : ending_unavailable;
}

/*
 * The environment first, then the name, then the code: whatever of it fails,
 * a "yes" becomes none, and the environment does not go on saying it.
 */
static int
finish(struct call *c, const struct ending *e)
{
	const char *login = e == c->ending ? c->login : "";
	int rc = environ_result(c->pamh, e->word, login);

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

/* The arguments, and an environment that says nothing yet; a PAM code. */
static int
start(struct call *c, int argc, const char **argv)
{
	const char *bad = NULL;

	if (environ_clear(c->pamh) != HO_OK)
		return PAM_AUTHINFO_UNAVAIL;
	if (options_read(&c->opt, argc, argv, &bad) == HO_OK)
		return PAM_SUCCESS;
	pam_syslog(c->pamh, LOG_ERR, "argument refused: %.128s", bad);
	environ_result(c->pamh, ending_unavailable->word, "");
	return PAM_SERVICE_ERR;
}

int
call_run(pam_handle_t *pamh, enum ho_phase phase, int flags, int argc,
    const char **argv)
{
	struct call c = {
		.pamh = pamh, .phase = phase, .flags = (unsigned)flags
	};
	int code = start(&c, argc, argv);

	return code == PAM_SUCCESS ? finish(&c, carry(&c)) : code;
}

int
call_probe(pam_handle_t *pamh, int argc, const char **argv)
{
	struct call c = { .pamh = pamh, .phase = HO_PHASE_CHAUTHTOK };
	int code = start(&c, argc, argv);

	if (code != PAM_SUCCESS)
		return code;
	if (open_relay(&c) != HO_OK)
		return finish(&c, ending_unavailable);
	relay_close(&c.relay);
	return PAM_SUCCESS;
}
