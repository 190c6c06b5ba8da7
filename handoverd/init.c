/*
 * handoverd/init.c - a new store and a first configuration.
 *
 *	handoverd --init --admin USER [--config FILE] [--profile documented]
 *	    [--user NAME] [--set KEY=VALUE]...
 *
 * Makes the configuration file, the state directory, the store key, the log
 * key, the store with its schema, the first staff member with all roles, and
 * the log with an empty signed checkpoint before it.  Touches nothing that is
 * there already, and takes away what it made when it cannot finish.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "handoverd/daemon.h"
#include "lib/base/err.h"
#include "lib/base/log.h"
#include "lib/secret/secret.h"

#define MAX_PAIRS 64
#define MAX_MADE  8
#define CONFIG    "/etc/handover/handover.conf"
#define OUR_USER  "handover"

struct init {
	const char *admin, *config, *profile, *user;
	struct ho_conf_pair pair[MAX_PAIRS + 1]; /* and the log's name */
	size_t n_pairs;
	char *origin; /* made up where --set gives none */
	uid_t admin_uid, uid;
	gid_t gid;
	struct daemon d;
	char made[MAX_MADE][4096]; /* in order, to take away again */
	size_t n_made;
	struct ho_buf why;
	struct ho_buf note; /* the empty log's checkpoint */
	bool wants_help;
};

static void
made(struct init *in, const char *path)
{
	if (in->n_made < MAX_MADE)
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

/* --- what was asked ---------------------------------------------------------- */

static int
usage(FILE *to)
{
	fputs("usage: handover init --admin USER [--config FILE] "
	      "[--profile documented]\n"
	      "           [--user NAME] [--set KEY=VALUE]...\n"
	      "       USER  a Unix account: the first staff member, with all "
	      "roles\n"
	      "       NAME  the account that handoverd runs under (default "
	      "handover)\n",
	    to);
	return to == stdout ? 0 : 2;
}

static int
add_pair(struct init *in, char *text)
{
	char *eq = strchr(text, '=');

	if (eq == NULL || eq == text || in->n_pairs == MAX_PAIRS) {
		fprintf(stderr,
		    "handover init: --set takes KEY=VALUE, %d times at "
		    "most, not '%s'\n",
		    MAX_PAIRS, text);
		return HO_E_INPUT;
	}
	*eq = '\0';
	in->pair[in->n_pairs++] = (struct ho_conf_pair){ text, eq + 1 };
	return HO_OK;
}

static int
parse(struct init *in, int argc, char **argv)
{
	static const struct option options[] = {
		{ "admin", required_argument, NULL, 'a' },
		{ "config", required_argument, NULL, 'c' },
		{ "profile", required_argument, NULL, 'p' },
		{ "user", required_argument, NULL, 'u' },
		{ "set", required_argument, NULL, 's' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	int c;

	argv[0] = (char[]){ "handover init" }; /* as getopt complains */

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (c) {
		case 'a': in->admin = optarg; break;
		case 'c': in->config = optarg; break;
		case 'p': in->profile = optarg; break;
		case 'u': in->user = optarg; break;
		case 's':
			if (add_pair(in, optarg) != HO_OK)
				return HO_E_INPUT;
			break;
		case 'h': in->wants_help = true; return HO_OK;
		default: return HO_E_INPUT;
		}
	}
	if (in->admin == NULL)
		fputs("handover init: --admin is missing\n", stderr);
	return optind == argc && in->admin ? HO_OK : HO_E_INPUT;
}

/* The people involved must exist before anything is made. */
static int
find_users(struct init *in)
{
	struct passwd *pw = getpwnam(in->admin);

	if (pw == NULL) {
		ho_buf_fmt(&in->why,
		    "there is no Unix account '%s' to be the "
		    "first staff member",
		    in->admin);
		return HO_E_INPUT;
	}
	in->admin_uid = pw->pw_uid;
	if (in->admin_uid == 65534) {
		ho_buf_str(&in->why, "uid 65534 is nobody; it cannot be staff");
		return HO_E_INPUT;
	}
	in->uid = geteuid();
	in->gid = getegid();
	if (in->user == NULL && in->uid != 0)
		return HO_OK; /* unprivileged: everything stays ours */
	pw = getpwnam(in->user ? in->user : OUR_USER);
	if (pw == NULL) {
		ho_buf_fmt(&in->why,
		    "there is no account '%s' for the daemon: "
		    "make it (systemd-sysusers does), or name another with "
		    "--user",
		    in->user ? in->user : OUR_USER);
		return HO_E_INPUT;
	}
	if (in->uid != 0 && pw->pw_uid != in->uid) {
		ho_buf_str(&in->why, "only root can prepare for another user");
		return HO_E_INPUT;
	}
	in->uid = pw->pw_uid;
	in->gid = pw->pw_gid;
	return HO_OK;
}

/* --- the configuration ------------------------------------------------------- */

static bool
is_set(const struct init *in, const char *key)
{
	for (size_t i = 0; i < in->n_pairs; i++)
		if (strcmp(in->pair[i].key, key) == 0)
			return true;
	return false;
}

/* A log needs a name that no other log has. */
static int
name_log(struct init *in)
{
	char host[256] = "handover";

	if (is_set(in, "log-origin"))
		return HO_OK;
	gethostname(host, sizeof(host) - 1);
	if (asprintf(&in->origin, "%s/handover-audit", host) < 0)
		return HO_E_NOMEM;
	in->pair[in->n_pairs++] =
	    (struct ho_conf_pair){ "log-origin", in->origin };
	return HO_OK;
}

/* The text of the file, checked by the parser that will read it. */
static int
compose(struct init *in, char **text, size_t *len)
{
	const char *bad = NULL;
	FILE *f;
	int rc;

	*text = NULL;
	if ((rc = name_log(in)) != HO_OK)
		return rc;
	if ((f = open_memstream(text, len)) == NULL)
		return HO_E_NOMEM;
	rc = ho_conf_write_start(f, in->profile, in->pair, in->n_pairs, &bad);
	if (fclose(f) != 0 && rc == HO_OK)
		rc = HO_E_NOMEM;
	if (rc == HO_E_INPUT && bad == in->profile)
		ho_buf_fmt(&in->why,
		    "there is no profile '%s' in this version: documented",
		    in->profile);
	else if (rc == HO_E_INPUT)
		ho_buf_fmt(&in->why,
		    "--set %s: there is no such setting, or that is no value "
		    "for it; see handover.conf(5)",
		    bad ? bad : "");
	if (rc == HO_OK)
		rc = ho_conf_parse(
		    &in->d.conf, in->config, *text, *len, &in->why);
	return rc;
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

/* --- directories, keys, store -------------------------------------------------- */

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
		rc = ho_store_put(s, HO_STAFF, &admin);
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

static int
make_all(struct init *in)
{
	struct ho_conf *c = &in->d.conf;
	char *text = NULL;
	size_t len = 0;
	int rc;

	if ((rc = find_users(in)) != HO_OK ||
	    (rc = compose(in, &text, &len)) != HO_OK ||
	    (rc = none_exists(in)) != HO_OK ||
	    (rc = ho_secret_policy(c->locked_memory == HO_MEMORY_TRY
		     ? HO_LOCK_TRY
		     : HO_LOCK_REQUIRE)) != HO_OK ||
	    (rc = make_config_dir(in)) != HO_OK || /* keys go there, too */
	    (rc = make_dir(in, c->state_dir, 0700)) != HO_OK ||
	    (rc = make_key(in, "store key", c->store_key)) != HO_OK ||
	    (rc = make_key(in, "log key", c->log_key)) != HO_OK ||
	    (rc = make_store(in)) != HO_OK || (rc = give_away(in)) != HO_OK)
		goto out;
	rc = write_config(in, text, len); /* last: with it, it is whole */
out:
	free(text);
	return rc;
}

static void
take_away(struct init *in)
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

static void
say_done(const struct init *in)
{
	const struct ho_conf *c = &in->d.conf;

	printf("configuration  %s\nstore          %s\nstore key      %s\n"
	       "log key        %s\nfirst staff    %s (uid %u, all roles)\n"
	       "\nKeep a copy of the two keys apart from the store and its "
	       "backups: without them\nthe store is worth nothing, and with "
	       "them it is worth everything.\n\nThe log begins with this "
	       "checkpoint; a copy elsewhere is what proves it:\n"
	       "\n%s\nNext: look through the configuration, then start "
	       "handoverd.\n",
	    in->config, c->store, c->store_key, c->log_key, in->admin,
	    (unsigned)in->admin_uid, ho_buf_text(&in->note));
}

int
daemon_init(int argc, char **argv)
{
	struct init in = { .config = CONFIG, .profile = "documented" };
	int rc;

	ho_log_open("handover init", 0, HO_LOG_WARN);
	if (parse(&in, argc, argv) != HO_OK)
		return usage(stderr);
	if (in.wants_help)
		return usage(stdout);
	if ((rc = make_all(&in)) == HO_OK) {
		say_done(&in);
	} else {
		fprintf(stderr, "handover init: %s\n",
		    in.why.len ? ho_buf_text(&in.why) : ho_err_text(rc));
		take_away(&in);
	}
	ho_signer_free(&in.d.signer);
	ho_keys_free(&in.d.keys);
	ho_conf_free(&in.d.conf);
	ho_buf_free(&in.why);
	ho_buf_free(&in.note);
	free(in.origin);
	return rc == HO_OK     ? 0
	    : rc == HO_E_TAKEN ? 1
	    : rc == HO_E_INPUT ? 2
			       : 4;
}
