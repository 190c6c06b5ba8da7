/* lib/audit/event.c - one event, from its first word to the tree. */
#include <string.h>

#include "lib/audit/inside.h"
#include "lib/audit/json.h"
#include "lib/base/b64.h"
#include "lib/base/err.h"
#include "lib/base/when.h"

static void
stick(struct ho_event *ev, int rc)
{
	if (ev->error == HO_OK)
		ev->error = rc;
}

int
ho_event_begin(
    struct ho_audit *a, struct ho_event **out, const char *name, int64_t now)
{
	struct ho_event *ev = &a->event;
	int64_t seq;
	int rc;

	*out = NULL;
	if (a->is_reader || ev->is_open)
		return HO_E_ORDER;
	if ((rc = ho_audit_follow(a)) != HO_OK)
		return rc;
	seq = (int64_t)a->log.frontier.size + 1;
	if ((rc = ho_store_event_open(a->store, seq)) != HO_OK)
		return rc;
	ho_buf_clear(&ev->actor);
	ho_buf_clear(&ev->fields);
	ho_buf_clear(&ev->body);
	ev->audit = a;
	ev->is_open = true;
	ev->error = HO_OK;
	ev->seq = seq;
	ev->now = now;
	ev->name = name;
	ev->n_keys = 0;
	*out = ev;
	return HO_OK;
}

/* A key is a word of ours, once: ',"key":'. */
static int
add_key(struct ho_event *ev, const char *key)
{
	static const char *const ours[] = { "seq", "time", "event", "actor",
		"rows" };
	size_t i;

	if (*key == 0 ||
	    key[strspn(key, "abcdefghijklmnopqrstuvwxyz0123456789_")] != 0)
		return HO_E_INPUT;
	for (i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
		if (strcmp(key, ours[i]) == 0)
			return HO_E_INPUT;
	for (i = 0; i < ev->n_keys; i++)
		if (strcmp(key, ev->keys[i]) == 0)
			return HO_E_INPUT;
	if (ev->n_keys == HO_EVENT_KEYS)
		return HO_E_LIMIT;
	ev->keys[ev->n_keys++] = key;
	ho_buf_fmt(&ev->fields, ",\"%s\":", key);
	return HO_OK;
}

void
ho_event_str(struct ho_event *ev, const char *key, const char *text)
{
	int rc;

	if (ev == NULL)
		return;
	if ((rc = add_key(ev, key)) == HO_OK)
		ho_json_string(&ev->fields, text);
	stick(ev, rc);
}

void
ho_event_int(struct ho_event *ev, const char *key, int64_t n)
{
	int rc;

	if (ev == NULL)
		return;
	if ((rc = add_key(ev, key)) == HO_OK)
		ho_buf_fmt(&ev->fields, "%lld", (long long)n);
	stick(ev, rc);
}

/* An event has one actor. */
static bool
first_actor(struct ho_event *ev)
{
	if (ev == NULL)
		return false;
	if (ev->actor.len > 0)
		stick(ev, HO_E_ORDER);
	return ev->actor.len == 0;
}

void
ho_event_staff(struct ho_event *ev, const struct ho_staff *staff)
{
	if (!first_actor(ev))
		return;
	ho_buf_str(&ev->actor, "{\"staff\":");
	ho_json_string(&ev->actor, staff->name);
	/* uid in the row is one more, so that 0 stays nobody */
	ho_buf_fmt(&ev->actor, ",\"uid\":%lld}", (long long)staff->uid - 1);
}

void
ho_event_peer(struct ho_event *ev, int64_t uid, const char *service)
{
	if (!first_actor(ev))
		return;
	ho_buf_fmt(&ev->actor, "{\"peer\":%lld,\"service\":", (long long)uid);
	ho_json_string(&ev->actor, service);
	ho_buf_chr(&ev->actor, '}');
}

void
ho_event_self(struct ho_event *ev)
{
	if (first_actor(ev))
		ho_buf_str(&ev->actor, "{\"self\":\"handoverd\"}");
}

/* Every row by the first half of its MAC: the body says what the table has to
 * hold, and the tree holds the body. */
static void
add_rows(struct ho_event *ev)
{
	const struct ho_written *w;
	size_t n = ho_store_event_rows(ev->audit->store, &w);

	for (size_t i = 0; i < n; i++) {
		ho_buf_fmt(&ev->body, "%s\"%s/%lld\":\"",
		    i ? "," : ",\"rows\":{", ho_kind_name(w[i].kind),
		    (long long)w[i].id);
		if (w[i].dropped)
			ho_buf_str(&ev->body, "dropped");
		else
			ho_hex(&ev->body, w[i].mac, 16);
		ho_buf_chr(&ev->body, '"');
	}
	if (n > 0)
		ho_buf_chr(&ev->body, '}');
}

static int
compose(struct ho_event *ev)
{
	char when[HO_WHEN_LEN];

	if (ev->actor.len == 0)
		stick(ev, HO_E_ORDER);
	ho_when_format(ev->now, when);
	ho_buf_fmt(&ev->body,
	    "{\"seq\":%lld,\"time\":\"%s\",\"event\":", (long long)ev->seq,
	    when);
	ho_json_string(&ev->body, ev->name);
	ho_buf_str(&ev->body, ",\"actor\":");
	ho_buf_add(&ev->body, ev->actor.data, ev->actor.len);
	ho_buf_add(&ev->body, ev->fields.data, ev->fields.len);
	add_rows(ev);
	ho_buf_chr(&ev->body, '}');
	stick(ev, ho_buf_error(&ev->actor));
	stick(ev, ho_buf_error(&ev->fields));
	stick(ev, ho_buf_error(&ev->body));
	return ev->error;
}

/* What event_row is about to get, into its sum. */
static int
add_places(struct ho_event *ev, struct ho_places *all)
{
	const struct ho_written *w;
	size_t n = ho_store_event_rows(ev->audit->store, &w);
	int rc = HO_OK;

	for (size_t i = 0; i < n && rc == HO_OK; i++)
		rc = ho_places_add(ev->audit->placer, all,
		    &(struct ho_place){
			w[i].kind, w[i].id, ev->seq, w[i].dropped },
		    1);
	return rc;
}

int
ho_event_end(struct ho_event **evp, int64_t *seq)
{
	struct ho_event *ev = *evp;
	struct ho_log grown;
	struct ho_audit *a;
	uint8_t leaf[HO_HASH_LEN];
	int rc;

	*evp = NULL;
	if (ev == NULL || !ev->is_open)
		return HO_E_ORDER; /* ho_event_begin() failed, unread */
	a = ev->audit;
	ev->is_open = false;
	grown = a->log;
	if ((rc = compose(ev)) == HO_OK &&
	    (rc = ho_tree_leaf(a->hasher, ev->body.data, ev->body.len, leaf)) ==
		HO_OK &&
	    (rc = ho_frontier_push(a->hasher, &grown.frontier, leaf)) ==
		HO_OK &&
	    (rc = add_places(ev, &grown.places)) == HO_OK)
		rc = ho_store_event_close(
		    a->store, leaf, ev->body.data, ev->body.len);
	if (rc != HO_OK) {
		ho_store_event_drop(a->store);
		return rc;
	}
	a->log = grown;
	if (seq)
		*seq = ev->seq;
	return HO_OK;
}

void
ho_event_drop(struct ho_event **ev)
{
	if (*ev && (*ev)->is_open) {
		(*ev)->is_open = false;
		ho_store_event_drop((*ev)->audit->store);
	}
	*ev = NULL;
}
