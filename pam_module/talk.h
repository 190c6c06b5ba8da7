/*
 * pam_module/talk.h - what handoverd says in one PAM call, and what it does.
 *
 * HO_M_LOGIN_ASK becomes one question to the person, HO_M_LOGIN_INFO one line
 * to read, HO_M_LOGIN_RESULT the end.  Whatever else comes, comes out of turn
 * or is not well formed ends the call.  Source: lib/wire/PROTOCOL.
 */
#ifndef HO_PAM_TALK_H
#define HO_PAM_TALK_H

#include <stdbool.h>
#include <stdint.h>

#include <security/pam_modules.h>

#include "lib/wire/proto.h"
#include "pam_module/options.h"
#include "pam_module/relay.h"

/* How a call can end: what handoverd said, and the code of each phase. */
struct ending {
	uint32_t verdict; /* enum ho_login_verdict */
	char word[12];    /* for HANDOVER_RESULT */
	int code[3];      /* authenticate, acct_mgmt, chauthtok */
};

extern const struct ending *const ending_refused, *const ending_unavailable;

struct call {
	pam_handle_t *pamh;
	enum ho_phase phase;
	unsigned flags; /* PAM_* */
	struct options opt;
	struct relay relay;
	bool is_open; /* a question of the daemon stands unanswered */
	bool first_pass_used;
	const struct ending *ending;       /* NULL: it goes on */
	char user[HO_LOGIN_NAME_MAX + 1];  /* folded; beside HO_LOGIN_OK */
	char login[HO_LOGIN_NAME_MAX + 1]; /* beside assigned, else "" */
};

/*
 * After HO_M_LOGIN_START: until there is an ending, which *c then holds.
 * Otherwise the HO_E_* of what went wrong, and no ending.
 */
int talk(struct call *c);

#endif
