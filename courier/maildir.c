/*
 * courier/maildir.c - letters into a Maildir.
 *
 * Written to tmp/, synced, then renamed into new/: a reader sees a whole
 * letter or none.  The file is named after the Message-ID, so that a letter
 * handed out twice, because a report was lost, is one file.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "courier/deliver.h"
#include "lib/base/err.h"

static const char *const parts[] = { "", "/tmp", "/new", "/cur" };

static int
ready(const struct ho_conf *c, char why[static WHY_SIZE])
{
	char path[4096];

	if (c->maildir[0] == '\0') {
		snprintf(why, WHY_SIZE,
		    "delivery = maildir needs maildir = "
		    "PATH");
		return HO_E_INPUT;
	}
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		snprintf(path, sizeof(path), "%s%s", c->maildir, parts[i]);
		if (mkdir(path, 0700) != 0 && errno != EEXIST) {
			snprintf(
			    why, WHY_SIZE, "%.180s: %s", path, strerror(errno));
			return HO_E_IO;
		}
	}
	return HO_OK;
}

/* Nothing in a Message-ID may become part of a path. */
static void
file_name(const struct letter *l, char out[static 257])
{
	static const char fine[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				   "abcdefghijklmnopqrstuvwxyz0123456789@-.";
	size_t n = 0;

	for (const char *p = l->msgid; *p && n < 200; p++)
		if (strchr(fine, *p) && !(n == 0 && *p == '.'))
			out[n++] = *p;
	out[n] = '\0';
}

static int
write_all(int fd, const uint8_t *p, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, p, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return HO_E_IO;
		p += n;
		len -= (size_t)n;
	}
	return HO_OK;
}

static int
write_file(const char *path, const struct letter *l)
{
	int fd = open(
	    path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	int rc;

	if (fd < 0)
		return HO_E_IO;
	rc = write_all(fd, l->octets, l->len);
	if (rc == HO_OK && fsync(fd) != 0)
		rc = HO_E_IO;
	if (close(fd) != 0)
		rc = HO_E_IO;
	return rc;
}

static int
sync_dir(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int rc;

	if (fd < 0)
		return HO_E_IO;
	rc = fsync(fd) == 0 ? HO_OK : HO_E_IO;
	close(fd);
	return rc;
}

static void
send_letter(
    const struct ho_conf *c, const struct letter *l, struct tried *tried)
{
	char name[257], tmp[4096], dest[4096], dir[4096];

	if (ready(c, tried->why) != HO_OK)
		return;
	file_name(l, name);
	snprintf(tmp, sizeof(tmp), "%s/tmp/%s", c->maildir, name);
	snprintf(dest, sizeof(dest), "%s/new/%s", c->maildir, name);
	snprintf(dir, sizeof(dir), "%s/new", c->maildir);
	if (write_file(tmp, l) != HO_OK || rename(tmp, dest) != 0 ||
	    sync_dir(dir) != HO_OK) {
		snprintf(
		    tried->why, WHY_SIZE, "%.180s: %s", dest, strerror(errno));
		unlink(tmp);
		return;
	}
	snprintf(tried->why, WHY_SIZE, "in %.200s", c->maildir);
	tried->outcome = HO_OUTCOME_SENT;
}

const struct driver maildir_driver = { "maildir", ready, send_letter };
