/* lib/store/queries.c - every question that can be asked, told once. */
#include "lib/store/queries.h"

/*
 * State 1 is HO_ADDRESS_ON_FILE, HO_LIVE, HO_OUT_DUE; 2 is HO_OUT_HANDED, 8
 * HO_OUT_HELD.  Way 3 is HO_WAY_HOOK, 4 HO_WAY_COPY.
 * Of the inbox: 1 waiting, 2 quarantined, 3 refused.
 * lower() folds ASCII only, in this schema and the next.  The search for
 * accounts by address looks at rows whose MAC nobody checked: it finds
 * accounts to look at, and gives nothing.
 */
static const struct ho_query_desc queries[HO_QUERIES] = {
	[HO_Q_ACCOUNT_BY_CODE] = { HO_ACCOUNT, "t", "lower(code) = lower($1)" },
	[HO_Q_ACCOUNTS] = { HO_ACCOUNT, "i", "id > $1" },
	[HO_Q_ACCOUNTS_RULED] = { HO_ACCOUNT, "", "factor_rule = 1" },
	[HO_Q_ACCOUNTS_LIKE] = { HO_ACCOUNT, "tti",
	    "(instr(lower(code), lower($1)) > 0"
	    " OR instr(lower(coalesce(name, '')), lower($1)) > 0"
	    " OR instr(lower(coalesce(domain, '')), lower($2)) > 0"
	    " OR id IN (SELECT account FROM address WHERE state = 1"
	    " AND instr(lower(text), lower($2)) > 0)) AND id > $3" },
	[HO_Q_USER_BY_LOGIN] = { HO_USER, "t", "login = $1" },
	[HO_Q_USERS_OF] = { HO_USER, "ii", "account = $1 AND id > $2" },
	[HO_Q_PASSWORD_OF] = { HO_PASSWORD, "i", "\"user\" = $1" },
	[HO_Q_ADDRESSES_OF] = { HO_ADDRESS, "i", "account = $1 AND state = 1" },
	[HO_Q_CONTACTS_OF] = { HO_ADDRESS, "i",
	    "account = $1 AND \"user\" IS NULL AND state = 1" },
	[HO_Q_ADDRESSES_OF_USER] = { HO_ADDRESS, "i",
	    "\"user\" = $1 AND state = 1" },
	[HO_Q_ADDRESSES_BY_TEXT] = { HO_ADDRESS, "t",
	    "lower(text) = lower($1) AND text = $1 AND state = 1" },
	[HO_Q_ADDRESSES_BY_FOLD] = { HO_ADDRESS, "t",
	    "lower(text) = lower($1) AND state = 1" },
	[HO_Q_ADDRESSES_EVER] = { HO_ADDRESS, "t", "lower(text) = lower($1)",
	    "id DESC" },
	[HO_Q_STAFF_BY_UID] = { HO_STAFF, "i", "uid = $1",
	    "state DESC, id DESC" },
	[HO_Q_STAFF] = { HO_STAFF, "i", "id > $1" },
	[HO_Q_CASE_BY_REF] = { HO_CASE, "t", "ref = $1" },
	[HO_Q_CASES] = { HO_CASE, "i", "id > $1" },
	[HO_Q_CASES_OF] = { HO_CASE, "ii", "account = $1 AND id > $2" },
	[HO_Q_CASES_OPEN_OF] = { HO_CASE, "i",
	    "account = $1 AND closed_at IS NULL" },
	[HO_Q_CASES_OPEN] = { HO_CASE, "i", "closed_at IS NULL AND id > $1" },
	[HO_Q_CASES_DUE] = { HO_CASE, "i",
	    "closed_at IS NULL AND (next_at <= $1 OR wait_until <= $1)" },
	[HO_Q_CASES_WAITING_FROM] = { HO_CASE, "t",
	    "asked_from = $1 AND closed_at IS NULL" },
	[HO_Q_CASE_BY_MESSAGE_ID] = { HO_CASE, "t", "message_id = $1" },
	[HO_Q_EVIDENCE_OF] = { HO_EVIDENCE, "i", "of_case = $1" },
	[HO_Q_EVIDENCE_UNDRAWN] = { HO_EVIDENCE, "i",
	    "kind = 1 AND drawn = 0 AND id > $1" },
	[HO_Q_EVIDENCE_JUDGED] = { HO_EVIDENCE, "i",
	    "verdict IN (16838, 11065) AND id > $1" },
	[HO_Q_APPROVALS_OF] = { HO_APPROVAL, "i", "of_case = $1" },
	[HO_Q_SHOWN_TO] = { HO_SHOWN, "ii", "of_case = $1 AND staff = $2" },
	[HO_Q_OWN_OF] = { HO_OWN, "ii", "staff = $1 AND account = $2" },
	[HO_Q_OWNS_OF] = { HO_OWN, "i", "staff = $1 AND state = 1" },
	[HO_Q_CASES_BY] = { HO_CASE, "ii",
	    "opened_by = $1 AND opened_at > $2" },
	[HO_Q_OWNER_CASES_BY] = { HO_CASE, "ii",
	    "opened_by = $1 AND opened_at > $2 AND kind = 1" },
	[HO_Q_CREDENTIALS_OF] = { HO_CREDENTIAL, "i", "of_case = $1" },
	[HO_Q_CREDENTIAL_LIVE_OF_USER] = { HO_CREDENTIAL, "i",
	    "\"user\" = $1 AND state = 1" },
	[HO_Q_CREDENTIALS_LIVE] = { HO_CREDENTIAL, "i",
	    "state = 1 AND id > $1" },
	[HO_Q_PERMITS_OF] = { HO_PERMIT, "i", "of_case = $1" },
	[HO_Q_PERMIT_LIVE_OF] = { HO_PERMIT, "i",
	    "\"user\" = $1 AND state = 1" },
	[HO_Q_FORMERS_BY_LOGIN] = { HO_FORMER, "ti",
	    "login = $1 AND kept_until > $2" },
	[HO_Q_CODE_LIVE] = { HO_CODE, "ii",
	    "credential = $1 AND purpose = $2 AND state = 1", "id DESC" },
	[HO_Q_CODES_SINCE] = { HO_CODE, "iiii",
	    "credential = $1 AND purpose = $2 AND sent_at > $3"
	    " AND sent_at <= $4" },
	[HO_Q_CODE_LIVE_OF_USER] = { HO_CODE, "ii",
	    "\"user\" = $1 AND purpose = $2 AND state = 1", "id DESC" },
	[HO_Q_CODES_OF_USER_SINCE] = { HO_CODE, "iiii",
	    "\"user\" = $1 AND purpose = $2 AND sent_at > $3"
	    " AND sent_at <= $4" },
	[HO_Q_WORDS_OF] = { HO_WORD, "i", "of_case = $1" },
	[HO_Q_WORD_BY_HASH] = { HO_WORD, "t", "hash = $1" },
	[HO_Q_SEEN_BY_HASH] = { HO_SEEN, "t", "hash = $1" },
	[HO_Q_SEEN_OF] = { HO_SEEN, "i", "of_case = $1" },
	[HO_Q_TICKET_BY_KEY] = { HO_TICKET, "t", "key = $1" },
	[HO_Q_TICKET_BY_OUTSIDE] = { HO_TICKET, "t",
	    "(outside = $1 OR named = $1) AND status <> 'gone'" },
	[HO_Q_TICKET_BEFORE] = { HO_TICKET, "ii",
	    "of_case IN (SELECT id FROM \"case\" WHERE account = $1)"
	    " AND id < $2 AND outside IS NOT NULL AND status <> 'gone'",
	    "id DESC" },
	[HO_Q_RECORDS_OF] = { HO_RECORD, "ii", "ticket = $1 AND id > $2" },
	[HO_Q_OUTBOX] = { HO_OUTBOX, "i", "id > $1" },
	[HO_Q_OUTBOX_DUE] = { HO_OUTBOX, "i",
	    "state = 1 AND way <> 4 AND due_at <= $1", "due_at, id" },
	[HO_Q_OUTBOX_DUE_BY] = { HO_OUTBOX, "ii",
	    "way = $1 AND state = 1 AND due_at <= $2 AND (way <> 3 OR NOT"
	    " EXISTS (SELECT 1 FROM outbox AS e WHERE e.account = t.account"
	    " AND e.way = 3 AND e.id < t.id AND e.state IN (1, 2)))",
	    "due_at, id" },
	[HO_Q_OUTBOX_HANDED] = { HO_OUTBOX, "", "state = 2 AND way <> 4" },
	[HO_Q_OUTBOX_HANDED_BY] = { HO_OUTBOX, "i", "way = $1 AND state = 2" },
	[HO_Q_OUTBOX_DEAD] = { HO_OUTBOX, "i",
	    "state IN (4, 6, 7) AND id > $1" },
	[HO_Q_OUTBOX_SINCE] = { HO_OUTBOX, "iii",
	    "account = $1 AND way = $2 AND created_at > $3" },
	[HO_Q_OUTBOX_OF] = { HO_OUTBOX, "i", "of_case = $1 AND way <> 4" },
	[HO_Q_OUTBOX_TO] = { HO_OUTBOX, "ii",
	    "address = $1 AND created_at > $2 AND way <> 4" },
	[HO_Q_OUTBOX_BY_MESSAGE_ID] = { HO_OUTBOX, "t",
	    "message_id = $1 AND way <> 4" },
	[HO_Q_OUTBOX_COPY_OF] = { HO_OUTBOX, "t",
	    "message_id = $1 AND way = 4 AND state = 8" },
	[HO_Q_JOBS_DUE] = { HO_JOB, "i",
	    "state = 1 AND due_at <= $1 AND NOT EXISTS (SELECT 1 FROM job AS e"
	    " WHERE e.ticket = t.ticket AND e.id < t.id"
	    " AND e.state IN (1, 2) AND e.act <> 7)",
	    "due_at, id" },
	[HO_Q_JOBS_HANDED] = { HO_JOB, "", "state = 2" },
	[HO_Q_JOBS_OPEN_OF] = { HO_JOB, "i",
	    "ticket = $1 AND state IN (1, 2)" },
	[HO_Q_JOBS_OPEN_UNTIL] = { HO_JOB, "i",
	    "state IN (1, 2) AND created_at <= $1" },
	[HO_Q_JOBS_FAILED] = { HO_JOB, "i", "state = 4 AND id > $1" },
	[HO_Q_JOBS_FAILED_OF] = { HO_JOB, "i", "ticket = $1 AND state = 4" },
	[HO_Q_OCTETS_OF] = { HO_OCTETS, "iii",
	    "of_kind = $1 AND of_id = $2 AND part = $3" },
	[HO_Q_INBOX] = { HO_INBOX, "i", "id > $1" },
	[HO_Q_INBOX_BY_SHA256] = { HO_INBOX, "t", "sha256 = $1" },
	[HO_Q_INBOX_AT] = { HO_INBOX, "ii", "state = $1 AND id > $2" },
	[HO_Q_INBOX_HELD] = { HO_INBOX, "i", "state IN (2, 3) AND id > $1" },
	[HO_Q_INBOX_HELD_SINCE] = { HO_INBOX, "i",
	    "state IN (2, 3) AND seen_at > $1" },
	[HO_Q_INBOX_WAITING_FROM] = { HO_INBOX, "t",
	    "state = 1 AND lower(sender) = lower($1)" },
	[HO_Q_INBOX_UNTIL] = { HO_INBOX, "i", "seen_at <= $1" },
	[HO_Q_FACTORS_OF] = { HO_FACTOR, "ii", "\"user\" = $1 AND id > $2" },
	[HO_Q_FACTORS_LIVE_OF] = { HO_FACTOR, "i",
	    "\"user\" = $1 AND state = 1" },
	[HO_Q_RECOVERY_BY_HASH] = { HO_RECOVERY, "t", "hash = $1" },
	[HO_Q_RECOVERY_LIVE_OF] = { HO_RECOVERY, "i",
	    "\"user\" = $1 AND state = 1" },
	[HO_Q_ORIGINS_OF] = { HO_ORIGIN, "i", "\"user\" = $1", "seen_at" },
	[HO_Q_ORIGIN_BY_HASH] = { HO_ORIGIN, "t", "hash = $1" },
	[HO_Q_BUDGET] = { HO_BUDGET, "iii",
	    "kind = $1 AND what = $2 AND slot = $3" },
};

const struct ho_query_desc *
ho_query_desc(enum ho_query q)
{
	return (unsigned)q < HO_QUERIES && queries[q].where ? &queries[q]
							    : NULL;
}
