/* admin/local.c - what the command does by itself. */
#include "admin/local.h"

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "admin/import.h"
#include "admin/mail_check.h"
#include "admin/mail_show.h"
#include "admin/usage.h"
#include "lib/audit/audit.h"
#include "lib/base/err.h"
#include "lib/base/show.h"
#include "lib/conf/conf.h"

#define DAEMON "/usr/sbin/handoverd"

static char json_option[] = "--json";

/* --- init ---------------------------------------------------------------------
 */

/* The daemon that was built or installed with this command. */
static void
daemon_path(char *out, size_t size)
{
	static const char *const places[] = { "", "../sbin/" };
	char own[4096];
	ssize_t n = readlink("/proc/self/exe", own, sizeof(own) - 1);
	char *slash;

	own[n > 0 ? n : 0] = '\0';
	if ((slash = strrchr(own, '/')) != NULL) {
		slash[1] = '\0';
		for (size_t i = 0; i < 2; i++) {
			snprintf(out, size, "%s%shandoverd", own, places[i]);
			if (access(out, X_OK) == 0)
				return;
		}
	}
	snprintf(out, size, "%s", DAEMON);
}

static int
run_init(struct request *r)
{
	char path[4200];
	char **argv = calloc((size_t)r->argc + 4, sizeof(*argv));

	if (argv == NULL)
		return FAULT;
	daemon_path(path, sizeof(path));
	argv[0] = path;
	argv[1] = (char[]){ "--init" };
	for (int i = 0; i < r->argc; i++)
		argv[i + 2] = r->argv[i];
	if (r->wants_json) /* it stood before the noun */
		argv[r->argc + 2] = json_option;
	execv(path, argv);
	complain("cannot start %s: %s", path, strerror(errno));
	free(argv);
	return FAULT;
}

/* --- mail check, mail show ----------------------------------------------------
 */

static int
run_mail(struct request *r, int (*run)(int argc, char **argv))
{
	/* behind the two words of the verb; argv[0] tells where we live */
	char **argv = calloc((size_t)r->argc + 3, sizeof(*argv));
	char own[4096];
	ssize_t n = readlink("/proc/self/exe", own, sizeof(own) - 1);
	int rc;

	if (argv == NULL)
		return FAULT;
	own[n > 0 ? n : 0] = '\0';
	argv[0] = own;
	for (int i = 0; i < r->argc; i++)
		argv[i + 1] = r->argv[i];
	if (r->wants_json) /* it stood before the noun */
		argv[r->argc + 1] = json_option;
	rc = run(r->argc + 1 + r->wants_json, argv);
	free(argv);
	return rc;
}

static int
run_mail_check(struct request *r)
{
	return run_mail(r, ho_mail_check);
}

static int
run_mail_show(struct request *r)
{
	return run_mail(r, ho_mail_show);
}

/* --- audit verify --export ----------------------------------------------------
 */

static void
show_fault(void *ctx, const char *word, const char *sentence)
{
	struct ho_buf shown = HO_BUF_INIT;

	(void)ctx;
	ho_show(&shown, sentence, strlen(sentence));
	fprintf(stderr, "%s: %s\n", word, ho_buf_text(&shown));
	ho_buf_free(&shown);
}

static int
run_verify_export(struct request *r)
{
	const char *leaves = request_here(r, "export");
	const char *note = request_here(r, "checkpoint");
	const char *key = request_here(r, "key");
	struct ho_audit_check check = { .fault = show_fault };
	int64_t events = 0, faults = 0;
	int rc;

	if (leaves == NULL || note == NULL || key == NULL) {
		complain("audit verify: --export needs --checkpoint and --key "
			 "beside it");
		return USAGE;
	}
	rc =
	    ho_audit_verify_export(leaves, note, key, &check, &events, &faults);
	if (rc != HO_OK) {
		complain("audit verify: %s",
		    rc == HO_E_IO ? "a file cannot be read" : ho_err_text(rc));
		return rc == HO_E_INPUT || rc == HO_E_IO ? USAGE : FAULT;
	}
	if (r->wants_json)
		printf("{\"events\":%lld,\"faults\":%lld}\n", (long long)events,
		    (long long)faults);
	else
		printf("%lld events, %lld fault%s: the export is %s\n",
		    (long long)events, (long long)faults,
		    faults == 1 ? "" : "s",
		    faults == 0 ? "whole, as its checkpoint says"
				: "not what was signed");
	return faults == 0 ? DONE : REFUSED;
}

/* --- config check --------------------------------------------------------------
 */

static int
run_config_check(struct request *r)
{
	struct ho_buf error = HO_BUF_INIT, shown = HO_BUF_INIT;
	struct ho_conf conf;
	int rc = ho_conf_load(&conf, request_here(r, "config"), &error);

	ho_conf_free(&conf);
	ho_show(&shown, ho_buf_text(&error), error.len);
	if (rc != HO_OK)
		complain("config check: %s",
		    shown.len > 0 ? ho_buf_text(&shown) : ho_err_text(rc));
	else if (r->wants_json)
		puts("{\"good\":true}");
	else
		puts("the configuration can be read; handover config show "
		     "tells what is in force");
	ho_buf_free(&error);
	ho_buf_free(&shown);
	return rc == HO_OK     ? DONE
	    : rc == HO_E_INPUT ? REFUSED
	    : rc == HO_E_NOMEM ? FAULT
			       : USAGE;
}

/* --- completion, help ---------------------------------------------------------
 */

static int
run_completion(struct request *r)
{
	if (strcmp(request_str(r, "subject"), "bash") != 0) {
		complain("completion: only for bash");
		return USAGE;
	}
	usage_bash(stdout);
	return DONE;
}

/* What the documents have from the tables. */
static const struct {
	const char *option;
	void (*print)(FILE *to);
} prints[] = {
	{ "man", usage_man },
	{ "man-conf", usage_man_conf },
	{ "graph", usage_graph },
	{ "roles", usage_roles },
};

static int
run_help(struct request *r)
{
	const char *noun = request_str(r, "subject");

	for (size_t i = 0; i < sizeof(prints) / sizeof(prints[0]); i++)
		if (json_object_get(r->args, prints[i].option) != NULL) {
			prints[i].print(stdout);
			return DONE;
		}
	if (noun == NULL)
		usage_all(stdout);
	else if (usage_has_noun(noun))
		usage_noun(stdout, noun);
	else {
		complain("there is no '%s'; see handover help", noun);
		return USAGE;
	}
	return DONE;
}

/* --- the table ----------------------------------------------------------------
 */

static const struct {
	const char *noun, *verb, *option; /* option: only where it is given */
	local_fn *run;
} local[] = {
	{ "init", NULL, NULL, run_init },
	{ "mail", "check", NULL, run_mail_check },
	{ "mail", "show", NULL, run_mail_show },
	{ "account", "import", NULL, import_run },
	{ "audit", "verify", "export", run_verify_export },
	{ "audit", "verify", "checkpoint", run_verify_export },
	{ "audit", "verify", "key", run_verify_export },
	{ "config", "check", NULL, run_config_check },
	{ "completion", NULL, NULL, run_completion },
	{ "help", NULL, NULL, run_help },
};

local_fn *
local_find(const struct request *r)
{
	for (size_t i = 0; i < sizeof(local) / sizeof(local[0]); i++)
		if (r->verb == ho_verb_get(local[i].noun, local[i].verb) &&
		    (local[i].option == NULL ||
			request_here(r, local[i].option) != NULL))
			return local[i].run;
	return NULL;
}

/* --- before a request ---------------------------------------------------------
 */

/* Names are looked up here: a daemon that asks a directory would wait. */
static int
find_uid(struct request *r)
{
	const char *name = request_str(r, "subject");
	struct passwd *pw;

	if (json_object_get(r->args, "uid") != NULL)
		return DONE;
	if ((pw = getpwnam(name)) == NULL) {
		complain("staff add: there is no Unix account '%s'; name its "
			 "--uid if it lives elsewhere",
		    name);
		return USAGE;
	}
	return json_object_set_new(r->args, "uid", json_integer(pw->pw_uid)) ==
		0
	    ? DONE
	    : USAGE;
}

int
local_prepare(struct request *r)
{
	if (r->verb == ho_verb_get("staff", "add"))
		return find_uid(r);
	return DONE;
}
