/*
 * courier/out.h - a line for what leaves: waits, tries each once, reports.
 *
 * It holds no key and no store; a thing is in its memory while it is sent, and
 * wiped then.
 */
#ifndef COURIER_OUT_H
#define COURIER_OUT_H

#include "courier/deliver.h"

struct out {
	const char *line; /* the word of HELLO: "letters" */
	const char *job;  /* the KIND of its jobs: "mail" */
	const struct driver *driver;
};

/* Never returns. */
void out_run(const struct out *o, const struct ho_conf *conf);

#endif
