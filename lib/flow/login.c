/* lib/flow/login.c - the questions of a login, and which comes first. */
#include "lib/flow/login.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "lib/base/err.h"
#include "lib/flow/ask.h"

/* word, echoed, proven, times, stage of an owner case, of a reset */
static const struct ho_question questions[HO_STEPS] = {
	[HO_STEP_PASSWORD] = { "password", false, false, 1, 0, 0 },
	[HO_STEP_CODE] = { "code", false, false, 4, 0, 0 },
	[HO_STEP_DEFAULT] = { "default-password", false, false, 1, 0, 0 },
	[HO_STEP_CLAIM] = { "claim-code", false, true, 20, 2, 2 },
	[HO_STEP_FACTOR] = { "code", false, true, 20, 0, 2 },
	[HO_STEP_ENROL] = { "enrol-code", false, true, 20, 0, 0 },
	[HO_STEP_WHAT] = { "enrol-what", true, true, 5, 0, 0 },
	[HO_STEP_BIND] = { "bind-code", false, true, 20, 0, 0 },
	[HO_STEP_NOTED] = { "recovery-codes", true, true, 1, 0, 0 },
	[HO_STEP_OWN_CODE] = { "own-code", false, true, 20, 0, 0 },
	[HO_STEP_SUCCESSOR] = { "candidate", true, true, 5, 0, 0 },
	[HO_STEP_SUCCESSOR_CODE] = { "candidate-code", false, true, 20, 0, 0 },
	[HO_STEP_CANDIDATE] = { "candidate", true, true, 5, 3, 0 },
	[HO_STEP_CANDIDATE_CODE] = { "candidate-code", false, true, 20, 3, 0 },
	[HO_STEP_NEW_LOGIN] = { "new-login", true, true, 5, 4, 0 },
	[HO_STEP_RENAME] = { "new-login", true, true, 5, 0, 0 },
	[HO_STEP_NEW_PASSWORD] = { "new-password", false, true, 5, 4, 3 },
	[HO_STEP_AGAIN] = { "new-password-again", false, true, 5, 4, 3 },
	[HO_STEP_DONE] = { "done", true, true, 1, 5, 0 },
};

const struct ho_question *
ho_flow_question(enum ho_step step)
{
	if ((unsigned)step >= HO_STEPS || questions[step].ask == NULL)
		return NULL;
	return &questions[step];
}

void
ho_flow_stage(int64_t what, enum ho_step step, char out[static HO_STAGE_SIZE])
{
	const struct ho_question *q = ho_flow_question(step);
	bool is_owner = what == HO_ASK_OWNER;
	unsigned stage, all;

	out[0] = '\0';
	if (q == NULL || !q->is_proven)
		return;
	stage = is_owner ? q->owner : q->reset;
	all = is_owner ? HO_STAGES_OWNER : HO_STAGES_RESET;
	if (stage != 0)
		snprintf(out, HO_STAGE_SIZE, "%u/%u", stage, all);
}

bool
ho_flow_takes_default(bool is_forced_step, bool is_single_prompt)
{
	return is_forced_step && !is_single_prompt;
}

enum ho_step
ho_flow_first(bool takes_default, bool is_reference, bool asks_password)
{
	if (takes_default && is_reference)
		return HO_STEP_DEFAULT;
	return asks_password ? HO_STEP_PASSWORD : HO_STEP_CODE;
}

bool
ho_flow_asks_code(const struct ho_login_form *form, bool has_factor)
{
	return form->code && (!form->only_if || has_factor);
}

const char *
ho_flow_code_prompt(const struct ho_login_form *form)
{
	return form->can_send ? "Code (empty: have one sent): " : "Code: ";
}

const char *
ho_flow_prompt(const struct ho_login_form *form)
{
	if (!form->password)
		return ho_flow_code_prompt(form);
	if (!form->one || !form->code)
		return "Password: ";
	return form->only_if ? "Password, then the code if you have one: "
			     : "Password, then the code: ";
}

int
ho_flow_login_fold(
    const void *typed, size_t len, char out[static HO_LOGIN_LEN + 1])
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
				      "0123456789._@+-";
	const char *p = typed;

	out[0] = '\0';
	/* panels make options and paths of logins: no -rf, no .. */
	if (len == 0 || len > HO_LOGIN_LEN || p[0] == '-' || p[0] == '.' ||
	    (len >= 3 && strncasecmp(p, "ho-", 3) == 0))
		return HO_E_INPUT;
	for (size_t i = 0; i < len; i++) {
		char c = p[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if (c == '\0' || strchr(allowed, c) == NULL) {
			out[0] = '\0';
			return HO_E_INPUT;
		}
		out[i] = c;
		out[i + 1] = '\0';
	}
	return HO_OK;
}
