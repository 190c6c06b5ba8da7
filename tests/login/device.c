/* tests/login/device.c - authenticators for the login's tests. */
#include <string.h>

#include "handoverd/daemon.h"
#include "handoverd/login/factor.h"
#include "lib/base/err.h"
#include "lib/secret/secret.h"
#include "tests/login/must.h"
#include "tests/login/world.h"

static const uint8_t key[] = "12345678901234567890";

struct binding {
	struct ho_factor f;
	struct ho_secret *shown;
	int64_t user, now;
};

static int
end_it(struct tx *t, void *arg)
{
	struct ho_event *ev = NULL;
	struct ho_factor f;

	must(ho_store_get(t->s, HO_FACTOR, *(int64_t *)arg, &f) == HO_OK, "f");
	must(ho_event_begin(t->a, &ev, "factor.remove", t->now) == HO_OK, "e");
	ho_event_self(ev);
	must(factor_end(t, &f) == HO_OK, "ends");
	return ho_event_end(&ev, NULL);
}

void
world_remove(int64_t factor)
{
	must(world_do(end_it, &factor) == HO_OK, "removed");
}

static int
bind_it(struct tx *t, void *arg)
{
	struct binding *b = arg;
	struct ho_secret *seed = ho_secret_new(20);
	struct ho_event *ev = NULL;

	must(ho_event_begin(t->a, &ev, "factor.bound", t->now) == HO_OK, "log");
	ho_event_self(ev);
	must(ho_secret_set(seed, key, 20) == HO_OK, "seed");
	must(factor_bind(t, &b->f, seed) == HO_OK, "factor");
	ho_secret_free(&seed);
	return ho_event_end(&ev, NULL);
}

int64_t
world_factor(int64_t user, enum ho_factor_kind kind)
{
	struct binding b = { .f = { .user = user,
				 .kind = kind,
				 .hash = HO_OTP_SHA1,
				 .digits = 6,
				 .step = kind == HO_FACTOR_TOTP ? 30 : 0 } };

	must(world_do(bind_it, &b) == HO_OK, "bind");
	return b.f.row.id;
}

static int
renew(struct tx *t, void *arg)
{
	struct binding *b = arg;
	struct ho_event *ev = NULL;

	must(ho_event_begin(t->a, &ev, "factor.renewed", t->now) == HO_OK,
	    "log");
	ho_event_self(ev);
	must(factor_renew(t, b->user, b->shown) == HO_OK, "codes");
	return ho_event_end(&ev, NULL);
}

void
world_spares(int64_t user, char out[static 512])
{
	struct binding b = { .user = user, .shown = ho_secret_new(512) };

	must(b.shown != NULL && world_do(renew, &b) == HO_OK, "renew");
	memcpy(out, ho_secret_data(b.shown), ho_secret_len(b.shown));
	out[ho_secret_len(b.shown)] = '\0';
	ho_secret_free(&b.shown);
}

static int
read_clock(struct tx *t, void *arg)
{
	*(int64_t *)arg = t->now;
	return HO_OK;
}

static const char *
code_of(enum ho_otp_kind kind, int64_t counter)
{
	static char codes[8][HO_OTP_DIGITS_MAX + 1];
	static unsigned i;
	const struct ho_otp o = { .kind = kind,
		.hash = HO_OTP_SHA1,
		.digits = 6,
		.step = 30,
		.key = key,
		.key_len = 20 };

	i = (i + 1) % 8;
	must(ho_otp_code(&o, counter, codes[i]) == HO_OK, "code");
	return codes[i];
}

int64_t
world_step(void)
{
	int64_t now = 0;

	must(world_do(read_clock, &now) == HO_OK, "clock");
	return now / 30;
}

const char *
world_totp(int steps)
{
	return code_of(HO_OTP_TOTP, world_step() + steps);
}

const char *
world_hotp(int64_t counter)
{
	return code_of(HO_OTP_HOTP, counter);
}
