/*
 * tests/login/must.h - what has to hold before there is anything to test.
 */
#ifndef HO_TESTS_LOGIN_MUST_H
#define HO_TESTS_LOGIN_MUST_H

#include <stdio.h>
#include <stdlib.h>

#define must(claim, what)                                                      \
	do {                                                                   \
		if (!(claim)) {                                                \
			fprintf(stderr, "%s:%d: %s: %s\n", __FILE__, __LINE__, \
			    #claim, what);                                     \
			abort();                                               \
		}                                                              \
	} while (0)

#endif
