/* tests/mail/suffixes.c - the public suffix list for a group of tests. */
#include "tests/mail/suffixes.h"

struct ho_suffixes *suffixes;

int
open_suffixes(void **state)
{
	(void)state;
	return ho_suffixes_load(&suffixes);
}

int
close_suffixes(void **state)
{
	(void)state;
	ho_suffixes_free(&suffixes);
	return 0;
}
