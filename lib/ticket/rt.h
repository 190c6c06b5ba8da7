/*
 * lib/ticket/rt.h - what the two files about RT share; nobody else includes it.
 */
#ifndef HO_TICKET_RT_H
#define HO_TICKET_RT_H

#include "lib/ticket/talk.h"

/* rt_link.c: the first step. */
extern const struct ticket_step rt_link;

#endif
