/* lib/store/kinds.c - every kind of row, told once. */
#include "lib/store/kinds.h"

#include <stdlib.h>
#include <string.h>

#include "lib/store/store.h"

#define INT(s, c)                                        \
	{                                                \
#c, HO_COL_INT, offsetof(struct s, c), 0 \
	}
#define MAYBE(s, c)                                        \
	{                                                  \
#c, HO_COL_MAYBE, offsetof(struct s, c), 0 \
	}
#define TEXT(s, c)                                      \
	{                                               \
#c, HO_COL_TEXT, offsetof(struct s, c), \
		    sizeof(((struct s *)0)->c)          \
	}
#define BLOB(s, c)                                        \
	{                                                 \
#c, HO_COL_BLOB, offsetof(struct s, c), 0 \
	}

static const struct ho_column account_columns[] = {
	TEXT(ho_account, code),
	TEXT(ho_account, name),
	TEXT(ho_account, domain),
	MAYBE(ho_account, super_admin),
	INT(ho_account, seats),
	INT(ho_account, created_at),
	MAYBE(ho_account, valid_from),
	MAYBE(ho_account, frozen_until),
	INT(ho_account, factor_rule),
	INT(ho_account, factor_grace),
};

static const struct ho_column user_columns[] = {
	MAYBE(ho_user, account),
	TEXT(ho_user, login),
	TEXT(ho_user, name),
	INT(ho_user, role),
	INT(ho_user, state),
	INT(ho_user, created_at),
	MAYBE(ho_user, valid_from),
	MAYBE(ho_user, grace_from),
};

static const struct ho_column password_columns[] = {
	MAYBE(ho_password, user),
	TEXT(ho_password, hash),
	INT(ho_password, set_at),
};

static const struct ho_column address_columns[] = {
	MAYBE(ho_address, account),
	MAYBE(ho_address, user),
	INT(ho_address, kind),
	TEXT(ho_address, text),
	TEXT(ho_address, provenance),
	MAYBE(ho_address, usable_from),
	INT(ho_address, state),
	INT(ho_address, added_at),
	MAYBE(ho_address, replaces),
	MAYBE(ho_address, ended_at),
};

static const struct ho_column staff_columns[] = {
	INT(ho_staff, uid),
	TEXT(ho_staff, name),
	INT(ho_staff, roles),
	INT(ho_staff, state),
	INT(ho_staff, since),
};

static const struct ho_column case_columns[] = {
	TEXT(ho_case, ref),
	INT(ho_case, kind),
	MAYBE(ho_case, account),
	MAYBE(ho_case, user),
	INT(ho_case, state),
	TEXT(ho_case, reason),
	TEXT(ho_case, asked_from),
	MAYBE(ho_case, asker),
	MAYBE(ho_case, answer_to),
	MAYBE(ho_case, evidence),
	MAYBE(ho_case, opened_by),
	TEXT(ho_case, ticket),
	INT(ho_case, sole_address),
	INT(ho_case, needs_approval),
	INT(ho_case, opened_at),
	MAYBE(ho_case, wait_until),
	MAYBE(ho_case, next_at),
	INT(ho_case, tries),
	MAYBE(ho_case, held_at),
	MAYBE(ho_case, closed_at),
	MAYBE(ho_case, successor),
	TEXT(ho_case, message_id),
	TEXT(ho_case, refs),
	TEXT(ho_case, subject),
	MAYBE(ho_case, seats),
	MAYBE(ho_case, factor),
};

static const struct ho_column evidence_columns[] = {
	MAYBE(ho_evidence, of_case),
	INT(ho_evidence, kind),
	TEXT(ho_evidence, sha256),
	INT(ho_evidence, size),
	INT(ho_evidence, verdict),
	TEXT(ho_evidence, reason),
	INT(ho_evidence, confirmed),
	MAYBE(ho_evidence, of_word),
	INT(ho_evidence, first_seen),
	MAYBE(ho_evidence, judged_at),
	MAYBE(ho_evidence, added_by),
	INT(ho_evidence, drawn),
};

static const struct ho_column approval_columns[] = {
	MAYBE(ho_approval, of_case),
	MAYBE(ho_approval, staff),
	TEXT(ho_approval, sha256),
	INT(ho_approval, at),
};

static const struct ho_column credential_columns[] = {
	MAYBE(ho_credential, of_case),
	MAYBE(ho_credential, user),
	TEXT(ho_credential, hash),
	INT(ho_credential, state),
	MAYBE(ho_credential, issued_by),
	INT(ho_credential, issued_at),
	MAYBE(ho_credential, expires_at),
	MAYBE(ho_credential, claim_to),
	INT(ho_credential, no_claim),
	INT(ho_credential, claim_tries),
	INT(ho_credential, tried_elsewhere),
	MAYBE(ho_credential, candidate_user),
	MAYBE(ho_credential, candidate_address),
};

static const struct ho_column permit_columns[] = {
	MAYBE(ho_permit, of_case),
	MAYBE(ho_permit, user),
	INT(ho_permit, state),
	MAYBE(ho_permit, given_by),
	INT(ho_permit, given_at),
	MAYBE(ho_permit, expires_at),
};

static const struct ho_column former_columns[] = {
	TEXT(ho_former, login),
	MAYBE(ho_former, user),
	MAYBE(ho_former, of_case),
	INT(ho_former, left_at),
	INT(ho_former, kept_until),
};

static const struct ho_column code_columns[] = {
	MAYBE(ho_code, credential),
	MAYBE(ho_code, user),
	INT(ho_code, purpose),
	MAYBE(ho_code, address),
	TEXT(ho_code, challenge),
	TEXT(ho_code, hash),
	INT(ho_code, state),
	INT(ho_code, tries),
	INT(ho_code, sent_at),
	INT(ho_code, expires_at),
};

static const struct ho_column word_columns[] = {
	MAYBE(ho_word, of_case),
	INT(ho_word, kind),
	MAYBE(ho_word, address),
	TEXT(ho_word, hash),
	INT(ho_word, state),
	INT(ho_word, expires_at),
};

static const struct ho_column seen_columns[] = {
	MAYBE(ho_seen, of_case),
	INT(ho_seen, kind),
	TEXT(ho_seen, hash),
};

static const struct ho_column ticket_columns[] = {
	TEXT(ho_ticket, key),
	MAYBE(ho_ticket, of_case),
	TEXT(ho_ticket, subject),
	TEXT(ho_ticket, status),
	INT(ho_ticket, opened_at),
	INT(ho_ticket, changed_at),
	TEXT(ho_ticket, system),
	TEXT(ho_ticket, named),
	TEXT(ho_ticket, outside),
};

static const struct ho_column record_columns[] = {
	MAYBE(ho_record, ticket),
	TEXT(ho_record, kind),
	INT(ho_record, at),
	TEXT(ho_record, sha256),
};

static const struct ho_column outbox_columns[] = {
	MAYBE(ho_outbox, of_case),
	MAYBE(ho_outbox, account),
	INT(ho_outbox, way),
	MAYBE(ho_outbox, address),
	TEXT(ho_outbox, kind),
	TEXT(ho_outbox, message_id),
	INT(ho_outbox, state),
	INT(ho_outbox, due_at),
	INT(ho_outbox, tries),
	INT(ho_outbox, created_at),
	MAYBE(ho_outbox, use_until),
	MAYBE(ho_outbox, unclear_at),
	MAYBE(ho_outbox, done_at),
	TEXT(ho_outbox, outcome),
};

static const struct ho_column inbox_columns[] = {
	TEXT(ho_inbox, door),
	TEXT(ho_inbox, sha256),
	INT(ho_inbox, size),
	INT(ho_inbox, seen_at),
	INT(ho_inbox, state),
	TEXT(ho_inbox, reason),
	TEXT(ho_inbox, form),
	TEXT(ho_inbox, sender),
	TEXT(ho_inbox, subject),
	TEXT(ho_inbox, holds),
	INT(ho_inbox, users),
	MAYBE(ho_inbox, of_case),
	MAYBE(ho_inbox, of_mail),
	MAYBE(ho_inbox, done_at),
};

static const struct ho_column factor_columns[] = {
	MAYBE(ho_factor, user),
	INT(ho_factor, kind),
	INT(ho_factor, state),
	TEXT(ho_factor, label),
	INT(ho_factor, hash),
	INT(ho_factor, digits),
	MAYBE(ho_factor, step),
	INT(ho_factor, floor),
	MAYBE(ho_factor, far),
	INT(ho_factor, drift),
	INT(ho_factor, wrong),
	INT(ho_factor, bound_at),
	MAYBE(ho_factor, used_at),
	TEXT(ho_factor, sha256),
};

static const struct ho_column recovery_columns[] = {
	MAYBE(ho_recovery, user),
	TEXT(ho_recovery, hash),
	INT(ho_recovery, state),
	INT(ho_recovery, made_at),
};

static const struct ho_column tally_columns[] = {
	MAYBE(ho_tally, user),
	INT(ho_tally, what),
	INT(ho_tally, wrong),
	MAYBE(ho_tally, wrong_at),
	INT(ho_tally, strange),
	MAYBE(ho_tally, strange_at),
	INT(ho_tally, bound),
};

static const struct ho_column origin_columns[] = {
	MAYBE(ho_origin, user),
	TEXT(ho_origin, hash),
	INT(ho_origin, seen_at),
};

static const struct ho_column budget_columns[] = {
	INT(ho_budget, kind),
	INT(ho_budget, what),
	INT(ho_budget, slot),
	INT(ho_budget, wrong),
	INT(ho_budget, since),
};

static const struct ho_column job_columns[] = {
	MAYBE(ho_job, ticket),
	MAYBE(ho_job, record),
	INT(ho_job, act),
	MAYBE(ho_job, other),
	INT(ho_job, state),
	INT(ho_job, due_at),
	INT(ho_job, tries),
	INT(ho_job, created_at),
	MAYBE(ho_job, unclear_at),
	MAYBE(ho_job, done_at),
	TEXT(ho_job, outcome),
};

static const struct ho_column desk_columns[] = {
	MAYBE(ho_desk, binds_at),
	MAYBE(ho_desk, alert_at),
	MAYBE(ho_desk, raised_by),
	MAYBE(ho_desk, lower_by),
	TEXT(ho_desk, reason),
};

static const struct ho_column shown_columns[] = {
	MAYBE(ho_shown, of_case),
	MAYBE(ho_shown, staff),
	TEXT(ho_shown, sha256),
	INT(ho_shown, at),
};

static const struct ho_column own_columns[] = {
	MAYBE(ho_own, staff),
	MAYBE(ho_own, account),
	INT(ho_own, state),
	INT(ho_own, since),
};

static const struct ho_column octets_columns[] = {
	INT(ho_octets, of_kind),
	INT(ho_octets, of_id),
	INT(ho_octets, part),
	BLOB(ho_octets, sealed),
};

#define KIND(k, is_guarded, may_go)                                         \
	{                                                                   \
#k, sizeof(struct ho_##k), is_guarded, may_go, k##_columns, \
		    (int)(sizeof(k##_columns) / sizeof(k##_columns[0]))     \
	}

static const struct ho_kind_desc kinds[HO_KINDS] = {
	[HO_ACCOUNT] = KIND(account, true, false),
	[HO_USER] = KIND(user, true, false),
	[HO_PASSWORD] = KIND(password, true, false),
	[HO_ADDRESS] = KIND(address, true, false),
	[HO_STAFF] = KIND(staff, true, false),
	[HO_CASE] = KIND(case, true, false),
	[HO_EVIDENCE] = KIND(evidence, true, false),
	[HO_APPROVAL] = KIND(approval, true, false),
	[HO_CREDENTIAL] = KIND(credential, true, false),
	[HO_CODE] = KIND(code, true, false),
	[HO_WORD] = KIND(word, true, false),
	[HO_SEEN] = KIND(seen, true, true),
	[HO_TICKET] = KIND(ticket, true, false),
	[HO_RECORD] = KIND(record, true, false),
	[HO_OUTBOX] = KIND(outbox, false, true),
	[HO_OCTETS] = KIND(octets, false, true),
	[HO_INBOX] = KIND(inbox, true, true),
	[HO_FACTOR] = KIND(factor, true, false),
	[HO_RECOVERY] = KIND(recovery, true, false),
	[HO_JOB] = KIND(job, false, true),
	[HO_DESK] = KIND(desk, true, false),
	[HO_SHOWN] = KIND(shown, true, false),
	[HO_OWN] = KIND(own, true, false),
	[HO_TALLY] = KIND(tally, true, false),
	[HO_ORIGIN] = KIND(origin, true, false),
	[HO_BUDGET] = KIND(budget, false, true),
	[HO_PERMIT] = KIND(permit, true, false),
	[HO_FORMER] = KIND(former, true, false),
};

const struct ho_kind_desc *
ho_kind_desc(enum ho_kind kind)
{
	return (unsigned)kind < HO_KINDS && kinds[kind].name ? &kinds[kind]
							     : NULL;
}

const char *
ho_kind_name(enum ho_kind kind)
{
	const struct ho_kind_desc *k = ho_kind_desc(kind);

	return k ? k->name : "unknown";
}

enum ho_kind
ho_kind_named(const char *name, size_t len)
{
	for (int k = 1; k < HO_KINDS; k++)
		if (strlen(kinds[k].name) == len &&
		    memcmp(kinds[k].name, name, len) == 0)
			return (enum ho_kind)k;
	return (enum ho_kind)0;
}

size_t
ho_row_size(enum ho_kind kind)
{
	const struct ho_kind_desc *k = ho_kind_desc(kind);

	return k ? k->size : 0;
}

void
ho_row_free(enum ho_kind kind, void *row)
{
	const struct ho_kind_desc *k = ho_kind_desc(kind);

	if (k == NULL || row == NULL)
		return;
	for (int i = 0; i < k->n_columns; i++)
		if (k->columns[i].type == HO_COL_BLOB) {
			struct ho_blob *b =
			    (void *)((char *)row + k->columns[i].offset);

			free(b->data);
		}
	memset(row, 0, k->size);
}
