/*
 * handoverd/cases/case_rejudge.c - do stored verdicts still follow from stored facts?
 */
#include "handoverd/cases/case_rejudge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "handoverd/cases/evidence.h"
#include "handoverd/daemon.h"
#include "lib/base/err.h"
#include "lib/base/facts.h"
#include "lib/flow/verdict.h"

struct rejudging {
	struct tx *t;
	const struct ho_audit_check *check;
	int64_t letters, *faults;
};

static void
fault(struct rejudging *r, const struct ho_evidence *e, const char *word,
    const char *says)
{
	char sentence[256];
	struct ho_case c;

	if (ho_store_get(r->t->s, HO_CASE, e->of_case, &c) != HO_OK)
		c.ref[0] = '\0';
	snprintf(sentence, sizeof(sentence), "evidence/%lld of %s: %s",
	    (long long)e->row.id, c.ref[0] ? c.ref : "a case that is dead",
	    says);
	r->check->fault(r->check->ctx, word, sentence);
	++*r->faults;
}

/* What a verdict gives: nothing, the way over a word, all. */
static int
worth(enum ho_mail_verdict v)
{
	return v == HO_MAIL_ACCEPT ? 2 : v == HO_MAIL_CONFIRM ? 1 : 0;
}

/* The address that asked, as it is on file; else the sender's own word, which
 * leaves all rules but the one who may ask. */
static void
find_asker(struct rejudging *r, const struct ho_evidence *e,
    const struct ho_facts *facts, struct ho_address *a)
{
	struct ho_case c;

	if (e->kind != HO_EV_REQUEST ||
	    ho_store_get(r->t->s, HO_CASE, e->of_case, &c) != HO_OK ||
	    c.asker == 0 ||
	    ho_store_get(r->t->s, HO_ADDRESS, c.asker, a) != HO_OK)
		snprintf(a->text, sizeof(a->text), "%s", facts->from);
}

static void
judge(struct rejudging *r, const struct ho_evidence *e,
    const struct ho_facts *facts)
{
	const struct ho_conf *conf = &r->t->d->conf;
	struct ho_address asker = { 0 };
	const char *who = asker.text;
	struct ho_verdict_query q = { .addresses = &who,
		.n_addresses = 1,
		.desks = (const char *const *)conf->desk_address.text,
		.n_desks = conf->desk_address.n,
		.seen_at = e->first_seen };
	struct ho_judgement j;
	char says[160];

	find_asker(r, e, facts, &asker);
	j = ho_flow_verdict(facts, &q);
	if (strcmp(j.reason->word, "desk-not-addressed") == 0) {
		q.is_any_desk = true;
		j = ho_flow_verdict(facts, &q);
	}
	if (worth(j.verdict) >= worth((enum ho_mail_verdict)e->verdict))
		return;
	snprintf(says, sizeof(says),
	    "stored as %s (%s), its facts give %s (%s)",
	    ho_mail_verdict_word((enum ho_mail_verdict)e->verdict), e->reason,
	    ho_mail_verdict_word(j.verdict), j.reason->word);
	fault(r, e, "verdict-other", says);
}

/* A document that proves something has octets and no facts. */
static int
look_at(void *ctx, void *row)
{
	struct rejudging *r = ctx;
	const struct ho_evidence *e = row;
	struct ho_facts *facts = NULL;
	struct ho_buf octets = HO_BUF_INIT;
	int rc = evidence_mail(r->t, e, &octets);

	ho_buf_free(&octets);
	r->letters++;
	if (rc == HO_OK && e->kind != HO_EV_PROOF &&
	    (rc = evidence_facts(r->t, e, &facts)) == HO_OK)
		judge(r, e, facts);
	free(facts);
	if (rc != HO_E_FORGED && rc != HO_E_NONE)
		return rc;
	fault(
	    r, e, "letter-gone", "its octets or facts are not what was stored");
	return HO_OK;
}

int
rejudge_all(struct tx *t, const struct ho_audit_check *check, int64_t *letters,
    int64_t *faults)
{
	struct rejudging r = { .t = t, .check = check, .faults = faults };
	int rc = ho_store_each(
	    t->s, HO_Q_EVIDENCE_JUDGED, &HO_INT(0), 1, 0, look_at, &r);

	*letters = r.letters;
	/* as in ho_audit_verify(): what is not there has been named */
	return rc == HO_E_ORDER && *faults > 0 ? HO_OK : rc;
}
