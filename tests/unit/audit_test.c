/* tests/unit/audit_test.c - tree, notes, events, and what a verifier sees. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>
#include <sqlite3.h>
#include <unistd.h>

#include "lib/audit/json.h"
#include "lib/audit/note.h"
#include "lib/audit/tree.h"
#include "lib/base/b64.h"
#include "tests/laws/sample.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* --- the tree: vectors of doc/log-format.md ------------------------------- */

static struct ho_hasher *hasher;

static const struct leaf {
	const char *data;
	size_t len;
} leaves[] = {
	{ "", 0 },
	{ "\x00", 1 },
	{ "\x10", 1 },
	{ "\x20\x21", 2 },
	{ "\x30\x31", 2 },
	{ "\x40\x41\x42\x43", 4 },
	{ "\x50\x51\x52\x53\x54\x55\x56\x57", 8 },
	{ "\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
	    16 },
};

static const char *const roots[] = {
	"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
	"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
	"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
	"aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
	"d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
	"4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
	"76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
	"ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
	"5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
};

static void
same_hash(const uint8_t *is, const char *want)
{
	struct ho_buf b = HO_BUF_INIT;

	ho_hex(&b, is, 32);
	assert_string_equal(ho_buf_text(&b), want);
	ho_buf_free(&b);
}

/* Leaf number i of a log that goes on behind the vectors. */
static int
leaf_at(void *ctx, uint64_t i, uint8_t out[32])
{
	char more[32];

	(void)ctx;
	if (i < COUNT(leaves))
		return ho_tree_leaf(hasher, leaves[i].data, leaves[i].len, out);
	snprintf(more, sizeof(more), "leaf %llu", (unsigned long long)i);
	return ho_tree_leaf(hasher, more, strlen(more), out);
}

static const struct ho_leaves all = { NULL, leaf_at };

/* MTH(D[from:to]) word for word as RFC 6962 section 2.1 has it. */
static void
recursive(uint64_t from, uint64_t to, uint8_t out[32])
{
	uint8_t left[32], right[32];
	uint64_t k = 1;

	if (to == from) {
		assert_int_equal(ho_tree_sha256(hasher, "", 0, out), HO_OK);
	} else if (to - from == 1) {
		assert_int_equal(leaf_at(NULL, from, out), HO_OK);
	} else {
		while (k * 2 < to - from)
			k *= 2;
		recursive(from, from + k, left);
		recursive(from + k, to, right);
		assert_int_equal(ho_tree_node(hasher, left, right, out), HO_OK);
	}
}

static void
frontier_gives_the_roots(void **state)
{
	struct ho_frontier f = { 0 };
	uint8_t leaf[32], root[32];

	(void)state;
	for (size_t n = 0; n < COUNT(roots); n++) {
		assert_int_equal(ho_frontier_root(hasher, &f, root), HO_OK);
		same_hash(root, roots[n]);
		if (n == COUNT(leaves))
			break;
		leaf_at(NULL, n, leaf);
		assert_int_equal(ho_frontier_push(hasher, &f, leaf), HO_OK);
	}
	leaf_at(NULL, 0, leaf);
	same_hash(leaf, roots[1]);
	leaf_at(NULL, 1, leaf);
	same_hash(leaf,
	    "96a296d224f285c67bee93c30f8a3091"
	    "57f0daa35dc5b87e410b78630a09cfc7");
	leaf_at(NULL, 4, leaf);
	same_hash(leaf,
	    "bc1a0643b12e4d2d7c77918f44e0f4f7"
	    "9a838b6cf9ec5b5c283e1f4d88599e6b");
}

static void
frontier_equals_recursion(void **state)
{
	struct ho_frontier f = { 0 }, again;
	uint8_t leaf[32], root[32], want[32];

	(void)state;
	for (uint64_t n = 0; n <= 300; n++) {
		struct ho_buf b = HO_BUF_INIT;

		ho_frontier_root(hasher, &f, root);
		recursive(0, n, want);
		assert_memory_equal(root, want, 32);
		ho_frontier_save(&f, &b);
		assert_int_equal(
		    ho_frontier_load(&again, b.data, b.len), HO_OK);
		ho_frontier_root(hasher, &again, root);
		assert_memory_equal(root, want, 32);
		assert_int_equal(
		    ho_frontier_load(&again, b.data, b.len - 1), HO_E_INPUT);
		assert_int_equal(again.size, 0);
		ho_buf_chr(&b, 0);
		assert_int_equal(
		    ho_frontier_load(&again, b.data, b.len), HO_E_INPUT);
		ho_buf_free(&b);
		leaf_at(NULL, n, leaf);
		ho_frontier_push(hasher, &f, leaf);
	}
	f.size = ((uint64_t)1 << HO_TREE_LEVELS) - 1;
	assert_int_equal(ho_frontier_push(hasher, &f, leaf), HO_E_LIMIT);
}

static void
proofs_are_the_vectors(void **state)
{
	static const char h01[] = "5f083f0a1a33ca076a95279832580db3"
				  "e0ef4584bdff1f54c8a360f50de3031e";
	static const char h47[] = "6b47aaf29ee3c2af9af889bc1fb9254d"
				  "abd31177f16232dd6aab035ca39bf6e4";
	static const char h67[] = "ca854ea128ed050b41b35ffc1b87b8eb"
				  "2bde461e9e3b5596ece6b9d5975a0ae0";
	static const char l1[] = "96a296d224f285c67bee93c30f8a3091"
				 "57f0daa35dc5b87e410b78630a09cfc7";
	static const char l4[] = "bc1a0643b12e4d2d7c77918f44e0f4f7"
				 "9a838b6cf9ec5b5c283e1f4d88599e6b";
	static const char h45[] = "0ebc5d3437fbe2db158b9f126a1d118e"
				  "308181031d0a949f8dededebc558ef6a";
	static const char h46[] = "837dbb152e9b079010717e84e865da4e"
				  "bc0fa198a806d59d31bf15accef22d0e";
	static const struct row {
		bool is_inclusion;
		uint64_t m, n;
		const char *want[3];
	} rows[] = {
		{ true, 0, 8, { l1, h01, h47 } },
		{ true, 5, 8, { l4, h67, roots[4] } },
		{ true, 2, 3, { roots[2] } },
		{ false, 6, 8, { h45, h67, roots[4] } },
		{ false, 2, 5, { h01, l4 } },
		{ false, 4, 7, { h46 } },
		{ false, 1, 8, { l1, h01, h47 } },
	};
	struct ho_path p;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		size_t n = 0;

		if (rows[i].is_inclusion)
			ho_tree_inclusion(
			    hasher, &all, rows[i].m, rows[i].n, &p);
		else
			ho_tree_consistency(
			    hasher, &all, rows[i].m, rows[i].n, &p);
		while (n < 3 && rows[i].want[n])
			n++;
		assert_int_equal(p.n, n);
		for (size_t k = 0; k < n; k++)
			same_hash(p.hash[k], rows[i].want[k]);
	}
	assert_int_equal(ho_tree_inclusion(hasher, &all, 8, 8, &p), HO_E_INPUT);
	assert_int_equal(
	    ho_tree_consistency(hasher, &all, 0, 8, &p), HO_E_INPUT);
	assert_int_equal(
	    ho_tree_consistency(hasher, &all, 9, 8, &p), HO_E_INPUT);
}

static enum ho_verdict
includes(uint64_t index, uint64_t size, const uint8_t leaf[32],
    const struct ho_path *p, const uint8_t root[32])
{
	enum ho_verdict v;

	assert_int_equal(
	    ho_tree_check_inclusion(hasher, index, size, leaf, p, root, &v),
	    HO_OK);
	return v;
}

static void
inclusion_good_and_broken(void **state)
{
	uint8_t leaf[32], root[32];
	struct ho_path p, bad;

	(void)state;
	for (uint64_t n = 1; n <= 40; n++) {
		recursive(0, n, root);
		for (uint64_t m = 0; m < n; m++) {
			leaf_at(NULL, m, leaf);
			assert_int_equal(
			    ho_tree_inclusion(hasher, &all, m, n, &p), HO_OK);
			assert_int_equal(
			    includes(m, n, leaf, &p, root), HO_ALLOW);
			assert_int_equal(
			    includes(m + 1, n, leaf, &p, root), HO_REFUSE);
			assert_int_equal(
			    includes(m + n, n, leaf, &p, root), HO_REFUSE);
			assert_int_equal(
			    includes(m, n + 64, leaf, &p, root), HO_REFUSE);
			root[7] ^= 1;
			assert_int_equal(
			    includes(m, n, leaf, &p, root), HO_REFUSE);
			root[7] ^= 1;
			leaf[7] ^= 1;
			assert_int_equal(
			    includes(m, n, leaf, &p, root), HO_REFUSE);
			leaf[7] ^= 1;
			bad = p;
			bad.n++;
			memset(bad.hash[p.n], 0, 32);
			assert_int_equal(
			    includes(m, n, leaf, &bad, root), HO_REFUSE);
			if (p.n == 0)
				continue;
			bad.n = p.n - 1;
			assert_int_equal(
			    includes(m, n, leaf, &bad, root), HO_REFUSE);
			bad.n = p.n;
			bad.hash[p.n / 2][3] ^= 4;
			assert_int_equal(
			    includes(m, n, leaf, &bad, root), HO_REFUSE);
		}
	}
}

static enum ho_verdict
extends(uint64_t m, uint64_t n, const uint8_t one[32], const uint8_t two[32],
    const struct ho_path *p)
{
	enum ho_verdict v;

	assert_int_equal(
	    ho_tree_check_consistency(hasher, m, n, one, two, p, &v), HO_OK);
	return v;
}

static void
consistency_good_and_broken(void **state)
{
	uint8_t one[32], two[32];
	struct ho_path p, bad;

	(void)state;
	for (uint64_t n = 1; n <= 40; n++)
		for (uint64_t m = 1; m <= n; m++) {
			recursive(0, m, one);
			recursive(0, n, two);
			assert_int_equal(
			    ho_tree_consistency(hasher, &all, m, n, &p), HO_OK);
			assert_int_equal(extends(m, n, one, two, &p), HO_ALLOW);
			assert_int_equal(
			    extends(m, n + 64, one, two, &p), HO_REFUSE);
			assert_int_equal(
			    extends(n + 1, n, one, two, &p), HO_REFUSE);
			assert_int_equal(
			    extends(0, n, one, two, &p), HO_REFUSE);
			one[7] ^= 1;
			assert_int_equal(
			    extends(m, n, one, two, &p), HO_REFUSE);
			one[7] ^= 1;
			two[7] ^= 1;
			assert_int_equal(
			    extends(m, n, one, two, &p), HO_REFUSE);
			two[7] ^= 1;
			bad = p;
			bad.n++;
			memset(bad.hash[p.n], 0, 32);
			assert_int_equal(
			    extends(m, n, one, two, &bad), HO_REFUSE);
			if (p.n == 0)
				continue;
			bad.n = p.n - 1;
			assert_int_equal(
			    extends(m, n, one, two, &bad), HO_REFUSE);
			bad.n = p.n;
			bad.hash[p.n - 1][3] ^= 4;
			assert_int_equal(
			    extends(m, n, one, two, &bad), HO_REFUSE);
		}
}

/* --- notes ---------------------------------------------------------------- */

#define DASH     "\xe2\x80\x94 "
#define C2SP     "example.com/foo"
#define C2SP_KEY C2SP "+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
#define C2SP_SIG                                          \
	"Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAl" \
	"TgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM="
#define C2SP_TEXT "This is an example message.\n"
#define C2SP_LINE DASH C2SP " " C2SP_SIG "\n"
#define OWN_KEY                   \
	SAMPLE_ORIGIN "+4cd77e6a" \
		      "+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"
#define OWN_TEXT              \
	SAMPLE_ORIGIN "\n8\n" \
		      "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n"
#define OWN_NOTE                                                     \
	OWN_TEXT "\n" DASH SAMPLE_ORIGIN                             \
		 " TNd+aqqEbYjkCasmeF9yCAqhuh6KOtZ/BrSuPsQdBYmRROEr" \
		 "v0aDrEcvu7QNJoBEtKUTHuLNUq4uMSjLL3p/xBFlMQw=\n"
#define EMPTY_NOTE                                                             \
	SAMPLE_ORIGIN "\n0\n"                                                  \
		      "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n" DASH  \
			  SAMPLE_ORIGIN                                        \
		      " TNd+aqupjVVgpba7iKpme/JhDoj77gM3HRi/SWIbpP83CJuMnKXUn" \
		      "6LIu+jhyr0XPCkOzPJT7Fm+VR9/almPKGfguwI=\n"

static void
keys_have_one_spelling(void **state)
{
	static const char *const bad[] = { "", "a", "a+b", "a+530d903a",
		C2SP "+530D903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
		C2SP "+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
		C2SP "+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2l",
		C2SP "+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k=",
		C2SP "+530d903a+AukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
		"bar+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k" };
	static const char *const good[] = { C2SP_KEY, OWN_KEY };
	static const char *const names[] = { "", "a b", "a+b", "a\nb",
		"a\xc2\xa0"
		"b",
		"\xff" };
	struct ho_note_key k;
	uint8_t key[32] = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++)
		if (ho_note_key_parse(&k, bad[i]) != HO_E_INPUT)
			fail_msg("taken: %s", bad[i]);
	for (size_t i = 0; i < COUNT(good); i++) {
		struct ho_buf b = HO_BUF_INIT;

		assert_int_equal(ho_note_key_parse(&k, good[i]), HO_OK);
		ho_note_key_text(&k, &b);
		assert_string_equal(ho_buf_text(&b), good[i]);
		ho_buf_free(&b);
	}
	for (size_t i = 0; i < COUNT(names); i++)
		assert_int_equal(
		    ho_note_key_make(&k, names[i], key), HO_E_INPUT);
}

static void
notes_are_good_or_not(void **state)
{
	static const char other[] = DASH "other AAAAAAA=\n";
	static const struct row {
		const char *note;
		int rc;
		enum ho_verdict verdict;
	} rows[] = {
		{ C2SP_TEXT "\n" C2SP_LINE, HO_OK, HO_ALLOW },
		{ C2SP_TEXT "\n" DASH "other AAAAAAA=\n" C2SP_LINE, HO_OK,
		    HO_ALLOW },
		{ C2SP_TEXT "\n" C2SP_LINE C2SP_LINE, HO_OK, HO_ALLOW },
		/* signed by others only, by nobody */
		{ C2SP_TEXT "\n" DASH "other AAAAAAA=\n", HO_OK, HO_REFUSE },
		{ C2SP_TEXT "\n", HO_E_INPUT, HO_REFUSE },
		{ C2SP_TEXT, HO_E_INPUT, HO_REFUSE },
		{ "", HO_E_INPUT, HO_REFUSE },
		/* ours, and it does not hold; beside a good one too */
		{ "This is an example messagE.\n\n" C2SP_LINE, HO_OK,
		    HO_REFUSE },
		{ C2SP_TEXT "\n" C2SP_LINE DASH C2SP " Uw2QOgA=\n", HO_OK,
		    HO_REFUSE },
		{ C2SP_TEXT "\n" DASH C2SP " Uw2QOgA=\n" C2SP_LINE, HO_OK,
		    HO_REFUSE },
		/* one empty line more belongs to the text, and it was not
		 * signed */
		{ C2SP_TEXT "\n\n" C2SP_LINE, HO_OK, HO_REFUSE },
		{ C2SP_TEXT "\n" C2SP_LINE "\n", HO_E_INPUT, HO_REFUSE },
		{ C2SP_TEXT C2SP_LINE, HO_E_INPUT, HO_REFUSE },
		{ C2SP_TEXT "\n" DASH C2SP "  " C2SP_SIG "\n", HO_E_INPUT,
		    HO_REFUSE },
		{ C2SP_TEXT "\n- " C2SP " " C2SP_SIG "\n", HO_E_INPUT,
		    HO_REFUSE },
		{ C2SP_TEXT "\n" DASH C2SP " " C2SP_SIG, HO_E_INPUT,
		    HO_REFUSE },
		{ C2SP_TEXT "\r\n" C2SP_LINE, HO_E_INPUT, HO_REFUSE },
		{ C2SP_TEXT "\xff\n\n" C2SP_LINE, HO_E_INPUT, HO_REFUSE },
		{ C2SP_TEXT "\n" DASH "other AAAAAAB=\n" C2SP_LINE, HO_E_INPUT,
		    HO_REFUSE },
	};
	struct ho_note_key k;
	struct ho_buf many = HO_BUF_INIT;
	enum ho_verdict v;
	size_t len;

	(void)state;
	assert_int_equal(ho_note_key_parse(&k, C2SP_KEY), HO_OK);
	for (size_t i = 0; i < COUNT(rows); i++) {
		int rc = ho_note_check(
		    rows[i].note, strlen(rows[i].note), &k, &v, &len);

		if (rc != rows[i].rc || v != rows[i].verdict)
			fail_msg("row %zu: %d %d", i, rc, (int)v);
		assert_int_equal(
		    len, v == HO_ALLOW ? sizeof(C2SP_TEXT) - 1 : 0);
	}
	ho_buf_str(&many, C2SP_TEXT "\n" C2SP_LINE);
	for (int i = 1; i < HO_NOTE_SIGS; i++)
		ho_buf_str(&many, other);
	assert_int_equal(
	    ho_note_check(many.data, many.len, &k, &v, &len), HO_OK);
	assert_int_equal(v, HO_ALLOW);
	ho_buf_str(&many, other);
	assert_int_equal(
	    ho_note_check(many.data, many.len, &k, &v, &len), HO_E_INPUT);
	assert_int_equal(v, HO_REFUSE);
	ho_buf_free(&many);
}

static void
our_notes_are_the_vectors(void **state)
{
	struct ho_audit_signer signer = sample_signer();
	struct ho_buf b = HO_BUF_INIT;
	struct ho_checkpoint c = { .origin = SAMPLE_ORIGIN, .size = 8 };
	struct ho_note_key k;

	(void)state;
	recursive(0, 8, c.root);
	ho_checkpoint_write(&c, &b);
	assert_string_equal(ho_buf_text(&b), OWN_TEXT);
	ho_buf_clear(&b);
	assert_int_equal(
	    ho_note_key_make(&k, signer.origin, signer.public_key), HO_OK);
	assert_int_equal(
	    ho_note_sign(&b, OWN_TEXT, strlen(OWN_TEXT), &k, sample_sign, NULL),
	    HO_OK);
	assert_string_equal(ho_buf_text(&b), OWN_NOTE);
	assert_int_equal(
	    ho_checkpoint_check(&c, OWN_NOTE, strlen(OWN_NOTE), &k), HO_OK);
	assert_int_equal(c.size, 8);
	same_hash(c.root, roots[8]);
	assert_int_equal(
	    ho_checkpoint_check(&c, EMPTY_NOTE, strlen(EMPTY_NOTE), &k), HO_OK);
	same_hash(c.root, roots[0]);
	ho_buf_clear(&b);
	assert_int_equal(ho_audit_key(&signer, &b), HO_OK);
	assert_string_equal(ho_buf_text(&b), OWN_KEY);
	assert_int_equal(
	    ho_note_sign(&b, "no end", 6, &k, sample_sign, NULL), HO_E_INPUT);
	ho_buf_free(&b);
}

static void
checkpoints_are_strict(void **state)
{
	static const char root[] =
	    "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n";
	static const struct row {
		const char *head, *tail;
		int rc;
	} rows[] = {
		{ "o\n8\n", "", HO_OK },
		{ "o\n8\n", "extension\n", HO_OK },
		{ "o\n0\n", "", HO_OK },
		{ "o\n9223372036854775807\n", "", HO_OK },
		{ "o\n08\n", "", HO_E_INPUT },
		{ "o\n+8\n", "", HO_E_INPUT },
		{ "o\n8 \n", "", HO_E_INPUT },
		{ "o\n\n", "", HO_E_INPUT },
		{ "o\n99999999999999999999\n", "", HO_E_INPUT },
		{ "\n8\n", "", HO_E_INPUT },
		{ "a b\n8\n", "", HO_E_INPUT },
		{ "o\n8\n", "\n", HO_E_INPUT },
		{ "o\n8\n", "cut", HO_E_INPUT },
		{ "8\n", "", HO_E_INPUT },
		{ "o\n8\nAAAA", "", HO_E_INPUT },
	};
	struct ho_checkpoint c;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char text[256];

		snprintf(text, sizeof(text), "%s%s%s", rows[i].head, root,
		    rows[i].tail);
		if (ho_checkpoint_parse(&c, text, strlen(text)) != rows[i].rc)
			fail_msg("row %zu", i);
	}
	assert_int_equal(ho_checkpoint_parse(&c, "", 0), HO_E_INPUT);
}

/* --- events --------------------------------------------------------------- */

static void
strings_are_escaped_minimally(void **state)
{
	static const struct row {
		const char *in, *out;
	} rows[] = {
		{ "", "\"\"" },
		{ "plain \xc3\xa9 \xf0\x9f\x98\x80 /",
		    "\"plain \xc3\xa9 \xf0\x9f\x98\x80 /\"" },
		{ "a\"b\\c", "\"a\\\"b\\\\c\"" },
		{ "\b\t\n\f\r", "\"\\b\\t\\n\\f\\r\"" },
		{ "\x01\x1f\x7f", "\"\\u0001\\u001f\x7f\"" },
		{ "\xff-\xc0\x80", "\"\\\\xFF-\\\\xC0\\\\x80\"" },
		{ "\xed\xa0\x80", "\"\\\\xED\\\\xA0\\\\x80\"" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct ho_buf b = HO_BUF_INIT;

		ho_json_string(&b, rows[i].in);
		assert_string_equal(ho_buf_text(&b), rows[i].out);
		ho_buf_free(&b);
	}
}

static void
only_our_events_are_read(void **state)
{
	static const char mac[] = "000102030405060708090a0b0c0d0e0f";
	static const struct row {
		const char *text;
		int rc, rows; /* rows < 0: one of them is not ours */
	} rows[] = {
		{ "{\"seq\":7}", HO_OK, 0 },
		{ "{\"seq\":7,\"a\":\"x\\\"}\",\"b\":-3,\"c\":{\"d\":\"e\"}}",
		    HO_OK, 0 },
		{ "{\"seq\":7,\"rows\":{\"user/5\":\"%s\"}}", HO_OK, 1 },
		{ "{\"seq\":7,\"rows\":{\"user/5\":\"%s\",\"seen/6\":"
		  "\"dropped\"}}",
		    HO_OK, 2 },
		{ "{\"seq\":7,\"rows\":{\"cat/5\":\"%s\"}}", HO_OK, -1 },
		{ "{\"seq\":7,\"rows\":{\"user/05\":\"%s\"}}", HO_OK, -1 },
		{ "{\"seq\":7,\"rows\":{\"user/5\":\"00\"}}", HO_OK, -1 },
		{ "{\"seq\":7,\"rows\":{\"user\":\"%s\"}}", HO_OK, -1 },
		{ "{\"seq\":7,\"rows\":{\"user/5\":\"%s\"},\"z\":1}",
		    HO_E_INPUT, 0 },
		{ "{\"seq\":7} ", HO_E_INPUT, 0 },
		{ "{\"seq\":7", HO_E_INPUT, 0 },
		{ "{\"seq\":07}", HO_E_INPUT, 0 },
		{ "{\"seq\":-7}", HO_E_INPUT, 0 },
		{ "{\"seq\":1234567890123456789}", HO_E_INPUT, 0 },
		{ "{\"seq\": 7}", HO_E_INPUT, 0 },
		{ "{\"seq\":7,\"a\":\"\\", HO_E_INPUT, 0 },
		{ "{\"seq\":7,\"a\":{\"b\":{}}}", HO_E_INPUT, 0 },
		{ "", HO_E_INPUT, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct ho_event_view v;
		struct ho_event_row r;
		char text[256];
		const char *at = strstr(rows[i].text, "%s");
		int n = 0, rc;

		if (at)
			snprintf(text, sizeof(text), "%.*s%s%s",
			    (int)(at - rows[i].text), rows[i].text, mac,
			    at + 2);
		else
			snprintf(text, sizeof(text), "%s", rows[i].text);
		rc = ho_event_read(&v, text, strlen(text));
		if (rc != rows[i].rc)
			fail_msg("%s: %d", text, rc);
		if (rc != HO_OK)
			continue;
		assert_int_equal(v.seq, 7);
		while ((rc = ho_event_read_row(&v, &r)) == HO_OK)
			n++;
		assert_int_equal(rc, rows[i].rows < 0 ? HO_E_INPUT : HO_E_NONE);
		assert_true(rows[i].rows < 0 || n == rows[i].rows);
	}
}

/* --- a log of its own for every test -------------------------------------- */

#include "tests/laws/own_log.h"

static void
append(int n)
{
	struct ho_event *ev;

	while (n-- > 0) {
		ho_event_begin(a, &ev, "test.more", SAMPLE_NOW);
		ho_event_peer(ev, 0, "panel");
		assert_int_equal(ho_event_end(&ev, NULL), HO_OK);
	}
}

static int
keep_body(void *ctx, int64_t seq, const uint8_t leaf[32], const void *body,
    size_t len)
{
	uint8_t hash[32];

	(void)seq;
	ho_buf_clear(ctx);
	ho_buf_add(ctx, body, len);
	assert_int_equal(ho_tree_leaf(hasher, body, len, hash), HO_OK);
	assert_memory_equal(hash, leaf, 32);
	return HO_OK;
}

static void
an_event_is_one_canonical_line(void **state)
{
	struct ho_buf b = HO_BUF_INIT;
	struct ho_event *ev;
	struct ho_seen seen = x.seen;
	int64_t seq;

	(void)state;
	assert_int_equal(ho_store_begin(s), HO_OK);
	ho_event_begin(a, &ev, "test.event", SAMPLE_NOW);
	ho_event_str(ev, "z", "first \"given\"");
	ho_event_int(ev, "a", -5);
	ho_event_staff(ev, &x.staff);
	assert_int_equal(ho_store_drop(s, HO_SEEN, &seen), HO_OK);
	assert_int_equal(ho_event_end(&ev, &seq), HO_OK);
	assert_null(ev);
	assert_int_equal(seq, 3);
	commit();
	assert_int_equal(ho_store_events(s, 3, 1, keep_body, &b), HO_OK);
	assert_string_equal(ho_buf_text(&b),
	    "{\"seq\":3,\"time\":\"2026-11-21T09:30:00Z\",\"event\":"
	    "\"test.event\",\"actor\":{\"staff\":\"ann\",\"uid\":1000},"
	    "\"z\":\"first \\\"given\\\"\",\"a\":-5,"
	    "\"rows\":{\"seen/1\":\"dropped\"}}");
	ho_buf_free(&b);
}

static void
a_reader_appends_nothing(void **state)
{
	struct ho_buf note = HO_BUF_INIT;
	struct ho_audit *reader;
	struct ho_event *ev;

	(void)state;
	assert_int_equal(ho_audit_open_reader(&reader, s, &signer), HO_OK);
	assert_int_equal(ho_store_begin(s), HO_OK);
	assert_int_equal(
	    ho_event_begin(reader, &ev, "test.reader", 0), HO_E_ORDER);
	assert_null(ev);
	ho_event_self(ev); /* and nobody falls over it */
	ho_event_str(ev, "a", "b");
	ho_event_int(ev, "c", 1);
	ho_event_drop(&ev);
	assert_int_equal(ho_audit_before_commit(reader), HO_E_ORDER);
	assert_int_equal(ho_audit_checkpoint(reader, &note), HO_E_ORDER);
	ho_audit_close(&reader);
	ho_store_rollback(s);
}

static void
errors_stick_to_the_event(void **state)
{
	static const struct row {
		const char *key, *again, *text;
		bool has_actor;
		int rc;
	} rows[] = {
		{ "key", "other", "text", true, HO_OK },
		{ "key", "key", "text", true, HO_E_INPUT },
		{ "seq", "other", "text", true, HO_E_INPUT },
		{ "rows", "other", "text", true, HO_E_INPUT },
		{ "Key", "other", "text", true, HO_E_INPUT },
		{ "", "other", "text", true, HO_E_INPUT },
		{ "key", "other", "text", false, HO_E_ORDER },
		{ "key", "other", NULL, true, HO_E_LIMIT },
	};
	static char huge[70000];

	(void)state;
	memset(huge, 'x', sizeof(huge) - 1);
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct row *r = &rows[i];
		struct ho_event *ev;

		assert_int_equal(ho_store_begin(s), HO_OK);
		ho_event_begin(a, &ev, "test.bad", SAMPLE_NOW);
		if (r->has_actor)
			ho_event_self(ev);
		ho_event_str(ev, r->key, r->text ? r->text : huge);
		ho_event_int(ev, r->again, 1);
		assert_int_equal(ho_event_end(&ev, NULL), r->rc);
		ho_store_rollback(s);
		ho_audit_savepoint(a); /* notices the lost transaction */
		assert_int_equal(ho_audit_size(a), 2);
	}
}

static void
the_frontier_follows_every_way_back(void **state)
{
	uint8_t before[32], root[32];
	struct ho_event *ev;

	(void)state;
	ho_audit_root(a, before);
	assert_int_equal(ho_store_begin(s), HO_OK);
	assert_int_equal(ho_store_savepoint(s), HO_OK);
	ho_audit_savepoint(a);
	append(3);
	ho_store_undo(s);
	ho_audit_undo(a);
	ho_audit_root(a, root);
	assert_memory_equal(root, before, 32);

	assert_int_equal(ho_store_savepoint(s), HO_OK);
	ho_audit_savepoint(a);
	append(2);
	assert_int_equal(ho_store_release(s), HO_OK);
	assert_int_equal(ho_audit_before_commit(a), HO_OK);
	ho_store_rollback(s); /* as after a commit that failed */

	assert_int_equal(ho_store_begin(s), HO_OK);
	assert_int_equal(
	    ho_event_begin(a, &ev, "test.after", SAMPLE_NOW), HO_OK);
	ho_event_self(ev);
	assert_int_equal(ho_audit_size(a), 2);
	assert_int_equal(ho_event_end(&ev, NULL), HO_OK);
	commit();
	open_again();
	assert_int_equal(ho_audit_size(a), 3);
}

static void
a_checkpoint_is_signed_once(void **state)
{
	struct ho_buf note = HO_BUF_INIT, last = HO_BUF_INIT;
	struct ho_checkpoint c;
	struct ho_note_key k;

	(void)state;
	assert_int_equal(ho_audit_checkpoint_last(a, &last), HO_E_NONE);
	assert_int_equal(ho_audit_checkpoint(a, &note), HO_E_ORDER);
	assert_int_equal(ho_store_begin(s), HO_OK);
	ho_buf_clear(&note);
	assert_int_equal(ho_audit_checkpoint(a, &note), HO_OK);
	assert_true(note.len > 0);
	assert_int_equal(
	    ho_note_key_make(&k, signer.origin, signer.public_key), HO_OK);
	assert_int_equal(
	    ho_checkpoint_check(&c, note.data, note.len, &k), HO_OK);
	assert_int_equal(c.size, 2);
	assert_int_equal(ho_audit_checkpoint_last(a, &last), HO_OK);
	assert_string_equal(ho_buf_text(&last), ho_buf_text(&note));
	ho_buf_clear(&note);
	assert_int_equal(ho_audit_checkpoint(a, &note), HO_OK);
	assert_int_equal(note.len, 0); /* nothing new was signed */
	append(1);
	assert_int_equal(ho_audit_checkpoint(a, &note), HO_OK);
	assert_true(note.len > 0);
	commit();
	open_again();
	ho_buf_free(&note);
	ho_buf_free(&last);
}

/* --- what a verifier sees ------------------------------------------------- */

struct faults {
	char words[512];
};

static void
on_fault(void *ctx, const char *word, const char *sentence)
{
	struct faults *f = ctx;

	assert_true(strlen(sentence) > 0);
	if (strstr(f->words, word) == NULL) {
		strcat(f->words, *f->words ? " " : "");
		strcat(f->words, word);
	}
}

/* By a connection and a log of its own, as `audit verify` does. */
static void
verify(struct faults *f, int64_t *events)
{
	struct ho_audit_check check = { f, on_fault, NULL };
	struct ho_buf why = HO_BUF_INIT;
	struct ho_store *r = NULL;
	struct ho_audit *ra = NULL;
	int64_t faults;

	memset(f, 0, sizeof(*f));
	assert_int_equal(ho_store_open_reader(&r, path, &guard, &why), HO_OK);
	assert_int_equal(ho_audit_open_reader(&ra, r, &signer), HO_OK);
	assert_int_equal(ho_audit_verify(ra, &check, events, &faults), HO_OK);
	assert_int_equal(faults > 0, *f->words != 0);
	ho_audit_close(&ra);
	ho_store_close(&r);
}

/* Each by somebody who took the triggers away first; "+" puts them back, so
 * that the fault is not only that. */
static void
every_deed_is_named(void **state)
{
	static const struct row {
		const char *sql, *words;
		const char *open; /* what the owner is told; NULL: opens */
	} rows[] = {
		{ "SELECT 1", "", NULL },
		{ "DELETE FROM event WHERE seq = 4",
		    "event-gone frontier checkpoint", NULL },
		{ "DELETE FROM event WHERE seq = 6", "frontier event-row",
		    "frontier says 6" },
		{ "DELETE FROM event_body WHERE seq = 4", "event-gone", NULL },
		{ "UPDATE event_body SET body = replace(body, 'panel',"
		  " 'other') WHERE seq = 4",
		    "event-changed frontier checkpoint", NULL },
		{ "UPDATE event SET leaf_hash = zeroblob(32) WHERE seq = 4",
		    "event-changed", NULL },
		{ "INSERT INTO event VALUES (7, zeroblob(32));"
		  "INSERT INTO event_body VALUES (7, '{\"seq\":7}')",
		    "event-changed frontier", "frontier says 6" },
		/* two that change places, with their leaves */
		{ "UPDATE event SET leaf_hash = (SELECT leaf_hash FROM event"
		  " AS e WHERE e.seq = 7 - event.seq) WHERE seq IN (3, 4);"
		  "UPDATE event_body SET body = (SELECT body FROM event_body"
		  " AS b WHERE b.seq = 7 - event_body.seq) WHERE seq IN (3, 4)",
		    "event-changed frontier checkpoint", NULL },
		/* all of it as it was before the checkpoint */
		{ "DELETE FROM event WHERE seq > 2;"
		  "DELETE FROM event_body WHERE seq > 2;"
		  "DELETE FROM event_row WHERE seq > 2;"
		  "UPDATE meta SET value = e.value, mac = e.mac FROM early"
		  " AS e WHERE e.name = meta.name",
		    "checkpoint row-unknown", "not of this log" },
		{ "UPDATE meta SET value = x'00' WHERE name = 'frontier'",
		    "frontier", "other tools" },
		{ "DELETE FROM meta WHERE name = 'frontier'", "frontier",
		    "frontier says 0" },
		{ "UPDATE meta SET value = x'78' WHERE name = 'checkpoint'",
		    "checkpoint", "not of this log" },
		{ "DELETE FROM event_row WHERE kind = 2 AND id = 3 AND seq = 6",
		    "event-row row-unknown", "event_row was changed" },
		{ "UPDATE event_row SET dropped = 1 WHERE kind = 2 AND seq = 6",
		    "event-row row-old", "event_row was changed" },
		{ "INSERT INTO event_row VALUES (2, 77, 3, 0)", "event-row",
		    "event_row was changed" },
		{ "INSERT INTO event_row VALUES (2, -77, 3, 0)", "event-row",
		    "event_row was changed" },
		{ "UPDATE user SET name = 'mallory' WHERE id = 3", "row-forged",
		    NULL },
		{ "UPDATE user SET mac = zeroblob(32) WHERE id = 3",
		    "row-changed row-forged", NULL },
		{ "DELETE FROM user WHERE id = 3", "row-gone", NULL },
		{ "INSERT INTO user SELECT id + 10, seq, mac, account,"
		  " 'x' || login, name, role, state, created_at, valid_from,"
		  " grace_from"
		  " FROM user WHERE id = 3",
		    "row-forged", NULL },
		{ "UPDATE user SET name = k.name, seq = k.seq, mac = k.mac"
		  " FROM kept AS k WHERE user.id = 3 AND k.id = 3",
		    "row-old", NULL },
		{ "UPDATE user SET name = k.name, seq = k.seq, mac = k.mac"
		  " FROM kept AS k WHERE user.id = 3 AND k.id = 3;"
		  "DELETE FROM event_row WHERE kind = 2 AND id = 3 AND seq = 6",
		    "event-row", "event_row was changed" },
		/* as many entries as before, but others */
		{ "UPDATE user SET name = k.name, seq = k.seq, mac = k.mac"
		  " FROM kept AS k WHERE user.id = 3 AND k.id = 3;"
		  "UPDATE event_row SET id = 4 WHERE kind = 2 AND id = 3"
		  " AND seq = 6",
		    "event-row", "event_row was changed" },
	};
	struct ho_buf note = HO_BUF_INIT, why = HO_BUF_INIT;
	char command[512];
	struct ho_event *ev;
	struct faults f;
	sqlite3 *db;
	int64_t events;

	(void)state;
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db,
			     "CREATE TABLE kept AS SELECT * FROM user;"
			     "CREATE TABLE early AS SELECT * FROM meta",
			     NULL, NULL, NULL),
	    SQLITE_OK);
	assert_int_equal(ho_store_begin(s), HO_OK);
	append(3);
	assert_int_equal(ho_audit_checkpoint(a, &note), HO_OK);
	ho_event_begin(a, &ev, "user.rename", SAMPLE_NOW);
	ho_event_self(ev);
	SAMPLE_TEXT(x.user.name, "renamed");
	assert_int_equal(ho_store_put(s, HO_USER, &x.user), HO_OK);
	assert_int_equal(ho_event_end(&ev, NULL), HO_OK);
	commit();
	sqlite3_close(db);
	ho_audit_close(&a);
	ho_store_close(&s);
	snprintf(command, sizeof(command), "cp %s %s.good", path, path);
	assert_int_equal(system(command), 0);

	for (size_t i = 0; i < COUNT(rows); i++) {
		/* drop the triggers, do it, put them back as they were */
		snprintf(command, sizeof(command),
		    "cd %s && cp store.good store && sqlite3 store \"SELECT "
		    "sql || ';' FROM sqlite_schema WHERE type = 'trigger'\" > "
		    "back && sqlite3 store \"SELECT 'DROP TRIGGER ' || name "
		    "|| ';' FROM sqlite_schema WHERE type = 'trigger'\" | "
		    "sqlite3 store",
		    dir);
		assert_int_equal(system(command), 0);
		assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
		if (sqlite3_exec(db, rows[i].sql, NULL, NULL, NULL) !=
			SQLITE_OK ||
		    sqlite3_exec(db, "DROP TABLE kept; DROP TABLE early", NULL,
			NULL, NULL) != SQLITE_OK)
			fail_msg("%s: %s", rows[i].sql, sqlite3_errmsg(db));
		sqlite3_close(db);
		snprintf(command, sizeof(command),
		    "cd %s && sqlite3 store < back", dir);
		assert_int_equal(system(command), 0);

		verify(&f, &events);
		if (strcmp(f.words, rows[i].words) != 0)
			fail_msg("%s: %s, not %s", rows[i].sql, f.words,
			    rows[i].words);
		ho_buf_clear(&why);
		assert_int_equal(
		    try_open(&why), rows[i].open ? HO_E_FORGED : HO_OK);
		if (rows[i].open &&
		    strstr(ho_buf_text(&why), rows[i].open) == NULL)
			fail_msg("%s: %s", rows[i].sql, ho_buf_text(&why));
		ho_audit_close(&a);
		ho_store_close(&s);
	}
	ho_buf_free(&note);
	ho_buf_free(&why);
}

/* The writer goes on while somebody verifies beside it. */
static void *
verify_beside(void *arg)
{
	struct faults f;
	int64_t events;

	for (int i = 0; i < 20; i++) {
		verify(&f, &events);
		if (*f.words || events < 2)
			*(int *)arg = 1;
	}
	return NULL;
}

static void
verifying_disturbs_nobody(void **state)
{
	pthread_t thread;
	int bad = 0;

	(void)state;
	assert_int_equal(pthread_create(&thread, NULL, verify_beside, &bad), 0);
	for (int i = 0; i < 100; i++) {
		assert_int_equal(ho_store_begin(s), HO_OK);
		append(3);
		commit();
	}
	pthread_join(thread, NULL);
	assert_int_equal(bad, 0);
}

/* --- outside of the store ------------------------------------------------- */

static int
to_file(void *ctx, const void *body, size_t len)
{
	fwrite(body, 1, len, ctx);
	fputc('\n', ctx);
	return HO_OK;
}

static void
write_text(const char *name, const char *text)
{
	FILE *f = fopen(name, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void
check_export(const char *key, const char *want, int64_t want_events)
{
	char leaves_name[96], note_name[96];
	struct faults f = { "" };
	struct ho_audit_check check = { &f, on_fault, NULL };
	int64_t events, faults;

	snprintf(leaves_name, sizeof(leaves_name), "%s/leaves", dir);
	snprintf(note_name, sizeof(note_name), "%s/note", dir);
	assert_int_equal(ho_audit_verify_export(leaves_name, note_name, key,
			     &check, &events, &faults),
	    HO_OK);
	assert_string_equal(f.words, want);
	assert_int_equal(events, want_events);
}

static void
an_export_verifies_alone(void **state)
{
	struct ho_buf note = HO_BUF_INIT, key = HO_BUF_INIT;
	char leaves_name[96], note_name[96], command[256];
	struct ho_audit_check check = { NULL, NULL, NULL };
	int64_t n;
	FILE *f;

	(void)state;
	assert_int_equal(ho_store_begin(s), HO_OK);
	append(5);
	assert_int_equal(ho_audit_checkpoint(a, &note), HO_OK);
	append(2);
	commit();
	snprintf(leaves_name, sizeof(leaves_name), "%s/leaves", dir);
	snprintf(note_name, sizeof(note_name), "%s/note", dir);
	assert_non_null(f = fopen(leaves_name, "w"));
	assert_int_equal(ho_audit_export(a, to_file, f), HO_OK);
	fclose(f);
	write_text(note_name, ho_buf_text(&note));
	assert_int_equal(ho_audit_key(&signer, &key), HO_OK);
	check_export(ho_buf_text(&key), "", 9);

	check_export(C2SP_KEY, "checkpoint", 0);
	snprintf(command, sizeof(command), "sed -i 's/panel/Panel/' %s",
	    leaves_name);
	assert_int_equal(system(command), 0);
	check_export(ho_buf_text(&key), "checkpoint", 9);
	snprintf(command, sizeof(command), "sed -i 4d %s", leaves_name);
	assert_int_equal(system(command), 0);
	check_export(ho_buf_text(&key), "event-changed checkpoint", 8);
	snprintf(command, sizeof(command), "sed -i '4,$d' %s", leaves_name);
	assert_int_equal(system(command), 0);
	check_export(ho_buf_text(&key), "event-gone", 3);
	assert_int_equal(ho_audit_verify_export("/nowhere", note_name,
			     ho_buf_text(&key), &check, &n, &n),
	    HO_E_IO);
	assert_int_equal(ho_audit_verify_export(
			     leaves_name, note_name, "no key", &check, &n, &n),
	    HO_E_INPUT);
	ho_buf_free(&note);
	ho_buf_free(&key);
}

/* Hashes, one a line, from text up to an empty line or its end. */
static const char *
read_path(const char *text, struct ho_path *p)
{
	struct ho_buf b = HO_BUF_INIT;

	for (p->n = 0; *text && *text != '\n'; text += 45) {
		ho_buf_clear(&b);
		assert_int_equal(ho_b64_decode(&b, text, 44), HO_OK);
		assert_int_equal(b.len, 32);
		memcpy(p->hash[p->n++], b.data, 32);
	}
	ho_buf_free(&b);
	return text;
}

static void
proofs_come_with_the_checkpoint(void **state)
{
	struct ho_buf note = HO_BUF_INIT, proof = HO_BUF_INIT;
	struct ho_buf body = HO_BUF_INIT;
	struct ho_checkpoint c;
	struct ho_path p;
	struct ho_note_key k;
	enum ho_verdict v;
	uint8_t leaf[32], early[32];
	const char *text;

	(void)state;
	ho_audit_root(a, early);
	assert_int_equal(ho_audit_prove(a, 1, &proof), HO_E_NONE);
	assert_int_equal(ho_store_begin(s), HO_OK);
	append(600);
	assert_int_equal(ho_audit_checkpoint(a, &note), HO_OK);
	append(1);
	commit();
	ho_note_key_make(&k, signer.origin, signer.public_key);
	for (int64_t seq = 1; seq <= 602; seq += 43) {
		char head[64];

		ho_buf_clear(&proof);
		assert_int_equal(ho_audit_prove(a, seq, &proof), HO_OK);
		snprintf(head, sizeof(head),
		    "c2sp.org/tlog-proof@v1\nindex %lld\n", (long long)seq - 1);
		text = ho_buf_text(&proof);
		assert_memory_equal(text, head, strlen(head));
		text = read_path(text + strlen(head), &p);
		assert_string_equal(text + 1, ho_buf_text(&note));
		assert_int_equal(
		    ho_checkpoint_check(&c, text + 1, strlen(text + 1), &k),
		    HO_OK);
		assert_int_equal(
		    ho_store_events(s, seq, 1, keep_body, &body), HO_OK);
		ho_tree_leaf(hasher, body.data, body.len, leaf);
		ho_tree_check_inclusion(
		    hasher, (uint64_t)seq - 1, c.size, leaf, &p, c.root, &v);
		assert_int_equal(v, HO_ALLOW);
	}
	assert_int_equal(ho_audit_prove(a, 603, &proof), HO_E_NONE);
	assert_int_equal(ho_audit_prove(a, 0, &proof), HO_E_NONE);
	ho_buf_clear(&proof);
	assert_int_equal(ho_audit_prove_extends(a, 2, &proof), HO_OK);
	read_path(ho_buf_text(&proof), &p);
	ho_tree_check_consistency(hasher, 2, c.size, early, c.root, &p, &v);
	assert_int_equal(v, HO_ALLOW);
	ho_buf_free(&note);
	ho_buf_free(&proof);
	ho_buf_free(&body);
}

static int
make_hasher(void **state)
{
	(void)state;
	return ho_hasher_new(&hasher);
}

static int
free_hasher(void **state)
{
	(void)state;
	ho_hasher_free(&hasher);
	return 0;
}

#define IN_A_LOG(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(frontier_gives_the_roots),
		cmocka_unit_test(frontier_equals_recursion),
		cmocka_unit_test(proofs_are_the_vectors),
		cmocka_unit_test(inclusion_good_and_broken),
		cmocka_unit_test(consistency_good_and_broken),
		cmocka_unit_test(keys_have_one_spelling),
		cmocka_unit_test(notes_are_good_or_not),
		cmocka_unit_test(our_notes_are_the_vectors),
		cmocka_unit_test(checkpoints_are_strict),
		cmocka_unit_test(strings_are_escaped_minimally),
		cmocka_unit_test(only_our_events_are_read),
		IN_A_LOG(an_event_is_one_canonical_line),
		IN_A_LOG(a_reader_appends_nothing),
		IN_A_LOG(errors_stick_to_the_event),
		IN_A_LOG(the_frontier_follows_every_way_back),
		IN_A_LOG(a_checkpoint_is_signed_once),
		IN_A_LOG(every_deed_is_named),
		IN_A_LOG(verifying_disturbs_nobody),
		IN_A_LOG(an_export_verifies_alone),
		IN_A_LOG(proofs_come_with_the_checkpoint),
	};

	return cmocka_run_group_tests(tests, make_hasher, free_hasher);
}
