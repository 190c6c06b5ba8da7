/*
 * courier/smtp.c - letters to a mail server, by libcurl.
 *
 * TLS is required unless the configuration says otherwise, and where TLS is
 * spoken its certificate is always checked.  Source: RFC 5321; libcurl's
 * smtp documentation.
 */
#include <curl/curl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "courier/deliver.h"
#include "courier/web.h"
#include "lib/base/err.h"

#define CONNECT_S 30L
#define WHOLE_S   120L

struct source {
	const struct letter *l;
	size_t at;
};

static size_t
give(char *out, size_t size, size_t n, void *arg)
{
	struct source *s = arg;
	size_t room = size * n, left = s->l->len - s->at;

	if (left < room)
		room = left;
	memcpy(out, s->l->octets + s->at, room);
	s->at += room;
	return room;
}

static int
ready(const struct ho_conf *c, char why[static WHY_SIZE])
{
	if (strncmp(c->smtp_url, "smtp://", 7) != 0 &&
	    strncmp(c->smtp_url, "smtps://", 8) != 0) {
		snprintf(why, WHY_SIZE,
		    "delivery = smtp needs smtp-url = "
		    "smtp://HOST[:PORT] or smtps://...");
		return HO_E_INPUT;
	}
	return HO_OK;
}

static int
set_login(CURL *h, const struct ho_conf *c)
{
	bool is_token = c->smtp_token_file[0] != '\0';
	char secret[WEB_SECRET];
	int rc;

	if (c->smtp_user[0] == '\0')
		return HO_OK;
	rc = web_secret(
	    is_token ? c->smtp_token_file : c->smtp_password_file, secret);
	if (rc == HO_OK &&
	    (curl_easy_setopt(h, CURLOPT_USERNAME, c->smtp_user) != CURLE_OK ||
		curl_easy_setopt(h,
		    is_token ? CURLOPT_XOAUTH2_BEARER : CURLOPT_PASSWORD,
		    secret) != CURLE_OK))
		rc = HO_E_NOMEM;
	explicit_bzero(secret, sizeof(secret));
	return rc;
}

/* "You have to sign in" and "not without TLS", as an answer to MAIL: RFC 3207
 * section 4, RFC 4954 section 6. */
static bool
is_about_us(long code)
{
	return code == 530 || code == 534 || code == 535 || code == 538;
}

/*
 * What the result means.  A 5xx counts as "never" only where the server spoke
 * about this letter; a refused login, a certificate, or a server that greets us
 * with 554 is the operator's to mend, and the letter waits.
 */
static enum ho_outcome
judge(CURLcode rc, long code, bool all_given)
{
	if (rc == CURLE_OK)
		return HO_OUTCOME_SENT;
	switch (rc) {
	case CURLE_LOGIN_DENIED:
	case CURLE_USE_SSL_FAILED:
	case CURLE_REMOTE_ACCESS_DENIED:
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CONNECT_ERROR: return HO_OUTCOME_LATER;
	case CURLE_WEIRD_SERVER_REPLY: /* to a letter, or to our coming */
		if (!all_given)
			return HO_OUTCOME_LATER;
		break;
	default: break;
	}
	if (code >= 500 && code < 600)
		return is_about_us(code) ? HO_OUTCOME_LATER : HO_OUTCOME_NEVER;
	if (all_given && !(code >= 400 && code < 500))
		return HO_OUTCOME_UNCLEAR;
	return HO_OUTCOME_LATER;
}

static enum ho_outcome
perform(CURL *h, const struct ho_conf *c, const struct letter *l,
    char why[static WHY_SIZE])
{
	struct source source = { .l = l };
	struct curl_slist *to = NULL;
	char error[CURL_ERROR_SIZE] = "", from[330], rcpt[330];
	enum ho_outcome outcome;
	CURLcode rc;
	long code = 0;

	snprintf(from, sizeof(from), "<%s>", l->sender);
	snprintf(rcpt, sizeof(rcpt), "<%s>", l->to);
	if ((to = curl_slist_append(NULL, rcpt)) == NULL ||
	    set_login(h, c) != HO_OK) {
		curl_slist_free_all(to);
		snprintf(why, WHY_SIZE, "smtp-%s-file cannot be read",
		    c->smtp_token_file[0] != '\0' ? "token" : "password");
		return HO_OUTCOME_LATER;
	}
	web_set_tls(h, c->smtp_tls, c->smtp_ca_file);
	curl_easy_setopt(h, CURLOPT_URL, c->smtp_url);
	curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(h, CURLOPT_CONNECTTIMEOUT, CONNECT_S);
	curl_easy_setopt(h, CURLOPT_TIMEOUT, WHOLE_S);
	curl_easy_setopt(h, CURLOPT_ERRORBUFFER, error);
	curl_easy_setopt(h, CURLOPT_MAIL_FROM, from);
	curl_easy_setopt(h, CURLOPT_MAIL_RCPT, to);
	curl_easy_setopt(h, CURLOPT_READFUNCTION, give);
	curl_easy_setopt(h, CURLOPT_READDATA, &source);
	curl_easy_setopt(h, CURLOPT_INFILESIZE_LARGE, (curl_off_t)l->len);
	curl_easy_setopt(h, CURLOPT_UPLOAD, 1L);
	rc = curl_easy_perform(h);
	curl_easy_getinfo(h, CURLINFO_RESPONSE_CODE, &code);
	outcome = judge(rc, code, source.at == l->len);
	snprintf(why, WHY_SIZE, "%.200s (%ld)",
	    rc == CURLE_OK ? "accepted by the server"
		: *error   ? error
			   : curl_easy_strerror(rc),
	    code);
	curl_slist_free_all(to);
	return outcome;
}

static void
send_letter(
    const struct ho_conf *c, const struct letter *l, struct tried *tried)
{
	CURL *h;

	if (ready(c, tried->why) != HO_OK)
		return;
	if ((h = curl_easy_init()) == NULL) {
		snprintf(tried->why, WHY_SIZE, "libcurl has no memory");
		return;
	}
	tried->outcome = perform(h, c, l, tried->why);
	curl_easy_cleanup(h);
}

const struct driver smtp_driver = { "smtp", ready, send_letter };
