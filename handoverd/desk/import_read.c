/* handoverd/desk/import_read.c - an account out of a file, with its users. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "handoverd/desk/import.h"
#include "lib/base/err.h"

int
import_fault(struct import_account *a, size_t number, const char *fmt, ...)
{
	struct import_fault *more;
	va_list ap;

	if (a->faults++ >= IMPORT_TOLD)
		return HO_OK;
	more = reallocarray(a->fault, a->faults, sizeof(*more));
	if (more == NULL) {
		a->faults--;
		return HO_E_NOMEM;
	}
	a->fault = more;
	more += a->faults - 1;
	*more =
	    (struct import_fault){ .number = number, .text = { .max = 1024 } };
	va_start(ap, fmt);
	ho_buf_vfmt(&more->text, fmt, ap);
	va_end(ap);
	return HO_OK;
}

void
import_free(void *account)
{
	struct import_account *a = account;

	if (a == NULL)
		return;
	json_decref(a->line);
	for (size_t i = 0; i < a->users; i++)
		json_decref(a->user[i].line);
	for (size_t i = 0; i < a->faults && i < IMPORT_TOLD; i++)
		ho_buf_free(&a->fault[i].text);
	free(a->user);
	free(a->fault);
	free(a);
}

/* --- lines ----------------------------------------------------------------- */

/* The next that is not blank; false: there is none.  line is NULL where it is
 * no JSON. */
static bool
next_line(struct import_reader *r, json_t **line)
{
	while (r->len > 0) {
		const char *text = r->text, *end = memchr(text, '\n', r->len);
		size_t n = end != NULL ? (size_t)(end - text) + 1 : r->len;

		r->text += n;
		r->len -= n;
		r->number++;
		if (strspn(text, " \t\r\n") >= n)
			continue;
		*line = json_loadb(text, n, JSON_REJECT_DUPLICATES, NULL);
		return true;
	}
	return false;
}

/* A line that is of no account. */
static int
read_other(struct import_reader *r, struct import_account *a, json_t *line)
{
	int rc = import_fault(a, r->number, "%s",
	    line == NULL ? "it is no JSON object in one line"
			 : "it is no account, and no user of one");

	json_decref(line);
	return rc;
}

/* --- an account ------------------------------------------------------------ */

/* Its lines, up to the next one's first, which is kept for that. */
static int
read_lines(struct import_reader *r, struct import_account *a)
{
	json_t *line = r->kept;
	int rc = HO_OK;

	r->kept = NULL;
	while (rc == HO_OK && (line != NULL || next_line(r, &line))) {
		if (json_object_get(line, "account") != NULL) {
			if (a->line != NULL || a->faults > 0) {
				r->kept = line;
				break;
			}
			rc = import_read_account(a, r->conf, line, r->number);
		} else if (json_object_get(line, "user") != NULL &&
		    a->line != NULL) {
			rc = import_read_user(a, r->conf, line, r->number);
		} else {
			rc = read_other(r, a, line);
		}
		line = NULL;
	}
	return rc;
}

int
import_read(void *reader, void **account, size_t *lines)
{
	struct import_account *a = calloc(1, sizeof(*a));
	int rc = a != NULL ? read_lines(reader, a) : HO_E_NOMEM;

	if (rc == HO_OK && a->line == NULL && a->faults == 0)
		rc = HO_E_NONE;
	if (rc != HO_OK) {
		import_free(a);
		a = NULL;
	} else {
		*lines = 1 + a->users;
	}
	*account = a;
	return rc;
}
