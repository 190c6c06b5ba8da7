/* tests/login/doubles.c - what the login door leans on, played. */
#include <crypt.h>
#include <string.h>

#include "handoverd/cases/case.h"
#include "handoverd/daemon.h"
#include "handoverd/login/talk.h"
#include "handoverd/post/hook.h"
#include "handoverd/post/notify.h"
#include "lib/base/err.h"
#include "lib/secret/secret.h"
#include "tests/login/world.h"

struct letters world_letters;
atomic_int world_completed, world_tried_elsewhere, world_owner_came;
atomic_int world_handed_over;
atomic_bool world_is_asked;

atomic_bool world_hurries;

/* Minutes in which a person may think are no time for a test. */
struct timer *__real_loop_timer(
    struct loop *l, int64_t in_ms, void (*fn)(void *arg), void *arg);
struct timer *__wrap_loop_timer(
    struct loop *l, int64_t in_ms, void (*fn)(void *arg), void *arg);

struct timer *
__wrap_loop_timer(
    struct loop *l, int64_t in_ms, void (*fn)(void *arg), void *arg)
{
	if (world_hurries && in_ms == TALK_WAIT_MS)
		in_ms = WORLD_WAIT_MS;
	if (world_hurries && in_ms == TALK_LIFE_MS)
		in_ms = WORLD_LIFE_MS;
	return __real_loop_timer(l, in_ms, fn, arg);
}

/* The writer's thread; the test looks only after the door has answered. */
/* The panel hears nothing here: tests/flow/web_hooks.sh is about that. */
int
hook_put(struct tx *t, const struct hook *h)
{
	(void)t;
	(void)h;
	return HO_OK;
}

int
hook_put_all(struct tx *t, struct hook *all, size_t n,
    const struct ho_account *account, const struct ho_case *of_case)
{
	(void)t;
	(void)all;
	(void)n;
	(void)account;
	(void)of_case;
	return HO_OK;
}

static void
note_value(const struct notice_value *v)
{
	const struct ho_secret *s = v->secret;

	if (strcmp(v->name, "code_ref") == 0 && v->text != NULL)
		strcpy(world_letters.code_ref, v->text);
	if (strcmp(v->name, "code") != 0 || s == NULL)
		return;
	memcpy(world_letters.code, ho_secret_data(s), ho_secret_len(s));
	world_letters.code[ho_secret_len(s)] = '\0';
}

int
notify(struct tx *t, const struct notice *n, int64_t *outbox_id)
{
	(void)outbox_id;
	for (size_t i = 0; i < n->n_values; i++)
		note_value(&n->values[i]);
	world_letters.address = n->address;
	strcpy(world_letters.template, n->template);
	world_letters.sent++;
	t->wants_courier = true;
	return HO_OK;
}

int
case_complete(
    struct tx *t, struct ho_event *ev, int64_t case_id, const char *new_login)
{
	struct ho_case c;
	int rc = ho_store_get(t->s, HO_CASE, case_id, &c);

	(void)ev;
	(void)new_login;
	if (rc != HO_OK)
		return rc;
	c.state = 8; /* done */
	c.closed_at = t->now;
	world_completed++;
	return ho_store_put(t->s, HO_CASE, &c);
}

int
case_renamed(
    struct tx *t, struct ho_event *ev, int64_t case_id, const char *former)
{
	return case_complete(t, ev, case_id, former);
}

int
case_tried_elsewhere(struct tx *t, int64_t credential_id, const char *service)
{
	(void)t;
	(void)credential_id;
	(void)service;
	world_tried_elsewhere++;
	return HO_OK;
}

int
case_owner_asked(struct tx *t, int64_t user_id, int64_t *case_id)
{
	(void)t;
	(void)user_id;
	*case_id = world_is_asked ? 1 : 0;
	return world_is_asked ? HO_OK : HO_E_NONE;
}

int
case_handed_over(struct tx *t, struct ho_event *ev,
    const struct ho_account *account, const struct ho_user *former)
{
	(void)t;
	(void)ev;
	(void)account;
	(void)former;
	world_handed_over++;
	return HO_OK;
}

int
case_owner_signed_in(struct tx *t, int64_t user_id)
{
	(void)t;
	(void)user_id;
	world_owner_came++;
	return HO_E_NONE;
}

void
courier_wake(struct daemon *d)
{
	(void)d;
}

bool
world_old_hash(const char *password, char *out, size_t cap)
{
	struct crypt_data data = { 0 };
	const char *hash =
	    crypt_r(password, "$6$rounds=5000$saltsaltsalt$", &data);

	if (hash == NULL || hash[0] == '*' || strlen(hash) >= cap)
		return false;
	strcpy(out, hash);
	return true;
}
