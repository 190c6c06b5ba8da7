/*
 * admin/main.c - handover: send a verb and its files, show what comes back.
 *
 * A thin client.  It holds nothing and decides nothing; who asks is what the
 * kernel tells the daemon about this process.
 */
#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "admin/ask.h"
#include "admin/cell.h"
#include "admin/export.h"
#include "admin/letter_show.h"
#include "admin/local.h"
#include "admin/render.h"
#include "admin/request.h"
#include "admin/save.h"
#include "admin/signatures.h"
#include "admin/usage.h"
#include "lib/base/err.h"
#include "lib/base/show.h"

/* Where rows go: as they came, into a file, or into columns. */
struct output {
	const struct request *r;
	struct export *export;
	struct render *render;
};

static int
on_row(void *ctx, const char *json, size_t len)
{
	struct output *out = ctx;
	json_t *row;
	int bad;

	if (out->export != NULL)
		return export_row(out->export, json, len);
	if (out->r->wants_json)
		return fwrite(json, 1, len, stdout) == len &&
			putchar('\n') != EOF
		    ? HO_OK
		    : HO_E_IO;
	if ((row = json_loadb(json, len, JSON_REJECT_DUPLICATES, NULL)) == NULL)
		return HO_E_PEER;
	bad = render_row(out->render, row);
	json_decref(row);
	return bad == 0 ? HO_OK : HO_E_LIMIT;
}

/* Lines keep their indent where they are broken.  What the log signed keeps
 * its lines: whoever copies it off a terminal needs these octets. */
static void
print_lines(const struct request *r, FILE *to, const struct ho_buf *text)
{
	int room = strcmp(r->verb->noun, "audit") == 0 ? 0 : cell_room(to);
	int column = to == stderr ? fprintf(to, "handover: ") : 0;
	struct ho_buf shown = HO_BUF_INIT;
	char *line, *rest = NULL;

	ho_show_lines(&shown, ho_buf_text(text), text->len);
	ho_buf_chr(&shown, '\0');
	for (line = (char *)shown.data; line != NULL; line = rest) {
		if ((rest = strchr(line, '\n')) != NULL)
			*rest++ = '\0';
		cell_fold(to, line, column, (int)strspn(line, " "), room);
		fputc('\n', to);
		column = 0;
	}
	ho_buf_free(&shown);
}

/* What the answer tells of a letter, apart from what handoverd says. */
static void
print_letter(const json_t *j)
{
	const json_t *letter = json_object_get(j, "letter");
	const json_t *signatures = json_object_get(j, "signatures");
	struct ho_buf out = HO_BUF_INIT;

	if (signatures != NULL) {
		ho_buf_chr(&out, '\n');
		signatures_show(&out, signatures);
	}
	if (letter != NULL) {
		ho_buf_chr(&out, '\n');
		letter_show(&out, letter);
	}
	fputs(ho_buf_text(&out), stdout);
	ho_buf_free(&out);
}

/* The file that was asked for; on standard output it is alone. */
static int
save(const struct request *r, const struct ask_reply *reply)
{
	if (save_file(r->into, reply->file.data, reply->file.len) == 0)
		return DONE;
	complain("%s: %s", r->into, strerror(errno));
	return errno == EEXIST ? USAGE : FAULT;
}

/* A sentence where there is one, else the members of the answer. */
static void
show_reply(const struct request *r, const struct ask_reply *reply, json_t *j)
{
	bool is_list = r->verb->flags & HO_V_LIST;

	if (r->wants_json) {
		if (!is_list || reply->exit != DONE || json_object_size(j) > 0)
			printf("%s\n", ho_buf_text(&reply->json));
	} else if (reply->text.len > 0) {
		print_lines(
		    r, reply->exit == DONE ? stdout : stderr, &reply->text);
		if (reply->exit == DONE)
			print_letter(j);
	} else if (!is_list) {
		render_object(stdout, j);
	}
}

static int
run_asking(struct request *r)
{
	struct output out = { .r = r };
	struct ask_ears ears = { &out, on_row };
	struct ask_reply reply;
	json_t *j = NULL;
	int rc;

	if (export_is_wanted(r)) {
		if ((rc = export_open(&out.export, r)) != DONE)
			return rc;
	} else if ((out.render = render_new(stdout, r->verb->columns)) ==
	    NULL) {
		return FAULT;
	}
	rc = ask(r, &ears, &reply);
	render_end(&out.render);
	if (rc == DONE) {
		j = json_loadb(ho_buf_text(&reply.json), reply.json.len,
		    JSON_REJECT_DUPLICATES, NULL);
		rc = json_is_object(j) ? reply.exit : FAULT;
		if (!json_is_object(j))
			complain("handoverd answered with what is no answer");
		else if (r->into != NULL && rc == DONE &&
		    ((rc = save(r, &reply)) != DONE ||
			strcmp(r->into, "-") == 0))
			;
		else if (out.export == NULL)
			show_reply(r, &reply, j);
		else if (reply.exit != DONE)
			print_lines(r, stderr, &reply.text);
	}
	if (out.export != NULL)
		rc = export_close(&out.export, rc, j);
	json_decref(j);
	ask_reply_free(&reply);
	return rc;
}

static int
run(struct request *r)
{
	local_fn *fn;
	int rc;

	if (r->wants_help) {
		usage_verb(stdout, r->verb);
		return DONE;
	}
	if ((fn = local_find(r)) != NULL)
		return fn(r);
	if ((rc = local_prepare(r)) != DONE || (rc = request_load(r)) != DONE)
		return rc;
	return run_asking(r);
}

int
main(int argc, char **argv)
{
	struct request r;
	int rc;

	setlocale(LC_CTYPE, "C.UTF-8"); /* for the width of characters only */
	signal(SIGPIPE, SIG_IGN);
	if (argc == 2 && strcmp(argv[1], "--version") == 0) {
		puts("handover " HO_VERSION);
		return DONE;
	}
	(void)complain_as_json(argc, argv);
	rc = request_parse(&r, argc, argv);
	if (r.verb != NULL && rc == DONE)
		rc = run(&r);
	else if (r.verb == NULL && (argc < 2 || r.wants_help))
		usage_all(rc == DONE ? stdout : stderr);
	request_free(&r);
	complain_end(rc);
	if (fflush(stdout) != 0 && rc == DONE)
		rc = FAULT;
	return rc;
}
