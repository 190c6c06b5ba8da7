/*
 * lib/helper/inside.h - one helper, between its files: helper.c starts it,
 * feeds it and sees its end, heard.c takes what it says.
 */
#ifndef HO_HELPER_INSIDE_H
#define HO_HELPER_INSIDE_H

#include "lib/helper/child.h"
#include "lib/helper/helper.h"
#include "lib/helper/relay.h"

struct ho_helper {
	enum ho_helper_job job;
	struct ho_child child;
	int64_t deadline; /* ms, ho_sock_now() */
	int result;       /* HO_E_ORDER while there is none */
	bool is_over;     /* the child is reaped, the result stands */
	const uint8_t *letter;
	size_t len, sent;
	bool is_announced, is_fed;
	struct ho_relay relay; /* its questions, and the resolver */
	struct ho_facts *facts;
	struct ho_drawing *drawing;
	struct ho_picture *picture;
	uint8_t mem[HO_FRAME_MAX]; /* one message, in or out */
};

/*
 * One message from the child.  h->result becomes HO_OK with the last one.
 * HO_E_PEER: it may not say that, or not now; HO_E_NOMEM.
 */
int ho_helper_hear(struct ho_helper *h, const struct ho_view *v);

#endif
