/* tests/unit/tree_test.c - the log as a tree: vectors of doc/log-format.md. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "lib/audit/tree.h"
#include "lib/base/b64.h"
#include "lib/base/err.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(frontier_gives_the_roots),
		cmocka_unit_test(frontier_equals_recursion),
		cmocka_unit_test(proofs_are_the_vectors),
		cmocka_unit_test(inclusion_good_and_broken),
		cmocka_unit_test(consistency_good_and_broken),
	};

	return cmocka_run_group_tests(tests, make_hasher, free_hasher);
}
