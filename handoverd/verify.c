/*
 * handoverd/verify.c - audit verify without a running daemon.
 *
 * A daemon that refuses its store cannot be asked what is wrong with it.
 * This reads the store beside whoever has it, and changes nothing.
 */
#include <stdio.h>
#include <string.h>

#include "handoverd/cases/case_rejudge.h"
#include "handoverd/daemon.h"
#include "lib/base/err.h"
#include "lib/base/log.h"

static void
on_fault(void *ctx, const char *word, const char *sentence)
{
	(void)ctx;
	printf("%s: %s\n", word, sentence);
}

static int
verify(struct daemon *d, int64_t *events, int64_t *faults, struct ho_buf *why)
{
	struct ho_audit_signer signer = { .origin = d->conf.log_origin };
	struct ho_audit_check check = { NULL, on_fault, NULL };
	struct ho_store *s = NULL;
	struct ho_audit *a = NULL;
	int64_t letters;
	int rc;

	memcpy(signer.public_key, ho_signer_public(d->signer),
	    sizeof(signer.public_key));
	daemon_guard(d);
	d->guard.dead = NULL; /* every dead row is a fault here already */
	rc = ho_store_open_reader(&s, d->conf.store, &d->guard, why);
	if (rc == HO_OK)
		rc = ho_audit_open_reader(&a, s, &signer);
	if (rc == HO_OK)
		rc = ho_audit_verify(a, &check, events, faults);
	if (rc == HO_OK)
		rc = rejudge_all(
		    &(struct tx){ .d = d, .s = s }, &check, &letters, faults);
	ho_audit_close(&a);
	ho_store_close(&s);
	return rc;
}

int
daemon_verify(const char *config)
{
	struct ho_buf why = HO_BUF_INIT;
	struct daemon d = { 0 };
	int64_t events = 0, faults = 0;
	int rc;

	ho_log_open("handoverd", 0, HO_LOG_INFO);
	if ((rc = daemon_load(&d, config, &why)) == HO_OK)
		rc = verify(&d, &events, &faults, &why);
	if (rc != HO_OK)
		ho_error("cannot verify: %s",
		    why.len ? ho_buf_text(&why) : ho_err_text(rc));
	else if (faults == 0)
		printf("%lld events: the log is whole, and the store agrees "
		       "with it\n",
		    (long long)events);
	else
		printf("%lld events, %lld fault%s: somebody wrote to the store "
		       "with other tools\n",
		    (long long)events, (long long)faults,
		    faults == 1 ? "" : "s");
	ho_signer_free(&d.signer);
	ho_keys_free(&d.keys);
	ho_conf_free(&d.conf);
	ho_buf_free(&why);
	return rc != HO_OK ? 4 : faults > 0 ? 1 : 0;
}
