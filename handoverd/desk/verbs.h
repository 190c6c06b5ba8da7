/*
 * handoverd/desk/verbs.h - the functions behind the verb table, room by room.
 *
 * Only verb_table.c calls them.
 */
#ifndef HANDOVERD_VERBS_H
#define HANDOVERD_VERBS_H

#include "handoverd/desk/call.h"

/* verbs_account.c */
verb_fn verb_account_add, verb_account_list, verb_account_show,
    verb_account_find, verb_account_seats, verb_account_check,
    verb_account_policy;
/* verbs_import.c, verbs_export.c */
verb_fn verb_account_import, verb_account_export;
/* verbs_user.c */
verb_fn verb_user_add, verb_user_list, verb_user_show, verb_user_disable;
/* of cases: rename.c, removal.c, unlock.c */
verb_fn verb_user_rename, verb_factor_remove, verb_user_unlock;
/* verbs_factor.c */
verb_fn verb_factor_list, verb_factor_import;
/* verbs_contact.c */
verb_fn verb_contact_add, verb_contact_change, verb_contact_list;
/* verbs_case.c and beside it */
verb_fn verb_case_open, verb_case_list, verb_case_show, verb_case_ticket,
    verb_case_confirm, verb_case_approve, verb_case_issue, verb_case_refuse,
    verb_case_freeze, verb_case_revoke, verb_case_note, verb_reset;
reader_fn read_case_verify;
/* verbs_revert.c */
verb_fn verb_case_revert;
/* verbs_inbox.c */
verb_fn verb_inbox_list, verb_inbox_show, verb_inbox_open, verb_inbox_seats,
    verb_inbox_rename, verb_inbox_factor, verb_inbox_unlock, verb_inbox_drop;
/* verbs_outbox.c */
verb_fn verb_outbox_list, verb_outbox_show, verb_outbox_retry;
verb_fn verb_outbox_drop;
/* verbs_staff.c */
verb_fn verb_staff_add, verb_staff_list, verb_staff_suspend, verb_staff_resume,
    verb_staff_remove;
/* verbs_own.c, verbs_alert.c */
verb_fn verb_staff_own, verb_alert_raise, verb_alert_lower;
/* verbs_procedure.c */
verb_fn verb_procedure;
/* verbs_audit.c */
verb_fn verb_audit_list, verb_audit_show, verb_audit_checkpoint, verb_audit_key,
    verb_audit_export;
reader_fn read_audit_verify, read_audit_prove;
/* verbs_store.c, doctor.c */
verb_fn verb_config_show, verb_status, verb_doctor;

#endif
