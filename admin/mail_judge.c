/* admin/mail_judge.c - the facts of a letter, by programs of our own. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "admin/mail_look.h"
#include "lib/base/err.h"
#include "lib/helper/child.h"
#include "lib/helper/helper.h"
#include "lib/wire/proto.h"
#include "lib/wire/sock.h"

#define OPTIONS  12   /* words given to the resolver */
#define READY_MS 5000 /* for the resolver to come up */

/*
 * It is ready once it answers; what it must refuse costs no question to DNS.
 * It reads its files before that, and complains about them by itself.
 */
static int
await_resolver(const struct look *l, struct ho_child *r)
{
	int64_t deadline = ho_sock_now() + READY_MS;
	uint8_t mem[HO_FRAME_MAX];
	struct ho_frame f;
	struct ho_view v;
	int rc;

	ho_frame_start(&f, mem, sizeof(mem), HO_M_DNS_QUERY);
	ho_frame_u64(&f, HO_T_ID, 0);
	ho_frame_str(&f, HO_T_NAME, "ready");
	ho_frame_end(&f);
	if ((rc = ho_sock_send(r->fd, &f, deadline)) == HO_OK &&
	    (rc = ho_sock_recv(r->fd, mem, sizeof(mem), &v, deadline)) == HO_OK)
		return 0;
	if (rc == HO_E_TIMEOUT)
		return look_complain(
		    l, LOOK_FAULT, "does not answer", "handover-resolver");
	ho_child_hang_up(r);
	ho_child_wait(r);
	return r->status == LOOK_WRONG_USE
	    ? LOOK_WRONG_USE
	    : look_complain(l, LOOK_FAULT, "has ended", "handover-resolver");
}

static int
start_resolver(const struct look *l, struct ho_child *r)
{
	char program[sizeof(l->folder) + 32];
	const char *words[OPTIONS] = { program, "--fd", "0" };
	size_t n = 3;
	int rc;

	snprintf(program, sizeof(program), "%s/handover-resolver", l->folder);
	words[n++] = l->records ? "--records" : "--resolver";
	words[n++] = l->records ? l->records
	    : l->resolver       ? l->resolver
				: "system";
	if (l->anchor != NULL) {
		words[n++] = "--trust-anchor";
		words[n++] = l->anchor;
	}
	rc = ho_child_start(r, (char *const *)(uintptr_t)words);
	if (rc != HO_OK)
		return look_complain(l, LOOK_FAULT, ho_err_text(rc), program);
	return await_resolver(l, r);
}

static int
judge(const struct look *l, struct ho_child *r, struct ho_facts **facts)
{
	char program[sizeof(l->folder) + 32];
	int fd = r->fd, rc;

	snprintf(program, sizeof(program), "%s/handover-judge", l->folder);
	r->fd = -1; /* taken */
	rc = ho_helper_judge(program, fd, l->letter.data, l->letter.len, facts);
	return rc == HO_OK
	    ? 0
	    : look_complain(l, LOOK_FAULT, ho_err_text(rc), program);
}

/* No judge takes such a letter; the fault is what one would have found. */
static int
too_large(const struct look *l, struct ho_facts **facts)
{
	if ((*facts = calloc(1, sizeof(**facts))) == NULL)
		return look_complain(l, LOOK_FAULT, "no memory", "");
	strcpy((*facts)->fault, "letter-too-large");
	return 0;
}

int
look_judge(struct look *l, struct ho_facts **facts)
{
	struct ho_child resolver = HO_CHILD_INIT;
	int rc;

	if (l->is_too_large)
		return too_large(l, facts);
	if ((rc = start_resolver(l, &resolver)) == 0)
		rc = judge(l, &resolver, facts);
	ho_child_end(&resolver);
	return rc;
}
