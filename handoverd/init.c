/*
 * handoverd/init.c - a new store and a first configuration.
 *
 *	handoverd --init --admin USER [--config FILE] [--profile PROFILE]
 *	    [--user NAME] [--set KEY=VALUE]... [--json]
 *
 * Makes the configuration file, the state directory, the store key, the log
 * key, the store with its schema, the first staff member with all roles, and
 * the log with an empty signed checkpoint before it.  Touches nothing that is
 * there already, and takes away what it made when it cannot finish.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <jansson.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "handoverd/daemon.h"
#include "handoverd/init.h"
#include "lib/base/err.h"
#include "lib/base/log.h"
#include "lib/secret/secret.h"

#define CONFIG   "/etc/handover/handover.conf"
#define OUR_USER "handover"

/* --- what was asked ------------------------------------------------------- */

static int
usage(FILE *to)
{
	fputs("usage: handover init --admin USER [--config FILE] "
	      "[--profile PROFILE]\n"
	      "           [--user NAME] [--set KEY=VALUE]... [--json]\n"
	      "       USER  a Unix account: the first staff member, with all "
	      "roles\n"
	      "       PROFILE  documented, standard (the default) or strict\n"
	      "       NAME  the account that handoverd runs under (default "
	      "handover)\n",
	    to);
	return to == stdout ? 0 : 2;
}

static struct ho_conf_pair *
find_pair(struct init *in, const char *key)
{
	for (size_t i = 0; i < in->n_pairs; i++)
		if (strcmp(in->pair[i].key, key) == 0)
			return &in->pair[i];
	return NULL;
}

/* Of two for one key the later one counts. */
static int
add_pair(struct init *in, char *text)
{
	char *eq = strchr(text, '=');
	struct ho_conf_pair *pair;

	if (eq == NULL || eq == text || in->n_pairs == INIT_PAIRS) {
		ho_buf_fmt(&in->why,
		    "--set takes KEY=VALUE, %d times at most, not '%s'",
		    INIT_PAIRS, text);
		return HO_E_INPUT;
	}
	*eq = '\0';
	if ((pair = find_pair(in, text)) == NULL)
		pair = &in->pair[in->n_pairs++];
	*pair = (struct ho_conf_pair){ text, eq + 1 };
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
		{ "json", no_argument, NULL, 'j' },
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
		case 'j': break; /* seen before any complaint */
		case 'h': in->wants_help = true; return HO_OK;
		default: return HO_E_INPUT;
		}
	}
	if (in->admin == NULL)
		ho_buf_str(&in->why, "--admin is missing");
	else if (optind < argc)
		ho_buf_fmt(
		    &in->why, "'%.64s' is one word too many", argv[optind]);
	return in->why.len == 0 ? HO_OK : HO_E_INPUT;
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

/* --- the configuration ---------------------------------------------------- */

/* A log needs a name that no other log has. */
static int
name_log(struct init *in)
{
	char host[256] = "handover";

	if (find_pair(in, "log-origin") != NULL)
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
	struct ho_conf_bad bad;
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
	if (rc == HO_E_INPUT && bad.what == in->profile)
		ho_buf_fmt(&in->why,
		    "there is no profile '%s': documented, standard or "
		    "strict",
		    in->profile);
	else if (rc == HO_E_INPUT)
		ho_buf_fmt(&in->why, "--set %s: %s; see handover.conf(5)",
		    bad.what, bad.why);
	if (rc == HO_OK)
		rc = ho_conf_parse(
		    &in->d.conf, in->config, *text, *len, &in->why);
	return rc;
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
	    (rc = ho_secret_policy(c->locked_memory == HO_MEMORY_TRY
		     ? HO_LOCK_TRY
		     : HO_LOCK_REQUIRE)) != HO_OK)
		goto out;
	rc = init_make(in, text, len);
out:
	free(text);
	return rc;
}

static void
say_done(const struct init *in)
{
	const struct ho_conf *c = &in->d.conf;

	printf(
	    "configuration  %s, profile %s\nstore          %s\nstore key      %s\n"
	    "log key        %s\nfirst staff    %s (uid %u, all roles)\n"
	    "\nKeep a copy of the two keys apart from the store and its "
	    "backups: without them\nthe store is worth nothing, and with "
	    "them it is worth everything.\n\nThe log begins with this "
	    "checkpoint; a copy elsewhere is what proves it:\n"
	    "\n%s\nNext: look through the configuration, then start "
	    "handoverd.\n",
	    in->config, in->profile, c->store, c->store_key, c->log_key,
	    in->admin, (unsigned)in->admin_uid, ho_buf_text(&in->note));
}

/* As the command tells every other answer: one object. */
static void
say_json(const struct init *in, int exit)
{
	const struct ho_conf *c = &in->d.conf;
	json_t *o = exit == 0
	    ? json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:s}",
		  "configuration", in->config, "profile", in->profile, "store",
		  c->store, "store_key", c->store_key, "log_key", c->log_key,
		  "staff", in->admin, "uid", (json_int_t)in->admin_uid,
		  "checkpoint", ho_buf_text(&in->note))
	    : json_pack("{s:i, s:s, s:s}", "exit", exit, "reason",
		  exit == 1       ? "exists"
		      : exit == 2 ? "usage"
				  : "fault",
		  "message", ho_buf_text(&in->why));

	if (o != NULL && json_dumpf(o, stdout, JSON_COMPACT) == 0)
		putchar('\n');
	json_decref(o);
}

static void
say(struct init *in, int rc, int exit)
{
	if (rc != HO_OK && in->why.len == 0)
		ho_buf_str(&in->why, ho_err_text(rc));
	if (in->wants_json)
		say_json(in, exit);
	else if (rc == HO_OK)
		say_done(in);
	else
		fprintf(stderr, "handover init: %s\n", ho_buf_text(&in->why));
}

int
daemon_init(int argc, char **argv)
{
	struct init in = { .config = CONFIG, .profile = "standard" };
	int rc, exit;

	ho_log_open("handover init", 0, HO_LOG_WARN);
	for (int i = 1; i < argc; i++)
		in.wants_json |= strcmp(argv[i], "--json") == 0;
	rc = parse(&in, argc, argv);
	if (in.wants_help)
		return usage(stdout);
	if (rc != HO_OK && !in.wants_json) {
		if (in.why.len > 0)
			say(&in, rc, 2);
		ho_buf_free(&in.why);
		return usage(stderr);
	}
	if (rc == HO_OK && (rc = make_all(&in)) != HO_OK)
		init_take_away(&in);
	exit = rc == HO_OK     ? 0
	    : rc == HO_E_TAKEN ? 1
	    : rc == HO_E_INPUT ? 2
			       : 4;
	say(&in, rc, exit);
	ho_signer_free(&in.d.signer);
	ho_keys_free(&in.d.keys);
	ho_conf_free(&in.d.conf);
	ho_buf_free(&in.why);
	ho_buf_free(&in.note);
	free(in.origin);
	return exit;
}
