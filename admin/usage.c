/* admin/usage.c - the verb table as people, shells and the manual read it. */
#include "admin/usage.h"

#include <string.h>

#include "admin/mail_check.h"
#include "admin/mail_show.h"
#include "lib/conf/conf.h"
#include "lib/store/rows.h"

#define WIDTH 79

bool
usage_has_noun(const char *noun)
{
	const struct ho_verb *v;

	for (size_t i = 0; (v = ho_verb_at(i)) != NULL; i++)
		if (strcmp(v->noun, noun) == 0)
			return true;
	return false;
}

/* An option and its value stay together. */
static int
unbroken(const char *text)
{
	size_t len = strcspn(text, " ");

	while (text[len] == ' ' && strchr("[-", text[len + 1]) == NULL)
		len += 1 + strcspn(text + len + 1, " ");
	return (int)len;
}

/* Text broken at the width, later lines behind the indent. */
static void
fold(FILE *to, const char *text, int column, int indent)
{
	while (*text != '\0') {
		int word = unbroken(text);

		if (column > indent && column + 1 + word > WIDTH) {
			fprintf(to, "\n%*s", indent, "");
			column = indent;
		} else if (column > indent) {
			fputc(' ', to);
			column++;
		}
		fprintf(to, "%.*s", word, text);
		column += word;
		text += word;
		text += *text == ' ';
	}
	fputc('\n', to);
}

/* The arguments; local verbs that read their own have their own text. */
static void
arguments(const struct ho_verb *v, struct ho_buf *out)
{
	if (v->verb != NULL && strcmp(v->noun, "mail") == 0)
		ho_buf_str(out,
		    strcmp(v->verb, "show") == 0 ? HO_MAIL_SHOW_USAGE
						 : HO_MAIL_CHECK_USAGE);
	else if (strcmp(v->noun, "init") == 0)
		ho_buf_str(out,
		    "--admin USER [--config FILE] [--profile "
		    "documented|standard|strict] "
		    "[--user NAME] [--set KEY=VALUE]... [--json]");
	else
		ho_verb_usage(v, out);
}

static void
synopsis(FILE *to, const struct ho_verb *v)
{
	struct ho_buf args = HO_BUF_INIT;
	char name[HO_VERB_NAME];
	int column;

	ho_verb_name(v, name);
	arguments(v, &args);
	column = fprintf(to, "  handover %s", name);
	if (args.len > 0)
		column += fprintf(to, " ");
	fold(to, ho_buf_text(&args), column, column);
	ho_buf_free(&args);
}

void
usage_verb(FILE *to, const struct ho_verb *v)
{
	struct ho_buf roles = HO_BUF_INIT;

	fputs("usage:\n", to);
	synopsis(to, v);
	fprintf(to, "\n%s\n", v->help);
	for (const struct ho_opt *o = v->opt; o != NULL && o->name != NULL;
	     o++) {
		char left[80];

		snprintf(left, sizeof(left), "--%s%s%s", o->name,
		    o->what != NULL ? " " : "", o->what != NULL ? o->what : "");
		fprintf(to, "  %-24s %s\n", left, o->help);
	}
	if (!(v->flags & HO_V_LOCAL)) {
		ho_roles_format(v->roles, &roles);
		fprintf(to, "  %-24s %s\n", "--json",
		    v->flags & HO_V_LIST ? "one object a line"
					 : "the answer as one object");
		fprintf(to, "\nroles: %s\n", ho_buf_text(&roles));
	}
	ho_buf_free(&roles);
}

static void
one_line(FILE *to, const struct ho_verb *v)
{
	char name[HO_VERB_NAME];

	ho_verb_name(v, name);
	fprintf(to, "  %-18s %s\n", name, v->help);
}

void
usage_noun(FILE *to, const char *noun)
{
	const struct ho_verb *v;

	fputs("usage:\n", to);
	for (size_t i = 0; (v = ho_verb_at(i)) != NULL; i++)
		if (strcmp(v->noun, noun) == 0) {
			synopsis(to, v);
			fprintf(to, "      %s\n", v->help);
		}
}

void
usage_all(FILE *to)
{
	const struct ho_verb *v, *last = NULL;

	fputs("usage: handover NOUN VERB [SUBJECT] [--options] [--json] "
	      "[--socket PATH]\n\n",
	    to);
	for (size_t i = 0; (v = ho_verb_at(i)) != NULL; i++) {
		if (last != NULL && strcmp(v->noun, last->noun) != 0 &&
		    v->verb != NULL)
			fputc('\n', to);
		one_line(to, v);
		last = v;
	}
	fputs("\nhandover help NOUN tells more.  Exit: 0 done, 1 refused by a "
	      "rule, 2 wrong use,\n3 not finished, 4 fault.\n",
	    to);
}

/* --- scdoc --------------------------------------------------------------------
 */

/* In scdoc _ and * are marks. */
static void
escaped(FILE *to, const char *text)
{
	for (; *text != '\0'; text++) {
		if (strchr("_*\\<>#~`", *text) != NULL)
			fputc('\\', to);
		fputc(*text, to);
	}
}

/* With a full stop at its end, unless it asks. */
static void
sentence(FILE *to, const char *text)
{
	size_t len = strlen(text);

	escaped(to, text);
	if (len > 0 && strchr(".?", text[len - 1]) == NULL)
		fputc('.', to);
}

static void
man_verb(FILE *to, const struct ho_verb *v)
{
	struct ho_buf args = HO_BUF_INIT, roles = HO_BUF_INIT;
	char name[HO_VERB_NAME];

	ho_verb_name(v, name);
	arguments(v, &args);
	fprintf(to, "*%s*%s", name, args.len > 0 ? " " : "");
	escaped(to, ho_buf_text(&args));
	fputs("\n\t", to);
	sentence(to, v->help);
	if (!(v->flags & HO_V_LOCAL)) {
		ho_roles_format(v->roles, &roles);
		fprintf(to, " Roles: %s.",
		    v->roles == HO_STAFF_ALL ? "any" : ho_buf_text(&roles));
	}
	fputs("\n\n", to);
	for (const struct ho_opt *o = v->opt; o != NULL && o->name != NULL;
	     o++) {
		fprintf(to, "\t*--%s*%s", o->name, o->what != NULL ? " " : "");
		escaped(to, o->what != NULL ? o->what : "");
		fputs(": ", to);
		sentence(to, o->help);
		fputs("\n\n", to);
	}
	ho_buf_free(&args);
	ho_buf_free(&roles);
}

void
usage_man(FILE *to)
{
	const struct ho_verb *v, *last = NULL;

	for (size_t i = 0; (v = ho_verb_at(i)) != NULL; i++) {
		if (last == NULL || strcmp(v->noun, last->noun) != 0)
			fprintf(to, "## %s\n\n", v->noun);
		man_verb(to, v);
		last = v;
	}
}

static void
man_key(FILE *to, const struct ho_conf_doc *key)
{
	fprintf(to, "*%s* = _%s_\n\t", key->name, key->type);
	sentence(to, key->help);
	if (key->range[0] != '\0') {
		fputs(" Takes ", to);
		sentence(to, key->range);
	}
	fputs(" Default: ", to);
	if (key->preset == NULL)
		fputs("none, it must be set", to);
	else if (key->preset[0] == '\0')
		fputs("empty", to);
	else
		escaped(to, key->preset);
	fputs(".\n\n", to);
}

void
usage_man_conf(FILE *to)
{
	struct ho_conf_doc key;
	bool was_service = false;

	for (size_t i = 0; ho_conf_key(i, &key); i++) {
		if (key.is_service && !was_service)
			fputs("## Of a section [service NAME]\n\n", to);
		was_service = key.is_service;
		man_key(to, &key);
	}
}

/* --- bash ---------------------------------------------------------------------
 */

static void
bash_case(FILE *to, const struct ho_verb *v)
{
	char name[HO_VERB_NAME];

	ho_verb_name(v, name);
	fprintf(to, "\t'%s') words='--json --help", name);
	for (const struct ho_opt *o = v->opt; o != NULL && o->name != NULL; o++)
		fprintf(to, " --%s", o->name);
	fputs("' ;;\n", to);
}

static void
bash_verbs(FILE *to, const char *noun)
{
	const struct ho_verb *v;

	fprintf(to, "\t'%s') words='", noun);
	for (size_t i = 0; (v = ho_verb_at(i)) != NULL; i++)
		if (strcmp(v->noun, noun) == 0 && v->verb != NULL)
			fprintf(to, "%s ", v->verb);
	fputs("' ;;\n", to);
}

static bool
is_first_of_noun(const struct ho_verb *v)
{
	size_t i = 0;

	while (strcmp(ho_verb_at(i)->noun, v->noun) != 0)
		i++;
	return ho_verb_at(i) == v;
}

void
usage_bash(FILE *to)
{
	const struct ho_verb *v;

	fputs("# bash completion for handover; made by: handover completion "
	      "bash\n_handover()\n{\n"
	      "\tlocal cur=${COMP_WORDS[COMP_CWORD]} words=\n"
	      "\tif [[ ${COMP_WORDS[COMP_CWORD-1]} == "
	      "--@(mail|proof|hash|leaves|export|checkpoint|socket) ]]; then\n"
	      "\t\tCOMPREPLY=($(compgen -f -- \"$cur\"))\n\t\treturn\n\tfi\n"
	      "\tcase \"$COMP_CWORD ${COMP_WORDS[1]}\" in\n\t1\\ *) words='",
	    to);
	for (size_t i = 0; (v = ho_verb_at(i)) != NULL; i++)
		if (is_first_of_noun(v))
			fprintf(to, "%s ", v->noun);
	fputs("' ;;\n\tesac\n\t[[ $COMP_CWORD == 2 ]] && "
	      "case \"${COMP_WORDS[1]}\" in\n",
	    to);
	for (size_t i = 0; (v = ho_verb_at(i)) != NULL; i++)
		if (is_first_of_noun(v) && v->verb != NULL)
			bash_verbs(to, v->noun);
	fputs("\tesac\n\t[[ -z $words ]] && case \"${COMP_WORDS[1]} "
	      "${COMP_WORDS[2]}\" in\n",
	    to);
	for (size_t i = 0; (v = ho_verb_at(i)) != NULL; i++)
		if (v->verb != NULL)
			bash_case(to, v);
	fputs(
	    "\tesac\n\t[[ -z $words ]] && case \"${COMP_WORDS[1]}\" in\n", to);
	for (size_t i = 0; (v = ho_verb_at(i)) != NULL; i++)
		if (v->verb == NULL)
			bash_case(to, v);
	fputs("\tesac\n\tCOMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n}\n"
	      "complete -F _handover handover\n",
	    to);
}
