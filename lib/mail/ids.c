/* lib/mail/ids.c - message ids. */
#include "lib/mail/ids.h"

#include <string.h>

#include "lib/base/show.h"

/* "<...>" at l; takes it only where it is an id. */
static bool
take_id(struct lex *l, struct span *out)
{
	struct lex at = *l;
	struct ho_buf shown = { .max = 16 * HO_MSGID_MAX };
	bool is_id;

	if (!lex_take(&at, '<'))
		return false;
	while (!lex_at_end(&at) && (is_printing(*at.p) || *at.p >= 0x80) &&
	    *at.p != '<' && *at.p != '>')
		at.p++;
	if (!lex_take(&at, '>'))
		return false;
	*out = (struct span){ l->p, (size_t)(at.p - l->p) };
	if (out->len <= 2 || out->len > HO_MSGID_MAX)
		return false;
	ho_show(&shown, out->p, out->len); /* nothing hidden in it? */
	is_id = ho_buf_error(&shown) == HO_OK && shown.len == out->len;
	ho_buf_free(&shown);
	if (is_id)
		*l = at;
	return is_id;
}

static void
copy(struct span s, char *out)
{
	memcpy(out, s.p, s.len);
	out[s.len] = '\0';
}

int
id_one(struct lex l, char out[static HO_MSGID_MAX + 1])
{
	struct span id;

	out[0] = '\0';
	if (!lex_cfws(&l) || !take_id(&l, &id) || !lex_cfws(&l) ||
	    !lex_at_end(&l))
		return HO_E_INPUT;
	copy(id, out);
	return HO_OK;
}

/* The next id, wherever it stands. */
static bool
next_id(struct lex *l, struct span *id)
{
	for (; !lex_at_end(l); l->p++)
		if (lex_is(l, '<') && take_id(l, id))
			return true;
	return false;
}

void
id_first(struct lex l, char out[static HO_MSGID_MAX + 1])
{
	struct span id;

	out[0] = '\0';
	if (next_id(&l, &id))
		copy(id, out);
}

void
id_list(struct lex l, char out[static HO_REFS_MAX + 1])
{
	size_t len = 0, first = 0; /* octets, of all and of the first id */
	struct span id;

	out[0] = '\0';
	while (next_id(&l, &id)) {
		while (len + 1 + id.len > HO_REFS_MAX) {
			/* the oldest after the first goes */
			char *second = out + first + 1;
			size_t n = strcspn(second, " ") + 1;

			memmove(
			    out + first, out + first + n, len - first - n + 1);
			len -= n;
		}
		if (len > 0)
			out[len++] = ' ';
		copy(id, out + len);
		len += id.len;
		if (first == 0)
			first = len;
	}
}
