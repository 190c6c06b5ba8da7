/* admin/letter_show.c - what a letter says, apart from what we say. */
#include "admin/letter_show.h"

#include <string.h>

#include "lib/base/show.h"
#include "lib/told/told.h"

#define MARK "  | "

void
letter_show(struct ho_buf *out, const json_t *letter)
{
	struct ho_buf lines = HO_BUF_INIT;
	const json_t *form = json_object_get(letter, "forward");
	const char *p, *end, *advice = NULL;

	if (json_is_string(form))
		advice = ho_told_forward(json_string_value(form));
	if (advice != NULL)
		ho_buf_fmt(out, "%s\n", advice);
	ho_told_lines(&lines, letter);
	p = ho_buf_text(&lines);
	end = p + lines.len;
	ho_buf_str(
	    out, "What the letter says; whoever wrote it chose every word:\n");
	while (p < end) {
		const char *stop = memchr(p, '\n', (size_t)(end - p));
		size_t n = (size_t)((stop != NULL ? stop : end) - p);

		ho_buf_str(out, MARK);
		ho_show_lines(out, p, n);
		ho_buf_chr(out, '\n');
		p += n + (stop != NULL);
	}
	ho_buf_free(&lines);
}
