/* lib/letter/texts.c - all the texts there are, read at start. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/err.h"
#include "lib/letter/template.h"

static const char *const names[HO_TEXTS] = {
	[HO_TEXT_OWNER_CREDENTIALS] = "owner-credentials",
	[HO_TEXT_USER_CREDENTIALS] = "user-credentials",
	[HO_TEXT_USER_CREDENTIALS_ASKER] = "user-credentials-asker",
	[HO_TEXT_CONFIRM] = "confirm",
	[HO_TEXT_CLAIM_CODE] = "claim-code",
	[HO_TEXT_CANDIDATE_CODE] = "candidate-code",
	[HO_TEXT_NOTICE_STARTED] = "notice-started",
	[HO_TEXT_NOTICE_DONE] = "notice-done",
	[HO_TEXT_NOTICE_LAPSED] = "notice-lapsed",
	[HO_TEXT_NOTICE_UNCONFIRMED] = "notice-unconfirmed",
	[HO_TEXT_CONTACT_ADDED] = "contact-added",
	[HO_TEXT_CONTACT_DONE] = "contact-done",
	[HO_TEXT_CONFIRM_ADDRESS] = "confirm-address",
	[HO_TEXT_SEATS_ADDED] = "seats-added",
	[HO_TEXT_RENAME_PERMITTED] = "rename-permitted",
	[HO_TEXT_RENAME_DONE] = "rename-done",
	[HO_TEXT_FACTOR_REMOVED] = "factor-removed",
	[HO_TEXT_USER_UNLOCKED] = "user-unlocked",
	[HO_TEXT_DONE_FOR_ASKER] = "done-for-asker",
	[HO_TEXT_CASE_FROZEN] = "case-frozen",
	[HO_TEXT_CASE_REVERTED] = "case-reverted",
	[HO_TEXT_ENROL_CODE] = "enrol-code",
	[HO_TEXT_FACTOR_WANTED] = "factor-wanted",
	[HO_TEXT_FACTOR_BOUND] = "factor-bound",
	[HO_TEXT_RECOVERY_RENEWED] = "recovery-renewed",
	[HO_TEXT_PASSWORD_CHANGED] = "password-changed",
	[HO_TEXT_OWN_CODE] = "own-code",
	[HO_TEXT_SUCCESSOR_CODE] = "successor-code",
	[HO_TEXT_OWNER_TRANSFERRED] = "owner-transferred",
	[HO_TEXT_LOGIN_CODE] = "login-code",
	[HO_TEXT_LOGIN_CODE_SMS] = "login-code-sms",
	[HO_TEXT_CHANGE_CODE] = "change-code",
	[HO_TEXT_CHANGE_CODE_SMS] = "change-code-sms",
	[HO_TEXT_TRIES_STRANGE] = "tries-strange",
	[HO_TEXT_TRIES_DISABLED] = "tries-disabled",
	[HO_TEXT_CLAIM_CODE_SMS] = "claim-code-sms",
	[HO_TEXT_CONFIRM_ADDRESS_SMS] = "confirm-address-sms",
	[HO_TEXT_REFUSED_PASTE] = "refused-paste",
	[HO_TEXT_TICKET_OPENED] = "ticket-opened",
	[HO_TEXT_TICKET_VERDICT] = "ticket-verdict",
	[HO_TEXT_TICKET_CREDENTIALS] = "ticket-credentials",
	[HO_TEXT_TICKET_VOID] = "ticket-void",
	[HO_TEXT_TICKET_DONE] = "ticket-done",
};

struct ho_templates {
	struct ho_template *text[HO_TEXTS];
};

const char *
ho_text_name(enum ho_text which)
{
	return (size_t)which < HO_TEXTS ? names[which] : NULL;
}

/* Up to one octet more than allowed, so that the parser sees "too large". */
static int
read_text(const char *path, char *text, size_t *len)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	ssize_t n = 0;

	*len = 0;
	if (fd < 0)
		return HO_E_IO;
	while (*len <= HO_TEMPLATE_MAX &&
	    ((n = read(fd, text + *len, HO_TEMPLATE_MAX + 1 - *len)) > 0 ||
		(n < 0 && errno == EINTR)))
		*len += n > 0 ? (size_t)n : 0;
	close(fd);
	return n < 0 ? HO_E_IO : HO_OK;
}

static int
read_one(const char *dir, const char *name, struct ho_template **t,
    struct ho_buf *error)
{
	char path[PATH_MAX], *text;
	size_t len;
	int n = snprintf(path, sizeof(path), "%s/%s.txt", dir, name), rc;

	if (n < 0 || (size_t)n >= sizeof(path))
		return HO_E_LIMIT;
	if ((text = malloc(HO_TEMPLATE_MAX + 1)) == NULL)
		return HO_E_NOMEM;
	if (read_text(path, text, &len) == HO_OK) {
		rc = ho_template_parse(path, text, len, t, error);
	} else {
		rc = HO_E_INPUT;
		if (error != NULL)
			ho_buf_fmt(error, "%s: %s", path, strerror(errno));
	}
	free(text);
	return rc;
}

int
ho_templates_open(
    const char *dir, struct ho_templates **all, struct ho_buf *error)
{
	int rc = HO_OK;

	if ((*all = calloc(1, sizeof(**all))) == NULL)
		return HO_E_NOMEM;
	for (size_t i = 0; rc == HO_OK && i < HO_TEXTS; i++)
		rc = read_one(dir, names[i], &(*all)->text[i], error);
	if (rc != HO_OK)
		ho_templates_free(all);
	return rc;
}

void
ho_templates_free(struct ho_templates **all)
{
	if (all == NULL || *all == NULL)
		return;
	for (size_t i = 0; i < HO_TEXTS; i++)
		ho_template_free(&(*all)->text[i]);
	free(*all);
	*all = NULL;
}

const struct ho_template *
ho_templates_get(const struct ho_templates *all, enum ho_text which)
{
	return (size_t)which < HO_TEXTS ? all->text[which] : NULL;
}

const struct ho_template *
ho_templates_find(const struct ho_templates *all, const char *name)
{
	for (size_t i = 0; i < HO_TEXTS; i++)
		if (strcmp(names[i], name) == 0)
			return all->text[i];
	return NULL;
}
