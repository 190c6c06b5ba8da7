/* pam_module/environ.c - the PAM environment, so that a panel parses no text. */
#include "pam_module/environ.h"

#include <stdio.h>
#include <string.h>

#include "lib/base/err.h"
#include "lib/wire/proto.h"

#define RESULT "HANDOVER_RESULT"
#define LOGIN  "HANDOVER_LOGIN"

static const struct variable {
	char name[16];
	uint16_t tag; /* in HO_M_LOGIN_ASK */
} asked[] = {
	{ "HANDOVER_ASK", HO_T_ASK },
	{ "HANDOVER_REF", HO_T_REF },
	{ "HANDOVER_STEP", HO_T_STEP },
	{ "HANDOVER_UNTIL", HO_T_UNTIL },
};

#define ASKED (sizeof(asked) / sizeof(asked[0]))

static int
set(pam_handle_t *pamh, const char *name, const char *value)
{
	char line[sizeof("HANDOVER_RESULT=") + HO_LOGIN_NAME_MAX];
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
}
