/*
 * handoverd/desk/call.h - making a call out of a request, and reading verbs.
 *
 * What a verb sees of its call stands in verb.h.  Here is what the desk does
 * before and after, and the verbs that do not run in the writer's thread.
 */
#ifndef HANDOVERD_CALL_H
#define HANDOVERD_CALL_H

#include "handoverd/desk/verb.h"

struct daemon;

/* Empty, for this verb; HO_E_NOMEM. */
int call_init(struct call *c, const struct ho_verb *v);
void call_clear(struct call *c); /* frees what is in it, wipes the octets */

/*
 * Reads ARGS: strict JSON, one object, every member known to the verb's row
 * and of its type and size, everything required there.  Otherwise refuses
 * (exit 2, "usage").
 */
int call_read_args(struct call *c, const void *json, size_t len);

/* Announces a blob; refuses what the row does not name, twice, too long. */
int call_expect(struct call *c, const char *name, uint64_t len);

/* Are all required files there?  Refuses (exit 2). */
int call_has_files(struct call *c);

/* The answer as one JSON text: result, and where it is a refusal exit, reason
 * and message in it.  free() it.  NULL: no memory. */
char *call_json(struct call *c);

/*
 * A verb with HO_V_READER takes long and only reads: it runs in a thread of
 * its own, so that neither the writer nor a password hash waits for it, and
 * opens a reading connection for itself.  tell may be called at any time.
 */
struct call_teller {
	void *arg;
	void (*tell)(void *arg, int64_t done, int64_t all);
};
typedef int reader_fn(
    struct daemon *d, struct call *c, const struct call_teller *teller);

reader_fn *reader_find(const struct ho_verb *v);

#endif
