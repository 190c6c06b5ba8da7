/*
 * judge/draw/head.h - what stands in a header, made visible: values of a
 * letter's fields, names and types of its parts.
 *
 * One line each that no value can leave, cut to its place in the middle: who
 * fills a display name or a file's name hides what comes last, the address or
 * the ending.
 */
#ifndef HO_DRAW_HEAD_H
#define HO_DRAW_HEAD_H

#include <stddef.h>

#include "lib/helper/drawing.h"

struct _GMimeMessage; /* gmime's own name */

#define HEAD_CUT  "[...]" /* stands where something is left out */
#define HEAD_TAIL 64      /* octets kept behind it, at most */

/*
 * Writes text (NULL: none), made visible, into out: at most cap - 1 octets,
 * whole characters, and a NUL; cap is more than HEAD_TAIL and HEAD_CUT.
 */
void head_show(char *out, size_t cap, const char *text);

/* The fields that people see. */
void head_draw(struct ho_drawing *d, struct _GMimeMessage *m);

#endif
