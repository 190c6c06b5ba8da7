/* tests/pam/script.c - what the double can do, word by word. */
#include "tests/pam/script.h"

#include <err.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/base/err.h"
#include "lib/wire/frame.h"
#include "lib/wire/sock.h"

/* One connection; rest is the part of the word behind the '='. */
struct line {
	int fd;
	struct peer_heard *heard;
	const char *rest;
};

static int
send_octets(struct line *l, const void *data, size_t len)
{
	return send(l->fd, data, len, MSG_NOSIGNAL) == (ssize_t)len ? 0 : -1;
}

static int
send_frame(struct line *l, struct ho_frame *f)
{
	if (ho_frame_end(f) != HO_OK)
		errx(1, "the double wrote too much");
	return send_octets(l, f->data, f->len);
}

static int
receive(struct line *l, uint8_t *mem, struct ho_view *v)
{
	return ho_sock_recv(l->fd, mem, HO_FRAME_MAX, v, ho_sock_now() + 30000);
}

static int
on_start(struct line *l)
{
	static uint8_t mem[HO_FRAME_MAX];
	struct peer_heard *h = l->heard;
	struct ho_view v;

	if (receive(l, mem, &v) != HO_OK)
		return -1; /* a probe: it only looked who listens */
	if (v.type != HO_M_LOGIN_START ||
	    ho_view_u64(&v, HO_T_PHASE, &h->phase) != HO_OK ||
	    ho_view_u64(&v, HO_T_FLAGS, &h->flags) != HO_OK ||
	    ho_view_str(&v, HO_T_USER, h->user, sizeof(h->user)) != HO_OK ||
	    ho_view_str(&v, HO_T_SERVICE, h->service, sizeof(h->service)) !=
		HO_OK)
		h->faults++;
	ho_view_str(&v, HO_T_RHOST, h->rhost, sizeof(h->rhost));
	ho_view_str(&v, HO_T_TTY, h->tty, sizeof(h->tty));
	ho_view_str(&v, HO_T_RUSER, h->ruser, sizeof(h->ruser));
	h->starts++;
	return 0;
}

static int
on_answer(struct line *l)
{
	static uint8_t mem[HO_FRAME_MAX];
	struct peer_heard *h = l->heard;
	struct ho_view v;

	if (receive(l, mem, &v) != HO_OK)
		return -1;
	if (v.type == HO_M_LOGIN_CANCEL && v.len == HO_FRAME_HEAD)
		h->cancels++;
	else if (v.type == HO_M_LOGIN_ANSWER && h->answers < PEER_ANSWERS &&
	    ho_view_str(&v, HO_T_DATA, h->answer[h->answers],
		sizeof(h->answer[0])) == HO_OK)
		h->answers++;
	else
		h->faults++;
	return 0;
}

static int
ask(struct line *l, uint64_t echo, bool is_bare)
{
	uint8_t mem[1024];
	struct ho_frame f;
	char prompt[64];

	snprintf(prompt, sizeof(prompt), "%s: ", l->rest);
	ho_frame_start(&f, mem, sizeof(mem), HO_M_LOGIN_ASK);
	ho_frame_u64(&f, HO_T_ECHO, echo);
	ho_frame_str(&f, HO_T_PROMPT, prompt);
	ho_frame_str(&f, HO_T_ASK, l->rest);
	if (!is_bare) {
		ho_frame_str(&f, HO_T_REF, "HO-7F3K2M");
		ho_frame_str(&f, HO_T_STEP, "1/4");
		ho_frame_str(&f, HO_T_UNTIL, "2026-11-21T09:30:00Z");
	}
	return send_frame(l, &f);
}

static int
on_ask(struct line *l)
{
	return ask(l, 0, false);
}

static int
on_see(struct line *l)
{
	return ask(l, 1, false);
}

static int
on_bare(struct line *l)
{
	return ask(l, 0, true);
}

static int
tell(struct line *l, uint64_t level)
{
	uint8_t mem[256];
	struct ho_frame f;

	ho_frame_start(&f, mem, sizeof(mem), HO_M_LOGIN_INFO);
	ho_frame_str(&f, HO_T_TEXT, "a word from the desk");
	ho_frame_u64(&f, HO_T_LEVEL, level);
	return send_frame(l, &f);
}

static int
on_info(struct line *l)
{
	return tell(l, 0);
}

static int
on_error(struct line *l)
{
	return tell(l, 1);
}

static int
on_prompt(struct line *l)
{
	uint8_t mem[2048];
	char text[1100];
	struct ho_frame f;
	size_t n = (size_t)atoi(l->rest);

	memset(text, 'x', sizeof(text));
	ho_frame_start(&f, mem, sizeof(mem), HO_M_LOGIN_ASK);
	ho_frame_u64(&f, HO_T_ECHO, 0);
	ho_frame_put(&f, HO_T_PROMPT, text, n);
	ho_frame_str(&f, HO_T_ASK, "password");
	return send_frame(l, &f);
}

static int
on_text(struct line *l)
{
	uint8_t mem[2048];
	char text[1100];
	struct ho_frame f;

	memset(text, 'x', sizeof(text));
	ho_frame_start(&f, mem, sizeof(mem), HO_M_LOGIN_INFO);
	ho_frame_put(&f, HO_T_TEXT, text, (size_t)atoi(l->rest));
	return send_frame(l, &f);
}

/* What the next result says of the user; "" where it says nothing. */
static char known[4][300];

static int
on_knows(struct line *l)
{
	if (sscanf(l->rest, "%299[^/]/%299[^/]/%299[^/]/%299s", known[0],
		known[1], known[2], known[3]) != 4)
		errx(1, "knows=%s?", l->rest);
	return 0;
}

/* ... and until when they are let in without a second factor. */
static char grace[64];

static int
on_grace(struct line *l)
{
	snprintf(grace, sizeof(grace), "%s", l->rest);
	return 0;
}

static int
result(struct line *l, uint64_t verdict, const char *word, uint16_t tag,
    const char *name)
{
	uint8_t mem[1024];
	struct ho_frame f;

	ho_frame_start(&f, mem, sizeof(mem), HO_M_LOGIN_RESULT);
	ho_frame_u64(&f, HO_T_VERDICT, verdict);
	if (strcmp(word, "-") != 0)
		ho_frame_str(&f, HO_T_RESULT, word);
	if (name != NULL && strcmp(name, "-") != 0)
		ho_frame_str(&f, tag, name);
	for (uint16_t i = 0; i < 4 && known[0][0] != '\0'; i++)
		ho_frame_str(&f, (uint16_t)(HO_T_ROLE + i), known[i]);
	if (grace[0] != '\0') {
		ho_frame_str(&f, HO_T_STEP, "grace");
		ho_frame_str(&f, HO_T_UNTIL, grace);
	}
	if (verdict == HO_LOGIN_OK)
		l->heard->oks++; /* before it can be believed */
	return send_frame(l, &f);
}

static int
on_ok(struct line *l)
{
	return result(l, HO_LOGIN_OK, "ok", HO_T_USER, l->rest);
}

static int
on_reset(struct line *l)
{
	return result(l, HO_LOGIN_OK, "reset", HO_T_USER, l->rest);
}

static int
on_refused(struct line *l)
{
	return result(l, HO_LOGIN_REFUSED, "refused", 0, NULL);
}

static int
on_assigned(struct line *l)
{
	return result(l, HO_LOGIN_REFUSED, "assigned", HO_T_LOGIN, l->rest);
}

static int
on_unavailable(struct line *l)
{
	return result(l, HO_LOGIN_UNAVAILABLE, "unavailable", 0, NULL);
}

static int
say(struct line *l, uint16_t tag)
{
	unsigned verdict;
	char word[300], name[300];

	if (sscanf(l->rest, "%x/%299[^/]/%299s", &verdict, word, name) != 3)
		errx(1, "say=%s?", l->rest);
	return result(l, verdict, word, tag, name);
}

static int
on_say(struct line *l)
{
	return say(l, HO_T_USER);
}

static int
on_grant(struct line *l)
{
	return say(l, HO_T_LOGIN);
}

#define OK_FIELDS                                                   \
	"\0\x1e\0\0\0\x08\0\0\0\0\0\0\x41\xc6" /* VERDICT 0x41c6 */ \
	"\0\x1f\0\0\0\x02ok"                   /* RESULT "ok" */    \
	"\0\x12\0\0\0\x05"                     /* USER "alice" */   \
	"alice"
#define BYTES(text) text, sizeof(text) - 1

/* A perfect "yes" but for one thing each; the last row is the yes itself. */
static const struct raw {
	const char *name;
	const char *octets;
	size_t len;
} raws[] = {
	{ "short", BYTES("\0\0\0\x04") },
	{ "version", BYTES("\0\0\0\x27\x02\x0d" OK_FIELDS) },
	{ "type", BYTES("\0\0\0\x27\x01\0" OK_FIELDS) },
	{ "unknown", BYTES("\0\0\0\x27\x01\x10" OK_FIELDS) },
	{ "ours", BYTES("\0\0\0\x27\x01\x08" OK_FIELDS) },
	{ "longer", BYTES("\0\0\0\x28\x01\x0d" OK_FIELDS) },
	{ "shorter", BYTES("\0\0\0\x26\x01\x0d" OK_FIELDS) },
	{ "cut", BYTES("\0\0\0\x24\x01\x0d" OK_FIELDS) - 3 },
	{ "tail", BYTES("\0\0\0\x2c\x01\x0d" OK_FIELDS "\0\x1f\0\0\0") },
	{ "twice",
	    BYTES("\0\0\0\x35\x01\x0d" OK_FIELDS
		  "\0\x1e\0\0\0\x08\0\0\0\0\0\0\x41\xc6") },
	{ "nul",
	    BYTES("\0\0\0\x30\x01\x0d" OK_FIELDS "\0\x20\0\0\0\x03"
		  "a\0b") },
	{ "small",
	    BYTES("\0\0\0\x23\x01\x0d"
		  "\0\x1e\0\0\0\x04\0\0\x41\xc6"
		  "\0\x1f\0\0\0\x02ok"
		  "\0\x12\0\0\0\x05"
		  "alice") },
	{ "empty", BYTES("") },
	{ "yes", BYTES("\0\0\0\x27\x01\x0d" OK_FIELDS) },
};

static int
on_raw(struct line *l)
{
	for (size_t i = 0; i < sizeof(raws) / sizeof(raws[0]); i++)
		if (strcmp(raws[i].name, l->rest) == 0) {
			l->heard->oks++;
			return send_octets(l, raws[i].octets, raws[i].len);
		}
	errx(1, "raw=%s?", l->rest);
}

/* A "yes" with a field nobody knows that makes it rest octets long. */
static int
yes_of(struct line *l, size_t behind)
{
	static uint8_t mem[HO_FRAME_MAX + 4], pad[HO_FRAME_MAX];
	struct ho_frame f;

	ho_frame_start(&f, mem, sizeof(mem), HO_M_LOGIN_RESULT);
	ho_frame_u64(&f, HO_T_VERDICT, HO_LOGIN_OK);
	ho_frame_str(&f, HO_T_RESULT, "ok");
	ho_frame_str(&f, HO_T_USER, "alice");
	ho_frame_put(&f, 999, pad, (size_t)atoi(l->rest) - f.len - 6);
	l->heard->oks++;
	if (ho_frame_end(&f) != HO_OK)
		errx(1, "long=%s?", l->rest);
	return send_octets(l, f.data, f.len + behind);
}

static int
on_long(struct line *l)
{
	return yes_of(l, 0);
}

static int
on_more(struct line *l)
{
	return yes_of(l, 4);
}

static int
on_wait(struct line *l)
{
	usleep((useconds_t)atoi(l->rest) * 1000);
	return 0;
}

static int
on_hang(struct line *l)
{
	struct pollfd p = { .fd = l->fd, .events = POLLRDHUP };

	poll(&p, 1, 30000);
	return -1;
}

static int
on_storm(struct line *l)
{
	l->rest = "password";
	while (ask(l, 0, false) == 0 && on_answer(l) == 0)
		l->heard->answers = 0;
	return -1;
}

static int
on_chatter(struct line *l)
{
	while (tell(l, 0) == 0)
		;
	return -1;
}

static int
on_close(struct line *l)
{
	(void)l;
	return -1;
}

static int
on_die(struct line *l)
{
	(void)l;
	kill(getpid(), SIGKILL);
	return -1;
}

static const struct act {
	const char *name;
	int (*play)(struct line *);
} acts[] = {
	{ "start", on_start },
	{ "ask=", on_ask },
	{ "see=", on_see },
	{ "bare=", on_bare },
	{ "answer", on_answer },
	{ "prompt=", on_prompt },
	{ "text=", on_text },
	{ "info", on_info },
	{ "error", on_error },
	{ "knows=", on_knows },
	{ "grace=", on_grace },
	{ "ok=", on_ok },
	{ "reset=", on_reset },
	{ "refused", on_refused },
	{ "assigned=", on_assigned },
	{ "unavailable", on_unavailable },
	{ "say=", on_say },
	{ "grant=", on_grant },
	{ "raw=", on_raw },
	{ "long=", on_long },
	{ "more=", on_more },
	{ "wait=", on_wait },
	{ "hang", on_hang },
	{ "storm", on_storm },
	{ "chatter", on_chatter },
	{ "close", on_close },
	{ "die", on_die },
};

static int
play_word(struct line *l, const char *word)
{
	for (size_t i = 0; i < sizeof(acts) / sizeof(acts[0]); i++) {
		size_t n = strlen(acts[i].name);

		if (strncmp(word, acts[i].name, n) != 0 ||
		    (acts[i].name[n - 1] != '=' && word[n] != '\0'))
			continue;
		l->rest = word + n;
		return acts[i].play(l);
	}
	errx(1, "no such act: %s", word);
}

void
script_play(int fd, struct peer_heard *heard, const char *script)
{
	struct line l = { .fd = fd, .heard = heard };
	char *copy = strdup(script), *at = copy, *word;

	while ((word = strsep(&at, " ")) != NULL)
		if (*word != '\0' && play_word(&l, word) != 0)
			break;
		else
			heard->acts++;
	free(copy);
}
