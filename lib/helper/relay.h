/*
 * lib/helper/relay.h - one letter's DNS questions, on their way to the
 * resolver and back.
 *
 * Nothing here waits.  Questions leave in the order in which they came; a
 * question that may not be asked, or finds no resolver, has its answer at
 * once (HO_DNS_REFUSED, HO_DNS_FAILED).  The asker's numbers stay on its side:
 * the resolver sees ours, and may answer each once.
 */
#ifndef HO_HELPER_RELAY_H
#define HO_HELPER_RELAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/buf.h"
#include "lib/helper/question.h"
#include "lib/wire/frame.h"

#define HO_RELAY_QUESTIONS 64 /* in the life of one letter */
/* From the first question to the last answer, in milliseconds: the resolver
 * itself answers within 2,500, unless it hangs. */
#define HO_RELAY_MS 2700

struct ho_facts;

struct ho_relay {
	int fd;                      /* to the resolver; -1: none */
	const struct ho_facts *kept; /* answers of another day; NULL: none */
	size_t count;
	int64_t deadline; /* of ho_sock_now(); 0: nothing was asked yet */
	struct ho_question {
		uint64_t id; /* the asker's number */
		char name[HO_QUESTION_MAX + 1];
		enum {
			HO_Q_ASKED = 0, /* to be sent */
			HO_Q_SENT,
			HO_Q_ANSWERED, /* to be handed back */
			HO_Q_DONE
		} state;
		uint64_t status; /* enum ho_dns */
		uint64_t is_secure;
		struct ho_buf answer; /* the resolver's message, checked */
	} question[HO_RELAY_QUESTIONS];
};

/* Takes fd, a connection to the resolver or -1. */
void ho_relay_open(struct ho_relay *r, int fd);
void ho_relay_close(struct ho_relay *r);

/*
 * An HO_M_JUDGE_QUERY.  HO_E_PEER: malformed, or one question too many.
 */
int ho_relay_ask(struct ho_relay *r, const struct ho_view *v);

/*
 * Sends what waits and takes what has come, with mem of HO_FRAME_MAX octets
 * to work in.  A resolver that breaks off or talks nonsense is let go, and
 * what it has not answered has failed.
 */
void ho_relay_work(struct ho_relay *r, void *mem);

/* When what is still unanswered has failed; INT64_MAX: nothing is. */
int64_t ho_relay_deadline(const struct ho_relay *r);
/* The deadline has come: the resolver is let go. */
void ho_relay_late(struct ho_relay *r);

/* poll(2) events for fd. */
short ho_relay_events(const struct ho_relay *r);

/* Does an answer wait to be handed back? */
bool ho_relay_has_answer(const struct ho_relay *r);

/*
 * The next answer, as an HO_M_JUDGE_RECORDS not yet ended, in mem of
 * HO_FRAME_MAX octets.  HO_E_NONE: none waits.  ho_relay_answered() once it
 * is sent.
 */
int ho_relay_answer(const struct ho_relay *r, struct ho_frame *f, void *mem);
void ho_relay_answered(struct ho_relay *r);

#endif
