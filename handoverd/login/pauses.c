/* handoverd/login/pauses.c - growing pauses after wrong tries. */
#include "handoverd/login/pauses.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/buf.h"
#include "lib/base/err.h"
#include "lib/secret/mac.h"
#include "lib/secret/secret.h"

struct entry {
	uint64_t tag; /* 0: free */
	int64_t last_ms;
	int64_t until_ms;
	uint32_t wrong;
};

struct pauses {
	struct ho_secret *key; /* of this process: no entry tells a name */
	struct entry set[PAUSES_SETS][PAUSES_WAYS];
};

int
pauses_new(struct pauses **p)
{
	int rc = HO_E_NOMEM;

	*p = calloc(1, sizeof(**p));
	if (*p == NULL || ((*p)->key = ho_secret_new(HO_MAC_LEN)) == NULL ||
	    (rc = ho_secret_random((*p)->key, HO_MAC_LEN)) != HO_OK)
		pauses_free(p);
	return *p == NULL ? rc : HO_OK;
}

void
pauses_free(struct pauses **p)
{
	if (*p == NULL)
		return;
	ho_secret_free(&(*p)->key);
	free(*p);
	*p = NULL;
}

/* The set a key belongs to and its tag there, which is never 0. */
static int
place(struct pauses *p, const struct pause_key *key, struct entry **set,
    uint64_t *tag)
{
	struct ho_buf text = HO_BUF_INIT;
	uint8_t mac[HO_MAC_LEN];
	uint64_t at;
	int rc;

	ho_buf_u64(&text, key->peer);
	ho_buf_str(&text, key->name);
	ho_buf_chr(&text, '\0');
	if (key->peer == 0)
		ho_buf_str(&text, key->rhost);
	rc = ho_buf_error(&text);
	if (rc == HO_OK)
		rc = ho_mac(p->key, text.data, text.len, mac);
	ho_buf_free(&text);
	if (rc != HO_OK)
		return rc;
	memcpy(&at, mac, sizeof(at));
	memcpy(tag, mac + sizeof(at), sizeof(*tag));
	*tag |= 1;
	*set = p->set[at % PAUSES_SETS];
	return HO_OK;
}

static struct entry *
find(struct pauses *p, const struct pause_key *key, int64_t now_ms)
{
	struct entry *set;
	uint64_t tag;

	if (place(p, key, &set, &tag) != HO_OK)
		return NULL;
	for (size_t i = 0; i < PAUSES_WAYS; i++)
		if (set[i].tag == tag &&
		    now_ms - set[i].last_ms < PAUSES_QUIET_MS)
			return &set[i];
	return NULL;
}

/* Which of two gives way: free, gone quiet, or with fewer wrong tries. */
static uint32_t
worth(const struct entry *e, int64_t now_ms)
{
	if (e->tag == 0 || now_ms - e->last_ms >= PAUSES_QUIET_MS)
		return 0;
	return e->wrong;
}

static struct entry *
find_or_make(struct pauses *p, const struct pause_key *key, int64_t now_ms)
{
	struct entry *e = find(p, key, now_ms), *set;
	uint64_t tag;

	if (e != NULL || place(p, key, &set, &tag) != HO_OK)
		return e;
	e = &set[0];
	for (size_t i = 1; i < PAUSES_WAYS; i++)
		if (worth(&set[i], now_ms) < worth(e, now_ms))
			e = &set[i];
	*e = (struct entry){ .tag = tag };
	return e;
}

int64_t
pauses_left(struct pauses *p, const struct pause_key *key, int64_t now_ms)
{
	const struct entry *e = find(p, key, now_ms);

	return e != NULL && e->until_ms > now_ms ? e->until_ms - now_ms : 0;
}

void
pauses_wrong(struct pauses *p, const struct pause_key *key, int64_t now_ms)
{
	struct entry *e = find_or_make(p, key, now_ms);
	int64_t pause = PAUSES_FIRST_MS;

	if (e == NULL)
		return;
	e->last_ms = now_ms;
	if (e->wrong < UINT32_MAX)
		e->wrong++;
	if (e->wrong < PAUSES_FREE)
		return;
	for (uint32_t n = PAUSES_FREE; n < e->wrong; n++) {
		pause *= 2;
		if (pause >= PAUSES_MOST_MS) {
			pause = PAUSES_MOST_MS;
			break;
		}
	}
	e->until_ms = now_ms + pause;
}

void
pauses_right(struct pauses *p, const struct pause_key *key)
{
	struct entry *set;
	uint64_t tag;

	if (place(p, key, &set, &tag) != HO_OK)
		return;
	for (size_t i = 0; i < PAUSES_WAYS; i++)
		if (set[i].tag == tag)
			set[i] = (struct entry){ 0 };
}
