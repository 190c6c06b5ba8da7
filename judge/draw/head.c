/* judge/draw/head.c - what stands in a header, made visible. */
#include "judge/draw/head.h"

#include <gmime/gmime.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "judge/draw/words.h"
#include "lib/base/alike.h"

static bool
is_inside(const char *text, size_t at)
{
	return (text[at] & 0xc0) == 0x80;
}

void
head_show(char *out, size_t cap, const char *text)
{
	struct ho_buf shown = HO_BUF_INIT;
	size_t front = cap - sizeof(HEAD_CUT) - HEAD_TAIL, tail;
	const char *all;

	if (text != NULL)
		ho_alike(&shown, text, strlen(text));
	all = ho_buf_text(&shown);
	if (shown.len < cap) {
		snprintf(out, cap, "%s", all);
	} else {
		tail = shown.len - HEAD_TAIL;
		/* not within a character, neither here nor there */
		while (front != 0 && is_inside(all, front))
			front--;
		while (is_inside(all, tail))
			tail++;
		snprintf(out, cap, "%.*s" HEAD_CUT "%s", (int)front, all,
		    all + tail);
	}
	ho_buf_free(&shown);
}

static bool
is_list(enum ho_head head)
{
	return head != HO_HEAD_SUBJECT && head != HO_HEAD_DATE;
}

void
head_draw(struct ho_drawing *d, GMimeMessage *m)
{
	GMimeHeaderList *all = g_mime_object_get_header_list(GMIME_OBJECT(m));

	for (size_t i = 0; i < HO_HEADS; i++) {
		GMimeHeader *h =
		    g_mime_header_list_get_header(all, ho_head_names[i].field);
		struct ho_buf text = HO_BUF_INIT;

		if (h != NULL)
			words_add(&text, g_mime_header_get_raw_value(h),
			    is_list((enum ho_head)i));
		head_show(d->head[i], HO_DRAWING_HEAD, ho_buf_text(&text));
		ho_buf_free(&text);
	}
}
