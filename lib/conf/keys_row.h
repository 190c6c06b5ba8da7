/*
 * lib/conf/keys_row.h - how a row of a table of keys is written.
 *
 * For keys.c and keys_service.c alone, which define AT(member) as the member's
 * place in their own struct.  A row names its range, or its words, or neither.
 */
#ifndef HO_CONF_KEYS_ROW_H
#define HO_CONF_KEYS_ROW_H

#include "lib/conf/keys.h"

#define WORDS(...)      ((const char *const[]){ __VA_ARGS__, NULL })
#define COUNT(a)        (sizeof(a) / sizeof((a)[0]))
#define NO_RANGE        0, 0, NULL
#define RANGE(from, to) (from), (to), NULL
#define ONE_OF(...)     0, 0, WORDS(__VA_ARGS__)

#endif
