/* lib/audit/note.c - signed notes (C2SP signed-note v1). */
#include "lib/audit/note.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <openssl/evp.h>

#include "lib/base/b64.h"
#include "lib/base/show.h"

#define DASH       "\xe2\x80\x94 " /* em dash, one space */
#define DASH_LEN   4
#define ED25519    0x01
#define SIG_LEN    (4 + 64) /* key id, signature */
#define PUBLIC_LEN (1 + 32)

/* --- names and keys --------------------------------------------------------- */

/* White space of Unicode, which no key name has. */
static bool
is_space(uint32_t cp)
{
	return (cp >= 0x09 && cp <= 0x0d) || cp == 0x20 || cp == 0x85 ||
	    cp == 0xa0 || cp == 0x1680 || (cp >= 0x2000 && cp <= 0x200a) ||
	    cp == 0x2028 || cp == 0x2029 || cp == 0x202f || cp == 0x205f ||
	    cp == 0x3000;
}

static bool
is_name(const char *name, size_t len)
{
	const uint8_t *p = (const uint8_t *)name;
	uint32_t cp;
	size_t n;

	if (len == 0 || len > HO_NOTE_NAME)
		return false;
	for (; len > 0; p += n, len -= n)
		if ((n = ho_utf8_next(p, len, &cp)) == 0 || is_space(cp) ||
		    cp < 0x20 || cp == '+')
			return false;
	return true;
}

static int
key_id(const struct ho_note_key *k, uint8_t id[static 4])
{
	uint8_t data[HO_NOTE_NAME + 2 + 32], hash[32];
	size_t n = strlen(k->name);
	unsigned len = 0;

	memcpy(data, k->name, n);
	data[n++] = '\n';
	data[n++] = ED25519;
	memcpy(data + n, k->key, 32);
	if (EVP_Digest(data, n + 32, hash, &len, EVP_sha256(), NULL) != 1)
		return HO_E_CRYPTO;
	memcpy(id, hash, 4);
	return HO_OK;
}

int
ho_note_key_make(
    struct ho_note_key *k, const char *name, const uint8_t key[static 32])
{
	size_t len = strlen(name);

	memset(k, 0, sizeof(*k));
	if (!is_name(name, len))
		return HO_E_INPUT;
	memcpy(k->name, name, len);
	memcpy(k->key, key, 32);
	return key_id(k, k->id);
}

void
ho_note_key_text(const struct ho_note_key *k, struct ho_buf *out)
{
	uint8_t public[PUBLIC_LEN] = { ED25519 };

	memcpy(public + 1, k->key, 32);
	ho_buf_fmt(out, "%s+", k->name);
	ho_hex(out, k->id, sizeof(k->id));
	ho_buf_chr(out, '+');
	ho_b64_encode(out, public, sizeof(public));
}

int
ho_note_key_parse(struct ho_note_key *k, const char *text)
{
	const char *id = strchr(text, '+');
	const char *key = id ? strchr(id + 1, '+') : NULL;
	struct ho_buf public = HO_BUF_INIT;
	char name[HO_NOTE_NAME + 1], hex[9];
	uint8_t said[4];
	int rc = HO_E_INPUT;

	memset(k, 0, sizeof(*k));
	if (key == NULL || id - text > HO_NOTE_NAME || key - id != 9)
		return HO_E_INPUT;
	snprintf(name, sizeof(name), "%.*s", (int)(id - text), text);
	snprintf(hex, sizeof(hex), "%.8s", id + 1);
	if (ho_unhex(said, sizeof(said), hex) == HO_OK &&
	    ho_b64_decode(&public, key + 1, strlen(key + 1)) == HO_OK &&
	    public.len == PUBLIC_LEN && public.data[0] == ED25519 &&
	    (rc = ho_note_key_make(k, name, public.data + 1)) == HO_OK &&
	    memcmp(k->id, said, sizeof(said)) != 0)
		rc = HO_E_INPUT;
	ho_buf_free(&public);
	if (rc != HO_OK)
		memset(k, 0, sizeof(*k));
	return rc;
}

/* --- notes ------------------------------------------------------------------ */

static bool
is_text(const uint8_t *p, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (p[i] < 0x20 && p[i] != '\n')
			return false;
	return ho_utf8_valid(p, len);
}

int
ho_note_sign(struct ho_buf *out, const void *text, size_t len,
    const struct ho_note_key *k,
    int (*sign)(void *ctx, const void *text, size_t len, uint8_t sig[64]),
    void *ctx)
{
	const uint8_t *p = text;
	uint8_t sig[SIG_LEN];
	int rc;

	if (len == 0 || p[len - 1] != '\n' || !is_text(p, len))
		return HO_E_INPUT;
	memcpy(sig, k->id, 4);
	if ((rc = sign(ctx, text, len, sig + 4)) != HO_OK)
		return rc;
	ho_buf_add(out, text, len);
	ho_buf_fmt(out, "\n" DASH "%s ", k->name);
	ho_b64_encode(out, sig, sizeof(sig));
	ho_buf_chr(out, '\n');
	return ho_buf_error(out);
}

/* Ed25519 by EVP; only 1 is yes, 0 and negative are both no. */
static int
verify(const struct ho_note_key *k, const void *text, size_t len,
    const uint8_t sig[static 64], enum ho_verdict *verdict)
{
	EVP_PKEY *key = EVP_PKEY_new_raw_public_key(
	    EVP_PKEY_ED25519, NULL, k->key, sizeof(k->key));
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	int rc = HO_E_CRYPTO;

	*verdict = HO_REFUSE;
	if (key && ctx &&
	    EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, key) == 1) {
		if (EVP_DigestVerify(ctx, sig, 64, text, len) == 1)
			*verdict = HO_ALLOW;
		rc = HO_OK;
	}
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(key);
	return rc;
}

/* One signature line without its LF: its name and octets. */
struct line {
	const char *name;
	size_t name_len;
	struct ho_buf sig;
};

static int
parse_line(const char *p, size_t len, struct line *l)
{
	const char *space;
	int rc;

	if (len < DASH_LEN || memcmp(p, DASH, DASH_LEN) != 0)
		return HO_E_INPUT;
	l->name = p + DASH_LEN;
	len -= DASH_LEN;
	if ((space = memchr(l->name, ' ', len)) == NULL)
		return HO_E_INPUT;
	l->name_len = (size_t)(space - l->name);
	ho_buf_clear(&l->sig);
	rc = ho_b64_decode(&l->sig, space + 1, len - l->name_len - 1);
	if (rc == HO_OK && (l->sig.len < 5 || !is_name(l->name, l->name_len)))
		rc = HO_E_INPUT;
	return rc;
}

static bool
is_by(const struct line *l, const struct ho_note_key *k)
{
	return l->name_len == strlen(k->name) &&
	    memcmp(l->name, k->name, l->name_len) == 0 &&
	    memcmp(l->sig.data, k->id, sizeof(k->id)) == 0;
}

/* The signed text's length: all before the last empty line; 0: not a note. */
static size_t
text_of(const char *p, size_t len)
{
	if (len < 3 || len > HO_NOTE_MAX || p[len - 1] != '\n' ||
	    !is_text((const uint8_t *)p, len))
		return 0;
	for (size_t i = len - 1; i > 1; i--)
		if (p[i - 1] == '\n' && p[i] == '\n')
			return i;
	return 0;
}

int
ho_note_check(const void *note, size_t len, const struct ho_note_key *k,
    enum ho_verdict *verdict, size_t *text_len)
{
	const char *p = note, *end = p + len, *lf;
	size_t text = text_of(note, len);
	struct line l = { 0 };
	bool is_signed = false;
	int rc = text ? HO_OK : HO_E_INPUT, n = 0;

	*verdict = HO_REFUSE;
	*text_len = 0;
	for (p += text + 1; rc == HO_OK && p < end; p = lf + 1) {
		enum ho_verdict this = HO_REFUSE;

		lf = memchr(p, '\n', (size_t)(end - p));
		if (n++ == HO_NOTE_SIGS)
			rc = HO_E_INPUT;
		else
			rc = parse_line(p, (size_t)(lf - p), &l);
		if (rc != HO_OK || !is_by(&l, k))
			continue;
		if (l.sig.len == SIG_LEN)
			rc = verify(k, note, text, l.sig.data + 4, &this);
		if (rc != HO_OK || this != HO_ALLOW) {
			is_signed = false; /* one bad one of ours: no */
			break;
		}
		is_signed = true;
	}
	if (rc == HO_OK && n == 0)
		rc = HO_E_INPUT;
	if (rc == HO_OK && is_signed) {
		*verdict = HO_ALLOW;
		*text_len = text;
	}
	ho_buf_free(&l.sig);
	return rc;
}

/* --- checkpoints (C2SP tlog-checkpoint v1) ---------------------------------- */

void
ho_checkpoint_write(const struct ho_checkpoint *c, struct ho_buf *out)
{
	ho_buf_fmt(out, "%s\n%llu\n", c->origin, (unsigned long long)c->size);
	ho_b64_encode(out, c->root, sizeof(c->root));
	ho_buf_chr(out, '\n');
}

/* The next line of p; false: there is none with an LF. */
static bool
next_line(const char **p, const char *end, const char **line, size_t *len)
{
	const char *lf = *p < end ? memchr(*p, '\n', (size_t)(end - *p)) : NULL;

	if (lf == NULL)
		return false;
	*line = *p;
	*len = (size_t)(lf - *p);
	*p = lf + 1;
	return true;
}

static bool
parse_size(const char *p, size_t len, uint64_t *size)
{
	*size = 0;
	if (len == 0 || len > 19 || (len > 1 && p[0] == '0'))
		return false;
	for (size_t i = 0; i < len; i++) {
		if (p[i] < '0' || p[i] > '9')
			return false;
		*size = *size * 10 + (uint64_t)(p[i] - '0');
	}
	return true;
}

int
ho_checkpoint_parse(struct ho_checkpoint *c, const void *text, size_t len)
{
	const char *p = text, *end = p + len, *line;
	struct ho_buf root = HO_BUF_INIT;
	size_t n;
	bool is_good;

	memset(c, 0, sizeof(*c));
	is_good = len > 0 && next_line(&p, end, &line, &n) && is_name(line, n);
	if (is_good)
		memcpy(c->origin, line, n);
	is_good = is_good && next_line(&p, end, &line, &n) &&
	    parse_size(line, n, &c->size) && next_line(&p, end, &line, &n) &&
	    ho_b64_decode(&root, line, n) == HO_OK &&
	    root.len == sizeof(c->root);
	if (is_good)
		memcpy(c->root, root.data, sizeof(c->root));
	while (is_good && p < end)
		is_good = next_line(&p, end, &line, &n) && n > 0;
	ho_buf_free(&root);
	if (!is_good)
		memset(c, 0, sizeof(*c));
	return is_good ? HO_OK : HO_E_INPUT;
}

int
ho_checkpoint_check(struct ho_checkpoint *c, const void *note, size_t len,
    const struct ho_note_key *k)
{
	enum ho_verdict verdict;
	size_t text;
	int rc;

	memset(c, 0, sizeof(*c));
	rc = ho_note_check(note, len, k, &verdict, &text);
	if (rc == HO_OK && verdict != HO_ALLOW)
		rc = HO_E_FORGED;
	if (rc == HO_OK)
		rc = ho_checkpoint_parse(c, note, text);
	if (rc == HO_OK && strcmp(c->origin, k->name) != 0)
		rc = HO_E_FORGED;
	if (rc != HO_OK)
		memset(c, 0, sizeof(*c));
	return rc;
}
