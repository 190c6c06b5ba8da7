/*
 * lib/base/buf.h - octets that grow, up to a stated limit.
 *
 * Failure sticks: after the first append that did not fit or found no memory,
 * further appends do nothing and ho_buf_error() tells; so a caller composes in
 * peace and looks once at the end.  Not for secrets: growing leaves copies
 * behind (lib/secret has the type for those).
 */
#ifndef HO_BASE_BUF_H
#define HO_BASE_BUF_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

struct ho_buf {
	uint8_t *data; /* always followed by a NUL once anything was added */
	size_t len;
	size_t cap;
	size_t max; /* bytes; 0 is HO_BUF_MAX */
	int error;  /* HO_OK, HO_E_NOMEM or HO_E_LIMIT */
};

#define HO_BUF_MAX ((size_t)64 << 20)
#define HO_BUF_INIT \
	{           \
		0   \
	}

void ho_buf_add(struct ho_buf *b, const void *data, size_t len);
void ho_buf_str(struct ho_buf *b, const char *text);
void ho_buf_chr(struct ho_buf *b, char c);
void ho_buf_fmt(struct ho_buf *b, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void ho_buf_vfmt(struct ho_buf *b, const char *fmt, va_list ap)
    __attribute__((format(printf, 2, 0)));
void ho_buf_u16(struct ho_buf *b, uint16_t v); /* big-endian */
void ho_buf_u32(struct ho_buf *b, uint32_t v);
void ho_buf_u64(struct ho_buf *b, uint64_t v);

/* The text so far, NUL-terminated, "" when empty; borrowed. */
const char *ho_buf_text(const struct ho_buf *b);
static inline int
ho_buf_error(const struct ho_buf *b)
{
	return b->error;
}
void ho_buf_clear(struct ho_buf *b); /* empty again, memory and limit kept */
void ho_buf_free(struct ho_buf *b);  /* memory gone, ready for use again */

#endif
