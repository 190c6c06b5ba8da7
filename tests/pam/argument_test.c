/*
 * tests/pam/argument_test.c - what the service file and the host say.
 *
 * Arguments right and wrong, passwords that an earlier module left, flags and
 * items, and the environment that a panel reads.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/pam/host.h"

#define AUTH        HO_PHASE_AUTH
#define ACCT        HO_PHASE_ACCT
#define CHAU        HO_PHASE_CHAUTHTOK
#define AWAY        PAM_AUTHINFO_UNAVAIL
#define COUNT(rows) (sizeof(rows) / sizeof(rows[0]))

static const char *module, *token;
static char text[1 << 20];

/* n times c, NUL-terminated; the newest one only. */
static const char *
many(char c, size_t n)
{
	memset(text, c, n);
	text[n] = '\0';
	return text;
}

static void
service(const char *args)
{
	char line[512];

	snprintf(line, sizeof(line), "timeout=1 socket=%s %s %s", host_socket(),
	    host_uid_arg(), args);
	host_service(module, line);
}

static void
arguments(void)
{
	static const struct {
		const char *args;
		bool good;
	} rows[] = {
		{ "", true },
		{ "debug", true },
		{ "single_prompt", true },
		{ "use_first_pass try_first_pass", true },
		{ "single_prompt debug try_first_pass", true },
		{ "bogus", false },
		{ "DEBUG", false },
		{ "debug=1", false },
		{ "debugger", false },
		{ "debug debug", false },
		{ "single_prompt=yes", false },
		{ "timeout=1", false }, /* a second one */
		{ "socket=/run/other", false },
		{ "use_first", false },
		{ "-debug", false },
	};
	static const char *const answers[] = { "x", NULL };
	struct peer p;
	struct host h;

	peer_start(&p, host_socket(), geteuid(), "start ok=alice");
	for (size_t i = 0; i < COUNT(rows); i++) {
		int want = rows[i].good ? PAM_SUCCESS : PAM_SERVICE_ERR;

		check_row(rows[i].args);
		service(rows[i].args);
		host_start(&h, "alice", answers);
		check(host_call(&h, AUTH, 0) == want);
		check(strcmp(host_env(&h, "HANDOVER_RESULT"),
			  rows[i].good ? "ok" : "unavailable") == 0);
		check(host_call(&h, ACCT, 0) == want);
		check(host_call(&h, CHAU, 0) == want);
		host_end(&h, 0);
	}
	peer_stop(&p);
}

/* Values, with the whole line given; code where nobody listens. */
static void
values(void)
{
	static const struct {
		const char *line;
		int code;
	} rows[] = {
		{ "socket=/nonexistent/sock", AWAY },
		{ "socket=", PAM_SERVICE_ERR },
		{ "socket", PAM_SERVICE_ERR },
		{ "socket=run/login.sock", PAM_SERVICE_ERR },
		{ "socket=@handover", PAM_SERVICE_ERR },
		{ "socket=/x timeout=1", AWAY },
		{ "socket=/x timeout=60", AWAY },
		{ "socket=/x timeout=0", PAM_SERVICE_ERR },
		{ "socket=/x timeout=61", PAM_SERVICE_ERR },
		{ "socket=/x timeout=-1", PAM_SERVICE_ERR },
		{ "socket=/x timeout=5s", PAM_SERVICE_ERR },
		{ "socket=/x timeout=", PAM_SERVICE_ERR },
		{ "socket=/x timeout=99999999999999999999", PAM_SERVICE_ERR },
		{ "socket=/x daemon_uid=0", AWAY },
		{ "socket=/x daemon_uid=4294967294", AWAY },
		{ "socket=/x daemon_uid=4294967295", PAM_SERVICE_ERR },
		{ "socket=/x daemon_uid=4294967296", PAM_SERVICE_ERR },
		{ "socket=/x daemon_uid=65534", PAM_SERVICE_ERR },
		{ "socket=/x daemon_uid=handover", PAM_SERVICE_ERR },
		{ "socket=/x daemon_uid=0x10", PAM_SERVICE_ERR },
		{ "socket=/x daemon_uid=", PAM_SERVICE_ERR },
	};
	char line[256];
	struct host h;

	for (size_t i = 0; i < COUNT(rows); i++) {
		check_row(rows[i].line);
		host_service(module, rows[i].line);
		host_start(&h, "alice", NULL);
		check(host_call(&h, AUTH, 0) == rows[i].code);
		host_end(&h, 0);
	}
	for (size_t n = 107; n <= 108; n++) {
		check_row("length of the socket's path");
		snprintf(
		    line, sizeof(line), "socket=/%.200s", many('s', n - 1));
		host_service(module, line);
		host_start(&h, "alice", NULL);
		check(host_call(&h, AUTH, 0) ==
		    (n == 107 ? AWAY : PAM_SERVICE_ERR));
		host_end(&h, 0);
	}
}

static void
first_pass(void)
{
#define TWO "start see=login answer ask=password answer ask=code answer ok=a"
	static const struct {
		const char *what, *before, *args;
		enum ho_phase phase;
		const char *script;
		int code, prompts, answers;
		const char *heard; /* as the answer to the first secret */
	} rows[] = {
		{ "use, left behind", "token=t0ken", "use_first_pass", AUTH,
		    TWO, PAM_SUCCESS, 2, 3, "t0ken" },
		{ "try, left behind", "token=t0ken", "try_first_pass", AUTH,
		    TWO, PAM_SUCCESS, 2, 3, "t0ken" },
		{ "try, nothing there", "", "try_first_pass", AUTH, TWO,
		    PAM_SUCCESS, 3, 3, "typed" },
		{ "use, nothing there", "", "use_first_pass", AUTH,
		    "start ask=password answer refused", PAM_AUTH_ERR, 0, 0,
		    "" },
		{ "neither asked for", "token=t0ken", "", AUTH, TWO,
		    PAM_SUCCESS, 3, 3, "typed" },
		{ "not for a change", "token=t0ken", "use_first_pass", CHAU,
		    TWO, PAM_SUCCESS, 3, 3, "typed" },
		{ "with a control in it", "token=a\033b", "try_first_pass",
		    AUTH, "start ask=password answer refused", PAM_AUTH_ERR, 0,
		    0, "" },
	};
	static const char *const answers[] = { "typed", NULL };
	char before[256], line[512];
	struct peer p;
	struct host h;

	for (size_t i = 0; i < COUNT(rows); i++) {
		check_row(rows[i].what);
		snprintf(
		    before, sizeof(before), "%s %s", token, rows[i].before);
		snprintf(line, sizeof(line), "socket=%s %s %s", host_socket(),
		    host_uid_arg(), rows[i].args);
		host_stack(before, module, line);
		peer_start(&p, host_socket(), geteuid(), rows[i].script);
		host_start(&h, "alice", answers);
		check(host_call(&h, rows[i].phase, 0) == rows[i].code);
		check(h.prompts == rows[i].prompts);
		check(p.heard->answers == rows[i].answers);
		check(strcmp(p.heard->answer[rows[i].answers == 3],
			  rows[i].heard) == 0);
		host_end(&h, 0);
		peer_stop(&p);
	}
}

/* An earlier module changes the name between the calls: each names its own. */
static void
changed_name(void)
{
	char before[256], line[512];
	struct peer p;
	struct host h;

	check_row("a module in front changes the name");
	snprintf(before, sizeof(before), "%s user=mallory", token);
	snprintf(
	    line, sizeof(line), "socket=%s %s", host_socket(), host_uid_arg());
	host_stack(before, module, line);
	peer_start(&p, host_socket(), geteuid(), "start refused");
	host_start(&h, "alice", NULL);
	check(host_call(&h, AUTH, 0) == PAM_AUTH_ERR);
	check(strcmp(p.heard->user, "mallory") == 0);
	host_end(&h, 0);
	peer_stop(&p);
}

static void
what_travels(void)
{
	static const struct {
		const char *args;
		int pam;
		uint64_t wire;
	} rows[] = {
		{ "", 0, 0 },
		{ "", PAM_SILENT, HO_F_SILENT },
		{ "", PAM_DISALLOW_NULL_AUTHTOK, HO_F_DISALLOW_NULL },
		{ "single_prompt", 0, HO_F_SINGLE_PROMPT },
		{ "single_prompt", PAM_SILENT | PAM_DISALLOW_NULL_AUTHTOK,
		    HO_F_SILENT | HO_F_DISALLOW_NULL | HO_F_SINGLE_PROMPT },
	};
	static const char *const answers[] = { "x", NULL };
	struct peer p;
	struct host h;

	check_row("flags and items");
	peer_start(&p, host_socket(), geteuid(), "start info error ok=alice");
	for (size_t i = 0; i < COUNT(rows); i++) {
		service(rows[i].args);
		host_start(&h, "alice", answers);
		h.mood = i % 2 ? HOST_HATES_INFO : HOST_ANSWERS;
		pam_set_item(h.pamh, PAM_RHOST, many('r', 300));
		pam_set_item(h.pamh, PAM_TTY, "web:%n");
		check(host_call(&h, AUTH, rows[i].pam) == PAM_SUCCESS);
		check(p.heard->flags == rows[i].wire);
		check(strcmp(p.heard->rhost, many('r', 256)) == 0);
		check(strcmp(p.heard->tty, "web:%n") == 0);
		check(p.heard->ruser[0] == '\0');
		check(strcmp(p.heard->service, "handover-test") == 0);
		check(h.infos == !(rows[i].pam & (int)PAM_SILENT));
		check(h.errors == !(rows[i].pam & (int)PAM_SILENT));
		host_end(&h, 0);
	}
	host_start(&h, "alice", answers);
	check(host_call(&h, CHAU, PAM_CHANGE_EXPIRED_AUTHTOK) == PAM_SUCCESS);
	check(p.heard->flags == (HO_F_CHANGE_EXPIRED | HO_F_SINGLE_PROMPT));
	check(p.heard->phase == CHAU);
	host_end(&h, 0);
	peer_stop(&p);
}

static void
what_a_panel_sees(void)
{
	static const char *const answers[] = { "x", "y", NULL };
	struct peer p;
	struct host h;

	service("");
	check_row("the environment at each prompt");
	peer_start(&p, host_socket(), geteuid(),
	    "start ask=default-password answer bare=new-login answer "
	    "see=candidate answer assigned=bob");
	host_start(&h, "HO-7F3K2M", answers);
	check(host_call(&h, AUTH, 0) == PAM_AUTH_ERR);
	check(strcmp(h.asked[0],
		  "default-password|HO-7F3K2M|1/4|2026-11-21T09:30:00Z") == 0);
	check(strcmp(h.asked[1], "new-login|||") == 0); /* nothing left over */
	check(h.style[0] == PAM_PROMPT_ECHO_OFF);
	check(h.style[2] == PAM_PROMPT_ECHO_ON);
	check(strcmp(host_env(&h, "HANDOVER_RESULT"), "assigned") == 0);
	check(strcmp(host_env(&h, "HANDOVER_LOGIN"), "bob") == 0);
	peer_stop(&p);

	check_row("the next phase starts empty");
	peer_start(&p, host_socket(), geteuid(), "start refused");
	check(host_call(&h, ACCT, 0) == PAM_PERM_DENIED);
	check(strcmp(host_env(&h, "HANDOVER_LOGIN"), "") == 0);
	check(strcmp(host_env(&h, "HANDOVER_ASK"), "") == 0);
	check(strcmp(host_env(&h, "HANDOVER_REF"), "") == 0);
	host_end(&h, 0);
	peer_stop(&p);
}

/* What a panel learns of who has proven who they are, and of nobody else. */
static void
what_a_panel_learns(void)
{
	static const struct {
		const char *script;
		int code;
		const char *result, *role, *account, *factors, *since;
		const char *step, *until;
	} rows[] = {
		{ "start knows=admin/acme/totp,recovery/2026-11-21T09:30:00Z "
		  "ok=alice",
		    PAM_SUCCESS, "ok", "admin", "acme", "totp,recovery",
		    "2026-11-21T09:30:00Z", "", "" },
		{ "start grace=2026-12-21T09:30:00Z knows=user/acme/x/y "
		  "ok=alice",
		    PAM_SUCCESS, "ok", "user", "acme", "x", "y", "grace",
		    "2026-12-21T09:30:00Z" },
		{ "start ok=alice", PAM_SUCCESS, "ok", "", "", "", "", "", "" },
		{ "start grace=2026-12-21T09:30:00Z refused",
		    PAM_AUTHINFO_UNAVAIL, "unavailable", "", "", "", "", "",
		    "" },
		/* a "no" that tells of somebody is none of ours */
		{ "start knows=admin/acme/x/y refused", PAM_AUTHINFO_UNAVAIL,
		    "unavailable", "", "", "", "", "", "" },
		{ "start knows=admin/acme/x/y assigned=bob",
		    PAM_AUTHINFO_UNAVAIL, "unavailable", "", "", "", "", "",
		    "" },
		{ "start knows=admin/ac\x01me/x/y ok=alice",
		    PAM_AUTHINFO_UNAVAIL, "unavailable", "", "", "", "", "",
		    "" },
		{ "start knows=admin/acme/x/y ok=-", PAM_AUTHINFO_UNAVAIL,
		    "unavailable", "", "", "", "", "", "" },
		{ "start refused", PAM_AUTH_ERR, "refused", "", "", "", "", "",
		    "" },
	};
	static const char *const answers[] = { "x", NULL };
	struct peer p;
	struct host h;

	service("");
	check_row("what is told of the user");
	host_start(&h, "alice", answers);
	for (size_t i = 0; i < COUNT(rows); i++) {
		peer_start(&p, host_socket(), geteuid(), rows[i].script);
		check(host_call(&h, AUTH, 0) == rows[i].code);
		check(!strcmp(host_env(&h, "HANDOVER_RESULT"), rows[i].result));
		check(!strcmp(host_env(&h, "HANDOVER_ROLE"), rows[i].role));
		check(
		    !strcmp(host_env(&h, "HANDOVER_ACCOUNT"), rows[i].account));
		check(
		    !strcmp(host_env(&h, "HANDOVER_FACTORS"), rows[i].factors));
		check(!strcmp(host_env(&h, "HANDOVER_SESSIONS_VALID_FROM"),
		    rows[i].since));
		check(!strcmp(host_env(&h, "HANDOVER_STEP"), rows[i].step));
		check(!strcmp(host_env(&h, "HANDOVER_UNTIL"), rows[i].until));
		peer_stop(&p);
	}
	host_end(&h, 0);
}

int
main(int argc, char **argv)
{
	if (argc != 3)
		return 2;
	setvbuf(stdout, NULL, _IOLBF, 0);
	module = argv[1];
	token = argv[2];
	arguments();
	values();
	first_pass();
	changed_name();
	what_a_panel_learns();
	what_travels();
	what_a_panel_sees();
	return check_end("arguments, items and environment");
}
