/*
 * tests/fault/module_fault.c - every call that the module makes fails once.
 *
 * A "yes" needs the daemon's word and a call that came to its end; whatever
 * fails on the way, PAM_SUCCESS or PAM_IGNORE never comes out of it without
 * that, nothing leaks, nothing hangs, and no answer is freed unwiped.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tests/fault/fault.h"
#include "tests/pam/host.h"

#define SECRET "tell-nobody-7F3K2M"

static const struct story {
	const char *what, *script;
	enum ho_phase phase;
	const char *args;
	bool is_yes;
} stories[] = {
	{ "auth", "start info ask=password answer ask=code answer ok=alice",
	    HO_PHASE_AUTH, "debug", true },
	{ "auth refused", "start ask=password answer refused", HO_PHASE_AUTH,
	    "debug", false },
	{ "auth assigned", "start ask=password answer assigned=bob",
	    HO_PHASE_AUTH, "", false },
	{ "auth, answer lost", "start ask=password close", HO_PHASE_AUTH, "",
	    false },
	{ "acct", "start ok=alice", HO_PHASE_ACCT, "debug", true },
	{ "chauthtok",
	    "start ask=new-password answer ask=new-password-again answer "
	    "reset=alice",
	    HO_PHASE_CHAUTHTOK, "", true },
	{ "bad argument", "start ok=alice", HO_PHASE_AUTH, "bogus", false },
};

static const struct {
	const char *name;
	enum fault_mode mode;
	bool is_harmless; /* a retry makes it good */
} modes[] = {
	{ "fails once", FAULT_ONCE, false },
	{ "fails from there on", FAULT_FROM, false },
	{ "is interrupted", FAULT_SIGNAL, true },
	{ "would block", FAULT_AGAIN, true },
	{ "finds nobody", FAULT_RESET, false },
};

/* libpam and libc keep a little of what the first call took. */
static void
settle_in(const struct story *s)
{
	static const char *const answers[] = { SECRET, NULL };
	struct peer p;
	struct host h;

	peer_start(&p, host_socket(), geteuid(), s->script);
	host_start(&h, "Alice", answers);
	host_call(&h, s->phase, 0);
	host_end(&h, 0);
	peer_stop(&p);
}

/* One run with the n-th call hit; false once nothing was left to hit. */
static bool
run(const struct story *s, enum fault_mode mode, int n, bool is_harmless)
{
	static const char *const answers[] = { SECRET, NULL };
	struct peer p;
	struct host h;
	int code, before, descriptors;
	int64_t took = host_now();
	bool was_hit, is_ok;
	long live;

	peer_start(&p, host_socket(), geteuid(), s->script);
	descriptors = host_descriptors();
	live = fault_live();
	host_start(&h, "Alice", answers);
	fault_watch(SECRET);
	fault_arm(mode, n);
	code = host_call(&h, s->phase, 0);
	was_hit = fault_disarm();
	before = fault_unwiped();
	fault_watch(NULL);

	check(before == 0);
	check(code != PAM_IGNORE);
	check(code != PAM_SUCCESS || (s->is_yes && p.heard->oks > 0));
	/* where libpam itself failed after our "yes", the two still agree */
	is_ok = strcmp(host_env(&h, "HANDOVER_RESULT"), "ok") == 0 ||
	    strcmp(host_env(&h, "HANDOVER_RESULT"), "reset") == 0;
	check(is_ok == (strcmp(host_user(&h), "alice") == 0));
	check(!is_ok || (s->is_yes && p.heard->oks > 0));
	check(code != PAM_SUCCESS || is_ok);
	if (!was_hit || is_harmless)
		check((code == PAM_SUCCESS) == s->is_yes);
	host_end(&h, code);
	check(host_descriptors() == descriptors);
	check(fault_live() <= live);
	peer_stop(&p);
	check(host_now() - took < 3000 * host_patience());
	return was_hit;
}

int
main(int argc, char **argv)
{
	char args[256], row[256];
	int runs = 0;

	if (argc != 2)
		return 2;
	setvbuf(stdout, NULL, _IOLBF, 0);
	for (size_t i = 0; i < sizeof(stories) / sizeof(stories[0]); i++) {
		snprintf(args, sizeof(args), "timeout=1 socket=%s %s %s",
		    host_socket(), host_uid_arg(), stories[i].args);
		host_service(argv[1], args);
		settle_in(&stories[i]);
		for (size_t m = 0; m < sizeof(modes) / sizeof(modes[0]); m++)
			for (int n = 1; n < 2000; n++, runs++) {
				snprintf(row, sizeof(row), "%s: call %d %s",
				    stories[i].what, n, modes[m].name);
				check_row(row);
				if (!run(&stories[i], modes[m].mode, n,
					modes[m].is_harmless))
					break;
			}
	}
	printf("      %d runs\n", runs);
	return check_end("every call fails");
}
