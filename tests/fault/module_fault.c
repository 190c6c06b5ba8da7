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
	bool is_impostor; /* neither root nor daemon_uid listens */
	bool is_second;   /* after a good authenticate with the same handle */
} stories[] = {
	{ "auth", "start info ask=password answer ask=code answer ok=alice",
	    HO_PHASE_AUTH, "debug", .is_yes = true },
	{ "auth refused", "start ask=password answer refused", HO_PHASE_AUTH,
	    "debug", .is_yes = false },
	{ "auth assigned", "start ask=password answer assigned=bob",
	    HO_PHASE_AUTH, "", .is_yes = false },
	{ "auth, answer lost", "start ask=password close", HO_PHASE_AUTH, "",
	    .is_yes = false },
	{ "acct", "start ok=alice", HO_PHASE_ACCT, "debug", .is_yes = true },
	{ "acct after auth", "start ok=alice", HO_PHASE_ACCT, "",
	    .is_yes = true, .is_second = true },
	{ "chauthtok",
	    "start ask=new-password answer ask=new-password-again answer "
	    "reset=alice",
	    HO_PHASE_CHAUTHTOK, "", .is_yes = true },
	{ "impostor", "start ok=alice", HO_PHASE_AUTH, "",
	    .is_impostor = true },
	{ "bad argument", "start ok=alice", HO_PHASE_AUTH, "bogus",
	    .is_yes = false },
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

/* The host, up to the call that is to suffer. */
static void
begin(const struct story *s, struct peer *p, struct host *h)
{
	static const char *const answers[] = { SECRET, NULL };
	uid_t who = s->is_impostor && geteuid() == 0 ? 12345 : geteuid();

	peer_start(p, host_socket(), who, s->script);
	host_start(h, "Alice", answers);
	if (s->is_second) {
		check(host_call(h, HO_PHASE_AUTH, 0) == PAM_SUCCESS);
		check(pam_set_item(h->pamh, PAM_USER, "Alice") == PAM_SUCCESS);
	}
}

static bool
says_yes(const struct host *h)
{
	const char *word = host_env(h, "HANDOVER_RESULT");

	return strcmp(word, "ok") == 0 || strcmp(word, "reset") == 0;
}

/* libpam and libc keep a little of what the first call took. */
static void
settle_in(const struct story *s)
{
	struct peer p;
	struct host h;

	begin(s, &p, &h);
	host_call(&h, s->phase, 0);
	host_end(&h, 0);
	peer_stop(&p);
}

/* One run with the n-th call hit; false once nothing was left to hit. */
static bool
run(const struct story *s, enum fault_mode mode, int n, bool is_harmless)
{
	struct peer p;
	struct host h;
	int code, unwiped, descriptors = host_descriptors();
	int64_t took = host_now();
	bool was_hit, may, reached;
	long live = fault_live();

	begin(s, &p, &h);
	fault_watch(SECRET);
	fault_arm(mode, n);
	code = host_call(&h, s->phase, 0);
	was_hit = fault_disarm();
	unwiped = fault_unwiped();
	fault_watch(NULL);
	/* libpam may be out of memory before it comes to us: not ours to judge */
	reached = !s->is_second || code == PAM_SUCCESS ||
	    code == PAM_AUTHINFO_UNAVAIL || p.heard->connections > 1;
	may = s->is_yes && p.heard->oks > s->is_second;

	check(unwiped == 0);
	check(code != PAM_IGNORE);
	check(code != PAM_SUCCESS || may);
	check(code != PAM_SUCCESS || says_yes(&h));
	/* where libpam itself failed after our "yes", these still agree */
	if (reached) {
		check(!says_yes(&h) || may);
		check(says_yes(&h) == (strcmp(host_user(&h), "alice") == 0));
	}
	if (!was_hit || is_harmless)
		check((code == PAM_SUCCESS) == s->is_yes);
	host_end(&h, code);
	check(host_descriptors() == descriptors);
	check(fault_live() <= live || !reached);
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
		    host_socket(), stories[i].is_impostor ? "" : host_uid_arg(),
		    stories[i].args);
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
	check_row("MSG_NOSIGNAL and SOCK_CLOEXEC");
	check(fault_careless() == 0);
	printf("      %d runs\n", runs);
	return check_end("every call fails");
}
