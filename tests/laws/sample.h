/*
 * tests/laws/sample.h - a small store with one row of every kind, for tests.
 *
 * The guard's key is a constant; the log's key the seed of doc/log-format.md.
 */
#ifndef TESTS_LAWS_SAMPLE_H
#define TESTS_LAWS_SAMPLE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "lib/audit/audit.h"
#include "lib/base/err.h"
#include "lib/flow/verdict.h"
#include "lib/store/store.h"

#define SAMPLE_NOW    1795253400 /* 2026-11-21T09:30:00Z */
#define SAMPLE_ORIGIN "panel.example/handover-audit"

/* What the guard heard of. */
struct sample_deaths {
	int n;
	char last[64]; /* "user/5 mac" */
};

static inline int
sample_mac(void *ctx, const void *data, size_t len, uint8_t out[32])
{
	static const char key[32] = "a key that only the tests know..";

	(void)ctx;
	return HMAC(EVP_sha256(), key, sizeof(key), data, len, out, NULL)
	    ? HO_OK
	    : HO_E_CRYPTO;
}

static inline void
sample_dead(void *ctx, enum ho_kind kind, int64_t id, const char *why)
{
	struct sample_deaths *d = ctx;

	if (d == NULL)
		return;
	d->n++;
	snprintf(d->last, sizeof(d->last), "%s/%lld %s", ho_kind_name(kind),
	    (long long)id, why);
}

static inline EVP_PKEY *
sample_key(void)
{
	uint8_t seed[32];

	for (int i = 0; i < 32; i++)
		seed[i] = (uint8_t)i;
	return EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, 32);
}

static inline int
sample_sign(void *ctx, const void *text, size_t len, uint8_t sig[64])
{
	EVP_PKEY *key = sample_key();
	EVP_MD_CTX *c = EVP_MD_CTX_new();
	size_t n = 64;
	int ok = EVP_DigestSignInit(c, NULL, NULL, NULL, key) == 1 &&
	    EVP_DigestSign(c, sig, &n, text, len) == 1;

	(void)ctx;
	EVP_MD_CTX_free(c);
	EVP_PKEY_free(key);
	return ok ? HO_OK : HO_E_CRYPTO;
}

static inline struct ho_audit_signer
sample_signer(void)
{
	struct ho_audit_signer s = { .origin = SAMPLE_ORIGIN,
		.sign = sample_sign };
	EVP_PKEY *key = sample_key();
	size_t n = 32;

	EVP_PKEY_get_raw_public_key(key, s.public_key, &n);
	EVP_PKEY_free(key);
	return s;
}

/* The rows, once put; ids as the store gave them. */
struct sample {
	struct ho_account account;
	struct ho_user owner, admin, user;
	struct ho_password password;
	struct ho_address contact, own;
	struct ho_staff staff;
	struct ho_case a_case;
	struct ho_evidence evidence;
	struct ho_approval approval;
	struct ho_credential credential;
	struct ho_code code, own_code;
	struct ho_word word;
	struct ho_seen seen;
	struct ho_ticket ticket;
	struct ho_job job;
	struct ho_record record;
	struct ho_outbox outbox;
	struct ho_octets octets;
	struct ho_inbox inbox;
	struct ho_factor factor;
	struct ho_recovery recovery;
	struct ho_desk desk;
	struct ho_shown shown;
	struct ho_own own_account;
	struct ho_tally tally;
	struct ho_origin origin;
	struct ho_budget budget;
	/* another login name for the admin */
	struct ho_case rename;
	struct ho_evidence rename_evidence;
	struct ho_permit permit;
	struct ho_former former;
};

#define SAMPLE_TEXT(to, from) snprintf((to), sizeof(to), "%s", (from))
#define SAMPLE_HASH(to, c)             \
	do {                           \
		memset((to), (c), 64); \
		(to)[64] = 0;          \
	} while (0)

static inline void
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

static inline void
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

static inline void
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

static inline void
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

/* Puts a row, keeping the first error. */
#define SAMPLE_PUT(rc, s, kind, row) \
	((rc) = (rc) ? (rc) : ho_store_put((s), (kind), (row)))

/* Two events inside the caller's transaction: the account, the whole case. */
static inline int
sample_fill(struct ho_store *s, struct ho_audit *a, struct sample *x)
{
	struct ho_event *ev;
	int rc;

	memset(x, 0, sizeof(*x));
	sample_account(x);
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
	rc = rc ? rc : ho_event_end(&ev, NULL);
	if (rc != HO_OK)
		return rc;

	sample_case(x);
	sample_issue(x);
	ho_event_begin(a, &ev, "case.issue", SAMPLE_NOW);
	ho_event_staff(ev, &x->staff);
	ho_event_str(ev, "ref", x->a_case.ref);
	ho_event_str(ev, "subject", "a \"quoted\"\n\xff word");
	ho_event_int(ev, "count", -3);
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
	sample_rename(x);
	SAMPLE_PUT(rc, s, HO_CASE, &x->rename);
	x->rename_evidence.of_case = x->permit.of_case = x->former.of_case =
	    x->rename.row.id;
	SAMPLE_PUT(rc, s, HO_EVIDENCE, &x->rename_evidence);
	SAMPLE_PUT(rc, s, HO_PERMIT, &x->permit);
	SAMPLE_PUT(rc, s, HO_FORMER, &x->former);
	return rc ? rc : ho_event_end(&ev, NULL);
}

static inline void
sample_free(struct sample *x)
{
	ho_row_free(HO_OCTETS, &x->octets);
}

/* The row of each kind that the tests try their hand at. */
static inline const void *
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

#endif
