/* lib/base/buf.c - octets that grow. */
#include "lib/base/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/err.h"

/* Room for len more octets and a NUL, or the sticky error. */
static int
grow(struct ho_buf *b, size_t len)
{
	size_t max = b->max ? b->max : HO_BUF_MAX;
	size_t cap;
	uint8_t *p;

	if (b->error)
		return b->error;
	if (len > max || b->len > max - len)
		return b->error = HO_E_LIMIT;
	if (b->cap > b->len + len)
		return HO_OK;
	for (cap = b->cap ? b->cap : 128; cap <= b->len + len;)
		cap *= 2;
	if ((p = realloc(b->data, cap)) == NULL)
		return b->error = HO_E_NOMEM;
	b->data = p;
	b->cap = cap;
	return HO_OK;
}

void
ho_buf_add(struct ho_buf *b, const void *data, size_t len)
{
	if (grow(b, len) != HO_OK)
		return;
	if (len)
		memcpy(b->data + b->len, data, len);
	b->len += len;
	b->data[b->len] = 0;
}

void
ho_buf_str(struct ho_buf *b, const char *text)
{
	ho_buf_add(b, text, strlen(text));
}

void
ho_buf_chr(struct ho_buf *b, char c)
{
	ho_buf_add(b, &c, 1);
}

void
ho_buf_vfmt(struct ho_buf *b, const char *fmt, va_list ap)
{
	/* most fits into what is there: it is written once */
	size_t room = b->error ? 0 : b->cap - b->len;
	char *at = room ? (char *)b->data + b->len : NULL;
	va_list again;
	int n;

	va_copy(again, ap);
	n = vsnprintf(at, room, fmt, ap);
	if (n >= 0 && grow(b, (size_t)n) == HO_OK) {
		if ((size_t)n >= room)
			vsnprintf((char *)b->data + b->len, (size_t)n + 1, fmt,
			    again);
		b->len += (size_t)n;
	} else if (room) {
		*at = '\0';
	}
	va_end(again);
}

void
ho_buf_fmt(struct ho_buf *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	ho_buf_vfmt(b, fmt, ap);
	va_end(ap);
}

void
ho_buf_u16(struct ho_buf *b, uint16_t v)
{
	uint8_t o[2] = { (uint8_t)(v >> 8), (uint8_t)v };

	ho_buf_add(b, o, sizeof(o));
}

void
ho_buf_u32(struct ho_buf *b, uint32_t v)
{
	ho_buf_u16(b, (uint16_t)(v >> 16));
	ho_buf_u16(b, (uint16_t)v);
}

void
ho_buf_u64(struct ho_buf *b, uint64_t v)
{
	ho_buf_u32(b, (uint32_t)(v >> 32));
	ho_buf_u32(b, (uint32_t)v);
}

const char *
ho_buf_text(const struct ho_buf *b)
{
	return b->data ? (const char *)b->data : "";
}

void
ho_buf_clear(struct ho_buf *b)
{
	b->len = 0;
	b->error = HO_OK;
	if (b->data)
		b->data[0] = 0;
}

void
ho_buf_free(struct ho_buf *b)
{
	size_t max = b->max;

	free(b->data);
	*b = (struct ho_buf){ .max = max };
}
