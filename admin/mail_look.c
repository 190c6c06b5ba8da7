/* admin/mail_look.c - a letter looked at here: options, file, verdict. */
#include "admin/mail_look.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "admin/request.h"
#include "lib/base/err.h"
#include "lib/base/show.h"
#include "lib/base/when.h"
#include "lib/helper/address.h"
#include "lib/wire/proto.h"

#define LIBEXEC "/usr/libexec/handover"

int
look_complain(
    const struct look *l, int status, const char *what, const char *about)
{
	struct ho_buf shown = HO_BUF_INIT;

	ho_show(&shown, about, strlen(about));
	if (complain_as_json(0, NULL))
		complain("%s: %s%s%s", l->verb, ho_buf_text(&shown),
		    *about ? ": " : "", what);
	else
		fprintf(stderr, "handover %s: %s%s%s\n", l->verb,
		    ho_buf_text(&shown), *about ? ": " : "", what);
	ho_buf_free(&shown);
	return status;
}

int
look_usage(const struct look *l)
{
	if (complain_as_json(0, NULL))
		complain("usage: handover %s %s", l->verb, l->usage);
	else
		fprintf(stderr, "usage: handover %s %s\n", l->verb, l->usage);
	return LOOK_WRONG_USE;
}

static int
add_address(const struct look *l, struct look_addresses *a, const char *typed)
{
	if (a->count == LOOK_ADDRESSES)
		return look_complain(
		    l, LOOK_WRONG_USE, "too many addresses", typed);
	if (ho_address_normalise(typed, a->text[a->count]) != HO_OK)
		return look_complain(
		    l, LOOK_WRONG_USE, "not an address", typed);
	a->list[a->count] = a->text[a->count];
	a->count++;
	return 0;
}

/* Options that hold one word, each at most once. */
static int
set(const struct look *l, const char **where, const char *value)
{
	if (*where != NULL)
		return look_complain(
		    l, LOOK_WRONG_USE, "an option is given twice", value);
	*where = value;
	return 0;
}

static int
take_option(struct look *l, int option, const char *value)
{
	switch (option) {
	case 'm': return set(l, &l->mail, value);
	case 'c': return add_address(l, &l->contacts, value);
	case 'd': return add_address(l, &l->desks, value);
	case 'a':
		if (ho_when_parse(value, &l->at) != HO_OK)
			return look_complain(l, LOOK_WRONG_USE,
			    "not a time such as 2026-11-21T09:30:00Z", value);
		return 0;
	case 'r': return set(l, &l->resolver, value);
	case 't': return set(l, &l->anchor, value);
	case 'z': return set(l, &l->records, value);
	case 'l': return set(l, &l->libexec, value);
	case 's': return set(l, &l->snapshot, value);
	case 'j': l->is_json = true; return 0;
	default: return look_usage(l);
	}
}

int
look_parse(struct look *l, int argc, char **argv)
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
		{ "snapshot", required_argument, NULL, 's' },
		{ "json", no_argument, NULL, 'j' },
		{ NULL, 0, NULL, 0 },
	};
	int option, rc;

	optind = 0; /* somebody before us may have used getopt */
	opterr = 0;
	while ((option = getopt_long(argc, argv, "+", known, NULL)) != -1)
		if ((rc = take_option(l, option, optarg)) != 0)
			return rc;
	if (optind != argc || l->mail == NULL ||
	    (l->resolver != NULL && l->records != NULL) ||
	    (l->anchor != NULL && l->resolver == NULL))
		return look_usage(l);
	return 0;
}

static int
read_letter(struct look *l)
{
	bool is_stdin = strcmp(l->mail, "-") == 0;
	int fd = is_stdin ? STDIN_FILENO : open(l->mail, O_RDONLY | O_CLOEXEC);
	uint8_t piece[65536];
	ssize_t n = -1;
	int error;

	l->letter.max = HO_LETTER_MAX;
	while (fd >= 0 && (n = read(fd, piece, sizeof(piece))) != 0 &&
	    (n > 0 || errno == EINTR) && ho_buf_error(&l->letter) == HO_OK)
		if (n > 0)
			ho_buf_add(&l->letter, piece, (size_t)n);
	error = errno;
	if (fd >= 0 && !is_stdin)
		close(fd);
	l->is_too_large = ho_buf_error(&l->letter) == HO_E_LIMIT;
	if (l->is_too_large)
		return 0;
	if (ho_buf_error(&l->letter) != HO_OK)
		return look_complain(l, LOOK_FAULT, "no memory", l->mail);
	return n < 0
	    ? look_complain(l, LOOK_WRONG_USE, strerror(error), l->mail)
	    : 0;
}

/* Those beside the command that is running, as they were built with it; else
 * the installed ones. */
static void
find_programs(struct look *l)
{
	char judge[2100], self[2048] = "";
	char *slash;

	snprintf(l->folder, sizeof(l->folder), "%s",
	    l->libexec != NULL ? l->libexec : LIBEXEC);
	if (l->libexec != NULL ||
	    readlink("/proc/self/exe", self, sizeof(self) - 1) <= 0 ||
	    (slash = strrchr(self, '/')) == NULL)
		return;
	*slash = '\0';
	snprintf(judge, sizeof(judge), "%s/handover-judge", self);
	if (access(judge, X_OK) == 0)
		snprintf(l->folder, sizeof(l->folder), "%s", self);
}

int
look_read(struct look *l)
{
	find_programs(l);
	return read_letter(l);
}

struct ho_judgement
look_verdict(const struct look *l, const struct ho_facts *facts)
{
	struct ho_verdict_query q = { .addresses = l->contacts.list,
		.n_addresses = l->contacts.count,
		.desks = l->desks.list,
		.n_desks = l->desks.count,
		.is_any_desk = l->desks.count == 0,
		.seen_at = l->at };

	return ho_flow_verdict(facts, &q);
}

int
look_status(enum ho_mail_verdict verdict)
{
	return verdict == HO_MAIL_ACCEPT ? LOOK_ACCEPT
	    : verdict == HO_MAIL_CONFIRM || verdict == HO_MAIL_UNCLEAR
	    ? LOOK_NOT_NOW
	    : LOOK_REFUSE;
}

int
look_print(const struct look *l, const struct ho_buf *out, int status)
{
	if (ho_buf_error(out) == HO_OK &&
	    fwrite(out->data, 1, out->len, stdout) == out->len &&
	    fflush(stdout) == 0)
		return status;
	return look_complain(
	    l, LOOK_FAULT, "cannot be written", "standard output");
}
