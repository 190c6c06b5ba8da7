/*
 * tests/fuzz/wire.c - any octets at all, read as a message.
 *
 * What is taken for a message is walked, looked up by every tag, copied and
 * written again: the copy must be the same, octet by octet, for a frame has
 * one spelling.  For libFuzzer, or with fuzz_main.c where there is none.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/err.h"
#include "lib/wire/frame.h"
#include "lib/wire/proto.h"
#include "lib/wire/sock.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void
must(int claim)
{
	if (!claim)
		abort();
}

static void
look_up(const struct ho_view *v, uint16_t tag)
{
	struct ho_field f;
	char text[16];
	uint64_t n;
	int rc = ho_view_get(v, tag, &f);

	must(rc == HO_OK || rc == HO_E_NONE || rc == HO_E_PEER);
	must((rc == HO_OK) == (f.data != NULL));
	memset(text, 'x', sizeof(text));
	rc = ho_view_str(v, tag, text, sizeof(text));
	must(memchr(text, 0, sizeof(text)) != NULL);
	must(rc == HO_OK ? strlen(text) == f.len : text[0] == '\0');
	if (ho_view_u64(v, tag, &n) == HO_OK)
		must(f.len == 8);
	else
		must(n == 0);
}

static void
write_again(const struct ho_view *v)
{
	static uint8_t mem[HO_FRAME_MAX];
	struct ho_frame f;
	struct ho_field one;
	size_t at = 0;

	ho_frame_start(&f, mem, sizeof(mem), v->type);
	while (ho_view_next(v, &at, &one) == HO_OK)
		ho_frame_put(&f, one.tag, one.data, one.len);
	must(ho_frame_end(&f) == HO_OK);
	must(f.len == v->len && memcmp(mem, v->data, f.len) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct ho_buf out = HO_BUF_INIT;
	struct ho_view v;
	int last;

	if (ho_view_open(&v, data, len) != HO_OK) {
		must(v.type == 0 && v.data == NULL);
		return 0;
	}
	must(v.len == len && len <= HO_FRAME_MAX);
	for (uint16_t tag = 0; tag < 128; tag++)
		look_up(&v, tag);
	write_again(&v);
	if (ho_piece_add(&v, &out, 64, &last) == HO_OK)
		must(out.len <= 64);
	ho_buf_free(&out);
	return 0;
}
