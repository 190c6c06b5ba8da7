/* tests/helper/puppets_draw.c - children that draw letters and pictures. */
#include "tests/helper/puppets.h"

#include <string.h>
#include <unistd.h>

#include "lib/base/err.h"
#include "lib/helper/drawing.h"
#include "lib/wire/proto.h"
#include "lib/wire/sock.h"

#define EVER (-1)

/* Drawings, right and wrong. */
static void
draw_text(const char *text, uint64_t len, const char *ref, const char *word,
    const char *kind)
{
	struct ho_frame f;

	if (take_letter() != HO_M_DRAW_LETTER)
		_exit(9);
	ho_frame_start(&f, puppet_mem, sizeof(puppet_mem), HO_M_DRAW_TEXT);
	ho_frame_str(&f, HO_T_SUBJECT, "a subject");
	ho_frame_str(&f, HO_T_REPLY_TO, "r@x.example");
	ho_frame_str(&f, HO_T_KIND, kind);
	ho_frame_str(&f, HO_T_REF, ref);
	if (word != NULL)
		ho_frame_str(&f, HO_T_WORD, word);
	ho_frame_u64(&f, HO_T_LENGTH, len);
	ho_frame_end(&f);
	ho_sock_send(0, &f, EVER);
	ho_sock_send_pieces(0, text, strlen(text), EVER);
	pause();
}

static void
p_draw(void)
{
	draw_text("text\n", 5, "HO-7F3K2M", "0123", "stop");
}

static void
p_draw_short(void)
{
	draw_text("text\n", 6, "HO-7F3K2M", "0123", "stop");
}

static void
p_draw_long(void)
{
	draw_text("text\n", 4, "HO-7F3K2M", "0123", "stop");
}

static void
p_draw_huge(void)
{
	static char text[HO_DRAWING_TEXT + 2];

	memset(text, 'x', sizeof(text) - 1);
	draw_text(text, HO_DRAWING_TEXT + 1, "HO-7F3K2M", "0", "stop");
}

static void
p_draw_most(void)
{
	static char text[HO_DRAWING_TEXT + 1];

	memset(text, 'x', sizeof(text) - 1);
	draw_text(text, HO_DRAWING_TEXT, "HO-7F3K2M", "0", "stop");
}

/* What follows the text: aside is announced with so many octets, then attached
 * unless it is NULL. */
static void
draw_more(const char *aside, uint64_t len, const char *attached)
{
	struct ho_frame f;

	if (take_letter() != HO_M_DRAW_LETTER)
		_exit(9);
	ho_frame_start(&f, puppet_mem, sizeof(puppet_mem), HO_M_DRAW_TEXT);
	ho_frame_u64(&f, HO_T_ASIDE, len);
	ho_frame_u64(&f, HO_T_FORWARD,
	    attached != NULL ? HO_FORWARD_ATTACHED : HO_FORWARD_NONE);
	if (attached != NULL)
		ho_frame_u64(&f, HO_T_ATTACHED, strlen(attached));
	ho_frame_u64(&f, HO_T_LENGTH, 0);
	ho_frame_end(&f);
	ho_sock_send(0, &f, EVER);
	ho_sock_send_pieces(0, "", 0, EVER);
	ho_sock_send_pieces(0, aside, strlen(aside), EVER);
	if (attached != NULL)
		ho_sock_send_pieces(0, attached, strlen(attached), EVER);
	pause();
}

static void
p_aside(void)
{
	draw_more("aside", 5, NULL);
}

static void
p_aside_and_letter(void)
{
	draw_more("aside", 5, "From: x\n\n");
}

static void
p_aside_none(void)
{
	draw_more("", 0, NULL);
}

static void
p_aside_short(void)
{
	draw_more("aside", 6, "From: x\n\n");
}

static void
p_aside_octets(void)
{
	draw_more("as\xff", 3, NULL);
}

static void
p_aside_huge(void)
{
	draw_more("", HO_DRAWING_TEXT + 1, NULL);
}

static void
p_draw_octets(void)
{
	draw_text("te\xfft\n", 5, "HO-7F3K2M", "0123", "stop");
}

static void
p_draw_kind(void)
{
	draw_text("text\n", 5, "HO-7F3K2M", "0123", "obey");
}

static void
p_draw_ref(void)
{
	draw_text("text\n", 5, "HO-7F3K2M7", "0123", "stop");
}

static void
p_draw_half(void)
{
	draw_text("text\n", 5, "HO-7F3K2M", NULL, "stop");
}

static void
p_draw_control(void)
{
	draw_text("text\n", 5, "HO-7F3K2M", "01\x1b[2J", "stop");
}

/* Pictures, right and wrong. */
static void
picture(unsigned width, uint64_t len, const char *none, const char *octets)
{
	struct ho_frame f;

	if (take_letter() != HO_M_SNAPSHOT_PAGE)
		_exit(9);
	ho_frame_start(
	    &f, puppet_mem, sizeof(puppet_mem), HO_M_SNAPSHOT_PICTURE);
	if (none != NULL)
		ho_frame_str(&f, HO_T_REASON, none);
	ho_frame_u64(&f, HO_T_WIDTH, width);
	ho_frame_u64(&f, HO_T_HEIGHT, 10000);
	ho_frame_u64(&f, HO_T_MISSING, 2);
	ho_frame_u64(&f, HO_T_CUT, 1);
	ho_frame_u64(&f, HO_T_LENGTH, len);
	ho_frame_end(&f);
	ho_sock_send(0, &f, EVER);
	if (none == NULL)
		ho_sock_send_pieces(0, octets, 9, EVER);
	pause();
}

static void
p_picture(void)
{
	picture(2000, 9, NULL, PUPPET_PNG);
}

static void
p_picture_none(void)
{
	picture(0, 0, "no-landlock", NULL);
}

static void
p_picture_wide(void)
{
	picture(2001, 9, NULL, PUPPET_PNG);
}

static void
p_picture_short(void)
{
	picture(2000, 10, NULL, PUPPET_PNG);
}

static void
p_picture_huge(void)
{
	picture(2000, HO_SNAPSHOT_MAX + 1, NULL, PUPPET_PNG);
}

static void
p_picture_other(void)
{
	picture(2000, 9, NULL, "#!/bin/sh");
}

static void
p_picture_word(void)
{
	picture(0, 0, "trust-me", NULL);
}

const struct puppet puppets_draw[] = {
	{ "draw", p_draw, HO_HELPER_DRAW, HO_OK },
	{ "draw-most", p_draw_most, HO_HELPER_DRAW, HO_OK },
	{ "draw-short", p_draw_short, HO_HELPER_DRAW, HO_E_PEER },
	{ "draw-long", p_draw_long, HO_HELPER_DRAW, HO_E_PEER },
	{ "draw-huge", p_draw_huge, HO_HELPER_DRAW, HO_E_PEER },
	{ "draw-octets", p_draw_octets, HO_HELPER_DRAW, HO_E_PEER },
	{ "aside", p_aside, HO_HELPER_DRAW, HO_OK },
	{ "aside-letter", p_aside_and_letter, HO_HELPER_DRAW, HO_OK },
	{ "aside-none", p_aside_none, HO_HELPER_DRAW, HO_E_PEER },
	{ "aside-short", p_aside_short, HO_HELPER_DRAW, HO_E_PEER },
	{ "aside-octets", p_aside_octets, HO_HELPER_DRAW, HO_E_PEER },
	{ "aside-huge", p_aside_huge, HO_HELPER_DRAW, HO_E_PEER },
	{ "draw-kind", p_draw_kind, HO_HELPER_DRAW, HO_E_PEER },
	{ "draw-ref", p_draw_ref, HO_HELPER_DRAW, HO_E_PEER },
	{ "draw-half", p_draw_half, HO_HELPER_DRAW, HO_E_PEER },
	{ "draw-control", p_draw_control, HO_HELPER_DRAW, HO_E_PEER },
	{ "draw-piece", p_piece_first, HO_HELPER_DRAW, HO_E_PEER },
	{ "draw-judges", p_facts_torn, HO_HELPER_DRAW, HO_E_PEER },
	{ "picture", p_picture, HO_HELPER_SNAPSHOT, HO_OK },
	{ "picture-none", p_picture_none, HO_HELPER_SNAPSHOT, HO_OK },
	{ "picture-wide", p_picture_wide, HO_HELPER_SNAPSHOT, HO_E_PEER },
	{ "picture-short", p_picture_short, HO_HELPER_SNAPSHOT, HO_E_PEER },
	{ "picture-huge", p_picture_huge, HO_HELPER_SNAPSHOT, HO_E_PEER },
	{ "picture-other", p_picture_other, HO_HELPER_SNAPSHOT, HO_E_PEER },
	{ "picture-word", p_picture_word, HO_HELPER_SNAPSHOT, HO_E_PEER },
	{ "picture-piece", p_piece_first, HO_HELPER_SNAPSHOT, HO_E_PEER },
	{ "picture-draws", p_draws, HO_HELPER_SNAPSHOT, HO_E_PEER },
	{ "picture-dies", p_dies, HO_HELPER_SNAPSHOT, HO_E_PEER },
	{ "picture-silent", p_silent, HO_HELPER_SNAPSHOT, HO_E_TIMEOUT },
	{ NULL, NULL, 0, 0 },
};
