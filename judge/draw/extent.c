/* judge/draw/extent.c - how much of a letter is given to gmime. */
#include "judge/draw/extent.h"

#include <string.h>

#define LINE 80 /* a longer line may hold as much as several of these */

/* How many lines of a header or boundaries this one may stand for. */
static size_t
cost(const char *line, size_t len)
{
	if (len == 0)
		return 0;
	if (*line != ' ' && *line != '\t' && memchr(line, ':', len) == NULL &&
	    (len < 2 || line[0] != '-' || line[1] != '-'))
		return len > 998 ? len / LINE : 0;
	return 1 + len / LINE;
}

size_t
extent_of(const char *octets, size_t len)
{
	size_t at = EXTENT_SURE, lines = 0;

	while (at < len && lines < EXTENT_LINES) {
		const char *stop = memchr(octets + at, '\n', len - at);
		size_t n =
		    stop != NULL ? (size_t)(stop - octets) - at : len - at;
		size_t most = (EXTENT_LINES - lines) * LINE;

		/* of a line too long as much as it may cost */
		lines += cost(octets + at, n);
		if (lines >= EXTENT_LINES)
			return at + (n < most ? n : most);
		at += n + (stop != NULL);
	}
	return at < len ? at : len;
}
