/*
 * handoverd/started.h - the first entry of every start.
 *
 * Event "daemon.start" with the program's version and the SHA-256 of the
 * effective settings, as `handover config show` prints them.  A daemon that
 * cannot write it stops.
 */
#ifndef HANDOVERD_STARTED_H
#define HANDOVERD_STARTED_H

struct daemon;

int started_note(struct daemon *d);

#endif
