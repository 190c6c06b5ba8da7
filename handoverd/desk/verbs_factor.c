/* handoverd/desk/verbs_factor.c - factor list, import. */
#include <stdio.h>
#include <string.h>

#include "handoverd/cases/person.h"
#include "handoverd/desk/factor_file.h"
#include "handoverd/desk/page.h"
#include "handoverd/desk/people.h"
#include "handoverd/desk/verbs.h"
#include "handoverd/login/factor.h"
#include "lib/base/err.h"
#include "lib/secret/secret.h"

/* --- list ----------------------------------------------------------------- */

static const char *
state_of(const struct tx *t, const struct ho_factor *f)
{
	if (f->state != HO_LIVE)
		return "removed";
	return factor_is_locked(t, f) ? "locked" : "live";
}

/* The key is nobody's to see. */
static int
make_row(struct tx *t, struct call *c, void *ctx, const void *row, json_t **out)
{
	const struct ho_factor *f = row;

	(void)c;
	(void)ctx;
	*out = json_pack("{s:I, s:s, s:s, s:s, s:I, s:I, s:I, s:I, s:o, s:o}",
	    "id", (json_int_t)f->row.id, "kind",
	    f->kind == HO_FACTOR_TOTP ? "totp" : "hotp", "label", f->label,
	    "state", state_of(t, f), "digits", (json_int_t)f->digits, "step",
	    (json_int_t)f->step, "drift", (json_int_t)(f->drift * f->step),
	    "wrong", (json_int_t)f->wrong, "bound_at", people_when(f->bound_at),
	    "used_at", people_when(f->used_at));
	return *out != NULL ? HO_OK : HO_E_NOMEM;
}

static int
add_spares(struct tx *t, struct call *c, int64_t user)
{
	int64_t left;
	int rc = factor_left(t, user, &left);

	if (rc != HO_OK || left == 0)
		return rc;
	return call_row(c,
	    json_pack("{s:n, s:s, s:o, s:s, s:I}", "id", "kind", "recovery",
		"label", json_sprintf("%lld left", (long long)left), "state",
		"live", "left", (json_int_t)left));
}

int
verb_factor_list(struct tx *t, struct call *c)
{
	struct ho_user u;
	struct ho_arg args[1];
	bool is_first = c->after == 0;
	int rc = people_user(t, c, call_str(c, "subject"), &u);

	if (rc != HO_OK)
		return rc;
	args[0] = HO_INT(u.row.id);
	rc = page_rows(t, c, HO_Q_FACTORS_OF, args, 1, make_row, NULL);
	return rc == HO_OK && is_first ? add_spares(t, c, u.row.id) : rc;
}

/* --- import --------------------------------------------------------------- */

struct import {
	struct tx *t;
	struct call *c;
	size_t good, bad;
};

/* Errors by line; nothing is imported where there is one. */
static void
complain(struct import *in, const struct factor_entry *e, const char *why)
{
	if (in->bad++ < 20)
		ho_buf_fmt(&in->c->text, "line %zu%s%s: %s\n", e->line,
		    e->user[0] != '\0' ? ", " : "", e->user, why);
}

static int
put(struct import *in, const struct ho_user *u, const struct factor_entry *e)
{
	struct ho_factor f = { .user = u->row.id,
		.kind = e->otp.kind,
		.hash = e->otp.hash,
		.digits = e->otp.digits,
		.step = e->otp.kind == HO_OTP_TOTP ? e->otp.step : 0,
		.floor = e->floor,
		.label = "imported" };
	struct ho_secret *seed = ho_secret_new(HO_OTP_KEY_MAX);
	struct ho_event *ev;
	int rc = HO_E_NOMEM;

	if (seed == NULL ||
	    (rc = ho_secret_set(seed, e->key, e->otp.key_len)) != HO_OK ||
	    (rc = ho_event_begin(
		 in->t->a, &ev, in->c->verb->event, in->t->now)) != HO_OK)
		goto out;
	ho_event_staff(ev, &in->c->me);
	ho_event_int(ev, "user", u->row.id);
	ho_event_str(ev, "login", u->login);
	if ((rc = factor_bind(in->t, &f, seed)) == HO_OK)
		rc = ho_event_end(&ev, NULL);
	else
		ho_event_drop(&ev);
out:
	ho_secret_free(&seed);
	return rc;
}

static int
take(struct import *in, const struct factor_entry *e, const char *login)
{
	struct ho_account a;
	struct ho_user u;
	bool has;
	int rc = HO_ASK(in->t->s, HO_Q_USER_BY_LOGIN, &u, HO_STR(login));

	if (rc == HO_E_NONE) {
		complain(in, e, "there is no such user");
		return HO_OK;
	}
	if (rc != HO_OK ||
	    (rc = people_account_of(in->t, u.account, &a)) != HO_OK ||
	    (rc = person_owns(in->t, in->c, &a)) != HO_OK ||
	    (rc = factor_has(in->t, u.row.id, &has)) != HO_OK)
		return rc;
	if (has) {
		complain(in, e, "an authenticator is bound already");
		return HO_OK;
	}
	in->good++;
	return in->bad == 0 ? put(in, &u, e) : HO_OK;
}

static int
import_users(struct import *in, const struct ho_buf *file)
{
	struct factor_entry e;
	const char *why = NULL;
	size_t at = 0, line = 0;
	int rc = HO_OK;

	while (rc == HO_OK &&
	    factor_file_next(ho_buf_text(file), file->len, in->t->now, &at,
		&line, &e, &why)) {
		if (why != NULL)
			complain(in, &e, why);
		else
			rc = take(in, &e, e.user);
	}
	explicit_bzero(&e, sizeof(e));
	return rc;
}

static int
import_one(struct import *in, const struct ho_buf *file, const char *login)
{
	struct factor_entry e;
	const char *why =
	    factor_file_google(ho_buf_text(file), file->len, in->t->now, &e);
	int rc = HO_OK;

	e.line = 1;
	if (why != NULL)
		complain(in, &e, why);
	else
		rc = take(in, &e, login);
	explicit_bzero(&e, sizeof(e));
	return rc;
}

int
verb_factor_import(struct tx *t, struct call *c)
{
	const struct ho_buf *file = call_octets(c, "file");
	const char *login = call_str(c, "subject");
	struct import in = { .t = t, .c = c };
	bool is_google = factor_file_is_google(ho_buf_text(file), file->len);
	int rc;

	if (is_google != (login != NULL))
		return call_refuse(c, EXIT_USAGE, "usage", "%s",
		    is_google ? "whose is it? This file names no login"
			      : "the lines of this file name the logins");
	rc = is_google ? import_one(&in, file, login) : import_users(&in, file);
	if (rc != HO_OK)
		return rc;
	if (in.bad > 0 || in.good == 0) {
		struct ho_buf said = HO_BUF_INIT;

		ho_buf_str(&said, ho_buf_text(&c->text));
		ho_buf_clear(&c->text);
		rc = call_refuse(c, EXIT_REFUSED, "bad-file",
		    "%snothing was imported", ho_buf_text(&said));
		ho_buf_free(&said);
		return rc;
	}
	t->wants_checkpoint = true;
	ho_buf_fmt(&c->text, "%zu authenticator%s imported%s", in.good,
	    in.good == 1 ? "" : "s",
	    is_google ? "; its scratch codes are void here" : "");
	if (json_object_set_new(
		c->result, "imported", json_integer((json_int_t)in.good)) != 0)
		return HO_E_NOMEM;
	return HO_OK;
}
