/*
 * tests/fuzz/tags.c - any octets at all, read as a tag list: a signature, a
 * key record and a policy.
 *
 * Base64 has one spelling, but for blanks: what was read and is written again
 * is what stood there.  A list that is taken has each name once.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/b64.h"
#include "lib/base/buf.h"
#include "lib/mail/align.h"
#include "lib/mail/dkim.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void
must(int claim)
{
	if (!claim)
		abort();
}

static void
has_one_spelling(struct span value)
{
	struct ho_buf text = HO_BUF_INIT;
	uint8_t out[1024];
	size_t n, at = 0;

	if (!base64_value(value, out, sizeof(out), &n))
		return;
	ho_b64_encode(&text, out, n);
	for (size_t i = 0; i < value.len; i++)
		if (!is_blank(value.p[i]))
			must(at < text.len && text.data[at++] == value.p[i]);
	must(at == text.len);
	ho_buf_free(&text);
}

static void
try_list(const uint8_t *data, size_t len)
{
	struct tags t;
	int64_t n;

	if (tags_parse(&t, (struct lex){ data, data + len }) != NULL)
		return;
	must(t.n > 0 && t.n <= TAGS_MAX);
	for (size_t i = 0; i < t.n; i++) {
		char name[64];

		has_one_spelling(t.tag[i].value);
		must(!tags_number(t.tag[i].value, &n) || n >= 0);
		if (t.tag[i].name.len >= sizeof(name))
			continue;
		memcpy(name, t.tag[i].name.p, t.tag[i].name.len);
		name[t.tag[i].name.len] = '\0';
		must(tags_find(&t, name) == &t.tag[i]);
	}
}

static void
try_records(const uint8_t *data, size_t len)
{
	static struct ho_txt_answer a;

	memset(&a, 0, sizeof(a));
	a.status = HO_TXT_FOUND;
	ho_txt_add(&a, data, len);
	for (enum key_type type = KEY_RSA; type <= KEY_ED25519; type++) {
		struct key key;
		bool is_key = key_parse(&a, type, &key) == NULL;

		must(is_key == (key.pkey != NULL));
		must(!is_key || key.bits >= (type == KEY_RSA ? 1024 : 253));
		EVP_PKEY_free(key.pkey);
	}
	must(align_policy(&a, NULL) != ADKIM_UNCLEAR);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const char name[] = "DKIM-Signature:";
	static struct ho_signature s;
	static struct dkim d;
	struct field f = { .name_len = sizeof(name) - 2 };
	struct ho_buf raw = HO_BUF_INIT;

	ho_buf_add(&raw, name, sizeof(name) - 1);
	ho_buf_add(&raw, data, len);
	f.raw = raw.data;
	f.len = raw.len;
	memset(&s, 0, sizeof(s));
	dkim_read(&d, &f, &s);
	must(!s.is_verified && strcmp(s.result, "pass") != 0);
	must(d.problem != NULL ||
	    (s.covers & HO_FIELD_BIT(HO_FIELD_FROM) && d.b_len > 0 &&
		d.hole.p > f.raw && d.hole.p + d.hole.len <= f.raw + f.len));
	try_list(data, len);
	try_records(data, len);
	ho_buf_free(&raw);
	return 0;
}
