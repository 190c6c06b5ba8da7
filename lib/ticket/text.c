/* lib/ticket/text.c - texts into the forms that ticket systems take. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/err.h"
#include "lib/base/show.h"
#include "lib/ticket/talk.h"

int
ticket_text(const struct ho_ticket_job *job, struct ho_buf *out)
{
	ho_show_lines(out, job->data, job->len);
	if (out->len > HO_TICKET_TEXT) {
		size_t len = HO_TICKET_TEXT;

		/* no half of a character */
		while (len > 0 && (out->data[len] & 0xc0) == 0x80)
			len--;
		out->len = len;
		ho_buf_str(out, "\n[the rest is left out]");
	}
	while (out->len > 0 && out->data[out->len - 1] == '\n')
		out->data[--out->len] = '\0';
	if (out->len == 0)
		ho_buf_chr(out, '-'); /* Jira refuses an empty text */
	return ho_buf_error(out);
}

/*
 * One code block, verbatim: what a client wrote cannot become a link, a
 * mention or a macro there.
 */
json_t *
ticket_adf(const char *text, const char *last)
{
	json_t *blocks = json_pack("[{s:s, s:[{s:s, s:s}]}]", "type",
	    "codeBlock", "content", "type", "text", "text", text);

	if (blocks != NULL && last != NULL &&
	    json_array_append_new(blocks,
		json_pack("{s:s, s:[{s:s, s:s}]}", "type", "paragraph",
		    "content", "type", "text", "text", last)) != 0) {
		json_decref(blocks);
		return NULL;
	}
	return json_pack(
	    "{s:s, s:i, s:o}", "type", "doc", "version", 1, "content", blocks);
}

/* The same in wiki text; what would end the block is taken apart. */
json_t *
ticket_wiki(const char *text, const char *last)
{
	static const char fence[] = "{noformat}";
	struct ho_buf out = HO_BUF_INIT;
	const char *at;
	json_t *json = NULL;

	ho_buf_fmt(&out, "%s\n", fence);
	for (; (at = strstr(text, fence)) != NULL; text = at + 1) {
		ho_buf_add(&out, text, (size_t)(at - text));
		ho_buf_str(&out, "{ ");
	}
	ho_buf_fmt(&out, "%s\n%s", text, fence);
	if (last != NULL)
		ho_buf_fmt(&out, "\n%s", last);
	if (ho_buf_error(&out) == HO_OK)
		json = json_stringn(ho_buf_text(&out), out.len);
	ticket_wipe(&out);
	return json;
}

bool
ticket_next_item(const char **list, char *out, size_t cap)
{
	const char *from = *list + strspn(*list, " ,");
	size_t n = strcspn(from, ",");

	*list = from + n;
	while (n > 0 && from[n - 1] == ' ')
		n--;
	snprintf(out, cap, "%.*s", (int)n, from);
	return n > 0;
}

int
ticket_status_name(const char *pairs, const char *word, char *out, size_t cap)
{
	size_t len = strlen(word);
	char item[201];

	while (ticket_next_item(&pairs, item, sizeof(item)))
		if (strncmp(item, word, len) == 0 && item[len] == '=' &&
		    item[len + 1] != '\0') {
			snprintf(out, cap, "%s", item + len + 1);
			return HO_OK;
		}
	return HO_E_NONE;
}

static int
into_body(const char *text, size_t len, void *body)
{
	ho_buf_add(body, text, len);
	return ho_buf_error(body) == HO_OK ? 0 : -1;
}

int
ticket_body(struct ticket_request *r, json_t *json)
{
	int rc = HO_E_NOMEM;

	if (json != NULL &&
	    json_dump_callback(json, into_body, &r->body, JSON_COMPACT) == 0)
		rc = HO_OK;
	json_decref(json);
	return rc;
}

void
ticket_wipe(struct ho_buf *b)
{
	if (b->data != NULL)
		explicit_bzero(b->data, b->cap);
	ho_buf_free(b);
}

int
ticket_add_fields(json_t *into, const char *fields)
{
	json_t *more;
	int rc;

	if (fields[0] == '\0')
		return HO_OK;
	if ((more = json_loads(fields, JSON_REJECT_DUPLICATES, NULL)) == NULL)
		return HO_E_INPUT;
	/* what Handover itself says in a ticket is not to be overwritten */
	rc = json_object_update_missing(into, more) == 0 ? HO_OK : HO_E_INPUT;
	json_decref(more);
	return rc;
}

const char *
ticket_str(const json_t *o, const char *name)
{
	const char *text = json_string_value(json_object_get(o, name));

	return text != NULL ? text : "";
}
