/* handoverd/desk/verbs_store.c - status, config show. */
#include <stdio.h>
#include <string.h>

#include "handoverd/cases/second.h"
#include "handoverd/daemon.h"
#include "handoverd/desk/people.h"
#include "handoverd/desk/verbs.h"
#include "handoverd/foreign.h"
#include "lib/base/b64.h"
#include "lib/base/err.h"

static int
count(struct tx *t, enum ho_query q, int64_t arg, size_t n_args, int64_t *n)
{
	struct ho_arg args[] = { HO_INT(arg) };

	return ho_store_count(t->s, q, args, n_args, n);
}

int
verb_status(struct tx *t, struct call *c)
{
	struct ho_buf roles = HO_BUF_INIT, root = HO_BUF_INIT;
	int64_t due = 0, handed = 0, live = 0, held = 0;
	int64_t waiting = 0;
	struct ho_desk desk;
	struct foreign f;
	uint8_t hash[32];
	json_t *all;
	int rc;

	if ((rc = count(t, HO_Q_OUTBOX_DUE, t->now, 1, &due)) != HO_OK ||
	    (rc = count(t, HO_Q_OUTBOX_HANDED, 0, 0, &handed)) != HO_OK ||
	    (rc = count(t, HO_Q_CREDENTIALS_LIVE, 0, 1, &live)) != HO_OK ||
	    (rc = ho_store_count(t->s, HO_Q_INBOX_AT,
		 (struct ho_arg[]){ HO_INT(HO_IN_WAITING), HO_INT(0) }, 2,
		 &waiting)) != HO_OK ||
	    (rc = count(t, HO_Q_INBOX_HELD, 0, 1, &held)) != HO_OK ||
	    (rc = foreign_read(t->s, &f)) != HO_OK)
		return rc;
	second_desk(t, &desk);
	ho_roles_format(c->me.roles, &roles);
	ho_audit_root(t->a, hash);
	ho_b64_encode(&root, hash, sizeof(hash));
	all = json_pack(
	    "{s:s, s:o, s:s, s:s, s:s, s:I, s:s, s:b, s:I, s:I, s:I, s:I, "
	    "s:I, s:I, s:o}",
	    "version", HO_VERSION, "time", people_when(t->now), "you",
	    c->me.name, "your_roles", ho_buf_text(&roles), "store",
	    t->d->conf.store, "events", (json_int_t)ho_audit_size(t->a),
	    "log_root", ho_buf_text(&root), "courier_connected",
	    c->courier_takes[HO_WAY_MAIL], "letters_waiting",
	    (json_int_t)(due + handed), "mail_waiting", (json_int_t)waiting,
	    "mail_held", (json_int_t)held, "default_passwords_live",
	    (json_int_t)live, "foreign_writes", (json_int_t)f.times,
	    "turned_away", (json_int_t)t->d->turned_away, "alert",
	    people_when(desk.alert_at));
	rc = all != NULL && json_object_update(c->result, all) == 0
	    ? HO_OK
	    : HO_E_NOMEM;
	json_decref(all);
	ho_buf_free(&roles);
	ho_buf_free(&root);
	return rc;
}

/* One "key = value" line as a member; a section's key bears its name. */
static int
add_setting(json_t *to, const char *section, const char *line, size_t len)
{
	const char *eq = memmem(line, len, " = ", 3);
	size_t klen = eq != NULL ? (size_t)(eq - line) : len;
	size_t vlen = eq != NULL ? len - klen - 3 : 0;
	struct ho_buf key = HO_BUF_INIT;
	int bad;

	if (section[0] != '\0')
		ho_buf_fmt(&key, "%s ", section);
	ho_buf_add(&key, line, klen);
	bad = json_object_set_new(to, ho_buf_text(&key),
	    json_stringn(eq != NULL ? eq + 3 : "", vlen));
	ho_buf_free(&key);
	return bad == 0 ? HO_OK : HO_E_NOMEM;
}

int
verb_config_show(struct tx *t, struct call *c)
{
	struct ho_buf dump = HO_BUF_INIT;
	char section[HO_CONF_NAME_SIZE + 16] = "";
	const char *line, *end;
	int rc = HO_OK;

	ho_conf_dump(&t->d->conf, &dump);
	for (line = ho_buf_text(&dump); *line != '\0' && rc == HO_OK;
	     line = end + (*end == '\n')) {
		size_t len;

		end = strchrnul(line, '\n');
		len = (size_t)(end - line);
		if (len == 0)
			continue;
		if (line[0] == '[')
			snprintf(
			    section, sizeof(section), "%.*s", (int)len, line);
		else
			rc = add_setting(c->result, section, line, len);
	}
	if (rc == HO_OK)
		rc = ho_buf_error(&dump);
	ho_buf_free(&dump);
	return rc;
}
