/* handoverd/login/limits.c - may this be tried now? */
#include "handoverd/login/limits.h"

#include <string.h>

#include "handoverd/daemon.h"
#include "handoverd/login/limits_work.h"
#include "lib/base/b64.h"
#include "lib/base/err.h"

struct ho_pauses
limits_pauses(const struct tx *t)
{
	const struct ho_conf *c = &t->d->conf;

	return (struct ho_pauses){ .free = c->tries_free,
		.first = c->pause_first_ms / 1000,
		.longest = c->pause_longest_ms / 1000 };
}

/* --- rows --------------------------------------------------------------------- */

int
limits_tally(
    struct tx *t, int64_t user, enum ho_tried what, struct ho_tally *tally)
{
	int64_t id = HO_TALLY_ID(user, what);
	struct ho_trace trace;
	int rc = ho_store_get(t->s, HO_TALLY, id, tally);

	if (rc != HO_E_NONE)
		return rc;
	if ((rc = ho_store_trace(t->s, HO_TALLY, id, 0, &trace)) != HO_OK)
		return rc;
	return trace.newest != 0 || trace.is_there ? HO_E_FORGED : HO_OK;
}

int
limits_is_seen(struct tx *t, const struct limit_who *who, struct ho_origin *row,
    bool *is_seen)
{
	uint8_t hash[HO_MAC_LEN];
	struct ho_buf hex = HO_BUF_INIT;
	int rc;

	*is_seen = false;
	*row = (struct ho_origin){ .user = who->user };
	if (who->user == 0)
		return HO_OK;
	if ((rc = place_hash(t->d, who->place, who->user, hash)) != HO_OK)
		return rc;
	ho_hex(&hex, hash, sizeof(hash));
	if ((rc = ho_buf_error(&hex)) == HO_OK)
		rc = HO_ASK(
		    t->s, HO_Q_ORIGIN_BY_HASH, row, HO_STR(ho_buf_text(&hex)));
	*is_seen = rc == HO_OK && row->user == who->user;
	if (rc == HO_E_NONE) {
		row->user = who->user;
		memcpy(row->hash, ho_buf_text(&hex), sizeof(row->hash));
		rc = HO_OK;
	}
	ho_buf_free(&hex);
	return rc;
}

/* --- budgets: one table, told once --------------------------------------------- */

static int
slot_of_text(
    const struct tx *t, const char *use, const char *text, int64_t *slot)
{
	struct place named = { .is_address = false };
	uint8_t hash[HO_MAC_LEN];
	uint32_t n;
	int rc;

	snprintf(named.text, sizeof(named.text), "%s %s", use, text);
	if ((rc = place_hash(t->d, &named, 0, hash)) != HO_OK)
		return rc;
	memcpy(&n, hash, sizeof(n));
	*slot = n % LIMIT_SLOTS;
	return HO_OK;
}

static int
by_name(const struct tx *t, const struct limit_who *who, int64_t *slot)
{
	return slot_of_text(t, "name", who->name, slot);
}

static int
by_place(const struct tx *t, const struct limit_who *who, int64_t *slot)
{
	return slot_of_text(t, "from", who->place->text, slot);
}

static int
by_account(const struct tx *t, const struct limit_who *who, int64_t *slot)
{
	(void)t;
	*slot = who->account;
	return HO_OK;
}

static int
by_user(const struct tx *t, const struct limit_who *who, int64_t *slot)
{
	(void)t;
	*slot = who->user;
	return HO_OK;
}

static int
by_peer(const struct tx *t, const struct limit_who *who, int64_t *slot)
{
	(void)t;
	*slot = who->peer;
	return HO_OK;
}

static int
by_store(const struct tx *t, const struct limit_who *who, int64_t *slot)
{
	(void)t;
	(void)who;
	*slot = 0;
	return HO_OK;
}

static bool
has_address(const struct limit_who *who)
{
	return who->place->is_address;
}

static bool
has_account(const struct limit_who *who)
{
	return who->account != 0;
}

#define MOST(member) offsetof(struct ho_conf, member)

const struct limit_rule limit_rules[] = {
	{ HO_BUDGET_ADDRESS, true, has_address, by_place, MOST(tries_address) },
	{ HO_BUDGET_ACCOUNT, false, has_account, by_account,
	    MOST(tries_account) },
	{ HO_BUDGET_PEER, false, NULL, by_peer, MOST(tries_peer) },
	{ HO_BUDGET_STORE, false, NULL, by_store, MOST(tries_store) },
	{ 0 },
};
const struct limit_rule limit_name = { HO_BUDGET_NAME, false, NULL, by_name,
	MOST(tries_strange) };
const struct limit_rule limit_default = { HO_BUDGET_DEFAULT, false, NULL,
	by_place, MOST(tries_disable) };

const struct limit_rule limit_letters = { HO_BUDGET_LETTERS, false, NULL,
	by_user, 0 };

int64_t
limits_most(const struct tx *t, const struct limit_rule *rule)
{
	const char *conf = (const char *)&t->d->conf;

	return *(const int64_t *)(const void *)(conf + rule->most);
}

int
limits_budget(struct tx *t, const struct limit_rule *rule,
    const struct limit_who *who, enum ho_tried what, struct ho_budget *b)
{
	int64_t slot = 0;
	int rc = rule->slot(t, who, &slot);

	if (rc != HO_OK)
		return rc;
	rc = HO_ASK(t->s, HO_Q_BUDGET, b, HO_INT(rule->kind), HO_INT(what),
	    HO_INT(slot));
	if (rc != HO_E_NONE)
		return rc;
	*b = (struct ho_budget){
		.kind = rule->kind, .what = what, .slot = slot, .since = t->now
	};
	return HO_OK;
}

/* --- may it be tried? ------------------------------------------------------------ */

static int
ask_many(struct tx *t, const struct limit_who *who, enum ho_tried what,
    bool is_seen, bool *may)
{
	int64_t window = t->d->conf.tries_window_ms / 1000;
	int rc = HO_OK;

	for (const struct limit_rule *r = limit_rules; r->kind != 0; r++) {
		struct ho_budget b;

		if ((is_seen && !r->is_for_all) ||
		    (r->counts != NULL && !r->counts(who)))
			continue;
		if ((rc = limits_budget(t, r, who, what, &b)) != HO_OK)
			return rc;
		if (ho_limit_is_spent(
			b.wrong, limits_most(t, r), b.since, window, t->now))
			*may = false;
	}
	return rc;
}

/* Codes are disabled with their authenticators, each by itself (factor.h). */
static bool
is_disabled(const struct tx *t, const struct ho_tally *n)
{
	return n->what == HO_TRIED_PASSWORD &&
	    n->wrong + n->strange >= t->d->conf.tries_disable;
}

static int
ask_row(struct tx *t, const struct limit_who *who, enum ho_tried what,
    bool is_seen, bool *may)
{
	struct ho_pauses p = limits_pauses(t);
	struct ho_tally n = { .what = what };
	struct ho_budget b;
	int64_t wrong, last;
	int rc;

	if (who->user != 0) {
		rc = limits_tally(t, who->user, what, &n);
		wrong = is_seen ? n.wrong : n.strange;
		last = is_seen ? n.wrong_at : n.strange_at;
	} else {
		rc = limits_budget(t, &limit_name, who, what, &b);
		wrong = b.wrong;
		last = b.since;
	}
	if (rc != HO_OK)
		return rc;
	if (is_disabled(t, &n) ||
	    (!is_seen && wrong >= limits_most(t, &limit_name)) ||
	    ho_limit_left(&p, wrong, last, t->now) > 0)
		*may = false;
	return HO_OK;
}

int
limits_may(
    struct tx *t, const struct limit_who *who, enum ho_tried what, bool *may)
{
	struct ho_origin row;
	bool is_seen;
	int rc;

	*may = true;
	if ((rc = limits_is_seen(t, who, &row, &is_seen)) != HO_OK ||
	    (rc = ask_row(t, who, what, is_seen, may)) != HO_OK ||
	    (rc = ask_many(t, who, what, is_seen, may)) != HO_OK)
		*may = false;
	return rc;
}

int
limits_default(struct tx *t, const struct limit_who *who, int64_t *held)
{
	struct ho_pauses p = limits_pauses(t);
	struct ho_budget b;
	int rc = limits_budget(t, &limit_default, who, HO_TRIED_PASSWORD, &b);

	*held = LIMIT_DELAY;
	if (rc != HO_OK)
		return rc;
	if (t->now - b.since < LIMIT_QUIET)
		*held = ho_limit_left(&p, b.wrong, b.since, t->now);
	else
		*held = 0;
	if (*held > LIMIT_DELAY)
		*held = LIMIT_DELAY;
	return HO_OK;
}

/* --- for people to read ---------------------------------------------------------- */

int
limits_look(
    struct tx *t, int64_t user, enum ho_tried what, struct limit_state *state)
{
	struct ho_pauses p = limits_pauses(t);
	struct ho_tally *n = &state->tally;
	int rc;

	*state = (struct limit_state){ .is_disabled = true };
	if ((rc = limits_tally(t, user, what, n)) != HO_OK)
		return rc;
	n->what = what;
	state->is_disabled = is_disabled(t, n);
	state->is_shut = n->strange >= limits_most(t, &limit_name);
	state->wait = ho_limit_left(&p, n->wrong, n->wrong_at, t->now);
	state->stranger_waits =
	    ho_limit_left(&p, n->strange, n->strange_at, t->now);
	return HO_OK;
}

int
limits_pressure(struct tx *t, enum ho_tried what, int64_t *wrong)
{
	int64_t window = t->d->conf.tries_window_ms / 1000;
	struct ho_budget b;
	int rc = HO_ASK(t->s, HO_Q_BUDGET, &b, HO_INT(HO_BUDGET_STORE),
	    HO_INT(what), HO_INT(0));

	*wrong = rc == HO_OK &&
		ho_limit_is_spent(b.wrong, 0, b.since, window, t->now)
	    ? b.wrong
	    : 0;
	return rc == HO_E_NONE ? HO_OK : rc;
}
