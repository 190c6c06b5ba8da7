/*
 * handoverd/post/sms.h - a text message in the outbox.
 *
 * Inside notify(): notify.h says what becomes of it.
 */
#ifndef HANDOVERD_SMS_H
#define HANDOVERD_SMS_H

#include "handoverd/post/notify.h"

struct ho_address;
struct ho_outbox;
struct ho_page;

#define SMS_MOST 459 /* octets of a text: three messages of 153 (GSM 03.38) */

/* May the account be sent one more today (sms-a-day)? */
int sms_may(struct tx *t, int64_t account, bool *may);

/* o: all but way, message_id and text is set.  HO_E_LIMIT: sms-a-day. */
int sms_put(struct tx *t, const struct notice *n, const struct ho_address *to,
    struct ho_outbox *o);

/* --- of notify.c, for those who write ------------------------------------- */
/* Fills a template in with the notice's values. */
int notify_fill(struct tx *t, const struct notice *n, const char *template,
    struct ho_page *subject, struct ho_page *body);
/* A new id that nothing else has: 32 hex digits, @, mail-domain. */
int notify_id(const struct daemon *d, char *out, size_t cap);

#endif
