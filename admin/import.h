/*
 * admin/import.h - a file of accounts, sent part by part.
 *
 * The file may be larger than a request, and larger than what the store should
 * take in one commit while people sign in: it goes in parts of whole accounts.
 * Where there are several, all are checked first (a dry run each), so that a
 * fault anywhere changes nothing.  What is an account, and whether it is taken,
 * handoverd says; here it is only known where one begins, and which names stand
 * in the file twice, for no single part shows that.
 */
#ifndef HO_ADMIN_IMPORT_H
#define HO_ADMIN_IMPORT_H

#include "admin/request.h"

/* The whole verb: reads the file, asks, tells.  An exit status. */
int import_run(struct request *r);

#endif
