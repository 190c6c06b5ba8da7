/*
 * handoverd/post/sms.c - a text message in the outbox.
 *
 * Each costs, and whoever knows a login can have them sent: so an account has
 * a number of them a day (sms-a-day), whatever they are about.
 */
#include "handoverd/post/sms.h"

#include <stdio.h>
#include <string.h>

#include "handoverd/daemon.h"
#include "handoverd/post/outbox.h"
#include "lib/base/err.h"
#include "lib/base/log.h"
#include "lib/letter/page.h"
#include "lib/secret/secret.h"

#define DAY 86400 /* seconds */

/* Those given up count too: the gateway may have taken them. */
int
sms_may(struct tx *t, int64_t account, bool *may)
{
	const struct ho_arg args[] = { HO_INT(account), HO_INT(HO_WAY_SMS),
		HO_INT(t->now - DAY) };
	int64_t n = 0;
	int rc = ho_store_count(t->s, HO_Q_OUTBOX_SINCE, args, 3, &n);

	*may = rc == HO_OK && n < t->d->conf.sms_a_day;
	if (rc == HO_OK && !*may)
		ho_warn("account %lld had %lld text messages in a day "
			"(sms-a-day); no more for now",
		    (long long)account, (long long)n);
	return rc;
}

static int
write_text(struct tx *t, const struct notice *n, struct ho_secret *out)
{
	char name[64], line[256];
	struct ho_page subject = HO_PAGE(line, sizeof(line));
	struct ho_page body =
	    HO_PAGE((char *)ho_secret_room(out), ho_secret_cap(out));
	size_t len;
	int rc;

	snprintf(name, sizeof(name), "%s-sms", n->template);
	if ((rc = notify_fill(t, n, name, &subject, &body)) != HO_OK)
		return rc;
	for (len = body.len; len > 0 && body.data[len - 1] == '\n'; len--)
		;
	if (len > SMS_MOST) {
		ho_error("text '%s': %zu octets; a text message has %d at most",
		    name, len, SMS_MOST);
		return HO_E_INPUT;
	}
	return ho_secret_fill(out, len);
}

int
sms_put(struct tx *t, const struct notice *n, const struct ho_address *to,
    struct ho_outbox *o)
{
	struct ho_secret *text = NULL;
	bool may;
	int rc;

	if (t->d->conf.sms_url[0] == '\0')
		return HO_E_NONE;
	if ((rc = sms_may(t, to->account, &may)) != HO_OK)
		return rc;
	if (!may)
		return HO_E_LIMIT;
	o->way = HO_WAY_SMS;
	if ((text = ho_secret_new(HO_PAGE_MAX)) == NULL)
		return HO_E_NOMEM;
	if ((rc = write_text(t, n, text)) == HO_OK &&
	    (rc = notify_id(t->d, o->message_id, sizeof(o->message_id))) ==
		HO_OK)
		rc = outbox_put(t, o, to, text);
	ho_secret_free(&text);
	return rc;
}
