/* handoverd/desk/verbs_import.c - account import: over the file. */
#include "handoverd/desk/import.h"
#include "handoverd/desk/import_ahead.h"
#include "handoverd/desk/verbs.h"
#include "lib/base/err.h"

static int
take_account(struct import *in)
{
	bool is_there;
	int rc = import_check(in, &is_there);

	if (rc != HO_OK)
		return rc;
	if (in->a.is_bad) {
		in->bad++;
	} else if (is_there) {
		in->already++;
	} else {
		in->accounts++;
		in->imported_users += (int64_t)in->a.users;
		if (!call_flag(in->c, "dry-run"))
			rc = import_put(in);
	}
	return rc;
}

/* The account that was being read has no more lines. */
static int
end_account(struct import *in)
{
	int rc = in->a.line != NULL ? take_account(in) : HO_OK;

	import_clear(&in->a);
	return rc;
}

static int
read_line(struct import *in, const struct ahead_line *l)
{
	int rc;

	if (json_object_get(l->json, "account") != NULL) {
		if ((rc = end_account(in)) == HO_OK)
			return import_read_account(in, l->json, l->number);
	} else if (json_object_get(l->json, "user") != NULL &&
	    in->a.line != NULL) {
		return import_read_user(in, l->json, l->number);
	} else {
		rc = import_problem(in, l->number, "%s",
		    l->json == NULL ? "it is no JSON object in one line"
				    : "it is no account, and no user of one");
	}
	json_decref(l->json);
	return rc;
}

static int
read_all(struct import *in, const struct ho_buf *file)
{
	struct ahead_line line;
	struct ahead *a;
	int rc = ahead_start(&a, (const char *)file->data, file->len);

	while (rc == HO_OK && ahead_next(a, &line))
		rc = read_line(in, &line);
	if (rc == HO_OK)
		rc = end_account(in);
	import_clear(&in->a);
	ahead_stop(&a);
	return rc;
}

static int
answer(struct import *in, bool is_refused)
{
	struct call *c = in->c;
	json_t *all;
	int rc;

	if (in->problems > IMPORT_TOLD &&
	    (rc = call_row(c,
		 json_pack("{s:n, s:s, s:o}", "line", "account", "", "problem",
		     json_sprintf("and %lld more in this part of the file",
			 (long long)(in->problems - IMPORT_TOLD))))) != HO_OK)
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
	struct import in = { .t = t, .c = c };
	bool is_refused;
	int rc = read_all(&in, call_octets(c, "file"));

	if (rc != HO_OK)
		return rc;
	is_refused = in.problems > 0 && !call_flag(c, "skip-bad");
	if ((rc = answer(&in, is_refused)) != HO_OK)
		return rc;
	if (is_refused)
		return call_refuse(c, EXIT_REFUSED, "bad-file",
		    "nothing of this part of the file was imported");
	t->wants_checkpoint = in.accounts > 0 && !call_flag(c, "dry-run");
	return HO_OK;
}
