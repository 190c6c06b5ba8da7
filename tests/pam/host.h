/*
 * tests/pam/host.h - an application that calls PAM, as applications do.
 *
 * Real libpam by pam_start_confdir(3), the built module, a service file with
 * pam_permit.so behind ours: so a PAM_IGNORE would come out as PAM_SUCCESS.
 */
#ifndef HO_TESTS_PAM_HOST_H
#define HO_TESTS_PAM_HOST_H

#include <stdbool.h>
#include <stdint.h>

#include <security/pam_appl.h>

#include "tests/pam/peer.h"

#define HOST_PROMPTS 256

/* What the conversation does instead of answering. */
enum host_mood {
	HOST_ANSWERS,
	HOST_FAILS,       /* PAM_CONV_ERR */
	HOST_FAILS_DIRTY, /* PAM_CONV_ERR, and a pointer that is none */
	HOST_NO_ARRAY,    /* PAM_SUCCESS and NULL */
	HOST_NO_TEXT,     /* PAM_SUCCESS and a NULL text */
	HOST_AGAIN,       /* PAM_CONV_AGAIN */
	HOST_HATES_INFO,  /* answers prompts, fails on messages */
};

struct host {
	pam_handle_t *pamh;
	enum host_mood mood;
	const char *const *answers; /* one a prompt, the last one again */
	atomic_int *acts; /* of the double; a prompt is answered ... */
	int hold;         /* ... once there were so many */
	int prompts, infos, errors;
	int style[HOST_PROMPTS];
	char asked[HOST_PROMPTS][160]; /* "ASK REF STEP UNTIL" at the prompt */
};

/* The temporary directory of this test; made at the first call. */
const char *host_dir(void);
const char *host_socket(void); /* in it */

/* daemon_uid=N where the tests do not run as root, else "". */
const char *host_uid_arg(void);

/* The service file: our module with these arguments, then pam_permit.so. */
void host_service(const char *module, const char *args);

/* The same for the present socket and peer; timeout in seconds. */
void host_service_timed(const char *module, int timeout);

/* The same with a module and its arguments in front. */
void host_stack(const char *before, const char *module, const char *args);

/* pam_start; user may be NULL.  answers end with NULL. */
void host_start(struct host *h, const char *user, const char *const *answers);
void host_end(struct host *h, int status);

/* A whole login of Alice's, who answers "x": the code of authenticate. */
int host_login(void);

/* One phase. */
int host_call(struct host *h, enum ho_phase phase, int flags);

const char *host_env(const struct host *h, const char *name); /* or "" */
const char *host_user(const struct host *h);                  /* or "" */

int host_descriptors(void); /* open in this process */
int64_t host_now(void);     /* ms, monotonic */
int host_patience(void);    /* 1; more under valgrind and sanitizers */

/* A claim; a false one is printed with its row, and counted. */
void check_row(const char *row);
#define check(claim) check_that((claim), #claim, __LINE__)
void check_that(bool is_true, const char *claim, int line);
void check_skip(const char *why);
int check_end(const char *what); /* prints the sum; the exit status */

#endif
