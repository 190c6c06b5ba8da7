/* tests/bench/transact.c - one login, as an application makes it. */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <security/pam_appl.h>

#include "tests/bench/bench.h"

struct reply {
	const char *answers[BENCH_ANSWERS + 1];
	int n, next;
};

/* One prompt, one answer; the last one again where there are no more. */
static int
converse(
    int n, const struct pam_message **m, struct pam_response **out, void *arg)
{
	struct reply *r = arg;
	struct pam_response *list = calloc((size_t)n, sizeof(*list));

	if (list == NULL)
		return PAM_BUF_ERR;
	for (int i = 0; i < n; i++) {
		int k = r->next < r->n ? r->next : r->n - 1;

		if (m[i]->msg_style != PAM_PROMPT_ECHO_OFF &&
		    m[i]->msg_style != PAM_PROMPT_ECHO_ON)
			continue;
		r->next++;
		list[i].resp = strdup(k >= 0 ? r->answers[k] : "");
	}
	*out = list;
	return PAM_SUCCESS;
}

/* The phases named, in order, until one fails. */
static int
run_phases(pam_handle_t *h)
{
	int rc = PAM_SUCCESS;

	if (strstr(set.phases, "auth"))
		rc = pam_authenticate(h, 0);
	if (rc == PAM_SUCCESS && strstr(set.phases, "acct"))
		rc = pam_acct_mgmt(h, 0);
	if (rc == PAM_SUCCESS && strstr(set.phases, "chauthtok"))
		rc = pam_chauthtok(h, PAM_CHANGE_EXPIRED_AUTHTOK);
	if (rc == PAM_SUCCESS && strstr(set.phases, "session")) {
		rc = pam_open_session(h, 0);
		if (rc == PAM_SUCCESS)
			rc = pam_close_session(h, 0);
	}
	return rc;
}

static void
split(struct reply *r, char *text)
{
	char *one;

	while (r->n < BENCH_ANSWERS && (one = strsep(&text, "|")) != NULL)
		r->answers[r->n++] = one;
}

int
transact(long u, long j, bool is_wrong, struct weight *w)
{
	struct reply r = { .n = 0 };
	struct pam_conv conv = { converse, &r };
	pam_handle_t *h = NULL;
	char code[16], all[512];
	int rc;

	if (set.mode == MODE_PASSWORD) {
		r.answers[r.n++] =
		    is_wrong ? "wrong-password" : users[u].secret;
	} else if (set.mode == MODE_ANSWERS) {
		snprintf(all, sizeof(all), "%s", users[u].secret);
		split(&r, all);
	} else if (set.mode != MODE_FIXED) {
		code_write(code, sizeof(code), u, j, is_wrong);
		r.answers[r.n++] = code;
	}
	for (int i = 0; i < set.n_answers && r.n <= BENCH_ANSWERS; i++)
		r.answers[r.n++] = set.answers[i];
	rc = set.confdir ? pam_start_confdir(set.service, users[u].login, &conv,
			       set.confdir, &h)
			 : pam_start(set.service, users[u].login, &conv, &h);
	if (rc != PAM_SUCCESS)
		return rc;
	pam_set_item(h, PAM_RHOST, "127.0.0.1");
	rc = run_phases(h);
	if (w != NULL)
		bench_weigh(w); /* before pam_end() unloads the modules */
	pam_end(h, rc);
	return rc;
}

/* As sshd does: a process for each login. */
int
transact_forked(long u, long j, bool is_wrong)
{
	int status = 1;
	pid_t pid = fork();

	if (pid == 0)
		_exit(transact(u, j, is_wrong, NULL) != PAM_SUCCESS);
	if (pid < 0 || waitpid(pid, &status, 0) < 0)
		err(2, "fork");
	return status;
}
