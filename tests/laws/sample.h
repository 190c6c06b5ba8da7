/*
 * tests/laws/sample.h - a small store with one row of every kind, for tests.
 *
 * The guard's key is a constant; the log's key the seed of doc/log-format.md.
 */
#ifndef TESTS_LAWS_SAMPLE_H
#define TESTS_LAWS_SAMPLE_H

#include <stdio.h>
#include <string.h>

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

/* What a struct ho_store_guard calls; ctx of the second: them, or NULL. */
int sample_mac(void *ctx, const void *data, size_t len, uint8_t out[32]);
void sample_dead(void *ctx, enum ho_kind kind, int64_t id, const char *why);

int sample_sign(void *ctx, const void *text, size_t len, uint8_t sig[64]);
struct ho_audit_signer sample_signer(void);

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

/* Two events inside the caller's transaction: the account, the whole case. */
int sample_fill(struct ho_store *s, struct ho_audit *a, struct sample *x);
void sample_free(struct sample *x);

/* The row of each kind that the tests try their hand at. */
const void *sample_row(const struct sample *x, enum ho_kind kind);

/* --- sample_rows.c: what they hold, but for ids that the store gives ------- */
void sample_account(struct sample *x);
void sample_case(struct sample *x);
void sample_issue(struct sample *x);
void sample_rename(struct sample *x); /* once the others are put */

#endif
