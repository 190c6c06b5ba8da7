/* admin/ask.c - one request to the desk door and its answer. */
#include "admin/ask.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/err.h"
#include "lib/base/show.h"
#include "lib/wire/proto.h"
#include "lib/wire/sock.h"

#define SEND_MS  60000 /* a daemon that takes nothing for so long is stuck */
#define FILE_MAX HO_LETTER_MAX /* octets that come back */
#define QUIET_MS 1000          /* then a person is told that we are waiting */

static uint8_t mem[HO_FRAME_MAX];

/* --- waiting ------------------------------------------------------------------
 */

struct wait {
	bool is_terminal, is_shown;
};

/* One line that is written over; only for somebody who watches. */
static void
show_progress(struct wait *w, const char *text, size_t len)
{
	struct ho_buf shown = { .max = 4096 };

	if (!w->is_terminal)
		return;
	ho_show(&shown, text, len < 70 ? len : 70);
	fprintf(stderr, "\r\033[K%s", ho_buf_text(&shown));
	fflush(stderr);
	ho_buf_free(&shown);
	w->is_shown = true;
}

static void
clear_progress(struct wait *w)
{
	if (w->is_shown)
		fputs("\r\033[K", stderr);
	w->is_shown = false;
}

/* The next message, however long it takes. */
static int
hear(int fd, struct ho_view *v, struct wait *w)
{
	int rc;

	while ((rc = ho_sock_recv(fd, mem, sizeof(mem), v,
		    ho_sock_now() + QUIET_MS)) == HO_E_TIMEOUT)
		if (!w->is_shown)
			show_progress(w, "waiting for handoverd ...", 25);
	return rc;
}

/* --- sending ------------------------------------------------------------------
 */

static int
send_head(int fd, const struct request *r)
{
	char verb[HO_VERB_NAME], *args = json_dumps(r->args, JSON_COMPACT);
	struct ho_frame f;
	int rc;

	if (args == NULL)
		return HO_E_NOMEM;
	ho_verb_name(r->verb, verb);
	ho_frame_start(&f, mem, sizeof(mem), HO_M_DESK_REQUEST);
	ho_frame_str(&f, HO_T_VERB, verb);
	ho_frame_str(&f, HO_T_ARGS, args);
	free(args);
	for (size_t i = 0; i < r->n_files; i++) {
		ho_frame_str(&f, HO_T_BLOB, r->file[i].opt->name);
		ho_frame_u64(&f, HO_T_LENGTH, r->file[i].octets.len);
	}
	rc = ho_frame_end(&f);
	return rc != HO_OK ? rc : ho_sock_send(fd, &f, ho_sock_now() + SEND_MS);
}

/* Without the last piece of the last file. */
static int
send_request(int fd, const struct request *r)
{
	int rc = send_head(fd, r);

	for (size_t i = 0; rc == HO_OK && i < r->n_files; i++)
		rc = (i + 1 < r->n_files ? ho_sock_send_pieces
					 : ho_sock_send_some_pieces)(fd,
		    r->file[i].octets.data, r->file[i].octets.len,
		    ho_sock_now() + SEND_MS);
	return rc;
}

/* --- hearing ------------------------------------------------------------------
 */

static int
copy(const struct ho_view *v, uint16_t tag, struct ho_buf *out)
{
	struct ho_field f;
	int rc = ho_view_get(v, tag, &f);

	if (rc == HO_OK)
		ho_buf_add(out, f.data, f.len);
	return rc == HO_OK ? ho_buf_error(out) : HO_E_PEER;
}

static int
on_row(const struct ho_view *v, const struct ask_ears *ears)
{
	struct ho_field f;

	if (ho_view_get(v, HO_T_JSON, &f) != HO_OK)
		return HO_E_PEER;
	return ears->row(ears->ctx, (const char *)f.data, f.len);
}

static int
on_reply(const struct ho_view *v, struct ask_reply *reply)
{
	uint64_t status;

	if (ho_view_u64(v, HO_T_EXIT, &status) != HO_OK || status > FAULT ||
	    ho_view_str(v, HO_T_REASON, reply->reason, sizeof(reply->reason)) !=
		HO_OK ||
	    copy(v, HO_T_TEXT, &reply->text) != HO_OK ||
	    copy(v, HO_T_JSON, &reply->json) != HO_OK)
		return HO_E_PEER;
	reply->exit = (int)status;
	return HO_OK;
}

/* Until the reply: HO_OK.  The line lost before it: HO_E_NONE, HO_E_IO. */
static int
converse(int fd, const struct ask_ears *ears, struct ask_reply *reply)
{
	struct wait w = { .is_terminal = isatty(STDERR_FILENO) };
	struct ho_view v;
	struct ho_field f;
	bool is_over = false;
	int rc = HO_OK, is_last;

	while (rc == HO_OK && !is_over) {
		if ((rc = hear(fd, &v, &w)) != HO_OK)
			break;
		switch (v.type) {
		case HO_M_DESK_PROGRESS:
			if (ho_view_get(&v, HO_T_TEXT, &f) == HO_OK)
				show_progress(&w, (const char *)f.data, f.len);
			break;
		case HO_M_DESK_ROW:
			clear_progress(&w);
			rc = on_row(&v, ears);
			break;
		case HO_M_PIECE:
			rc = ho_piece_add(&v, &reply->file, FILE_MAX, &is_last);
			break;
		case HO_M_DESK_REPLY:
			rc = on_reply(&v, reply);
			is_over = true;
			break;
		default: rc = HO_E_PEER;
		}
	}
	clear_progress(&w);
	explicit_bzero(mem, sizeof(mem));
	return rc;
}

static int
connect_desk(const struct request *r)
{
	const char *path = r->socket;
	int fd;

	if (path == NULL)
		path = secure_getenv("HANDOVER_SOCKET");
	if (path == NULL)
		path = ASK_SOCKET;
	if ((fd = ho_sock_connect(path)) >= 0)
		return fd;
	if (fd == HO_E_NONE)
		complain("handoverd is away: nobody answers at %s; nothing has "
			 "changed, try again when it is back",
		    path);
	else
		complain("cannot reach handoverd at %s: %s", path,
		    fd == HO_E_LIMIT ? "the path is too long"
				     : strerror(errno));
	return fd;
}

int
ask_open(struct ask_line *l, const struct request *r)
{
	l->fd = connect_desk(r);
	if (l->fd < 0)
		return l->fd == HO_E_NONE ? UNFINISHED : FAULT;
	l->sent = send_request(l->fd, r);
	return DONE;
}

void
ask_send(struct ask_line *l)
{
	if (l->sent == HO_OK)
		l->sent =
		    ho_sock_send_pieces(l->fd, "", 0, ho_sock_now() + SEND_MS);
}

int
ask_hear(
    struct ask_line *l, const struct ask_ears *ears, struct ask_reply *reply)
{
	int rc;

	*reply = (struct ask_reply){ .exit = FAULT };
	/* Refused before our files were heard, we find the line closed while
	 * we send; the answer waits behind that error. */
	rc = converse(l->fd, ears, reply);
	if (rc == HO_E_IO)
		rc = converse(l->fd, ears, reply);
	ask_drop(l);
	if (rc == HO_OK)
		return DONE;
	if (l->sent == HO_E_LIMIT)
		complain("the request is too long for one message");
	else if (rc == HO_E_PEER)
		complain("handoverd answered with what is no answer");
	else
		complain("handoverd hung up without an answer; look what "
			 "happened before you try again");
	return FAULT;
}

void
ask_drop(struct ask_line *l)
{
	if (l->fd >= 0)
		close(l->fd);
	l->fd = -1;
}

int
ask(const struct request *r, const struct ask_ears *ears,
    struct ask_reply *reply)
{
	struct ask_line l;
	int rc = ask_open(&l, r);

	*reply = (struct ask_reply){ .exit = FAULT };
	if (rc != DONE)
		return rc;
	if (r->n_files > 0)
		ask_send(&l);
	return ask_hear(&l, ears, reply);
}

void
ask_reply_free(struct ask_reply *reply)
{
	if (reply->json.data != NULL)
		explicit_bzero(reply->json.data, reply->json.cap);
	ho_buf_free(&reply->file);
	ho_buf_free(&reply->json);
	ho_buf_free(&reply->text);
}
