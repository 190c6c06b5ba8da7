/*
 * handoverd/post/hook.h - a notice to the panel in the outbox.
 *
 * The panel keeps its own sessions and its own list of people; here it hears
 * what changed, in order within an account.  doc/web-hooks.md is the format.
 * Without hook-url there is nobody to tell, and nothing is kept.
 */
#ifndef HANDOVERD_HOOK_H
#define HANDOVERD_HOOK_H

#include <stddef.h>
#include <stdint.h>

#include "handoverd/writer.h"

struct ho_account;
struct ho_case;

enum hook_what {
	HOOK_OWNER_CHANGED = 1, /* one: the new super-admin; other: the old */
	HOOK_USER_DISABLED,     /* one: whose login */
	HOOK_SESSIONS_END,      /* one: whose; NULL: of the whole account */
	HOOK_USER_RENAMED,      /* one: the login now; other: until now */
	HOOK_CONTACT_CHANGED,   /* one: came on file, other: went; or NULL */
	HOOK_WHATS
};

struct hook {
	enum hook_what what;
	const struct ho_account *account;
	int64_t of_case; /* 0: none */
	const char *ref; /* NULL: none */
	const char *one, *other;
};

/*
 * Inside a transaction; the outbox row is plain, so an open event is not
 * needed and not disturbed.
 */
int hook_put(struct tx *t, const struct hook *h);
/* Several of one case, or of none (NULL), in this order; account, of_case and ref
 * are set here. */
int hook_put_all(struct tx *t, struct hook *all, size_t n,
    const struct ho_account *account, const struct ho_case *of_case);

#endif
