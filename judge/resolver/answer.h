/*
 * judge/resolver/answer.h - what was found under one name.
 *
 * Records are added with their strings joined; past HO_ANSWER_RECORDS or
 * HO_ANSWER_OCTETS the answer has failed and holds none.
 */
#ifndef HO_RESOLVER_ANSWER_H
#define HO_RESOLVER_ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/buf.h"
#include "lib/helper/question.h"
#include "lib/wire/proto.h"

struct answer {
	enum ho_dns status;
	bool is_secure;
	size_t count;
	size_t end[HO_ANSWER_RECORDS]; /* where each record ends in text */
	struct ho_buf text;            /* one record after another */
};

/* Makes *a empty with this status; what it held is freed.  Zeroed at first. */
void answer_set(struct answer *a, enum ho_dns status);

/* Adds a record: found, until it has failed; that it stays. */
void answer_add(struct answer *a, const void *text, size_t len);

#endif
