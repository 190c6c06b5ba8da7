/*
 * tests/pam/script.h - the words that peer.h describes, played.
 */
#ifndef HO_TESTS_PAM_SCRIPT_H
#define HO_TESTS_PAM_SCRIPT_H

#include "tests/pam/peer.h"

/* Plays script on the connection fd, to its end or until the line is gone. */
void script_play(int fd, struct peer_heard *heard, const char *script);

#endif
