/*
 * tests/unit/proof_test.c - a stranger's case gets its proof (S3), and the
 * parts of a case that no desk verb reaches yet.
 *
 * The real store, log and case code in this process, one transaction after
 * another; facts of letters are made up, as if a judge had found them.
 */
#include "handoverd/cases/case.h"
#include "handoverd/cases/case_rejudge.h"
#include "handoverd/cases/case_work.h"
#include "handoverd/cases/evidence.h"
#include "handoverd/desk/verbs.h"
#include "handoverd/sealed.h"
#include "lib/base/b64.h"
#include "lib/base/facts.h"
#include "lib/base/log.h"
#include "tests/cases/world.h"

#define DAY      86400
#define NEWCOMER "ceo@northwind.example"

static struct ho_account account;
static struct ho_user owner;

static void
put_address(int64_t user, const char *text, const char *provenance,
    int64_t usable_from, struct ho_address *out)
{
	*out = (struct ho_address){ .account = account.row.id,
		.user = user,
		.kind = HO_EMAIL,
		.usable_from = usable_from,
		.state = HO_ADDRESS_ON_FILE,
		.added_at = t.now };
	snprintf(out->text, sizeof(out->text), "%s", text);
	snprintf(out->provenance, sizeof(out->provenance), "%s", provenance);
	assert_int_equal(ho_store_put(t.s, HO_ADDRESS, out), HO_OK);
}

/* A client whose owner is gone, and one member of staff; in a transaction that
 * is never committed. */
static int
world(void **state)
{
	struct ho_staff *me = calloc(1, sizeof(*me));
	struct ho_desk desk = { .binds_at = 0 };
	struct ho_address a;
	struct ho_event *ev;

	world_open();
	ev = event("account.add");
	*me = (struct ho_staff){ .uid = 1,
		.name = "ann",
		.roles = HO_STAFF_ALL,
		.state = 1,
		.since = t.now };
	must(ho_store_put(t.s, HO_STAFF, me) == HO_OK, "staff");
	must(ho_store_put(t.s, HO_DESK, &desk) == HO_OK, "desk");
	account = (struct ho_account){ .code = "northwind",
		.name = "Northwind",
		.seats = 3,
		.created_at = t.now };
	must(ho_store_next_id(t.s, HO_ACCOUNT, &account.row.id) == HO_OK, "id");
	owner = (struct ho_user){ .account = account.row.id,
		.login = "olga",
		.role = HO_ROLE_ADMIN,
		.created_at = t.now };
	must(ho_store_put(t.s, HO_USER, &owner) == HO_OK, "owner");
	account.super_admin = owner.row.id;
	must(ho_store_put(t.s, HO_ACCOUNT, &account) == HO_OK, "account");
	put_address(0, WORLD_CONTACT, "panel", t.now, &a);
	put_address(owner.row.id, "olga@northwind.example", "panel", t.now, &a);
	must(ho_event_end(&ev, NULL) == HO_OK, "event");
	*state = me;
	return 0;
}

static int
case_end(void **state)
{
	free(*state);
	world_close();
	return 0;
}

/* As a letter whose one signature holds and covers everything. */
static void
letter(struct ho_facts *f, const char *from, const char *id)
{
	struct ho_signature *s = &f->signature[0];

	*f = (struct ho_facts){ .date = t.now, .present = ~0u, .size = 100 };
	f->present = HO_FIELD_BIT(HO_FIELDS) - 1;
	f->present &= ~(HO_FIELD_BIT(HO_FIELD_SENDER));
	snprintf(f->from, sizeof(f->from), "%s", from);
	snprintf(f->message_id, sizeof(f->message_id), "<%s@x.example>", id);
	must(ho_addr_add(&f->to, "desk@host.example"), "To");
	f->signatures = 1;
	snprintf(s->domain, sizeof(s->domain), "northwind.example");
	snprintf(s->selector, sizeof(s->selector), "s");
	snprintf(s->algorithm, sizeof(s->algorithm), "rsa-sha256");
	snprintf(s->result, sizeof(s->result), "pass");
	s->is_verified = s->is_aligned = true;
	s->covers = f->present;
	s->key_bits = 2048;
	s->signed_at = s->expires_at = HO_FACTS_NEVER;
	snprintf((char *)s->ledger, sizeof(s->ledger), "%s", id);
}

/* reset --owner --account northwind; its state.  ref: 17 octets. */
static int64_t
ask(const struct ho_staff *me, const char *from, const char *id, char *ref)
{
	char sum[65];
	struct ho_facts *f = malloc(sizeof(*f));
	struct call c = { .verb = ho_verb_get("reset", NULL), .me = *me };
	struct ho_case row;

	must(f != NULL, "memory");
	letter(f, from, id);
	c.args = json_pack("{s:b, s:s}", "owner", 1, "account", "northwind");
	c.result = json_object();
	c.rows = json_array();
	c.facts = f;
	c.n_blobs = 1;
	snprintf(c.blobs[0].name, sizeof(c.blobs[0].name), "mail");
	ho_buf_fmt(&c.blobs[0].octets, "the letter %s", id);
	assert_int_equal(
	    sealed_sum(c.blobs[0].octets.data, c.blobs[0].octets.len, sum),
	    HO_OK);
	assert_int_equal(ho_unhex(f->sha256, sizeof(f->sha256), sum), HO_OK);
	assert_int_equal(verb_reset(&t, &c), HO_OK);
	snprintf(
	    ref, 17, "%s", json_string_value(json_object_get(c.result, "ref")));
	assert_int_equal(
	    HO_ASK(t.s, HO_Q_CASE_BY_REF, &row, HO_STR(ref)), HO_OK);
	json_decref(c.args);
	json_decref(c.result);
	json_decref(c.rows);
	ho_buf_free(&c.blobs[0].octets);
	ho_buf_free(&c.text);
	free(f);
	return row.state;
}

static void
look(const char *ref, struct ho_case *c)
{
	assert_int_equal(HO_ASK(t.s, HO_Q_CASE_BY_REF, c, HO_STR(ref)), HO_OK);
}

static void
step(const char *ref)
{
	struct ho_buf mail = HO_BUF_INIT;
	struct ho_case c;

	look(ref, &c);
	assert_int_equal(case_step(&t, c.row.id, &mail), HO_OK);
	assert_int_equal(mail.len, 0);
	ho_buf_free(&mail);
}

/* What the next issue's contact confirmation will do: a word sent to the
 * address is spent, and authority begins later. */
static void
give_authority(const char *ref, struct ho_address *a, int64_t from)
{
	struct ho_word w = { .kind = HO_WORD_CONFIRM,
		.address = a->row.id,
		.hash = "of a word that came back",
		.state = HO_SPENT,
		.expires_at = t.now + DAY };
	struct ho_event *ev = event("contact.confirm");
	struct ho_case c;

	look(ref, &c);
	w.of_case = c.row.id;
	assert_int_equal(ho_store_put(t.s, HO_WORD, &w), HO_OK);
	a->usable_from = from;
	assert_int_equal(ho_store_put(t.s, HO_ADDRESS, a), HO_OK);
	assert_int_equal(ho_event_end(&ev, NULL), HO_OK);
}

static void
add_contact(struct ho_address *a)
{
	struct ho_event *ev = event("contact.add");

	put_address(0, NEWCOMER, "staff", 0, a);
	assert_int_equal(ho_event_end(&ev, NULL), HO_OK);
}

/* --- what should be ------------------------------------------------------------ */

static void
proof_lets_it_go_on(void **state)
{
	char ref[17];
	struct ho_address a;
	struct ho_credential cred;
	struct ho_evidence e;
	struct ho_case c, first;
	int64_t n, size;

	assert_int_equal(ask(*state, NEWCOMER, "one", ref), HO_AT_PROOF);
	look(ref, &first);
	size = ho_audit_size(t.a);
	step(ref);
	add_contact(&a);
	step(ref);
	assert_int_equal(ho_audit_size(t.a), size + 1); /* contact.add alone */

	/* cool-down: authority is given, and not there yet */
	give_authority(ref, &a, t.now + DAY);
	step(ref);
	look(ref, &c);
	assert_int_equal(c.state, HO_AT_PROOF);

	t.now += DAY;
	step(ref);
	look(ref, &c);
	assert_int_equal(c.state, HO_AT_ISSUED);
	assert_int_equal(c.answer_to, a.row.id);
	assert_int_not_equal(c.evidence, first.evidence);
	/* the refusal stands; a new piece of evidence is accepted */
	assert_int_equal(
	    ho_store_get(t.s, HO_EVIDENCE, first.evidence, &e), HO_OK);
	assert_int_equal(e.verdict, HO_MAIL_REFUSE);
	assert_int_equal(ho_store_get(t.s, HO_EVIDENCE, c.evidence, &e), HO_OK);
	assert_int_equal(e.verdict, HO_MAIL_ACCEPT);
	assert_int_equal(
	    ho_store_count(t.s, HO_Q_CREDENTIALS_OF, &HO_INT(c.row.id), 1, &n),
	    HO_OK);
	assert_int_equal(n, 1);
	assert_int_equal(
	    HO_ASK(t.s, HO_Q_CREDENTIALS_OF, &cred, HO_INT(c.row.id)), HO_OK);
	assert_int_equal(cred.user, 0);
	assert_int_equal(cred.claim_to, a.row.id);
	/* twice does nothing twice */
	size = ho_audit_size(t.a);
	step(ref);
	assert_int_equal(ho_audit_size(t.a), size);
}

/* Law 11: one live password.  The contact was served while proof was sought. */
static void
proof_comes_too_late(void **state)
{
	char strangers[17], contacts[17];
	struct ho_address a;
	struct ho_case c;
	int64_t n;

	assert_int_equal(
	    ask(*state, WORLD_CONTACT, "signed", contacts), HO_AT_ISSUED);
	assert_int_equal(ask(*state, NEWCOMER, "new", strangers), HO_AT_PROOF);
	add_contact(&a);
	give_authority(strangers, &a, t.now);
	step(strangers);
	look(strangers, &c);
	assert_int_equal(c.state, HO_AT_REFUSED);
	assert_string_equal(c.reason, "case-open");
	assert_int_equal(
	    ho_store_count(t.s, HO_Q_CREDENTIALS_LIVE, &HO_INT(0), 1, &n),
	    HO_OK);
	assert_int_equal(n, 1);
	/* what was refused leaves nothing in the ledger */
	assert_int_equal(
	    ho_store_count(t.s, HO_Q_SEEN_OF, &HO_INT(c.row.id), 1, &n), HO_OK);
	assert_int_equal(n, 0);
}

/* An address that has lost its place is not answered any more. */
static void
authority_is_asked_for_again(void **state)
{
	struct work w = { .t = &t };
	struct ho_address a;
	struct ho_event *ev;
	struct ho_case c;
	char ref[17];

	assert_int_equal(
	    ask(*state, WORLD_CONTACT, "signed", ref), HO_AT_ISSUED);
	look(ref, &c);
	assert_int_equal(work_load(&w, c.row.id), HO_OK);
	assert_null(work_obstacle(&w));
	assert_int_equal(ho_store_get(t.s, HO_ADDRESS, c.asker, &a), HO_OK);
	ev = event("contact.remove");
	a.state = HO_ADDRESS_REMOVED;
	assert_int_equal(ho_store_put(t.s, HO_ADDRESS, &a), HO_OK);
	assert_int_equal(ho_event_end(&ev, NULL), HO_OK);
	assert_string_equal(work_obstacle(&w), "no-authority-now");
	/* and evidence does not keep for ever */
	t.now += 8 * DAY;
	assert_string_equal(work_obstacle(&w), "evidence-too-old");
	/* nor does a case outlive a change of the super-admin */
	t.now -= 8 * DAY;
	w.account.super_admin++;
	assert_string_equal(work_obstacle(&w), "owner-changed");
	w.request = (struct ho_evidence){ 0 };
	assert_string_equal(work_obstacle(&w), "evidence-dead");
}

static void
tried_elsewhere_is_counted(void **state)
{
	struct ho_credential cred;
	struct ho_case c;
	char ref[17];

	assert_int_equal(
	    ask(*state, WORLD_CONTACT, "signed", ref), HO_AT_ISSUED);
	look(ref, &c);
	assert_int_equal(
	    HO_ASK(t.s, HO_Q_CREDENTIALS_OF, &cred, HO_INT(c.row.id)), HO_OK);
	for (int i = 1; i <= 3; i++) {
		assert_int_equal(
		    case_tried_elsewhere(&t, cred.row.id, "smtp"), HO_OK);
		assert_int_equal(
		    ho_store_get(t.s, HO_CREDENTIAL, cred.row.id, &cred),
		    HO_OK);
		assert_int_equal(cred.tried_elsewhere, i);
	}
	assert_int_equal(case_owner_signed_in(&t, owner.row.id), HO_OK);
	look(ref, &c);
	assert_int_equal(c.state, HO_AT_FROZEN);
	assert_int_equal(case_owner_signed_in(&t, owner.row.id), HO_E_NONE);
	/* the second within 30 days only asks for a second person */
	assert_int_equal(ask(*state, WORLD_CONTACT, "again", ref), HO_AT_HOLD);
	assert_int_equal(case_owner_signed_in(&t, owner.row.id), HO_OK);
	look(ref, &c);
	assert_int_equal(c.state, HO_AT_HOLD);
}

/* --- stored verdicts, judged again ------------------------------------------- */

static char told[200];

static void
on_fault(void *ctx, const char *word, const char *sentence)
{
	(void)ctx;
	snprintf(told, sizeof(told), "%s %s", word, sentence);
}

/* One more letter of the case, with these facts under that verdict. */
static void
keep_letter(int64_t of_case, struct ho_facts *f, int64_t verdict, int64_t kind)
{
	struct ho_evidence e = { .of_case = of_case,
		.kind = kind,
		.verdict = verdict,
		.reason = "signed",
		.first_seen = t.now,
		.judged_at = t.now };
	struct ho_event *ev = event("case.judged");
	char sum[65];

	assert_int_equal(sealed_sum("letter", 6, sum), HO_OK);
	if (f->size != 0)
		assert_int_equal(
		    ho_unhex(f->sha256, sizeof(f->sha256), sum), HO_OK);
	assert_int_equal(evidence_add(&t, &e, "letter", 6, f), HO_OK);
	assert_int_equal(ho_event_end(&ev, NULL), HO_OK);
}

static void
unsign(struct ho_facts *f)
{
	f->signature[0].is_verified = false;
	strcpy(f->signature[0].result, "body-differs");
}

static void
uncover(struct ho_facts *f)
{
	f->signature[0].covers &= ~HO_FIELD_BIT(HO_FIELD_TO);
}

static void
expire(struct ho_facts *f)
{
	f->signature[0].expires_at = t.now - 1;
}

static void
send_elsewhere(struct ho_facts *f)
{
	f->to = (struct ho_addr_list){ 0 };
	must(ho_addr_add(&f->to, "old-desk@host.example"), "To");
}

static void
write_as_other(struct ho_facts *f)
{
	snprintf(f->from, sizeof(f->from), "office@northwind.example");
}

static void
mark_automatic(struct ho_facts *f)
{
	snprintf(f->automatic_mark, sizeof(f->automatic_mark), "Precedence");
}

/* Facts of other octets. */
static void
exchange(struct ho_facts *f)
{
	f->size = 0;
}

static void
stay(struct ho_facts *f)
{
	(void)f;
}

static void
verdicts_follow_from_facts(void **state)
{
	static const struct {
		void (*change)(struct ho_facts *f);
		int64_t verdict, kind;
		const char *word, *says; /* NULL: no fault */
	} rows[] = {
		{ stay, HO_MAIL_ACCEPT, HO_EV_REQUEST, NULL, NULL },
		{ unsign, HO_MAIL_ACCEPT, HO_EV_REQUEST, "verdict-other",
		    "stored as accept (signed), its facts give confirm (no-aligned-signature)" },
		{ unsign, HO_MAIL_CONFIRM, HO_EV_REQUEST, NULL, NULL },
		{ unsign, HO_MAIL_REFUSE, HO_EV_REQUEST, NULL, NULL },
		{ uncover, HO_MAIL_ACCEPT, HO_EV_REQUEST, "verdict-other",
		    "stored as accept (signed), its facts give confirm (desk-not-signed)" },
		{ expire, HO_MAIL_ACCEPT, HO_EV_REQUEST, "verdict-other",
		    "stored as accept (signed), its facts give confirm (no-aligned-signature)" },
		/* the desk had another address then: the rest is judged */
		{ send_elsewhere, HO_MAIL_ACCEPT, HO_EV_REQUEST, NULL, NULL },
		{ write_as_other, HO_MAIL_CONFIRM, HO_EV_REQUEST,
		    "verdict-other",
		    "stored as confirm (signed), its facts give refuse (from-not-registered)" },
		/* who may confirm is not known from the letter */
		{ write_as_other, HO_MAIL_ACCEPT, HO_EV_CONFIRM, NULL, NULL },
		{ mark_automatic, HO_MAIL_CONFIRM, HO_EV_CONFIRM,
		    "verdict-other",
		    "stored as confirm (signed), its facts give refuse (automatic-mail)" },
		{ exchange, HO_MAIL_ACCEPT, HO_EV_REQUEST, "letter-gone",
		    "its octets or facts are "
		    "not what was stored" },
	};
	struct ho_audit_check check = { NULL, on_fault, NULL };
	struct ho_facts *f = malloc(sizeof(*f));
	int64_t letters, faults = 0, before = 0;
	struct ho_case c;
	char ref[17], want[200];

	must(f != NULL, "memory");
	assert_int_equal(
	    ask(*state, WORLD_CONTACT, "signed", ref), HO_AT_ISSUED);
	look(ref, &c);
	assert_int_equal(rejudge_all(&t, &check, &letters, &faults), HO_OK);
	assert_int_equal(letters, 1);
	assert_int_equal(faults, 0);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		letter(f, WORLD_CONTACT, "x");
		rows[i].change(f);
		keep_letter(c.row.id, f, rows[i].verdict, rows[i].kind);
		faults = 0;
		told[0] = '\0';
		assert_int_equal(
		    rejudge_all(&t, &check, &letters, &faults), HO_OK);
		assert_int_equal(faults - before, rows[i].says != NULL);
		before = faults;
		if (rows[i].says == NULL)
			continue;
		snprintf(want, sizeof(want), "%s evidence/%d of %s: %s",
		    rows[i].word, (int)i + 2, ref, rows[i].says);
		assert_string_equal(told, want);
	}
	free(f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    proof_lets_it_go_on, world, case_end),
		cmocka_unit_test_setup_teardown(
		    proof_comes_too_late, world, case_end),
		cmocka_unit_test_setup_teardown(
		    authority_is_asked_for_again, world, case_end),
		cmocka_unit_test_setup_teardown(
		    tried_elsewhere_is_counted, world, case_end),
		cmocka_unit_test_setup_teardown(
		    verdicts_follow_from_facts, world, case_end),
	};

	ho_log_open("proof_test", 0, HO_LOG_ERROR);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
