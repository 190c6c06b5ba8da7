/* handoverd/open.c - the store with our keys behind it. */
#include <string.h>

#include "handoverd/daemon.h"
#include "lib/base/err.h"
#include "lib/base/log.h"
#include "lib/secret/mac.h"

static int
guard_mac(void *ctx, const void *data, size_t len, uint8_t out[32])
{
	const struct daemon *d = ctx;

	return ho_mac(ho_keys_get(d->keys, HO_KEY_ROW_MAC, 0), data, len, out);
}

static void
guard_dead(void *ctx, enum ho_kind kind, int64_t id, const char *why)
{
	(void)ctx;
	ho_warn("%s/%lld is dead (%s): somebody wrote to the store with other "
		"tools; it counts for nothing. See 'handover audit verify'",
	    ho_kind_name(kind), (long long)id, why);
}

void
daemon_guard(struct daemon *d)
{
	d->guard = (struct ho_store_guard){ d, guard_mac, guard_dead };
}

int
daemon_open_store(struct daemon *d, struct ho_audit_signer *signer,
    struct ho_store **store, struct ho_audit **audit, struct ho_buf *why)
{
	int rc;

	*signer = (struct ho_audit_signer){ .ctx = d->signer,
		.origin = d->conf.log_origin,
		.sign = ho_signer_sign };
	memcpy(signer->public_key, ho_signer_public(d->signer),
	    sizeof(signer->public_key));
	daemon_guard(d);
	rc = ho_store_open(store, d->conf.store, &d->guard, why);
	if (rc == HO_OK &&
	    (rc = ho_audit_open(audit, *store, signer, why)) != HO_OK)
		ho_store_close(store);
	if (rc == HO_E_FORGED)
		ho_buf_str(why, "; see handoverd --verify");
	return rc;
}
