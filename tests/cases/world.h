/*
 * tests/cases/world.h - the real store, log and case code in this process.
 *
 * One transaction that is never committed; nothing leaves, and nobody is told.
 */
#ifndef TESTS_CASES_WORLD_H
#define TESTS_CASES_WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "handoverd/daemon.h"
#include "lib/base/err.h"
#include "tests/login/must.h"

#define WORLD_CONTACT "ops@northwind.example"

extern struct daemon d;
extern struct tx t; /* t.now: 1800000000 until somebody moves it */

/* A configuration, keys and an empty store in a directory of their own. */
void world_open(void);
void world_close(void);

/* An event that the daemon itself wrote, begun. */
struct ho_event *event(const char *name);

/* A client with one contact, WORLD_CONTACT. */
void put_client(void);

/* Set-up and tear-down of a test: both of the above, and its end. */
int world_with_client(void **state);
int world_end(void **state);
#define IN_A_WORLD(f) \
	cmocka_unit_test_setup_teardown(f, world_with_client, world_end)

#endif
