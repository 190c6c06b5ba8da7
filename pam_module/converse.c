/* pam_module/converse.c - one message to the person, one answer back. */
#include "pam_module/converse.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/err.h"

static void
release(struct pam_response *r)
{
	if (r == NULL)
		return;
	if (r->resp != NULL) {
		explicit_bzero(r->resp, strlen(r->resp));
		free(r->resp);
	}
	free(r);
}

/* The application's word on one message; *r is NULL on failure. */
static int
one_message(
    pam_handle_t *pamh, int style, const char *text, struct pam_response **r)
{
	struct pam_message m = { .msg_style = style, .msg = text };
	const struct pam_message *list = &m;
	const void *item = NULL;
	const struct pam_conv *conv;

	*r = NULL;
	if (pam_get_item(pamh, PAM_CONV, &item) != PAM_SUCCESS || item == NULL)
		return HO_E_NONE;
	conv = item;
	if (conv->conv == NULL)
		return HO_E_NONE;
	if (conv->conv(1, &list, r, conv->appdata_ptr) == PAM_SUCCESS)
		return HO_OK;
	/* after a failure the pointer may be anything: not ours to free */
	*r = NULL;
	return HO_E_NONE;
}

static int
take(const char *answer, char *out, size_t cap)
{
	size_t len = strlen(answer);

	explicit_bzero(out, cap);
	if (len >= cap)
		return HO_E_INPUT;
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)answer[i] < 0x20 || answer[i] == 0x7f)
			return HO_E_INPUT;
	memcpy(out, answer, len);
	return HO_OK;
}

int
converse_ask(
    pam_handle_t *pamh, bool echo, const char *prompt, char *out, size_t cap)
{
	struct pam_response *r;
	int rc;

	explicit_bzero(out, cap);
	rc = one_message(
	    pamh, echo ? PAM_PROMPT_ECHO_ON : PAM_PROMPT_ECHO_OFF, prompt, &r);
	if (rc != HO_OK)
		return rc;
	if (r == NULL || r->resp == NULL)
		rc = HO_E_NONE;
	else
		rc = take(r->resp, out, cap);
	release(r);
	return rc;
}

int
converse_first_pass(pam_handle_t *pamh, char *out, size_t cap)
{
	const void *item = NULL;

	explicit_bzero(out, cap);
	if (pam_get_item(pamh, PAM_AUTHTOK, &item) != PAM_SUCCESS ||
	    item == NULL)
		return HO_E_NONE;
	return take(item, out, cap);
}

void
converse_tell(pam_handle_t *pamh, bool is_error, const char *text)
{
	struct pam_response *r;

	if (one_message(pamh, is_error ? PAM_ERROR_MSG : PAM_TEXT_INFO, text,
		&r) == HO_OK)
		release(r);
}
