/* admin/request.c - what was typed, read by the verb table. */
#include "admin/request.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "admin/usage.h"
#include "lib/base/err.h"
#include "lib/base/show.h"

static int
wrong(const struct request *r, const struct ho_opt *o, const char *what)
{
	char verb[HO_VERB_NAME];

	ho_verb_name(r->verb, verb);
	complain("%s: %s%s %s", verb, o != NULL ? "--" : "",
	    o != NULL ? o->name : r->verb->subject, what);
	return USAGE;
}

static int
wrong_for(struct request *r, const struct ho_opt *o, struct ho_buf *why)
{
	int rc = wrong(r, o, ho_buf_text(why));

	ho_buf_free(why);
	return rc;
}

static int
set(struct request *r, const char *name, json_t *value)
{
	if (json_object_set_new(r->args, name, value) == 0)
		return DONE;
	complain("the command line cannot be kept: not UTF-8?");
	return USAGE;
}

static int
add_text(struct request *r, const struct ho_opt *o, const char *value)
{
	struct ho_buf why = HO_BUF_INIT;

	if (ho_opt_text(o, value, &why) != HO_OK)
		return wrong_for(r, o, &why);
	return set(r, o->name, json_string(value));
}

static int
add_many(struct request *r, const struct ho_opt *o, const char *value)
{
	json_t *list = json_object_get(r->args, o->name);
	struct ho_buf why = HO_BUF_INIT;

	if (ho_opt_text(o, value, &why) != HO_OK)
		return wrong_for(r, o, &why);
	if (json_array_size(list) >= HO_OPT_TIMES)
		return wrong(r, o, "is given too often");
	if (list == NULL) {
		if (set(r, o->name, json_array()) != DONE)
			return USAGE;
		list = json_object_get(r->args, o->name);
	}
	return json_array_append_new(list, json_string(value)) == 0 ? DONE
								    : USAGE;
}

static int
add_number(struct request *r, const struct ho_opt *o, const char *value)
{
	struct ho_buf why = HO_BUF_INIT;
	long long n;
	char *end;

	errno = 0;
	n = strtoll(value, &end, 10);
	if (errno != 0 || end == value || *end != '\0')
		return wrong(r, o, "takes a number");
	if (ho_opt_number(o, n, &why) != HO_OK)
		return wrong_for(r, o, &why);
	return set(r, o->name, json_integer(n));
}

static int
add_file(struct request *r, const struct ho_opt *o, const char *value)
{
	if (r->n_files == REQUEST_FILES)
		return wrong(r, o, "is one file too many");
	for (size_t i = 0; i < r->n_files; i++) {
		if (r->file[i].opt == o)
			return wrong(r, o, "is given twice");
		if (strcmp(value, "-") == 0 &&
		    strcmp(r->file[i].path, "-") == 0)
			return wrong(r, o, "cannot be standard input too");
	}
	r->file[r->n_files++] = (struct request_file){
		.opt = o, .path = value, .octets = { .max = (size_t)o->max + 1 }
	};
	return DONE;
}

static int
add_here(struct request *r, const struct ho_opt *o, const char *value)
{
	if (request_here(r, o->name) != NULL || r->n_heres == REQUEST_HERES)
		return wrong(r, o, "is given twice");
	r->here[r->n_heres++] = (struct request_here){ o->name, value };
	return DONE;
}

/* Its path stays here; that it is wanted is sent. */
static int
add_into(struct request *r, const struct ho_opt *o, const char *value)
{
	if (r->into != NULL)
		return wrong(r, o, "is one file too many");
	r->into = value;
	return set(r, o->name, json_true());
}

static int
add_option(struct request *r, const struct ho_opt *o, const char *value)
{
	switch (o->type) {
	case HO_OPT_FLAG: return set(r, o->name, json_true());
	case HO_OPT_TEXT:
	case HO_OPT_LINES:
		if (json_object_get(r->args, o->name) != NULL)
			return wrong(r, o, "is given twice");
		return add_text(r, o, value);
	case HO_OPT_MANY: return add_many(r, o, value);
	case HO_OPT_NUMBER: return add_number(r, o, value);
	case HO_OPT_FILE: return add_file(r, o, value);
	case HO_OPT_HERE: return add_here(r, o, value);
	case HO_OPT_INTO: return add_into(r, o, value);
	}
	return USAGE;
}

/* Options of every verb. */
static bool
is_global(struct request *r, const char *name, const char *value)
{
	if (strcmp(name, "json") == 0)
		r->wants_json = true;
	else if (strcmp(name, "help") == 0)
		r->wants_help = true;
	else if (strcmp(name, "socket") == 0 && value != NULL)
		r->socket = value;
	else
		return false;
	return true;
}

/* argv[*i] is "--name" or "--name=value"; moves on over a value of its own. */
static int
read_option(struct request *r, int argc, char **argv, int *i)
{
	char name[64] = "";
	const char *text = argv[*i] + 2, *value = NULL;
	size_t len = strcspn(text, "=");
	const struct ho_opt *o;
	char verb[HO_VERB_NAME];
	bool is_flag;

	snprintf(name, sizeof(name), "%.*s", (int)len, text);
	o = len < sizeof(name) ? ho_verb_opt(r->verb, name) : NULL;
	is_flag =
	    o != NULL ? o->type == HO_OPT_FLAG : strcmp(name, "socket") != 0;
	if (text[len] == '=')
		value = text + len + 1;
	else if (!is_flag && *i + 1 < argc)
		value = argv[++*i];
	if (o == NULL && is_global(r, name, value))
		return DONE;
	if (o == NULL) {
		ho_verb_name(r->verb, verb);
		complain("%s takes no --%s", verb, name);
		return USAGE;
	}
	if (is_flag && value != NULL)
		return wrong(r, o, "takes no value");
	if (!is_flag && value == NULL)
		return wrong(r, o, "needs a value");
	return add_option(r, o, value);
}

static int
read_subject(struct request *r, const char *text)
{
	struct ho_buf why = HO_BUF_INIT;

	if (r->verb->subject == NULL ||
	    json_object_get(r->args, "subject") != NULL) {
		complain("'%.64s' is one word too many", text);
		return USAGE;
	}
	if (ho_opt_text(NULL, text, &why) != HO_OK)
		return wrong_for(r, NULL, &why);
	return set(r, "subject", json_string(text));
}

static bool
is_given(const struct request *r, const struct ho_opt *o)
{
	for (size_t i = 0; i < r->n_files; i++)
		if (r->file[i].opt == o)
			return true;
	return request_here(r, o->name) != NULL ||
	    json_object_get(r->args, o->name) != NULL;
}

static int
is_complete(struct request *r)
{
	const struct ho_opt *o;

	if (!ho_verb_subject_is_optional(r->verb) &&
	    json_object_get(r->args, "subject") == NULL)
		return wrong(r, NULL, "is missing");
	for (o = r->verb->opt; o != NULL && o->name != NULL; o++)
		if (o->required && !is_given(r, o))
			return wrong(r, o, "is missing");
	return DONE;
}

/* The noun, then its verb; *i is then at what follows. */
static int
read_verb(struct request *r, int argc, char **argv, int *i)
{
	const char *noun = argv[*i];
	const char *verb = *i + 1 < argc ? argv[*i + 1] : "";

	if ((r->verb = ho_verb_get(noun, NULL)) != NULL) {
		*i += 1;
		return DONE;
	}
	if ((r->verb = ho_verb_get(noun, verb)) != NULL) {
		*i += 2;
		return DONE;
	}
	if (!usage_has_noun(noun))
		complain("there is no '%.64s'; see handover help", noun);
	else if (verb[0] != '\0' && verb[0] != '-')
		complain("%s cannot '%.64s'; see handover help %s", noun, verb,
		    noun);
	else if (complain_as_json(argc, argv))
		complain("%s needs a verb; see handover help %s", noun, noun);
	else
		usage_noun(stderr, noun);
	return USAGE;
}

int
request_parse(struct request *r, int argc, char **argv)
{
	bool only_words = false;
	int i = 1, rc;

	*r = (struct request){ .args = json_object() };
	/* what holds for every verb may stand before it */
	for (; i < argc && strncmp(argv[i], "--", 2) == 0; i++) {
		if (strcmp(argv[i], "--socket") == 0 && i + 1 < argc)
			r->socket = argv[++i];
		else if (!is_global(r, argv[i] + 2, NULL)) {
			complain("'%.64s' stands before a noun", argv[i]);
			return USAGE;
		}
	}
	if (i == argc && !r->wants_help && argc > 1)
		complain("a noun is missing; see handover help");
	if (i == argc)
		return r->wants_help ? DONE : USAGE;
	/* "help case open" is "case open --help" */
	if (i + 2 < argc && strcmp(argv[i], "help") == 0 &&
	    ho_verb_get(argv[i + 1], argv[i + 2]) != NULL) {
		r->wants_help = true;
		i++;
	}
	if ((rc = read_verb(r, argc, argv, &i)) != DONE)
		return rc;
	r->argc = argc - i;
	r->argv = argv + i;
	if (r->verb->flags & HO_V_LOCAL && r->verb->opt == NULL &&
	    r->verb->subject == NULL) {
		/* init, mail check, mail show read their own */
		for (; i < argc && strcmp(r->verb->noun, "mail") == 0; i++)
			r->wants_help |= strcmp(argv[i], "--help") == 0;
		return DONE;
	}
	for (; i < argc && rc == DONE; i++) {
		if (only_words || strncmp(argv[i], "--", 2) != 0)
			rc = read_subject(r, argv[i]);
		else if (argv[i][2] == '\0')
			only_words = true;
		else
			rc = read_option(r, argc, argv, &i);
	}
	return rc != DONE || r->wants_help ? rc : is_complete(r);
}

const char *
request_here(const struct request *r, const char *name)
{
	for (size_t i = 0; i < r->n_heres; i++)
		if (strcmp(r->here[i].name, name) == 0)
			return r->here[i].value;
	return NULL;
}

const char *
request_str(const struct request *r, const char *name)
{
	return json_string_value(json_object_get(r->args, name));
}
