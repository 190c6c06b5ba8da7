/* admin/import.c - a file of accounts, sent part by part. */
#include "admin/import.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "admin/ask.h"
#include "admin/import_file.h"
#include "admin/render.h"
#include "lib/base/err.h"

struct import {
	const struct request *r;
	struct import_file file;
	const struct import_part *part; /* whose answer is being heard */
	struct render *render;
	size_t problems;
	/* what the answers add up to */
	json_int_t accounts, users, already, bad;
	bool is_terminal;
};

/* --- telling -------------------------------------------------------------------- */

static int
show_problem(struct import *im, json_t *row)
{
	im->problems++;
	if (!im->r->wants_json)
		return render_row(im->render, row) == 0 ? HO_OK : HO_E_NOMEM;
	if (json_dumpf(row, stdout, JSON_COMPACT) != 0)
		return HO_E_LIMIT;
	return putchar('\n') != EOF ? HO_OK : HO_E_LIMIT;
}

/* Lines are counted within a part; people count in their file. */
static int
on_row(void *ctx, const char *json, size_t len)
{
	struct import *im = ctx;
	json_t *row = json_loadb(json, len, JSON_REJECT_DUPLICATES, NULL);
	json_t *line = json_object_get(row, "line");
	int rc = HO_E_PEER;

	if (json_is_object(row)) {
		if (json_is_integer(line))
			json_integer_set(line,
			    json_integer_value(line) +
				(json_int_t)im->part->before);
		rc = show_problem(im, row);
	}
	json_decref(row);
	return rc;
}

static int
on_fault(void *ctx, size_t line, const char *account, const char *problem)
{
	struct import *im = ctx;
	json_t *row = json_pack("{s:I, s:s, s:s}", "line", (json_int_t)line,
	    "account", account, "problem", problem);
	int rc = row != NULL ? show_problem(im, row) : HO_E_NOMEM;

	json_decref(row);
	return rc;
}

/* One line that is written over; only for somebody who watches. */
static void
show_bar(const struct import *im, const char *what, size_t part)
{
	static const char full[] = "##############################";
	size_t all = im->file.parts, n = part * (sizeof(full) - 1) / all;

	if (im->is_terminal && all > 1)
		fprintf(stderr, "\r\033[K%s [%.*s%*s] %zu %%, line %zu of %zu",
		    what, (int)n, full, (int)(sizeof(full) - 1 - n), "",
		    part * 100 / all,
		    part < all ? im->file.part[part].before : im->file.lines,
		    im->file.lines);
}

static void
clear_bar(const struct import *im)
{
	if (im->is_terminal && im->file.parts > 1)
		fputs("\r\033[K", stderr);
}

/* --- asking ---------------------------------------------------------------------- */

static int
add_up(struct import *im, const struct ask_reply *reply)
{
	json_t *j =
	    json_loadb(ho_buf_text(&reply->json), reply->json.len, 0, NULL);
	json_int_t accounts, users, already, bad;
	int rc = reply->exit;

	if (json_unpack(j, "{s:I, s:I, s:I, s:I}", "accounts", &accounts,
		"users", &users, "already", &already, "bad", &bad) == 0) {
		im->accounts += accounts;
		im->users += users;
		im->already += already;
		im->bad += bad;
	} else if (rc == DONE) {
		complain("handoverd answered with what is no answer");
		rc = FAULT;
	}
	json_decref(j);
	return rc;
}

/* The part's octets go ahead; nothing is done with them yet. */
static int
open_part(struct import *im, const struct import_part *p, bool is_dry,
    struct ask_line *line)
{
	struct request one = *im->r;
	int rc = FAULT;

	one.args = json_copy(im->r->args);
	/* the cast: what is sent is not written to */
	one.file[0].octets =
	    (struct ho_buf){ .data = (uint8_t *)p->at, .len = p->len };
	if (one.args != NULL &&
	    (!is_dry ||
		json_object_set_new(one.args, "dry-run", json_true()) == 0))
		rc = ask_open(line, &one);
	json_decref(one.args);
	return rc;
}

static int
hear_part(struct import *im, const struct import_part *p, struct ask_line *line)
{
	struct ask_ears ears = { im, on_row };
	struct ask_reply reply;
	int rc;

	im->part = p;
	if ((rc = ask_hear(line, &ears, &reply)) != DONE)
		return rc;
	rc = add_up(im, &reply);
	if (rc != DONE && strcmp(reply.reason, "bad-file") != 0)
		complain("%s", ho_buf_text(&reply.text));
	ask_reply_free(&reply);
	return rc;
}

/* Stops at the first part that is not taken; a check goes over all of them. */
static int
ask_all(struct import *im, const char *what, bool is_dry)
{
	const struct import_part *p = im->file.part, *end = p + im->file.parts;
	struct ask_line line, next = { -1, 0 };
	int rc = DONE, last = DONE, opened;

	im->accounts = im->users = im->already = im->bad = 0;
	opened = p < end ? open_part(im, p, is_dry, &next) : DONE;
	for (; p < end && (last == DONE || (is_dry && last == REFUSED)); p++) {
		show_bar(im, what, (size_t)(p - im->file.part));
		if ((last = opened) == DONE) {
			line = next;
			ask_send(&line);
			next.fd = -1;
			if (p + 1 < end)
				opened = open_part(im, p + 1, is_dry, &next);
			last = hear_part(im, p, &line);
		}
		rc = last != DONE ? last : rc;
	}
	ask_drop(&next);
	clear_bar(im);
	return rc;
}

/* --- the verb --------------------------------------------------------------------- */

static int
read_file(struct import *im, struct ho_buf *octets)
{
	int rc = request_read(&im->r->file[0], octets);

	if (rc != DONE)
		return rc;
	rc = import_file_read(&im->file, octets, on_fault, im);
	if (rc == HO_OK)
		return DONE;
	complain("the file could not be read: %s", ho_err_text(rc));
	return FAULT;
}

static int
send_file(struct import *im)
{
	bool skips = json_object_get(im->r->args, "skip-bad") != NULL;
	bool is_dry = json_object_get(im->r->args, "dry-run") != NULL;
	int rc = DONE;

	/* what is wrong anywhere is told before anything is written */
	if (!skips) {
		rc = ask_all(im, "checking ", true);
		if (im->problems > 0 && rc == DONE)
			rc = REFUSED;
		if (rc != DONE)
			im->accounts = im->users = 0;
		if (rc != DONE || is_dry)
			return rc;
	}
	return ask_all(im, "importing", is_dry);
}

static const char *
summary(const struct import *im, int rc)
{
	if (rc == DONE)
		return json_object_get(im->r->args, "dry-run") != NULL
		    ? "would be imported"
		    : "imported";
	return im->accounts > 0
	    ? "imported before that; the same file goes on from there"
	    : "imported: nothing has changed";
}

static void
tell(struct import *im, int rc)
{
	FILE *to = rc == DONE ? stdout : stderr;

	/* what was complained of has an object of its own */
	if (im->r->wants_json && rc != DONE && im->problems == 0)
		return;
	if (im->r->wants_json) {
		printf("{\"accounts\":%lld,\"users\":%lld,\"already\":%lld,"
		       "\"bad\":%lld",
		    (long long)im->accounts, (long long)im->users,
		    (long long)im->already, (long long)im->bad);
		if (rc != DONE)
			printf(",\"exit\":%d,\"reason\":\"bad-file\","
			       "\"message\":\"%zu faults in the file\"",
			    rc, im->problems);
		puts("}");
		return;
	}
	fprintf(to, "%s%lld accounts with %lld users %s\n",
	    rc == DONE ? "" : "handover: ", (long long)im->accounts,
	    (long long)im->users, summary(im, rc));
	if (im->already > 0)
		fprintf(to,
		    "%lld accounts were on file already, and stay as "
		    "they are\n",
		    (long long)im->already);
	if (im->bad > 0)
		fprintf(to, "%lld accounts have faults%s\n", (long long)im->bad,
		    rc == DONE ? " and were left out" : "");
}

int
import_run(struct request *r)
{
	struct import im = { .r = r,
		.is_terminal = isatty(STDERR_FILENO),
		.render = render_new(stdout, r->verb->columns) };
	struct ho_buf octets = { .max = IMPORT_FILE_MAX };
	int rc = FAULT;

	if (im.render != NULL && (rc = read_file(&im, &octets)) == DONE)
		rc = send_file(&im);
	render_end(&im.render);
	if (im.file.parts > 0 && rc != UNFINISHED)
		tell(&im, rc);
	import_file_free(&im.file);
	if (octets.data != NULL)
		explicit_bzero(octets.data, octets.cap);
	ho_buf_free(&octets);
	return rc;
}
