/* tests/laws/sample.c - a small store with one row of every kind. */
#include "tests/laws/sample.h"

#include "lib/base/err.h"

/* Puts a row, keeping the first error. */
#define SAMPLE_PUT(rc, s, kind, row) \
	((rc) = (rc) ? (rc) : ho_store_put((s), (kind), (row)))

/* Puts the account and who is of it, as one event. */
static int
put_account(struct ho_store *s, struct ho_audit *a, struct sample *x)
{
	struct ho_event *ev;
	int rc;

	ho_event_begin(a, &ev, "account.add", SAMPLE_NOW);
	ho_event_self(ev);
	ho_event_str(ev, "code", x->account.code);
	rc = ho_store_next_id(s, HO_ACCOUNT, &x->account.row.id);
	x->owner.account = x->admin.account = x->user.account =
	    x->contact.account = x->own.account = x->account.row.id;
	SAMPLE_PUT(rc, s, HO_USER, &x->owner);
	x->account.super_admin = x->owner.row.id;
	SAMPLE_PUT(rc, s, HO_ACCOUNT, &x->account);
	SAMPLE_PUT(rc, s, HO_USER, &x->admin);
	SAMPLE_PUT(rc, s, HO_USER, &x->user);
	x->password.user = x->own.user = x->factor.user = x->recovery.user =
	    x->tally.user = x->origin.user = x->user.row.id;
	x->tally.row.id = HO_TALLY_ID(x->tally.user, x->tally.what);
	SAMPLE_PUT(rc, s, HO_PASSWORD, &x->password);
	SAMPLE_PUT(rc, s, HO_FACTOR, &x->factor);
	SAMPLE_PUT(rc, s, HO_RECOVERY, &x->recovery);
	SAMPLE_PUT(rc, s, HO_TALLY, &x->tally);
	SAMPLE_PUT(rc, s, HO_ORIGIN, &x->origin);
	SAMPLE_PUT(rc, s, HO_BUDGET, &x->budget);
	SAMPLE_PUT(rc, s, HO_ADDRESS, &x->contact);
	x->own.replaces = x->contact.row.id;
	SAMPLE_PUT(rc, s, HO_ADDRESS, &x->own);
	SAMPLE_PUT(rc, s, HO_STAFF, &x->staff);
	x->desk.raised_by = x->desk.lower_by = x->own_account.staff =
	    x->staff.row.id;
	x->own_account.account = x->account.row.id;
	SAMPLE_PUT(rc, s, HO_DESK, &x->desk);
	SAMPLE_PUT(rc, s, HO_OWN, &x->own_account);
	return rc ? rc : ho_event_end(&ev, NULL);
}

/* What comes before a default password ... */
static int
put_case(struct ho_store *s, struct sample *x)
{
	int rc = HO_OK;

	ho_store_next_id(s, HO_EVIDENCE, &x->evidence.row.id);
	x->a_case.account = x->account.row.id;
	x->a_case.user = x->owner.row.id;
	x->a_case.asker = x->a_case.answer_to = x->contact.row.id;
	x->a_case.opened_by = x->staff.row.id;
	x->a_case.evidence = x->evidence.row.id;
	SAMPLE_PUT(rc, s, HO_CASE, &x->a_case);
	x->word.of_case = x->evidence.of_case = x->approval.of_case =
	    x->credential.of_case = x->seen.of_case = x->ticket.of_case =
		x->outbox.of_case = x->inbox.of_case = x->a_case.row.id;
	x->word.address = x->contact.row.id;
	SAMPLE_PUT(rc, s, HO_WORD, &x->word);
	x->evidence.of_word = x->word.row.id;
	x->evidence.added_by = x->approval.staff = x->staff.row.id;
	SAMPLE_PUT(rc, s, HO_EVIDENCE, &x->evidence);
	SAMPLE_PUT(rc, s, HO_APPROVAL, &x->approval);
	x->shown.of_case = x->a_case.row.id;
	x->shown.staff = x->staff.row.id;
	SAMPLE_PUT(rc, s, HO_SHOWN, &x->shown);
	return rc;
}

/* ... and what goes out with it. */
static int
put_issue(struct ho_store *s, struct sample *x)
{
	int rc = HO_OK;

	x->credential.user = x->credential.candidate_user = x->user.row.id;
	x->credential.claim_to = x->credential.candidate_address =
	    x->own.row.id;
	SAMPLE_PUT(rc, s, HO_CREDENTIAL, &x->credential);
	x->code.credential = x->credential.row.id;
	x->code.address = x->outbox.address = x->own.row.id;
	x->outbox.account = x->account.row.id;
	SAMPLE_PUT(rc, s, HO_CODE, &x->code);
	x->own_code = x->code;
	x->own_code.row = (struct ho_row){ 0 };
	x->own_code.credential = 0;
	x->own_code.user = x->user.row.id;
	x->own_code.purpose = HO_CODE_ENROL;
	SAMPLE_PUT(rc, s, HO_CODE, &x->own_code);
	SAMPLE_PUT(rc, s, HO_SEEN, &x->seen);
	SAMPLE_PUT(rc, s, HO_TICKET, &x->ticket);
	x->record.ticket = x->ticket.row.id;
	SAMPLE_PUT(rc, s, HO_RECORD, &x->record);
	x->job.ticket = x->ticket.row.id;
	x->job.record = x->record.row.id;
	SAMPLE_PUT(rc, s, HO_JOB, &x->job);
	SAMPLE_PUT(rc, s, HO_OUTBOX, &x->outbox);
	x->octets.of_id = x->evidence.row.id;
	x->octets.sealed.data = (uint8_t *)strdup("sealed octets");
	x->octets.sealed.len = strlen("sealed octets");
	SAMPLE_PUT(rc, s, HO_OCTETS, &x->octets);
	SAMPLE_PUT(rc, s, HO_INBOX, &x->inbox);
	return rc;
}

/* Another case, done. */
static int
put_rename(struct ho_store *s, struct sample *x)
{
	int rc = HO_OK;

	sample_rename(x);
	SAMPLE_PUT(rc, s, HO_CASE, &x->rename);
	x->rename_evidence.of_case = x->permit.of_case = x->former.of_case =
	    x->rename.row.id;
	SAMPLE_PUT(rc, s, HO_EVIDENCE, &x->rename_evidence);
	SAMPLE_PUT(rc, s, HO_PERMIT, &x->permit);
	SAMPLE_PUT(rc, s, HO_FORMER, &x->former);
	return rc;
}

int
sample_fill(struct ho_store *s, struct ho_audit *a, struct sample *x)
{
	struct ho_event *ev;
	int rc;

	memset(x, 0, sizeof(*x));
	sample_account(x);
	if ((rc = put_account(s, a, x)) != HO_OK)
		return rc;
	sample_case(x);
	sample_issue(x);
	ho_event_begin(a, &ev, "case.issue", SAMPLE_NOW);
	ho_event_staff(ev, &x->staff);
	ho_event_str(ev, "ref", x->a_case.ref);
	ho_event_str(ev, "subject", "a \"quoted\"\n\xff word");
	ho_event_int(ev, "count", -3);
	if ((rc = put_case(s, x)) == HO_OK && (rc = put_issue(s, x)) == HO_OK)
		rc = put_rename(s, x);
	return rc ? rc : ho_event_end(&ev, NULL);
}

void
sample_free(struct sample *x)
{
	ho_row_free(HO_OCTETS, &x->octets);
}

const void *
sample_row(const struct sample *x, enum ho_kind kind)
{
	switch (kind) {
	case HO_ACCOUNT: return &x->account;
	case HO_USER: return &x->user;
	case HO_PASSWORD: return &x->password;
	case HO_ADDRESS: return &x->own;
	case HO_STAFF: return &x->staff;
	case HO_CASE: return &x->a_case;
	case HO_EVIDENCE: return &x->evidence;
	case HO_APPROVAL: return &x->approval;
	case HO_CREDENTIAL: return &x->credential;
	case HO_CODE: return &x->code;
	case HO_WORD: return &x->word;
	case HO_SEEN: return &x->seen;
	case HO_TICKET: return &x->ticket;
	case HO_RECORD: return &x->record;
	case HO_OUTBOX: return &x->outbox;
	case HO_OCTETS: return &x->octets;
	case HO_INBOX: return &x->inbox;
	case HO_FACTOR: return &x->factor;
	case HO_RECOVERY: return &x->recovery;
	case HO_JOB: return &x->job;
	case HO_DESK: return &x->desk;
	case HO_SHOWN: return &x->shown;
	case HO_OWN: return &x->own_account;
	case HO_TALLY: return &x->tally;
	case HO_ORIGIN: return &x->origin;
	case HO_BUDGET: return &x->budget;
	case HO_PERMIT: return &x->permit;
	case HO_FORMER: return &x->former;
	case HO_KINDS: break;
	}
	return NULL;
}
