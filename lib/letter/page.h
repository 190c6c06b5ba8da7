/*
 * lib/letter/page.h - text being written into memory of a fixed size.
 *
 * Letters carry default passwords, so nothing here allocates, grows or copies:
 * the caller brings the memory (a ho_secret's room) and wipes it.  Failure
 * sticks, as in lib/base/buf.h: compose in peace, look once at the end.
 */
#ifndef HO_LETTER_PAGE_H
#define HO_LETTER_PAGE_H

#include <stddef.h>

#define HO_PAGE_MAX ((size_t)64 << 10) /* bytes: the size of a letter */

struct ho_page {
	char *data; /* the caller's; not NUL-terminated */
	size_t len;
	size_t cap;
	int error; /* HO_OK, HO_E_LIMIT or HO_E_NOMEM */
};

#define HO_PAGE(memory, size)                   \
	{                                       \
		.data = (memory), .cap = (size) \
	}

void ho_page_add(struct ho_page *p, const char *text, size_t len);
void ho_page_str(struct ho_page *p, const char *text);
void ho_page_chr(struct ho_page *p, char c);

/*
 * Text from outside, made visible as ho_show() (one line) and ho_show_lines()
 * do.  Printable ASCII goes straight through; only the odd rest passes
 * a buffer on the way, so a word or password leaves no copy.
 */
void ho_page_show(struct ho_page *p, const char *text, size_t len);
void ho_page_show_lines(struct ho_page *p, const char *text, size_t len);

#endif
