/* tests/login/world.c - the login door at work in this process. */
#include "tests/login/world.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "handoverd/conn.h"
#include "handoverd/daemon.h"
#include "handoverd/login/presence.h"
#include "lib/base/err.h"
#include "lib/base/log.h"
#include "tests/login/must.h"

const char *world_settings = "";

static struct daemon d;
static pthread_t thread;
static char dir[] = "/tmp/handover-login-XXXXXX";
static char file[128];

static const char *
in_dir(const char *name)
{
	snprintf(file, sizeof(file), "%s/%s", dir, name);
	return file;
}

static void
write_file(const char *name, const char *text)
{
	FILE *f = fopen(in_dir(name), "w");

	must(f != NULL && fputs(text, f) >= 0 && fclose(f) == 0, name);
}

static void
load(void)
{
	struct ho_buf text = HO_BUF_INIT, why = HO_BUF_INIT;

	ho_buf_fmt(&text,
	    "state-dir = %s\nruntime-dir = %s\n"
	    "store-key = %s/store.key\nlog-key = %s/log.key\n"
	    "clock = %s/clock\nlocked-memory = try\nhash-cost = 1\n"
	    "failure-grid = %dms\nlogin-uids = %u, %u\n"
	    "desk-address = desk@host.example\n"
	    "sign-in-url = https://panel.example/\n%s"
	    "[service panel]\nforced-step = login\n"
	    "[service plain]\nforced-step = no\n"
	    "[service both]\nlogin = password+otp\n"
	    "[service one]\nlogin = password+otp\nprompts = one\n"
	    "[service maybe]\nlogin = password+otp?\n"
	    "[service maybe-one]\nlogin = password+otp?\nprompts = one\n"
	    "[service code]\nlogin = otp\nforced-step = login\n"
	    "[service bare]\nlogin = otp\n"
	    "[service app]\nlogin = password+otp\notp = totp\n"
	    "[service sent]\nlogin = password+otp\notp = totp, mail\n"
	    "[service sent-one]\nlogin = password+otp\notp = mail\n"
	    "prompts = one\n"
	    "[service sent-maybe]\nlogin = password+otp?\notp = totp, mail\n"
	    "prompts = one\n"
	    "[service sent-alone]\nlogin = otp\notp = mail\n"
	    "[service sent-panel]\nlogin = password+otp\notp = mail\n"
	    "forced-step = login\n"
	    "[service narrow]\notp = totp, recovery\n"
	    "[service sms]\nlogin = password+otp\notp = sms\n"
	    "[service enrol]\nenrol = yes\n"
	    "[service reset]\nlogin = otp\notp = mail\nchange = yes\n"
	    "[service change]\nlogin = password+otp?\nchange = yes\n"
	    "[service transfer]\ntransfer = yes\n",
	    dir, dir, dir, dir, dir, WORLD_GRID_MS, (unsigned)geteuid(),
	    WORLD_PANEL, world_settings);
	must(ho_conf_parse(
		 &d.conf, "test", ho_buf_text(&text), text.len, &why) == HO_OK,
	    ho_buf_text(&why));
	must(ho_secret_policy(HO_LOCK_TRY) == HO_OK, "memory");
	must(ho_key_make(d.conf.store_key) == HO_OK, "store key");
	must(ho_key_make(d.conf.log_key) == HO_OK, "log key");
	must(ho_store_create(d.conf.store, &why) == HO_OK, ho_buf_text(&why));
	must(ho_keys_open(d.conf.store_key, &d.keys, &why) == HO_OK, "keys");
	must(ho_signer_open(d.conf.log_key, &d.signer, &why) == HO_OK, "key");
	ho_buf_free(&text);
	ho_buf_free(&why);
}

static void *
serve(void *arg)
{
	(void)arg;
	loop_run(d.loop);
	return NULL;
}

void
world_open(void)
{
	struct ho_buf why = HO_BUF_INIT;

	ho_log_open("login_test", 0, HO_LOG_ERROR);
	must(mkdtemp(dir) != NULL && chmod(dir, 0711) == 0, "directory");
	write_file("clock", "0\n");
	load();
	must(loop_new(&d.loop) == HO_OK, "loop");
	must(pool_start(&d.pool, d.loop, 2, 256) == HO_OK, "pool");
	must(writer_start(&d.writer, &d, &why) == HO_OK, ho_buf_text(&why));
	must(presence_new(&d.presence) == HO_OK, "presence");
	must(door_open(&d.login, &d, d.conf.login_socket, 0666, &login_door) ==
		HO_OK,
	    "door");
	must(pthread_create(&thread, NULL, serve, NULL) == 0, "thread");
	ho_buf_free(&why);
}

void
world_close(void)
{
	char command[160];

	loop_stop(d.loop);
	pthread_join(thread, NULL);
	door_close(&d.login);
	pool_stop(d.pool);
	loop_drain(d.loop);
	writer_stop(d.writer);
	loop_drain(d.loop);
	pool_free(&d.pool);
	writer_free(&d.writer);
	presence_free(&d.presence);
	loop_free(&d.loop);
	ho_signer_free(&d.signer);
	ho_keys_free(&d.keys);
	ho_conf_free(&d.conf);
	snprintf(command, sizeof(command), "rm -r '%s'", dir);
	must(system(command) == 0, command);
}

const char *
world_socket(void)
{
	return d.conf.login_socket;
}

void
world_clock(int64_t seconds)
{
	char text[32];

	snprintf(text, sizeof(text), "%lld\n", (long long)seconds);
	write_file("clock", text);
}

/* --- work in the writer's thread ------------------------------------------ */

struct errand {
	writer_run_fn *f;
	void *arg;
	int rc;
	sem_t done;
};

static int
run_errand(struct tx *t, void *arg)
{
	struct errand *e = arg;

	return e->f(t, e->arg);
}

static void
errand_done(void *arg, int rc)
{
	struct errand *e = arg;

	e->rc = rc;
	sem_post(&e->done);
}

int
world_do(writer_run_fn *f, void *arg)
{
	struct errand e = { .f = f, .arg = arg };

	sem_init(&e.done, 0, 0);
	must(writer_submit(d.writer, run_errand, errand_done, &e) == HO_OK,
	    "writer");
	while (sem_wait(&e.done) != 0)
		;
	sem_destroy(&e.done);
	return e.rc;
}

/* --- looking -------------------------------------------------------------- */

struct look {
	enum ho_kind kind;
	int64_t id;
	const char *login;
	void *row;
};

static int
get(struct tx *t, void *arg)
{
	struct look *l = arg;

	ho_store_get(t->s, l->kind, l->id, l->row);
	return HO_OK;
}

void
world_get(enum ho_kind kind, int64_t id, void *row)
{
	struct look l = { .kind = kind, .id = id, .row = row };

	must(world_do(get, &l) == HO_OK, "get");
}

static int
get_password(struct tx *t, void *arg)
{
	struct look *l = arg;

	HO_ASK(t->s, HO_Q_PASSWORD_OF, l->row, HO_INT(l->id));
	return HO_OK;
}

void
world_password_of(int64_t user, struct ho_password *row)
{
	struct look l = { .id = user, .row = row };

	must(world_do(get_password, &l) == HO_OK, "password");
}

static int
get_user(struct tx *t, void *arg)
{
	struct look *l = arg;

	HO_ASK(t->s, HO_Q_USER_BY_LOGIN, l->row, HO_STR(l->login));
	return HO_OK;
}

int64_t
world_user(const char *login, struct ho_user *user)
{
	struct look l = { .login = login, .row = user };

	must(world_do(get_user, &l) == HO_OK, "user");
	return user->row.id;
}

static int
get_size(struct tx *t, void *arg)
{
	*(int64_t *)arg = ho_audit_size(t->a);
	return HO_OK;
}

int64_t
world_log_size(void)
{
	int64_t size = 0;

	must(world_do(get_size, &size) == HO_OK, "log");
	return size;
}
