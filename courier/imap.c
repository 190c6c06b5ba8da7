/* courier/imap.c - one folder of an IMAP server, by libcurl. */
#include "courier/imap.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "courier/web.h"
#include "lib/base/err.h"
#include "lib/wire/proto.h"

#define CONNECT_S 30L
#define WHOLE_S   300L

int
imap_open(struct imap *m, const struct ho_conf *conf)
{
	*m = (struct imap){ .conf = conf, .h = curl_easy_init() };
	return m->h != NULL ? HO_OK : HO_E_NOMEM;
}

void
imap_close(struct imap *m)
{
	if (m->h != NULL)
		curl_easy_cleanup(m->h);
	m->h = NULL;
}

/* --- one exchange --------------------------------------------------------------------- */

static size_t
collect(char *data, size_t size, size_t n, void *arg)
{
	struct ho_buf *out = arg;

	ho_buf_add(out, data, size * n);
	return ho_buf_error(out) == HO_OK ? size * n : 0;
}

/* Read anew each time: a token lives for an hour, and somebody else renews the
 * file. */
static int
set_login(struct imap *m)
{
	const struct ho_conf *c = m->conf;
	bool is_token = c->inbox_token_file[0] != '\0';
	char secret[WEB_SECRET];
	int rc = web_secret(
	    is_token ? c->inbox_token_file : c->inbox_password_file, secret);

	if (rc != HO_OK)
		snprintf(m->why, WHY_SIZE, "inbox-%s-file cannot be read",
		    is_token ? "token" : "password");
	else if (curl_easy_setopt(m->h, CURLOPT_USERNAME, c->inbox_user) !=
		CURLE_OK ||
	    curl_easy_setopt(m->h,
		is_token ? CURLOPT_XOAUTH2_BEARER : CURLOPT_PASSWORD,
		secret) != CURLE_OK)
		rc = HO_E_NOMEM;
	explicit_bzero(secret, sizeof(secret));
	return rc;
}

int
imap_go(struct imap *m, const char *name, uint32_t validity, uint32_t uid)
{
	char *folder = curl_easy_escape(m->h, name, 0);
	struct ho_buf url = HO_BUF_INIT;
	int rc = HO_E_NOMEM;

	if (folder == NULL)
		return rc;
	ho_buf_fmt(&url, "%s/%s", m->conf->inbox_url, folder);
	if (validity != 0)
		ho_buf_fmt(&url, ";UIDVALIDITY=%u", (unsigned)validity);
	if (uid != 0)
		ho_buf_fmt(&url, "/;UID=%u", (unsigned)uid);
	if (ho_buf_error(&url) == HO_OK &&
	    curl_easy_setopt(m->h, CURLOPT_URL, ho_buf_text(&url)) == CURLE_OK)
		rc = HO_OK;
	curl_free(folder);
	ho_buf_free(&url);
	return rc;
}

int
imap_perform(struct imap *m, const char *command, struct ho_buf *out)
{
	char error[CURL_ERROR_SIZE] = "";
	CURLcode rc;

	curl_easy_setopt(m->h, CURLOPT_ERRORBUFFER, error);
	curl_easy_setopt(m->h, CURLOPT_CUSTOMREQUEST, command);
	curl_easy_setopt(m->h, CURLOPT_WRITEFUNCTION, collect);
	curl_easy_setopt(m->h, CURLOPT_WRITEDATA, out);
	m->code = rc = curl_easy_perform(m->h);
	curl_easy_setopt(m->h, CURLOPT_ERRORBUFFER, NULL);
	if (rc == CURLE_OK)
		return HO_OK;
	snprintf(m->why, WHY_SIZE, "%.200s",
	    *error ? error : curl_easy_strerror(rc));
	return ho_buf_error(out) != HO_OK ? ho_buf_error(out) : HO_E_IO;
}

int
imap_begin(struct imap *m)
{
	curl_easy_reset(m->h);
	curl_easy_setopt(m->h, CURLOPT_PROTOCOLS_STR, "imap,imaps");
	curl_easy_setopt(m->h, CURLOPT_CONNECTTIMEOUT, CONNECT_S);
	curl_easy_setopt(m->h, CURLOPT_TIMEOUT, WHOLE_S);
	curl_easy_setopt(m->h, CURLOPT_BUFFERSIZE, IMAP_LINE);
	web_set_tls(m->h, m->conf->inbox_tls, m->conf->inbox_ca_file);
	return set_login(m);
}

/* A command in the folder as it was looked at. */
static int
ask(struct imap *m, const char *command, struct ho_buf *out)
{
	int rc = imap_go(m, m->conf->inbox_folder, m->validity, 0);

	return rc != HO_OK ? rc : imap_perform(m, command, out);
}

static int
tell(struct imap *m, const char *command)
{
	struct ho_buf said = { .max = (size_t)IMAP_LINE };
	int rc = ask(m, command, &said);

	ho_buf_free(&said);
	return rc;
}

/* --- looking ---------------------------------------------------------------------------- */

/* A number that fills its place to what must follow it; 0: none. */
static uint32_t
number(const char *text, const char **end)
{
	unsigned long n;
	char *stop;

	*end = text;
	if (*text < '1' || *text > '9')
		return 0;
	n = strtoul(text, &stop, 10);
	*end = stop;
	return n <= UINT32_MAX ? (uint32_t)n : 0;
}

/* What the folder says of itself.  A mark that it forgets would be set, and the
 * message fetched, anew for ever: Exchange keeps none. */
static int
read_folder(struct imap *m, const char *said)
{
	static const char validity[] = "[UIDVALIDITY ";
	static const char flags[] = "[PERMANENTFLAGS (";
	const char *at = strcasestr(said, validity), *end;
	uint32_t now = at ? number(at + strlen(validity), &end) : 0;

	m->why[0] = '\0';
	if (now == 0 || *end != ']')
		snprintf(m->why, WHY_SIZE, "the folder has no UIDVALIDITY");
	if (now != m->validity)
		m->after = 0;
	m->validity = now;
	at = strcasestr(said, flags);
	end = at != NULL ? strstr(at, "\\*") : NULL;
	m->has_keywords = end != NULL && end < at + strcspn(at, ")");
	if (!m->has_keywords && m->conf->inbox_move_to[0] == '\0')
		snprintf(m->why, WHY_SIZE,
		    "the folder keeps no keywords: set inbox-move-to");
	return m->why[0] == '\0' ? HO_OK : HO_E_PEER;
}

static int
ask_folder(struct imap *m)
{
	struct ho_buf said = { .max = (size_t)IMAP_LINE }, command = { 0 };
	int rc = imap_go(m, "", 0, 0);

	ho_buf_fmt(&command, "SELECT \"%s\"", m->conf->inbox_folder);
	if (rc == HO_OK &&
	    (rc = imap_perform(m, ho_buf_text(&command), &said)) == HO_OK)
		rc = read_folder(m, ho_buf_text(&said));
	ho_buf_free(&command);
	ho_buf_free(&said);
	return rc;
}

size_t
imap_read_search(const char *text, uint32_t uid[static IMAP_ROUND])
{
	static const char head[] = "* SEARCH";
	const char *end;
	size_t n = 0;

	if ((text = strcasestr(text, head)) == NULL)
		return 0;
	text += strlen(head);
	while (n < IMAP_ROUND && *text == ' ') {
		uint32_t u = number(text + 1, &end);

		if (u == 0 || (*end != ' ' && *end != '\r' && *end != '\n'))
			break;
		uid[n++] = u;
		text = end;
	}
	return n;
}

int
imap_look(struct imap *m, uint32_t uid[static IMAP_ROUND], size_t *n)
{
	struct ho_buf said = { .max = 2 * (size_t)IMAP_LINE };
	char command[128];
	int rc;

	*n = 0;
	if ((rc = imap_begin(m)) == HO_OK && (rc = ask_folder(m)) == HO_OK) {
		snprintf(command, sizeof(command),
		    "UID SEARCH UID %lu:%lu UNDELETED UNKEYWORD " IMAP_TAKEN
		    " UNKEYWORD " IMAP_LEFT,
		    (unsigned long)m->after + 1, (unsigned long)UINT32_MAX);
		rc = ask(m, command, &said);
	}
	if (rc == HO_OK)
		*n = imap_read_search(ho_buf_text(&said), uid);
	m->after =
	    *n == IMAP_ROUND && uid[*n - 1] < UINT32_MAX ? uid[*n - 1] : 0;
	ho_buf_free(&said);
	return rc;
}

/* --- one message ------------------------------------------------------------------------ */

int
imap_fetch(struct imap *m, uint32_t uid, struct ho_buf *out)
{
	int rc;

	ho_buf_free(out);
	out->max = HO_LETTER_MAX;
	rc = imap_go(m, m->conf->inbox_folder, m->validity, uid);
	if (rc != HO_OK)
		return rc;
	rc = imap_perform(m, NULL, out);
	return rc == HO_OK && out->len == 0 ? HO_E_LIMIT : rc;
}

static int
mark(struct imap *m, uint32_t uid, const char *keyword)
{
	char command[128];

	snprintf(command, sizeof(command), "UID STORE %u +FLAGS.SILENT (%s)",
	    (unsigned)uid, keyword);
	return tell(m, command);
}

/* COPY and then EXPUNGE would leave two of it to whoever is killed between;
 * MOVE is one act. */
static int
move(struct imap *m, uint32_t uid)
{
	char command[320];

	snprintf(command, sizeof(command), "UID MOVE %u \"%s\"", (unsigned)uid,
	    m->conf->inbox_move_to);
	return tell(m, command);
}

int
imap_leave(struct imap *m, uint32_t uid)
{
	return m->has_keywords ? mark(m, uid, IMAP_LEFT) : move(m, uid);
}

int
imap_done(struct imap *m, uint32_t uid)
{
	return m->conf->inbox_move_to[0] == '\0' ? mark(m, uid, IMAP_TAKEN)
						 : move(m, uid);
}
