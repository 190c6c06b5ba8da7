/*
 * tests/pam/module_test.c - what the daemon does, and what PAM then says.
 *
 * One table, one row a case: the script that the double plays (peer.h), and
 * the code, the name, the environment, the time that must come out of it.
 */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/pam/host.h"

#define AUTH  HO_PHASE_AUTH
#define ACCT  HO_PHASE_ACCT
#define CHAU  HO_PHASE_CHAUTHTOK
#define YES   PAM_SUCCESS
#define AWAY  PAM_AUTHINFO_UNAVAIL
#define LOST  AUTH, AWAY, "Alice", "unavailable"
#define ASKED "start ask=password answer "

/* Rows name the last columns only where they say something. */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

static const struct row {
	const char *what;
	const char *script; /* NULL: no double at all */
	enum ho_phase phase;
	int code;
	const char *user; /* PAM_USER afterwards; "Alice" is as it was given */
	const char *result; /* HANDOVER_RESULT */
	const char *login;  /* HANDOVER_LOGIN; NULL is empty */
	int least, most;    /* ms; most 0 is 500 */
	int hold; /* the person types until the double has done so many acts */
} rows[] = {
	/* every verdict in every phase: the table of talk.c */
	{ "auth ok", ASKED "ok=alice", AUTH, YES, "alice", "ok" },
	{ "auth reset", ASKED "reset=alice", AUTH, YES, "alice", "reset" },
	{ "auth refused", ASKED "refused", AUTH, PAM_AUTH_ERR, "Alice",
	    "refused" },
	{ "auth assigned", ASKED "assigned=bob", AUTH, PAM_AUTH_ERR, "Alice",
	    "assigned", .login = "bob" },
	{ "auth must-enrol", ASKED "say=0/must-enrol/-", AUTH, PAM_AUTH_ERR,
	    "Alice", "must-enrol" },
	{ "auth unavailable", ASKED "unavailable", LOST },
	{ "acct ok", "start ok=alice", ACCT, YES, "alice", "ok" },
	{ "acct refused", "start refused", ACCT, PAM_PERM_DENIED, "Alice",
	    "refused" },
	{ "acct unavailable", "start unavailable", ACCT, AWAY, "Alice",
	    "unavailable" },
	{ "chauthtok ok", ASKED "ok=alice", CHAU, YES, "alice", "ok" },
	{ "chauthtok reset", ASKED "reset=alice", CHAU, YES, "alice", "reset" },
	{ "chauthtok refused", ASKED "refused", CHAU, PAM_AUTHTOK_ERR, "Alice",
	    "refused" },
	{ "chauthtok assigned", ASKED "assigned=bob", CHAU, PAM_AUTHTOK_ERR,
	    "Alice", "assigned", .login = "bob" },
	{ "chauthtok unavailable", ASKED "unavailable", CHAU, AWAY, "Alice",
	    "unavailable" },

	/* without a question */
	{ "ok at once", "start ok=alice", AUTH, YES, "alice", "ok" },
	{ "refused at once", "start refused", AUTH, PAM_AUTH_ERR, "Alice",
	    "refused" },
	{ "messages on the way", "start info ask=password answer error ok=a.b",
	    AUTH, YES, "a.b", "ok" },

	/* absent */
	{ "no socket", NULL, LOST },
	{ "no socket, acct", NULL, ACCT, AWAY, "Alice", "unavailable" },
	{ "no socket, chauthtok", NULL, CHAU, AWAY, "Alice", "unavailable" },

	/* slow and silent; timeout=1 in all rows */
	{ "slow but in time", "start wait=600 ask=password answer ok=alice",
	    AUTH, YES, "alice", "ok", .least = 600, .most = 1200 },
	{ "each answer has its time",
	    "start wait=600 ask=password answer wait=600 ok=alice", AUTH, YES,
	    "alice", "ok", .least = 1200, .most = 1900 },
	{ "silent from the start", "hang", LOST, .least = 1000, .most = 1500 },
	{ "silent after START", "start hang", LOST, .least = 1000,
	    .most = 1500 },
	{ "silent after the answer", ASKED "hang", LOST, .least = 1000,
	    .most = 1500 },
	{ "silent, acct", "start hang", ACCT, AWAY, "Alice", "unavailable",
	    .least = 1000, .most = 1500 },
	{ "silent, chauthtok", "start hang", CHAU, AWAY, "Alice", "unavailable",
	    .least = 1000, .most = 1500 },
	{ "messages do not buy time",
	    "start wait=400 info wait=400 info wait=400 info hang", LOST,
	    .least = 1000, .most = 1500 },

	/* gone at each step */
	{ "hangs up at once", "close", LOST },
	{ "hangs up after START", "start close", LOST },
	{ "hangs up after ASK", "start ask=password close", LOST },
	{ "hangs up after the answer", ASKED "close", LOST },
	{ "killed at once", "die", LOST },
	{ "killed after START", "start die", LOST },
	{ "killed after ASK", "start ask=password die", LOST },
	{ "killed after the answer", ASKED "die", LOST },
	{ "killed after INFO", "start info die", ACCT, AWAY, "Alice",
	    "unavailable" },

	/* out of turn */
	{ "two results, no then yes", "start refused ok=alice", AUTH,
	    PAM_AUTH_ERR, "Alice", "refused" },
	{ "two results, yes then no", "start ok=alice refused", AUTH, YES,
	    "alice", "ok" },
	{ "yes while asking", "start ask=password ok=alice hang", LOST,
	    .hold = 3 },
	{ "yes while asking, hung up", "start ask=password ok=alice close",
	    LOST, .hold = 3 },
	{ "no while asking", "start ask=password refused close", AUTH,
	    PAM_AUTH_ERR, "Alice", "refused" },
	{ "two questions at once", "start ask=password ask=code hang", LOST,
	    .hold = 3 },
	{ "a question in acct", "start ask=password answer ok=alice", ACCT,
	    AWAY, "Alice", "unavailable" },
	{ "asks for ever", "start storm", LOST, .most = 2000 },
	{ "tells for ever", "start chatter", LOST, .most = 2000 },

	/* lies and nonsense in a result */
	{ "yes to nobody", "start say=41c6/ok/-", LOST },
	{ "yes without a word", "start say=41c6/-/alice", LOST },
	{ "yes and refused", "start say=41c6/refused/alice", LOST },
	{ "yes and assigned", "start say=41c6/assigned/alice", LOST },
	{ "yes and must-enrol", "start say=41c6/must-enrol/alice", LOST },
	{ "no and ok", "start say=0/ok/alice", LOST },
	{ "verdict 1", "start say=1/ok/alice", LOST },
	{ "verdict one bit off", "start say=41c7/ok/alice", LOST },
	{ "verdict all ones", "start say=ffffffff/ok/alice", LOST },
	{ "word in capitals", "start say=41c6/OK/alice", LOST },
	{ "name with a control", "start say=41c6/ok/al\x1b[2Jice", LOST },
	{ "name not ASCII", "start say=41c6/ok/al\xc3\xafice", LOST },
	{ "no, and a new super-admin", "start grant=0/refused/bob", LOST },
	{ "yes, and a new super-admin", "start grant=41c6/ok/bob", LOST },
	{ "assigned to nobody", "start say=0/assigned/-", LOST },

	/* malformed: each a perfect yes but for one thing */
	{ "the yes itself", "start raw=yes", AUTH, YES, "alice", "ok" },
	{ "four octets", "start raw=short", LOST },
	{ "wrong version", "start raw=version", LOST },
	{ "type 0", "start raw=type", LOST },
	{ "another door's type", "start raw=unknown", LOST },
	{ "our own type", "start raw=ours", LOST },
	{ "says it is longer", "start raw=longer", LOST },
	{ "says it is shorter", "start raw=shorter", LOST },
	{ "field cut off", "start raw=cut", LOST },
	{ "octets behind the last field", "start raw=tail", LOST },
	{ "verdict twice", "start raw=twice", LOST },
	{ "NUL in a text", "start raw=nul", LOST },
	{ "number of 4 octets", "start raw=small", LOST },
	{ "empty packet", "start raw=empty ok=alice", LOST },
	{ "4096 octets", "start long=4096", AUTH, YES, "alice", "ok" },
	{ "4096 octets and four behind them", "start more=4096", LOST },
	{ "4097 octets", "start long=4097", LOST },
	{ "65536 octets", "start long=65536", LOST },
};

static void
play(const struct row *r)
{
	static const char *const answers[] = { "s3cret", NULL };
	struct peer p = { 0 };
	struct host h;
	int64_t took;
	int before, code, most = r->most ? r->most : 500;

	check_row(r->what);
	if (r->script)
		peer_start(&p, host_socket(), geteuid(), r->script);
	before = host_descriptors();
	host_start(&h, "Alice", answers);
	h.hold = r->hold;
	h.acts = p.heard ? &p.heard->acts : NULL;
	took = host_now();
	code = host_call(&h, r->phase, 0);
	took = host_now() - took;
	if (code != r->code)
		printf("      %d, not %d\n", code, r->code);
	check(code == r->code);
	check(code != PAM_SUCCESS || p.heard->oks > 0);
	check(strcmp(host_user(&h), r->user) == 0);
	check(strcmp(host_env(&h, "HANDOVER_RESULT"), r->result) == 0);
	check(strcmp(host_env(&h, "HANDOVER_LOGIN"),
		  r->login ? r->login : "") == 0);
	check(took >= r->least && took <= most * host_patience());
	check(p.heard == NULL || p.heard->faults == 0);
	check(h.prompts + h.infos <= HO_LOGIN_TURNS_MAX);
	host_end(&h, code);
	check(host_descriptors() == before);
	peer_stop(&p);
}

/* Somebody else sits at the socket; that it says yes must not matter. */
static void
impostor(const char *module)
{
	static const char *const answers[] = { "s3cret", NULL };
	char args[256];
	struct peer p;
	struct host h;
	uid_t who = geteuid() == 0 ? 12345 : geteuid();

	check_row("impostor at the socket");
	snprintf(args, sizeof(args), "timeout=1 socket=%s", host_socket());
	host_service(module, args);
	peer_start(&p, host_socket(), who, ASKED "ok=alice");
	host_start(&h, "Alice", answers);
	check(host_call(&h, AUTH, 0) == AWAY);
	check(host_call(&h, ACCT, 0) == AWAY);
	check(host_call(&h, CHAU, 0) == AWAY);
	check(h.prompts == 0 && p.heard->starts == 0);
	host_end(&h, 0);

	check_row("named by daemon_uid, the same may answer");
	snprintf(args, sizeof(args), "timeout=1 socket=%s daemon_uid=%u",
	    host_socket(), who);
	host_service(module, args);
	host_start(&h, "Alice", answers);
	check(host_call(&h, AUTH, 0) == PAM_SUCCESS);
	host_end(&h, 0);
	peer_stop(&p);
}

/* What stands where the socket should be is no socket. */
static void
no_socket(const char *what, int (*make)(const char *path))
{
	static const char *const answers[] = { "s3cret", NULL };
	struct host h;
	int64_t took;

	check_row(what);
	check(make(host_socket()) == 0);
	host_start(&h, "Alice", answers);
	took = host_now();
	check(host_call(&h, AUTH, 0) == AWAY);
	check(host_now() - took < 500 * host_patience());
	check(h.prompts == 0);
	host_end(&h, 0);
	remove(host_socket());
}

static int
make_file(const char *path)
{
	FILE *f = fopen(path, "w");

	return f ? fclose(f) : -1;
}

static int
make_fifo(const char *path)
{
	return mkfifo(path, 0666);
}

static int
make_dir(const char *path)
{
	return mkdir(path, 0777);
}

static int
make_loop(const char *path)
{
	return symlink(path, path);
}

int
main(int argc, char **argv)
{
	char args[256];

	if (argc != 2)
		return 2;
	setvbuf(stdout, NULL, _IOLBF, 0);
	snprintf(args, sizeof(args), "timeout=1 socket=%s %s", host_socket(),
	    host_uid_arg());
	host_service(argv[1], args);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		play(&rows[i]);
	no_socket("a regular file", make_file);
	no_socket("a fifo", make_fifo);
	no_socket("a directory", make_dir);
	no_socket("a symlink to itself", make_loop);
	impostor(argv[1]);
	return check_end("what the daemon does");
}
