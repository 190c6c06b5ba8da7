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
/* Of one line from the server: an answer to SEARCH has about 7 octets for each
 * message, and libcurl cuts a line that is longer than this. */
#define LINE_MAX_LEN 524288L

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

/* "imaps://host/Folder;UIDVALIDITY=7/;UID=12"; uid 0: the folder; validity 0:
 * the server alone. */
static int
set_url(struct imap *m, uint32_t validity, uint32_t uid)
{
	char *folder = curl_easy_escape(m->h, m->conf->inbox_folder, 0);
	struct ho_buf url = HO_BUF_INIT;
	int rc = HO_E_NOMEM;

	if (folder == NULL)
		return rc;
	ho_buf_fmt(&url, "%s/", m->conf->inbox_url);
	if (validity != 0)
		ho_buf_fmt(
		    &url, "%s;UIDVALIDITY=%u", folder, (unsigned)validity);
	if (uid != 0)
		ho_buf_fmt(&url, "/;UID=%u", (unsigned)uid);
	if (ho_buf_error(&url) == HO_OK &&
	    curl_easy_setopt(m->h, CURLOPT_URL, ho_buf_text(&url)) == CURLE_OK)
		rc = HO_OK;
	curl_free(folder);
	ho_buf_free(&url);
	return rc;
}

static int
perform(struct imap *m, const char *command, struct ho_buf *out)
{
	char error[CURL_ERROR_SIZE] = "";
	CURLcode rc;

	curl_easy_setopt(m->h, CURLOPT_ERRORBUFFER, error);
	curl_easy_setopt(m->h, CURLOPT_CUSTOMREQUEST, command);
	curl_easy_setopt(m->h, CURLOPT_WRITEFUNCTION, collect);
	curl_easy_setopt(m->h, CURLOPT_WRITEDATA, out);
	rc = curl_easy_perform(m->h);
	curl_easy_setopt(m->h, CURLOPT_ERRORBUFFER, NULL);
	if (rc == CURLE_OK)
		return HO_OK;
	snprintf(m->why, WHY_SIZE, "%.200s",
	    *error ? error : curl_easy_strerror(rc));
	return ho_buf_error(out) != HO_OK ? ho_buf_error(out) : HO_E_IO;
}

static void
set_always(struct imap *m)
{
	curl_easy_setopt(m->h, CURLOPT_PROTOCOLS_STR, "imap,imaps");
	curl_easy_setopt(m->h, CURLOPT_CONNECTTIMEOUT, CONNECT_S);
	curl_easy_setopt(m->h, CURLOPT_TIMEOUT, WHOLE_S);
	curl_easy_setopt(m->h, CURLOPT_BUFFERSIZE, LINE_MAX_LEN);
	web_set_tls(m->h, m->conf->inbox_tls, m->conf->inbox_ca_file);
}

/* A command in the folder as it was looked at. */
static int
ask(struct imap *m, const char *command, struct ho_buf *out)
{
	int rc = set_url(m, m->validity, 0);

	return rc != HO_OK ? rc : perform(m, command, out);
}

static int
tell(struct imap *m, const char *command)
{
	struct ho_buf said = { .max = (size_t)LINE_MAX_LEN };
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
	struct ho_buf said = { .max = (size_t)LINE_MAX_LEN }, command = { 0 };
	int rc = set_url(m, 0, 0);

	ho_buf_fmt(&command, "SELECT \"%s\"", m->conf->inbox_folder);
	if (rc == HO_OK &&
	    (rc = perform(m, ho_buf_text(&command), &said)) == HO_OK)
		rc = read_folder(m, ho_buf_text(&said));
	ho_buf_free(&command);
	ho_buf_free(&said);
	return rc;
}

/* "* SEARCH 3 5 8": a number that nothing follows may be the beginning of a
 * longer one, and is left out. */
static size_t
read_search(const char *text, uint32_t uid[static IMAP_ROUND])
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
	struct ho_buf said = { .max = 2 * (size_t)LINE_MAX_LEN };
	char command[128];
	int rc;

	*n = 0;
	curl_easy_reset(m->h);
	set_always(m);
	if ((rc = set_login(m)) == HO_OK && (rc = ask_folder(m)) == HO_OK) {
		snprintf(command, sizeof(command),
		    "UID SEARCH UID %lu:%lu UNDELETED UNKEYWORD " IMAP_TAKEN
		    " UNKEYWORD " IMAP_LEFT,
		    (unsigned long)m->after + 1, (unsigned long)UINT32_MAX);
		rc = ask(m, command, &said);
	}
	if (rc == HO_OK)
		*n = read_search(ho_buf_text(&said), uid);
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
	if ((rc = set_url(m, m->validity, uid)) != HO_OK)
		return rc;
	rc = perform(m, NULL, out);
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
