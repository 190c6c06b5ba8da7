/* admin/mail_check.c - `handover mail check`: the verdict on one letter. */
#include "admin/mail_check.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "admin/mail_check_show.h"
#include "lib/base/err.h"
#include "lib/base/show.h"
#include "lib/base/when.h"
#include "lib/helper/address.h"
#include "lib/helper/child.h"
#include "lib/helper/helper.h"
#include "lib/wire/proto.h"
#include "lib/wire/sock.h"

#define LIBEXEC   "/usr/libexec/handover"
#define ADDRESSES 64   /* --contact, and --desk */
#define OPTIONS   12   /* words given to the resolver */
#define READY_MS  5000 /* for the resolver to come up */

enum {
	ACCEPT = 0,
	REFUSE = 1,
	WRONG_USE = 2,
	NOT_NOW = 3,
	FAULT = 4
};

struct addresses {
	size_t count;
	const char *list[ADDRESSES];
	char text[ADDRESSES][HO_ADDR_MAX + 1];
};

struct check {
	const char *mail, *resolver, *anchor, *records, *libexec;
	bool is_json, is_too_large;
	int64_t at;
	struct addresses contacts, desks;
	char folder[4096]; /* where the programs are */
	struct ho_buf letter;
};

/* One line to standard error, outside text made visible; returns status. */
static int
complain(int status, const char *what, const char *about)
{
	struct ho_buf shown = HO_BUF_INIT;

	ho_show(&shown, about, strlen(about));
	fprintf(stderr, "handover mail check: %s%s%s\n", ho_buf_text(&shown),
	    *about ? ": " : "", what);
	ho_buf_free(&shown);
	return status;
}

static int
usage(void)
{
	fputs("usage: handover mail check " HO_MAIL_CHECK_USAGE "\n", stderr);
	return WRONG_USE;
}

static int
add_address(struct addresses *a, const char *typed)
{
	if (a->count == ADDRESSES)
		return complain(WRONG_USE, "too many addresses", typed);
	if (ho_address_normalise(typed, a->text[a->count]) != HO_OK)
		return complain(WRONG_USE, "not an address", typed);
	a->list[a->count] = a->text[a->count];
	a->count++;
	return 0;
}

/* Options that hold one word, each at most once. */
static int
set(const char **where, const char *value)
{
	if (*where != NULL)
		return complain(WRONG_USE, "an option is given twice", value);
	*where = value;
	return 0;
}

static int
take_option(struct check *c, int option, const char *value)
{
	switch (option) {
	case 'm': return set(&c->mail, value);
	case 'c': return add_address(&c->contacts, value);
	case 'd': return add_address(&c->desks, value);
	case 'a':
		if (ho_when_parse(value, &c->at) != HO_OK)
			return complain(WRONG_USE,
			    "not a time such as 2026-11-21T09:30:00Z", value);
		return 0;
	case 'r': return set(&c->resolver, value);
	case 't': return set(&c->anchor, value);
	case 'z': return set(&c->records, value);
	case 'l': return set(&c->libexec, value);
	case 'j': c->is_json = true; return 0;
	default: return usage();
	}
}

static int
parse(struct check *c, int argc, char **argv)
{
	static const struct option known[] = {
		{ "mail", required_argument, NULL, 'm' },
		{ "contact", required_argument, NULL, 'c' },
		{ "desk", required_argument, NULL, 'd' },
		{ "at", required_argument, NULL, 'a' },
		{ "resolver", required_argument, NULL, 'r' },
		{ "trust-anchor", required_argument, NULL, 't' },
		{ "records", required_argument, NULL, 'z' },
		{ "libexec", required_argument, NULL, 'l' },
		{ "json", no_argument, NULL, 'j' },
		{ NULL, 0, NULL, 0 },
	};
	int option, rc;

	optind = 0; /* somebody before us may have used getopt */
	opterr = 0;
	while ((option = getopt_long(argc, argv, "+", known, NULL)) != -1)
		if ((rc = take_option(c, option, optarg)) != 0)
			return rc;
	if (optind != argc || c->mail == NULL || c->contacts.count == 0 ||
	    (c->resolver != NULL && c->records != NULL) ||
	    (c->anchor != NULL && c->resolver == NULL))
		return usage();
	return 0;
}

static int
read_letter(struct check *c)
{
	bool is_stdin = strcmp(c->mail, "-") == 0;
	int fd = is_stdin ? STDIN_FILENO : open(c->mail, O_RDONLY | O_CLOEXEC);
	uint8_t piece[65536];
	ssize_t n = -1;
	int error;

	c->letter.max = HO_LETTER_MAX;
	while (fd >= 0 && (n = read(fd, piece, sizeof(piece))) != 0 &&
	    (n > 0 || errno == EINTR) && ho_buf_error(&c->letter) == HO_OK)
		if (n > 0)
			ho_buf_add(&c->letter, piece, (size_t)n);
	error = errno;
	if (fd >= 0 && !is_stdin)
		close(fd);
	c->is_too_large = ho_buf_error(&c->letter) == HO_E_LIMIT;
	if (c->is_too_large)
		return 0;
	if (ho_buf_error(&c->letter) != HO_OK)
		return complain(FAULT, "no memory", c->mail);
	return n < 0 ? complain(WRONG_USE, strerror(error), c->mail) : 0;
}

/* The installed programs; else those beside the command that is running. */
static void
find_programs(struct check *c)
{
	char self[2048] = "";
	char *slash;

	if (c->libexec == NULL &&
	    access(LIBEXEC "/handover-judge", X_OK) != 0 &&
	    readlink("/proc/self/exe", self, sizeof(self) - 1) > 0 &&
	    (slash = strrchr(self, '/')) != NULL)
		*slash = '\0';
	snprintf(c->folder, sizeof(c->folder), "%s",
	    c->libexec  ? c->libexec
		: *self ? self
			: LIBEXEC);
}

/*
 * It is ready once it answers; what it must refuse costs no question to DNS.
 * It reads its files before that, and complains about them by itself.
 */
static int
await_resolver(struct ho_child *r)
{
	int64_t deadline = ho_sock_now() + READY_MS;
	uint8_t mem[HO_FRAME_MAX];
	struct ho_frame f;
	struct ho_view v;
	int rc;

	ho_frame_start(&f, mem, sizeof(mem), HO_M_DNS_QUERY);
	ho_frame_u64(&f, HO_T_ID, 0);
	ho_frame_str(&f, HO_T_NAME, "ready");
	ho_frame_end(&f);
	if ((rc = ho_sock_send(r->fd, &f, deadline)) == HO_OK &&
	    (rc = ho_sock_recv(r->fd, mem, sizeof(mem), &v, deadline)) == HO_OK)
		return 0;
	if (rc == HO_E_TIMEOUT)
		return complain(FAULT, "does not answer", "handover-resolver");
	ho_child_hang_up(r);
	ho_child_wait(r);
	return r->status == WRONG_USE
	    ? WRONG_USE
	    : complain(FAULT, "has ended", "handover-resolver");
}

static int
start_resolver(const struct check *c, struct ho_child *r)
{
	char program[sizeof(c->folder) + 32];
	const char *words[OPTIONS] = { program, "--fd", "0" };
	size_t n = 3;
	int rc;

	snprintf(program, sizeof(program), "%s/handover-resolver", c->folder);
	words[n++] = c->records ? "--records" : "--resolver";
	words[n++] = c->records ? c->records
	    : c->resolver       ? c->resolver
				: "system";
	if (c->anchor != NULL) {
		words[n++] = "--trust-anchor";
		words[n++] = c->anchor;
	}
	rc = ho_child_start(r, (char *const *)(uintptr_t)words);
	if (rc != HO_OK)
		return complain(FAULT, ho_err_text(rc), program);
	return await_resolver(r);
}

static int
judge(const struct check *c, struct ho_child *r, struct ho_facts **facts)
{
	char program[sizeof(c->folder) + 32];
	int fd = r->fd, rc;

	snprintf(program, sizeof(program), "%s/handover-judge", c->folder);
	r->fd = -1; /* taken */
	rc = ho_helper_judge(program, fd, c->letter.data, c->letter.len, facts);
	return rc == HO_OK ? 0 : complain(FAULT, ho_err_text(rc), program);
}

/* No judge takes such a letter; the fault is what one would have found. */
static int
too_large(struct ho_facts **facts)
{
	if ((*facts = calloc(1, sizeof(**facts))) == NULL)
		return complain(FAULT, "no memory", "");
	strcpy((*facts)->fault, "letter-too-large");
	return 0;
}

static int
judge_letter(
    const struct check *c, struct ho_child *resolver, struct ho_facts **facts)
{
	int rc;

	if (c->is_too_large)
		return too_large(facts);
	if ((rc = start_resolver(c, resolver)) != 0)
		return rc;
	return judge(c, resolver, facts);
}

static int
tell(const struct check *c, const struct ho_facts *facts)
{
	struct ho_verdict_query q = { .addresses = c->contacts.list,
		.n_addresses = c->contacts.count,
		.desks = c->desks.list,
		.n_desks = c->desks.count,
		.is_any_desk = c->desks.count == 0,
		.seen_at = c->at };
	struct ho_judgement j = ho_flow_verdict(facts, &q);
	struct ho_buf out = HO_BUF_INIT;
	bool is_told;

	if (c->is_json)
		mail_check_json(&out, &j, facts, c->at);
	else
		mail_check_text(&out, &j, facts, c->at);
	is_told = ho_buf_error(&out) == HO_OK &&
	    fwrite(out.data, 1, out.len, stdout) == out.len &&
	    fflush(stdout) == 0;
	ho_buf_free(&out);
	if (!is_told)
		return complain(FAULT, "cannot be written", "standard output");
	return j.verdict == HO_MAIL_ACCEPT ? ACCEPT
	    : j.verdict == HO_MAIL_CONFIRM || j.verdict == HO_MAIL_UNCLEAR
	    ? NOT_NOW
	    : REFUSE;
}

int
ho_mail_check(int argc, char **argv)
{
	struct check *c = calloc(1, sizeof(*c));
	struct ho_child resolver = HO_CHILD_INIT;
	struct ho_facts *facts = NULL;
	int rc;

	if (c == NULL)
		return complain(FAULT, "no memory", "");
	c->at = time(NULL);
	if ((rc = parse(c, argc, argv)) == 0 && (rc = read_letter(c)) == 0) {
		find_programs(c);
		if ((rc = judge_letter(c, &resolver, &facts)) == 0)
			rc = tell(c, facts);
	}
	ho_child_end(&resolver);
	free(facts);
	ho_buf_free(&c->letter);
	free(c);
	return rc;
}
