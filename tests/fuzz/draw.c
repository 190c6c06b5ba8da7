/*
 * tests/fuzz/draw.c - any octets at all, read as a letter with its MIME parts:
 * what handover-draw makes of it.
 *
 * What comes out is UTF-8 and within its bounds, and every word that was found
 * in it stands there.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "judge/draw/forward.h"
#include "judge/draw/letter.h"
#include "judge/draw/marks.h"
#include "lib/base/show.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void
must(int claim)
{
	if (!claim)
		abort();
}

static void
is_text(const char *text, size_t cap)
{
	size_t len = strnlen(text, cap);

	must(len < cap && ho_utf8_valid((const uint8_t *)text, len));
	for (size_t i = 0; i < len; i++)
		must((uint8_t)text[i] >= 0x20 && text[i] != 0x7f);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct ho_drawing d;
	static bool is_loaded;

	if (!is_loaded)
		letter_load();
	is_loaded = true;
	memset(&d, 0, sizeof(d));
	d.text.max = d.aside.max = HO_DRAWING_TEXT;
	letter_draw(&d, data, len);
	forward_look(&d);
	must(d.text.len <= HO_DRAWING_TEXT);
	must(d.text.len == 0 || ho_utf8_valid(d.text.data, d.text.len));
	for (size_t i = 0; i < HO_HEADS; i++)
		is_text(d.head[i], sizeof(d.head[i]));
	must(d.parts <= HO_DRAWING_PARTS);
	for (size_t i = 0; i < d.parts; i++) {
		is_text(d.part[i].type, sizeof(d.part[i].type));
		is_text(d.part[i].name, sizeof(d.part[i].name));
	}
	d.marks = marks_find(ho_buf_text(&d.text), d.text.len, d.mark);
	must(d.marks <= HO_DRAWING_MARKS);
	for (size_t i = 0; i < d.marks; i++) {
		is_text(d.mark[i].word, sizeof(d.mark[i].word));
		must(strlen(d.mark[i].ref) == 9);
	}
	must(marks_users(ho_buf_text(&d.text), d.text.len) <= HO_DRAWING_USERS);
	must(d.attached.len <= HO_DRAWING_ATTACHED && d.attached.len <= len);
	must(d.aside.error == 0 && d.aside.len <= HO_DRAWING_TEXT);
	must(d.aside.len == 0 || ho_utf8_valid(d.aside.data, d.aside.len));
	ho_buf_free(&d.text);
	ho_buf_free(&d.aside);
	ho_buf_free(&d.attached);
	return 0;
}
