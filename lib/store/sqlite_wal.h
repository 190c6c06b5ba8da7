/*
 * lib/store/sqlite_wal.h - the write-ahead log goes back into the file, while
 * the writer goes on.
 *
 * To copy 64 MiB of pages and wait for the disk takes a tenth of a second and
 * more, in which no request would be answered: a thread with a connection of
 * its own does it.  It is started when there is so much for the first time.
 * Where it cannot be had, or does not keep up, the writer does it itself: the
 * log does not grow beyond HO_WAL_MOST and what one commit brings.
 */
#ifndef HO_STORE_SQLITE_WAL_H
#define HO_STORE_SQLITE_WAL_H

#include <sqlite3.h>

#define HO_WAL_SOME 16384 /* pages of 4 KiB: the thread is woken */
#define HO_WAL_MOST 65536 /* the writer waits */

#define HO_WAL_THREAD "store-wal" /* as top -H and gdb call it */

struct ho_wal;

/* For the writer's connection, whose thread calls this, and which lives until
 * ho_wal_stop().  HO_E_NOMEM. */
int ho_wal_start(struct ho_wal **out, sqlite3 *writer);
void ho_wal_stop(struct ho_wal **wal); /* waits for what it is copying */

/* Between the two the thread copies nothing: a checkpoint of the writer's own
 * would find the log busy. */
void ho_wal_hold(struct ho_wal *wal);
void ho_wal_release(struct ho_wal *wal);

#endif
