/* handoverd/naming.c - what people type, and what is kept of it. */
#include "handoverd/naming.h"

#include <idn2.h>
#include <string.h>
#include <strings.h>

#include "lib/base/err.h"
#include "lib/base/show.h"
#include "lib/flow/login.h"

#define LOCAL_MAX   64
#define ADDRESS_MAX 254
#define DOMAIN_MAX  253

#define MOBILE_LEAST 7 /* digits; E.164 section 6.2.1 */
#define MOBILE_MOST  15

static const char digits[] = "0123456789";
static const char atext[] = "!#$%&'*+-/=?^_`{|}~."; /* RFC 5322, and dots */

/* "'x y' is no e-mail address: why" */
static int
none(struct ho_buf *why, const char *typed, const char *what, const char *tell)
{
	if (why == NULL)
		return HO_E_INPUT;
	ho_buf_chr(why, '\'');
	ho_show(why, typed, strnlen(typed, 80));
	ho_buf_fmt(why, "' is no %s: %s", what, tell);
	return HO_E_INPUT;
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_only(const char *text, size_t len, const char *more)
{
	for (size_t i = 0; i < len; i++)
		if (!is_letter(text[i]) && !is_digit(text[i]) &&
		    (text[i] == '\0' || !strchr(more, text[i])))
			return false;
	return true;
}

/* Two labels or more of letters, digits and inner hyphens. */
static bool
is_host(const char *d)
{
	size_t len, labels = 0;

	for (;; d += len + 1) {
		len = strcspn(d, ".");
		if (len == 0 || len > 63 || d[0] == '-' || d[len - 1] == '-' ||
		    !is_only(d, len, "-"))
			return false;
		labels++;
		if (d[len] == '\0')
			return labels > 1;
	}
}

/* UTS 46 drops what cannot be seen; a person who typed it does not know. */
static bool
is_visible(const char *text)
{
	struct ho_buf shown = HO_BUF_INIT;
	size_t len = strlen(text);
	bool same;

	ho_show(&shown, text, len);
	same = ho_buf_error(&shown) == HO_OK && shown.len == len;
	ho_buf_free(&shown);
	return same;
}

/* What mapping leaves as it is; most are, and there may be millions. */
static bool
is_mapped(const char *typed)
{
	return strlen(typed) <= DOMAIN_MAX && is_host(typed) &&
	    typed[strcspn(typed, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")] == '\0' &&
	    strstr(typed, "--") == NULL;
}

/*
 * out: DOMAIN_MAX + 1 octets; false: none.  Not IDN2_USE_STD3_ASCII_RULES:
 * with mapping it drops "_" and "/" instead of refusing them.
 */
static bool
map_domain(const char *typed, char *out)
{
	uint8_t *mapped = NULL;
	bool good = false;

	if (is_mapped(typed)) {
		strcpy(out, typed);
		return true;
	}
	if (is_visible(typed) &&
	    idn2_lookup_u8((const uint8_t *)typed, &mapped,
		IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) == IDN2_OK &&
	    strlen((char *)mapped) <= DOMAIN_MAX && is_host((char *)mapped)) {
		strcpy(out, (char *)mapped);
		good = true;
	}
	idn2_free(mapped);
	return good;
}

int
naming_domain(
    const char *typed, char out[static NAMING_DOMAIN], struct ho_buf *why)
{
	out[0] = '\0';
	if (!map_domain(typed, out))
		return none(why, typed, "domain",
		    "it has labels of letters, digits and hyphens, such as "
		    "client.example");
	return HO_OK;
}

static bool
is_local(const char *text, size_t len)
{
	if (len == 0 || len > LOCAL_MAX || !is_only(text, len, atext) ||
	    text[0] == '.' || text[len - 1] == '.')
		return false;
	return memmem(text, len, "..", 2) == NULL;
}

int
naming_address(
    const char *typed, char out[static NAMING_ADDRESS], struct ho_buf *why)
{
	const char *at = strrchr(typed, '@');
	size_t local = at != NULL ? (size_t)(at - typed) : 0;
	char domain[DOMAIN_MAX + 1];

	out[0] = '\0';
	if (at == NULL)
		return none(why, typed, "e-mail address", "it has no @");
	if (!is_local(typed, local))
		return none(why, typed, "e-mail address",
		    "before the @ stand 1 to 64 ASCII letters, digits and "
		    "signs, dots between them");
	if (!map_domain(at + 1, domain))
		return none(why, typed, "e-mail address",
		    "behind the @ stands no domain");
	if (local + 1 + strlen(domain) > ADDRESS_MAX)
		return none(
		    why, typed, "e-mail address", "over 254 octets long");
	memcpy(out, typed, local + 1);
	strcpy(out + local + 1, domain);
	return HO_OK;
}

bool
naming_is_mobile(const char *typed)
{
	return typed[0] == '+' && strchr(typed, '@') == NULL;
}

int
naming_mobile(
    const char *typed, char out[static NAMING_ADDRESS], struct ho_buf *why)
{
	size_t len = strspn(typed + (typed[0] == '+'), digits);

	out[0] = '\0';
	if (typed[0] != '+' || typed[1] == '0' || typed[1 + len] != '\0' ||
	    len < MOBILE_LEAST || len > MOBILE_MOST)
		return none(why, typed, "mobile number",
		    "a plus, the country's number and the rest, 7 to 15 "
		    "digits, nothing between them");
	memcpy(out, typed, 1 + len + 1);
	return HO_OK;
}

int
naming_reach(
    const char *typed, char out[static NAMING_ADDRESS], struct ho_buf *why)
{
	return naming_is_mobile(typed) ? naming_mobile(typed, out, why)
				       : naming_address(typed, out, why);
}

int
naming_login(
    const char *typed, char out[static NAMING_LOGIN], struct ho_buf *why)
{
	if (ho_flow_login_fold(typed, strlen(typed), out) == HO_OK)
		return HO_OK;
	return none(why, typed, "login",
	    "1 to 128 of a-z 0-9 . _ @ + -, beginning neither with . nor - "
	    "nor with HO-");
}

int
naming_code(const char *typed, struct ho_buf *why)
{
	size_t len = strlen(typed);

	if (len >= 1 && len <= 64 && typed[0] != '-' && typed[0] != '.' &&
	    strncasecmp(typed, "ho-", 3) != 0 && is_only(typed, len, "._-"))
		return HO_OK;
	return none(why, typed, "account code",
	    "1 to 64 letters, digits, dots, hyphens and underscores, beginning "
	    "neither with . nor - nor with HO-");
}
