/*
 * admin/save.h - a new file with what came back.
 */
#ifndef HO_ADMIN_SAVE_H
#define HO_ADMIN_SAVE_H

#include <stddef.h>

/*
 * Makes path with these octets, for us alone to read; never over something
 * that is there.  "-" is standard output.  0, or -1 with errno set: nothing
 * is left behind.
 */
int save_file(const char *path, const void *octets, size_t len);

#endif
