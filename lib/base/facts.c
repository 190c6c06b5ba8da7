/* lib/base/facts.c - the small hands of the facts. */
#include "lib/base/facts.h"

#include <string.h>

static const char *const field_names[HO_FIELDS] = {
	[HO_FIELD_FROM] = "From",
	[HO_FIELD_SENDER] = "Sender",
	[HO_FIELD_REPLY_TO] = "Reply-To",
	[HO_FIELD_TO] = "To",
	[HO_FIELD_CC] = "Cc",
	[HO_FIELD_SUBJECT] = "Subject",
	[HO_FIELD_DATE] = "Date",
	[HO_FIELD_MESSAGE_ID] = "Message-ID",
	[HO_FIELD_IN_REPLY_TO] = "In-Reply-To",
	[HO_FIELD_REFERENCES] = "References",
	[HO_FIELD_MIME_VERSION] = "MIME-Version",
	[HO_FIELD_CONTENT_TYPE] = "Content-Type",
	[HO_FIELD_TRANSFER_ENCODING] = "Content-Transfer-Encoding",
};

const char *
ho_field_name(enum ho_field_id id)
{
	return (unsigned)id < HO_FIELDS ? field_names[id] : "";
}

const char *
ho_addr_next(const struct ho_addr_list *l, size_t *at)
{
	const char *address = l->text + *at;

	if (*at >= l->len)
		return NULL;
	*at += strlen(address) + 1;
	return address;
}

bool
ho_addr_add(struct ho_addr_list *l, const char *address)
{
	size_t len = strlen(address) + 1;

	if (len > sizeof(l->text) - l->len)
		return false;
	memcpy(l->text + l->len, address, len);
	l->len = (uint16_t)(l->len + len);
	return true;
}

void
ho_txt_add(struct ho_txt_answer *a, const void *text, size_t len)
{
	size_t used = 0;

	for (size_t i = 0; i < a->count && i < HO_DNS_RECORDS; i++)
		used += a->len[i];
	if (a->is_cut || a->count >= HO_DNS_RECORDS ||
	    len > sizeof(a->text) - used) {
		a->is_cut = true;
		memset(a->len, 0, sizeof(a->len));
		memset(a->text, 0, sizeof(a->text));
	} else {
		if (len)
			memcpy(a->text + used, text, len);
		a->len[a->count] = (uint16_t)len;
	}
	if (a->count < UINT8_MAX)
		a->count++;
}

const uint8_t *
ho_txt_record(const struct ho_txt_answer *a, size_t i, size_t *len)
{
	const uint8_t *p = a->text;

	for (size_t k = 0; k < i; k++)
		p += a->len[k];
	*len = a->len[i];
	return p;
}

bool
ho_txt_is_unclear(const struct ho_txt_answer *a)
{
	return a->status == HO_TXT_FAILED || a->status == HO_TXT_TIMEOUT ||
	    a->status == HO_TXT_BOGUS;
}
