/* lib/helper/kept.c - what DNS said about a letter, from its kept facts. */
#include "lib/helper/kept.h"

#include <string.h>

#include "lib/base/err.h"
#include "lib/wire/frame.h"
#include "lib/wire/proto.h"

const struct ho_txt_answer *
ho_kept_find(const struct ho_facts *kept, const char *name)
{
	for (size_t i = 0; i < kept->questions && i < HO_FACTS_DNS; i++)
		if (strcmp(kept->dns[i].name, name) == 0)
			return &kept->dns[i];
	return NULL;
}

int
ho_kept_message(const struct ho_txt_answer *then, struct ho_buf *out)
{
	static const uint8_t too_long[HO_DNS_TEXT + 1];
	/* 255 records at most, of which one is long, or all are kept */
	uint8_t mem[sizeof(too_long) + 256 * 8];
	struct ho_frame f;

	ho_frame_start(&f, mem, sizeof(mem), HO_M_DNS_ANSWER);
	for (size_t i = 0; i < then->count; i++) {
		const uint8_t *text = too_long;
		size_t len = i == 0 ? sizeof(too_long) : 0;

		if (!then->is_cut)
			text = ho_txt_record(then, i, &len);
		ho_frame_put(&f, HO_T_RECORD, text, len);
	}
	if (ho_frame_end(&f) != HO_OK)
		return HO_E_NOMEM;
	ho_buf_add(out, f.data, f.len);
	return ho_buf_error(out);
}
