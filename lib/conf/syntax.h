/*
 * lib/conf/syntax.h - how the words of a configuration file are written.
 *
 * Inside lib/conf only.  Pure: no file, no look-up, nothing kept.
 */
#ifndef HO_CONF_SYNTAX_H
#define HO_CONF_SYNTAX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

bool ho_read_number(const char *text, size_t len, int64_t *n);
bool ho_read_duration(const char *text, int64_t *ms);

/* The next entry of a list (blanks, commas); moves *list; false at the end. */
bool ho_next_item(const char **list, char *item, size_t size);

/* Is it one address?  Its domain becomes lower case in place. */
bool ho_fold_address(char *text);

bool ho_is_domain(const char *text);     /* lower-case A-labels */
bool ho_is_origin(const char *text);     /* C2SP signed-note key name */
bool ho_is_web(const char *text);        /* http:// or https:// */
bool ho_is_smtp(const char *text);       /* smtp:// or smtps:// */
bool ho_is_imap(const char *text);       /* imap://HOST or imaps:// */
bool ho_is_folder(const char *text);     /* fit for an IMAP quoted string */
bool ho_is_clock(const char *text);      /* system or a path */
bool ho_is_resolver(const char *text);   /* system or ADDR@PORT */
bool ho_is_service(const char *text);    /* as libpam has it, or "*" */
bool ho_is_below_base(const char *text); /* state-dir/..., runtime-dir/... */

#endif
