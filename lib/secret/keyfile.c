/* lib/secret/keyfile.c - 32 octets on disk: made once, read with suspicion. */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/err.h"
#include "lib/secret/keys.h"

/* A name is on disk only when its directory is. */
static int
sync_directory_of(const char *path)
{
	char copy[PATH_MAX];
	int fd, rc;

	if (strlen(path) >= sizeof(copy))
		return HO_E_LIMIT;
	memcpy(copy, path, strlen(path) + 1);
	fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return HO_E_IO;
	rc = fsync(fd) == 0 ? HO_OK : HO_E_IO;
	close(fd);
	return rc;
}

static int
write_all(int fd, const uint8_t *p, size_t len)
{
	ssize_t n;

	for (; len > 0; p += n, len -= (size_t)n)
		while ((n = write(fd, p, len)) < 0)
			if (errno != EINTR)
				return HO_E_IO;
	return HO_OK;
}

int
ho_key_make(const char *path)
{
	struct ho_secret *key = ho_secret_new(HO_KEY_LEN);
	int fd = -1, rc = HO_E_NOMEM;

	if (key == NULL || (rc = ho_secret_random(key, HO_KEY_LEN)) != HO_OK)
		goto out;
	fd = open(
	    path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0400);
	if (fd < 0) {
		rc = errno == EEXIST || errno == ELOOP ? HO_E_TAKEN : HO_E_IO;
		goto out;
	}
	/* The umask may have taken more; it cannot have given any. */
	if (fchmod(fd, 0400) != 0 ||
	    write_all(fd, ho_secret_data(key), HO_KEY_LEN) != HO_OK ||
	    fsync(fd) != 0 || sync_directory_of(path) != HO_OK) {
		unlink(path);
		rc = HO_E_IO;
	}
out:
	if (fd >= 0)
		close(fd);
	ho_secret_free(&key);
	return rc;
}

static bool
mode_is_closed(const struct stat *st)
{
	mode_t mode = st->st_mode & 07777;

	if (mode == 0400 || mode == 0600)
		return st->st_uid == 0 || st->st_uid == geteuid();
	/* A systemd credential: root's, and ours by an access list. */
	return mode == 0440 && st->st_uid == 0 && st->st_gid == 0;
}

/* The descriptor, once the file is fit; the reason otherwise. */
static int
open_key(const char *path, int *fd, const char **why)
{
	struct stat st;

	/* A FIFO would hold us for ever; it is no regular file anyway. */
	*fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (*fd < 0) {
		*why = strerror(errno);
		return errno == ENOENT ? HO_E_NONE : HO_E_IO;
	}
	if (fstat(*fd, &st) != 0) {
		*why = strerror(errno);
		return HO_E_IO;
	}
	*why = !S_ISREG(st.st_mode) ? "is not a regular file"
	    : !mode_is_closed(&st)  ? "must belong to root or to the user this "
				      "program runs as, with mode 0400 or 0600"
	    : st.st_size != HO_KEY_LEN ? "is not a key: it must hold 32 octets"
				       : NULL;
	return *why == NULL ? HO_OK : HO_E_INPUT;
}

static int
read_key(int fd, struct ho_secret *key)
{
	uint8_t *p = ho_secret_room(key);
	size_t got = 0;
	ssize_t n;

	while (got < HO_KEY_LEN) {
		n = read(fd, p + got, HO_KEY_LEN - got);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return HO_E_IO;
		got += (size_t)n;
	}
	return ho_secret_fill(key, got);
}

int
ho_key_read(const char *path, struct ho_secret **key, struct ho_buf *why)
{
	const char *reason = NULL;
	int fd = -1, rc;

	*key = NULL;
	if ((rc = open_key(path, &fd, &reason)) != HO_OK)
		goto out;
	if ((*key = ho_secret_new(HO_KEY_LEN)) == NULL) {
		rc = HO_E_NOMEM;
		reason = "no locked memory for the key";
	} else if ((rc = read_key(fd, *key)) != HO_OK) {
		reason = "cannot be read";
		ho_secret_free(key);
	}
out:
	if (reason != NULL && why != NULL)
		ho_buf_fmt(why, "%s: %s", path, reason);
	if (fd >= 0)
		close(fd);
	return rc;
}
