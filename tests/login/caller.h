/*
 * tests/login/caller.h - one PAM call, played against the login door.
 *
 * Each step says what must come; anything else ends the test program with the
 * line of the caller.
 */
#ifndef HO_TESTS_LOGIN_CALLER_H
#define HO_TESTS_LOGIN_CALLER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "lib/wire/frame.h"
#include "lib/wire/proto.h"

struct caller {
	int fd;
	uint8_t mem[HO_LOGIN_MSG_MAX];
	struct ho_view v; /* the last message that was no INFO */
	char text[HO_LOGIN_TEXT_MAX + 1]; /* the last INFO; "" none since */
	unsigned infos;
	int64_t sent_ms; /* when the last message of ours left */
};

void caller_open(struct caller *c);
/* As another uid; only where the test is root. */
void caller_open_as(struct caller *c, uid_t uid);
void caller_close(struct caller *c);
void caller_send(struct caller *c, const struct ho_frame *f);
void caller_start(struct caller *c, enum ho_phase phase, const char *service,
    const char *user, uint64_t flags);
void caller_say(struct caller *c, const char *answer);
void caller_cancel(struct caller *c);
/* The next message that is no INFO; false: the line was closed. */
bool caller_hear(struct caller *c);
const char *caller_field(struct caller *c, uint16_t tag);

void caller_ask_at(struct caller *c, const char *ask, const char *f, int line);
void caller_end_at(struct caller *c, uint64_t verdict, const char *word,
    const char *f, int line);

/* The question with this word comes, or this is how the call ends. */
#define is_asked(c, ask) caller_ask_at((c), (ask), __FILE__, __LINE__)
#define ends(c, verdict, word) \
	caller_end_at((c), (verdict), (word), __FILE__, __LINE__)
#define is_refused(c) ends((c), HO_LOGIN_REFUSED, "refused")

/* Opens, starts an authentication, answers the first question. */
void caller_login(struct caller *c, const char *service, const char *user,
    const char *password);

#endif
