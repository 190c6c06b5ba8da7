/*
 * handoverd/post/notify.c - from a template to a sealed letter in the outbox.
 */
#include "handoverd/post/notify.h"

#include <stdio.h>
#include <string.h>

#include "handoverd/daemon.h"
#include "handoverd/post/outbox.h"
#include "handoverd/post/sms.h"
#include "lib/base/b64.h"
#include "lib/base/err.h"
#include "lib/base/log.h"
#include "lib/letter/letter.h"
#include "lib/letter/template.h"
#include "lib/secret/secret.h"

#define SUBJECT_MAX 1024       /* octets */
#define TOKEN       16         /* octets of chance in a Message-ID */
#define MASK        "********" /* however long what it stands for is */

int
notify_start(struct daemon *d)
{
	struct ho_buf why = HO_BUF_INIT;
	int rc = ho_templates_open(d->conf.templates_dir, &d->templates, &why);

	if (rc != HO_OK)
		ho_error("templates-dir %s: %s", d->conf.templates_dir,
		    why.len ? ho_buf_text(&why) : ho_err_text(rc));
	ho_buf_free(&why);
	return rc;
}

void
notify_free(struct daemon *d)
{
	ho_templates_free(&d->templates);
}

/* --- values ------------------------------------------------------------------
 * What every text may ask for stands here; the rest comes from the caller.
 */

static const char *
desk_name(const struct daemon *d)
{
	return d->conf.desk_name;
}

static const char *
desk_address(const struct daemon *d)
{
	return d->conf.desk_address.text[0];
}

static const char *
sign_in(const struct daemon *d)
{
	return d->conf.sign_in_url;
}

static const struct house_value {
	const char *name;
	const char *(*of)(const struct daemon *d);
} house[] = {
	{ "desk_name", desk_name },
	{ "desk_address", desk_address },
	{ "sign_in_url", sign_in },
};

static bool
value_of(const struct daemon *d, const struct notice *n, const char *name,
    struct ho_value *out)
{
	*out = (struct ho_value){ .name = name };
	for (size_t i = 0; i < n->n_values; i++) {
		const struct notice_value *v = &n->values[i];

		if (strcmp(v->name, name) != 0)
			continue;
		if (v->secret != NULL && n->masks) {
			out->text = MASK;
			out->len = strlen(MASK);
		} else if (v->secret != NULL) {
			out->text = (const char *)ho_secret_data(v->secret);
			out->len = ho_secret_len(v->secret);
		} else {
			out->text = v->text;
			out->len = v->text ? strlen(v->text) : 0;
		}
		return true;
	}
	for (size_t i = 0; i < sizeof(house) / sizeof(house[0]); i++) {
		if (strcmp(house[i].name, name) != 0)
			continue;
		out->text = house[i].of(d);
		out->len = out->text ? strlen(out->text) : 0;
		return true;
	}
	return false;
}

static const struct ho_template *
template_of(const struct daemon *d, const char *name)
{
	for (int i = 0; i < HO_TEXTS; i++)
		if (strcmp(ho_text_name((enum ho_text)i), name) == 0)
			return ho_templates_get(d->templates, (enum ho_text)i);
	return NULL;
}

/* A text is given what it asks for, and nothing that it does not. */
int
notify_fill(struct tx *t, const struct notice *n, const char *template,
    struct ho_page *subject, struct ho_page *body)
{
	const struct ho_template *tpl = template_of(t->d, template);
	struct ho_value values[HO_TEMPLATE_VALUES];
	struct ho_buf why = HO_BUF_INIT;
	const char *name;
	size_t count = 0;
	int rc = HO_OK;

	if (tpl == NULL) {
		ho_error("there is no text '%s'", template);
		return HO_E_INPUT;
	}
	for (size_t i = 0; rc == HO_OK && i < HO_TEMPLATE_VALUES &&
	     (name = ho_template_asks(tpl, i)) != NULL;
	     i++) {
		if (value_of(t->d, n, name, &values[count])) {
			count++;
			continue;
		}
		ho_error("text '%s' asks for {%s}, which nobody knows",
		    template, name);
		rc = HO_E_INPUT;
	}
	if (rc == HO_OK &&
	    (rc = ho_template_fill(tpl, values, count, subject, body, &why)) !=
		HO_OK)
		ho_error("text '%s': %s", template,
		    why.len ? ho_buf_text(&why) : ho_err_text(rc));
	ho_buf_free(&why);
	return rc;
}

/* --- letters ----------------------------------------------------------------- */

int
notify_id(const struct daemon *d, char *out, size_t cap)
{
	struct ho_secret *chance = ho_secret_new(TOKEN);
	struct ho_buf id = HO_BUF_INIT;
	int rc = HO_E_NOMEM;

	if (chance != NULL && (rc = ho_secret_random(chance, TOKEN)) == HO_OK) {
		ho_hex(&id, ho_secret_data(chance), TOKEN);
		ho_buf_fmt(&id, "@%s", d->conf.mail_domain);
		if ((rc = ho_buf_error(&id)) == HO_OK && id.len >= cap)
			rc = HO_E_LIMIT;
	}
	snprintf(out, cap, "%s", rc == HO_OK ? ho_buf_text(&id) : "");
	ho_buf_free(&id);
	ho_secret_free(&chance);
	return rc;
}

/* On the thread of the request, as far as its ids are ones to answer to. */
static void
on_thread(struct ho_letter *l, const struct ho_case *c)
{
	l->automatic = HO_AUTO_REPLIED;
	if (ho_letter_is_id(c->message_id, strlen(c->message_id))) {
		l->in_reply_to = c->message_id;
		l->references = c->refs;
	}
	if (c->subject[0] != '\0') {
		l->subject = c->subject;
		l->subject_len = strlen(c->subject);
		l->is_reply = true;
	}
}

struct draft {
	char subject[SUBJECT_MAX];
	struct ho_secret *body, *letter;
};

static int
write_letter(struct tx *t, const struct notice *n, const struct ho_address *to,
    struct draft *d, const char *message_id)
{
	struct ho_page subject = HO_PAGE(d->subject, sizeof(d->subject));
	struct ho_page body =
	    HO_PAGE((char *)ho_secret_room(d->body), ho_secret_cap(d->body));
	struct ho_page page = HO_PAGE(
	    (char *)ho_secret_room(d->letter), ho_secret_cap(d->letter));
	struct ho_letter l = { .from_name = t->d->conf.desk_name,
		.from = desk_address(t->d),
		.to = to->text,
		.date = t->now,
		.message_id = message_id };
	const char *field = "";
	int rc;

	if ((rc = notify_fill(t, n, n->template, &subject, &body)) != HO_OK)
		return rc;
	l.subject = d->subject;
	l.subject_len = subject.len;
	l.body = body.data;
	l.body_len = body.len;
	if (n->thread != NULL)
		on_thread(&l, n->thread);
	if ((rc = ho_letter_write(&l, &page, &field)) != HO_OK) {
		ho_error("letter '%s' cannot be written (%s %s)", n->template,
		    ho_err_text(rc), field ? field : "");
		return rc;
	}
	return ho_secret_fill(d->letter, page.len);
}

/* The same letter once more: same date, same id, no secret. */
static int
put_copy(struct tx *t, const struct notice *n, const struct ho_address *to,
    const struct ho_outbox *o, struct draft *d)
{
	struct ho_outbox copy = {
		.of_case = o->of_case, .account = o->account, .way = HO_WAY_COPY
	};
	struct notice shown = *n;
	int rc;

	if (t->d->conf.sent_folder[0] == '\0')
		return HO_OK;
	memcpy(copy.kind, o->kind, sizeof(copy.kind));
	memcpy(copy.message_id, o->message_id, sizeof(copy.message_id));
	shown.masks = true;
	rc = write_letter(t, &shown, to, d, copy.message_id);
	return rc == HO_OK ? outbox_put(t, &copy, to, d->letter) : rc;
}

static int
by_mail(struct tx *t, const struct notice *n, const struct ho_address *to,
    struct ho_outbox *o)
{
	struct draft d = { .body = ho_secret_new(HO_PAGE_MAX),
		.letter = ho_secret_new(HO_PAGE_MAX) };
	int rc = HO_E_NOMEM;

	o->way = HO_WAY_MAIL;
	if (d.body != NULL && d.letter != NULL &&
	    (rc = notify_id(t->d, o->message_id, sizeof(o->message_id))) ==
		HO_OK &&
	    (rc = write_letter(t, n, to, &d, o->message_id)) == HO_OK &&
	    (rc = outbox_put(t, o, to, d.letter)) == HO_OK)
		rc = put_copy(t, n, to, o, &d);
	ho_secret_free(&d.body);
	ho_secret_free(&d.letter);
	return rc;
}

int
notify(struct tx *t, const struct notice *n, int64_t *outbox_id)
{
	struct ho_outbox o = { .of_case = n->of_case,
		.use_until = n->use_until };
	struct ho_address to;
	int rc = ho_store_get(t->s, HO_ADDRESS, n->address, &to);

	if (rc != HO_OK)
		return rc;
	if (to.state != HO_ADDRESS_ON_FILE)
		return HO_E_NONE;
	o.account = to.account;
	snprintf(o.kind, sizeof(o.kind), "%s", n->template);
	rc = to.kind == HO_MOBILE ? sms_put(t, n, &to, &o)
				  : by_mail(t, n, &to, &o);
	if (outbox_id != NULL)
		*outbox_id = o.row.id;
	return rc;
}

int
notify_text(struct tx *t, const struct notice *n, struct ho_secret *out)
{
	char line[SUBJECT_MAX];
	struct ho_page subject = HO_PAGE(line, sizeof(line));
	struct ho_page body =
	    HO_PAGE((char *)ho_secret_room(out), ho_secret_cap(out));
	int rc = notify_fill(t, n, n->template, &subject, &body);

	return rc != HO_OK ? rc : ho_secret_fill(out, body.len);
}
