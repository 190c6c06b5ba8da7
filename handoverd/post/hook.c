/* handoverd/post/hook.c - a notice to the panel in the outbox. */
#include "handoverd/post/hook.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "handoverd/daemon.h"
#include "handoverd/post/outbox.h"
#include "handoverd/post/sms.h"
#include "lib/base/err.h"
#include "lib/base/when.h"
#include "lib/secret/secret.h"

/* What happened, and what its two names are called; doc/web-hooks.md. */
static const struct kind {
	const char *type, *one, *other; /* other NULL: it has none */
} kinds[HOOK_WHATS] = {
	[HOOK_OWNER_CHANGED] = { "owner.changed", "login", "departed" },
	[HOOK_USER_DISABLED] = { "user.disabled", "login", NULL },
	[HOOK_SESSIONS_END] = { "sessions.end-before", "login", NULL },
	[HOOK_USER_RENAMED] = { "user.renamed", "login", "former" },
	[HOOK_CONTACT_CHANGED] = { "contact.changed", "added", "removed" },
};

static json_t *
body(const struct tx *t, const struct hook *h)
{
	const struct kind *k = &kinds[h->what];
	char now[HO_WHEN_LEN];
	json_t *data = json_pack("{s:s, s:s?, s:s?}", "account",
	    h->account->code, "case", h->ref, k->one, h->one);

	ho_when_format(t->now, now);
	if (data != NULL && k->other != NULL &&
	    json_object_set_new(data, k->other,
		h->other != NULL ? json_string(h->other) : json_null()) != 0) {
		json_decref(data);
		return NULL;
	}
	return json_pack(
	    "{s:s, s:s, s:o}", "type", k->type, "timestamp", now, "data", data);
}

static int
write_body(const struct tx *t, const struct hook *h, struct ho_secret **out)
{
	json_t *json = body(t, h);
	char *text = json == NULL ? NULL : json_dumps(json, JSON_COMPACT);
	int rc = HO_E_NOMEM;

	*out = NULL;
	if (text != NULL && (*out = ho_secret_new(strlen(text))) != NULL)
		rc = ho_secret_set(*out, text, strlen(text));
	json_decref(json);
	free(text);
	return rc;
}

int
hook_put(struct tx *t, const struct hook *h)
{
	struct ho_outbox o = { .of_case = h->of_case,
		.account = h->account->row.id,
		.way = HO_WAY_HOOK };
	struct ho_secret *text;
	int rc;

	if (t->d->conf.hook_url[0] == '\0')
		return HO_OK;
	snprintf(o.kind, sizeof(o.kind), "%s", kinds[h->what].type);
	if ((rc = write_body(t, h, &text)) == HO_OK &&
	    (rc = notify_id(t->d, o.message_id, sizeof(o.message_id))) == HO_OK)
		rc = outbox_put(t, &o, NULL, text);
	ho_secret_free(&text);
	return rc;
}

int
hook_put_all(struct tx *t, struct hook *all, size_t n,
    const struct ho_account *account, const struct ho_case *of_case)
{
	int rc = HO_OK;

	for (size_t i = 0; rc == HO_OK && i < n; i++) {
		all[i].account = account;
		if (of_case != NULL) {
			all[i].of_case = of_case->row.id;
			all[i].ref = of_case->ref;
		}
		rc = hook_put(t, &all[i]);
	}
	return rc;
}
