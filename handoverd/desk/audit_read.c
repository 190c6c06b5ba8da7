/*
 * handoverd/desk/audit_read.c - what an auditor asks of the log: its key,
 * whether it is whole, proofs.
 *
 * The long ones run in a thread beside the writer, over a reader of their own.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "handoverd/cases/case_rejudge.h"
#include "handoverd/daemon.h"
#include "handoverd/desk/verbs.h"
#include "lib/base/err.h"

#define FAULTS_TOLD 100 /* the rest is counted */

/* --- key ------------------------------------------------------------------ */

static struct ho_audit_signer
public_half(const struct daemon *d)
{
	struct ho_audit_signer s = { .origin = d->conf.log_origin };

	memcpy(s.public_key, ho_signer_public(d->signer), sizeof(s.public_key));
	return s;
}

int
verb_audit_key(struct tx *t, struct call *c)
{
	struct ho_audit_signer s = public_half(t->d);
	int rc = ho_audit_key(&s, &c->text);

	if (rc == HO_OK &&
	    json_object_set_new(
		c->result, "key", json_string(ho_buf_text(&c->text))) != 0)
		rc = HO_E_NOMEM;
	return rc;
}

/* --- verify --------------------------------------------------------------- */

static int
open_log(struct daemon *d, const struct ho_store_guard *guard,
    struct ho_store **s, struct ho_audit **a, struct ho_buf *why)
{
	struct ho_audit_signer signer = public_half(d);
	int rc = ho_store_open_reader(s, d->conf.store, guard, why);

	return rc == HO_OK ? ho_audit_open_reader(a, *s, &signer) : rc;
}

struct verify {
	struct call *c;
	const struct call_teller *teller;
	json_t *faults;
};

static void
on_fault(void *ctx, const char *word, const char *sentence)
{
	struct verify *v = ctx;

	if (json_array_size(v->faults) < FAULTS_TOLD)
		json_array_append_new(v->faults,
		    json_pack("{s:s, s:s}", "fault", word, "says", sentence));
}

static void
on_progress(void *ctx, int64_t done, int64_t all)
{
	struct verify *v = ctx;

	v->teller->tell(v->teller->arg, done, all);
}

static int
answer_verify(
    struct call *c, json_t *faults, int64_t events, int64_t letters, int64_t n)
{
	json_t *each;
	size_t i;

	if (json_object_set_new(c->result, "events", json_integer(events)) !=
		0 ||
	    json_object_set_new(c->result, "letters", json_integer(letters)) !=
		0 ||
	    json_object_set_new(c->result, "faults", json_integer(n)) != 0 ||
	    json_object_set(c->result, "found", faults) != 0)
		return HO_E_NOMEM;
	if (n == 0) {
		ho_buf_fmt(&c->text,
		    "%lld events: the log is whole, and the store agrees with "
		    "it;\n%lld letter%s: what each was taken for follows from "
		    "what was kept of it",
		    (long long)events, (long long)letters,
		    letters == 1 ? "" : "s");
		return HO_OK;
	}
	call_refuse(c, EXIT_REFUSED, "not-whole",
	    "%lld events, %lld fault%s: somebody wrote to the store with other "
	    "tools",
	    (long long)events, (long long)n, n == 1 ? "" : "s");
	json_array_foreach (faults, i, each)
		ho_buf_fmt(&c->text, "\n%s: %s",
		    json_string_value(json_object_get(each, "fault")),
		    json_string_value(json_object_get(each, "says")));
	return HO_OK;
}

int
read_audit_verify(
    struct daemon *d, struct call *c, const struct call_teller *teller)
{
	struct verify v = { c, teller, json_array() };
	struct ho_audit_check check = { &v, on_fault, on_progress };
	struct ho_store_guard guard = d->guard;
	struct ho_buf why = HO_BUF_INIT;
	struct ho_store *s = NULL;
	struct ho_audit *a = NULL;
	int64_t events = 0, letters = 0, faults = 0;
	int rc = v.faults != NULL ? HO_OK : HO_E_NOMEM;

	guard.dead = NULL; /* every dead row is a fault here already */
	if (rc == HO_OK)
		rc = open_log(d, &guard, &s, &a, &why);
	if (rc == HO_OK)
		rc = ho_audit_verify(a, &check, &events, &faults);
	if (rc == HO_OK)
		rc = rejudge_all(
		    &(struct tx){ .d = d, .s = s }, &check, &letters, &faults);
	if (rc == HO_OK)
		rc = answer_verify(c, v.faults, events, letters, faults);
	else if (why.len > 0)
		call_refuse(c, EXIT_FAULT, "store-failed", "the store: %s",
		    ho_buf_text(&why));
	ho_audit_close(&a);
	ho_store_close(&s);
	ho_buf_free(&why);
	json_decref(v.faults);
	return rc;
}

/* --- prove ---------------------------------------------------------------- */

/* What is to be proven: that SEQ is in the log, or that the log of checkpoint
 * size 'from' is its beginning. */
static int
read_question(struct call *c, int64_t *seq, int64_t *from)
{
	const char *subject = call_str(c, "subject");
	const json_t *size = json_object_get(c->args, "from");
	char *end;

	*from = size != NULL ? json_integer_value(size) : 0;
	*seq = 0;
	if ((subject == NULL) == (size == NULL))
		return call_refuse(c, EXIT_USAGE, "usage",
		    "audit prove: SEQ for an event, or --from for a "
		    "checkpoint's size");
	if (subject == NULL)
		return HO_OK;
	errno = 0;
	*seq = strtoll(subject, &end, 10);
	if (errno != 0 || *end != '\0' || *seq < 1)
		return call_refuse(
		    c, EXIT_USAGE, "usage", "SEQ is an event's number");
	return HO_OK;
}

int
read_audit_prove(
    struct daemon *d, struct call *c, const struct call_teller *teller)
{
	struct ho_buf why = HO_BUF_INIT;
	struct ho_store *s = NULL;
	struct ho_audit *a = NULL;
	int64_t seq, from;
	int rc = read_question(c, &seq, &from);

	(void)teller;
	if (rc != HO_OK || c->exit != EXIT_DONE)
		return rc;
	rc = open_log(d, &d->guard, &s, &a, &why);
	if (rc == HO_OK)
		rc = seq != 0 ? ho_audit_prove(a, seq, &c->text)
			      : ho_audit_prove_extends(a, from, &c->text);
	if (rc == HO_E_NONE || rc == HO_E_INPUT)
		rc = call_refuse(c, EXIT_REFUSED, "not-signed-yet",
		    "no checkpoint covers that yet; handover audit checkpoint "
		    "signs one now");
	else if (rc == HO_OK &&
	    json_object_set_new(c->result, "proof",
		json_stringn(ho_buf_text(&c->text), c->text.len)) != 0)
		rc = HO_E_NOMEM;
	else if (rc != HO_OK && why.len > 0)
		rc = call_refuse(c, EXIT_FAULT, "store-failed", "the store: %s",
		    ho_buf_text(&why));
	ho_audit_close(&a);
	ho_store_close(&s);
	ho_buf_free(&why);
	return rc;
}
