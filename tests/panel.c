/*
 * tests/panel.c - the login page of a hosted panel, for the demo and the
 * stories: real libpam, one answer a line.
 *
 *	panel --confdir DIR --service NAME [--user NAME] [--phases auth,acct]
 *
 * Before each prompt it prints a line
 *
 *	ask WORD REF STEP UNTIL: PROMPT
 *
 * from HANDOVER_ASK and its fellows ("-" where empty) and reads the answer
 * from standard input; an end of file hangs up, as a closed browser does.
 * Messages come as "info: ..." and "error: ...".  Who is let in for a time is
 * told "grace UNTIL".  The last line is
 *
 *	end PHASE CODE RESULT USER LOGIN
 *
 * and the exit status 0 on PAM_SUCCESS in all phases, else 1.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <security/pam_appl.h>

static pam_handle_t *handle;

static const char *
env(const char *name)
{
	const char *v = pam_getenv(handle, name);

	return v && *v ? v : "-";
}

static char *
answer(const char *prompt)
{
	char line[1024];

	printf("ask %s %s %s %s: %s\n", env("HANDOVER_ASK"),
	    env("HANDOVER_REF"), env("HANDOVER_STEP"), env("HANDOVER_UNTIL"),
	    prompt);
	fflush(stdout);
	if (fgets(line, sizeof(line), stdin) == NULL)
		return NULL;
	line[strcspn(line, "\n")] = '\0';
	return strdup(line);
}

static int
converse(int n, const struct pam_message **msg, struct pam_response **resp,
    void *arg)
{
	struct pam_response *r = calloc((size_t)n, sizeof(*r));

	(void)arg;
	if (r == NULL)
		return PAM_BUF_ERR;
	for (int i = 0; i < n; i++) {
		switch (msg[i]->msg_style) {
		case PAM_PROMPT_ECHO_OFF:
		case PAM_PROMPT_ECHO_ON:
			if ((r[i].resp = answer(msg[i]->msg)) == NULL) {
				free(r);
				return PAM_CONV_ERR;
			}
			break;
		case PAM_ERROR_MSG: printf("error: %s\n", msg[i]->msg); break;
		default: printf("info: %s\n", msg[i]->msg); break;
		}
	}
	*resp = r;
	return PAM_SUCCESS;
}

static int
phase(const char *name)
{
	static const struct {
		const char *name;
		int (*call)(pam_handle_t *, int);
	} phases[] = {
		{ "auth", pam_authenticate },
		{ "acct", pam_acct_mgmt },
		{ "cred", pam_setcred },
		{ "chauthtok", pam_chauthtok },
	};
	const void *user = NULL;
	int rc = PAM_SYSTEM_ERR;

	for (size_t i = 0; i < sizeof(phases) / sizeof(phases[0]); i++)
		if (strcmp(name, phases[i].name) == 0)
			rc = phases[i].call(handle, 0);
	pam_get_item(handle, PAM_USER, &user);
	if (strcmp(env("HANDOVER_STEP"), "grace") == 0)
		printf("grace %s\n", env("HANDOVER_UNTIL"));
	printf("end %s %d %s %s %s %s %s %s %s\n", name, rc,
	    env("HANDOVER_RESULT"), user ? (const char *)user : "-",
	    env("HANDOVER_LOGIN"), env("HANDOVER_ROLE"),
	    env("HANDOVER_ACCOUNT"), env("HANDOVER_FACTORS"),
	    env("HANDOVER_SESSIONS_VALID_FROM"));
	fflush(stdout);
	return rc;
}

int
main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "confdir", required_argument, NULL, 'c' },
		{ "service", required_argument, NULL, 's' },
		{ "user", required_argument, NULL, 'u' },
		{ "phases", required_argument, NULL, 'p' },
		{ "rhost", required_argument, NULL, 'r' },
		{ 0 },
	};
	const struct pam_conv conv = { converse, NULL };
	const char *confdir = NULL, *service = NULL, *user = NULL;
	const char *rhost = NULL;
	char *phases = NULL, *next;
	int c, rc;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (c) {
		case 'c': confdir = optarg; break;
		case 's': service = optarg; break;
		case 'u': user = optarg; break;
		case 'p': phases = optarg; break;
		case 'r': rhost = optarg; break;
		default: return 2;
		}
	}
	if (confdir == NULL || service == NULL)
		return 2;
	rc = pam_start_confdir(service, user, &conv, confdir, &handle);
	if (rc != PAM_SUCCESS) {
		fprintf(stderr, "panel: pam_start: %d\n", rc);
		return 2;
	}
	if (rhost)
		pam_set_item(handle, PAM_RHOST, rhost);
	phases = phases ? phases : strdup("auth,acct");
	while (rc == PAM_SUCCESS && (next = strsep(&phases, ",")) != NULL)
		rc = phase(next);
	pam_end(handle, rc);
	return rc == PAM_SUCCESS ? 0 : 1;
}
