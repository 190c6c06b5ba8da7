/*
 * handoverd/post/report.h - what the courier said of a job.
 */
#ifndef HANDOVERD_REPORT_H
#define HANDOVERD_REPORT_H

#include <stdint.h>

#include "lib/wire/proto.h"

struct report {
	enum ho_outcome outcome;
	int64_t after; /* seconds to wait that were asked for; 0: none */
	char key[65];  /* of a ticket; "" elsewhere */
	char why[257]; /* a sentence for the operator */
};

#endif
