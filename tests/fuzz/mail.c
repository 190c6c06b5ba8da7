/*
 * tests/fuzz/mail.c - any octets at all, read as a letter and as each of the
 * things that stand in one.
 *
 * Beside not falling over: facts always fit the wire and come back the same,
 * nothing is signed without a key, and what is accepted has no fault.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/err.h"
#include "lib/flow/verdict.h"
#include "lib/mail/address.h"
#include "lib/mail/date.h"
#include "lib/mail/ids.h"
#include "lib/mail/key.h"
#include "lib/mail/mail.h"
#include "lib/mail/words.h"
#include "lib/wire/facts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static const char record[] =
    "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

/* The small parsers, on octets that no header would have let through. */
static void
try_parts(const uint8_t *data, size_t len)
{
	static struct ho_addr_list list;
	static struct ho_txt_answer a;
	struct lex l = { data, data + len };
	char address[HO_ADDR_MAX + 1], id[HO_MSGID_MAX + 1];
	char refs[HO_REFS_MAX + 1], subject[HO_SUBJECT_MAX + 1];
	struct key key;
	int64_t at;

	list.len = 0;
	address_one(l, address);
	address_list(l, &list);
	date_parse(l, &at);
	id_one(l, id);
	id_first(l, id);
	id_list(l, refs);
	words_decode(l, subject);
	memset(&a, 0, sizeof(a));
	a.status = HO_TXT_FOUND;
	ho_txt_add(&a, data, len);
	if (key_parse(&a, len % 2 ? KEY_RSA : KEY_ED25519, &key) == NULL)
		EVP_PKEY_free(key.pkey);
}

static void
carry(struct ho_facts *facts)
{
	static uint8_t mem[HO_FRAME_MAX], again[HO_FRAME_MAX];
	struct ho_frame f, g;
	struct ho_view v;

	if (ho_facts_put(&f, mem, facts) != HO_OK ||
	    ho_view_open(&v, mem, f.len) != HO_OK ||
	    ho_facts_get(&v, facts) != HO_OK ||
	    ho_facts_put(&g, again, facts) != HO_OK || f.len != g.len ||
	    memcmp(mem, again, f.len) != 0)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct ho_suffixes *suffixes;
	static struct ho_facts facts;
	const char *ask[] = { facts.from }, *desk[] = { facts.to.text };
	struct ho_verdict_query q = {
		.addresses = ask, .n_addresses = 1, .desks = desk, .n_desks = 1
	};
	struct ho_mail *m = NULL;

	if (suffixes == NULL && ho_suffixes_load(&suffixes) != HO_OK)
		abort();
	try_parts(data, len);
	if (ho_mail_open(&m, data, len, suffixes, &facts) != HO_OK)
		return 0;
	for (size_t i = 0; i < facts.questions; i++) {
		facts.dns[i].status = (uint8_t)((len + i) % 3);
		if (facts.dns[i].status == HO_TXT_FOUND)
			ho_txt_add(&facts.dns[i], record, sizeof(record) - 1);
	}
	if (ho_mail_verify(m, &facts) != HO_OK)
		abort();
	ho_mail_free(&m);
	carry(&facts);
	q.seen_at = facts.date;
	if (ho_flow_verdict(&facts, &q).verdict == HO_MAIL_ACCEPT &&
	    facts.fault[0] != '\0')
		abort();
	return 0;
}
