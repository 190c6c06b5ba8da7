/*
 * handoverd/judges.h - letters under judgement.
 *
 * Starts handover-judge, handover-draw and handover-snapshot through
 * lib/helper, at most HO_HELPER_MAX at once; the rest wait their turn, in order.  All calls and
 * callbacks belong to the loop's thread.
 */
#ifndef HANDOVERD_JUDGES_H
#define HANDOVERD_JUDGES_H

#include <stddef.h>

#include "lib/helper/drawing.h"
#include "lib/helper/picture.h"

struct daemon;
struct ho_facts;
struct judges;

int judges_start(struct judges **j, struct daemon *d);
/* Kills what is under way and takes nothing more; every 'done' is called from
 * the loop's next round, with HO_E_IO. */
void judges_stop(struct judges *j);
void judges_free(struct judges **j); /* after that round */

#define JUDGES_FACTS   0x01u
#define JUDGES_DRAWING 0x02u
#define JUDGES_WAITING 64 /* letters waiting for their turn, at most */

/*
 * What came of it.  On HO_OK what was wanted is there, the rest is NULL; the
 * drawing is empty where the facts name a fault in the letter's build.  On
 * anything else both are NULL: HO_E_PEER the judge died or talked nonsense,
 * HO_E_TIMEOUT it was killed at its deadline, HO_E_NONE there is no such
 * program, HO_E_IO, HO_E_NOMEM.  The callee owns both: free() for the facts,
 * ho_drawing_free() for the drawing.
 */
typedef void judges_done_fn(
    void *arg, int rc, struct ho_facts *facts, struct ho_drawing *drawing);

/*
 * Has a letter judged, drawn or both, then calls done exactly once, never
 * before this returns.  The octets are borrowed until then.
 * HO_E_LIMIT: too many wait already, or we are stopping; done is not called.
 */
int judges_ask(struct daemon *d, const void *mail, size_t len, unsigned want,
    judges_done_fn *done, void *arg);

/*
 * Has a text drawn as a picture (ho_told_page()), in its turn among the
 * letters.  picture->none: there can be none.  The callee owns the picture:
 * ho_picture_free().  rc and HO_E_LIMIT as above.
 */
typedef void judges_pictured_fn(void *arg, int rc, struct ho_picture *picture);
int judges_picture(struct daemon *d, const void *text, size_t len,
    judges_pictured_fn *done, void *arg);

#endif
