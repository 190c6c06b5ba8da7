/*
 * courier/hook.h - the signature of a notice to the panel.
 *
 * Pure.  Source: the Standard Webhooks specification, "v1"; RFC 2104.
 */
#ifndef COURIER_HOOK_H
#define COURIER_HOOK_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/buf.h"

#define HOOK_KEY_LEAST 24 /* octets of a key */
#define HOOK_KEY_MOST  64

/*
 * Appends "v1,BASE64" over "id.at.body".
 *
 *   secret  "whsec_" and the key in base64
 *   at      seconds since 1970-01-01 UTC, when it is sent
 *
 * HO_E_INPUT: secret is none.  HO_E_NOMEM.
 */
int hook_sign(const char *secret, const char *id, int64_t at, const void *body,
    size_t len, struct ho_buf *out);

#endif
