/* handoverd/clock.c - what time it is for the daemon. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "handoverd/daemon.h"
#include "lib/base/log.h"

/* Seconds to add, from the file that a test moves.  Unreadable: the last
 * number would be a guess, so none is added. */
static int64_t
offset(const char *path)
{
	char text[32];
	char *end;
	long long n;
	ssize_t len;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return 0;
	len = read(fd, text, sizeof(text) - 1);
	close(fd);
	if (len <= 0)
		return 0;
	text[len] = '\0';
	errno = 0;
	n = strtoll(text, &end, 10);
	if (errno || end == text || (*end != '\0' && *end != '\n')) {
		ho_warn("clock file %s holds no number of seconds", path);
		return 0;
	}
	return n;
}

int64_t
daemon_now(const struct daemon *d)
{
	int64_t now = (int64_t)time(NULL);

	if (strcmp(d->conf.clock, "system") == 0)
		return now;
	return now + offset(d->conf.clock);
}
