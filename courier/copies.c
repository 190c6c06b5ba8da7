/*
 * courier/copies.c - letters' copies into a folder of the desk's mailbox.
 *
 * What comes here is masked, and its letter has left.  Of a copy whose answer
 * was lost nobody knows: so each is looked for by its Message-ID before it is
 * put there.
 */
#include <stdio.h>
#include <strings.h>

#include "courier/imap.h"
#include "courier/out.h"
#include "courier/role.h"
#include "lib/base/err.h"

static void
put(struct imap *m, const struct letter *l, struct tried *tried)
{
	const char *folder = m->conf->sent_folder;
	bool there = false, maybe = false;
	int rc = imap_has(m, folder, l->msgid, &there);

	if (rc == HO_OK && !there)
		rc = imap_append(m, folder, l->octets, l->len, &maybe);
	if (rc == HO_OK)
		tried->outcome = HO_OUTCOME_SENT;
	else if (rc == HO_E_INPUT)
		tried->outcome = HO_OUTCOME_NEVER;
	else if (maybe)
		tried->outcome = HO_OUTCOME_UNCLEAR;
	snprintf(tried->why, WHY_SIZE, "%.100s: %.150s", folder,
	    there                  ? "it is there already"
		: rc == HO_OK      ? "put there"
		: m->why[0] != 0   ? m->why
		: rc == HO_E_INPUT ? "it has no id to be known by"
				   : ho_err_text(rc));
}

static void
send_copy(const struct ho_conf *c, const struct letter *l, struct tried *tried)
{
	struct imap m;

	if (imap_open(&m, c) != HO_OK) {
		snprintf(tried->why, WHY_SIZE, "libcurl has no memory");
		return;
	}
	put(&m, l, tried);
	imap_close(&m);
}

static bool
is_wanted(const struct ho_conf *c)
{
	return c->sent_folder[0] != '\0';
}

/* Whether it can sign in there is the inbox's to check. */
static int
ready(const struct ho_conf *c, char why[static WHY_SIZE])
{
	const char *says = NULL;

	if (c->inbox_url[0] == '\0')
		says = "sent-folder needs inbox-url, whose mailbox it is in";
	else if (strcasecmp(c->sent_folder, c->inbox_folder) == 0)
		says = "sent-folder cannot be inbox-folder: copies would come "
		       "back as mail";
	if (says == NULL)
		return HO_OK;
	snprintf(why, WHY_SIZE, "%s", says);
	return HO_E_INPUT;
}

static const struct driver copy_driver = { "copy", ready, send_copy };

static void
run(const struct ho_conf *conf)
{
	const struct out o = { "copies", "copy", &copy_driver };

	out_run(&o, conf);
}

const struct role copies_role = { "copies", is_wanted, ready, run };
