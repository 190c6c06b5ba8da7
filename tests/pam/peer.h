/*
 * tests/pam/peer.h - a double of handoverd's login door that keeps to a script.
 *
 * A script is words with blanks between, played anew on each connection:
 *
 *	start           waits for a message that must be LOGIN_START
 *	ask=WORD        asks, echo off; see=WORD: echo on.  Prompt "WORD: ",
 *	                REF "HO-7F3K2M", STEP "1/4", UNTIL a time
 *	bare=WORD       asks without REF, STEP and UNTIL
 *	prompt=N        asks with a prompt of N octets; text=N tells as much
 *	answer          waits for an answer or a cancel, and keeps it
 *	info error      tells something
 *	knows=ROLE/ACCOUNT/FACTORS/TIME  the result says so of the user
 *	grace=TIME      ... and STEP "grace", UNTIL that time
 *	ok=USER reset=USER refused assigned=LOGIN unavailable
 *	say=V/WORD/USER a result with verdict number V, "-" for no field
 *	raw=NAME        something malformed, see the table in peer.c
 *	grant=V/WORD/LOGIN  the same with a LOGIN
 *	long=N          a good yes of N octets; more=N: and 4 octets behind it
 *	wait=MS         is slow; hang: waits until the module hangs up
 *	storm           asks and asks; chatter: tells and tells
 *	close           hangs up; die: the whole double is killed
 *
 * The double is a process of its own, so that it can die; what it heard is in
 * memory that both see.
 */
#ifndef HO_TESTS_PAM_PEER_H
#define HO_TESTS_PAM_PEER_H

#include <stdatomic.h>
#include <stdint.h>
#include <sys/types.h>

#include "lib/wire/proto.h"

#define PEER_ANSWERS 16

/* What the module said; texts with their NUL. */
struct peer_heard {
	atomic_int connections, starts, answers, cancels, oks, faults;
	atomic_int acts; /* words of the script done */
	uint64_t phase, flags;
	char user[HO_LOGIN_NAME_MAX + 1], service[HO_LOGIN_NAME_MAX + 1];
	char rhost[HO_LOGIN_NAME_MAX + 1], tty[HO_LOGIN_NAME_MAX + 1];
	char ruser[HO_LOGIN_NAME_MAX + 1];
	char answer[PEER_ANSWERS][HO_ANSWER_MAX + 1];
};

struct peer {
	pid_t pid; /* 0: none */
	char path[108];
	struct peer_heard *heard;
};

/*
 * Listens at path and plays script.  uid is who listens, as the kernel says
 * (other than our own only as root).  Anything that fails ends the test.
 */
void peer_start(
    struct peer *p, const char *path, uid_t uid, const char *script);
void peer_stop(struct peer *p); /* kills it, removes the socket */

#endif
