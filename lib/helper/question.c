/* lib/helper/question.c - the names that may be asked for. */
#include "lib/helper/question.h"

#include <string.h>
#include <strings.h>

#define LABEL_MAX 63
#define DOMAINKEY "_domainkey"
#define DMARC     "_dmarc"

/* Plain ASCII, whatever the locale says a letter is. */
static bool
is_name_octet(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '-' || c == '_';
}

static bool
is_label(const char *label, size_t len)
{
	if (len == 0 || len > LABEL_MAX)
		return false;
	for (size_t i = 0; i < len; i++)
		if (!is_name_octet(label[i]))
			return false;
	return true;
}

static bool
label_is(const char *label, size_t len, const char *word)
{
	return len == strlen(word) && strncasecmp(label, word, len) == 0;
}

bool
ho_question_allowed(const char *name)
{
	size_t before = 0, after = 0, len;
	bool key = false, policy = false;

	if (strlen(name) > HO_QUESTION_MAX)
		return false;
	for (const char *p = name;; p += len + 1) {
		len = strcspn(p, ".");
		if (!is_label(p, len))
			return false;
		if (label_is(p, len, DOMAINKEY)) {
			/* once, after a selector */
			if (key || policy || before == 0)
				return false;
			key = true;
		} else if (label_is(p, len, DMARC)) {
			/* once, and first */
			if (key || policy || before != 0)
				return false;
			policy = true;
		} else if (key || policy) {
			after++;
		} else {
			before++;
		}
		if (p[len] == '\0')
			return after != 0;
	}
}
