/*
 * admin/export.h - the log, or accounts, into a file, a line each.
 *
 * Of an event the daemon streams the exact octets that were hashed, of an
 * account or a user the line itself; nothing is added but the line end.  A
 * file that is there already is not touched, and one that could not be finished
 * is taken away again.
 */
#ifndef HO_ADMIN_EXPORT_H
#define HO_ADMIN_EXPORT_H

#include "admin/request.h"

struct export;

/* Does this request want one? */
bool export_is_wanted(const struct request *r);
/* Opens the file that it names; complains.  DONE, USAGE or FAULT. */
int export_open(struct export **e, const struct request *r);
/* One row as it came; HO_OK, HO_E_PEER, HO_E_LIMIT: full (complains). */
int export_row(struct export *e, const char *json, size_t len);
/* Closes; exit is the daemon's: only after DONE the files stay.  Writes the
 * checkpoint of the reply where --checkpoint asked for it. */
int export_close(struct export **e, int exit, json_t *reply);

#endif
