/*
 * lib/audit/json.h - the little JSON that an event is.
 *
 * Written in one way only: no blanks, strings as RFC 8785 has them (", \ and
 * C0 escaped, the rest as UTF-8).  Octets that are not UTF-8 come out as
 * visible text, \xHH; what is read back is only what was written so.
 */
#ifndef HO_AUDIT_JSON_H
#define HO_AUDIT_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/buf.h"
#include "lib/store/store.h"

/* Appends text as a quoted string. */
void ho_json_string(struct ho_buf *out, const char *text);

/* What a verifier needs of an event; borrowed from its octets. */
struct ho_event_view {
	int64_t seq;
	const char *rows; /* inside the braces of "rows"; NULL: none */
	size_t rows_len;
};

/* HO_E_INPUT: not an event as this program writes them. */
int ho_event_read(struct ho_event_view *v, const char *body, size_t len);

/* One entry of "rows". */
struct ho_event_row {
	enum ho_kind kind;
	int64_t id;
	bool is_dropped;
	uint8_t mac[16]; /* the first half of the row's; not where dropped */
};

/*
 * The next entry; v moves on behind it.  HO_E_NONE: no more.  HO_E_INPUT: not
 * one of ours.
 */
int ho_event_read_row(struct ho_event_view *v, struct ho_event_row *row);

#endif
