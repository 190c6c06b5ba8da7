/*
 * admin/usage.h - the verb table as people, shells and the manual read it.
 */
#ifndef HO_ADMIN_USAGE_H
#define HO_ADMIN_USAGE_H

#include <stdbool.h>
#include <stdio.h>

#include "lib/wire/verbs.h"

bool usage_has_noun(const char *noun);

void usage_all(FILE *to);                           /* every noun */
void usage_noun(FILE *to, const char *noun);        /* its verbs */
void usage_verb(FILE *to, const struct ho_verb *v); /* with its options */

void usage_man(FILE *to);      /* scdoc: the list of verbs in handover(8) */
void usage_man_conf(FILE *to); /* scdoc: the settings in handover.conf(5) */
void usage_bash(FILE *to);     /* a completion script */

/* usage_flow.c */
void usage_graph(FILE *to); /* the states of a case, for Graphviz */
void usage_roles(FILE *to); /* verb, roles, event: a table in Markdown */

#endif
