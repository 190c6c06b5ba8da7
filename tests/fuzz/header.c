/*
 * tests/fuzz/header.c - any octets at all, read as a header.
 *
 * What is taken for a header is nothing but its fields: put together with
 * their line ends they are its octets again, so no octet was read twice or
 * not at all.  And a file with LF line ends says what it says with CRLF.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/buf.h"
#include "lib/mail/header.h"
#include "lib/mail/read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void
must(int claim)
{
	if (!claim)
		abort();
}

static void
is_nothing_but_fields(const struct header *h, const uint8_t *data, size_t len)
{
	const uint8_t *nl = memchr(data, '\n', len), *at = data;
	size_t end = nl > data && nl[-1] == '\r' ? 2 : 1;

	for (size_t i = 0; i < h->fields; i++) {
		const struct field *f = &h->field[i];

		must(f->raw == at && f->name_len < f->len &&
		    f->raw[f->name_len] == ':' && f->raw[f->len] != ' ');
		at += f->len + end;
	}
	must(h->body.p == at + end && h->body.p + h->body.len == data + len);
}

static void
read_both(const uint8_t *data, size_t len, struct ho_facts *facts,
    struct header *h, const char **word)
{
	struct fault f = header_parse(h, data, len);

	memset(facts, 0, sizeof(*facts));
	if (f.word == NULL) {
		is_nothing_but_fields(h, data, len);
		f = read_facts(h, facts);
	}
	*word = f.word != NULL ? f.word : "";
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct ho_facts facts, again;
	static struct header h;
	struct ho_buf crlf = HO_BUF_INIT;
	const char *word, *other;

	read_both(data, len, &facts, &h, &word);
	if (len > 0 && memchr(data, '\r', len) == NULL) {
		for (size_t i = 0; i < len; i++) {
			if (data[i] == '\n')
				ho_buf_chr(&crlf, '\r');
			ho_buf_add(&crlf, data + i, 1);
		}
		read_both(crlf.data, crlf.len, &again, &h, &other);
		must(strcmp(word, other) == 0);
		must(memcmp(&facts, &again, sizeof(facts)) == 0);
		ho_buf_free(&crlf);
	}
	return 0;
}
