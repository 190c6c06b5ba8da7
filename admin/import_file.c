/* admin/import_file.c - where accounts begin, and what stands there twice. */
#include "admin/import_file.h"

#include <jansson.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/err.h"
#include "lib/flow/login.h"
#include "lib/wire/proto.h"

#define NAME 160 /* octets of a code or login with its mark */

/* --- names that were seen --------------------------------------------------------
 * Open addressing over copies of the names; grows at two thirds. */

struct name {
	char *text;
	size_t line;
};

struct names {
	struct name *slot;
	size_t slots, used; /* slots: a power of two */
};

static struct name *
slot_of(const struct names *n, const char *text)
{
	uint64_t h = 14695981039346656037u; /* FNV-1a */
	size_t i;

	for (const char *p = text; *p != '\0'; p++)
		h = (h ^ (uint8_t)*p) * 1099511628211u;
	for (i = h & (n->slots - 1); n->slot[i].text != NULL;
	     i = (i + 1) & (n->slots - 1))
		if (strcmp(n->slot[i].text, text) == 0)
			break;
	return &n->slot[i];
}

static int
grow(struct names *n)
{
	struct names more = { .slots = n->slots ? n->slots * 2 : 1024,
		.used = n->used };

	if ((more.slot = calloc(more.slots, sizeof(*more.slot))) == NULL)
		return HO_E_NOMEM;
	for (size_t i = 0; i < n->slots; i++)
		if (n->slot[i].text != NULL)
			*slot_of(&more, n->slot[i].text) = n->slot[i];
	free(n->slot);
	*n = more;
	return HO_OK;
}

/* first: the line where it stood before, or 0. */
static int
remember(struct names *n, const char *text, size_t line, size_t *first)
{
	struct name *at;

	*first = 0;
	if (n->used * 3 >= n->slots * 2 && grow(n) != HO_OK)
		return HO_E_NOMEM;
	at = slot_of(n, text);
	if (at->text != NULL) {
		*first = at->line;
		return HO_OK;
	}
	if ((at->text = strdup(text)) == NULL)
		return HO_E_NOMEM;
	at->line = line;
	n->used++;
	return HO_OK;
}

static void
forget(struct names *n)
{
	for (size_t i = 0; i < n->slots; i++)
		free(n->slot[i].text);
	free(n->slot);
}

/* --- lines ---------------------------------------------------------------- */

struct reading {
	struct import_file *f;
	import_fault_fn *fault;
	void *ctx;
	struct names names;
	char code[65];       /* of the account that is being read */
	const char *account; /* where its lines begin; NULL: none yet */
	size_t account_line;
	size_t line; /* that is at hand; from 1 */
};

static int
tell(struct reading *r, const char *problem)
{
	return r->fault(r->ctx, r->line, r->code, problem);
}

/* Logins and codes are compared as the store compares them; what is none of
 * them is handoverd's to refuse. */
static int
check_twice(struct reading *r, char mark, const char *typed)
{
	char name[NAME] = { mark }, login[HO_LOGIN_LEN + 1], text[256];
	size_t len = strlen(typed), first;
	int rc;

	if (mark == 'u') {
		if (ho_flow_login_fold(typed, len, login) != HO_OK)
			return HO_OK;
		strcpy(name + 1, login);
	} else if (len < sizeof(r->code)) {
		for (size_t i = 0; i < len; i++)
			name[i + 1] = typed[i] >= 'A' && typed[i] <= 'Z'
			    ? (char)(typed[i] + 'a' - 'A')
			    : typed[i];
	}
	if ((rc = remember(&r->names, name, r->line, &first)) != HO_OK ||
	    first == 0)
		return rc;
	snprintf(text, sizeof(text), "the %s %s stands in line %zu too",
	    mark == 'u' ? "login" : "account", name + 1, first);
	return tell(r, text);
}

static int
cut(struct reading *r, const char *at, size_t line)
{
	struct import_file *f = r->f;
	struct import_part *more;

	if (f->parts > 0) {
		struct import_part *last = &f->part[f->parts - 1];

		last->len = (size_t)(at - last->at);
	}
	/* room doubles at each power of two */
	if ((f->parts & (f->parts - 1)) == 0) {
		more = reallocarray(
		    f->part, f->parts > 0 ? f->parts * 2 : 1, sizeof(*more));
		if (more == NULL)
			return HO_E_NOMEM;
		f->part = more;
	}
	f->part[f->parts++] =
	    (struct import_part){ .at = at, .before = line - 1 };
	return HO_OK;
}

/* The lines of the account before this one are complete.  Behind others it may
 * be more than a request takes: then it begins a part. */
static int
end_account(struct reading *r, const char *at)
{
	const struct import_file *f = r->f;

	if (r->account == NULL)
		return HO_OK;
	if ((size_t)(at - r->account) > IMPORT_ACCOUNT_MAX)
		return tell(
		    r, "the lines of the account before it are over 24 MiB");
	if ((size_t)(at - f->part[f->parts - 1].at) > HO_LETTER_MAX)
		return cut(r, r->account, r->account_line);
	return HO_OK;
}

static int
on_account(struct reading *r, const char *at, const char *code)
{
	const struct import_file *f = r->f;
	int rc = end_account(r, at);

	r->account = at;
	r->account_line = r->line;
	snprintf(r->code, sizeof(r->code), "%.64s", code);
	if (rc == HO_OK && f->parts > 0 &&
	    (size_t)(at - f->part[f->parts - 1].at) >= IMPORT_PART)
		rc = cut(r, at, r->line);
	return rc != HO_OK ? rc : check_twice(r, 'a', code);
}

/* The value of the first member, where that is what it is called and there is
 * nothing to unescape.  The rest of the line is handoverd's to judge. */
static bool
begins_with(
    const char *at, size_t len, const char *open, char value[static NAME])
{
	size_t from = strlen(open), n = 0;

	if (len <= from || memcmp(at, open, from) != 0)
		return false;
	for (at += from, len -= from; n < len && n < NAME - 1; n++) {
		if (at[n] == '"') {
			value[n] = '\0';
			return true;
		}
		if (at[n] < ' ' || at[n] > '~' || at[n] == '\\')
			return false;
		value[n] = at[n];
	}
	return false;
}

/* A line whose members come in another order, or spelt otherwise. */
static int
on_other(struct reading *r, const char *at, size_t len)
{
	json_t *line = json_loadb(at, len, 0, NULL);
	const char *code = json_string_value(json_object_get(line, "account"));
	const char *login = json_string_value(json_object_get(line, "user"));
	int rc = HO_OK;

	if (code != NULL)
		rc = on_account(r, at, code);
	else if (login != NULL)
		rc = check_twice(r, 'u', login);
	json_decref(line);
	return rc;
}

static int
on_line(struct reading *r, const char *at, size_t len)
{
	char value[NAME];

	if (begins_with(at, len, "{\"user\":\"", value))
		return check_twice(r, 'u', value);
	if (begins_with(at, len, "{\"account\":\"", value))
		return on_account(r, at, value);
	return on_other(r, at, len);
}

int
import_file_read(struct import_file *f, const struct ho_buf *octets,
    import_fault_fn *fault, void *ctx)
{
	struct reading r = { .f = f, .fault = fault, .ctx = ctx, .line = 1 };
	const char *at = (const char *)octets->data, *end = at + octets->len;
	size_t n;
	int rc;

	*f = (struct import_file){ 0 };
	rc = cut(&r, at, r.line);
	for (; at < end && rc == HO_OK; at += n, r.line++) {
		const char *lf = memchr(at, '\n', (size_t)(end - at));

		n = (size_t)((lf != NULL ? lf + 1 : end) - at);
		rc = on_line(&r, at, n);
	}
	if (rc == HO_OK)
		rc = end_account(&r, end);
	if (rc == HO_OK)
		f->part[f->parts - 1].len =
		    (size_t)(end - f->part[f->parts - 1].at);
	f->lines = r.line - 1;
	forget(&r.names);
	return rc;
}

void
import_file_free(struct import_file *f)
{
	free(f->part);
	*f = (struct import_file){ 0 };
}
