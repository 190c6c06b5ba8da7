/* admin/save.c - a new file with what came back. */
#include "admin/save.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

static int
write_all(int fd, const uint8_t *p, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, p, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		p += n;
		len -= (size_t)n;
	}
	return 0;
}

int
save_file(const char *path, const void *octets, size_t len)
{
	int fd, rc, error;

	if (strcmp(path, "-") == 0)
		return write_all(STDOUT_FILENO, octets, len);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return -1;
	rc = write_all(fd, octets, len);
	error = errno;
	if (close(fd) != 0 && rc == 0) {
		error = errno;
		rc = -1;
	}
	if (rc != 0)
		unlink(path);
	errno = error;
	return rc;
}
