/* handoverd/foreign.c - that somebody wrote to the store with other tools. */
#include "handoverd/foreign.h"

#include <string.h>

#include "lib/base/err.h"

#define META "foreign-writes"

static int64_t
number_at(const uint8_t *p)
{
	uint64_t n = 0;

	for (int i = 0; i < 8; i++)
		n = n << 8 | p[i];
	return (int64_t)n;
}

int
foreign_read(struct ho_store *s, struct foreign *f)
{
	struct ho_buf b = HO_BUF_INIT;
	int rc = ho_store_meta_get(s, META, &b);

	memset(f, 0, sizeof(*f));
	if (rc == HO_OK && b.len != 16)
		rc = HO_E_FORGED;
	if (rc == HO_OK) {
		f->times = number_at(b.data);
		f->last = number_at(b.data + 8);
	}
	ho_buf_free(&b);
	return rc == HO_E_NONE ? HO_OK : rc;
}

int
foreign_note(struct tx *t, void *arg)
{
	struct ho_buf b = HO_BUF_INIT;
	struct ho_event *ev;
	struct foreign f;
	int rc = foreign_read(t->s, &f);

	(void)arg;
	/* whoever changed the count is counted from one again */
	if (rc != HO_OK && rc != HO_E_FORGED)
		return rc;
	f.times++;
	f.last = t->now;
	ho_buf_u64(&b, (uint64_t)f.times);
	ho_buf_u64(&b, (uint64_t)f.last);
	if ((rc = ho_buf_error(&b)) == HO_OK)
		rc = ho_store_meta_put(t->s, META, b.data, b.len);
	ho_buf_free(&b);
	if (rc != HO_OK ||
	    (rc = ho_event_begin(t->a, &ev, "store.foreign-write", t->now)) !=
		HO_OK)
		return rc;
	ho_event_self(ev);
	ho_event_int(ev, "times", f.times);
	t->wants_checkpoint = true;
	return ho_event_end(&ev, NULL);
}
