/*
 * tests/fault/disk.c - a disk on which the n-th write or sync goes wrong.
 *
 *	HO_DISK="full 7" LD_PRELOAD=.../disk.so handoverd ...
 *
 * Counted is what changes files whose name holds "store.db" (not the lock,
 * which never grows): pwrite, ftruncate, fdatasync, fsync.  At number n "full"
 * gives ENOSPC, for a sync EIO, once; "torn" writes half and then the process
 * is gone by SIGKILL; "kill" kills before it.  Each says so on standard error.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FILES 1024
#define SHOWN __attribute__((visibility("default")))

static atomic_bool is_store[FILES];
static atomic_int count;
static int at;
static char mode[8];

/* Children are none of ours. */
__attribute__((constructor)) static void
begin(void)
{
	const char *told = getenv("HO_DISK");

	if (told)
		sscanf(told, "%7s %d", mode, &at);
	unsetenv("HO_DISK");
	unsetenv("LD_PRELOAD");
}

static void
say(const char *what)
{
	char line[80];
	int n =
	    snprintf(line, sizeof(line), "disk: %s %d: %s\n", mode, at, what);

	if (n > 0 && write(STDERR_FILENO, line, (size_t)n) < 0)
		abort();
}

/* Is it this one's turn? */
static bool
is_hit(int fd, const char *what)
{
	if (fd < 0 || fd >= FILES || !is_store[fd] ||
	    atomic_fetch_add(&count, 1) + 1 != at)
		return false;
	say(what);
	if (strcmp(mode, "kill") == 0)
		raise(SIGKILL);
	return true;
}

SHOWN int
open64(const char *path, int flags, ...)
{
	int (*real)(const char *, int, ...) = NULL;
	mode_t bits = 0;
	va_list ap;
	int fd;

	if (flags & O_CREAT) {
		va_start(ap, flags);
		bits = va_arg(ap, mode_t);
		va_end(ap);
	}
	*(void **)&real = dlsym(RTLD_NEXT, "open64");
	fd = real(path, flags, bits);
	if (fd >= 0 && fd < FILES)
		is_store[fd] = strstr(path, "store.db") != NULL;
	return fd;
}

SHOWN ssize_t
pwrite64(int fd, const void *data, size_t len, off64_t from)
{
	ssize_t (*real)(int, const void *, size_t, off64_t) = NULL;

	*(void **)&real = dlsym(RTLD_NEXT, "pwrite64");
	if (is_hit(fd, "pwrite")) {
		if (strcmp(mode, "torn") == 0 && real(fd, data, len / 2, from))
			raise(SIGKILL);
		errno = ENOSPC;
		return -1;
	}
	return real(fd, data, len, from);
}

SHOWN int
ftruncate64(int fd, off64_t len)
{
	int (*real)(int, off64_t) = NULL;

	*(void **)&real = dlsym(RTLD_NEXT, "ftruncate64");
	if (is_hit(fd, "ftruncate")) {
		errno = EIO;
		return -1;
	}
	return real(fd, len);
}

static int
sync_by(const char *name, int fd)
{
	int (*real)(int) = NULL;

	*(void **)&real = dlsym(RTLD_NEXT, name);
	if (is_hit(fd, name)) {
		errno = EIO;
		return -1;
	}
	return real(fd);
}

SHOWN int
fdatasync(int fd)
{
	return sync_by("fdatasync", fd);
}

SHOWN int
fsync(int fd)
{
	return sync_by("fsync", fd);
}
