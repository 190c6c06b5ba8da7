/* pam_module/environ.c - the PAM environment, so that a panel parses no text. */
#include "pam_module/environ.h"

#include <stdio.h>
#include <string.h>

#include "lib/base/err.h"
#include "lib/wire/proto.h"

#define RESULT "HANDOVER_RESULT"
#define LOGIN  "HANDOVER_LOGIN"

struct variable {
	char name[32];
	uint16_t tag;
};

static const struct variable asked[] = {
	/* by HO_M_LOGIN_ASK */
	{ "HANDOVER_ASK", HO_T_ASK },
	{ "HANDOVER_REF", HO_T_REF },
	{ "HANDOVER_STEP", HO_T_STEP },
	{ "HANDOVER_UNTIL", HO_T_UNTIL },
};

/* By HO_M_LOGIN_RESULT, of somebody who has proven who they are. */
static const struct variable proven[] = {
	{ "HANDOVER_ROLE", HO_T_ROLE },
	{ "HANDOVER_ACCOUNT", HO_T_ACCOUNT },
	{ "HANDOVER_FACTORS", HO_T_FACTORS },
	{ "HANDOVER_SESSIONS_VALID_FROM", HO_T_VALID_FROM },
	/* of a question, and again of who is let in for a time only */
	{ "HANDOVER_STEP", HO_T_STEP },
	{ "HANDOVER_UNTIL", HO_T_UNTIL },
};

#define ASKED  (sizeof(asked) / sizeof(asked[0]))
#define PROVEN (sizeof(proven) / sizeof(proven[0]))

static int
set(pam_handle_t *pamh, const char *name, const char *value)
{
	char line[sizeof(proven[0].name) + 1 + HO_LOGIN_NAME_MAX];
	int n = snprintf(line, sizeof(line), "%s=%s", name, value);

	if (n < 0 || (size_t)n >= sizeof(line))
		return HO_E_LIMIT;
	return pam_putenv(pamh, line) == PAM_SUCCESS ? HO_OK : HO_E_NOMEM;
}

int
environ_word(const struct ho_view *v, uint16_t tag, char *out, size_t cap)
{
	int rc = ho_view_str(v, tag, out, cap);

	if (rc == HO_E_NONE)
		return HO_OK;
	if (rc != HO_OK)
		return HO_E_PEER;
	for (const char *p = out; *p != '\0'; p++)
		if (*p < 0x20 || *p > 0x7e) {
			out[0] = '\0';
			return HO_E_PEER;
		}
	return HO_OK;
}

int
environ_clear(pam_handle_t *pamh)
{
	int rc = environ_result(pamh, "", "");

	for (size_t i = 0; i < ASKED && rc == HO_OK; i++)
		rc = set(pamh, asked[i].name, "");
	for (size_t i = 0; i < PROVEN && rc == HO_OK; i++)
		rc = set(pamh, proven[i].name, "");
	return rc;
}

int
environ_ask(pam_handle_t *pamh, const struct ho_view *v)
{
	char word[HO_LOGIN_WORD_MAX + 1];
	int rc;

	for (size_t i = 0; i < ASKED; i++) {
		if ((rc = environ_word(v, asked[i].tag, word, sizeof(word))) !=
		    HO_OK)
			return rc;
		if (asked[i].tag == HO_T_ASK && word[0] == '\0')
			return HO_E_PEER;
		if ((rc = set(pamh, asked[i].name, word)) != HO_OK)
			return rc;
	}
	return HO_OK;
}

int
environ_proven(pam_handle_t *pamh, const struct ho_view *v)
{
	char text[HO_LOGIN_NAME_MAX + 1];
	int rc = HO_OK;

	for (size_t i = 0; i < PROVEN && rc == HO_OK; i++)
		if ((rc = environ_word(v, proven[i].tag, text, sizeof(text))) ==
		    HO_OK)
			rc = set(pamh, proven[i].name, text);
	return rc;
}

bool
environ_has_proven(const struct ho_view *v)
{
	struct ho_field f;

	for (size_t i = 0; i < PROVEN; i++)
		if (ho_view_get(v, proven[i].tag, &f) == HO_OK)
			return true;
	return false;
}

int
environ_result(pam_handle_t *pamh, const char *result, const char *login)
{
	int rc = set(pamh, LOGIN, login);

	if (rc == HO_OK)
		rc = set(pamh, RESULT, result);
	if (rc != HO_OK)
		environ_forget(pamh);
	return rc;
}

void
environ_forget(pam_handle_t *pamh)
{
	static const char names[][16] = { RESULT, LOGIN };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (pam_getenv(pamh, names[i]) != NULL)
			pam_putenv(pamh, names[i]);
	environ_forget_proven(pamh);
}

void
environ_forget_proven(pam_handle_t *pamh)
{
	for (size_t i = 0; i < PROVEN; i++)
		if (pam_getenv(pamh, proven[i].name) != NULL)
			pam_putenv(pamh, proven[i].name);
}
