/*
 * admin/request.h - what was typed, read by the verb table.
 */
#ifndef HO_ADMIN_REQUEST_H
#define HO_ADMIN_REQUEST_H

#include <jansson.h>
#include <stdbool.h>

#include "lib/base/buf.h"
#include "lib/wire/verbs.h"

#define REQUEST_FILES 4
#define REQUEST_HERES 8

/* Exit statuses of every verb (DESIGN section 11). */
enum {
	DONE = 0,
	REFUSED = 1,
	USAGE = 2,
	UNFINISHED = 3,
	FAULT = 4
};

struct request_file {
	const struct ho_opt *opt;
	const char *path; /* "-": standard input */
	struct ho_buf octets;
};

struct request_here { /* HO_OPT_HERE: for us alone */
	const char *name, *value;
};

struct request {
	const struct ho_verb *verb;
	json_t *args; /* as they travel: lib/wire/verbs.h */
	struct request_file file[REQUEST_FILES];
	size_t n_files;
	struct request_here here[REQUEST_HERES];
	size_t n_heres;
	const char *into; /* a file to be made of what comes back; or NULL */
	bool wants_json, wants_help;
	const char *socket;
	int argc; /* for verbs with a parser of their own: what is left */
	char **argv;
};

/*
 * Reads the command line; complains on standard error.  DONE or USAGE.
 * HO_V_LOCAL verbs without a row of options get argc and argv as they are.
 */
int request_parse(struct request *r, int argc, char **argv);

/* Reads the files named; complains.  DONE or USAGE. */
int request_load(struct request *r);

/* One of them into out; out->max is one octet over the limit.  Complains. */
int request_read(const struct request_file *f, struct ho_buf *out);

void request_free(struct request *r);

/* NULL: not given. */
const char *request_here(const struct request *r, const char *name);
const char *request_str(const struct request *r, const char *name);

/*
 * "handover: ..." on standard error, with text made visible; where --json
 * stands on the command line, however wrong the rest of it is, one object on
 * standard output at the end.  It bears the same members as a refusal that
 * comes from handoverd.
 */
bool complain_as_json(int argc, char **argv);
void complain(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void complain_end(int exit);

#endif
