/*
 * tests/laws/store.c - makes a store, reads a row, verifies: for the attacks.
 *
 *	store make PATH		the sample, with a checkpoint
 *	store more PATH NAME	user 3's name for people: an event of its own
 *	store grow PATH N	N more, each an event that writes one row
 *	store read PATH KIND ID	"alive", or "dead WHY", or "none"
 *	store verify PATH	a line "word sentence" for each fault
 *	store open PATH		"open", or why not
 */
#include <stdlib.h>

#include "tests/laws/sample.h"

static struct sample_deaths deaths;
static const struct ho_store_guard guard = { &deaths, sample_mac, sample_dead };

static int
fail(const char *what, int rc, const struct ho_buf *why)
{
	fprintf(stderr, "%s: %s %s\n", what, ho_err_text(rc), ho_buf_text(why));
	return 1;
}

/* Opens both for writing. */
static int
open_both(const char *path, struct ho_store **s, struct ho_audit **a,
    struct ho_buf *why)
{
	struct ho_audit_signer signer = sample_signer();
	int rc = ho_store_open(s, path, &guard, why);

	return rc ? rc : ho_audit_open(a, *s, &signer, why);
}

static int
commit(struct ho_store *s, struct ho_audit *a, int rc)
{
	struct ho_buf note = HO_BUF_INIT;

	if (rc == HO_OK && (rc = ho_audit_checkpoint(a, &note)) == HO_OK &&
	    (rc = ho_audit_before_commit(a)) == HO_OK)
		rc = ho_store_commit(s);
	ho_buf_free(&note);
	return rc;
}

static int
make(struct ho_store *s, struct ho_audit *a)
{
	struct sample x = { 0 };
	int rc = ho_store_begin(s);

	rc = commit(s, a, rc ? rc : sample_fill(s, a, &x));
	sample_free(&x);
	return rc;
}

static int
more(struct ho_store *s, struct ho_audit *a, const char *name)
{
	struct ho_event *ev;
	struct ho_user u;
	int rc = ho_store_begin(s);

	if (rc != HO_OK || (rc = ho_store_get(s, HO_USER, 3, &u)) != HO_OK)
		return rc;
	ho_event_begin(a, &ev, "user.name", SAMPLE_NOW);
	ho_event_self(ev);
	SAMPLE_TEXT(u.name, name);
	rc = ho_store_put(s, HO_USER, &u);
	return commit(s, a, rc ? rc : ho_event_end(&ev, NULL));
}

/* One user after another in a log that grows, as people sign in. */
static int
grow(struct ho_store *s, struct ho_audit *a, long n)
{
	char login[32];
	int rc = HO_OK;

	for (long i = 0; i < n && rc == HO_OK; i++) {
		struct ho_user u = { .account = 1, .role = HO_ROLE_USER };
		struct ho_event *ev;

		if (i % 1000 == 0 && (rc = ho_store_begin(s)) != HO_OK)
			break;
		ho_event_begin(a, &ev, "user.add", SAMPLE_NOW);
		ho_event_self(ev);
		snprintf(login, sizeof(login), "u%ld", i % 10000);
		if (i < 10000 ||
		    (rc = HO_ASK(s, HO_Q_USER_BY_LOGIN, &u, HO_STR(login))) ==
			HO_OK) {
			SAMPLE_TEXT(u.login, login);
			u.created_at = SAMPLE_NOW;
			snprintf(u.name, sizeof(u.name), "%ld", i);
			rc = ho_store_put(s, HO_USER, &u);
		}
		rc = rc ? rc : ho_event_end(&ev, NULL);
		if (i % 1000 == 999 || i == n - 1)
			rc = commit(s, a, rc);
	}
	return rc;
}

static void
on_fault(void *ctx, const char *word, const char *sentence)
{
	(void)ctx;
	printf("%s %s\n", word, sentence);
}

static int
verify(struct ho_store *s)
{
	struct ho_audit_signer signer = sample_signer();
	struct ho_audit_check check = { NULL, on_fault, NULL };
	struct ho_audit *a = NULL;
	int64_t events, faults;
	int rc = ho_audit_open_reader(&a, s, &signer);

	if (rc == HO_OK)
		rc = ho_audit_verify(a, &check, &events, &faults);
	ho_audit_close(&a);
	return rc;
}

static int
show(struct ho_store *s, const char *kind, const char *id)
{
	enum ho_kind k = ho_kind_named(kind, strlen(kind));
	void *row = calloc(1, ho_row_size(k) + 1);
	int rc = row ? ho_store_get(s, k, atoll(id), row) : HO_E_NOMEM;

	if (rc == HO_OK)
		puts("alive");
	else if (rc == HO_E_NONE)
		puts(deaths.n ? deaths.last : "none");
	ho_row_free(k, row);
	free(row);
	return rc == HO_E_NONE ? HO_OK : rc;
}

int
main(int argc, char **argv)
{
	struct ho_buf why = HO_BUF_INIT;
	struct ho_store *s = NULL;
	struct ho_audit *a = NULL;
	const char *verb = argc > 2 ? argv[1] : "";
	int rc = HO_OK, writes;

	writes = !strcmp(verb, "make") || !strcmp(verb, "more") ||
	    !strcmp(verb, "grow") || !strcmp(verb, "open");
	if (!strcmp(verb, "make"))
		rc = ho_store_create(argv[2], &why);
	if (rc == HO_OK)
		rc = writes ? open_both(argv[2], &s, &a, &why)
			    : ho_store_open_reader(&s, argv[2], &guard, &why);
	if (rc == HO_OK) {
		if (!strcmp(verb, "make"))
			rc = make(s, a);
		else if (!strcmp(verb, "more") && argc > 3)
			rc = more(s, a, argv[3]);
		else if (!strcmp(verb, "grow") && argc > 3)
			rc = grow(s, a, atol(argv[3]));
		else if (!strcmp(verb, "read") && argc > 4)
			rc = show(s, argv[3], argv[4]);
		else if (!strcmp(verb, "verify"))
			rc = verify(s);
		else if (!strcmp(verb, "open"))
			puts("open");
		else
			rc = HO_E_INPUT;
	}
	if (rc != HO_OK)
		rc = fail(verb, rc, &why);
	ho_audit_close(&a);
	ho_store_close(&s);
	ho_buf_free(&why);
	return rc;
}
