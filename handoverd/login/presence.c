/* handoverd/login/presence.c - who signed in of late, for the account phase. */
#include "handoverd/login/presence.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/buf.h"
#include "lib/base/err.h"
#include "lib/secret/mac.h"

struct entry {
	uint8_t who[HO_SHA256_LEN];
	int64_t at_ms;
	bool is_used;
};

struct presence {
	struct entry set[PRESENCE_SETS][PRESENCE_WAYS];
};

int
presence_new(struct presence **p)
{
	*p = calloc(1, sizeof(**p));
	return *p == NULL ? HO_E_NOMEM : HO_OK;
}

void
presence_free(struct presence **p)
{
	free(*p);
	*p = NULL;
}

/* A whole hash, so that no peer can make two keys meet. */
static int
place(struct presence *p, const struct presence_key *key,
    uint8_t who[static HO_SHA256_LEN], struct entry **set)
{
	struct ho_buf text = HO_BUF_INIT;
	uint64_t at;
	int rc;

	ho_buf_u64(&text, key->peer);
	ho_buf_u64(&text, strlen(key->service));
	ho_buf_str(&text, key->service);
	ho_buf_str(&text, key->login);
	rc = ho_buf_error(&text);
	if (rc == HO_OK)
		rc = ho_sha256(text.data, text.len, who);
	ho_buf_free(&text);
	if (rc != HO_OK)
		return rc;
	memcpy(&at, who, sizeof(at));
	*set = p->set[at % PRESENCE_SETS];
	return HO_OK;
}

static bool
is_it(const struct entry *e, const uint8_t who[static HO_SHA256_LEN])
{
	return e->is_used && memcmp(e->who, who, HO_SHA256_LEN) == 0;
}

int
presence_note(
    struct presence *p, const struct presence_key *key, int64_t now_ms)
{
	uint8_t who[HO_SHA256_LEN];
	struct entry *set, *e;
	int rc = place(p, key, who, &set);

	if (rc != HO_OK)
		return rc;
	e = &set[0];
	for (size_t i = 0; i < PRESENCE_WAYS; i++) {
		if (is_it(&set[i], who)) {
			e = &set[i];
			break;
		}
		if (e->is_used && (!set[i].is_used || set[i].at_ms < e->at_ms))
			e = &set[i];
	}
	memcpy(e->who, who, sizeof(who));
	e->at_ms = now_ms;
	e->is_used = true;
	return HO_OK;
}

bool
presence_has(struct presence *p, const struct presence_key *key, int64_t now_ms)
{
	uint8_t who[HO_SHA256_LEN];
	struct entry *set;

	if (place(p, key, who, &set) != HO_OK)
		return false;
	for (size_t i = 0; i < PRESENCE_WAYS; i++)
		if (is_it(&set[i], who))
			return now_ms - set[i].at_ms < PRESENCE_MS;
	return false;
}
