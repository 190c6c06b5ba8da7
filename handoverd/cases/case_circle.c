/*
 * handoverd/cases/case_circle.c - who asks, and who is told.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "handoverd/cases/case_work.h"
#include "lib/base/err.h"

struct gathering {
	struct work *w;
	struct circle *out;
	bool needs_authority;
};

bool
circle_has_authority(const struct ho_address *a, int64_t now)
{
	return a->state == HO_ADDRESS_ON_FILE && a->usable_from != 0 &&
	    a->usable_from <= now && a->ended_at == 0;
}

static enum ho_about
about_whom(const struct work *w)
{
	if (w->c.user == w->account.super_admin)
		return HO_ABOUT_SUPER;
	return w->user.role == HO_ROLE_ADMIN ? HO_ABOUT_ADMIN : HO_ABOUT_USER;
}

/* HO_E_NONE: its user's row is dead, so it is nobody's address. */
static int
whose(struct work *w, const struct ho_address *a, struct ho_whose *out)
{
	struct ho_user u;
	int rc;

	*out = (struct ho_whose){ .is_users = a->user != 0 };
	if (a->user == 0)
		return HO_OK;
	if ((rc = ho_store_get(w->t->s, HO_USER, a->user, &u)) != HO_OK)
		return rc;
	if (u.account != w->c.account)
		return HO_E_NONE;
	out->is_self = a->user == w->c.user;
	out->is_super = a->user == w->account.super_admin;
	out->is_admin = u.role == HO_ROLE_ADMIN;
	out->is_disabled = u.state != HO_USER_ACTIVE;
	return HO_OK;
}

static int
add(struct gathering *g, const struct ho_address *a)
{
	struct work *w = g->w;
	struct ho_whose who;
	struct person *p;
	int rc;

	/* Law 10: one that was never confirmed, whoever typed it, hears of no
	 * case, and gets no word that stops one. */
	if (a->account != w->c.account || a->kind != HO_EMAIL ||
	    a->state != HO_ADDRESS_ON_FILE || a->usable_from == 0)
		return HO_OK;
	if (g->needs_authority && !circle_has_authority(a, w->t->now))
		return HO_OK;
	if ((rc = whose(w, a, &who)) != HO_OK)
		return rc == HO_E_NONE ? HO_OK : rc;
	if (g->out->n == CIRCLE_MAX)
		return HO_E_LIMIT;
	p = &g->out->p[g->out->n++];
	*p = (struct person){ .address = a->row.id,
		.who = ho_who_is(&who),
		.may_ask = circle_has_authority(a, w->t->now) &&
		    ho_may_ask(
			(enum ho_ask_for)w->c.kind, &who, about_whom(w)) };
	snprintf(p->text, sizeof(p->text), "%s", a->text);
	return HO_OK;
}

static int
each_address(void *ctx, void *row)
{
	return add(ctx, row);
}

/* Who may ask comes first, and of those whoever asks for themselves: the
 * answer then stays on the thread. */
static int
rank(const struct person *p)
{
	return (p->may_ask ? 0 : 10) +
	    (p->who == HO_WHO_SELF ? 0 : (int)p->who);
}

static void
sort(struct circle *out)
{
	for (size_t i = 1; i < out->n; i++) {
		struct person moved = out->p[i];
		size_t j = i;

		for (; j > 0 && rank(&out->p[j - 1]) > rank(&moved); j--)
			out->p[j] = out->p[j - 1];
		out->p[j] = moved;
	}
}

static void
fold(char *text)
{
	for (; *text != '\0'; text++)
		if (*text >= 'A' && *text <= 'Z')
			*text = (char)(*text - 'A' + 'a');
}

int
circle_from(struct work *w, const char *from, struct circle *out)
{
	struct gathering g = { .w = w, .out = out, .needs_authority = true };
	char folded[321];
	int rc;

	out->n = 0;
	if (from[0] == '\0' || w->account.row.id == 0)
		return HO_OK;
	snprintf(folded, sizeof(folded), "%s", from);
	fold(folded);
	rc = ho_store_each(w->t->s, HO_Q_ADDRESSES_BY_FOLD, &HO_STR(folded), 1,
	    0, each_address, &g);
	sort(out);
	return rc;
}

void
circle_of_contact(const struct work *w, struct circle *out)
{
	out->n = 0;
	if (w->fresh.row.id == 0 || w->fresh.state != HO_ADDRESS_ON_FILE)
		return;
	out->p[out->n++] =
	    (struct person){ .address = w->fresh.row.id, .may_ask = true };
	snprintf(out->p[0].text, sizeof(out->p[0].text), "%s", w->fresh.text);
}

int
circle_of_user(struct work *w, int64_t user, struct circle *out)
{
	struct gathering g = { .w = w, .out = out, .needs_authority = true };

	out->n = 0;
	return ho_store_each(w->t->s, HO_Q_ADDRESSES_OF_USER, &HO_INT(user), 1,
	    0, each_address, &g);
}

/* --- everyone affected ---------------------------------------------------- */

struct admins {
	struct gathering *g;
	int64_t after;
	bool more;
};

static int
each_user(void *ctx, void *row)
{
	const struct ho_user *u = row;
	struct admins *a = ctx;

	a->after = u->row.id;
	a->more = true;
	if (u->role != HO_ROLE_ADMIN && u->row.id != a->g->w->c.user &&
	    u->row.id != a->g->w->account.super_admin)
		return HO_OK;
	return ho_store_each(a->g->w->t->s, HO_Q_ADDRESSES_OF_USER,
	    &HO_INT(u->row.id), 1, 0, each_address, a->g);
}

/* Page by page: an account may have very many users, few of them admins. */
static int
gather_admins(struct gathering *g)
{
	struct admins a = { .g = g, .more = true };
	int rc = HO_OK;

	while (rc == HO_OK && a.more) {
		a.more = false;
		rc = ho_store_each(g->w->t->s, HO_Q_USERS_OF,
		    (struct ho_arg[]){
			HO_INT(g->w->c.account), HO_INT(a.after) },
		    2, 0, each_user, &a);
	}
	return rc;
}

/* Keeps those who are to be told, and of one mailbox the first row. */
static void
keep_told(struct work *w, struct circle *out)
{
	size_t kept = 0;

	for (size_t i = 0; i < out->n; i++) {
		struct person p = out->p[i];
		bool is_known = false;

		for (size_t j = 0; j < kept; j++)
			is_known =
			    is_known || strcmp(out->p[j].text, p.text) == 0;
		if (is_known ||
		    (p.address != w->c.asker &&
			!ho_is_told((enum ho_ask_for)w->c.kind, p.who)))
			continue;
		out->p[kept++] = p;
	}
	out->n = kept;
}

/* Contacts first, then who holds the panel: where there are too many for all
 * to be told, those are told. */
static int
gather(struct gathering *g)
{
	struct work *w = g->w;
	const struct case_kind *kind = case_kind(w->c.kind);
	int rc;

	if (kind->is_users && !kind->tells_all)
		return ho_store_each(w->t->s, HO_Q_ADDRESSES_OF_USER,
		    &HO_INT(w->c.user), 1, 0, each_address, g);
	if ((rc = ho_store_each(w->t->s, HO_Q_CONTACTS_OF,
		 &HO_INT(w->c.account), 1, 0, each_address, g)) != HO_OK ||
	    (rc = gather_admins(g)) != HO_OK || w->c.kind != HO_CASE_CONTACT)
		return rc;
	return ho_store_each(w->t->s, HO_Q_ADDRESSES_OF, &HO_INT(w->c.account),
	    1, 0, each_address, g);
}

int
circle_told(struct work *w, struct circle *out)
{
	struct gathering g = { .w = w, .out = out };
	struct ho_address asker;
	int rc;

	out->n = 0;
	if (w->account.row.id == 0)
		return HO_OK;
	rc = gather(&g);
	if (rc == HO_OK && w->c.asker != 0 &&
	    ho_store_get(w->t->s, HO_ADDRESS, w->c.asker, &asker) == HO_OK)
		rc = add(&g, &asker);
	/* The limit is stated: the first CIRCLE_MAX are told. */
	if (rc == HO_E_LIMIT)
		rc = HO_OK;
	if (rc == HO_OK)
		keep_told(w, out);
	return rc;
}

int
circle_mark_sole(struct work *w)
{
	struct circle *told = malloc(sizeof(*told));
	int rc = told != NULL ? circle_told(w, told) : HO_E_NOMEM;

	if (rc == HO_OK)
		w->c.sole_address = 1;
	for (size_t i = 0; rc == HO_OK && i < told->n; i++)
		if (told->p[i].address != w->c.answer_to)
			w->c.sole_address = 0;
	free(told);
	return rc;
}
