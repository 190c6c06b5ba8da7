/*
 * judge/draw/main.c - handover-draw: a letter's decoded text, and the confirm
 * and stop words in it.
 *
 * Descriptor 0 is a socket to whoever started us: a letter comes in, a drawing
 * goes out, and that is all.  It decides nothing.
 */
#include <stdio.h>
#include <string.h>

#include "judge/draw/forward.h"
#include "judge/draw/letter.h"
#include "judge/draw/marks.h"
#include "judge/sandbox.h"
#include "lib/base/alike.h"
#include "lib/base/err.h"
#include "lib/wire/proto.h"
#include "lib/wire/sock.h"

#define SOCKET 0
#define EVER   (-1) /* whoever started us keeps the time */

static int
receive(struct ho_buf *letter)
{
	static uint8_t mem[HO_FRAME_MAX];
	struct ho_view v;
	uint64_t len;
	int rc;

	if ((rc = ho_sock_recv(SOCKET, mem, sizeof(mem), &v, EVER)) != HO_OK)
		return rc;
	if (v.type != HO_M_DRAW_LETTER ||
	    ho_view_u64(&v, HO_T_LENGTH, &len) != HO_OK || len > HO_LETTER_MAX)
		return HO_E_PEER;
	rc = ho_sock_recv_pieces(SOCKET, letter, (size_t)len, EVER);
	return rc == HO_OK && letter->len != len ? HO_E_PEER : rc;
}

/* Made visible line by line, as many whole lines as the message may hold. */
static void
show(struct ho_buf *out, const struct ho_buf *text)
{
	const char *p = ho_buf_text(text), *end = p + text->len;
	struct ho_buf line = HO_BUF_INIT;

	while (p < end) {
		const char *stop = memchr(p, '\n', (size_t)(end - p));
		size_t n = stop ? (size_t)(stop + 1 - p) : (size_t)(end - p);

		ho_buf_clear(&line);
		ho_alike_lines(&line, p, n);
		if (line.len > HO_DRAWING_TEXT - out->len)
			break;
		ho_buf_add(out, line.data, line.len);
		p += n;
	}
	ho_buf_free(&line);
}

static int
send_drawing(const struct ho_drawing *d, const struct ho_buf *text)
{
	static const char *const kind[] = { "", "confirm", "stop" };
	static uint8_t mem[HO_FRAME_MAX];
	struct ho_frame f;
	int rc;

	ho_frame_start(&f, mem, sizeof(mem), HO_M_DRAW_TEXT);
	for (size_t i = 0; i < HO_HEADS; i++)
		ho_frame_str(&f, ho_head_names[i].tag, d->head[i]);
	for (size_t i = 0; i < d->marks; i++) {
		ho_frame_str(&f, HO_T_KIND, kind[d->mark[i].kind]);
		ho_frame_str(&f, HO_T_REF, d->mark[i].ref);
		ho_frame_str(&f, HO_T_WORD, d->mark[i].word);
	}
	for (size_t i = 0; i < d->parts; i++) {
		const struct ho_part *p = &d->part[i];

		ho_frame_str(&f, HO_T_PART_TYPE, p->type);
		ho_frame_str(&f, HO_T_PART_NAME, p->name);
		ho_frame_u64(&f, HO_T_PART_SIZE, p->size);
		ho_frame_put(&f, HO_T_PART_SHA256, p->sha256,
		    p->is_read ? sizeof(p->sha256) : 0);
	}
	if (d->users != 0)
		ho_frame_u64(&f, HO_T_USERS, d->users);
	ho_frame_u64(&f, HO_T_FORWARD, d->forward);
	if (d->forward == HO_FORWARD_ATTACHED)
		ho_frame_u64(&f, HO_T_ATTACHED, d->attached.len);
	if (d->aside.len != 0)
		ho_frame_u64(&f, HO_T_ASIDE, d->aside.len);
	ho_frame_u64(&f, HO_T_LENGTH, text->len);
	ho_frame_end(&f);
	if ((rc = ho_sock_send(SOCKET, &f, EVER)) == HO_OK)
		rc = ho_sock_send_pieces(SOCKET, text->data, text->len, EVER);
	if (rc == HO_OK && d->aside.len != 0)
		rc = ho_sock_send_pieces(
		    SOCKET, d->aside.data, d->aside.len, EVER);
	if (rc == HO_OK && d->forward == HO_FORWARD_ATTACHED)
		rc = ho_sock_send_pieces(
		    SOCKET, d->attached.data, d->attached.len, EVER);
	return rc;
}

int
main(void)
{
	static struct ho_drawing d;
	struct ho_buf letter = HO_BUF_INIT, shown = HO_BUF_INIT;
	int rc;

	letter_load();
	ho_sandbox_enter(HO_SANDBOX_DRAW);
	d.text.max = d.aside.max = HO_DRAWING_TEXT;
	if ((rc = receive(&letter)) == HO_OK) {
		letter_draw(&d, letter.data, letter.len);
		forward_look(&d);
		d.marks = marks_find(ho_buf_text(&d.text), d.text.len, d.mark);
		d.users = marks_users(ho_buf_text(&d.text), d.text.len);
		show(&shown, &d.text);
		rc = send_drawing(&d, &shown);
	}
	if (rc != HO_OK)
		fprintf(stderr, "handover-draw: %s\n", ho_err_text(rc));
	return rc == HO_OK ? 0 : 4;
}
