/* tests/unit/verify_test.c - what a verifier sees, beside the store and outside of it. */
#include <pthread.h>

#include "tests/laws/own_log.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

struct faults {
	char words[512];
};

static void
on_fault(void *ctx, const char *word, const char *sentence)
{
	struct faults *f = ctx;

	assert_true(strlen(sentence) > 0);
	if (strstr(f->words, word) == NULL) {
		strcat(f->words, *f->words ? " " : "");
		strcat(f->words, word);
	}
}

/* By a connection and a log of its own, as `audit verify` does. */
static void
verify(struct faults *f, int64_t *events)
{
	struct ho_audit_check check = { f, on_fault, NULL };
	struct ho_buf why = HO_BUF_INIT;
	struct ho_store *r = NULL;
	struct ho_audit *ra = NULL;
	int64_t faults;

	memset(f, 0, sizeof(*f));
	assert_int_equal(ho_store_open_reader(&r, path, &guard, &why), HO_OK);
	assert_int_equal(ho_audit_open_reader(&ra, r, &signer), HO_OK);
	assert_int_equal(ho_audit_verify(ra, &check, events, &faults), HO_OK);
	assert_int_equal(faults > 0, *f->words != 0);
	ho_audit_close(&ra);
	ho_store_close(&r);
}

/* Each by somebody who took the triggers away first; "+" puts them back, so
 * that the fault is not only that. */
static const struct deed {
	const char *sql, *words;
	const char *open; /* what the owner is told; NULL: opens */
} deeds[] = {
	{ "SELECT 1", "", NULL },
	{ "DELETE FROM event WHERE seq = 4", "event-gone frontier checkpoint",
	    NULL },
	{ "DELETE FROM event WHERE seq = 6", "frontier event-row",
	    "frontier says 6" },
	{ "DELETE FROM event_body WHERE seq = 4", "event-gone", NULL },
	{ "UPDATE event_body SET body = replace(body, 'panel',"
	  " 'other') WHERE seq = 4",
	    "event-changed frontier checkpoint", NULL },
	{ "UPDATE event SET leaf_hash = zeroblob(32) WHERE seq = 4",
	    "event-changed", NULL },
	{ "INSERT INTO event VALUES (7, zeroblob(32));"
	  "INSERT INTO event_body VALUES (7, '{\"seq\":7}')",
	    "event-changed frontier", "frontier says 6" },
	/* two that change places, with their leaves */
	{ "UPDATE event SET leaf_hash = (SELECT leaf_hash FROM event"
	  " AS e WHERE e.seq = 7 - event.seq) WHERE seq IN (3, 4);"
	  "UPDATE event_body SET body = (SELECT body FROM event_body"
	  " AS b WHERE b.seq = 7 - event_body.seq) WHERE seq IN (3, 4)",
	    "event-changed frontier checkpoint", NULL },
	/* all of it as it was before the checkpoint */
	{ "DELETE FROM event WHERE seq > 2;"
	  "DELETE FROM event_body WHERE seq > 2;"
	  "DELETE FROM event_row WHERE seq > 2;"
	  "UPDATE meta SET value = e.value, mac = e.mac FROM early"
	  " AS e WHERE e.name = meta.name",
	    "checkpoint row-unknown", "not of this log" },
	{ "UPDATE meta SET value = x'00' WHERE name = 'frontier'", "frontier",
	    "other tools" },
	{ "DELETE FROM meta WHERE name = 'frontier'", "frontier",
	    "frontier says 0" },
	{ "UPDATE meta SET value = x'78' WHERE name = 'checkpoint'",
	    "checkpoint", "not of this log" },
	{ "DELETE FROM event_row WHERE kind = 2 AND id = 3 AND seq = 6",
	    "event-row row-unknown", "event_row was changed" },
	{ "UPDATE event_row SET dropped = 1 WHERE kind = 2 AND seq = 6",
	    "event-row row-old", "event_row was changed" },
	{ "INSERT INTO event_row VALUES (2, 77, 3, 0)", "event-row",
	    "event_row was changed" },
	{ "INSERT INTO event_row VALUES (2, -77, 3, 0)", "event-row",
	    "event_row was changed" },
	{ "UPDATE user SET name = 'mallory' WHERE id = 3", "row-forged", NULL },
	{ "UPDATE user SET mac = zeroblob(32) WHERE id = 3",
	    "row-changed row-forged", NULL },
	{ "DELETE FROM user WHERE id = 3", "row-gone", NULL },
	{ "INSERT INTO user SELECT id + 10, seq, mac, account,"
	  " 'x' || login, name, role, state, created_at, valid_from,"
	  " grace_from"
	  " FROM user WHERE id = 3",
	    "row-forged", NULL },
	{ "UPDATE user SET name = k.name, seq = k.seq, mac = k.mac"
	  " FROM kept AS k WHERE user.id = 3 AND k.id = 3",
	    "row-old", NULL },
	{ "UPDATE user SET name = k.name, seq = k.seq, mac = k.mac"
	  " FROM kept AS k WHERE user.id = 3 AND k.id = 3;"
	  "DELETE FROM event_row WHERE kind = 2 AND id = 3 AND seq = 6",
	    "event-row", "event_row was changed" },
	/* as many entries as before, but others */
	{ "UPDATE user SET name = k.name, seq = k.seq, mac = k.mac"
	  " FROM kept AS k WHERE user.id = 3 AND k.id = 3;"
	  "UPDATE event_row SET id = 4 WHERE kind = 2 AND id = 3"
	  " AND seq = 6",
	    "event-row", "event_row was changed" },
};

/* A log with a checkpoint behind it, as store.good, closed; what was before it
 * lies beside in two tables. */
static void
make_good(void)
{
	struct ho_buf note = HO_BUF_INIT;
	char command[512];
	struct ho_event *ev;
	sqlite3 *db = plain();

	sql(db,
	    "CREATE TABLE kept AS SELECT * FROM user;"
	    "CREATE TABLE early AS SELECT * FROM meta");
	assert_int_equal(ho_store_begin(s), HO_OK);
	append(3);
	assert_int_equal(ho_audit_checkpoint(a, &note), HO_OK);
	ev = event("user.rename");
	SAMPLE_TEXT(x.user.name, "renamed");
	assert_int_equal(ho_store_put(s, HO_USER, &x.user), HO_OK);
	assert_int_equal(ho_event_end(&ev, NULL), HO_OK);
	commit();
	sqlite3_close(db);
	ho_audit_close(&a);
	ho_store_close(&s);
	snprintf(command, sizeof(command), "cp %s %s.good", path, path);
	assert_int_equal(system(command), 0);
	ho_buf_free(&note);
}

/* Drops the triggers of a fresh copy, does it, puts them back as they were. */
static void
do_deed(const struct deed *d)
{
	char command[512];
	sqlite3 *db;

	snprintf(command, sizeof(command),
	    "cd %s && cp store.good store && sqlite3 store \"SELECT "
	    "sql || ';' FROM sqlite_schema WHERE type = 'trigger'\" > "
	    "back && sqlite3 store \"SELECT 'DROP TRIGGER ' || name "
	    "|| ';' FROM sqlite_schema WHERE type = 'trigger'\" | "
	    "sqlite3 store",
	    dir);
	assert_int_equal(system(command), 0);
	db = plain();
	sql(db, "%s", d->sql);
	sql(db, "DROP TABLE kept; DROP TABLE early");
	sqlite3_close(db);
	snprintf(
	    command, sizeof(command), "cd %s && sqlite3 store < back", dir);
	assert_int_equal(system(command), 0);
}

static void
every_deed_is_named(void **state)
{
	struct ho_buf why = HO_BUF_INIT;
	struct faults f;
	int64_t events;

	(void)state;
	make_good();
	for (size_t i = 0; i < COUNT(deeds); i++) {
		const struct deed *d = &deeds[i];

		do_deed(d);
		verify(&f, &events);
		if (strcmp(f.words, d->words) != 0)
			fail_msg("%s: %s, not %s", d->sql, f.words, d->words);
		ho_buf_clear(&why);
		assert_int_equal(try_open(&why), d->open ? HO_E_FORGED : HO_OK);
		if (d->open && strstr(ho_buf_text(&why), d->open) == NULL)
			fail_msg("%s: %s", d->sql, ho_buf_text(&why));
		ho_audit_close(&a);
		ho_store_close(&s);
	}
	ho_buf_free(&why);
}

/* The writer goes on while somebody verifies beside it. */
static void *
verify_beside(void *arg)
{
	struct faults f;
	int64_t events;

	for (int i = 0; i < 20; i++) {
		verify(&f, &events);
		if (*f.words || events < 2)
			*(int *)arg = 1;
	}
	return NULL;
}

static void
verifying_disturbs_nobody(void **state)
{
	pthread_t thread;
	int bad = 0;

	(void)state;
	assert_int_equal(pthread_create(&thread, NULL, verify_beside, &bad), 0);
	for (int i = 0; i < 100; i++) {
		assert_int_equal(ho_store_begin(s), HO_OK);
		append(3);
		commit();
	}
	pthread_join(thread, NULL);
	assert_int_equal(bad, 0);
}

#define OTHERS_KEY \
	"example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"

static int
to_file(void *ctx, const void *body, size_t len)
{
	fwrite(body, 1, len, ctx);
	fputc('\n', ctx);
	return HO_OK;
}

static void
write_text(const char *name, const char *text)
{
	FILE *f = fopen(name, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void
check_export(const char *key, const char *want, int64_t want_events)
{
	char leaves_name[96], note_name[96];
	struct faults f = { "" };
	struct ho_audit_check check = { &f, on_fault, NULL };
	int64_t events, faults;

	snprintf(leaves_name, sizeof(leaves_name), "%s/leaves", dir);
	snprintf(note_name, sizeof(note_name), "%s/note", dir);
	assert_int_equal(ho_audit_verify_export(leaves_name, note_name, key,
			     &check, &events, &faults),
	    HO_OK);
	assert_string_equal(f.words, want);
	assert_int_equal(events, want_events);
}

static void
an_export_verifies_alone(void **state)
{
	struct ho_buf note = HO_BUF_INIT, key = HO_BUF_INIT;
	char leaves_name[96], note_name[96], command[256];
	struct ho_audit_check check = { NULL, NULL, NULL };
	int64_t n;
	FILE *f;

	(void)state;
	assert_int_equal(ho_store_begin(s), HO_OK);
	append(5);
	assert_int_equal(ho_audit_checkpoint(a, &note), HO_OK);
	append(2);
	commit();
	snprintf(leaves_name, sizeof(leaves_name), "%s/leaves", dir);
	snprintf(note_name, sizeof(note_name), "%s/note", dir);
	assert_non_null(f = fopen(leaves_name, "w"));
	assert_int_equal(ho_audit_export(a, to_file, f), HO_OK);
	fclose(f);
	write_text(note_name, ho_buf_text(&note));
	assert_int_equal(ho_audit_key(&signer, &key), HO_OK);
	check_export(ho_buf_text(&key), "", 9);

	check_export(OTHERS_KEY, "checkpoint", 0);
	snprintf(command, sizeof(command), "sed -i 's/panel/Panel/' %s",
	    leaves_name);
	assert_int_equal(system(command), 0);
	check_export(ho_buf_text(&key), "checkpoint", 9);
	snprintf(command, sizeof(command), "sed -i 4d %s", leaves_name);
	assert_int_equal(system(command), 0);
	check_export(ho_buf_text(&key), "event-changed checkpoint", 8);
	snprintf(command, sizeof(command), "sed -i '4,$d' %s", leaves_name);
	assert_int_equal(system(command), 0);
	check_export(ho_buf_text(&key), "event-gone", 3);
	assert_int_equal(ho_audit_verify_export("/nowhere", note_name,
			     ho_buf_text(&key), &check, &n, &n),
	    HO_E_IO);
	assert_int_equal(ho_audit_verify_export(
			     leaves_name, note_name, "no key", &check, &n, &n),
	    HO_E_INPUT);
	ho_buf_free(&note);
	ho_buf_free(&key);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_A_LOG(every_deed_is_named),
		IN_A_LOG(verifying_disturbs_nobody),
		IN_A_LOG(an_export_verifies_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
