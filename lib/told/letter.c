/* lib/told/letter.c - what a letter says, as it is told. */
#include <string.h>

#include "lib/base/b64.h"
#include "lib/base/err.h"
#include "lib/told/told.h"
#include "lib/wire/proto.h"

static const char goes_on[] = "[cut here: the letter goes on]\n";

static json_t *
attachment(const struct ho_part *p)
{
	struct ho_buf hex = HO_BUF_INIT;
	json_t *o = json_pack("{s:s, s:s}", "type", p->type, "name", p->name);

	ho_hex(&hex, p->sha256, sizeof(p->sha256));
	if (o != NULL && p->is_read &&
	    (json_object_set_new(
		 o, "size", json_integer((json_int_t)p->size)) != 0 ||
		json_object_set_new(
		    o, "sha256", json_string(ho_buf_text(&hex))) != 0)) {
		json_decref(o);
		o = NULL;
	}
	ho_buf_free(&hex);
	return o;
}

static json_t *
attachments(const struct ho_drawing *d)
{
	json_t *all = json_array();

	for (size_t i = 0; all != NULL && i < d->parts; i++)
		if (json_array_append_new(all, attachment(&d->part[i])) != 0) {
			json_decref(all);
			return NULL;
		}
	return all;
}

static json_t *
heads(const struct ho_drawing *d)
{
	json_t *o = json_object();

	for (size_t i = 0; o != NULL && i < HO_HEADS; i++)
		if (json_object_set_new(o, ho_head_names[i].key,
			json_string(d->head[i])) != 0) {
			json_decref(o);
			return NULL;
		}
	return o;
}

json_t *
ho_told_letter(const struct ho_drawing *d)
{
	json_t *o = heads(d), *rest;

	if (o == NULL)
		return NULL;
	rest = json_pack("{s:s, s:o, s:s%}", "forward",
	    ho_forward_word(d->forward), "attachments", attachments(d), "text",
	    ho_buf_text(&d->text), d->text.len);
	if (rest == NULL || json_object_update(o, rest) != 0) {
		json_decref(o);
		o = NULL;
	}
	json_decref(rest);
	return o;
}

int
ho_told_cut(json_t *letter, size_t max)
{
	const json_t *whole = json_object_get(letter, "text");
	const char *text = json_string_value(whole);
	size_t len = json_string_length(whole), n = max;

	if (text == NULL || len <= max)
		return HO_OK;
	while (n > 0 && text[n - 1] != '\n')
		n--;
	/* one long line: whole characters of it */
	for (n = n != 0 ? n : max; n > 0 && (text[n] & 0xc0) == 0x80; n--)
		;
	return json_object_set_new(letter, "text", json_stringn(text, n)) ==
		    0 &&
		json_object_set_new(letter, "cut", json_true()) == 0
	    ? HO_OK
	    : HO_E_NOMEM;
}

bool
ho_told_fewer(json_t *letter)
{
	json_t *all = json_object_get(letter, "attachments");
	size_t n = json_array_size(all);

	return n > 0 && json_array_remove(all, n - 1) == 0 &&
	    json_object_set_new(letter, "cut", json_true()) == 0;
}

/* --- lines ------------------------------------------------------------------- */

static void
head(struct ho_buf *out, const json_t *letter, const struct ho_head_name *h)
{
	const char *value = json_string_value(json_object_get(letter, h->key));

	if (value != NULL && *value != '\0')
		ho_buf_fmt(out, "%s: %s\n", h->field, value);
}

static void
attached(struct ho_buf *out, const json_t *part)
{
	const char *name = json_string_value(json_object_get(part, "name"));
	const char *type = json_string_value(json_object_get(part, "type"));
	const char *sum = json_string_value(json_object_get(part, "sha256"));

	ho_buf_fmt(out, "Attached: %s (%s", name && *name ? name : "no name",
	    type && *type ? type : "no type");
	if (sum != NULL)
		ho_buf_fmt(out, ", %lld octets)\n  SHA-256 %s\n",
		    (long long)json_integer_value(
			json_object_get(part, "size")),
		    sum);
	else
		ho_buf_str(out, ", not read to its end)\n");
}

void
ho_told_lines(struct ho_buf *out, const json_t *letter)
{
	const json_t *text = json_object_get(letter, "text"), *part;
	const char *p = json_string_value(text);
	size_t len = json_string_length(text), i;

	for (size_t h = 0; h < HO_HEADS; h++)
		head(out, letter, &ho_head_names[h]);
	json_array_foreach (json_object_get(letter, "attachments"), i, part)
		attached(out, part);
	if (len != 0) {
		ho_buf_chr(out, '\n');
		ho_buf_add(out, p, len);
		if (p[len - 1] != '\n')
			ho_buf_chr(out, '\n');
	}
	if (json_is_true(json_object_get(letter, "cut")))
		ho_buf_str(out, goes_on);
}

/* Ours and theirs are parted by a form feed, which then stands in neither. */
static void
add_part(struct ho_buf *page, const struct ho_buf *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		ho_buf_chr(
		    page, text->data[i] == '\f' ? ' ' : (char)text->data[i]);
}

/* As much of a text as there is room for, whole characters. */
static size_t
fit(const struct ho_buf *text, size_t room)
{
	if (text->len <= room)
		return text->len;
	while (room > 0 && (text->data[room] & 0xc0) == 0x80)
		room--;
	return room;
}

int
ho_told_page(
    struct ho_buf *page, const struct ho_buf *head, const json_t *letter)
{
	struct ho_buf theirs = HO_BUF_INIT;
	size_t room = HO_SNAPSHOT_TEXT - sizeof(goes_on), n;
	int rc;

	ho_told_lines(&theirs, letter);
	n = fit(head, room);
	add_part(page, head, n);
	ho_buf_chr(page, '\f');
	room -= n;
	n = fit(&theirs, room);
	add_part(page, &theirs, n);
	if (n < theirs.len)
		ho_buf_str(page, goes_on);
	rc = ho_buf_error(&theirs);
	ho_buf_free(&theirs);
	return rc != HO_OK ? rc : ho_buf_error(page);
}
