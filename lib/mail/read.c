/* lib/mail/read.c - the fields of a letter as facts. */
#include "lib/mail/read.h"

#include "lib/base/err.h"
#include "lib/mail/address.h"
#include "lib/mail/date.h"
#include "lib/mail/ids.h"
#include "lib/mail/marks.h"
#include "lib/mail/words.h"

static const struct fault none;

static struct fault
read_from(struct lex l, struct ho_facts *facts)
{
	struct span value = { l.p, (size_t)(l.end - l.p) };

	return address_one(l, facts->from) == HO_OK
	    ? none
	    : (struct fault){ "from-malformed", value };
}

static struct fault
read_sender(struct lex l, struct ho_facts *facts)
{
	facts->is_sender_bad = address_one(l, facts->sender) != HO_OK;
	return none;
}

/* A list that cannot be read has nobody in it: rule 6 then refuses, where the
 * other one does not name the desk. */
static struct fault
read_list(struct lex l, enum ho_field_id id, struct ho_facts *facts)
{
	int rc = address_list(l, id == HO_FIELD_TO ? &facts->to : &facts->cc);

	if (rc == HO_E_LIMIT)
		return fault_make(
		    "too-many-recipients", "more than 8192 octets");
	if (rc != HO_OK)
		facts->unread |= HO_FIELD_BIT(id);
	return none;
}

static struct fault
read_to(struct lex l, struct ho_facts *facts)
{
	return read_list(l, HO_FIELD_TO, facts);
}

static struct fault
read_cc(struct lex l, struct ho_facts *facts)
{
	return read_list(l, HO_FIELD_CC, facts);
}

static struct fault
read_subject(struct lex l, struct ho_facts *facts)
{
	words_decode(l, facts->subject);
	return none;
}

static struct fault
read_date(struct lex l, struct ho_facts *facts)
{
	struct span value = { l.p, (size_t)(l.end - l.p) };

	return date_parse(l, &facts->date) == HO_OK
	    ? none
	    : (struct fault){ "date-malformed", value };
}

static struct fault
read_message_id(struct lex l, struct ho_facts *facts)
{
	struct span value = { l.p, (size_t)(l.end - l.p) };

	return id_one(l, facts->message_id) == HO_OK
	    ? none
	    : (struct fault){ "message-id-malformed", value };
}

static struct fault
read_in_reply_to(struct lex l, struct ho_facts *facts)
{
	id_first(l, facts->in_reply_to);
	return none;
}

static struct fault
read_references(struct lex l, struct ho_facts *facts)
{
	id_list(l, facts->references);
	return none;
}

/* Reply-To and the MIME fields are counted and covered, never read. */
static struct fault (*const readers[HO_FIELDS])(
    struct lex, struct ho_facts *) = {
	[HO_FIELD_FROM] = read_from,
	[HO_FIELD_SENDER] = read_sender,
	[HO_FIELD_TO] = read_to,
	[HO_FIELD_CC] = read_cc,
	[HO_FIELD_SUBJECT] = read_subject,
	[HO_FIELD_DATE] = read_date,
	[HO_FIELD_MESSAGE_ID] = read_message_id,
	[HO_FIELD_IN_REPLY_TO] = read_in_reply_to,
	[HO_FIELD_REFERENCES] = read_references,
};

struct fault
read_facts(const struct header *h, struct ho_facts *facts)
{
	struct fault first = none;

	marks_find(h, facts);
	for (enum ho_field_id id = 0; id < HO_FIELDS; id++) {
		struct fault f;

		if (h->one[id] == NULL)
			continue;
		facts->present |= HO_FIELD_BIT(id);
		if (readers[id] == NULL)
			continue;
		f = readers[id](field_lex(h->one[id]), facts);
		if (first.word == NULL)
			first = f;
	}
	return first;
}
