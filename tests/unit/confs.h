/*
 * tests/unit/confs.h - a configuration out of a few lines, for tests.
 */
#ifndef TESTS_UNIT_CONFS_H
#define TESTS_UNIT_CONFS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/base/err.h"
#include "lib/conf/conf.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* What every configuration needs, on two lines. */
#define BASE                                 \
	"desk-address = help@desk.example\n" \
	"sign-in-url = https://panel.example/\n"

/* As a file test.conf. */
static inline int
parse(struct ho_conf *conf, const char *text, struct ho_buf *error)
{
	return ho_conf_parse(conf, "test.conf", text, strlen(text), error);
}

#endif
