/* lib/helper/address.c - an address to compare a letter's addresses with. */
#include "lib/helper/address.h"

#include <idn2.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/err.h"
#include "lib/base/show.h"

#define LOCAL_MAX 64 /* RFC 5321 section 4.5.3.1.1 */
#define FLAGS     (IDN2_NO_TR46 | IDN2_ALABEL_ROUNDTRIP | IDN2_USE_STD3_ASCII_RULES)

/* Labels of 1 to 63 letters, digits and inner hyphens. */
static bool
is_host(const char *name)
{
	for (;;) {
		size_t n =
		    strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-");

		if (n == 0 || n > 63 || name[0] == '-' || name[n - 1] == '-')
			return false;
		if (name[n] == '\0')
			return true;
		if (name[n] != '.')
			return false;
		name += n + 1;
	}
}

/* The domain; libidn2 leaves ASCII capitals to its caller. */
static int
domain(const char *typed, char out[static HO_NAME_MAX + 1])
{
	char low[HO_NAME_MAX * 4];
	uint8_t *label = NULL;
	size_t len = strlen(typed);
	int rc = HO_E_INPUT;

	if (len == 0 || len >= sizeof(low))
		return HO_E_INPUT;
	for (size_t i = 0; i <= len; i++)
		low[i] = (char)(typed[i] >= 'A' && typed[i] <= 'Z'
			? typed[i] - 'A' + 'a'
			: typed[i]);
	if (idn2_lookup_u8((uint8_t *)low, &label, FLAGS) == IDN2_OK &&
	    strlen((char *)label) <= HO_NAME_MAX && is_host((char *)label)) {
		strcpy(out, (char *)label);
		rc = HO_OK;
	}
	idn2_free(label);
	return rc;
}

/* UTF-8 (RFC 6532) without blanks and controls; what it means, its own host
 * knows. */
static bool
is_local(const char *text, size_t len)
{
	if (len == 0 || len > LOCAL_MAX || !ho_utf8_valid(text, len))
		return false;
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)text[i] <= ' ' || text[i] == 0x7f ||
		    text[i] == '<' || text[i] == '>')
			return false;
	return true;
}

int
ho_address_normalise(const char *typed, char out[static HO_ADDR_MAX + 1])
{
	const char *at = strrchr(typed, '@');
	char name[HO_NAME_MAX + 1];

	out[0] = '\0';
	if (at == NULL || !is_local(typed, (size_t)(at - typed)) ||
	    domain(at + 1, name) != HO_OK)
		return HO_E_INPUT;
	snprintf(
	    out, HO_ADDR_MAX + 1, "%.*s@%s", (int)(at - typed), typed, name);
	return HO_OK;
}
