/* lib/base/when.c - RFC 3339 in and out. */
#include "lib/base/when.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "lib/base/err.h"

#define LAST_SECOND 253402300799 /* 9999-12-31T23:59:59Z */

void
ho_when_format(int64_t at, char out[static HO_WHEN_LEN])
{
	time_t t = at < 0 ? 0 : at > LAST_SECOND ? LAST_SECOND : at;
	struct tm tm;

	gmtime_r(&t, &tm);
	strftime(out, HO_WHEN_LEN, "%Y-%m-%dT%H:%M:%SZ", &tm);
}

void
ho_when_show(int64_t at, char out[static HO_WHEN_LEN])
{
	ho_when_format(at, out);
	out[10] = ' ';
	out[16] = '\0';
}

/* Days from 1970-01-01, counting years from March (Howard Hinnant's way). */
int64_t
ho_when_civil(int64_t year, unsigned month, unsigned day, unsigned hour,
    unsigned minute, unsigned second)
{
	int64_t y = year - (month <= 2), era = (y >= 0 ? y : y - 399) / 400;
	int64_t yoe = y - era * 400;
	int64_t doy = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
	int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;

	return (era * 146097 + doe - 719468) * 86400 + hour * 3600 +
	    minute * 60 + second;
}

int
ho_when_parse(const char *text, int64_t *at)
{
	unsigned v[6];
	char again[HO_WHEN_LEN];
	int end = 0;

	if (strlen(text) != HO_WHEN_LEN - 1 ||
	    sscanf(text, "%4u-%2u-%2uT%2u:%2u:%2uZ%n", &v[0], &v[1], &v[2],
		&v[3], &v[4], &v[5], &end) != 6 ||
	    end != HO_WHEN_LEN - 1 || v[1] < 1 || v[1] > 12 || v[0] < 1970)
		return HO_E_INPUT;
	*at = ho_when_civil(v[0], v[1], v[2], v[3], v[4], v[5]);
	ho_when_format(*at, again); /* 31 February does not come back */
	return strcmp(text, again) == 0 ? HO_OK : HO_E_INPUT;
}
