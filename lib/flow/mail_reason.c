/* lib/flow/mail_reason.c - every reason of a verdict on mail, in one table. */
#include "lib/flow/verdict.h"

#include <string.h>

#define REFUSE  HO_MAIL_REFUSE
#define ACCEPT  HO_MAIL_ACCEPT
#define CONFIRM HO_MAIL_CONFIRM
#define UNCLEAR HO_MAIL_UNCLEAR

static const struct ho_reason reasons[] = {
	{ "malformed", REFUSE, 1, "The mail cannot be read." },
	{ "letter-empty", REFUSE, 1, "The file is empty." },
	{ "letter-too-large", REFUSE, 1, "The mail is larger than 25 MiB." },
	{ "line-ends", REFUSE, 1,
	    "The mail holds a NUL, or lines that do not end alike." },
	{ "header-line", REFUSE, 1,
	    "A line of the header is neither a field nor its continuation." },
	{ "header-too-large", REFUSE, 1,
	    "The header has more fields, signatures or octets than allowed." },
	{ "header-unended", REFUSE, 1, "The header has no end." },
	{ "header-not-utf8", REFUSE, 1, "The header is not valid UTF-8." },
	{ "too-many-recipients", REFUSE, 1,
	    "To or Cc is longer than what is read." },
	{ "field-repeated", REFUSE, 2,
	    "A field that may stand once stands twice." },
	{ "field-missing", REFUSE, 2, "From, Date or Message-ID is missing." },
	{ "date-malformed", REFUSE, 2, "Date is not a date." },
	{ "message-id-malformed", REFUSE, 2, "Message-ID is not an id." },
	{ "from-malformed", REFUSE, 3,
	    "From is not exactly one plain mail address." },
	{ "from-not-registered", REFUSE, 4,
	    "The sender is not an address that may ask for this account." },
	{ "from-case-differs", CONFIRM, 4,
	    "The sender differs from the address on file in upper and lower "
	    "case." },
	{ "sender-differs", REFUSE, 5,
	    "The mail was sent by another mailbox on behalf of From." },
	{ "mailing-list", REFUSE, 5, "The mail came through a mailing list." },
	{ "automatic-mail", REFUSE, 5,
	    "The mail was written by a program, such as a vacation note." },
	{ "desk-not-addressed", REFUSE, 6,
	    "The support desk is not in To or Cc." },
	{ "to-unreadable", REFUSE, 6,
	    "To is no list of mail addresses, so it cannot be said whether "
	    "the support desk is in it." },
	{ "cc-unreadable", REFUSE, 6,
	    "Cc is no list of mail addresses, and the support desk is not in "
	    "To." },
	{ "date-out-of-range", REFUSE, 6,
	    "The mail is dated more than 7 days from when it was first "
	    "seen." },
	{ "signed", ACCEPT, 8,
	    "A signature of the sender's domain holds and covers all that "
	    "counts." },
	{ "desk-not-signed", CONFIRM, 8,
	    "The signature does not cover the field that names the desk." },
	{ "message-id-not-signed", CONFIRM, 8,
	    "The signature does not cover Message-ID." },
	{ "content-type-not-signed", CONFIRM, 8,
	    "The signature does not cover Content-Type." },
	{ "transfer-encoding-not-signed", CONFIRM, 8,
	    "The signature does not cover Content-Transfer-Encoding." },
	{ "subject-or-date-not-signed", CONFIRM, 9,
	    "The only good signature leaves Subject or Date open." },
	{ "no-aligned-signature", CONFIRM, 9,
	    "No valid signature of the sender's own domain." },
	{ "dns-unclear", UNCLEAR, 9,
	    "DNS did not answer; the mail is judged again later." },
};

const struct ho_reason *
ho_reason_at(size_t i)
{
	return i < sizeof(reasons) / sizeof(reasons[0]) ? &reasons[i] : NULL;
}

const struct ho_reason *
ho_reason_find(const char *word)
{
	const struct ho_reason *r;

	for (size_t i = 0; (r = ho_reason_at(i)) != NULL; i++)
		if (strcmp(r->word, word) == 0)
			return r;
	return NULL;
}

const char *
ho_mail_verdict_word(enum ho_mail_verdict v)
{
	switch (v) {
	case HO_MAIL_ACCEPT: return "accept";
	case HO_MAIL_CONFIRM: return "confirm";
	case HO_MAIL_UNCLEAR: return "unclear";
	case HO_MAIL_REFUSE: break;
	}
	return "refuse";
}
