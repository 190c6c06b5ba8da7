/*
 * admin/export.h - the log into a file, one event a line.
 *
 * What the daemon streams are the exact octets that were hashed; nothing is
 * added but the line end.  A file that is there already is not touched, and
 * one that could not be finished is taken away again.
 */
#ifndef HO_ADMIN_EXPORT_H
#define HO_ADMIN_EXPORT_H

#include "admin/request.h"

struct export;

/* Opens --leaves; complains.  DONE, USAGE or FAULT. */
int export_open(struct export **e, const struct request *r);
int export_row(struct export *e, json_t *row); /* non-zero: cannot write */
/* Closes; exit is the daemon's: only after DONE the files stay.  Writes the
 * checkpoint of the reply where --checkpoint asked for it. */
int export_close(struct export **e, int exit, json_t *reply);

#endif
