/* admin/complain.c - what the command itself has to say against a request. */
#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "admin/request.h"
#include "lib/base/show.h"

static bool is_json;
static struct ho_buf said = { .max = 4096 }; /* kept for the object */

bool
complain_as_json(int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		is_json = is_json || strcmp(argv[i], "--json") == 0;
	return is_json;
}

void
complain(const char *fmt, ...)
{
	struct ho_buf text = HO_BUF_INIT, shown = HO_BUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	ho_buf_vfmt(&text, fmt, ap);
	va_end(ap);
	ho_show_lines(&shown, ho_buf_text(&text), text.len);
	if (is_json)
		ho_buf_fmt(&said, "%s%s", said.len > 0 ? "\n" : "",
		    ho_buf_text(&shown));
	else
		fprintf(stderr, "handover: %s\n", ho_buf_text(&shown));
	ho_buf_free(&text);
	ho_buf_free(&shown);
}

static const char *
reason_of(int exit)
{
	switch (exit) {
	case USAGE: return "usage";
	case UNFINISHED: return "away";
	case REFUSED: return "refused";
	default: return "fault";
	}
}

void
complain_end(int exit)
{
	json_t *o;

	if (said.len > 0 &&
	    (o = json_pack("{s:i, s:s, s:s}", "exit", exit, "reason",
		 reason_of(exit), "message", ho_buf_text(&said))) != NULL) {
		json_dumpf(o, stdout, JSON_COMPACT);
		putchar('\n');
		json_decref(o);
	}
	ho_buf_free(&said);
}
