/*
 * tests/model/tables.c - lib/flow's table of a case as text for Spin.
 *
 * case.pml has no table of its own: what a fact leads to, who may do what
 * where, and what time brings are printed from the rows that handoverd runs
 * by.  Words become names: "waiting-ticket" is AT_waiting_ticket, the fact
 * "no ticket" IF_no_ticket, the act "sign-in" MAY_sign_in(state).
 */
#include <stdio.h>

#include "lib/flow/case.h"

static void
name(const char *word)
{
	for (; *word != '\0'; word++)
		putchar(*word == '-' || *word == ' ' ? '_' : *word);
}

static void
print_names(void)
{
	unsigned open = 0;

	for (int64_t s = 0; s < HO_AT_STATES; s++) {
		fputs("#define AT_", stdout);
		name(ho_case_word(s));
		printf(" %d\n", (int)s);
		if (ho_case_is_open(s))
			open |= 1u << s;
	}
	printf("#define AT_BY_FACTS %d\n", HO_AT_STATES);
	printf("#define IS_OPEN(s) (((%u >> (s)) & 1) == 1)\n", open);
	for (size_t b = 0; ho_case_fact_word(b) != NULL; b++) {
		fputs("#define IF_", stdout);
		name(ho_case_fact_word(b));
		printf(" %u\n", 1u << b);
	}
}

/* The first rule that fits, as one conditional expression. */
static void
print_next(void)
{
	const struct ho_case_rule *r;
	size_t n = 0;

	fputs("#define NEXT(f) (", stdout);
	for (; (r = ho_case_rule_at(n)) != NULL; n++)
		printf("\\\n\t((f) & %u) == %u -> %d : (", r->care, r->want,
		    (int)r->then);
	printf("%d", HO_AT_REFUSED);
	while (n-- > 0)
		putchar(')');
	puts(")");
}

static void
print_acts(void)
{
	const struct ho_case_doing *act;

	for (int a = 1; (act = ho_case_doing((enum ho_case_act)a)) != NULL;
	     a++) {
		fputs("#define MAY_", stdout);
		name(act->word);
		printf("(s) (((%u >> (s)) & 1) == 1)\n", act->at);
	}
}

static void
print_time(void)
{
	fputs("#define OVER(s) (", stdout);
	for (int64_t s = 0; s < HO_AT_STATES; s++)
		printf("\\\n\t(s) == %d -> %d : (", (int)s,
		    (int)ho_case_over(s)->to);
	printf("%d", HO_AT_REFUSED);
	for (int64_t s = 0; s < HO_AT_STATES; s++)
		putchar(')');
	puts(")");
}

/* One bit for each state that a new request would bring. */
static void
print_ground(void)
{
	fputs("#define GIVES_WAY(old, new) (((", stdout);
	for (int64_t o = 0; o < HO_AT_STATES; o++) {
		unsigned mask = 0;

		for (int n = 0; n < HO_AT_STATES; n++)
			if (ho_case_gives_way(o, (enum ho_case_state)n))
				mask |= 1u << n;
		printf("\\\n\t(old) == %d -> %u : (", (int)o, mask);
	}
	putchar('0');
	for (int64_t o = 0; o < HO_AT_STATES; o++)
		putchar(')');
	puts(") >> (new)) & 1)");
}

int
main(void)
{
	print_names();
	print_next();
	print_acts();
	print_time();
	print_ground();
	return 0;
}
