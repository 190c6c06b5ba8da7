/* handoverd/cases/put_off.c - mail that has to be brought again: when to judge
 * it. */
#include "handoverd/cases/put_off.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "handoverd/sealed.h"
#include "lib/flow/case.h"

static struct place {
	char key[PUT_OFF_KEY]; /* "": free */
	int64_t tries, next_at;
} places[PUT_OFF_PLACES];

int
put_off_key(const void *mail, size_t len, char key[static PUT_OFF_KEY])
{
	return sealed_sum(mail, len < PUT_OFF_BEGIN ? len : PUT_OFF_BEGIN, key);
}

/* A key is a hash in hex: as good as drawn by lot. */
static struct place *
place_of(const char *key)
{
	char head[9];

	snprintf(head, sizeof(head), "%.8s", key);
	return &places[strtoul(head, NULL, 16) % PUT_OFF_PLACES];
}

/* A clock that was put back must not keep a mail out for longer than any wait
 * there is. */
static bool
is_waiting(const struct place *p, int64_t now)
{
	return p->next_at > now &&
	    p->next_at - now <= ho_case_again_in(p->tries);
}

bool
put_off_is_early(const char *key, int64_t now)
{
	const struct place *p = place_of(key);

	return strcmp(p->key, key) == 0 && is_waiting(p, now);
}

void
put_off_note(const char *key, int64_t now)
{
	struct place *p = place_of(key);

	if (strcmp(p->key, key) != 0) {
		if (is_waiting(p, now))
			return;
		*p = (struct place){ 0 };
		snprintf(p->key, sizeof(p->key), "%s", key);
	}
	p->tries++;
	p->next_at = now + ho_case_again_in(p->tries);
}
