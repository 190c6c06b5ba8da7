/*
 * handoverd/cases/case_verify.c - case verify: the stored evidence, judged again.
 *
 * By its stored facts and today's policy, or with --again from its octets: a
 * judge reads the letter anew, and what it asks of DNS is answered as it was
 * answered then.  Reads only and may wait for the judge, so it runs beside the
 * writer, over a reader of its own.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "handoverd/cases/case_work.h"
#include "handoverd/cases/evidence.h"
#include "handoverd/daemon.h"
#include "handoverd/desk/verbs.h"
#include "lib/base/err.h"
#include "lib/flow/reason.h"
#include "lib/helper/helper.h"
#include "lib/wire/facts.h"

struct verifying {
	struct work w;
	struct ho_buf mail;
	struct ho_facts *kept, *again; /* again NULL: the kept ones will do */
	bool is_other;                 /* the octets give other facts now */
};

static void
verdict_now(struct verifying *v, const struct opinion *o)
{
	const struct ho_evidence *e = &v->w.request;
	struct call *c = v->w.call;
	const char *then =
		       ho_mail_verdict_word((enum ho_mail_verdict)e->verdict),
		   *now = ho_mail_verdict_word(o->verdict);

	json_object_set_new(c->result, "verdict_now", json_string(now));
	json_object_set_new(c->result, "reason_now", json_string(o->reason));
	ho_buf_fmt(&c->text, "%s\nevidence %s\nthen: %s (%s)\nnow:  %s (%s) %s",
	    v->w.c.ref, e->sha256, then, e->reason, now, o->reason,
	    ho_why(o->reason).text);
	if (o->verdict != HO_MAIL_REFUSE)
		return;
	c->exit = EXIT_REFUSED;
	snprintf(c->reason, sizeof(c->reason), "%s", o->reason);
}

/* --- from the octets --------------------------------------------------------- */

/* Which signatures are seen otherwise than they were. */
static void
name_differences(struct verifying *v)
{
	struct ho_buf *out = &v->w.call->text;
	const struct ho_facts *a = v->kept, *b = v->again;

	if (strcmp(a->fault, b->fault) != 0)
		ho_buf_fmt(out, "\n  build: %s, now %s",
		    a->fault[0] ? a->fault : "good",
		    b->fault[0] ? b->fault : "good");
	if (a->signatures != b->signatures)
		ho_buf_fmt(out, "\n  signatures: %u, now %u", a->signatures,
		    b->signatures);
	for (size_t i = 0; i < a->signatures && i < b->signatures; i++)
		if (strcmp(a->signature[i].result, b->signature[i].result) != 0)
			ho_buf_fmt(out, "\n  %s: %s, now %s",
			    a->signature[i].domain, a->signature[i].result,
			    b->signature[i].result);
}

static int
compare(struct verifying *v)
{
	uint8_t *mem = malloc(2 * HO_FRAME_MAX);
	struct ho_frame then, now;
	int rc = HO_E_NOMEM;

	if (mem != NULL && (rc = ho_facts_put(&then, mem, v->kept)) == HO_OK &&
	    (rc = ho_facts_put(&now, mem + HO_FRAME_MAX, v->again)) == HO_OK)
		v->is_other = then.len != now.len ||
		    memcmp(then.data, now.data, then.len) != 0;
	free(mem);
	return rc;
}

static int
judge_again(struct verifying *v)
{
	const struct daemon *d = v->w.t->d;
	char *program;
	int rc;

	if (asprintf(&program, "%s/handover-judge", d->conf.libexec_dir) < 0)
		return HO_E_NOMEM;
	rc = ho_helper_judge_again(
	    program, v->kept, v->mail.data, v->mail.len, &v->again);
	free(program);
	if (rc == HO_E_NOMEM)
		return rc;
	if (rc != HO_OK)
		return call_refuse(v->w.call, EXIT_UNFINISHED, "not-judged",
		    "the mail could not be judged (%s); see handover doctor",
		    ho_err_text(rc));
	return compare(v);
}

static void
tell_again(struct verifying *v)
{
	struct call *c = v->w.call;

	json_object_set_new(c->result, "facts_again",
	    json_string(v->is_other ? "other" : "same"));
	ho_buf_str(&c->text,
	    v->is_other
		? "\nThe octets, with DNS as it answered then, give other "
		  "facts today:"
		: "\nThe octets, with DNS as it answered then, give the same "
		  "facts today.");
	if (!v->is_other)
		return;
	name_differences(v);
	if (c->exit == EXIT_DONE) {
		c->exit = EXIT_REFUSED;
		snprintf(c->reason, sizeof(c->reason), "facts-differ");
	}
}

/* --- the verb ------------------------------------------------------------------ */

static int
verify(struct verifying *v)
{
	struct work *w = &v->w;
	struct opinion o;
	int rc;

	if ((rc = work_find(w, call_str(w->call, "subject"))) != HO_OK)
		return rc;
	if (w->c.evidence == 0)
		return work_refuse(w, "not-by-mail", "");
	if (w->request.row.id == 0)
		return work_refuse(w, "evidence-dead", "");
	if ((rc = evidence_mail(w->t, &w->request, &v->mail)) != HO_OK ||
	    (rc = evidence_facts(w->t, &w->request, &v->kept)) != HO_OK)
		return rc == HO_E_FORGED ? work_refuse(w, "evidence-dead", "")
		    : rc == HO_E_NONE    ? work_refuse(w, "not-by-mail", "")
					 : rc;
	if (call_flag(w->call, "again") && (rc = judge_again(v)) != HO_OK)
		return rc;
	if ((rc = work_judge(w, v->again != NULL ? v->again : v->kept,
		 w->request.first_seen, &o)) != HO_OK)
		return rc;
	work_answer(w);
	ho_buf_clear(&w->call->text);
	w->call->exit = EXIT_DONE;
	w->call->reason[0] = '\0';
	verdict_now(v, &o);
	if (v->again != NULL)
		tell_again(v);
	return HO_OK;
}

int
read_case_verify(
    struct daemon *d, struct call *c, const struct call_teller *teller)
{
	struct ho_store_guard guard = d->guard;
	struct tx t = { .d = d, .now = daemon_now(d) };
	struct verifying v = { .w = { .t = &t, .call = c } };
	struct ho_buf why = HO_BUF_INIT;
	int rc;

	(void)teller;
	guard.dead = NULL; /* that thread's business, and told here by a word */
	rc = ho_store_open_reader(&t.s, d->conf.store, &guard, &why);
	if (rc == HO_OK)
		rc = verify(&v);
	else if (why.len > 0)
		call_refuse(c, EXIT_FAULT, "store-failed", "the store: %s",
		    ho_buf_text(&why));
	ho_store_close(&t.s);
	ho_buf_free(&v.mail);
	ho_buf_free(&why);
	free(v.kept);
	free(v.again);
	return rc;
}
