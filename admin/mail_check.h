/*
 * admin/mail_check.h - `handover mail check`: the verdict on one letter,
 * without daemon, store or ledger (DESIGN sections 6 and 11).
 *
 * Starts a resolver and a judge of its own, beside each other and both in
 * their sandboxes, and asks lib/flow what the facts mean.
 */
#ifndef HO_ADMIN_MAIL_CHECK_H
#define HO_ADMIN_MAIL_CHECK_H

/* The options, for the command's table. */
#define HO_MAIL_CHECK_USAGE                            \
	"--mail FILE --contact ADDR... [--desk ADDR] " \
	"[--at TIME] [--resolver ADDR@PORT "           \
	"[--trust-anchor FILE] | --records FILE] [--json]"

/*
 * The options follow from argv[1].  The programs are those installed in
 * /usr/libexec/handover, or beside the running command where there are none;
 * --libexec DIR, for tests, says otherwise.
 * Prints to standard output, complaints to standard error.  Returns the exit
 * status: 0 accept, 1 refuse, 2 wrong use, 3 confirm or unclear, 4 fault.
 */
int ho_mail_check(int argc, char **argv);

#endif
