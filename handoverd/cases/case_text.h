/*
 * handoverd/cases/case_text.h - what the texts of a case may ask for.
 *
 * Used by case_letters.c and case_notices.c (what goes out) and case_text.c
 * (what the ticket keeps); names are those that share/templates declare.
 */
#ifndef HANDOVERD_CASE_TEXT_H
#define HANDOVERD_CASE_TEXT_H

#include "handoverd/cases/case_work.h"
#include "handoverd/post/notify.h"
#include "lib/base/when.h"

struct values {
	char ticket[65];
	char until[HO_WHEN_LEN], asked_at[HO_WHEN_LEN], what[768];
	struct notice_value v[24];
	size_t n;
	int64_t use_until; /* of what they say; 0: for ever */
};

/* What every text about the case may ask for.  Borrows from w and v. */
void text_values(const struct work *w, int64_t until, struct values *v);
void text_put(struct values *v, const char *name, const char *text);
void text_put_secret(
    struct values *v, const char *name, const struct ho_secret *s);

/* The body of a template into a new secret, which the caller frees. */
int text_fill(struct work *w, const char *template, const struct values *v,
    struct ho_secret **text);

/* The template with these values, as a letter; is_answer: on the thread. */
int letter_send(struct work *w, const char *template, int64_t address,
    const struct values *v, bool is_answer);

#endif
