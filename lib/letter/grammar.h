/*
 * lib/letter/grammar.h - is this value fit for its field?
 *
 * Inside lib/letter only; letter.h is the face.  Pure.  Each takes any octets
 * and looks at nothing else, so the question can be asked before a letter is
 * begun.  Source: RFC 5322 section 3, RFC 6532.
 */
#ifndef HO_LETTER_GRAMMAR_H
#define HO_LETTER_GRAMMAR_H

#include <stdbool.h>
#include <stddef.h>

bool ho_is_ascii_line(const char *text, size_t len); /* 0x20 to 0x7e */
bool ho_is_text_line(const char *text, size_t len);  /* UTF-8, no control */
bool ho_is_text(const char *text, size_t len);       /* and LF, TAB */
bool ho_is_token_id(const char *text, size_t len);   /* token@domain */
bool ho_is_field_name(const char *text, size_t len);

#endif
