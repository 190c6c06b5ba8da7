/* lib/helper/drawing.c - what `judge draw` saw in a letter. */
#include "lib/helper/drawing.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/err.h"
#include "lib/base/show.h"
#include "lib/wire/proto.h"

const struct ho_head_name ho_head_names[HO_HEADS] = {
	[HO_HEAD_FROM] = { "From", "from", HO_T_FROM },
	[HO_HEAD_SENDER] = { "Sender", "sender", HO_T_SENDER },
	[HO_HEAD_REPLY_TO] = { "Reply-To", "reply_to", HO_T_REPLY_TO },
	[HO_HEAD_TO] = { "To", "to", HO_T_TO },
	[HO_HEAD_CC] = { "Cc", "cc", HO_T_CC },
	[HO_HEAD_SUBJECT] = { "Subject", "subject", HO_T_SUBJECT },
	[HO_HEAD_DATE] = { "Date", "date", HO_T_DATE },
};

/* An absent header is an empty one; anything else wrong is the child's. */
static int
heads(struct ho_drawing *d, const struct ho_view *v)
{
	for (size_t i = 0; i < HO_HEADS; i++) {
		int rc = ho_view_str(
		    v, ho_head_names[i].tag, d->head[i], HO_DRAWING_HEAD);

		if ((rc != HO_OK && rc != HO_E_NONE) ||
		    (rc == HO_OK &&
			!ho_utf8_valid(d->head[i], strlen(d->head[i]))))
			return HO_E_PEER;
	}
	return HO_OK;
}

/* One mark's field, as printable ASCII of the size its place has. */
static int
copy(char *out, size_t cap, const struct ho_field *f)
{
	if (f->len == 0 || f->len >= cap)
		return HO_E_PEER;
	for (size_t i = 0; i < f->len; i++)
		if (f->data[i] < 0x20 || f->data[i] > 0x7e)
			return HO_E_PEER;
	memcpy(out, f->data, f->len);
	out[f->len] = '\0';
	return HO_OK;
}

/* KIND, REF, WORD in this order make one mark. */
static int
marks(struct ho_drawing *d, const struct ho_view *v)
{
	static const uint16_t order[] = { HO_T_KIND, HO_T_REF, HO_T_WORD };
	struct ho_field f;
	size_t at = 0, part = 0;
	int rc = HO_OK;

	while (rc == HO_OK && ho_view_next(v, &at, &f) == HO_OK) {
		struct ho_mark *m = &d->mark[d->marks];

		if (f.tag != HO_T_KIND && f.tag != HO_T_REF &&
		    f.tag != HO_T_WORD)
			continue;
		if (f.tag != order[part] || d->marks == HO_DRAWING_MARKS)
			return HO_E_PEER;
		if (f.tag == HO_T_REF)
			rc = copy(m->ref, sizeof(m->ref), &f);
		else if (f.tag == HO_T_WORD)
			rc = copy(m->word, sizeof(m->word), &f);
		else if (f.len == 7 && memcmp(f.data, "confirm", 7) == 0)
			m->kind = HO_MARK_CONFIRM;
		else if (f.len == 4 && memcmp(f.data, "stop", 4) == 0)
			m->kind = HO_MARK_STOP;
		else
			rc = HO_E_PEER;
		part = (part + 1) % 3;
		d->marks += part == 0;
	}
	return part == 0 ? rc : HO_E_PEER;
}

/* UTF-8 of the size its place has, no NUL in it; may be empty. */
static int
copy_text(char *out, size_t cap, const struct ho_field *f)
{
	if (f->len >= cap || !ho_utf8_valid(f->data, f->len) ||
	    (f->len != 0 && memchr(f->data, 0, f->len) != NULL))
		return HO_E_PEER;
	if (f->len != 0)
		memcpy(out, f->data, f->len);
	out[f->len] = '\0';
	return HO_OK;
}

static int
part_size(struct ho_part *p, const struct ho_field *f)
{
	if (f->len != 8)
		return HO_E_PEER;
	for (size_t i = 0; i < 8; i++)
		p->size = p->size << 8 | f->data[i];
	return p->size <= HO_LETTER_MAX ? HO_OK : HO_E_PEER;
}

static int
part_sum(struct ho_part *p, const struct ho_field *f)
{
	if (f->len != 0 && f->len != sizeof(p->sha256))
		return HO_E_PEER;
	p->is_read = f->len != 0;
	if (p->is_read)
		memcpy(p->sha256, f->data, f->len);
	return HO_OK;
}

/* TYPE, NAME, SIZE, SHA256 in this order make one attachment. */
static int
parts(struct ho_drawing *d, const struct ho_view *v)
{
	struct ho_field f;
	size_t at = 0;
	uint16_t due = HO_T_PART_TYPE;
	int rc = HO_OK;

	while (rc == HO_OK && ho_view_next(v, &at, &f) == HO_OK) {
		struct ho_part *p = &d->part[d->parts];

		if (f.tag < HO_T_PART_TYPE || f.tag > HO_T_PART_SHA256)
			continue;
		if (f.tag != due || d->parts == HO_DRAWING_PARTS)
			return HO_E_PEER;
		if (f.tag == HO_T_PART_TYPE)
			rc = copy_text(p->type, sizeof(p->type), &f);
		else if (f.tag == HO_T_PART_NAME)
			rc = copy_text(p->name, sizeof(p->name), &f);
		else if (f.tag == HO_T_PART_SIZE)
			rc = part_size(p, &f);
		else
			rc = part_sum(p, &f);
		d->parts += f.tag == HO_T_PART_SHA256;
		due = f.tag == HO_T_PART_SHA256 ? HO_T_PART_TYPE
						: (uint16_t)(f.tag + 1);
	}
	return due == HO_T_PART_TYPE ? rc : HO_E_PEER;
}

const char *
ho_forward_word(enum ho_forward f)
{
	static const char *const words[] = { "", "inline", "msg", "attached",
		"several" };

	return (unsigned)f < sizeof(words) / sizeof(words[0]) ? words[f] : "";
}

/* A letter within comes with the one form that brings it, and only there. */
static int
forward(struct ho_drawing *d, const struct ho_view *v)
{
	uint64_t form;
	int rc = ho_view_u64(v, HO_T_FORWARD, &form);
	int has = ho_view_u64(v, HO_T_ATTACHED, &d->attached_length);

	if ((rc != HO_OK && rc != HO_E_NONE) ||
	    (has != HO_OK && has != HO_E_NONE) || form > HO_FORWARD_SEVERAL ||
	    (has == HO_OK) != (form == HO_FORWARD_ATTACHED) ||
	    (has == HO_OK && d->attached_length == 0) ||
	    d->attached_length > HO_DRAWING_ATTACHED)
		return HO_E_PEER;
	d->forward = (enum ho_forward)form;
	return HO_OK;
}

/* Absent where all text is drawn. */
static int
aside(struct ho_drawing *d, const struct ho_view *v)
{
	int rc = ho_view_u64(v, HO_T_ASIDE, &d->aside_length);

	if (rc == HO_E_NONE)
		return HO_OK;
	return rc == HO_OK && d->aside_length > 0 &&
		d->aside_length <= HO_DRAWING_TEXT
	    ? HO_OK
	    : HO_E_PEER;
}

/* Absent where the letter says no number. */
static int
users(struct ho_drawing *d, const struct ho_view *v)
{
	int rc = ho_view_u64(v, HO_T_USERS, &d->users);

	if (rc == HO_E_NONE)
		return HO_OK;
	return rc == HO_OK && d->users > 0 && d->users <= HO_DRAWING_USERS
	    ? HO_OK
	    : HO_E_PEER;
}

int
ho_drawing_decode(struct ho_drawing *d, const struct ho_view *v)
{
	int rc;

	*d = (struct ho_drawing){ 0 };
	d->text.max = d->aside.max = HO_DRAWING_TEXT + 1;
	d->attached.max = HO_DRAWING_ATTACHED + 1;
	if (v->type != HO_M_DRAW_TEXT ||
	    ho_view_u64(v, HO_T_LENGTH, &d->length) != HO_OK ||
	    d->length > HO_DRAWING_TEXT)
		rc = HO_E_PEER;
	else if ((rc = heads(d, v)) == HO_OK && (rc = marks(d, v)) == HO_OK &&
	    (rc = users(d, v)) == HO_OK && (rc = parts(d, v)) == HO_OK &&
	    (rc = aside(d, v)) == HO_OK)
		rc = forward(d, v);
	if (rc != HO_OK)
		*d = (struct ho_drawing){ 0 };
	return rc;
}

void
ho_drawing_free(struct ho_drawing **d)
{
	if (*d == NULL)
		return;
	ho_buf_free(&(*d)->text);
	ho_buf_free(&(*d)->aside);
	ho_buf_free(&(*d)->attached);
	free(*d);
	*d = NULL;
}
