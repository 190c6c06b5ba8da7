/*
 * tests/unit/letters.h - a page to write on, and a letter like any other.
 */
#ifndef TESTS_UNIT_LETTERS_H
#define TESTS_UNIT_LETTERS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/base/err.h"
#include "lib/letter/letter.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static char memory[HO_PAGE_MAX + 1];

static inline struct ho_page
fresh_page(void)
{
	memset(memory, 0, sizeof(memory));
	return (struct ho_page)HO_PAGE(memory, HO_PAGE_MAX);
}

static const struct ho_letter plain = {
	.from_name = "Support desk",
	.from = "help@desk.example",
	.to = "ops@northwind.example",
	.subject = "Hello",
	.subject_len = 5,
	.message_id = "0123abcd@desk.example",
	.date = 1795253400,
	.body = "One line.\n",
	.body_len = 10,
};

static inline const char *
written(const struct ho_letter *l)
{
	struct ho_page p = fresh_page();
	const char *field = "";

	if (ho_letter_write(l, &p, &field) != HO_OK)
		fail_msg("not written: %s", field);
	return memory;
}

#endif
