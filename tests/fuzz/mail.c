/*
 * tests/fuzz/mail.c - any octets at all, read as a whole letter: signatures,
 * DNS, the wire, the verdict.
 *
 * Beside not falling over: facts always fit the wire and come back the same,
 * and what is accepted has no fault.  Nobody here has a private key, so a
 * signature that holds is the one of the seeds (RFC 8463, appendix A.3), and
 * all that it signs is what it was: the ledger's hash says so.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/b64.h"
#include "lib/base/err.h"
#include "lib/flow/verdict.h"
#include "lib/mail/mail.h"
#include "lib/wire/facts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static const char record[] =
    "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

static const char ledger[] =
    "1df870816ecec323e9c5e279f8983b082b52b9c91f9495ce80dd3528156a703f";

static void
is_the_seed(const struct ho_signature *s)
{
	uint8_t want[32];

	if (ho_unhex(want, sizeof(want), ledger) != HO_OK ||
	    memcmp(s->ledger, want, sizeof(want)) != 0)
		abort();
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
	for (size_t i = 0; i < facts.signatures; i++)
		if (facts.signature[i].is_verified)
			is_the_seed(&facts.signature[i]);
	carry(&facts);
	q.seen_at = facts.date;
	if (ho_flow_verdict(&facts, &q).verdict == HO_MAIL_ACCEPT &&
	    facts.fault[0] != '\0')
		abort();
	return 0;
}
