/*
 * lib/ticket/jira.h - what the files about Jira share; nobody else includes
 * it.
 */
#ifndef HO_TICKET_JIRA_H
#define HO_TICKET_JIRA_H

#include "lib/ticket/talk.h"

/* REST v3 and Atlassian's document format; else v2 and wiki text. */
bool jira_is_cloud(const struct ticket_talk *t);
/* Behind /rest/api/N/; and the same of the job's issue. */
void jira_path(
    const struct ticket_talk *t, struct ticket_request *r, const char *what);
void jira_issue_path(
    const struct ticket_talk *t, struct ticket_request *r, const char *what);
/* The job's text with a last line (may be NULL).  NULL: no memory. */
json_t *jira_text(const struct ticket_talk *t, const char *last);

/* jira_entry.c: the first steps of what is done to an issue. */
extern const struct ticket_step jira_comment, jira_comments;
extern const struct ticket_step jira_upload, jira_files;
extern const struct ticket_step jira_status;
/* jira_link.c */
extern const struct ticket_step jira_link;

#endif
