/* admin/usage_flow.c - the tables of cases and verbs, for the documents. */
#include <string.h>

#include "admin/usage.h"
#include "lib/flow/case.h"
#include "lib/store/rows.h"

/* --- a case as a graph ---------------------------------------------------------
 *
 * Everything is asked of lib/flow, by which handoverd goes too: a state, act
 * or rule that is not there cannot be drawn, and none can be left out.
 */

/* "to confirm", "not approved": bits cared about, in the order of the facts. */
static void
graph_facts(FILE *to, const struct ho_case_rule *rule)
{
	const char *word, *between = "";

	for (size_t bit = 0; (word = ho_case_fact_word(bit)) != NULL; bit++) {
		if (!(rule->care & 1u << bit))
			continue;
		fprintf(to, "%s%s%s", between,
		    rule->want & 1u << bit ? "" : "not ", word);
		between = "\\n";
	}
}

static void
graph_states(FILE *to)
{
	for (int64_t s = 0; s < HO_AT_STATES; s++)
		fprintf(to, "\t\"%s\" [%s, label=\"%s\\n%s\"]\n",
		    ho_case_word(s),
		    ho_case_is_open(s) ? "shape=box" : "shape=box, style=bold",
		    ho_case_word(s), ho_case_debtor(s));
}

static void
graph_rules(FILE *to)
{
	const struct ho_case_rule *rule;

	for (size_t i = 0; (rule = ho_case_rule_at(i)) != NULL; i++) {
		fprintf(to, "\tfacts -> \"%s\" [label=\"%zu. ",
		    ho_case_word((int64_t)rule->then), i + 1);
		graph_facts(to, rule);
		fputs("\"]\n", to);
	}
}

/* Where the facts lead is the diamond again. */
static const char *
graph_end(enum ho_case_state to)
{
	return to == HO_AT_STATES ? "facts" : ho_case_word((int64_t)to);
}

static void
graph_act(FILE *to, const struct ho_case_doing *act)
{
	const struct ho_verb *v =
	    act->verb != NULL ? ho_verb_named(act->verb) : NULL;
	struct ho_buf roles = HO_BUF_INIT;

	if (v != NULL)
		ho_roles_format(v->roles, &roles);
	else
		ho_buf_str(&roles, "client");
	for (int64_t s = 0; s < HO_AT_STATES; s++)
		if (act->at & 1u << s)
			fprintf(to,
			    "\t\"%s\" -> \"%s\" [color=blue, "
			    "label=\"%s\\n%s\"]\n",
			    ho_case_word(s), graph_end(act->to), act->word,
			    ho_buf_text(&roles));
	ho_buf_free(&roles);
}

static void
graph_time(FILE *to)
{
	for (int64_t s = 0; s < HO_AT_STATES; s++) {
		const struct ho_case_over *over = ho_case_over(s);

		if (ho_case_again(s) != NULL)
			fprintf(to,
			    "\t\"%s\" -> facts [style=dotted, "
			    "label=\"%s\"]\n",
			    ho_case_word(s), ho_case_again(s));
		if (ho_case_is_open(s))
			fprintf(to,
			    "\t\"%s\" -> \"%s\" [style=dashed, label=\"%s\"]\n",
			    ho_case_word(s), graph_end(over->to),
			    over->reason != NULL ? over->reason : "time");
	}
}

void
usage_graph(FILE *to)
{
	const struct ho_case_doing *act;

	fputs("// The states of a case; made by: handover help --graph\n"
	      "// Black: the first rule that fits what is known.  Blue: what "
	      "somebody does,\n// and the roles that may.  Dotted: what it "
	      "looks for by itself.  Dashed: when\n// the time has come.  In a "
	      "box: who owes the next step.  Bold: it has ended.\n"
	      "digraph \"case\" {\n\trankdir=LR\n\tnode [fontsize=11]\n"
	      "\tedge [fontsize=9]\n"
	      "\tfacts [shape=diamond, label=\"what is known\"]\n",
	    to);
	graph_states(to);
	graph_rules(to);
	for (int a = 1; (act = ho_case_doing((enum ho_case_act)a)) != NULL; a++)
		graph_act(to, act);
	graph_time(to);
	fputs("}\n", to);
}

/* --- who may what --------------------------------------------------------------- */

void
usage_roles(FILE *to)
{
	const struct ho_verb *v;
	char name[HO_VERB_NAME];

	fputs("| verb |", to);
	for (size_t r = 0; r < HO_ROLE_NAMES; r++)
		fprintf(to, " %s |", ho_role_names[r]);
	fputs(" event |\n|---|", to);
	for (size_t r = 0; r < HO_ROLE_NAMES; r++)
		fputs("---|", to);
	fputs("---|\n", to);
	for (size_t i = 0; (v = ho_verb_at(i)) != NULL; i++) {
		if (v->flags & HO_V_LOCAL)
			continue;
		ho_verb_name(v, name);
		fprintf(to, "| `%s` |", name);
		for (size_t r = 0; r < HO_ROLE_NAMES; r++)
			fputs(v->roles & 1 << r ? " x |" : " |", to);
		if (v->event != NULL)
			fprintf(to, " `%s`", v->event);
		fputs(" |\n", to);
	}
}
