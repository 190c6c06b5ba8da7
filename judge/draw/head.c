/* judge/draw/head.c - what stands in a header, made visible. */
#include "judge/draw/head.h"

#include <gmime/gmime.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

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

/* Those that hold addresses. */
static const struct list {
	enum ho_head head;
	GMimeAddressType type;
} lists[] = {
	{ HO_HEAD_FROM, GMIME_ADDRESS_TYPE_FROM },
	{ HO_HEAD_SENDER, GMIME_ADDRESS_TYPE_SENDER },
	{ HO_HEAD_REPLY_TO, GMIME_ADDRESS_TYPE_REPLY_TO },
	{ HO_HEAD_TO, GMIME_ADDRESS_TYPE_TO },
	{ HO_HEAD_CC, GMIME_ADDRESS_TYPE_CC },
};

/* What is no address to gmime is shown as it stands there. */
static void
draw_list(struct ho_drawing *d, GMimeMessage *m, const struct list *l)
{
	InternetAddressList *all = g_mime_message_get_addresses(m, l->type);
	char *text = all != NULL
	    ? internet_address_list_to_string(all, NULL, false)
	    : NULL;

	head_show(d->head[l->head], HO_DRAWING_HEAD,
	    text != NULL && *text != '\0'
		? text
		: g_mime_object_get_header(
		      GMIME_OBJECT(m), ho_head_names[l->head].field));
	g_free(text);
}

void
head_draw(struct ho_drawing *d, GMimeMessage *m)
{
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		draw_list(d, m, &lists[i]);
	head_show(d->head[HO_HEAD_SUBJECT], HO_DRAWING_HEAD,
	    g_mime_message_get_subject(m));
	head_show(d->head[HO_HEAD_DATE], HO_DRAWING_HEAD,
	    g_mime_object_get_header(GMIME_OBJECT(m), "Date"));
}
