/*
 * admin/import_file.h - where the accounts of a file begin, and what it says
 * twice.
 */
#ifndef HO_ADMIN_IMPORT_FILE_H
#define HO_ADMIN_IMPORT_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/buf.h"

#define IMPORT_FILE_MAX    ((size_t)4 << 30)  /* octets */
#define IMPORT_PART        ((size_t)2 << 20)  /* a part is cut behind so many */
#define IMPORT_ACCOUNT_MAX ((size_t)24 << 20) /* octets of one account */

struct import_part {
	const char *at; /* borrowed from the file */
	size_t len;
	size_t before; /* lines of the file that stand before it */
};

struct import_file {
	struct import_part *part; /* owned */
	size_t parts, lines;
};

/* A fault that only the whole file shows; non-zero ends the reading. */
typedef int import_fault_fn(
    void *ctx, size_t line, const char *account, const char *problem);

/* HO_E_NOMEM, or what fault returned. */
int import_file_read(struct import_file *f, const struct ho_buf *octets,
    import_fault_fn *fault, void *ctx);
void import_file_free(struct import_file *f);

#endif
