/*
 * courier/hooks.c - notices to the panel: one signed POST each.
 *
 * The panel's word that it has one is any 2xx.  Everything else is for its
 * people to mend, and the notice waits, and with it all later ones of that
 * account; it may be there already, so each bears an id that stays over all
 * tries.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "courier/hook.h"
#include "courier/out.h"
#include "courier/role.h"
#include "courier/web.h"
#include "lib/base/err.h"
#include "lib/base/show.h"
#include "lib/web/web.h"

#define HEAR    ((size_t)65536) /* octets of an answer; nothing is read there */
#define WHOLE_S 30L

struct heads {
	struct ho_buf id, at, signature;
	const char *line[5];
};

static void
heads_free(struct heads *h)
{
	ho_buf_free(&h->id);
	ho_buf_free(&h->at);
	ho_buf_free(&h->signature);
}

/* at is the system's time: the panel compares it with its own. */
static int
heads_make(struct heads *h, const char *secret, const struct letter *l)
{
	int64_t at = (int64_t)time(NULL);
	int rc;

	ho_buf_fmt(&h->id, "webhook-id: %s", l->msgid);
	ho_buf_fmt(&h->at, "webhook-timestamp: %lld", (long long)at);
	ho_buf_str(&h->signature, "webhook-signature: ");
	rc = hook_sign(secret, l->msgid, at, l->octets, l->len, &h->signature);
	h->line[0] = "Content-Type: application/json";
	h->line[1] = ho_buf_text(&h->id);
	h->line[2] = ho_buf_text(&h->at);
	h->line[3] = ho_buf_text(&h->signature);
	return rc;
}

static const char *
why_not(const struct ho_web_answer *a)
{
	switch (a->heard) {
	case HEARD_ANSWER: break;
	case HEARD_NOT_REACHED: return "cannot be reached";
	case HEARD_DISTRUST: return "has no good certificate; see hook-ca-file";
	case HEARD_TOO_LONG: return "answers without an end";
	default: return "did not answer";
	}
	return a->status >= 300 && a->status < 400
	    ? "answers with a redirect, which is not followed; set hook-url"
	    : "does not take it";
}

static void
judge(const struct ho_web_answer *a, struct tried *t)
{
	struct ho_buf why = HO_BUF_INIT;
	bool is_answer = a->heard == HEARD_ANSWER;

	if (is_answer && a->status >= 200 && a->status < 300)
		t->outcome = HO_OUTCOME_SENT;
	else if (a->heard == HEARD_NOTHING || a->heard == HEARD_TOO_LONG ||
	    (is_answer && a->status >= 500))
		t->outcome = HO_OUTCOME_UNCLEAR;
	ho_buf_fmt(&why, "the panel %s",
	    t->outcome == HO_OUTCOME_SENT ? "took it" : why_not(a));
	if (is_answer)
		ho_buf_fmt(&why, " (%ld)", a->status);
	else if (a->heard != HEARD_TOO_LONG) {
		ho_buf_str(&why, ": ");
		ho_show(&why, a->detail, strlen(a->detail));
	}
	snprintf(t->why, sizeof(t->why), "%s", ho_buf_text(&why));
	t->after = a->retry_after;
	ho_buf_free(&why);
}

static void
send_hook(const struct ho_conf *c, const struct letter *l, struct tried *tried)
{
	char secret[WEB_SECRET];
	struct heads heads = { .line = { NULL } };
	struct ho_web_answer answer = { 0 };
	struct ho_buf body = HO_BUF_INIT;
	const struct ho_web_request r = { .method = "POST",
		.url = c->hook_url,
		.fields = heads.line,
		.body = &body,
		.ca_file = c->hook_ca_file,
		.hear = HEAR,
		.whole_s = WHOLE_S };

	ho_buf_add(&body, l->octets, l->len);
	if (web_secret(c->hook_secret_file, secret) != HO_OK ||
	    heads_make(&heads, secret, l) != HO_OK) {
		snprintf(tried->why, WHY_SIZE,
		    "hook-secret-file cannot be read, or is not whsec_ and "
		    "base64 of 24 to 64 octets");
	} else {
		ho_web_do(&r, &answer);
		judge(&answer, tried);
	}
	explicit_bzero(secret, sizeof(secret));
	heads_free(&heads);
	ho_buf_free(&body);
	ho_buf_free(&answer.body);
}

static bool
is_wanted(const struct ho_conf *c)
{
	return c->hook_url[0] != '\0';
}

static int
ready(const struct ho_conf *c, char why[static WHY_SIZE])
{
	struct ho_buf probe = HO_BUF_INIT;
	char secret[WEB_SECRET];
	const char *says = NULL;

	if (!ho_web_is_safe(c->hook_url))
		says = "hook-url must be https://HOST (http:// only to this "
		       "host)";
	else if (web_secret(c->hook_secret_file, secret) != HO_OK)
		says = "hook-secret-file cannot be read, or is empty";
	else if (hook_sign(secret, "", 0, "", 0, &probe) != HO_OK)
		says = "hook-secret-file: whsec_ and base64 of 24 to 64 octets "
		       "are wanted";
	explicit_bzero(secret, sizeof(secret));
	ho_buf_free(&probe);
	if (says == NULL)
		return HO_OK;
	snprintf(why, WHY_SIZE, "%s", says);
	return HO_E_INPUT;
}

static const struct driver hook_driver = { "hook", ready, send_hook };

static void
run(const struct ho_conf *conf)
{
	const struct out o = { "hooks", "hook", &hook_driver };

	out_run(&o, conf);
}

const struct role hooks_role = { "hooks", is_wanted, ready, run };
