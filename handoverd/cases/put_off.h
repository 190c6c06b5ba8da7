/*
 * handoverd/cases/put_off.h - mail that has to be brought again: when to judge it.
 *
 * Whoever reads a mailbox brings what was put off with every look, and a judge
 * would read it to its end each time.  So it is known by its beginning and told
 * to come later at once, and judged as an unclear case is: after 1, 5, 15
 * minutes, then hourly.  Only in memory: a daemon that begins anew judges it
 * once more.  Where more is put off than there are places, the rest is judged
 * whenever it is brought.
 *
 * The loop's thread.
 */
#ifndef HANDOVERD_PUT_OFF_H
#define HANDOVERD_PUT_OFF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PUT_OFF_PLACES 4096
#define PUT_OFF_BEGIN  65536 /* octets by which a mail is known */
#define PUT_OFF_KEY    65

/* HO_E_CRYPTO: the library failed. */
int put_off_key(const void *mail, size_t len, char key[static PUT_OFF_KEY]);

/* Was it put off, and its time has not come yet? */
bool put_off_is_early(const char *key, int64_t now);

/* It was judged, and is put off (again). */
void put_off_note(const char *key, int64_t now);

#endif
