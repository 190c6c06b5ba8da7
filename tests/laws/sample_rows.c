/* tests/laws/sample_rows.c - what the rows of the sample hold. */
#include "lib/flow/verdict.h"
#include "tests/laws/sample.h"

void
sample_account(struct sample *x)
{
	x->account = (struct ho_account){ .seats = 5,
		.created_at = SAMPLE_NOW,
		.valid_from = 7,
		.frozen_until = 8,
		.factor_rule = 1,
		.factor_grace = 9 };
	SAMPLE_TEXT(x->account.code, "Northwind");
	SAMPLE_TEXT(x->account.name, "Northwind Traders");
	SAMPLE_TEXT(x->account.domain, "northwind.example");
	x->owner = (struct ho_user){
		.role = HO_ROLE_ADMIN, .created_at = SAMPLE_NOW, .valid_from = 3
	};
	SAMPLE_TEXT(x->owner.login, "owner@northwind.example");
	SAMPLE_TEXT(x->owner.name, "Olga Owner");
	x->admin = x->owner;
	x->admin.state = HO_USER_ACTIVE;
	SAMPLE_TEXT(x->admin.login, "adam");
	x->user = x->admin;
	x->user.grace_from = 4;
	x->user.role = HO_ROLE_USER;
	SAMPLE_TEXT(x->user.login, "ulla");
	x->password = (struct ho_password){ .set_at = SAMPLE_NOW };
	SAMPLE_TEXT(x->password.hash, "$y$j9T$abc$def");
	x->factor = (struct ho_factor){ .kind = HO_FACTOR_TOTP,
		.state = HO_LIVE,
		.hash = 1,
		.digits = 6,
		.step = 30,
		.floor = 5,
		.far = 9,
		.wrong = 2,
		.bound_at = SAMPLE_NOW,
		.used_at = SAMPLE_NOW };
	SAMPLE_TEXT(x->factor.label, "telephone");
	SAMPLE_HASH(x->factor.sha256, 'a');
	x->recovery =
	    (struct ho_recovery){ .state = HO_LIVE, .made_at = SAMPLE_NOW };
	SAMPLE_HASH(x->recovery.hash, 'b');
	x->tally = (struct ho_tally){ .what = HO_TRIED_PASSWORD,
		.wrong = 3,
		.wrong_at = SAMPLE_NOW,
		.strange = 50,
		.strange_at = SAMPLE_NOW,
		.bound = 0 };
	x->origin = (struct ho_origin){ .seen_at = SAMPLE_NOW };
	SAMPLE_HASH(x->origin.hash, 'c');
	x->budget = (struct ho_budget){ .kind = HO_BUDGET_ADDRESS,
		.what = HO_TRIED_CODE,
		.slot = 7,
		.wrong = 2,
		.since = SAMPLE_NOW };
	x->contact = (struct ho_address){ .kind = HO_EMAIL,
		.usable_from = SAMPLE_NOW,
		.state = HO_ADDRESS_ON_FILE,
		.added_at = SAMPLE_NOW };
	SAMPLE_TEXT(x->contact.text, "Ops@northwind.example");
	SAMPLE_TEXT(x->contact.provenance, "panel");
	x->own = x->contact;
	SAMPLE_TEXT(x->own.text, "ulla@northwind.example");
	x->own.ended_at = SAMPLE_NOW + 7;
	x->staff = (struct ho_staff){ .uid = 1001,
		.roles = HO_STAFF_SUPPORT,
		.state = 1,
		.since = SAMPLE_NOW };
	SAMPLE_TEXT(x->staff.name, "ann");
	x->desk = (struct ho_desk){ .binds_at = SAMPLE_NOW,
		.alert_at = SAMPLE_NOW + 5 };
	SAMPLE_TEXT(x->desk.reason, "they telephone");
	x->own_account = (struct ho_own){ .state = 1, .since = SAMPLE_NOW };
}

void
sample_case(struct sample *x)
{
	x->a_case = (struct ho_case){ .kind = HO_CASE_OWNER,
		.state = 3,
		.sole_address = 1,
		.needs_approval = 1,
		.opened_at = SAMPLE_NOW,
		.wait_until = SAMPLE_NOW + 100,
		.next_at = SAMPLE_NOW + 50,
		.tries = 2,
		.closed_at = 9,
		.seats = 5 };
	SAMPLE_TEXT(x->a_case.ref, "HO-7F3K2M");
	SAMPLE_TEXT(x->a_case.reason, "accepted");
	SAMPLE_TEXT(x->a_case.asked_from, "Ops@northwind.example");
	SAMPLE_TEXT(x->a_case.ticket, "T-1");
	SAMPLE_TEXT(x->a_case.message_id, "<1@northwind.example>");
	SAMPLE_TEXT(x->a_case.refs, "<0@northwind.example>");
	SAMPLE_TEXT(x->a_case.subject, "Our owner has left");
	x->word = (struct ho_word){ .kind = HO_WORD_CONFIRM,
		.state = HO_SPENT,
		.expires_at = SAMPLE_NOW + 1000 };
	SAMPLE_HASH(x->word.hash, 'd');
	x->evidence = (struct ho_evidence){ .kind = HO_EV_REQUEST,
		.size = 4711,
		.verdict = HO_MAIL_CONFIRM,
		.confirmed = 1,
		.first_seen = SAMPLE_NOW,
		.judged_at = SAMPLE_NOW };
	SAMPLE_HASH(x->evidence.sha256, 'a');
	SAMPLE_TEXT(x->evidence.reason, "desk-not-signed");
	x->approval = (struct ho_approval){ .at = SAMPLE_NOW };
	SAMPLE_HASH(x->approval.sha256, 'a');
	x->shown = (struct ho_shown){ .at = SAMPLE_NOW };
	SAMPLE_HASH(x->shown.sha256, 'a');
	x->ticket = (struct ho_ticket){ .opened_at = SAMPLE_NOW,
		.changed_at = SAMPLE_NOW };
	SAMPLE_TEXT(x->ticket.key, "T-1");
	SAMPLE_TEXT(x->ticket.subject, "Our owner has left");
	SAMPLE_TEXT(x->ticket.status, "open");
	SAMPLE_TEXT(x->ticket.system, "jira");
	SAMPLE_TEXT(x->ticket.named, "DESK-1");
	SAMPLE_TEXT(x->ticket.outside, "DESK-2");
	x->job = (struct ho_job){ .act = HO_JOB_COMMENT,
		.state = HO_OUT_DUE,
		.due_at = SAMPLE_NOW,
		.tries = 1,
		.created_at = SAMPLE_NOW,
		.unclear_at = SAMPLE_NOW,
		.done_at = SAMPLE_NOW };
	SAMPLE_TEXT(x->job.outcome, "it failed");
	x->record = (struct ho_record){ .at = SAMPLE_NOW };
	SAMPLE_TEXT(x->record.kind, "opened");
	SAMPLE_HASH(x->record.sha256, 'f');
	x->seen = (struct ho_seen){ .kind = 1 };
	SAMPLE_HASH(x->seen.hash, 'e');
}

void
sample_issue(struct sample *x)
{
	x->credential = (struct ho_credential){ .state = HO_LIVE,
		.issued_at = SAMPLE_NOW,
		.expires_at = SAMPLE_NOW + 86400,
		.claim_tries = 1,
		.tried_elsewhere = 1 };
	SAMPLE_HASH(x->credential.hash, 'b');
	x->code = (struct ho_code){ .purpose = HO_CODE_CLAIM,
		.state = HO_LIVE,
		.tries = 1,
		.sent_at = SAMPLE_NOW,
		.expires_at = SAMPLE_NOW + 600 };
	SAMPLE_TEXT(x->code.challenge, "00112233445566778899aabbccddeeff");
	SAMPLE_HASH(x->code.hash, 'c');
	x->outbox = (struct ho_outbox){ .way = HO_WAY_MAIL,
		.state = HO_OUT_DUE,
		.due_at = SAMPLE_NOW,
		.tries = 1,
		.created_at = SAMPLE_NOW,
		.use_until = SAMPLE_NOW + 9,
		.unclear_at = 3,
		.done_at = 4 };
	SAMPLE_TEXT(x->outbox.kind, "owner-credentials");
	SAMPLE_TEXT(x->outbox.message_id, "<2@desk.example>");
	SAMPLE_TEXT(x->outbox.outcome, "250 ok");
	x->inbox = (struct ho_inbox){ .size = 4711,
		.seen_at = SAMPLE_NOW,
		.state = HO_IN_WAITING,
		.users = 12,
		.of_mail = 7,
		.done_at = SAMPLE_NOW };
	SAMPLE_TEXT(x->inbox.door, "attached");
	SAMPLE_HASH(x->inbox.sha256, 'a');
	SAMPLE_TEXT(x->inbox.reason, "opened");
	SAMPLE_TEXT(x->inbox.form, "inline");
	SAMPLE_TEXT(x->inbox.sender, "Ops@northwind.example");
	SAMPLE_TEXT(x->inbox.subject, "Our owner has left");
	SAMPLE_TEXT(x->inbox.holds, "HO-7F3K2M HO-ABCDEF");
	x->octets =
	    (struct ho_octets){ .of_kind = HO_EVIDENCE, .part = HO_PART_MAIL };
}

void
sample_rename(struct sample *x)
{
	x->rename = (struct ho_case){ .kind = HO_CASE_RENAME,
		.account = x->account.row.id,
		.user = x->admin.row.id,
		.state = 8,
		.opened_at = SAMPLE_NOW,
		.closed_at = SAMPLE_NOW };
	SAMPLE_TEXT(x->rename.ref, "HO-ABCDEF");
	SAMPLE_TEXT(x->rename.ticket, "T-1");
	x->rename_evidence = (struct ho_evidence){ .kind = HO_EV_REQUEST,
		.verdict = HO_MAIL_ACCEPT,
		.first_seen = SAMPLE_NOW,
		.judged_at = SAMPLE_NOW };
	SAMPLE_HASH(x->rename_evidence.sha256, 'b');
	x->permit = (struct ho_permit){ .user = x->admin.row.id,
		.state = HO_SPENT,
		.given_by = x->staff.row.id,
		.given_at = SAMPLE_NOW,
		.expires_at = SAMPLE_NOW + 86400 };
	x->former = (struct ho_former){ .user = x->admin.row.id,
		.left_at = SAMPLE_NOW,
		.kept_until = SAMPLE_NOW + HO_FORMER_LEAST };
	SAMPLE_TEXT(x->former.login, x->admin.login);
}
