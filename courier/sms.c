/*
 * courier/sms.c - text messages out, by the gateway of the configuration.
 *
 * A process of its own: it alone knows the gateway's token, and a gateway that
 * is slow holds back no letter.
 */
#include <malloc.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "courier/gateway.h"
#include "courier/out.h"
#include "courier/role.h"
#include "courier/web.h"
#include "lib/base/err.h"

#define TEXT_MOST 1024 /* octets */
#define WHOLE_S   60L

static struct gateway
gateway_of(const struct ho_conf *c, const char *token)
{
	return (struct gateway){ .url = c->sms_url,
		.body = c->sms_body,
		.headers = c->sms_headers,
		.from = c->sms_from,
		.user = c->sms_user,
		.token = token,
		.is_json = c->sms_form == HO_SMS_JSON,
		.sent = c->sms_sent,
		.sent_member = c->sms_sent_member };
}

static void
ask(const struct ho_conf *c, const struct gateway *g,
    const struct text_message *m, struct tried *tried)
{
	static const char *const methods[] = {
		[HO_SMS_POST] = "POST",
		[HO_SMS_GET] = "GET",
		[HO_SMS_PUT] = "PUT",
	};
	struct gateway_request built;
	struct ho_web_answer answer = { 0 };
	struct ho_web_request r = { .method = methods[c->sms_method],
		.fields = built.line,
		.body = &built.body,
		.ca_file = c->sms_ca_file,
		.hear = GATEWAY_HEAR,
		.whole_s = WHOLE_S };

	if (gateway_build(g, m, &built, tried->why) == HO_OK) {
		r.url = ho_buf_text(&built.url);
		ho_web_do(&r, &answer);
		gateway_judge(g, &answer, tried);
	} else if (tried->why[0] == '\0') {
		snprintf(tried->why, WHY_SIZE, "no memory");
	}
	gateway_free(&built);
	ho_buf_free(&answer.body);
}

/* The token is read anew each time: who renews it restarts nothing. */
static void
send_text(const struct ho_conf *c, const struct letter *l, struct tried *tried)
{
	char token[WEB_SECRET] = "", text[TEXT_MOST];
	const struct gateway g = gateway_of(c, token);
	const struct text_message m = { l->to, l->msgid, text };

	if (l->len >= sizeof(text) || memchr(l->octets, '\0', l->len) != NULL) {
		tried->outcome = HO_OUTCOME_NEVER;
		snprintf(tried->why, WHY_SIZE, "it is no text message");
		return;
	}
	memcpy(text, l->octets, l->len);
	text[l->len] = '\0';
	if (gateway_has_token(&g) &&
	    web_secret(c->sms_token_file, token) != HO_OK)
		snprintf(tried->why, WHY_SIZE, "sms-token-file cannot be read");
	else
		ask(c, &g, &m, tried);
	explicit_bzero(token, sizeof(token));
	explicit_bzero(text, sizeof(text));
}

/* What jansson composes a request in may be a code. */
static void
wiping_free(void *p)
{
	if (p != NULL)
		explicit_bzero(p, malloc_usable_size(p));
	free(p);
}

static bool
is_wanted(const struct ho_conf *c)
{
	return c->sms_url[0] != '\0';
}

static int
ready(const struct ho_conf *c, char why[static WHY_SIZE])
{
	char token[WEB_SECRET] = "";
	const struct gateway g = gateway_of(c, token);
	int rc;

	if (c->sms_token_file[0] != '\0')
		(void)web_secret(c->sms_token_file, token);
	rc = gateway_ready(&g, why);
	explicit_bzero(token, sizeof(token));
	return rc;
}

const struct driver sms_driver = { "sms", ready, send_text };

static void
run(const struct ho_conf *conf)
{
	const struct out o = { "messages", "sms", &sms_driver };

	json_set_alloc_funcs(malloc, wiping_free);
	out_run(&o, conf);
}

const struct role messages_role = { "messages", is_wanted, ready, run };
