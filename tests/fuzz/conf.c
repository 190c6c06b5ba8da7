/*
 * tests/fuzz/conf.c - any octets as a configuration file.
 *
 * What was read must be said again by the dump, word for word; what was
 * refused must name its line in one printable line.
 *
 *	clang -g -O1 -fsanitize=fuzzer,address,undefined -std=c17 -D_GNU_SOURCE \
 *	    -I. tests/fuzz/conf.c lib/conf/?*.c lib/base/?*.c -o conf-fuzz
 */
#include <stdlib.h>
#include <string.h>

#include "lib/base/err.h"
#include "lib/conf/conf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void
check_dump(const struct ho_conf *conf)
{
	struct ho_buf first = HO_BUF_INIT, second = HO_BUF_INIT;
	struct ho_conf again;

	ho_conf_dump(conf, &first);
	if (ho_conf_parse(
		&again, "dump", ho_buf_text(&first), first.len, NULL) != HO_OK)
		abort();
	ho_conf_dump(&again, &second);
	if (strcmp(ho_buf_text(&first), ho_buf_text(&second)) != 0)
		abort();
	ho_conf_free(&again);
	ho_buf_free(&first);
	ho_buf_free(&second);
}

static void
check_error(const struct ho_buf *error)
{
	if (error->len < 6 || memcmp(error->data, "fuzz:", 5) != 0)
		abort();
	for (size_t i = 0; i < error->len; i++)
		if (error->data[i] < 0x20 || error->data[i] == 0x7f)
			abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct ho_buf error = HO_BUF_INIT;
	struct ho_conf conf;

	if (ho_conf_parse(&conf, "fuzz", (const char *)data, len, &error) ==
	    HO_OK)
		check_dump(&conf);
	else
		check_error(&error);
	ho_conf_free(&conf);
	ho_buf_free(&error);
	return 0;
}
