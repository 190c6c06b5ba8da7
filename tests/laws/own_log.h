/*
 * tests/laws/own_log.h - a store with a log of its own for every test.
 *
 * Included once by a test program, which uses all of it: set_up() makes one
 * and fills it with tests/laws/sample.h, tear_down() takes it away.
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

#include "lib/audit/audit.h"
#include "lib/base/err.h"
#include "tests/laws/sample.h"

static char dir[] = "/tmp/ho-log-XXXXXX";
static char path[64];
static const struct ho_store_guard guard = { NULL, sample_mac, NULL };
static struct ho_audit_signer signer;
static struct ho_store *s;
static struct ho_audit *a;
static struct sample x;

static int
try_open(struct ho_buf *why)
{
	int rc;

	ho_audit_close(&a);
	ho_store_close(&s);
	rc = ho_store_open(&s, path, &guard, why);
	return rc ? rc : ho_audit_open(&a, s, &signer, why);
}

static void
open_again(void)
{
	struct ho_buf why = HO_BUF_INIT;

	assert_int_equal(try_open(&why), HO_OK);
	ho_buf_free(&why);
}

static void
commit(void)
{
	assert_int_equal(ho_audit_before_commit(a), HO_OK);
	assert_int_equal(ho_store_commit(s), HO_OK);
}

static int
set_up(void **state)
{
	struct ho_buf why = HO_BUF_INIT;

	(void)state;
	strcpy(dir + strlen(dir) - 6, "XXXXXX");
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/store", dir);
	signer = sample_signer();
	assert_int_equal(ho_store_create(path, &why), HO_OK);
	open_again();
	assert_int_equal(ho_store_begin(s), HO_OK);
	assert_int_equal(sample_fill(s, a, &x), HO_OK);
	commit();
	return 0;
}

static int
tear_down(void **state)
{
	char command[128];

	(void)state;
	ho_audit_close(&a);
	ho_store_close(&s);
	sample_free(&x);
	snprintf(command, sizeof(command), "rm -rf %s", dir);
	return system(command);
}

#endif
