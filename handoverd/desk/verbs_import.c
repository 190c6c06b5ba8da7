/* handoverd/desk/verbs_import.c - account import: over the file. */
#include <string.h>

#include "handoverd/daemon.h"
#include "handoverd/desk/import.h"
#include "handoverd/desk/import_ahead.h"
#include "handoverd/desk/verbs.h"
#include "lib/base/err.h"

/* A row of the answer each, up to IMPORT_TOLD of a request. */
static int
tell_faults(struct import *in)
{
	const struct import_account *a = in->a;
	const char *code = import_text(a->line, "account");
	int rc = HO_OK;

	if (code == NULL || strlen(code) > 64)
		code = "";
	for (size_t i = 0; i < a->faults && rc == HO_OK; i++, in->faults++) {
		const struct import_fault *f = &a->fault[i];

		if (in->faults >= IMPORT_TOLD)
			continue;
		rc = call_row(in->c,
		    json_pack("{s:I, s:s, s:s}", "line",
			(json_int_t)(f->number != 0 ? f->number : a->number),
			"account", code, "problem", ho_buf_text(&f->text)));
	}
	return rc;
}

static int
take_good(struct import *in)
{
	in->accounts++;
	in->imported_users += (int64_t)in->a->users;
	return call_flag(in->c, "dry-run") ? HO_OK : import_put(in);
}

static int
take_account(struct import *in)
{
	bool is_there;
	int rc = import_check(in, &is_there);

	if (rc != HO_OK)
		return rc;
	if (in->a->faults > 0) {
		in->bad += in->a->line != NULL;
		return tell_faults(in);
	}
	if (is_there) {
		in->already++;
		return HO_OK;
	}
	return take_good(in);
}

static int
take_all(struct import *in, const struct ho_buf *file)
{
	struct import_reader reader = { .conf = &in->t->d->conf,
		.text = (const char *)file->data,
		.len = file->len };
	const struct ahead_source source = { import_read, import_free,
		&reader };
	struct ahead *a;
	void *account;
	int rc = ahead_start(&a, &source);

	while (rc == HO_OK && (rc = ahead_next(a, &account)) == HO_OK) {
		in->a = account;
		rc = take_account(in);
	}
	ahead_stop(&a);
	json_decref(reader.kept);
	return rc == HO_E_NONE ? HO_OK : rc;
}

static int
answer(struct import *in, bool is_refused)
{
	struct call *c = in->c;
	json_t *all;
	int rc;

	if (in->faults > IMPORT_TOLD &&
	    (rc = call_row(c,
		 json_pack("{s:n, s:s, s:o}", "line", "account", "", "problem",
		     json_sprintf("and %lld more in this part of the file",
			 (long long)(in->faults - IMPORT_TOLD))))) != HO_OK)
		return rc;
	all = json_pack("{s:I, s:I, s:I, s:I}", "accounts",
	    (json_int_t)(is_refused ? 0 : in->accounts), "users",
	    (json_int_t)(is_refused ? 0 : in->imported_users), "already",
	    (json_int_t)in->already, "bad", (json_int_t)in->bad);
	rc = all != NULL && json_object_update(c->result, all) == 0
	    ? HO_OK
	    : HO_E_NOMEM;
	json_decref(all);
	return rc;
}

int
verb_account_import(struct tx *t, struct call *c)
{
	struct import in = { .t = t,
		.c = c,
		.asks_logins =
		    call_flag(c, "dry-run") || call_flag(c, "skip-bad") };
	bool is_refused;
	int rc = take_all(&in, call_octets(c, "file"));

	if (rc != HO_OK)
		return rc;
	is_refused = in.faults > 0 && !call_flag(c, "skip-bad");
	if ((rc = answer(&in, is_refused)) != HO_OK)
		return rc;
	if (is_refused)
		return call_refuse(c, EXIT_REFUSED, "bad-file",
		    "nothing of this part of the file was imported");
	t->wants_checkpoint = in.accounts > 0 && !call_flag(c, "dry-run");
	return HO_OK;
}
