/* lib/told/forward.c - what to do with a letter that somebody passed on. */
#include <string.h>

#include "lib/helper/drawing.h"
#include "lib/told/told.h"

static const struct form {
	enum ho_forward is;
	const char *text;
} forms[] = {
	{ HO_FORWARD_INLINE,
	    "It retells a letter in its own text, and that proves nothing: ask "
	    "for the original forwarded as an attachment (.eml), or ask the "
	    "client to write to the desk." },
	{ HO_FORWARD_MSG,
	    "It brings Outlook's own file (.msg), which is not what was sent "
	    "and carries no signature: ask for the original forwarded as an "
	    "attachment (.eml), or ask the client to write to the desk." },
	{ HO_FORWARD_ATTACHED,
	    "A letter is attached to it, which counts by itself: in the inbox "
	    "it stands as a mail of its own, from a file it has to be saved "
	    "and given instead." },
	{ HO_FORWARD_SEVERAL,
	    "Several letters are attached to it, and none was taken: ask for "
	    "one at a time." },
};

const char *
ho_told_forward(const char *word)
{
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if (strcmp(ho_forward_word(forms[i].is), word) == 0)
			return forms[i].text;
	return NULL;
}

/* The mark of a compound file: [MS-CFB] 2.2. */
const char *
ho_told_no_mail(const void *octets, size_t len)
{
	static const char mark[] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

	return len >= sizeof(mark) - 1 &&
		memcmp(octets, mark, sizeof(mark) - 1) == 0
	    ? "this is Outlook's own file (.msg): not the mail as it was sent, "
	      "and without its signatures. Save it as .eml, or have it "
	      "forwarded as an attachment"
	    : NULL;
}
