/* lib/web/web.c - one request by libcurl. */
#include "lib/web/web.h"

#include <curl/curl.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/err.h"

#define CONNECT_S 15L
#define SLOW_S    30L /* seconds with less than an octet each */

/* Everything that one request needs, freed in one place. */
struct exchange {
	CURL *h;
	struct curl_slist *fields;
	curl_mime *mime;
	const struct ho_web_request *asked;
	struct ho_web_answer *answer;
	bool is_too_long;
};

static size_t
take(char *data, size_t size, size_t n, void *arg)
{
	struct exchange *x = arg;

	if (x->answer->body.len + size * n > x->asked->hear) {
		x->is_too_long = true;
		return 0;
	}
	ho_buf_add(&x->answer->body, data, size * n);
	return ho_buf_error(&x->answer->body) == HO_OK ? size * n : 0;
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
set_file(struct exchange *x, const struct ho_web_file *file)
{
	curl_mimepart *part;

	if ((x->mime = curl_mime_init(x->h)) == NULL ||
	    (part = curl_mime_addpart(x->mime)) == NULL ||
	    curl_mime_name(part, "file") != CURLE_OK ||
	    curl_mime_filename(part, file->name) != CURLE_OK ||
	    curl_mime_type(part, file->type) != CURLE_OK ||
	    curl_mime_data(part, file->data, file->len) != CURLE_OK ||
	    curl_easy_setopt(x->h, CURLOPT_MIMEPOST, x->mime) != CURLE_OK)
		return HO_E_NOMEM;
	return HO_OK;
}

static int
set_body(struct exchange *x)
{
	const struct ho_web_request *r = x->asked;
	size_t len = r->body != NULL ? r->body->len : 0;

	if (r->file != NULL)
		return set_file(x, r->file);
	if (strcmp(r->method, "GET") == 0)
		return HO_OK;
	if (curl_easy_setopt(x->h, CURLOPT_POSTFIELDSIZE_LARGE,
		(curl_off_t)len) != CURLE_OK ||
	    curl_easy_setopt(x->h, CURLOPT_POSTFIELDS,
		len > 0 ? ho_buf_text(r->body) : "") != CURLE_OK ||
	    curl_easy_setopt(x->h, CURLOPT_CUSTOMREQUEST, r->method) !=
		CURLE_OK)
		return HO_E_NOMEM;
	return HO_OK;
}

static int
set_fields(struct exchange *x)
{
	int rc = HO_OK;

	for (const char *const *f = x->asked->fields;
	     rc == HO_OK && f != NULL && *f != NULL; f++)
		rc = add_field(x, *f);
	/* no pause for a 100 that many of them never send */
	if (rc != HO_OK || (rc = add_field(x, "Expect:")) != HO_OK)
		return rc;
	return curl_easy_setopt(x->h, CURLOPT_HTTPHEADER, x->fields) == CURLE_OK
	    ? HO_OK
	    : HO_E_NOMEM;
}

static int
set_up(struct exchange *x)
{
	const struct ho_web_request *r = x->asked;
	int rc;

	if ((rc = set_body(x)) != HO_OK || (rc = set_fields(x)) != HO_OK ||
	    curl_easy_setopt(x->h, CURLOPT_URL, r->url) != CURLE_OK)
		return rc != HO_OK ? rc : HO_E_NOMEM;
	curl_easy_setopt(x->h, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(x->h, CURLOPT_PROXY, "");
	curl_easy_setopt(x->h, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(x->h, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(
	    x->h, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(x->h, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(x->h, CURLOPT_SSL_VERIFYHOST, 2L);
	if (r->ca_file[0] != '\0')
		curl_easy_setopt(x->h, CURLOPT_CAINFO, r->ca_file);
	curl_easy_setopt(x->h, CURLOPT_CONNECTTIMEOUT, CONNECT_S);
	curl_easy_setopt(x->h, CURLOPT_TIMEOUT, r->whole_s);
	curl_easy_setopt(x->h, CURLOPT_LOW_SPEED_LIMIT, 1L);
	curl_easy_setopt(x->h, CURLOPT_LOW_SPEED_TIME, SLOW_S);
	curl_easy_setopt(x->h, CURLOPT_WRITEFUNCTION, take);
	curl_easy_setopt(x->h, CURLOPT_WRITEDATA, x);
	curl_easy_setopt(x->h, CURLOPT_USERAGENT, "handover-courier");
	return HO_OK;
}

static enum ho_heard
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
	struct ho_web_answer *a = x->answer;
	char error[CURL_ERROR_SIZE] = "";
	char *where = NULL;
	curl_off_t after = 0;
	CURLcode rc;

	curl_easy_setopt(x->h, CURLOPT_ERRORBUFFER, error);
	rc = curl_easy_perform(x->h);
	curl_easy_setopt(x->h, CURLOPT_ERRORBUFFER, NULL);
	a->heard = heard(rc, x);
	snprintf(a->detail, sizeof(a->detail), "%.150s",
	    error[0] != '\0' ? error : curl_easy_strerror(rc));
	curl_easy_getinfo(x->h, CURLINFO_RESPONSE_CODE, &a->status);
	curl_easy_getinfo(x->h, CURLINFO_REDIRECT_URL, &where);
	curl_easy_getinfo(x->h, CURLINFO_RETRY_AFTER, &after);
	snprintf(a->location, sizeof(a->location), "%.150s",
	    where != NULL ? where : "");
	a->retry_after = after > HO_WEB_PAUSE ? HO_WEB_PAUSE
	    : after > 0                       ? after
					      : 0;
}

void
ho_web_do(const struct ho_web_request *r, struct ho_web_answer *answer)
{
	struct exchange x = { .asked = r, .answer = answer };

	*answer = (struct ho_web_answer){ .heard = HEARD_NOT_REACHED };
	if (!ho_web_is_safe(r->url))
		snprintf(answer->detail, sizeof(answer->detail),
		    "it must be https://, or http:// to this host");
	else if ((x.h = curl_easy_init()) != NULL && set_up(&x) == HO_OK)
		perform(&x);
	else
		snprintf(answer->detail, sizeof(answer->detail), "no memory");
	for (struct curl_slist *f = x.fields; f != NULL; f = f->next)
		explicit_bzero(f->data, strlen(f->data));
	curl_slist_free_all(x.fields);
	curl_easy_cleanup(x.h);
	curl_mime_free(x.mime);
}

/* --- addresses ----------------------------------------------------------------- */

bool
ho_web_is_safe(const char *url)
{
	static const char *const here[] = { "http://127.0.0.1", "http://[::1]",
		"http://localhost" };
	const char *host = strstr(url, "://");

	/* "https://gateway.example@evil.example/" is evil.example's */
	if (host == NULL ||
	    memchr(host + 3, '@', strcspn(host + 3, "/?#")) != NULL)
		return false;
	if (strncmp(url, "https://", 8) == 0)
		return true;
	for (size_t i = 0; i < sizeof(here) / sizeof(here[0]); i++) {
		size_t n = strlen(here[i]);

		if (strncmp(url, here[i], n) == 0 &&
		    (url[n] == ':' || url[n] == '/' || url[n] == '?' ||
			url[n] == '\0'))
			return true;
	}
	return false;
}

void
ho_web_escape(struct ho_buf *out, const char *text)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789-._~";

	for (; *text != '\0'; text++) {
		if (strchr(plain, *text) != NULL)
			ho_buf_chr(out, *text);
		else
			ho_buf_fmt(out, "%%%02X", (unsigned char)*text);
	}
}
