/* handoverd/desk/call.c - one desk verb's request and answer. */
#include "handoverd/desk/call.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/err.h"

#define TEXT_MAX 8192 /* octets of the sentence */

int
call_init(struct call *c, const struct ho_verb *v)
{
	*c = (struct call){ .verb = v, .text = { .max = TEXT_MAX } };
	c->result = json_object();
	c->rows = json_array();
	if (c->result == NULL || c->rows == NULL)
		return HO_E_NOMEM;
	return HO_OK;
}

void
call_clear(struct call *c)
{
	struct ho_buf *b;

	json_decref(c->args);
	json_decref(c->result);
	json_decref(c->rows);
	for (size_t i = 0; i < c->n_blobs; i++) {
		b = &c->blobs[i].octets;
		if (b->data != NULL)
			explicit_bzero(b->data, b->cap);
		ho_buf_free(b);
	}
	ho_buf_free(&c->file);
	ho_buf_free(&c->text);
	*c = (struct call){ 0 };
}

const char *
call_str(const struct call *c, const char *name)
{
	return json_string_value(json_object_get(c->args, name));
}

int64_t
call_int(const struct call *c, const char *name)
{
	return json_integer_value(json_object_get(c->args, name));
}

bool
call_flag(const struct call *c, const char *name)
{
	return json_is_true(json_object_get(c->args, name));
}

const struct ho_buf *
call_octets(const struct call *c, const char *name)
{
	for (size_t i = 0; i < c->n_blobs; i++)
		if (strcmp(c->blobs[i].name, name) == 0)
			return &c->blobs[i].octets;
	return NULL;
}

int
call_refuse(struct call *c, int exit, const char *reason, const char *fmt, ...)
{
	va_list ap;

	c->exit = exit;
	snprintf(c->reason, sizeof(c->reason), "%s", reason);
	ho_buf_free(&c->text);
	c->text.max = TEXT_MAX;
	va_start(ap, fmt);
	ho_buf_vfmt(&c->text, fmt, ap);
	va_end(ap);
	return HO_E_INPUT;
}

void
call_note(struct call *c, const char *event, const char *account)
{
	snprintf(c->note, sizeof(c->note), "%s", event);
	snprintf(c->note_account, sizeof(c->note_account), "%s", account);
}

/* What went wrong below, for the person at the desk.  Everything that is not
 * here is a fault of ours, and says so. */
static const struct fault {
	int rc;
	int exit;
	const char *reason;
	const char *text;
} faults[] = {
	{ HO_E_NOMEM, EXIT_UNFINISHED, "no-memory",
	    "handoverd is out of memory; nothing has changed, try again" },
	{ HO_E_LIMIT, EXIT_UNFINISHED, "busy",
	    "handoverd is too busy; nothing has changed, try again" },
	{ HO_E_TIMEOUT, EXIT_UNFINISHED, "busy",
	    "it took too long; nothing has changed, try again" },
	{ HO_E_TAKEN, EXIT_UNFINISHED, "changed-meanwhile",
	    "somebody else changed this just now; nothing was done, try "
	    "again" },
	{ HO_E_IO, EXIT_FAULT, "store-failed",
	    "the store could not be read or written (disk full, read-only or "
	    "locked?); nothing has changed" },
	{ HO_E_RULE, EXIT_FAULT, "store-law",
	    "a law of the store refused this; nothing has changed" },
	{ HO_E_FORGED, EXIT_FAULT, "forged",
	    "something in the store is not what handoverd wrote; run handover "
	    "audit verify" },
};

int
call_fault(struct call *c, int rc)
{
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
		if (faults[i].rc == rc)
			return call_refuse(c, faults[i].exit, faults[i].reason,
			    "%s", faults[i].text);
	return call_refuse(c, EXIT_FAULT, "fault",
	    "a fault of handoverd (%s); nothing has changed", ho_err_text(rc));
}

int
call_row(struct call *c, json_t *object)
{
	return json_array_append_new(c->rows, object) == 0 ? HO_OK : HO_E_NOMEM;
}

char *
call_json(struct call *c)
{
	int bad = 0;

	if (c->exit != EXIT_DONE) {
		bad |= json_object_set_new(
		    c->result, "exit", json_integer(c->exit));
		bad |= json_object_set_new(
		    c->result, "reason", json_string(c->reason));
		bad |= json_object_set_new(
		    c->result, "message", json_string(ho_buf_text(&c->text)));
	}
	return bad != 0 ? NULL : json_dumps(c->result, JSON_COMPACT);
}
