/* lib/wire/verbs.c - the tables of the desk's verbs, as one. */
#include "lib/wire/verbs_row.h"

/* In the order of the usage and of the manual. */
static const struct ho_verb *const tables[] = { ho_verbs_client, ho_verbs_case,
	ho_verbs_house };

const struct ho_verb *
ho_verb_at(size_t i)
{
	for (size_t k = 0; k < sizeof(tables) / sizeof(tables[0]); k++)
		for (const struct ho_verb *v = tables[k]; v->noun != NULL; v++)
			if (i-- == 0)
				return v;
	return NULL;
}

const char *const ho_role_names[HO_ROLE_NAMES] = { "support", "manager",
	"approver", "security", "auditor", "admin" };
