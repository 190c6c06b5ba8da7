/* admin/export.c - the log, or accounts, into a file, a line each. */
#include "admin/export.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/err.h"

struct kind {
	const char *noun;
	const char *option; /* names the file */
	const char *member; /* of a row, the line as a string; NULL: the row */
	mode_t mode;        /* password hashes are nobody else's to read */
};

static const struct kind kinds[] = {
	{ "audit", "leaves", "leaf", 0644 },
	{ "account", "to", NULL, 0600 },
};

struct export
{
	const struct kind *kind;
	const char *path, *note_path; /* borrowed from the request */
	FILE *lines;
	bool is_stdout;
};

/* Never over something. */
static FILE *
create(const char *path, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	FILE *f = fd < 0 ? NULL : fdopen(fd, "w");

	if (f == NULL)
		complain("%s: %s", path, strerror(errno));
	return f;
}

static const struct kind *
kind_of(const struct request *r)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (r->verb == ho_verb_get(kinds[i].noun, "export"))
			return &kinds[i];
	return NULL;
}

bool
export_is_wanted(const struct request *r)
{
	return kind_of(r) != NULL;
}

int
export_open(struct export **out, const struct request *r)
{
	struct export *e = calloc(1, sizeof(*e));

	if ((*out = e) == NULL)
		return FAULT;
	e->kind = kind_of(r);
	e->path = request_here(r, e->kind->option);
	e->note_path = request_here(r, "checkpoint");
	e->is_stdout = strcmp(e->path, "-") == 0;
	e->lines = e->is_stdout ? stdout : create(e->path, e->kind->mode);
	if (e->lines != NULL)
		return DONE;
	free(e);
	*out = NULL;
	return USAGE;
}

static int
write_line(struct export *e, const char *line, size_t len)
{
	if (fwrite(line, 1, len, e->lines) == len &&
	    fputc('\n', e->lines) != EOF)
		return HO_OK;
	complain("%s: cannot write: %s", e->path, strerror(errno));
	return HO_E_LIMIT;
}

int
export_row(struct export *e, const char *json, size_t len)
{
	const json_t *line;
	json_t *row;
	int rc = HO_E_PEER;

	if (e->kind->member == NULL)
		return write_line(e, json, len);
	row = json_loadb(json, len, JSON_REJECT_DUPLICATES, NULL);
	line = json_object_get(row, e->kind->member);
	if (json_is_string(line))
		rc = write_line(
		    e, json_string_value(line), json_string_length(line));
	json_decref(row);
	return rc;
}

static int
write_note(const char *path, json_t *reply)
{
	const char *note =
	    json_string_value(json_object_get(reply, "checkpoint"));
	FILE *f;
	int bad;

	if (note == NULL) {
		complain("the log has no checkpoint");
		return FAULT;
	}
	if ((f = create(path, 0644)) == NULL)
		return USAGE;
	bad = fputs(note, f) == EOF;
	if (fclose(f) == 0 && !bad)
		return DONE;
	complain("%s: cannot write: %s", path, strerror(errno));
	unlink(path);
	return FAULT;
}

int
export_close(struct export **e, int exit, json_t *reply)
{
	int rc = exit, bad;

	bad = fflush((*e)->lines) != 0 ||
	    (!(*e)->is_stdout && fsync(fileno((*e)->lines)) != 0);
	if (!(*e)->is_stdout && fclose((*e)->lines) != 0)
		bad = 1;
	if (rc == DONE && bad) {
		complain("%s: cannot write: %s", (*e)->path, strerror(errno));
		rc = FAULT;
	}
	if (rc == DONE && (*e)->note_path != NULL)
		rc = write_note((*e)->note_path, reply);
	if (rc != DONE && !(*e)->is_stdout)
		unlink((*e)->path);
	free(*e);
	*e = NULL;
	return rc;
}
