/* courier/lmtp.c - one LMTP session, as octets in and octets out. */
#include "courier/lmtp.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lib/base/err.h"
#include "lib/base/show.h"
#include "lib/wire/proto.h"

static const char too_large[] = "552 5.3.4 the mail is over 25 MiB";

static void
say(struct lmtp *s, const char *text)
{
	ho_buf_str(&s->out, text);
	ho_buf_str(&s->out, "\r\n");
}

void
lmtp_begin(struct lmtp *s, const char *name)
{
	*s = (struct lmtp){ 0 };
	ho_buf_fmt(&s->out, "220 %s LMTP\r\n", name);
}

static void
forget_mail(struct lmtp *s)
{
	if (s->mail.data != NULL)
		explicit_bzero(s->mail.data, s->mail.cap);
	ho_buf_free(&s->mail);
	s->rcpts = 0;
	s->is_too_large = false;
}

void
lmtp_free(struct lmtp *s)
{
	forget_mail(s);
	ho_buf_free(&s->out);
}

/* --- commands --------------------------------------------------------------------- */

/*
 * "<path>" with what may follow it; NULL: it is none.  An empty path is the
 * sender of programs.  No blank, no control, no bracket: it becomes a line of
 * the header.
 */
static const char *
read_path(const char *text, size_t *len)
{
	const char *end;

	if (*text != '<' || (end = strchr(text, '>')) == NULL ||
	    (end[1] != '\0' && end[1] != ' '))
		return NULL;
	*len = (size_t)(end - text - 1);
	if (*len > LMTP_PATH || !ho_utf8_valid(text + 1, *len))
		return NULL;
	for (const char *p = text + 1; p < end; p++)
		if ((unsigned char)*p <= ' ' || *p == 0x7f || *p == '<')
			return NULL;
	return end + 1;
}

/* " SIZE=n BODY=8BITMIME SMTPUTF8": only those that were offered. */
static const char *
read_parameters(const char *text)
{
	while (*text == ' ') {
		size_t n = strcspn(++text, " ");

		if (strncasecmp(text, "SIZE=", 5) == 0) {
			if (n > 5 + 12 ||
			    strspn(text + 5, "0123456789") < n - 5)
				return "501 5.5.4 SIZE is a number";
			if (strtoll(text + 5, NULL, 10) >
			    (long long)HO_LETTER_MAX)
				return too_large;
		} else if (!(n == 8 && strncasecmp(text, "SMTPUTF8", n) == 0) &&
		    !(n == 9 && strncasecmp(text, "BODY=7BIT", n) == 0) &&
		    !(n == 13 && strncasecmp(text, "BODY=8BITMIME", n) == 0)) {
			return "555 5.5.4 no such parameter";
		}
		text += n;
	}
	return NULL;
}

static void
on_lhlo(struct lmtp *s, const char *arg)
{
	if (*arg == '\0') {
		say(s, "501 5.5.4 who are you?");
		return;
	}
	forget_mail(s);
	s->at = LMTP_IDLE;
	say(s, "250-handover");
	say(s, "250-PIPELINING");
	say(s, "250-ENHANCEDSTATUSCODES");
	say(s, "250-8BITMIME");
	say(s, "250-SMTPUTF8");
	ho_buf_fmt(&s->out, "250 SIZE %zu\r\n", HO_LETTER_MAX);
}

static void
on_mail(struct lmtp *s, const char *arg)
{
	const char *rest, *no;
	size_t len;

	if (strncasecmp(arg, "FROM:", 5) != 0 ||
	    (rest = read_path(arg + 5, &len)) == NULL) {
		say(s, "501 5.1.7 MAIL FROM:<address> is wanted");
		return;
	}
	if ((no = read_parameters(rest)) != NULL) {
		say(s, no);
		return;
	}
	s->mail.max = HO_LETTER_MAX + 1; /* so that too much can be told */
	ho_buf_str(&s->mail, "Return-Path: <");
	ho_buf_add(&s->mail, arg + 6, len);
	ho_buf_str(&s->mail, ">\r\n");
	s->at = LMTP_FROM;
	say(s, "250 2.1.0 ok");
}

static void
on_rcpt(struct lmtp *s, const char *arg)
{
	const char *rest;
	size_t len;

	if (strncasecmp(arg, "TO:", 3) != 0 ||
	    (rest = read_path(arg + 3, &len)) == NULL || len == 0 ||
	    *rest != '\0') {
		say(s, "501 5.1.3 RCPT TO:<address> is wanted");
	} else if (s->rcpts == LMTP_RCPTS) {
		say(s, "452 4.5.3 too many recipients");
	} else {
		s->rcpts++;
		s->at = LMTP_TO;
		say(s, "250 2.1.5 ok");
	}
}

static void
on_data(struct lmtp *s, const char *arg)
{
	(void)arg;
	s->at = LMTP_DATA;
	s->end = 2; /* the line before ended: a mail may be nothing at all */
	say(s, "354 go on; end with CRLF.CRLF");
}

static void
on_rset(struct lmtp *s, const char *arg)
{
	(void)arg;
	forget_mail(s);
	if (s->at != LMTP_NEW)
		s->at = LMTP_IDLE;
	say(s, "250 2.0.0 ok");
}

static void
on_noop(struct lmtp *s, const char *arg)
{
	(void)arg;
	say(s, "250 2.0.0 ok");
}

static void
on_vrfy(struct lmtp *s, const char *arg)
{
	(void)arg;
	say(s, "252 2.5.0 send it, and it will be looked at");
}

static void
on_quit(struct lmtp *s, const char *arg)
{
	(void)arg;
	say(s, "221 2.0.0 bye");
	s->at = LMTP_OVER;
}

#define WHEN(at) (1u << (at))
#define ALWAYS   (~0u)

/* What is not in this table is no command, or not now. */
static const struct command {
	const char *name;
	unsigned when;
	bool has_argument;
	void (*act)(struct lmtp *s, const char *arg);
} commands[] = {
	{ "LHLO", WHEN(LMTP_NEW) | WHEN(LMTP_IDLE), true, on_lhlo },
	{ "MAIL", WHEN(LMTP_IDLE), true, on_mail },
	{ "RCPT", WHEN(LMTP_FROM) | WHEN(LMTP_TO), true, on_rcpt },
	{ "DATA", WHEN(LMTP_TO), false, on_data },
	{ "RSET", ALWAYS, false, on_rset },
	{ "NOOP", ALWAYS, true, on_noop },
	{ "VRFY", ALWAYS, true, on_vrfy },
	{ "QUIT", ALWAYS, false, on_quit },
};

/* Whoever says nothing that is one is no MTA. */
static void
wrong(struct lmtp *s, const char *text)
{
	say(s, text);
	if (++s->wrong < LMTP_WRONG)
		return;
	say(s, "421 4.7.0 too many of them");
	s->at = LMTP_OVER;
}

static void
obey(struct lmtp *s)
{
	size_t verb = strcspn(s->line, " ");
	const char *arg = s->line + verb + strspn(s->line + verb, " ");

	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		const struct command *c = &commands[i];

		if (strlen(c->name) != verb ||
		    strncasecmp(s->line, c->name, verb) != 0)
			continue;
		if ((c->when & WHEN(s->at)) == 0)
			wrong(s, "503 5.5.1 not now");
		else if (!c->has_argument && *arg != '\0')
			wrong(s, "501 5.5.4 nothing may follow");
		else
			c->act(s, arg);
		return;
	}
	wrong(s, "500 5.5.2 no such command");
}

/* --- octets ------------------------------------------------------------------------- */

/* One octet of a command line. */
static void
hear_line(struct lmtp *s, char c)
{
	bool is_end = c == '\n' && s->len > 0 && s->line[s->len - 1] == '\r';

	if (!is_end) {
		if (s->len < sizeof(s->line) - 1)
			s->line[s->len++] = c;
		else {
			s->is_line_long = true;
			s->line[s->len - 1] = c; /* a CR may be the last */
		}
		return;
	}
	s->line[s->len - 1] = '\0';
	if (s->is_line_long)
		wrong(s, "500 5.5.2 the line is too long");
	else if (strcspn(s->line, "\r\n") != s->len - 1)
		wrong(s, "500 5.5.2 a line holds NUL, CR or LF");
	else
		obey(s);
	s->len = 0;
	s->is_line_long = false;
}

static void
keep(struct lmtp *s, const char *octets, size_t len)
{
	ho_buf_add(&s->mail, octets, len);
	if (s->mail.len > HO_LETTER_MAX || ho_buf_error(&s->mail) != HO_OK)
		s->is_too_large = true;
}

static void
end_of_mail(struct lmtp *s)
{
	unsigned n = s->rcpts;

	s->end = 0;
	if (!s->is_too_large) {
		s->at = LMTP_READY;
		return;
	}
	while (n-- > 0)
		say(s, too_large);
	forget_mail(s);
	s->at = LMTP_IDLE;
}

/*
 * One octet of a mail.  end counts how much of CRLF.CRLF has come; CRLF is kept
 * at once, a dot behind it never is, and the CR behind that dot once it is
 * known not to be the end's.
 */
static void
hear_data(struct lmtp *s, char c)
{
	static const char last[] = "\r\n.\r\n";

	if (c == last[s->end]) {
		s->end++;
		if (s->end <= 2)
			keep(s, &c, 1);
		else if (s->end == 5)
			end_of_mail(s);
		return;
	}
	if (s->end == 4)
		keep(s, "\r", 1);
	s->end = c == '\r';
	keep(s, &c, 1);
}

size_t
lmtp_hear(struct lmtp *s, const void *octets, size_t len)
{
	const char *p = octets;
	size_t n = 0;

	while (n < len && s->at != LMTP_READY && s->at != LMTP_OVER) {
		if (s->at == LMTP_DATA)
			hear_data(s, p[n++]);
		else
			hear_line(s, p[n++]);
	}
	return n;
}

void
lmtp_answer(struct lmtp *s, bool is_taken)
{
	for (unsigned n = s->rcpts; n > 0; n--)
		say(s,
		    is_taken ? "250 2.0.0 taken"
			     : "451 4.3.0 not now, bring it again");
	forget_mail(s);
	s->at = LMTP_IDLE;
}
