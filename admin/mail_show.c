/* admin/mail_show.c - `handover mail show`: a letter, safe to look at. */
#include "admin/mail_show.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "admin/letter_show.h"
#include "admin/mail_check_show.h"
#include "admin/mail_look.h"
#include "admin/save.h"
#include "lib/base/b64.h"
#include "lib/base/err.h"
#include "lib/base/when.h"
#include "lib/helper/helper.h"
#include "lib/told/told.h"

struct showing {
	struct look look;
	struct ho_facts *facts;
	struct ho_judgement verdict;
	json_t *letter;   /* NULL: not drawn */
	const char *none; /* and why */
};

static const struct ho_judgement *
verdict(const struct showing *s)
{
	return s->look.contacts.count != 0 ? &s->verdict : NULL;
}

/* --- drawing ----------------------------------------------------------------- */

/* What the strict reader turned away is not given to a lenient one. */
static int
draw(struct showing *s)
{
	const struct look *l = &s->look;
	char program[sizeof(l->folder) + 32];
	struct ho_drawing *d;
	int rc;

	if (s->facts->fault[0] != '\0') {
		s->none = "a letter that is built wrongly is not drawn";
		return 0;
	}
	snprintf(program, sizeof(program), "%s/handover-draw", l->folder);
	rc = ho_helper_draw(program, l->letter.data, l->letter.len, &d);
	if (rc == HO_E_PEER || rc == HO_E_TIMEOUT) {
		s->none = "handover-draw could not draw it";
		return 0;
	}
	if (rc != HO_OK)
		return look_complain(l, LOOK_FAULT, ho_err_text(rc), program);
	s->letter = ho_told_letter(d);
	ho_drawing_free(&d);
	return s->letter != NULL
	    ? 0
	    : look_complain(l, LOOK_FAULT, "no memory", l->mail);
}

/* --- the picture ------------------------------------------------------------- */

static void
ours(const struct showing *s, struct ho_buf *head)
{
	const struct ho_judgement *j = verdict(s);
	char at[HO_WHEN_LEN];

	ho_when_format(s->look.at, at);
	ho_buf_fmt(head, "%s\n%s\n",
	    j != NULL ? ho_mail_verdict_word(j->verdict) : "no verdict",
	    j != NULL ? j->reason->text : "Nobody said who may ask.");
	ho_buf_fmt(head, "Address  %s\nSHA-256  ", s->facts->from);
	ho_hex(head, s->facts->sha256, sizeof(s->facts->sha256));
	ho_buf_fmt(
	    head, "\n%zu octets, looked at as of %s\n", s->look.letter.len, at);
}

static int
keep(const struct look *l, const struct ho_picture *p)
{
	if (p->none[0] != '\0')
		return look_complain(
		    l, LOOK_FAULT, "there can be no picture", p->none);
	if (save_file(l->snapshot, p->png.data, p->png.len) != 0)
		return look_complain(
		    l, LOOK_FAULT, strerror(errno), l->snapshot);
	return 0;
}

static int
take_picture(const struct showing *s)
{
	struct ho_buf head = HO_BUF_INIT, page = HO_BUF_INIT;
	char program[sizeof(s->look.folder) + 32];
	struct ho_picture *picture = NULL;
	int rc;

	if (s->letter == NULL)
		return look_complain(
		    &s->look, LOOK_FAULT, s->none, s->look.mail);
	ours(s, &head);
	snprintf(
	    program, sizeof(program), "%s/handover-snapshot", s->look.folder);
	if ((rc = ho_told_page(&page, &head, s->letter)) == HO_OK)
		rc = ho_helper_snapshot(program, page.data, page.len, &picture);
	rc = rc == HO_OK
	    ? keep(&s->look, picture)
	    : look_complain(&s->look, LOOK_FAULT, ho_err_text(rc), program);
	ho_picture_free(&picture);
	ho_buf_free(&head);
	ho_buf_free(&page);
	return rc;
}

/* --- text -------------------------------------------------------------------- */

static void
as_text(const struct showing *s, struct ho_buf *out)
{
	mail_check_text(out, verdict(s), s->facts, s->look.at);
	if (!s->look.is_too_large) { /* else it was not read to its end */
		ho_buf_str(out, "\nSHA-256     ");
		ho_hex(out, s->facts->sha256, sizeof(s->facts->sha256));
		ho_buf_fmt(
		    out, "\nSize        %zu octets\n", s->look.letter.len);
	}
	ho_buf_chr(out, '\n');
	if (s->letter != NULL)
		letter_show(out, s->letter);
	else
		ho_buf_fmt(out, "Its text is not shown: %s.\n", s->none);
}

static void
as_json(struct showing *s, struct ho_buf *out)
{
	json_t *o = mail_check_object(verdict(s), s->facts, s->look.at);
	struct ho_buf hex = HO_BUF_INIT;

	if (!s->look.is_too_large) {
		ho_hex(&hex, s->facts->sha256, sizeof(s->facts->sha256));
		json_object_set_new(
		    o, "sha256", json_string(ho_buf_text(&hex)));
		json_object_set_new(
		    o, "size", json_integer((json_int_t)s->look.letter.len));
	}
	if (s->letter != NULL)
		json_object_set(o, "letter", s->letter);
	mail_check_json(out, o);
	ho_buf_free(&hex);
}

static int
show(struct showing *s)
{
	struct ho_buf out = HO_BUF_INIT;
	int rc;

	s->verdict = look_verdict(&s->look, s->facts);
	if ((rc = draw(s)) != 0 ||
	    (s->look.snapshot != NULL && (rc = take_picture(s)) != 0))
		return rc;
	if (s->look.is_json)
		as_json(s, &out);
	else
		as_text(s, &out);
	rc = look_print(&s->look, &out,
	    verdict(s) != NULL ? look_status(s->verdict.verdict) : 0);
	ho_buf_free(&out);
	return rc;
}

int
ho_mail_show(int argc, char **argv)
{
	struct showing *s = calloc(1, sizeof(*s));
	int rc;

	if (s == NULL)
		return LOOK_FAULT;
	s->look.verb = "mail show";
	s->look.usage = HO_MAIL_SHOW_USAGE;
	s->look.at = time(NULL);
	if ((rc = look_parse(&s->look, argc, argv)) == 0 &&
	    (rc = look_read(&s->look)) == 0 &&
	    (rc = look_judge(&s->look, &s->facts)) == 0)
		rc = show(s);
	json_decref(s->letter);
	free(s->facts);
	ho_buf_free(&s->look.letter);
	free(s);
	return rc;
}
