/*
 * handoverd/cases/second_desk.c - the desk's row, for whoever asks: verbs, cases,
 * and a sign-in while an alert is raised.
 */
#include "handoverd/cases/second.h"

#include "handoverd/daemon.h"
#include "lib/base/err.h"

void
second_desk(struct tx *t, struct ho_desk *desk)
{
	if (ho_store_get(t->s, HO_DESK, HO_DESK_ID, desk) != HO_OK)
		*desk = (struct ho_desk){ .binds_at = 1, .alert_at = 1 };
}
