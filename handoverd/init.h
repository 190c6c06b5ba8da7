/*
 * handoverd/init.h - an installation in the making.
 */
#ifndef HANDOVERD_INIT_H
#define HANDOVERD_INIT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "handoverd/daemon.h"

#define INIT_PAIRS 64
#define INIT_MADE  8

struct init {
	const char *admin, *config, *profile, *user;
	struct ho_conf_pair pair[INIT_PAIRS + 1]; /* and the log's name */
	size_t n_pairs;
	char *origin; /* made up where --set gives none */
	uid_t admin_uid, uid;
	gid_t gid;
	struct daemon d;
	char made[INIT_MADE][4096]; /* in order, to take away again */
	size_t n_made;
	struct ho_buf why;
	struct ho_buf note; /* the empty log's checkpoint */
	bool wants_help, wants_json;
};

/*
 * Makes directories, keys, store and log, and last the configuration file with
 * this text: with it, it is whole.  HO_E_TAKEN: something is there already,
 * and nothing was touched.  in->why says what was wrong.
 */
int init_make(struct init *in, const char *text, size_t len);

/* Takes away what was made, where it could not be finished. */
void init_take_away(struct init *in);

#endif
