/* judge/resolver/answer.c - what was found under one name. */
#include "judge/resolver/answer.h"

#include "lib/base/err.h"

void
answer_set(struct answer *a, enum ho_dns status)
{
	ho_buf_free(&a->text);
	*a = (struct answer){ .status = status };
}

void
answer_add(struct answer *a, const void *text, size_t len)
{
	if (a->status == HO_DNS_FAILED)
		return;
	if (a->count == HO_ANSWER_RECORDS ||
	    len > HO_ANSWER_OCTETS - a->text.len) {
		answer_set(a, HO_DNS_FAILED);
		return;
	}
	ho_buf_add(&a->text, text, len);
	if (ho_buf_error(&a->text) != HO_OK) {
		answer_set(a, HO_DNS_FAILED);
		return;
	}
	a->status = HO_DNS_FOUND;
	a->end[a->count++] = a->text.len;
}
