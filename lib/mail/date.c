/* lib/mail/date.c - the date-time of RFC 5322. */
#include "lib/mail/date.h"

#include "lib/base/when.h"

static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat",
	"Sun" };
static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
	"Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
static const struct zone {
	const char *name;
	int hours;
} zones[] = { { "UT", 0 }, { "GMT", 0 }, { "EST", -5 }, { "EDT", -4 },
	{ "CST", -6 }, { "CDT", -5 }, { "MST", -7 }, { "MDT", -6 },
	{ "PST", -8 }, { "PDT", -7 } };

/* Which of the names comes next, or -1. */
static int
one_of(struct lex *l, const char *const *names, size_t n)
{
	struct span word;

	if (!lex_atom(l, false, &word))
		return -1;
	for (size_t i = 0; i < n; i++)
		if (span_equals(word, names[i]))
			return (int)i;
	return -1;
}

static bool
zone(struct lex *l, int64_t *seconds)
{
	bool west = lex_is(l, '-');
	struct span word;
	unsigned v;

	if (lex_take(l, '+') || lex_take(l, '-')) {
		if (!lex_number(l, 4, 4, &v) || v / 100 > 23 || v % 100 > 59)
			return false;
		*seconds = (int64_t)(v / 100 * 3600 + v % 100 * 60);
		*seconds = west ? -*seconds : *seconds;
		return true;
	}
	if (!lex_atom(l, false, &word))
		return false;
	for (size_t i = 0; i < sizeof(zones) / sizeof(zones[0]); i++) {
		if (!span_equals(word, zones[i].name))
			continue;
		*seconds = zones[i].hours * 3600;
		return true;
	}
	return false;
}

static bool
day_name(struct lex *l)
{
	if (!lex_cfws(l))
		return false;
	if (!lex_at_end(l) && is_digit(*l->p))
		return true;
	return one_of(l, days, 7) >= 0 && lex_cfws(l) && lex_take(l, ',') &&
	    lex_cfws(l);
}

static unsigned
days_in(unsigned year, unsigned month)
{
	int64_t first = ho_when_civil(year, month, 1, 0, 0, 0);
	int64_t next = ho_when_civil(month == 12 ? year + 1 : year,
	    month == 12 ? 1 : month + 1, 1, 0, 0, 0);

	return (unsigned)((next - first) / 86400);
}

int
date_parse(struct lex l, int64_t *at)
{
	unsigned day, year, hour, minute, second = 0;
	int64_t east;
	int month;

	*at = 0;
	if (!day_name(&l) || !lex_number(&l, 1, 2, &day) || !lex_cfws(&l) ||
	    (month = one_of(&l, months, 12)) < 0 || !lex_cfws(&l) ||
	    !lex_number(&l, 4, 4, &year) || !lex_cfws(&l) ||
	    !lex_number(&l, 2, 2, &hour) || !lex_take(&l, ':') ||
	    !lex_number(&l, 2, 2, &minute))
		return HO_E_INPUT;
	if (lex_take(&l, ':') && !lex_number(&l, 2, 2, &second))
		return HO_E_INPUT;
	if (!lex_cfws(&l) || !zone(&l, &east) || !lex_cfws(&l) ||
	    !lex_at_end(&l))
		return HO_E_INPUT;
	if (year < 1970 || day < 1 ||
	    day > days_in(year, (unsigned)month + 1) || hour > 23 ||
	    minute > 59 || second > 60)
		return HO_E_INPUT;
	*at = ho_when_civil(
		  year, (unsigned)month + 1, day, hour, minute, second) -
	    east;
	return HO_OK;
}
