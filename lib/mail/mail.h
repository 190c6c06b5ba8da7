/*
 * lib/mail/mail.h - from the octets of a letter to its facts.
 *
 * One strict parser over the raw octets; its single result feeds signature
 * check, alignment and everything the verdict compares.  It repairs nothing.
 * No clock, no file, no socket: DNS is asked by the caller, between the two
 * halves, all names at once.  Time is linear in the letter; memory is fixed,
 * some 100 KiB beside the facts, for nothing of the letter is copied.
 * Sources: RFC 5322 without its obsolete forms, 6532, 2047; DKIM: RFC 6376,
 * 8301, 8463, 8616; RFC 7489 (adkim).
 *
 *	ho_suffixes_load(&s)                   once, before any sandbox
 *	ho_mail_open(&m, octets, len, s, f)    f: all but the signatures
 *	fill in f->dns[0 .. f->questions)      status, secure, ho_txt_add()
 *	ho_mail_verify(m, f)                   f: the signatures too
 *	ho_mail_free(&m)
 */
#ifndef HO_MAIL_MAIL_H
#define HO_MAIL_MAIL_H

#include <stddef.h>

#include "lib/base/facts.h"

#define HO_MAIL_MAX          ((size_t)25 << 20) /* octets of a letter */
#define HO_MAIL_HEADER_MAX   ((size_t)1 << 20)  /* octets of its header */
#define HO_MAIL_FIELDS       500                /* in the header */
#define HO_MAIL_LINE_MAX     998  /* octets of a header line, without CRLF */
#define HO_MAIL_KEY_BITS_MIN 1024 /* RFC 8301 section 3.2 */
#define HO_MAIL_KEY_BITS_MAX 8192

/*
 * The public suffix list: Debian's file where it is newer than the list
 * built into libpsl, else that one.  HO_E_IO: neither could be had.
 */
struct ho_suffixes;
int ho_suffixes_load(struct ho_suffixes **s);
void ho_suffixes_free(struct ho_suffixes **s);

struct ho_mail; /* a letter between its two halves */

/*
 * Everything that can be known without DNS, and the names to ask for.
 *
 *   octets  borrowed until ho_mail_free()
 *   facts   filled from zero.  A fault in the letter is a fact, not an
 *           error: facts->fault names it, facts->questions is then 0
 *
 * HO_E_NOMEM, HO_E_CRYPTO: facts are zeroed, *m is NULL.
 */
int ho_mail_open(struct ho_mail **m, const void *octets, size_t len,
    const struct ho_suffixes *s, struct ho_facts *facts);

/*
 * Judges each signature by facts->dns; a question left as it was (FAILED)
 * counts as "DNS did not tell".  The same answers give the same facts, so
 * kept evidence can be checked again years later.
 *
 *   facts   the one ho_mail_open() filled
 *
 * HO_E_NOMEM, HO_E_CRYPTO: the library failed; no signature is verified.
 */
int ho_mail_verify(struct ho_mail *m, struct ho_facts *facts);

void ho_mail_free(struct ho_mail **m);

#endif
