/* tests/login/house.c - accounts, people and cases for the login's tests. */
#include <stdio.h>
#include <string.h>

#include "handoverd/daemon.h"
#include "lib/base/b64.h"
#include "lib/base/err.h"
#include "lib/secret/hash.h"
#include "lib/secret/word.h"
#include "tests/login/must.h"
#include "tests/login/world.h"

#define ACCEPT 0x41c6 /* enum ho_mail_verdict */

static char yes_hash[HO_HASH_SIZE], old_hash[HO_HASH_SIZE];

static const struct person {
	const char *who;
	int64_t role, state;
	char *hash;        /* NULL: no password */
	const char *local; /* of the address; NULL: a mobile */
	int has_authority;
} people[] = {
	{ "gone", HO_ROLE_ADMIN, 1, yes_hash, "ops2", 1 },
	{ "ann", HO_ROLE_ADMIN, 1, yes_hash, "ann", 1 },
	{ "bob", HO_ROLE_USER, 1, NULL, "bob", 1 },
	{ "carl", HO_ROLE_ADMIN, 1, old_hash, "carl", 1 },
	{ "dora", HO_ROLE_USER, 1, yes_hash, "dora", 0 },
	{ "eve", HO_ROLE_USER, 0, yes_hash, "eve", 1 },
	{ "mia", HO_ROLE_USER, 1, NULL, "both", 1 },
	{ "moe", HO_ROLE_USER, 1, NULL, "both", 1 },
	{ "sam", HO_ROLE_USER, 1, yes_hash, NULL, 1 },
};

#define PEOPLE (sizeof(people) / sizeof(people[0]))

static void
make_hashes(void)
{
	struct ho_secret *p = ho_secret_new(64);

	must(p != NULL, "memory");
	ho_secret_set(p, WORLD_PASSWORD, strlen(WORLD_PASSWORD));
	must(ho_hash_make(p, 1, yes_hash) == HO_OK, "hash");
	ho_secret_free(&p);
	must(world_old_hash(WORLD_PASSWORD, old_hash, sizeof(old_hash)), "$6$");
}

const char *
world_login(struct house *h, const char *who)
{
	snprintf(h->login, sizeof(h->login), "%s.%d", who, h->n);
	return h->login;
}

const char *
world_address(struct house *h, const char *local)
{
	snprintf(h->login, sizeof(h->login), "%s@acme%d.example", local, h->n);
	return h->login;
}

/* --- an account ----------------------------------------------------------- */

static int
put_address(
    struct tx *t, struct house *h, int64_t user, const char *local, int may)
{
	struct ho_address a = { .account = h->account,
		.user = user,
		.kind = local != NULL ? HO_EMAIL : HO_MOBILE,
		.state = HO_ADDRESS_ON_FILE,
		.added_at = t->now,
		.usable_from = may ? t->now : 0 };

	strcpy(a.provenance, may ? "panel" : "staff");
	if (local != NULL)
		strcpy(a.text, world_address(h, local));
	else
		snprintf(a.text, sizeof(a.text), "+491511%06d", h->n);
	must(ho_store_put(t->s, HO_ADDRESS, &a) == HO_OK, "address");
	if (user == 0)
		h->contact = a.row.id;
	return HO_OK;
}

static int64_t
put_person(struct tx *t, struct house *h, const struct person *p)
{
	struct ho_user u = { .account = h->account,
		.role = p->role,
		.state = p->state,
		.created_at = t->now };
	struct ho_password pw = { .set_at = t->now };

	strcpy(u.login, world_login(h, p->who));
	must(ho_store_put(t->s, HO_USER, &u) == HO_OK, "user");
	put_address(t, h, u.row.id, p->local, p->has_authority);
	if (p->hash == NULL)
		return u.row.id;
	pw.user = u.row.id;
	strcpy(pw.hash, p->hash);
	must(ho_store_put(t->s, HO_PASSWORD, &pw) == HO_OK, "password");
	return u.row.id;
}

static int
put_house(struct tx *t, void *arg)
{
	struct house *h = arg;
	struct ho_account a = { .created_at = t->now, .seats = 20 };
	struct ho_event *ev = NULL;
	int64_t ids[PEOPLE];

	must(ho_event_begin(t->a, &ev, "account.add", t->now) == HO_OK, "log");
	ho_event_self(ev);
	must(ho_store_next_id(t->s, HO_ACCOUNT, &h->account) == HO_OK, "id");
	for (size_t i = 0; i < PEOPLE; i++)
		ids[i] = put_person(t, h, &people[i]);
	a.row.id = h->account;
	a.super_admin = h->gone = ids[0];
	h->ann = ids[1];
	h->bob = ids[2];
	h->carl = ids[3];
	snprintf(a.code, sizeof(a.code), "ACME%d", h->n);
	strcpy(a.name, "Acme");
	must(ho_store_put(t->s, HO_ACCOUNT, &a) == HO_OK, "account");
	put_address(t, h, 0, "ops3", 1);
	put_address(t, h, 0, "ops", 1);
	return ho_event_end(&ev, NULL);
}

void
world_house(struct house *h)
{
	static int n;

	if (n == 0)
		make_hashes();
	*h = (struct house){ .n = ++n };
	must(world_do(put_house, h) == HO_OK, "house");
}

/* --- a case --------------------------------------------------------------- */

struct opening {
	struct house *h;
	enum ho_case_kind kind;
	int64_t user;
	struct opened *o;
};

static void
new_word(struct daemon *d, struct opened *o, char *hex)
{
	struct ho_secret *word = ho_secret_new(HO_WORD_LEN);
	struct ho_secret *text = ho_secret_new(HO_WORD_TEXT);
	struct ho_buf out = HO_BUF_INIT;
	uint8_t hash[HO_MAC_LEN];

	must(ho_word_new(word) == HO_OK && ho_word_show(word, text) == HO_OK,
	    "word");
	must(ho_word_hash(ho_keys_get(d->keys, HO_KEY_DEFAULT_PASSWORD, 0),
		 word, hash) == HO_OK,
	    "hash");
	memcpy(o->word, ho_secret_data(text), ho_secret_len(text));
	o->word[ho_secret_len(text)] = '\0';
	ho_hex(&out, hash, sizeof(hash));
	strcpy(hex, ho_buf_text(&out));
	ho_buf_free(&out);
	ho_secret_free(&word);
	ho_secret_free(&text);
}

static void
put_credential(struct tx *t, const struct opening *in, const struct ho_case *c)
{
	struct ho_credential cred = { .of_case = c->row.id,
		.user = in->user,
		.state = HO_LIVE,
		.issued_at = t->now,
		.expires_at = t->now + 86400,
		.claim_to = c->answer_to };

	new_word(t->d, in->o, cred.hash);
	must(ho_store_put(t->s, HO_CREDENTIAL, &cred) == HO_OK, "credential");
	in->o->credential = cred.row.id;
}

static void
put_permit(struct tx *t, const struct opening *in, const struct ho_case *c)
{
	struct ho_permit p = { .of_case = c->row.id,
		.user = in->user,
		.state = HO_LIVE,
		.given_at = t->now,
		.expires_at = t->now + 86400 };

	must(ho_store_put(t->s, HO_PERMIT, &p) == HO_OK, "permit");
}

static int
put_case(struct tx *t, void *arg)
{
	struct opening *in = arg;
	struct ho_case c = { .account = in->h->account,
		.kind = in->kind,
		.user = in->user,
		.state = 7, /* issued */
		.answer_to = in->h->contact,
		.opened_at = t->now,
		.ticket = "T-1" };
	struct ho_evidence e = { .kind = HO_EV_REQUEST,
		.verdict = ACCEPT,
		.first_seen = t->now,
		.judged_at = t->now };
	struct ho_account a;
	struct ho_event *ev = NULL;

	must(ho_store_get(t->s, HO_ACCOUNT, in->h->account, &a) == HO_OK, "a");
	if (in->user == 0)
		c.user = a.super_admin;
	must(ho_ref_new(c.ref) == HO_OK, "ref");
	strcpy(in->o->ref, c.ref);
	must(ho_event_begin(t->a, &ev, "case.open", t->now) == HO_OK, "log");
	ho_event_self(ev);
	must(ho_store_put(t->s, HO_CASE, &c) == HO_OK, "case");
	e.of_case = c.row.id;
	memset(e.sha256, 'a', 64);
	must(ho_store_put(t->s, HO_EVIDENCE, &e) == HO_OK, "evidence");
	if (in->kind == HO_CASE_RENAME)
		put_permit(t, in, &c);
	else
		put_credential(t, in, &c);
	in->o->of_case = c.row.id;
	return ho_event_end(&ev, NULL);
}

void
world_case(struct house *h, int64_t user, struct opened *o)
{
	struct opening in = { .h = h,
		.kind = user != 0 ? HO_CASE_RESET : HO_CASE_OWNER,
		.user = user,
		.o = o };

	must(world_do(put_case, &in) == HO_OK, "case");
}

void
world_permit(struct house *h, int64_t user, struct opened *o)
{
	struct opening in = {
		.h = h, .kind = HO_CASE_RENAME, .user = user, .o = o
	};

	must(world_do(put_case, &in) == HO_OK, "case");
}
