/*
 * judge/snapshot/main.c - handover-snapshot: a page of text, as a picture.
 *
 * Descriptor 0 is a socket to whoever started us: text comes in, a picture
 * goes out, and that is all.  It reads no mail: what it draws was decoded by
 * handover-draw, and what shapes and paints glyphs is a great deal of code,
 * so it has a box of its own in which the fonts can be read and nothing else.
 * A kernel without Landlock cannot make that box: then there is no picture.
 */
#include <glib.h>
#include <malloc.h>
#include <stdio.h>

#include "judge/sandbox.h"
#include "judge/snapshot/fonts.h"
#include "judge/snapshot/page.h"
#include "lib/base/err.h"
#include "lib/base/show.h"
#include "lib/wire/proto.h"
#include "lib/wire/sock.h"

#define SOCKET 0
#define EVER   (-1) /* whoever started us keeps the time */

static uint8_t mem[HO_FRAME_MAX];

static int
receive(struct ho_buf *text)
{
	struct ho_view v;
	uint64_t len;
	int rc;

	if ((rc = ho_sock_recv(SOCKET, mem, sizeof(mem), &v, EVER)) != HO_OK)
		return rc;
	if (v.type != HO_M_SNAPSHOT_PAGE ||
	    ho_view_u64(&v, HO_T_LENGTH, &len) != HO_OK ||
	    len > HO_SNAPSHOT_TEXT)
		return HO_E_PEER;
	rc = ho_sock_recv_pieces(SOCKET, text, (size_t)len, EVER);
	if (rc != HO_OK)
		return rc;
	return text->len == len && ho_utf8_valid(text->data, text->len)
	    ? HO_OK
	    : HO_E_PEER;
}

static int
send_picture(const struct page *p)
{
	struct ho_frame f;
	int rc;

	ho_frame_start(&f, mem, sizeof(mem), HO_M_SNAPSHOT_PICTURE);
	ho_frame_u64(&f, HO_T_WIDTH, p->width);
	ho_frame_u64(&f, HO_T_HEIGHT, p->height);
	ho_frame_u64(&f, HO_T_MISSING, p->missing);
	ho_frame_u64(&f, HO_T_CUT, p->is_cut);
	ho_frame_u64(&f, HO_T_LENGTH, p->png.len);
	ho_frame_end(&f);
	if ((rc = ho_sock_send(SOCKET, &f, EVER)) != HO_OK)
		return rc;
	return ho_sock_send_pieces(SOCKET, p->png.data, p->png.len, EVER);
}

/* Why there is no picture and never will be: a word, instead of one. */
static int
send_none(const char *reason)
{
	struct ho_frame f;

	ho_frame_start(&f, mem, sizeof(mem), HO_M_SNAPSHOT_PICTURE);
	ho_frame_str(&f, HO_T_REASON, reason);
	ho_frame_end(&f);
	return ho_sock_send(SOCKET, &f, EVER);
}

static int
draw(void)
{
	struct page page = { .png = { .max = HO_SNAPSHOT_MAX } };
	struct ho_buf text = HO_BUF_INIT;
	int rc;

	if ((rc = receive(&text)) != HO_OK)
		return rc;
	rc = page_draw(&page, ho_buf_text(&text), text.len);
	if (rc == HO_E_LIMIT)
		rc = send_none("too-large");
	else if (rc == HO_OK)
		rc = send_picture(&page);
	ho_buf_free(&page.png);
	ho_buf_free(&text);
	return rc;
}

int
main(void)
{
	int rc;

	/* pango starts threads; an arena for each would take the memory that
	 * its limit counts */
	mallopt(M_ARENA_MAX, 1);
	/* the usual one asks descriptor 2 whether it is a journal */
	g_log_set_writer_func(g_log_writer_standard_streams, NULL, NULL);
	rc = fonts_load();
	if (rc == HO_E_NONE)
		rc = send_none("no-fonts");
	else if (rc == HO_OK)
		rc = ho_sandbox_enter(HO_SANDBOX_SNAPSHOT) == HO_OK
		    ? draw()
		    : send_none("no-landlock");
	if (rc != HO_OK)
		fprintf(stderr, "handover-snapshot: %s\n", ho_err_text(rc));
	return rc == HO_OK ? 0 : 4;
}
