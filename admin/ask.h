/*
 * admin/ask.h - sends a request to the desk door, hears the answer.
 */
#ifndef HO_ADMIN_ASK_H
#define HO_ADMIN_ASK_H

#include "admin/request.h"

#define ASK_SOCKET "/run/handover/desk.sock"

struct ask_reply {
	int exit;
	char reason[64];
	struct ho_buf text; /* for people, not yet made visible */
	struct ho_buf json; /* one object */
	struct ho_buf file; /* for request.into */
};

/* Rows as they come; non-zero ends it (FAULT). */
struct ask_ears {
	void *ctx;
	int (*row)(void *ctx, const char *json, size_t len);
};

/*
 * DONE: reply holds the answer.  Otherwise complains: UNFINISHED where the
 * daemon is away, FAULT where it hung up or spoke nonsense.
 */
int ask(const struct request *r, const struct ask_ears *ears,
    struct ask_reply *reply);

/*
 * The same in steps: a request with a file, whose octets travel while another
 * is being answered.  The daemon begins with it at ask_send(), not before; each
 * of ask_hear() and ask_drop() ends the line.
 */
struct ask_line {
	int fd;   /* -1: none */
	int sent; /* what became of the octets; ask_hear() explains */
};

/* DONE, or complains as ask() does.  r is not needed any more after it. */
int ask_open(struct ask_line *l, const struct request *r);
void ask_send(struct ask_line *l);
int ask_hear(
    struct ask_line *l, const struct ask_ears *ears, struct ask_reply *reply);
void ask_drop(struct ask_line *l);
void ask_reply_free(struct ask_reply *reply);

#endif
