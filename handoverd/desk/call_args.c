/* handoverd/desk/call_args.c - is a request what the verb's row says? */
#include <stdlib.h>
#include <string.h>

#include "handoverd/desk/call.h"
#include "lib/base/err.h"
#include "lib/base/show.h"

#define SUBJECT "subject"

/* "--seats must be 1 to 10" */
static int
misfit(struct call *c, const struct ho_opt *o, const char *what)
{
	return call_refuse(c, EXIT_USAGE, "usage", "%s%s %s",
	    o != NULL ? "--" : "", o != NULL ? o->name : c->verb->subject,
	    what);
}

static int
read_text(struct call *c, const struct ho_opt *o, const json_t *v)
{
	struct ho_buf why = HO_BUF_INIT;
	int rc = HO_OK;

	if (!json_is_string(v))
		return misfit(c, o, "must be a text");
	if (ho_opt_text(o, json_string_value(v), &why) != HO_OK)
		rc = misfit(c, o, ho_buf_text(&why));
	ho_buf_free(&why);
	return rc;
}

static int
read_many(struct call *c, const struct ho_opt *o, const json_t *v)
{
	size_t n = json_array_size(v);
	int rc = HO_OK;

	if (!json_is_array(v) || n == 0 || n > HO_OPT_TIMES)
		return misfit(c, o, "must be given 1 to 32 times");
	for (size_t i = 0; i < n && rc == HO_OK; i++)
		rc = read_text(c, o, json_array_get(v, i));
	return rc;
}

static int
read_number(struct call *c, const struct ho_opt *o, const json_t *v)
{
	struct ho_buf why = HO_BUF_INIT;
	int rc = HO_OK;

	if (!json_is_integer(v))
		return misfit(c, o, "must be a number");
	if (ho_opt_number(o, json_integer_value(v), &why) != HO_OK)
		rc = misfit(c, o, ho_buf_text(&why));
	ho_buf_free(&why);
	return rc;
}

static int
unknown(struct call *c, const char *name)
{
	struct ho_buf shown = HO_BUF_INIT;
	char verb[HO_VERB_NAME];

	ho_verb_name(c->verb, verb);
	ho_show(&shown, name, strnlen(name, 64));
	call_refuse(c, EXIT_USAGE, "usage", "%s takes no --%s", verb,
	    ho_buf_text(&shown));
	ho_buf_free(&shown);
	return HO_E_INPUT;
}

static int
read_member(struct call *c, const char *name, const json_t *v)
{
	const struct ho_opt *o;

	if (strcmp(name, SUBJECT) == 0 && c->verb->subject != NULL)
		return read_text(c, NULL, v);
	if ((o = ho_verb_opt(c->verb, name)) == NULL)
		return unknown(c, name);
	switch (o->type) {
	case HO_OPT_FLAG:
	case HO_OPT_INTO:
		return json_is_true(v) ? HO_OK : misfit(c, o, "takes no value");
	case HO_OPT_TEXT:
	case HO_OPT_LINES: return read_text(c, o, v);
	case HO_OPT_MANY: return read_many(c, o, v);
	case HO_OPT_NUMBER: return read_number(c, o, v);
	case HO_OPT_FILE: /* octets come as a blob, never as text */
	case HO_OPT_HERE: break;
	}
	return unknown(c, name);
}

static int
is_complete(struct call *c)
{
	const struct ho_opt *o;

	if (!ho_verb_subject_is_optional(c->verb) &&
	    json_object_get(c->args, SUBJECT) == NULL)
		return misfit(c, NULL, "is missing");
	for (o = c->verb->opt; o != NULL && o->name != NULL; o++)
		if (o->required && o->type != HO_OPT_FILE &&
		    o->type != HO_OPT_HERE &&
		    json_object_get(c->args, o->name) == NULL)
			return misfit(c, o, "is missing");
	return HO_OK;
}

int
call_read_args(struct call *c, const void *json, size_t len)
{
	const char *name;
	json_error_t error;
	json_t *v;
	int rc;

	/* NUL in a string is refused by jansson unless asked for */
	c->args = json_loadb(json, len, JSON_REJECT_DUPLICATES, &error);
	if (!json_is_object(c->args))
		return call_refuse(
		    c, EXIT_USAGE, "usage", "the arguments are no JSON object");
	json_object_foreach (c->args, name, v)
		if ((rc = read_member(c, name, v)) != HO_OK)
			return rc;
	return is_complete(c);
}

int
call_expect(struct call *c, const char *name, uint64_t len)
{
	const struct ho_opt *o = ho_verb_opt(c->verb, name);
	struct call_blob *b;

	if (o == NULL || o->type != HO_OPT_FILE)
		return unknown(c, name);
	if (call_octets(c, name) != NULL || c->n_blobs == CALL_BLOBS)
		return misfit(c, o, "may be given once");
	if (len < (uint64_t)o->min)
		return misfit(c, o, "is empty");
	if (len > (uint64_t)o->max)
		return misfit(c, o, "is too large");
	b = &c->blobs[c->n_blobs++];
	strncpy(b->name, name, sizeof(b->name) - 1);
	b->octets.max = (size_t)len;
	return HO_OK;
}

int
call_has_files(struct call *c)
{
	const struct ho_opt *o;

	for (o = c->verb->opt; o != NULL && o->name != NULL; o++)
		if (o->required && o->type == HO_OPT_FILE &&
		    call_octets(c, o->name) == NULL)
			return misfit(c, o, "is missing");
	return HO_OK;
}
