/* lib/letter/page.c - text being written into memory of a fixed size. */
#include "lib/letter/page.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "lib/base/err.h"
#include "lib/base/show.h"

void
ho_page_add(struct ho_page *p, const char *text, size_t len)
{
	if (p->error)
		return;
	if (len > p->cap - p->len) {
		p->error = HO_E_LIMIT;
		return;
	}
	if (len > 0)
		memcpy(p->data + p->len, text, len);
	p->len += len;
}

void
ho_page_str(struct ho_page *p, const char *text)
{
	ho_page_add(p, text, strlen(text));
}

void
ho_page_chr(struct ho_page *p, char c)
{
	ho_page_add(p, &c, 1);
}

static bool
is_plain(char c)
{
	return c >= 0x20 && c < 0x7f;
}

/* Runs of printable ASCII go straight; what is between them is shown. */
static void
show(struct ho_page *p, const char *text, size_t len,
    void (*odd_text)(struct ho_buf *, const void *, size_t))
{
	struct ho_buf odd = HO_BUF_INIT;
	bool plain;
	size_t n;

	for (; len > 0; text += n, len -= n) {
		plain = is_plain(text[0]);
		for (n = 1; n < len && is_plain(text[n]) == plain; n++)
			;
		if (plain) {
			ho_page_add(p, text, n);
			continue;
		}
		ho_buf_clear(&odd);
		odd_text(&odd, text, n);
		ho_page_add(p, ho_buf_text(&odd), odd.len);
		if (ho_buf_error(&odd) && !p->error)
			p->error = ho_buf_error(&odd);
	}
	ho_buf_free(&odd);
}

void
ho_page_show(struct ho_page *p, const char *text, size_t len)
{
	show(p, text, len, ho_show);
}

void
ho_page_show_lines(struct ho_page *p, const char *text, size_t len)
{
	show(p, text, len, ho_show_lines);
}
