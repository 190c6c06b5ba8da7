/* tests/cases/world.c - the real store, log and case code in this process. */
#include "tests/cases/world.h"

#include "handoverd/post/notify.h"
#include "lib/secret/secret.h"

struct daemon d;
struct tx t;
static struct ho_audit_signer signer;
static char dir[] = "/tmp/handover-cases-XXXXXX";

/* Nothing leaves this process. */
void
courier_wake(struct daemon *of)
{
	(void)of;
}

static void
load(void)
{
	struct ho_buf text = HO_BUF_INIT, why = HO_BUF_INIT;

	must(mkdtemp(dir) != NULL, "directory");
	ho_buf_fmt(&text,
	    "state-dir = %s\nruntime-dir = %s\nstore-key = %s/store.key\n"
	    "log-key = %s/log.key\nlocked-memory = try\n"
	    "desk-address = desk@host.example\n"
	    "sign-in-url = https://panel.example/\n",
	    dir, dir, dir, dir);
	must(ho_conf_parse(
		 &d.conf, "test", ho_buf_text(&text), text.len, &why) == HO_OK,
	    ho_buf_text(&why));
	free(d.conf.templates_dir);
	d.conf.templates_dir = strdup("share/templates");
	must(ho_secret_policy(HO_LOCK_TRY) == HO_OK, "memory");
	must(ho_key_make(d.conf.store_key) == HO_OK &&
		ho_key_make(d.conf.log_key) == HO_OK,
	    "keys");
	must(ho_store_create(d.conf.store, &why) == HO_OK, ho_buf_text(&why));
	must(ho_keys_open(d.conf.store_key, &d.keys, &why) == HO_OK &&
		ho_signer_open(d.conf.log_key, &d.signer, &why) == HO_OK,
	    ho_buf_text(&why));
	must(notify_start(&d) == HO_OK, "templates");
	ho_buf_free(&text);
	ho_buf_free(&why);
}

void
world_open(void)
{
	struct ho_buf why = HO_BUF_INIT;

	load();
	t = (struct tx){ .d = &d, .now = 1800000000 };
	must(daemon_open_store(&d, &signer, &t.s, &t.a, &why) == HO_OK,
	    ho_buf_text(&why));
	must(ho_store_begin(t.s) == HO_OK, "transaction");
}

void
world_close(void)
{
	char command[160];

	ho_store_rollback(t.s);
	ho_audit_close(&t.a);
	ho_store_close(&t.s);
	notify_free(&d);
	ho_signer_free(&d.signer);
	ho_keys_free(&d.keys);
	ho_conf_free(&d.conf);
	snprintf(command, sizeof(command), "rm -r '%s'", dir);
	memset(&d, 0, sizeof(d));
	must(system(command) == 0, command);
	memcpy(dir, "/tmp/handover-cases-XXXXXX", sizeof(dir));
}

struct ho_event *
event(const char *name)
{
	struct ho_event *ev;

	assert_int_equal(ho_event_begin(t.a, &ev, name, t.now), HO_OK);
	ho_event_self(ev);
	return ev;
}

void
put_client(void)
{
	struct ho_account account = { .code = "northwind",
		.name = "Northwind",
		.seats = 3,
		.created_at = t.now };
	struct ho_user owner = {
		.login = "olga", .role = HO_ROLE_ADMIN, .created_at = t.now
	};
	struct ho_address a = { .kind = HO_EMAIL,
		.text = WORLD_CONTACT,
		.provenance = "panel",
		.usable_from = t.now,
		.state = HO_ADDRESS_ON_FILE,
		.added_at = t.now };
	struct ho_event *ev;

	ev = event("account.add");
	must(ho_store_next_id(t.s, HO_ACCOUNT, &account.row.id) == HO_OK, "id");
	owner.account = a.account = account.row.id;
	must(ho_store_put(t.s, HO_USER, &owner) == HO_OK, "owner");
	account.super_admin = owner.row.id;
	must(ho_store_put(t.s, HO_ACCOUNT, &account) == HO_OK &&
		ho_store_put(t.s, HO_ADDRESS, &a) == HO_OK,
	    "account");
	must(ho_event_end(&ev, NULL) == HO_OK, "event");
}

int
world_with_client(void **state)
{
	(void)state;
	world_open();
	put_client();
	return 0;
}

int
world_end(void **state)
{
	(void)state;
	world_close();
	return 0;
}
