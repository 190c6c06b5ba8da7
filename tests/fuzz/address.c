/*
 * tests/fuzz/address.c - any octets at all, read as From, as To, as a date, an
 * id and a subject.
 *
 * Whatever is one mailbox strictly is a list of that one by the whole grammar:
 * two readers of ours that disagree are what an attacker looks for.  An
 * address that was read is one when it is read again, and the same.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/show.h"
#include "lib/mail/address.h"
#include "lib/mail/date.h"
#include "lib/mail/ids.h"
#include "lib/mail/words.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void
must(int claim)
{
	if (!claim)
		abort();
}

static struct lex
lex_of(const char *text)
{
	return (struct lex){ (const uint8_t *)text,
		(const uint8_t *)text + strlen(text) };
}

static void
try_address(struct lex l)
{
	static struct ho_addr_list list;
	char one[HO_ADDR_MAX + 1], again[HO_ADDR_MAX + 1];
	size_t at = 0;
	bool is_one = address_one(l, one) == HO_OK;

	must(is_one == (one[0] != '\0'));
	list.len = 0;
	if (address_list(l, &list) != HO_OK) {
		must(!is_one && list.len == 0);
		return;
	}
	if (is_one) {
		must(strcmp(ho_addr_next(&list, &at), one) == 0);
		must(ho_addr_next(&list, &at) == NULL);
		must(address_one(lex_of(one), again) == HO_OK);
		must(strcmp(one, again) == 0 && strrchr(one, '@') != NULL);
	}
}

/* What the others make of it is text that can be shown, and fits. */
static void
is_shown_as_it_is(const char *text)
{
	struct ho_buf shown = HO_BUF_INIT;

	ho_show(&shown, text, strlen(text));
	must(strcmp(ho_buf_text(&shown), text) == 0);
	ho_buf_free(&shown);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct lex l = { data, data + len };
	char id[HO_MSGID_MAX + 1], refs[HO_REFS_MAX + 1];
	char subject[HO_SUBJECT_MAX + 1];
	int64_t at;

	if (!ho_utf8_valid(data, len))
		return 0; /* lib/mail/header.c lets none of it through */
	try_address(l);
	must(date_parse(l, &at) == HO_OK || at == 0);
	if (id_one(l, id) == HO_OK)
		is_shown_as_it_is(id);
	id_first(l, id);
	is_shown_as_it_is(id);
	id_list(l, refs);
	is_shown_as_it_is(refs);
	words_decode(l, subject);
	is_shown_as_it_is(subject);
	return 0;
}
