/*
 * tests/mail/suffixes.h - the public suffix list, loaded once for a group of
 * tests: open_suffixes() and close_suffixes() are its set-up and tear-down.
 */
#ifndef HO_TESTS_MAIL_SUFFIXES_H
#define HO_TESTS_MAIL_SUFFIXES_H

#include "lib/mail/mail.h"

extern struct ho_suffixes *suffixes;

int open_suffixes(void **state);
int close_suffixes(void **state);

#endif
