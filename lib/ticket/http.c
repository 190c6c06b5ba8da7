/* lib/ticket/http.c - a driver's request as one of lib/web. */
#include <string.h>

#include "lib/base/err.h"
#include "lib/ticket/talk.h"

#define WHOLE_S 120L

/* The fields that a request bears: what it is, and whose. */
struct bearing {
	struct ho_buf token;
	const char *line[4];
};

static int
bear(struct bearing *b, const struct ho_ticket_setup *s,
    const struct ticket_request *r)
{
	size_t n = 0;
	int rc;

	ho_buf_str(&b->token, "Authorization: ");
	if ((rc = ticket_driver_of(s->system)->authorize(s, &b->token)) !=
	    HO_OK)
		return rc;
	b->line[n++] = ho_buf_text(&b->token);
	b->line[n++] = "Accept: application/json";
	/* Jira refuses an upload that a web page could have sent */
	if (r->file != NULL)
		b->line[n++] = "X-Atlassian-Token: no-check";
	else if (strcmp(r->method, "GET") != 0)
		b->line[n++] = "Content-Type: application/json";
	return HO_OK;
}

static int
whole_url(const struct ho_ticket_setup *s, const struct ticket_request *r,
    struct ho_buf *url)
{
	size_t n = strlen(s->url);

	while (n > 0 && s->url[n - 1] == '/')
		n--;
	ho_buf_add(url, s->url, n);
	ho_buf_str(url, ho_buf_text(&r->path));
	return ho_buf_error(url);
}

void
ticket_http(void *ctx, const struct ho_ticket_setup *s,
    const struct ticket_request *r, struct ho_web_answer *answer)
{
	struct ho_buf url = HO_BUF_INIT;
	struct bearing b = { .token = HO_BUF_INIT };
	struct ho_web_file file = { 0 };
	struct ho_web_request q = { .method = r->file ? "POST" : r->method,
		.fields = b.line,
		.body = &r->body,
		.ca_file = s->ca_file,
		.hear = HO_TICKET_HEAR,
		.whole_s = WHOLE_S };

	(void)ctx;
	answer->heard = HEARD_NOT_REACHED;
	if (r->file != NULL) {
		file = (struct ho_web_file){ r->file->name, r->file->type,
			r->file->data, r->file->len };
		q.file = &file;
	}
	if (bear(&b, s, r) == HO_OK && whole_url(s, r, &url) == HO_OK) {
		q.url = ho_buf_text(&url);
		ho_web_do(&q, answer);
	}
	ho_buf_free(&url);
	ticket_wipe(&b.token);
}
