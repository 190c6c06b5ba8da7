/*
 * admin/mail_show.h - `handover mail show`: a letter as it can be looked at
 * safely, without the daemon.
 *
 * Judged as by `mail check`, then drawn by handover-draw in its sandbox; with
 * --snapshot also as a picture, by handover-snapshot in its own.
 */
#ifndef HO_ADMIN_MAIL_SHOW_H
#define HO_ADMIN_MAIL_SHOW_H

/* The options, for the command's table. */
#define HO_MAIL_SHOW_USAGE                               \
	"--mail FILE [--contact ADDR]... [--desk ADDR] " \
	"[--at TIME] [--resolver ADDR@PORT "             \
	"[--trust-anchor FILE] | --records FILE] "       \
	"[--snapshot FILE] [--json]"

/*
 * The options follow from argv[1].  Without --contact there is no verdict.
 * Returns the exit status: with --contact that of `mail check`; without 0, 2
 * wrong use, 4 fault.
 */
int ho_mail_show(int argc, char **argv);

#endif
