/*
 * lib/ticket/http.c - requests by libcurl.
 *
 * One connection a request.  Nothing but https, and http for a system on this
 * host; no proxy of the environment; a redirect is an answer like any other,
 * so the token goes nowhere but where the operator sent it.
 */
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/err.h"
#include "lib/ticket/talk.h"

#define CONNECT_S  15L
#define WHOLE_S    120L
#define SLOW_S     30L  /* seconds with less than an octet each */
#define PAUSE_MOST 3600 /* seconds that a Retry-After may ask for */

/* Everything that one request needs, freed in one place. */
struct exchange {
	CURL *h;
	struct curl_slist *fields;
	curl_mime *mime;
	struct ho_buf url, token;
	struct ticket_reply *reply;
	bool is_too_long;
};

static size_t
take(char *data, size_t size, size_t n, void *arg)
{
	struct exchange *x = arg;

	if (x->reply->body.len + size * n > HO_TICKET_HEAR) {
		x->is_too_long = true;
		return 0;
	}
	ho_buf_add(&x->reply->body, data, size * n);
	return ho_buf_error(&x->reply->body) == HO_OK ? size * n : 0;
}

static int
add_field(struct exchange *x, const char *line)
{
	struct curl_slist *all = curl_slist_append(x->fields, line);

	if (all == NULL)
		return HO_E_NOMEM;
	x->fields = all;
	return HO_OK;
}

static int
set_file(struct exchange *x, const struct ho_ticket_job *job)
{
	curl_mimepart *part;

	if ((x->mime = curl_mime_init(x->h)) == NULL ||
	    (part = curl_mime_addpart(x->mime)) == NULL ||
	    curl_mime_name(part, "file") != CURLE_OK ||
	    curl_mime_filename(part, job->name) != CURLE_OK ||
	    curl_mime_type(part, job->type) != CURLE_OK ||
	    curl_mime_data(part, job->data, job->len) != CURLE_OK ||
	    curl_easy_setopt(x->h, CURLOPT_MIMEPOST, x->mime) != CURLE_OK)
		return HO_E_NOMEM;
	/* Jira refuses an upload that a web page could have sent */
	return add_field(x, "X-Atlassian-Token: no-check");
}

static int
set_body(struct exchange *x, const struct ticket_request *r)
{
	if (r->file != NULL)
		return set_file(x, r->file);
	if (strcmp(r->method, "GET") == 0)
		return HO_OK;
	if (add_field(x, "Content-Type: application/json") != HO_OK ||
	    curl_easy_setopt(x->h, CURLOPT_POSTFIELDSIZE_LARGE,
		(curl_off_t)r->body.len) != CURLE_OK ||
	    curl_easy_setopt(x->h, CURLOPT_POSTFIELDS, ho_buf_text(&r->body)) !=
		CURLE_OK ||
	    curl_easy_setopt(x->h, CURLOPT_CUSTOMREQUEST, r->method) !=
		CURLE_OK)
		return HO_E_NOMEM;
	return HO_OK;
}

static int
set_fields(struct exchange *x, const struct ho_ticket_setup *s)
{
	int rc;

	ho_buf_str(&x->token, "Authorization: ");
	if ((rc = ticket_driver_of(s->system)->authorize(s, &x->token)) !=
		HO_OK ||
	    (rc = add_field(x, ho_buf_text(&x->token))) != HO_OK ||
	    (rc = add_field(x, "Accept: application/json")) != HO_OK)
		return rc;
	/* no pause for a 100 that many of them never send */
	if ((rc = add_field(x, "Expect:")) != HO_OK)
		return rc;
	return curl_easy_setopt(x->h, CURLOPT_HTTPHEADER, x->fields) == CURLE_OK
	    ? HO_OK
	    : HO_E_NOMEM;
}

static int
set_up(struct exchange *x, const struct ho_ticket_setup *s,
    const struct ticket_request *r)
{
	size_t n = strlen(s->url);
	int rc;

	while (n > 0 && s->url[n - 1] == '/')
		n--;
	ho_buf_add(&x->url, s->url, n);
	ho_buf_str(&x->url, ho_buf_text(&r->path));
	if ((rc = ho_buf_error(&x->url)) != HO_OK ||
	    (rc = set_body(x, r)) != HO_OK || (rc = set_fields(x, s)) != HO_OK)
		return rc;
	curl_easy_setopt(x->h, CURLOPT_URL, ho_buf_text(&x->url));
	curl_easy_setopt(x->h, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(x->h, CURLOPT_PROXY, "");
	curl_easy_setopt(x->h, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(x->h, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(
	    x->h, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(x->h, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(x->h, CURLOPT_SSL_VERIFYHOST, 2L);
	if (s->ca_file[0] != '\0')
		curl_easy_setopt(x->h, CURLOPT_CAINFO, s->ca_file);
	curl_easy_setopt(x->h, CURLOPT_CONNECTTIMEOUT, CONNECT_S);
	curl_easy_setopt(x->h, CURLOPT_TIMEOUT, WHOLE_S);
	curl_easy_setopt(x->h, CURLOPT_LOW_SPEED_LIMIT, 1L);
	curl_easy_setopt(x->h, CURLOPT_LOW_SPEED_TIME, SLOW_S);
	curl_easy_setopt(x->h, CURLOPT_WRITEFUNCTION, take);
	curl_easy_setopt(x->h, CURLOPT_WRITEDATA, x);
	curl_easy_setopt(x->h, CURLOPT_USERAGENT, "handover-courier");
	return HO_OK;
}

static enum ticket_heard
heard(CURLcode rc, const struct exchange *x)
{
	switch (rc) {
	case CURLE_OK: return HEARD_ANSWER;
	case CURLE_URL_MALFORMAT:
	case CURLE_UNSUPPORTED_PROTOCOL:
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_CONNECT:
	case CURLE_SSL_CONNECT_ERROR: return HEARD_NOT_REACHED;
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_PEER_FAILED_VERIFICATION: return HEARD_DISTRUST;
	case CURLE_WRITE_ERROR:
		return x->is_too_long ? HEARD_TOO_LONG : HEARD_NOTHING;
	default: {
		curl_off_t connected = 0;

		/* a time-out before there was a connection */
		curl_easy_getinfo(
		    x->h, CURLINFO_PRETRANSFER_TIME_T, &connected);
		return connected == 0 ? HEARD_NOT_REACHED : HEARD_NOTHING;
	}
	}
}

static void
perform(struct exchange *x)
{
	struct ticket_reply *reply = x->reply;
	char error[CURL_ERROR_SIZE] = "";
	char *where = NULL;
	curl_off_t after = 0;
	CURLcode rc;

	curl_easy_setopt(x->h, CURLOPT_ERRORBUFFER, error);
	rc = curl_easy_perform(x->h);
	curl_easy_setopt(x->h, CURLOPT_ERRORBUFFER, NULL);
	reply->heard = heard(rc, x);
	snprintf(reply->detail, sizeof(reply->detail), "%.150s",
	    error[0] != '\0' ? error : curl_easy_strerror(rc));
	curl_easy_getinfo(x->h, CURLINFO_RESPONSE_CODE, &reply->status);
	curl_easy_getinfo(x->h, CURLINFO_REDIRECT_URL, &where);
	curl_easy_getinfo(x->h, CURLINFO_RETRY_AFTER, &after);
	snprintf(reply->location, sizeof(reply->location), "%.150s",
	    where != NULL ? where : "");
	reply->retry_after = after > PAUSE_MOST ? PAUSE_MOST
	    : after > 0                         ? after
						: 0;
}

void
ticket_http(void *ctx, const struct ho_ticket_setup *s,
    const struct ticket_request *r, struct ticket_reply *reply)
{
	struct exchange x = { .reply = reply, .h = curl_easy_init() };

	(void)ctx;
	reply->heard = HEARD_NOT_REACHED;
	if (x.h != NULL && set_up(&x, s, r) == HO_OK)
		perform(&x);
	else
		snprintf(reply->detail, sizeof(reply->detail), "no memory");
	for (struct curl_slist *f = x.fields; f != NULL; f = f->next)
		explicit_bzero(f->data, strlen(f->data));
	curl_slist_free_all(x.fields);
	curl_easy_cleanup(x.h);
	curl_mime_free(x.mime);
	ho_buf_free(&x.url);
	ticket_wipe(&x.token);
}
