/*
 * tests/laws/own_log.h - a store with a log of its own for every test.
 *
 * For programs that are linked with tests/laws/own_log: set_up() makes one and
 * fills it with tests/laws/sample.h, tear_down() takes it away; between the two
 * it is open for writing, and what it is made of has the names below.
 */
#ifndef HO_TESTS_LAWS_OWN_LOG_H
#define HO_TESTS_LAWS_OWN_LOG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "lib/audit/audit.h"
#include "lib/base/err.h"
#include "tests/laws/sample.h"

extern char dir[], path[64];
extern struct sample_deaths deaths;       /* what was found dead since */
extern const struct ho_store_guard guard; /* which tells them */
extern struct ho_audit_signer signer;
extern struct ho_store *s;
extern struct ho_audit *a;
extern struct sample x;

int set_up(void **state);
int tear_down(void **state);
#define IN_A_LOG(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

/* Closes both and opens them as handoverd does. */
int try_open(struct ho_buf *why);
void open_again(void);
void commit(void);

/* An event that the daemon itself wrote, begun. */
struct ho_event *event(const char *name);
/* So many events of one kind. */
void append(int n);
/* Would it be put?  In an event that is given up again. */
int try_put(enum ho_kind kind, void *row);
/* HO_OK where the row is there and alive. */
int get(enum ho_kind kind, int64_t id);
/* Has the row a mac, and an entry in event_row? */
bool is_guarded(int kind);

/* A connection as a person with sqlite3 has it. */
sqlite3 *plain(void);
/* Somebody who knows that there are laws, and takes them away. */
sqlite3 *lawless(void);
void sql(sqlite3 *db, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#endif
