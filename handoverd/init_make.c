/* handoverd/init_make.c - what handoverd --init leaves on the disk. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "handoverd/init.h"
#include "lib/base/err.h"

static void
made(struct init *in, const char *path)
{
	if (in->n_made < INIT_MADE)
		snprintf(
		    in->made[in->n_made++], sizeof(in->made[0]), "%s", path);
}

static int
fail(struct init *in, int rc, const char *what, const char *path)
{
	if (in->why.len == 0)
		ho_buf_fmt(&in->why, "%s %s: %s", what, path,
		    rc == HO_E_TAKEN ? "exists already; init touches nothing "
				       "that is there"
			: rc == HO_E_IO ? strerror(errno)
					: ho_err_text(rc));
	return rc;
}

static int
make_dir(struct init *in, const char *path, mode_t mode)
{
	if (mkdir(path, mode) == 0) {
		made(in, path);
		if (chmod(path, mode) != 0 ||
		    chown(path, in->uid, in->gid) != 0)
			return fail(in, HO_E_IO, "directory", path);
		return HO_OK;
	}
	return errno == EEXIST ? HO_OK : fail(in, HO_E_IO, "directory", path);
}

/* The directory that the configuration file goes into, one level. */
static int
make_config_dir(struct init *in)
{
	char dir[4096], *slash;

	snprintf(dir, sizeof(dir), "%s", in->config);
	if ((slash = strrchr(dir, '/')) == NULL || slash == dir)
		return HO_OK;
	*slash = '\0';
	if (mkdir(dir, 0755) == 0) {
		made(in, dir);
		/* our umask is for secrets; here the other programs read */
		if (chmod(dir, 0755) != 0)
			return fail(in, HO_E_IO, "directory", dir);
	} else if (errno != EEXIST) {
		return fail(in, HO_E_IO, "directory", dir);
	}
	return HO_OK;
}

static int
make_key(struct init *in, const char *what, const char *path)
{
	int rc = ho_key_make(path);

	if (rc != HO_OK)
		return fail(in, rc, what, path);
	made(in, path);
	return HO_OK;
}

static int
first_entries(struct init *in, struct ho_store *s, struct ho_audit *a)
{
	struct ho_staff admin = { .state = 1, .roles = HO_STAFF_ALL };
	struct ho_desk desk = { .row.id = 0 }; /* nothing binds, no alert */
	struct ho_event *ev;
	int64_t now = (int64_t)time(NULL);
	int rc;

	admin.uid = (int64_t)in->admin_uid + 1;
	admin.since = now;
	snprintf(admin.name, sizeof(admin.name), "%s", in->admin);
	if ((rc = ho_store_begin(s)) != HO_OK)
		return rc;
	/* the empty log is signed first: nothing can come before it */
	if ((rc = ho_audit_checkpoint(a, &in->note)) == HO_OK &&
	    (rc = ho_event_begin(a, &ev, "store.init", now)) == HO_OK) {
		ho_event_self(ev);
		ho_event_str(ev, "version", HO_VERSION);
		ho_event_str(ev, "profile", in->profile);
		ho_event_str(ev, "staff", admin.name);
		ho_event_int(ev, "uid", in->admin_uid);
		if ((rc = ho_store_put(s, HO_STAFF, &admin)) == HO_OK)
			rc = ho_store_put(s, HO_DESK, &desk);
		if (rc == HO_OK)
			rc = ho_event_end(&ev, NULL);
		else
			ho_event_drop(&ev);
	}
	if (rc == HO_OK && (rc = ho_audit_before_commit(a)) == HO_OK)
		rc = ho_store_commit(s);
	if (rc != HO_OK)
		ho_store_rollback(s);
	return rc;
}

static int
make_store(struct init *in)
{
	struct daemon *d = &in->d;
	struct ho_audit_signer signer;
	struct ho_store *s = NULL;
	struct ho_audit *a = NULL;
	int rc;

	if ((rc = ho_store_create(d->conf.store, &in->why)) != HO_OK)
		return fail(in, rc, "store", d->conf.store);
	made(in, d->conf.store);
	if ((rc = ho_keys_open(d->conf.store_key, &d->keys, &in->why)) ==
		HO_OK &&
	    (rc = ho_signer_open(d->conf.log_key, &d->signer, &in->why)) ==
		HO_OK &&
	    (rc = daemon_open_store(d, &signer, &s, &a, &in->why)) == HO_OK)
		rc = first_entries(in, s, a);
	ho_audit_close(&a);
	ho_store_close(&s);
	return rc == HO_OK ? rc : fail(in, rc, "store", d->conf.store);
}

/* What root made belongs to the daemon; the keys stay readable by it alone. */
static int
give_away(struct init *in)
{
	const char *files[] = { in->d.conf.store, in->d.conf.store_key,
		in->d.conf.log_key };
	char lock[4200];

	if (in->uid == geteuid())
		return HO_OK;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		if (lchown(files[i], in->uid, in->gid) != 0)
			return fail(in, HO_E_IO, "owner of", files[i]);
	/* what stands beside the store, where it is there */
	snprintf(lock, sizeof(lock), "%s.lock", in->d.conf.store);
	if (lchown(lock, in->uid, in->gid) != 0 && errno != ENOENT)
		return fail(in, HO_E_IO, "owner of", lock);
	return HO_OK;
}

static int
write_config(struct init *in, const char *text, size_t len)
{
	int fd = open(in->config,
	    O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0644);
	int rc = HO_E_IO;

	if (fd < 0)
		return fail(in, errno == EEXIST ? HO_E_TAKEN : HO_E_IO,
		    "configuration", in->config);
	made(in, in->config);
	if (fchmod(fd, 0644) == 0 && write(fd, text, len) == (ssize_t)len &&
	    fsync(fd) == 0)
		rc = HO_OK;
	if (close(fd) != 0)
		rc = HO_E_IO;
	return rc == HO_OK ? rc : fail(in, rc, "configuration", in->config);
}

static int
none_exists(struct init *in)
{
	const char *paths[] = { in->config, in->d.conf.store,
		in->d.conf.store_key, in->d.conf.log_key };
	struct stat st;

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		if (lstat(paths[i], &st) == 0)
			return fail(in, HO_E_TAKEN, "file", paths[i]);
	return HO_OK;
}

int
init_make(struct init *in, const char *text, size_t len)
{
	const struct ho_conf *c = &in->d.conf;
	int rc;

	if ((rc = none_exists(in)) != HO_OK ||
	    (rc = make_config_dir(in)) != HO_OK || /* keys go there, too */
	    (rc = make_dir(in, c->state_dir, 0700)) != HO_OK ||
	    (rc = make_key(in, "store key", c->store_key)) != HO_OK ||
	    (rc = make_key(in, "log key", c->log_key)) != HO_OK ||
	    (rc = make_store(in)) != HO_OK || (rc = give_away(in)) != HO_OK)
		return rc;
	return write_config(in, text, len);
}

void
init_take_away(struct init *in)
{
	char beside[4200];

	while (in->n_made > 0) {
		const char *path = in->made[--in->n_made];

		if (unlink(path) != 0 && errno == EISDIR)
			rmdir(path);
		snprintf(beside, sizeof(beside), "%s.lock", path);
		unlink(beside);
	}
}
