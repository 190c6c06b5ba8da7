/* handoverd/login/limits_tell.c - the user hears who used up their tries. */
#include <stdio.h>

#include "handoverd/daemon.h"
#include "handoverd/login/limits.h"
#include "handoverd/login/sent.h"
#include "handoverd/post/notify.h"
#include "lib/base/err.h"

static const char *const templates[] = {
	[LIMIT_STRANGERS] = "tries-strange",
	[LIMIT_DISABLED] = "tries-disabled",
};
static const char *const names[] = {
	[HO_TRIED_PASSWORD] = "passwords",
	[HO_TRIED_CODE] = "codes",
};

int
limits_tell(struct tx *t, int64_t user, enum ho_tried what, enum limit_end end)
{
	struct ho_account account;
	struct ho_address to;
	struct ho_user u;
	char tries[24];
	int rc = sent_address(t, user, HO_COUNTS_MAIL, &to);

	if (rc != HO_OK || to.row.id == 0 || end == LIMIT_GOES_ON)
		return rc;
	if ((rc = ho_store_get(t->s, HO_USER, user, &u)) != HO_OK ||
	    (rc = ho_store_get(t->s, HO_ACCOUNT, u.account, &account)) != HO_OK)
		return rc;
	snprintf(tries, sizeof(tries), "%lld",
	    (long long)(end == LIMIT_DISABLED ? t->d->conf.tries_disable
					      : t->d->conf.tries_strange));
	const struct notice_value values[] = {
		{ "tries", tries, NULL },
		{ "what", names[what], NULL },
		{ "account",
		    account.name[0] != '\0' ? account.name : account.code,
		    NULL },
		{ "login", u.login, NULL },
	};
	const struct notice n = { .template = templates[end],
		.address = to.row.id,
		.values = values,
		.n_values = sizeof(values) / sizeof(values[0]) };

	return notify(t, &n, NULL);
}
