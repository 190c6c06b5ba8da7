/* judge/draw/extent.c - how much of a letter is given to gmime. */
#include "judge/draw/extent.h"

#include <string.h>

#define LINE 80 /* a longer line may hold as much as several of these */

enum kind {
	TEXT,  /* nothing to gmime but octets */
	FIELD, /* may begin a field: "name:" */
	MORE,  /* may go on with one */
	BOUND, /* may be a boundary: "--" */
};

static enum kind
kind_of(const char *line, size_t len)
{
	size_t n = 0;

	if (len > 0 && (*line == ' ' || *line == '\t'))
		return MORE;
	if (len > 1 && line[0] == '-' && line[1] == '-')
		return BOUND;
	while (n < len && line[n] > ' ' && line[n] != ':')
		n++;
	while (n > 0 && n < len && (line[n] == ' ' || line[n] == '\t'))
		n++;
	return n < len && line[n] == ':' ? FIELD : TEXT;
}

/* For how many lines of a header this one may stand: a part is an object with
 * a stream of its own. */
static size_t
cost(enum kind kind, size_t len)
{
	static const size_t base[] = { [FIELD] = 1, [MORE] = 1, [BOUND] = 3 };

	return kind == TEXT ? 0 : base[kind] + len / LINE;
}

size_t
extent_of(const char *octets, size_t len)
{
	size_t at = 0, lines = 0, field = 0;

	while (at < len) {
		const char *stop = memchr(octets + at, '\n', len - at);
		size_t n =
		    stop != NULL ? (size_t)(stop - octets) - at : len - at;
		enum kind kind = kind_of(octets + at, n);

		lines += cost(kind, n);
		field = kind == MORE ? field + n : kind == FIELD ? n : 0;
		if (lines > EXTENT_LINES || field > EXTENT_FIELD)
			return at;
		at += n + (stop != NULL);
	}
	return len;
}
