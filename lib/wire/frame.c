/* lib/wire/frame.c - one message: lengths first, then fields. */
#include "lib/wire/frame.h"

#include <string.h>

#include "lib/base/err.h"

#define FIELD_HEAD 6

static void
put_u32(uint8_t *p, uint32_t v)
{
	p[0] = (uint8_t)(v >> 24);
	p[1] = (uint8_t)(v >> 16);
	p[2] = (uint8_t)(v >> 8);
	p[3] = (uint8_t)v;
}

static uint32_t
get_u32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	    (uint32_t)p[2] << 8 | p[3];
}

void
ho_frame_start(struct ho_frame *f, void *mem, size_t cap, uint8_t type)
{
	*f = (struct ho_frame){ .data = mem,
		.cap = cap < HO_FRAME_MAX ? cap : HO_FRAME_MAX };
	if (f->cap < HO_FRAME_HEAD) {
		f->error = HO_E_LIMIT;
		return;
	}
	f->data[4] = HO_WIRE_VERSION;
	f->data[5] = type;
	f->len = HO_FRAME_HEAD;
}

void
ho_frame_put(struct ho_frame *f, uint16_t tag, const void *data, size_t len)
{
	uint8_t *p;

	if (f->error)
		return;
	if (f->cap - f->len < FIELD_HEAD ||
	    len > f->cap - f->len - FIELD_HEAD) {
		f->error = HO_E_LIMIT;
		return;
	}
	p = f->data + f->len;
	p[0] = (uint8_t)(tag >> 8);
	p[1] = (uint8_t)tag;
	put_u32(p + 2, (uint32_t)len);
	if (len)
		memcpy(p + FIELD_HEAD, data, len);
	f->len += FIELD_HEAD + len;
}

void
ho_frame_str(struct ho_frame *f, uint16_t tag, const char *text)
{
	ho_frame_put(f, tag, text, strlen(text));
}

void
ho_frame_u64(struct ho_frame *f, uint16_t tag, uint64_t v)
{
	uint8_t o[8];

	put_u32(o, (uint32_t)(v >> 32));
	put_u32(o + 4, (uint32_t)v);
	ho_frame_put(f, tag, o, sizeof(o));
}

int
ho_frame_end(struct ho_frame *f)
{
	if (f->error == HO_OK)
		put_u32(f->data, (uint32_t)f->len);
	return f->error;
}

int
ho_view_next(const struct ho_view *v, size_t *at, struct ho_field *f)
{
	const uint8_t *p;

	if (*at == 0)
		*at = HO_FRAME_HEAD;
	*f = (struct ho_field){ 0 };
	if (*at >= v->len)
		return HO_E_NONE;
	p = v->data + *at;
	if (v->len - *at < FIELD_HEAD ||
	    get_u32(p + 2) > v->len - *at - FIELD_HEAD)
		return HO_E_PEER;
	f->tag = (uint16_t)(p[0] << 8 | p[1]);
	f->len = get_u32(p + 2);
	f->data = p + FIELD_HEAD;
	*at += FIELD_HEAD + f->len;
	return HO_OK;
}

int
ho_view_open(struct ho_view *v, const void *data, size_t len)
{
	struct ho_view all = { .data = data, .len = len };
	struct ho_field f;
	size_t at = 0;
	int rc, n;

	*v = (struct ho_view){ 0 };
	if (len < HO_FRAME_HEAD || len > HO_FRAME_MAX ||
	    get_u32(all.data) != len || all.data[4] != HO_WIRE_VERSION ||
	    all.data[5] == 0)
		return HO_E_PEER;
	for (n = 0; (rc = ho_view_next(&all, &at, &f)) == HO_OK; n++)
		if (n == HO_FRAME_FIELDS)
			return HO_E_PEER;
	if (rc != HO_E_NONE)
		return rc;
	all.type = all.data[5];
	*v = all;
	return HO_OK;
}

int
ho_view_get(const struct ho_view *v, uint16_t tag, struct ho_field *f)
{
	struct ho_field seen = { 0 }, one;
	size_t at = 0;

	*f = seen;
	while (ho_view_next(v, &at, &one) == HO_OK) {
		if (one.tag != tag)
			continue;
		if (seen.data != NULL)
			return HO_E_PEER;
		seen = one;
	}
	if (seen.data == NULL)
		return HO_E_NONE;
	*f = seen;
	return HO_OK;
}

int
ho_view_str(const struct ho_view *v, uint16_t tag, char *out, size_t cap)
{
	struct ho_field f;
	int rc;

	out[0] = '\0';
	if ((rc = ho_view_get(v, tag, &f)) != HO_OK)
		return rc;
	if (f.len >= cap)
		return HO_E_LIMIT;
	if (memchr(f.data, 0, f.len) != NULL)
		return HO_E_PEER;
	memcpy(out, f.data, f.len);
	out[f.len] = '\0';
	return HO_OK;
}

int
ho_view_u64(const struct ho_view *v, uint16_t tag, uint64_t *n)
{
	struct ho_field f;
	int rc;

	*n = 0;
	if ((rc = ho_view_get(v, tag, &f)) != HO_OK)
		return rc;
	if (f.len != 8)
		return HO_E_PEER;
	*n = (uint64_t)get_u32(f.data) << 32 | get_u32(f.data + 4);
	return HO_OK;
}
