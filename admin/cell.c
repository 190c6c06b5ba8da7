/* admin/cell.c - one value of an answer, as people see it. */
#include "admin/cell.h"

#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

#include "lib/base/show.h"

void
cell_show(struct ho_buf *out, const json_t *v)
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
			cell_show(out, each);
			gap = ", ";
		}
		break;
	case JSON_OBJECT:
		/* {"staff":"ann","uid":1000}: who, then the rest */
		json_object_foreach ((json_t *)v, key, each) {
			ho_buf_str(out, gap);
			if (strcmp(key, "staff") != 0 &&
			    strcmp(key, "self") != 0)
				ho_buf_fmt(out, "%s ", key);
			cell_show(out, each);
			gap = ", ";
		}
		break;
	}
}

int
cell_places(const char *text)
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

#define ROOM_LEAST 40 /* narrower ones are a mistake */
#define ROOM_USUAL 80

int
cell_room(FILE *to)
{
	struct winsize size = { 0 };

	if (!isatty(fileno(to)))
		return 0;
	if (ioctl(fileno(to), TIOCGWINSZ, &size) != 0 ||
	    size.ws_col < ROOM_LEAST)
		return ROOM_USUAL;
	return size.ws_col;
}

/* Places of the first len octets. */
static int
places_of(const char *text, size_t len)
{
	struct ho_buf part = HO_BUF_INIT;
	int n;

	ho_buf_add(&part, text, len);
	n = cell_places(ho_buf_text(&part));
	ho_buf_free(&part);
	return n;
}

void
cell_fold(FILE *to, const char *text, int column, int indent, int room)
{
	bool is_first =
	    true; /* of its line: there is nothing to break before */

	while (room > 0 && *text != '\0') {
		size_t blanks = strspn(text, " ");
		size_t word = strcspn(text + blanks, " ");
		int places = places_of(text + blanks, word);

		if (!is_first && column + (int)blanks + places > room) {
			fprintf(to, "\n%*s", indent, "");
			column = indent;
		} else {
			fprintf(to, "%*s", (int)blanks, "");
			column += (int)blanks;
		}
		fprintf(to, "%.*s", (int)word, text + blanks);
		column += places;
		is_first = false;
		text += blanks + word;
	}
	fputs(text, to);
}

void
cell_block(FILE *to, const json_t *v, int indent)
{
	struct ho_buf text = HO_BUF_INIT;
	const char *line, *end;

	ho_show_lines(&text, json_string_value(v), json_string_length(v));
	for (line = ho_buf_text(&text); *line != '\0'; line = end) {
		end = strchrnul(line, '\n');
		fprintf(to, "%*s%.*s\n", end > line ? indent : 0, "",
		    (int)(end - line), line);
		end += *end == '\n';
	}
	ho_buf_free(&text);
}
