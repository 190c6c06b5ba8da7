/*
 * lib/helper/helper.h - gives a letter to a judge and takes its answer.
 *
 * A helper is one letter, one child process and, for the facts, one
 * connection to the resolver.  The child is assumed to have been taken over
 * by the letter: its messages are decoded strictly, its questions are carried
 * only where lib/helper/question.h allows them and HO_HELPER_QUERIES times at
 * most, and when its time is over it is killed.
 *
 * Two faces over one machine.  For an event loop:
 *
 *	rc = ho_helper_start(&h, HO_HELPER_JUDGE, program, fd, mail, len);
 *	n = ho_helper_watch(h, fds);      watch these, level-triggered, until
 *	                                  ho_helper_deadline(h)
 *	over = ho_helper_on_ready(h);     any of them is ready: watch again
 *	over = ho_helper_on_timeout(h);   the deadline came
 *	rc = ho_helper_facts(h, &facts);  once it is over
 *	ho_helper_free(&h);
 *
 * and for a program that can wait, ho_helper_judge() and ho_helper_draw().
 * Neither blocks on the child, uses a thread, a signal or SIGCHLD: the end of
 * a child is seen on its pidfd.
 */
#ifndef HO_HELPER_HELPER_H
#define HO_HELPER_HELPER_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/facts.h"
#include "lib/helper/drawing.h"
#include "lib/helper/picture.h"

struct ho_helper; /* opaque */

enum ho_helper_job {
	HO_HELPER_JUDGE,   /* program is handover-judge */
	HO_HELPER_DRAW,    /* program is handover-draw */
	HO_HELPER_SNAPSHOT /* program is handover-snapshot, the letter a text */
};

#define HO_HELPER_FDS        3     /* descriptors to watch, at most */
#define HO_HELPER_QUERIES    64    /* DNS questions one letter may cause */
#define HO_HELPER_TIMEOUT_MS 10000 /* a whole letter, start to end */
#define HO_HELPER_MAX        4     /* children at once; the caller counts */

/*
 * Starts program with a socket as its descriptor 0, an empty environment and
 * nothing else of ours but standard error.
 *
 *   program   path; borrowed for the call
 *   resolver  a connection to handover-resolver, taken (closed also when the
 *             start fails); -1: there is none, every question is answered
 *             HO_DNS_FAILED.  Used by HO_HELPER_JUDGE alone
 *   letter    len octets, at most HO_LETTER_MAX; borrowed until the helper is
 *             freed.  For HO_HELPER_SNAPSHOT a text of at most
 *             HO_SNAPSHOT_TEXT octets: UTF-8, LF line ends, made visible, one
 *             form feed between our part and the letter's
 *
 * HO_E_LIMIT: letter too long (an empty one is the judge's to refuse).
 * HO_E_NONE: no such program.
 * HO_E_IO, HO_E_NOMEM: could not start, try later.  *h is NULL then.
 */
int ho_helper_start(struct ho_helper **h, enum ho_helper_job job,
    const char *program, int resolver, const void *letter, size_t len);

/*
 * Right after ho_helper_start() without a resolver: questions are answered as
 * they were when these facts were made; what was not asked then has failed.
 *
 *   kept  borrowed until the helper is freed
 */
void ho_helper_replay(struct ho_helper *h, const struct ho_facts *kept);

/*
 * What to watch now, and for what; returns how many.  The descriptors stay
 * the same while the helper lives, their events change with every on_ready;
 * one that it has closed is no longer in the list.
 */
size_t ho_helper_watch(
    const struct ho_helper *h, struct pollfd fds[static HO_HELPER_FDS]);

/* When on_timeout is due: milliseconds of ho_sock_now(). */
int64_t ho_helper_deadline(const struct ho_helper *h);

/* Does what can be done without waiting.  True: it is over, take the answer. */
bool ho_helper_on_ready(struct ho_helper *h);

/* Lets a resolver go that does not answer, kills the child if its own time is
 * over.  True: it is over. */
bool ho_helper_on_timeout(struct ho_helper *h);

/*
 * The answer, once it is over; owned by the caller, who gives it back with
 * free() (facts), ho_drawing_free() or ho_picture_free().
 *
 * HO_E_PEER: the child broke the protocol, died or answered with garbage.
 * HO_E_TIMEOUT: killed at the deadline.  HO_E_ORDER: not over yet, another
 * job, or taken already.  HO_E_NOMEM.  The pointer is NULL then.
 */
int ho_helper_facts(struct ho_helper *h, struct ho_facts **facts);
int ho_helper_drawing(struct ho_helper *h, struct ho_drawing **drawing);
int ho_helper_picture(struct ho_helper *h, struct ho_picture **picture);

/* Kills what still runs, closes all. */
void ho_helper_free(struct ho_helper **h);

/* The same in one call that waits, at most HO_HELPER_TIMEOUT_MS. */
int ho_helper_judge(const char *program, int resolver, const void *letter,
    size_t len, struct ho_facts **facts);
int ho_helper_draw(const char *program, const void *letter, size_t len,
    struct ho_drawing **drawing);
int ho_helper_snapshot(const char *program, const void *text, size_t len,
    struct ho_picture **picture);
int ho_helper_judge_again(const char *program, const struct ho_facts *kept,
    const void *letter, size_t len, struct ho_facts **facts);

#endif
