/*
 * handoverd/started.c - the first entry of every start: which program, under
 * which configuration.  Who changed a policy has to restart the daemon, so the
 * log shows from when on another policy held.
 */
#include "handoverd/started.h"

#include <string.h>

#include "handoverd/daemon.h"
#include "handoverd/login/rule.h"
#include "lib/base/b64.h"
#include "lib/base/err.h"
#include "lib/base/log.h"
#include "lib/secret/mac.h"

static int
note_start(struct tx *t, void *arg)
{
	struct ho_buf text = HO_BUF_INIT, hex = HO_BUF_INIT;
	uint8_t digest[HO_SHA256_LEN];
	struct ho_event *ev;
	int rc;

	(void)arg;
	ho_conf_dump(&t->d->conf, &text);
	if ((rc = rule_start(t)) == HO_OK &&
	    (rc = ho_buf_error(&text)) == HO_OK &&
	    (rc = ho_sha256(text.data, text.len, digest)) == HO_OK &&
	    (rc = ho_event_begin(t->a, &ev, "daemon.start", t->now)) == HO_OK) {
		ho_hex(&hex, digest, sizeof(digest));
		ho_event_self(ev);
		ho_event_str(ev, "version", HO_VERSION);
		ho_event_str(ev, "configuration", ho_buf_text(&hex));
		rc = ho_event_end(&ev, NULL);
	}
	ho_buf_free(&text);
	ho_buf_free(&hex);
	return rc;
}

static void
noted(void *arg, int rc)
{
	struct daemon *d = arg;

	if (rc == HO_OK)
		return;
	ho_error("the start could not be written into the log (%s)",
	    ho_err_text(rc));
	loop_stop(d->loop);
}

int
started_note(struct daemon *d)
{
	return writer_submit(d->writer, note_start, noted, d);
}
