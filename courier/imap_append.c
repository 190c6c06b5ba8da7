/*
 * courier/imap_append.c - a message into a folder, once.
 *
 * libcurl's upload to an imap URL is APPEND with the flag \Seen.  Source: RFC
 * 3501 sections 6.3.11 and 6.4.4.
 */
#include <stdio.h>
#include <string.h>

#include "courier/imap.h"
#include "lib/base/err.h"

int
imap_has(struct imap *m, const char *folder, const char *msgid, bool *there)
{
	struct ho_buf said = { .max = 2 * (size_t)IMAP_LINE };
	char command[320];
	uint32_t uid[IMAP_ROUND];
	int rc;

	*there = false;
	if (msgid[0] == '\0' || strpbrk(msgid, "\"\\%\r\n") != NULL)
		return HO_E_INPUT; /* it would not be looked for as it is */
	snprintf(command, sizeof(command),
	    "UID SEARCH HEADER Message-ID \"<%s>\"", msgid);
	if ((rc = imap_begin(m)) == HO_OK &&
	    (rc = imap_go(m, folder, 0, 0)) == HO_OK &&
	    (rc = imap_perform(m, command, &said)) == HO_OK)
		*there = imap_read_search(ho_buf_text(&said), uid) > 0;
	ho_buf_free(&said);
	return rc;
}

struct source {
	const uint8_t *octets;
	size_t len, at;
};

static size_t
give(char *out, size_t size, size_t n, void *arg)
{
	struct source *s = arg;
	size_t room = size * n, left = s->len - s->at;

	if (left < room)
		room = left;
	memcpy(out, s->octets + s->at, room);
	s->at += room;
	return room;
}

int
imap_append(struct imap *m, const char *folder, const uint8_t *octets,
    size_t len, bool *maybe)
{
	struct source source = { .octets = octets, .len = len };
	struct ho_buf said = { .max = (size_t)IMAP_LINE };
	int rc = imap_go(m, folder, 0, 0);

	*maybe = false;
	if (rc != HO_OK)
		return rc;
	curl_easy_setopt(m->h, CURLOPT_READFUNCTION, give);
	curl_easy_setopt(m->h, CURLOPT_READDATA, &source);
	curl_easy_setopt(m->h, CURLOPT_INFILESIZE_LARGE, (curl_off_t)len);
	curl_easy_setopt(m->h, CURLOPT_UPLOAD, 1L);
	rc = imap_perform(m, NULL, &said);
	/* what the server answered with NO is not there */
	*maybe =
	    rc != HO_OK && source.at == len && m->code != CURLE_UPLOAD_FAILED;
	ho_buf_free(&said);
	return rc;
}
