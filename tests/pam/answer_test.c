/*
 * tests/pam/answer_test.c - what the application does, and what then travels.
 *
 * Answers that nobody types, names that nobody has, prompts and names at
 * their limits.
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

static const char *module;
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

/* One answer through the whole way; travels: the double gets it unchanged. */
static void
answer(const char *what, enum host_mood mood, const char *text_in, bool travels)
{
	static const struct {
		const char *script;
		int sent, cancelled; /* the code for either */
	} ends[] = {
		{ "start ask=password answer refused", PAM_AUTH_ERR,
		    PAM_AUTH_ERR },
		/* a daemon that says yes to a cancelled question is no daemon */
		{ "start ask=password answer ok=alice", PAM_SUCCESS, AWAY },
	};
	const char *const answers[] = { text_in, NULL };

	check_row(what);
	for (size_t i = 0; i < COUNT(ends); i++) {
		struct peer p;
		struct host h;
		int before = host_descriptors(), code;

		peer_start(&p, host_socket(), geteuid(), ends[i].script);
		host_start(&h, "Alice", answers);
		h.mood = mood;
		code = host_call(&h, AUTH, 0);
		check(code == (travels ? ends[i].sent : ends[i].cancelled));
		check(p.heard->answers == travels);
		check(p.heard->cancels == !travels);
		check(p.heard->faults == 0);
		check(!travels || strcmp(p.heard->answer[0], text_in) == 0);
		check(h.prompts == 1);
		host_end(&h, code);
		check(host_descriptors() == before);
		peer_stop(&p);
	}
}

static void
answers(void)
{
	static const struct {
		const char *what, *text;
		bool travels;
	} rows[] = {
		{ "a password", "correct horse battery", true },
		{ "an empty one", "", true }, /* the daemon refuses it */
		{ "blanks are kept", "  x  ", true },
		{ "not UTF-8", "\xff\xfe\x80", true },
		{ "an emoji", "\xf0\x9f\x98\x80", true },
		{ "a format", "%s%n%s%n", true },
		{ "a newline", "one\ntwo", false },
		{ "CR at the end", "one\r", false },
		{ "what sshd makes up", "\b\n\r\177INCORRECT", false },
		{ "ESC", "\033[2J", false },
		{ "DEL", "a\177", false },
		{ "TAB", "a\tb", false },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		answer(
		    rows[i].what, HOST_ANSWERS, rows[i].text, rows[i].travels);
	answer("511 octets", HOST_ANSWERS, many('a', 511), true);
	answer("512 octets", HOST_ANSWERS, many('a', 512), false);
	answer("513 octets", HOST_ANSWERS, many('a', 513), false);
	answer("a megabyte", HOST_ANSWERS, many('a', sizeof(text) - 1), false);
	answer("conversation fails", HOST_FAILS, "x", false);
	answer("fails with a wild pointer", HOST_FAILS_DIRTY, "x", false);
	answer("no array", HOST_NO_ARRAY, "x", false);
	answer("no text", HOST_NO_TEXT, "x", false);
	answer("not now", HOST_AGAIN, "x", false);
}

/* A hostile name is data: it arrives as it is, and nothing else happens. */
static void
name(const char *what, const char *user, bool travels)
{
	static const char *const answers[] = { "x", NULL };
	static const int codes[] = { PAM_AUTH_ERR, PAM_PERM_DENIED,
		PAM_AUTHTOK_ERR };
	struct peer p;
	struct host h;

	check_row(what);
	peer_start(&p, host_socket(), geteuid(), "start refused");
	for (int phase = AUTH; phase <= CHAU; phase++) {
		int starts = p.heard->starts;

		host_start(&h, user, answers);
		check(host_call(&h, (enum ho_phase)phase, 0) ==
		    codes[phase - AUTH]);
		check(p.heard->starts == starts + travels);
		check(!travels || strcmp(p.heard->user, user) == 0);
		/* pam_permit.so calls an empty name "nobody" */
		check(*user == '\0' || strcmp(host_user(&h), user) == 0);
		check(strcmp(host_env(&h, "HANDOVER_RESULT"), "refused") == 0);
		check(h.prompts == 0);
		host_end(&h, 0);
	}
	peer_stop(&p);
}

/* the name travels as it was given, or nothing does. */
static void
names(void)
{
	static const char *const rows[] = { "", ".", "..", "a/b", "../../etc",
		"-rf", "--", "%s%n%s%n", "a b", "a\nb", "\001\002\177",
		"\xff\xfe", "root", "HO-7F3K2M", "' OR 1=1 --", "$(id)" };

	service("");
	for (size_t i = 0; i < COUNT(rows); i++)
		name(rows[i], rows[i], true);
	name("256 octets", many('n', 256), true);
	name("257 octets", many('n', 257), false);
	name("4000 octets", many('n', 4000), false);
}

/* libpam asks for the name where the application gave none. */
static void
no_name(void)
{
	static const char *const answers[] = { "Bob", "x", NULL };
	struct peer p;
	struct host h;

	check_row("no name, asked for");
	peer_start(
	    &p, host_socket(), geteuid(), "start ask=password answer ok=bob");
	host_start(&h, NULL, answers);
	check(host_call(&h, AUTH, 0) == PAM_SUCCESS);
	check(h.prompts == 2 && strcmp(p.heard->user, "Bob") == 0);
	check(strcmp(host_user(&h), "bob") == 0);
	host_end(&h, 0);

	check_row("no name, and none given");
	host_start(&h, NULL, answers);
	h.mood = HOST_FAILS;
	check(host_call(&h, AUTH, 0) == PAM_AUTH_ERR);
	check(p.heard->starts == 1);
	host_end(&h, 0);

	check_row("no name in the account phase");
	host_start(&h, NULL, answers);
	check(host_call(&h, ACCT, 0) == PAM_PERM_DENIED);
	check(h.prompts == 0 && p.heard->starts == 1);
	host_end(&h, 0);
	peer_stop(&p);
}

/* The limits of PROTOCOL, from both sides. */
static void
limits(void)
{
	static const struct {
		const char *what, *script;
		bool good;
	} rows[] = {
		{ "prompt of 511", "start prompt=511 answer ok=a", true },
		{ "prompt of 512", "start prompt=512 answer ok=a", false },
		{ "prompt of 0", "start prompt=0 answer ok=a", true },
		{ "text of 1023", "start text=1023 ok=a", true },
		{ "text of 1024", "start text=1024 ok=a", false },
		{ "no word to ask", "start ask= answer ok=a", false },
		{ "control in a prompt", "start ask=a\033b answer ok=a",
		    false },
		{ "C1 in a prompt", "start ask=a\xc2\x9b answer ok=a", false },
		{ "not ASCII in a word", "start ask=\xc3\xa9 answer ok=a",
		    false },
	};
	static const char *const answers[] = { "x", NULL };
	char script[512];
	struct peer p;
	struct host h;

	for (size_t i = 0; i < COUNT(rows); i++) {
		check_row(rows[i].what);
		peer_start(&p, host_socket(), geteuid(), rows[i].script);
		host_start(&h, "a", answers);
		check(host_call(&h, AUTH, 0) ==
		    (rows[i].good ? PAM_SUCCESS : AWAY));
		host_end(&h, 0);
		peer_stop(&p);
	}
	for (size_t n = 256; n <= 257; n++) {
		check_row("length of the folded name");
		snprintf(
		    script, sizeof(script), "start ok=%.300s", many('u', n));
		peer_start(&p, host_socket(), geteuid(), script);
		host_start(&h, "a", answers);
		check(
		    host_call(&h, AUTH, 0) == (n == 256 ? PAM_SUCCESS : AWAY));
		host_end(&h, 0);
		peer_stop(&p);
	}
	check_row("length of a word");
	snprintf(script, sizeof(script), "start bare=%.300s answer ok=a",
	    many('w', 63));
	peer_start(&p, host_socket(), geteuid(), script);
	host_start(&h, "a", answers);
	check(host_call(&h, AUTH, 0) == PAM_SUCCESS);
	host_end(&h, 0);
	peer_stop(&p);
}

int
main(int argc, char **argv)
{
	if (argc != 2)
		return 2;
	setvbuf(stdout, NULL, _IOLBF, 0);
	module = argv[1];
	service("");
	answers();
	names();
	no_name();
	limits();
	return check_end("answers and names");
}
