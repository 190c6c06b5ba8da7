/* lib/conf/files.c - which files are read, and whose they may be. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/err.h"
#include "lib/conf/load.h"

static int
cannot(struct ho_load *l, const char *path, int rc)
{
	l->file = path;
	l->line = 0;
	ho_load_fault(l, "", strerror(errno));
	return rc;
}

/* Whoever can write it decides who gets in. */
static const char *
why_not(const struct stat *st)
{
	if (!S_ISREG(st->st_mode))
		return "is not a regular file";
	if (st->st_uid != 0 && st->st_uid != geteuid())
		return "must belong to root or to the user this program runs "
		       "as";
	if (st->st_mode & (S_IWGRP | S_IWOTH))
		return "must not be writable by group or others";
	return NULL;
}

/* One octet more than allowed shows that there is more. */
static int
read_all(int fd, char *text, size_t cap, size_t *len)
{
	ssize_t n;

	for (*len = 0; *len < cap; *len += (size_t)n) {
		while ((n = read(fd, text + *len, cap - *len)) < 0)
			if (errno != EINTR)
				return HO_E_IO;
		if (n == 0)
			break;
	}
	return HO_OK;
}

static int
load_open(struct ho_load *l, const char *path, int fd)
{
	const char *why;
	struct stat st;
	char *text;
	size_t len;
	int rc;

	l->file = path;
	l->line = 0;
	if (fstat(fd, &st) != 0)
		return cannot(l, path, HO_E_IO);
	if ((why = why_not(&st)) != NULL)
		return ho_load_fault(l, "", why);
	if (l->n_files == HO_CONF_FILES) {
		ho_load_fault(l, "", "is one file too many");
		return HO_E_LIMIT;
	}
	if ((text = malloc(HO_CONF_FILE + 1)) == NULL)
		return HO_E_NOMEM;
	if ((rc = read_all(fd, text, HO_CONF_FILE + 1, &len)) != HO_OK) {
		cannot(l, path, rc);
	} else if (len > HO_CONF_FILE) {
		ho_load_fault(l, "", "is larger than 256 KiB");
		rc = HO_E_LIMIT;
	} else {
		rc = ho_load_text(l, path, text, len);
	}
	free(text);
	return rc;
}

int
ho_load_file(struct ho_load *l, const char *path, bool needed)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC), rc;

	if (fd < 0 && errno == ENOENT)
		return needed ? cannot(l, path, HO_E_NONE) : HO_OK;
	if (fd < 0)
		return cannot(l, path, HO_E_IO);
	rc = load_open(l, path, fd);
	close(fd);
	return rc;
}

static int
is_conf(const struct dirent *e)
{
	size_t len = strlen(e->d_name);

	return e->d_name[0] != '.' && len > 5 &&
	    strcmp(e->d_name + len - 5, ".conf") == 0;
}

/* Not alphasort(): that asks the locale. */
static int
by_octets(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

int
ho_load_dir(struct ho_load *l, const char *dir)
{
	struct dirent **names;
	char path[PATH_MAX];
	int n = scandir(dir, &names, is_conf, by_octets), rc = HO_OK, len;

	if (n < 0)
		return errno == ENOENT ? HO_OK : cannot(l, dir, HO_E_IO);
	for (int i = 0; i < n; i++) {
		len = snprintf(
		    path, sizeof(path), "%s/%s", dir, names[i]->d_name);
		if (rc == HO_OK && (size_t)len >= sizeof(path))
			rc = HO_E_LIMIT;
		if (rc == HO_OK)
			rc = ho_load_file(l, path, true);
		free(names[i]);
	}
	free(names);
	return rc;
}
