/* admin/render.c - answers as text for people. */
#include "admin/render.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "admin/cell.h"

#define INDENT 4
#define NARROW 24 /* columns: nothing is broken into less */
#define WIDE   40 /* columns; what is wider moves its own row's rest only */

struct render {
	FILE *to;
	char name[RENDER_COLUMNS][32];
	int width[RENDER_COLUMNS];
	size_t n_names;
	int room;      /* of the terminal; 0: none */
	json_t *ahead; /* rows kept until the widths are known */
	size_t rows;
};

static void
name_columns(struct render *r, const char *columns)
{
	size_t len;

	for (; *columns != '\0' && r->n_names < RENDER_COLUMNS;
	     columns += len) {
		columns += *columns == ' ';
		len = strcspn(columns, " ");
		snprintf(r->name[r->n_names++], sizeof(r->name[0]), "%.*s",
		    (int)len, columns);
	}
}

struct render *
render_new(FILE *to, const char *columns)
{
	struct render *r = calloc(1, sizeof(*r));

	if (r == NULL)
		return NULL;
	r->to = to;
	r->room = cell_room(to);
	if ((r->ahead = json_array()) == NULL) {
		free(r);
		return NULL;
	}
	if (columns != NULL)
		name_columns(r, columns);
	return r;
}

static void
cell(struct ho_buf *out, json_t *row, const char *name)
{
	json_t *v = json_object_get(row, name);

	if (v != NULL)
		cell_show(out, v);
	if (out->len == 0)
		ho_buf_chr(out, '-');
}

static void
measure(struct render *r, json_t *row)
{
	struct ho_buf text = HO_BUF_INIT;
	int w;

	for (size_t i = 0; i < r->n_names; i++) {
		ho_buf_clear(&text);
		cell(&text, row, r->name[i]);
		w = cell_places(ho_buf_text(&text));
		if (w > r->width[i])
			r->width[i] = w < WIDE ? w : WIDE;
	}
	ho_buf_free(&text);
}

static void
print_cell(struct render *r, size_t i, const char *text)
{
	int pad = r->width[i] - cell_places(text), column = 0;

	if (i + 1 < r->n_names) {
		fprintf(r->to, "%s%*s", text, pad > 0 ? pad + 2 : 2, "");
		return;
	}
	for (size_t k = 0; k < i; k++)
		column += r->width[k] + 2;
	/* a narrow strip at the right would be worse than a long line */
	cell_fold(r->to, text, column, column,
	    r->room - column < NARROW ? 0 : r->room);
}

/* A text of several lines stands below its row: nothing in it can look like
 * a row of its own. */
static bool
is_block(struct render *r, size_t i, const json_t *v)
{
	return i > 0 && i + 1 == r->n_names && json_is_string(v) &&
	    strchr(json_string_value(v), '\n') != NULL;
}

static void
print_row(struct render *r, json_t *row)
{
	struct ho_buf text = HO_BUF_INIT;
	const json_t *v;

	for (size_t i = 0; i < r->n_names; i++) {
		v = json_object_get(row, r->name[i]);
		if (is_block(r, i, v)) {
			fputc('\n', r->to);
			cell_block(r->to, v, INDENT);
			break;
		}
		ho_buf_clear(&text);
		cell(&text, row, r->name[i]);
		print_cell(r, i, ho_buf_text(&text));
	}
	fputc('\n', r->to);
	ho_buf_free(&text);
}

static void
print_heading(struct render *r)
{
	char text[sizeof(r->name[0])];

	for (size_t i = 0; i < r->n_names; i++) {
		for (size_t k = 0; k < sizeof(text); k++)
			text[k] = r->name[i][k] == '_'
			    ? ' '
			    : (char)toupper((unsigned char)r->name[i][k]);
		print_cell(r, i, text);
	}
	fputc('\n', r->to);
}

static void
print_ahead(struct render *r)
{
	json_t *row;
	size_t i;

	if (json_array_size(r->ahead) == 0)
		return;
	for (i = 0; i < r->n_names; i++)
		r->width[i] = cell_places(r->name[i]);
	json_array_foreach (r->ahead, i, row)
		measure(r, row);
	print_heading(r);
	json_array_foreach (r->ahead, i, row)
		print_row(r, row);
	json_array_clear(r->ahead);
}

static void
columns_of(struct render *r, json_t *row)
{
	const char *key;
	json_t *v;

	json_object_foreach (row, key, v)
		if (r->n_names < RENDER_COLUMNS)
			snprintf(r->name[r->n_names++], sizeof(r->name[0]),
			    "%s", key);
}

int
render_row(struct render *r, json_t *row)
{
	if (r->n_names == 0)
		columns_of(r, row);
	if (r->rows++ >= RENDER_AHEAD) {
		print_row(r, row);
		return 0;
	}
	if (json_array_append(r->ahead, row) != 0)
		return -1;
	if (r->rows == RENDER_AHEAD)
		print_ahead(r);
	return 0;
}

size_t
render_end(struct render **r)
{
	size_t rows;

	if (*r == NULL)
		return 0;
	print_ahead(*r);
	rows = (*r)->rows;
	json_decref((*r)->ahead);
	free(*r);
	*r = NULL;
	return rows;
}
