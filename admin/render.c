/* admin/render.c - answers as text for people. */
#include "admin/render.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "lib/base/buf.h"
#include "lib/base/show.h"

#define WIDE 40 /* columns; what is wider moves its own row's rest only */

struct render {
	FILE *to;
	char name[RENDER_COLUMNS][32];
	int width[RENDER_COLUMNS];
	size_t n_names;
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
	if ((r->ahead = json_array()) == NULL) {
		free(r);
		return NULL;
	}
	if (columns != NULL)
		name_columns(r, columns);
	return r;
}

/* One value on one line. */
static void
show_value(struct ho_buf *out, const json_t *v)
{
	const char *gap = "";
	const json_t *each;
	const char *key;
	size_t i;

	switch (json_typeof(v)) {
	case JSON_STRING:
		ho_show(out, json_string_value(v), json_string_length(v));
		break;
	case JSON_INTEGER:
		ho_buf_fmt(out, "%" JSON_INTEGER_FORMAT, json_integer_value(v));
		break;
	case JSON_REAL: ho_buf_fmt(out, "%g", json_real_value(v)); break;
	case JSON_TRUE: ho_buf_str(out, "yes"); break;
	case JSON_FALSE: ho_buf_str(out, "no"); break;
	case JSON_NULL: break;
	case JSON_ARRAY:
		json_array_foreach (v, i, each) {
			ho_buf_str(out, gap);
			show_value(out, each);
			gap = ", ";
		}
		break;
	case JSON_OBJECT:
		/* {"staff":"ann","uid":1000}: who, then the rest */
		json_object_foreach ((json_t *)v, key, each) {
			ho_buf_str(out, gap);
			if (*gap != '\0')
				ho_buf_fmt(out, "%s ", key);
			show_value(out, each);
			gap = ", ";
		}
		break;
	}
}

/* Places on a terminal. */
static int
places(const char *text)
{
	size_t len = strlen(text), n;
	uint32_t cp;
	int sum = 0, w;

	for (size_t i = 0; i < len; i += n) {
		if ((n = ho_utf8_next(
			 (const uint8_t *)text + i, len - i, &cp)) == 0)
			return (int)len;
		w = wcwidth((wchar_t)cp);
		sum += w > 0 ? w : 0;
	}
	return sum;
}

static void
cell(struct ho_buf *out, json_t *row, const char *name)
{
	json_t *v = json_object_get(row, name);

	if (v != NULL)
		show_value(out, v);
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
		w = places(ho_buf_text(&text));
		if (w > r->width[i])
			r->width[i] = w < WIDE ? w : WIDE;
	}
	ho_buf_free(&text);
}

static void
print_cell(struct render *r, size_t i, const char *text)
{
	int pad = r->width[i] - places(text);

	fputs(text, r->to);
	if (i + 1 < r->n_names)
		fprintf(r->to, "%*s", pad > 0 ? pad + 2 : 2, "");
}

static void
print_row(struct render *r, json_t *row)
{
	struct ho_buf text = HO_BUF_INIT;

	for (size_t i = 0; i < r->n_names; i++) {
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
		r->width[i] = places(r->name[i]);
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

/* --- one object --------------------------------------------------------------
 */

/* Members that are lists, and which of their columns people need. */
static const struct {
	const char *name, *columns;
} lists[] = {
	{ "users", "login role state name" },
	{ "addresses", "address user provenance authority" },
	{ "open_cases", "ref state wait_until" },
	{ "checks", "state check says" },
};

static bool
is_table(const json_t *v)
{
	return json_is_object(json_array_get(v, 0));
}

static void
print_label(FILE *to, const char *key)
{
	struct ho_buf label = HO_BUF_INIT;

	ho_show(&label, key, strlen(key));
	for (size_t i = 0; i < label.len; i++)
		if (label.data[i] == '_')
			label.data[i] = ' ';
	fprintf(to, "%-18s ", ho_buf_text(&label));
	ho_buf_free(&label);
}

static void
print_table(FILE *to, const char *key, json_t *v)
{
	const char *columns = NULL;
	struct render *r;
	json_t *row;
	size_t i;

	for (i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		if (strcmp(lists[i].name, key) == 0)
			columns = lists[i].columns;
	fputc('\n', to);
	if ((r = render_new(to, columns)) == NULL)
		return;
	json_array_foreach (v, i, row)
		if (render_row(r, row) != 0)
			break;
	render_end(&r);
}

void
render_object(FILE *to, json_t *object)
{
	struct ho_buf text = HO_BUF_INIT;
	const char *key;
	json_t *v;

	json_object_foreach (object, key, v) {
		/* the exit status and its sentence tell nobody more */
		if (is_table(v) || strcmp(key, "exit") == 0 ||
		    strcmp(key, "message") == 0)
			continue;
		ho_buf_clear(&text);
		show_value(&text, v);
		print_label(to, key);
		fprintf(to, "%s\n", text.len > 0 ? ho_buf_text(&text) : "-");
	}
	json_object_foreach (object, key, v)
		if (is_table(v))
			print_table(to, key, v);
	ho_buf_free(&text);
}
