/* lib/secret/keys.c - one derived key for each purpose. */
#include "lib/secret/keys.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/err.h"
#include "lib/secret/mac.h"

#define PREFIX "handover/1 "

/* For ever: what is sealed under a label opens under no other. */
static const char *const labels[HO_KEY_PURPOSES] = {
	[HO_KEY_ROW_MAC] = PREFIX "row-mac",
	[HO_KEY_CODE] = PREFIX "code",
	[HO_KEY_DEFAULT_PASSWORD] = PREFIX "default-password",
	[HO_KEY_WORD] = PREFIX "word",
	[HO_KEY_RECOVERY] = PREFIX "recovery-code",
	[HO_KEY_EVIDENCE] = PREFIX "evidence",
	[HO_KEY_OUTBOX] = PREFIX "outbox",
	[HO_KEY_TICKET] = PREFIX "ticket",
	[HO_KEY_FACTOR] = PREFIX "factor",
	[HO_KEY_ACCOUNT_FOLD] = PREFIX "account-fold",
	[HO_KEY_SEEN] = PREFIX "seen",
};

struct ho_keys {
	struct derived {
		uint8_t id;
		struct ho_secret *key[HO_KEY_PURPOSES];
	} set[HO_KEYS_MAX];
	size_t n;
	uint8_t current;
};

static int
derive(const struct ho_secret *store_key, struct derived *d)
{
	int rc;

	for (size_t i = 0; i < HO_KEY_PURPOSES; i++) {
		if ((d->key[i] = ho_secret_new(HO_KEY_LEN)) == NULL)
			return HO_E_NOMEM;
		if ((rc = ho_hkdf(store_key, NULL, 0, labels[i],
			 strlen(labels[i]), d->key[i], HO_KEY_LEN)) != HO_OK)
			return rc;
	}
	return HO_OK;
}

static void
forget(struct derived *d)
{
	for (size_t i = 0; i < HO_KEY_PURPOSES; i++)
		ho_secret_free(&d->key[i]);
	d->id = 0;
}

static struct derived *
find(const struct ho_keys *keys, uint8_t id)
{
	for (size_t i = 0; i < keys->n; i++)
		if (keys->set[i].id == id)
			return (struct derived *)&keys->set[i];
	return NULL;
}

int
ho_keys_add(struct ho_keys *keys, uint8_t id, const struct ho_secret *store_key)
{
	struct derived *d;
	int rc;

	if (id == 0 || ho_secret_len(store_key) != HO_KEY_LEN)
		return HO_E_INPUT;
	if (find(keys, id) != NULL)
		return HO_E_TAKEN;
	if (keys->n == HO_KEYS_MAX)
		return HO_E_LIMIT;
	d = &keys->set[keys->n];
	if ((rc = derive(store_key, d)) != HO_OK) {
		forget(d);
		return rc;
	}
	d->id = id;
	keys->n++;
	if (id > keys->current)
		keys->current = id;
	return HO_OK;
}

int
ho_keys_from(const struct ho_secret *store_key, struct ho_keys **keys)
{
	int rc;

	if ((*keys = calloc(1, sizeof(**keys))) == NULL)
		return HO_E_NOMEM;
	if ((rc = ho_keys_add(*keys, 1, store_key)) != HO_OK)
		ho_keys_free(keys);
	return rc;
}

int
ho_keys_open(const char *path, struct ho_keys **keys, struct ho_buf *why)
{
	struct ho_secret *key;
	int rc;

	*keys = NULL;
	if ((rc = ho_key_read(path, &key, why)) != HO_OK)
		return rc;
	rc = ho_keys_from(key, keys);
	if (rc != HO_OK && why != NULL)
		ho_buf_fmt(why, "%s: %s", path, ho_err_text(rc));
	ho_secret_free(&key);
	return rc;
}

void
ho_keys_free(struct ho_keys **keys)
{
	if (keys == NULL || *keys == NULL)
		return;
	for (size_t i = 0; i < (*keys)->n; i++)
		forget(&(*keys)->set[i]);
	free(*keys);
	*keys = NULL;
}

uint8_t
ho_keys_current(const struct ho_keys *keys)
{
	return keys->current;
}

const struct ho_secret *
ho_keys_get(const struct ho_keys *keys, enum ho_purpose purpose, uint8_t id)
{
	const struct derived *d = find(keys, id == 0 ? keys->current : id);

	return d == NULL || (size_t)purpose >= HO_KEY_PURPOSES
	    ? NULL
	    : d->key[purpose];
}
