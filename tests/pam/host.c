/* tests/pam/host.c - an application that calls PAM. */
#include "tests/pam/host.h"

#include <dirent.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static char dir[64], socket_path[100];
static const char *row_now = "";
static int claims, failures;

static void
clean_up(void)
{
	char path[100];
	static pid_t maker;

	if (maker == 0)
		maker = getpid();
	snprintf(path, sizeof(path), "%s/handover-test", dir);
	unlink(path);
	unlink(socket_path);
	rmdir(dir);
}

const char *
host_dir(void)
{
	if (dir[0] == '\0') {
		snprintf(dir, sizeof(dir), "/tmp/handover-pam.XXXXXX");
		/* 0777: the impostor binds its socket here too */
		if (mkdtemp(dir) == NULL || chmod(dir, 0777) != 0)
			err(1, "%s", dir);
		snprintf(socket_path, sizeof(socket_path), "%s/sock", dir);
		atexit(clean_up);
	}
	return dir;
}

const char *
host_socket(void)
{
	host_dir();
	return socket_path;
}

const char *
host_uid_arg(void)
{
	static char arg[32];

	if (geteuid() != 0)
		snprintf(arg, sizeof(arg), "daemon_uid=%u", geteuid());
	return arg;
}

void
host_service(const char *module, const char *args)
{
	host_stack(NULL, module, args);
}

void
host_stack(const char *before, const char *module, const char *args)
{
	static const char *const phases[] = { "auth", "account", "password" };
	char path[100];
	FILE *f;

	snprintf(path, sizeof(path), "%s/handover-test", host_dir());
	if ((f = fopen(path, "w")) == NULL)
		err(1, "%s", path);
	for (size_t i = 0; i < sizeof(phases) / sizeof(phases[0]); i++) {
		if (before != NULL)
			fprintf(f, "%s required %s\n", phases[i], before);
		fprintf(f, "%s required %s %s\n%s required pam_permit.so\n",
		    phases[i], module, args, phases[i]);
	}
	if (fclose(f) != 0)
		err(1, "%s", path);
}

static void
remember(struct host *h, int style)
{
	int i = h->prompts++;

	if (i >= HOST_PROMPTS)
		return;
	h->style[i] = style;
	snprintf(h->asked[i], sizeof(h->asked[i]), "%s|%s|%s|%s",
	    host_env(h, "HANDOVER_ASK"), host_env(h, "HANDOVER_REF"),
	    host_env(h, "HANDOVER_STEP"), host_env(h, "HANDOVER_UNTIL"));
}

static char *
next_answer(const struct host *h)
{
	int i = 0;

	if (h->answers == NULL || h->answers[0] == NULL)
		return NULL;
	while (i < h->prompts - 1 && h->answers[i + 1] != NULL)
		i++;
	return strdup(h->answers[i]);
}

static int
converse(
    int n, const struct pam_message **m, struct pam_response **out, void *arg)
{
	struct host *h = arg;
	int style = m[0]->msg_style;
	bool is_prompt =
	    style == PAM_PROMPT_ECHO_OFF || style == PAM_PROMPT_ECHO_ON;

	if (is_prompt)
		remember(h, style);
	for (int ms = 0; is_prompt && h->hold && *h->acts < h->hold; ms++)
		if (usleep(1000) != 0 || ms > 5000)
			return PAM_CONV_ERR;
	h->infos += style == PAM_TEXT_INFO;
	h->errors += style == PAM_ERROR_MSG;
	if (n != 1 || h->mood == HOST_FAILS ||
	    (h->mood == HOST_HATES_INFO && !is_prompt))
		return PAM_CONV_ERR;
	if (h->mood == HOST_AGAIN)
		return PAM_CONV_AGAIN;
	if (h->mood == HOST_FAILS_DIRTY) {
		*out = (struct pam_response *)(uintptr_t)16;
		return PAM_CONV_ERR;
	}
	*out = NULL;
	if (h->mood == HOST_NO_ARRAY)
		return PAM_SUCCESS;
	if ((*out = calloc(1, sizeof(**out))) == NULL)
		return PAM_BUF_ERR;
	if (is_prompt && h->mood != HOST_NO_TEXT)
		(*out)->resp = next_answer(h);
	return PAM_SUCCESS;
}

void
host_start(struct host *h, const char *user, const char *const *answers)
{
	struct pam_conv conv = { converse, h };
	int rc;

	*h = (struct host){ .answers = answers };
	rc = pam_start_confdir(
	    "handover-test", user, &conv, host_dir(), &h->pamh);
	if (rc != PAM_SUCCESS)
		errx(1, "pam_start_confdir: %d", rc);
}

void
host_end(struct host *h, int status)
{
	pam_end(h->pamh, status);
	h->pamh = NULL;
}

int
host_call(struct host *h, enum ho_phase phase, int flags)
{
	switch (phase) {
	case HO_PHASE_AUTH: return pam_authenticate(h->pamh, flags);
	case HO_PHASE_ACCT: return pam_acct_mgmt(h->pamh, flags);
	case HO_PHASE_CHAUTHTOK: return pam_chauthtok(h->pamh, flags);
	}
	return -1;
}

const char *
host_env(const struct host *h, const char *name)
{
	const char *value = pam_getenv(h->pamh, name);

	return value ? value : "";
}

const char *
host_user(const struct host *h)
{
	const void *user = NULL;

	if (pam_get_item(h->pamh, PAM_USER, &user) != PAM_SUCCESS || !user)
		return "";
	return user;
}

int
host_descriptors(void)
{
	DIR *d = opendir("/proc/self/fd");
	int n = 0;

	if (d == NULL)
		err(1, "/proc/self/fd");
	while (readdir(d) != NULL)
		n++;
	closedir(d);
	return n;
}

int64_t
host_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int
host_patience(void)
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
	return 4;
#else
	return getenv("HANDOVER_TEST_SLOW") ? 20 : 1;
#endif
}

void
check_row(const char *row)
{
	row_now = row;
}

void
check_that(bool is_true, const char *claim, int line)
{
	claims++;
	if (is_true)
		return;
	failures++;
	printf("FAIL  %s: %s (line %d)\n", row_now, claim, line);
}

void
check_skip(const char *why)
{
	printf("skip  %s: %s\n", row_now, why);
}

int
check_end(const char *what)
{
	printf("%-5s %s: %d claims, %d false\n", failures ? "FAIL" : "ok", what,
	    claims, failures);
	return failures ? 1 : 0;
}

void
host_service_timed(const char *module, int timeout)
{
	char args[256];

	snprintf(args, sizeof(args), "timeout=%d socket=%s %s", timeout,
	    host_socket(), host_uid_arg());
	host_service(module, args);
}

int
host_login(void)
{
	static const char *const answers[] = { "x", NULL };
	struct host h;
	int code;

	host_start(&h, "Alice", answers);
	code = host_call(&h, HO_PHASE_AUTH, 0);
	host_end(&h, code);
	return code;
}
