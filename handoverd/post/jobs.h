/*
 * handoverd/post/jobs.h - what an outside ticket system still has to be told.
 *
 * A row says what to do with which record of which ticket; what is said lies
 * in the record, sealed, and is opened when the job is handed out.  The jobs of
 * one ticket go one behind the other, but for a link, which holds up nothing;
 * those of others do not wait for them.
 * A job that may have been done, because its answer was unclear or the line
 * was lost, is handed out as one that was tried: the courier then looks before
 * it does it.  A new ticket, where a search may lag behind, is only looked for
 * until ticket-lag has passed.  All inside a transaction.
 */
#ifndef HANDOVERD_JOBS_H
#define HANDOVERD_JOBS_H

#include <stdint.h>

#include "handoverd/post/report.h"
#include "handoverd/writer.h"
#include "lib/base/buf.h"
#include "lib/wire/proto.h"

struct ho_secret;

#define JOBS_GIVE_UP (7 * 24 * 3600) /* seconds of trying */

/* Adds one that is due at once; record 0: none.  Sets t->wants_courier. */
int jobs_add(struct tx *t, const struct ho_ticket *ticket, int64_t record,
    enum ho_job_act act);
/* The same, for a link from the one to the other. */
int jobs_add_link(struct tx *t, const struct ho_ticket *ticket,
    const struct ho_ticket *other);

/* A job as the courier gets it. */
struct errand_out {
	int64_t id;
	const char *act; /* a word of PROTOCOL: "create" */
	bool is_again;
	char key[65], mark[65], subject[257], status[33], type[33];
	char name[65];            /* of a file; of a link the other one's key */
	struct ho_secret *secret; /* one of the two, or neither */
	struct ho_buf plain;
};

/*
 * Marks it handed out and opens it.  HO_E_NONE: nothing is to be done now: it
 * is done with (its record was wiped, or its ticket is gone), or it waits for
 * a system that the settings do not name any more.
 */
int jobs_take(struct tx *t, struct ho_job *job, struct errand_out *out);
void errand_out_free(struct errand_out *out);

/* What the courier said of it. */
int jobs_report(struct tx *t, struct ho_job *job, const struct report *v);

/* The line was lost while it was out: nobody knows. */
int jobs_put_back(struct tx *t, struct ho_job *job);

#endif
