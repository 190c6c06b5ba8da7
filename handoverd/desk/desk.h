/*
 * handoverd/desk/desk.h - one connection at the desk door, between its files.
 *
 * desk.c has the conversation, desk_who.c the question who asks and whether
 * they may, desk_reader.c the verbs that only read, desk_note.c refusals that
 * the log hears of, desk_answer.c what goes back.  The session outlives a connection
 * that closes while the writer, the judges or the reader work for it.
 */
#ifndef HANDOVERD_DESK_H
#define HANDOVERD_DESK_H

#include <stdatomic.h>

#include "handoverd/desk/call.h"
#include "handoverd/loop.h"
#include "handoverd/writer.h"

struct conn;

enum desk_at {
	DESK_OVER = 0, /* nothing more is heard */
	DESK_START,    /* the request is to come */
	DESK_WORK,     /* the writer, the judges or the reader have it */
	DESK_BLOBS,    /* its files are coming */
	DESK_PAGE,     /* rows are on their way out, more will follow */
};

struct desk {
	struct conn *conn; /* NULL: the peer has gone */
	struct daemon *d;
	uid_t uid;
	enum desk_at at;
	bool is_busy; /* somebody else holds it; only they may free it */
	struct call call;
	size_t blob;                     /* the one that is coming */
	uint64_t blob_len[CALL_BLOBS];   /* as announced */
	struct ho_facts *facts;          /* owned; call.facts is the same */
	struct ho_drawing *drawing;      /* likewise */
	int rc;                          /* what the verb returned */
	bool is_admitted;                /* desk_who() said yes */
	int64_t told_at;                 /* progress, ms of loop_now() */
	atomic_bool is_told;             /* progress is on its way */
	_Atomic int64_t done, all;       /* how far the reader is */
	struct loop_post telling, ended; /* from the reader's thread */
};

/*
 * Who asks, and may they?  Inside a transaction: the uid is the kernel's word,
 * the staff row is read now.  Fills call.me, sets is_admitted; a "no" is in
 * the call (exit 1, "not-staff" or "role") and in the log, so HO_OK keeps it.
 */
int desk_who(struct tx *t, struct desk *s);

/* Work came back: true, if somebody still wants to hear of it; otherwise the
 * session is gone. */
bool desk_back(struct desk *s);

/* Runs it in the writer's thread; answers for itself where it cannot. */
void desk_submit(struct desk *s, writer_run_fn *run, writer_done_fn *done);

/* Its refusal is written down (call_note()), and then told. */
void desk_note(struct desk *s);

/* Has the verb run beside the writer; answers when it is done. */
void desk_run_reader(struct desk *s);

/* Sends rows gathered so far; leaves the array empty. */
void desk_send_rows(struct desk *s);
/* Sends the reply and closes. */
void desk_send_reply(struct desk *s);
void desk_send_progress(struct desk *s, const char *text);

#endif
