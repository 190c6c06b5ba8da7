/*
 * lib/base/when.h - points in time as people and files write them.
 *
 * Seconds since 1970-01-01 UTC inside, RFC 3339 UTC ("2026-11-21T09:30:00Z")
 * outside.  No clock here: the caller brings the time.
 */
#ifndef HO_BASE_WHEN_H
#define HO_BASE_WHEN_H

#include <stddef.h>
#include <stdint.h>

#define HO_WHEN_LEN 21 /* with NUL */

/* Years 1970 to 9999, clamped. */
void ho_when_format(int64_t at, char out[static HO_WHEN_LEN]);

/* Exactly that form; HO_E_INPUT otherwise. */
int ho_when_parse(const char *text, int64_t *at);

/* For letters, to the minute: "2026-11-21 09:30", with "(UTC)" behind it. */
void ho_when_show(int64_t at, char out[static HO_WHEN_LEN]);

/* Seconds of a proleptic Gregorian UTC date and time; no range check. */
int64_t ho_when_civil(int64_t year, unsigned month, unsigned day, unsigned hour,
    unsigned minute, unsigned second);

#endif
