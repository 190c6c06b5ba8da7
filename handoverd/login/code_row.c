/* handoverd/login/code_row.c - a code's row: made, named and compared. */
#include "handoverd/login/code_row.h"

#include <stdio.h>
#include <string.h>

#include "handoverd/daemon.h"
#include "lib/base/b64.h"
#include "lib/base/err.h"
#include "lib/secret/word.h"

#define CHALLENGE 16 /* octets */

static const struct purpose {
	const char *name, *template;
} purposes[] = {
	[HO_CODE_CLAIM] = { "claim", "claim-code" },
	[HO_CODE_CANDIDATE] = { "candidate", "candidate-code" },
	[HO_CODE_ENROL] = { "enrol", "enrol-code" },
	[HO_CODE_LOGIN] = { "login", "login-code" },
	[HO_CODE_OWN] = { "own", "own-code" },
	[HO_CODE_SUCCESSOR] = { "successor", "successor-code" },
	[HO_CODE_CHANGE] = { "change", "change-code" },
};

const char *
code_purpose(int64_t purpose)
{
	return purposes[purpose].name;
}

const char *
code_template(int64_t purpose)
{
	return purposes[purpose].template;
}

static int
hash_code(const struct tx *t, int64_t user, const struct ho_code *row,
    const struct ho_secret *code, uint8_t out[static HO_MAC_LEN])
{
	struct ho_code_use use = { .purpose = purposes[row->purpose].name,
		.user = user };
	uint8_t challenge[CHALLENGE];
	int rc = ho_unhex(challenge, sizeof(challenge), row->challenge);

	memcpy(&use.challenge, challenge, sizeof(use.challenge));
	if (rc != HO_OK)
		return rc;
	return ho_code_hash(
	    ho_keys_get(t->d->keys, HO_KEY_CODE, 0), &use, code, out);
}

static int
put_hex(char *out, size_t cap, const void *data, size_t len)
{
	struct ho_buf hex = HO_BUF_INIT;
	int rc;

	ho_hex(&hex, data, len);
	rc = ho_buf_error(&hex);
	if (rc == HO_OK && hex.len >= cap)
		rc = HO_E_LIMIT;
	if (rc == HO_OK)
		memcpy(out, hex.data, hex.len + 1);
	ho_buf_free(&hex);
	return rc;
}

static int
new_challenge(struct ho_code *row)
{
	struct ho_secret *chance = ho_secret_new(CHALLENGE);
	int rc = HO_E_NOMEM;

	if (chance != NULL &&
	    (rc = ho_secret_random(chance, CHALLENGE)) == HO_OK)
		rc = put_hex(row->challenge, sizeof(row->challenge),
		    ho_secret_data(chance), CHALLENGE);
	ho_secret_free(&chance);
	return rc;
}

int
code_row_make(
    struct tx *t, int64_t user, struct ho_code *row, struct ho_secret *code)
{
	uint8_t hash[HO_MAC_LEN];
	int rc;

	if ((rc = new_challenge(row)) != HO_OK ||
	    (rc = ho_code_new(CODE_DIGITS, code)) != HO_OK ||
	    (rc = hash_code(t, user, row, code, hash)) != HO_OK)
		return rc;
	return put_hex(row->hash, sizeof(row->hash), hash, sizeof(hash));
}

/* Letters that no digit looks like. */
void
code_ref(const uint8_t of[static 3], char out[static CODE_REF])
{
	static const char letters[] = "ABCDEFGHJKMNPQRSTVWXYZ";
	const unsigned n = sizeof(letters) - 1;

	snprintf(out, CODE_REF, "%c%d-%c", letters[of[0] % n], of[1] % 10,
	    letters[of[2] % n]);
}

int
code_row_ref(const struct ho_code *row, char out[static CODE_REF])
{
	uint8_t challenge[CHALLENGE];
	int rc = ho_unhex(challenge, sizeof(challenge), row->challenge);

	out[0] = '\0';
	if (rc == HO_OK)
		code_ref(challenge, out);
	return rc;
}

int
code_row_is(struct tx *t, int64_t user, const struct ho_code *row,
    const struct ho_secret *code, bool *is_right)
{
	uint8_t want[HO_MAC_LEN], got[HO_MAC_LEN];
	int rc;

	*is_right = false;
	if ((rc = hash_code(t, user, row, code, got)) != HO_OK ||
	    (rc = ho_unhex(want, sizeof(want), row->hash)) != HO_OK)
		return rc;
	*is_right = ho_mac_equal(want, got);
	return HO_OK;
}
