/* handoverd/desk/verb_table.c - the function behind each verb. */
#include "handoverd/desk/verbs.h"

#include <string.h>

/* Exactly the rows of lib/wire/verbs.h that are not the command's own; a test
 * of the desk asks for every one of them. */
static const struct row {
	const char *noun, *verb;
	verb_fn *run;    /* in the writer's thread */
	reader_fn *read; /* or beside it */
} table[] = {
	{ "account", "add", verb_account_add, NULL },
	{ "account", "list", verb_account_list, NULL },
	{ "account", "show", verb_account_show, NULL },
	{ "account", "find", verb_account_find, NULL },
	{ "account", "seats", verb_account_seats, NULL },
	{ "account", "policy", verb_account_policy, NULL },
	{ "account", "check", verb_account_check, NULL },
	{ "account", "import", verb_account_import, NULL },
	{ "account", "export", verb_account_export, NULL },
	{ "user", "add", verb_user_add, NULL },
	{ "user", "list", verb_user_list, NULL },
	{ "user", "show", verb_user_show, NULL },
	{ "user", "rename", verb_user_rename, NULL },
	{ "user", "disable", verb_user_disable, NULL },
	{ "user", "unlock", verb_user_unlock, NULL },
	{ "factor", "list", verb_factor_list, NULL },
	{ "factor", "remove", verb_factor_remove, NULL },
	{ "factor", "import", verb_factor_import, NULL },
	{ "contact", "add", verb_contact_add, NULL },
	{ "contact", "change", verb_contact_change, NULL },
	{ "contact", "list", verb_contact_list, NULL },
	{ "case", "open", verb_case_open, NULL },
	{ "case", "list", verb_case_list, NULL },
	{ "case", "ticket", verb_case_ticket, NULL },
	{ "case", "show", verb_case_show, NULL },
	{ "case", "verify", NULL, read_case_verify },
	{ "case", "confirm", verb_case_confirm, NULL },
	{ "case", "approve", verb_case_approve, NULL },
	{ "case", "issue", verb_case_issue, NULL },
	{ "case", "refuse", verb_case_refuse, NULL },
	{ "case", "freeze", verb_case_freeze, NULL },
	{ "case", "revoke", verb_case_revoke, NULL },
	{ "case", "revert", verb_case_revert, NULL },
	{ "case", "note", verb_case_note, NULL },
	{ "reset", NULL, verb_reset, NULL },
	{ "inbox", "list", verb_inbox_list, NULL },
	{ "inbox", "show", verb_inbox_show, NULL },
	{ "inbox", "open", verb_inbox_open, NULL },
	{ "inbox", "seats", verb_inbox_seats, NULL },
	{ "inbox", "rename", verb_inbox_rename, NULL },
	{ "inbox", "factor", verb_inbox_factor, NULL },
	{ "inbox", "unlock", verb_inbox_unlock, NULL },
	{ "inbox", "drop", verb_inbox_drop, NULL },
	{ "outbox", "list", verb_outbox_list, NULL },
	{ "outbox", "show", verb_outbox_show, NULL },
	{ "outbox", "retry", verb_outbox_retry, NULL },
	{ "outbox", "drop", verb_outbox_drop, NULL },
	{ "staff", "add", verb_staff_add, NULL },
	{ "staff", "list", verb_staff_list, NULL },
	{ "staff", "suspend", verb_staff_suspend, NULL },
	{ "staff", "resume", verb_staff_resume, NULL },
	{ "staff", "remove", verb_staff_remove, NULL },
	{ "staff", "own", verb_staff_own, NULL },
	{ "alert", "raise", verb_alert_raise, NULL },
	{ "alert", "lower", verb_alert_lower, NULL },
	{ "audit", "verify", NULL, read_audit_verify },
	{ "audit", "prove", NULL, read_audit_prove },
	{ "audit", "list", verb_audit_list, NULL },
	{ "audit", "show", verb_audit_show, NULL },
	{ "audit", "checkpoint", verb_audit_checkpoint, NULL },
	{ "audit", "key", verb_audit_key, NULL },
	{ "audit", "export", verb_audit_export, NULL },
	{ "config", "show", verb_config_show, NULL },
	{ "status", NULL, verb_status, NULL },
	{ "doctor", NULL, verb_doctor, NULL },
	{ "procedure", NULL, verb_procedure, NULL },
};

static const struct row *
row_of(const struct ho_verb *v)
{
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		if (strcmp(table[i].noun, v->noun) != 0)
			continue;
		if (v->verb == NULL ? table[i].verb == NULL
				    : table[i].verb != NULL &&
			    strcmp(table[i].verb, v->verb) == 0)
			return &table[i];
	}
	return NULL;
}

verb_fn *
verb_find(const struct ho_verb *v)
{
	const struct row *r = row_of(v);

	return r != NULL ? r->run : NULL;
}

reader_fn *
reader_find(const struct ho_verb *v)
{
	const struct row *r = row_of(v);

	return r != NULL ? r->read : NULL;
}
