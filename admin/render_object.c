/* admin/render_object.c - one object of an answer, a line a member. */
#include <string.h>

#include "admin/cell.h"
#include "admin/render.h"
#include "lib/base/show.h"

#define INDENT 4 /* of an object within an object */

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

/* As a label is read: "created_at" is "created at". */
static void
label_of(struct ho_buf *out, const char *key)
{
	ho_show(out, key, strlen(key));
	for (size_t i = 0; i < out->len; i++)
		if (out->data[i] == '_')
			out->data[i] = ' ';
}

/* The exit status and its sentence tell nobody more; tables come behind. */
static bool
is_line(const char *key, const json_t *v)
{
	return !is_table(v) && strcmp(key, "exit") != 0 &&
	    strcmp(key, "message") != 0;
}

static int
widest_label(json_t *object)
{
	struct ho_buf label = HO_BUF_INIT;
	const char *key;
	int width = 0;
	json_t *v;

	json_object_foreach (object, key, v) {
		ho_buf_clear(&label);
		label_of(&label, key);
		if (is_line(key, v) && cell_places(ho_buf_text(&label)) > width)
			width = cell_places(ho_buf_text(&label));
	}
	ho_buf_free(&label);
	return width;
}

static void
print_value(FILE *to, const json_t *v, int column)
{
	struct ho_buf text = HO_BUF_INIT;

	if (json_is_string(v) && strchr(json_string_value(v), '\n') != NULL) {
		fputc('\n', to);
		cell_block(to, v, INDENT);
		return;
	}
	cell_show(&text, v);
	cell_fold(to, text.len > 0 ? ho_buf_text(&text) : "-", column, column,
	    cell_room(to));
	fputc('\n', to);
	ho_buf_free(&text);
}

/* A line a member; one that is an object has its members under it. */
static void
print_lines(FILE *to, json_t *object, int indent)
{
	struct ho_buf text = HO_BUF_INIT;
	int width = widest_label(object);
	const char *key;
	json_t *v;

	json_object_foreach (object, key, v) {
		if (!is_line(key, v))
			continue;
		ho_buf_clear(&text);
		label_of(&text, key);
		fprintf(to, "%*s%s%*s", indent, "", ho_buf_text(&text),
		    width - cell_places(ho_buf_text(&text)) + 2, "");
		ho_buf_clear(&text);
		if (json_is_object(v) && indent == 0) {
			fputc('\n', to);
			print_lines(to, v, INDENT);
			continue;
		}
		print_value(to, v, indent + width + 2);
	}
	ho_buf_free(&text);
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
	const char *key;
	json_t *v;

	print_lines(to, object, 0);
	json_object_foreach (object, key, v)
		if (is_table(v))
			print_table(to, key, v);
}
