/*
 * lib/letter/parts.h - a template taken apart.
 *
 * Inside lib/letter only; template.h is the face.
 */
#ifndef HO_LETTER_PARTS_H
#define HO_LETTER_PARTS_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/letter/template.h"

#define HO_TEMPLATE_PARTS 400

enum ho_part_kind {
	HO_PART_TEXT,
	HO_PART_VALUE,
	HO_PART_IF,
	HO_PART_END
};

struct ho_part {
	enum ho_part_kind kind;
	const char *text; /* HO_PART_TEXT: lies in the template's text */
	size_t len;
	size_t ask; /* the others: which placeholder */
};

struct ho_template {
	char *name, *text;
	struct {
		char name[HO_TEMPLATE_NAME];
		bool is_used;
	} ask[HO_TEMPLATE_VALUES];
	size_t n_asks;
	struct ho_part part[HO_TEMPLATE_PARTS];
	size_t n_subject, n_parts; /* the subject's parts come first */
};

#endif
