/*
 * courier/tickets.c - tickets: waits for jobs, tries each once, reports.
 *
 * What the ticket system says is read by lib/ticket; what becomes of a case is
 * handoverd's business.  A job is in memory while it is told, and wiped then.
 */
#include <malloc.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "courier/role.h"
#include "courier/serve.h"
#include "courier/web.h"
#include "lib/base/err.h"
#include "lib/base/log.h"
#include "lib/ticket/ticket.h"

static const struct {
	const char *word;
	enum ho_ticket_act act;
} acts[] = {
	{ "find", HO_TICKET_FIND },
	{ "look", HO_TICKET_LOOK },
	{ "create", HO_TICKET_CREATE },
	{ "comment", HO_TICKET_COMMENT },
	{ "attach", HO_TICKET_ATTACH },
	{ "status", HO_TICKET_STATUS },
	{ "link", HO_TICKET_LINK },
};

static const enum ho_outcome outcomes[] = {
	[HO_TICKET_LATER] = HO_OUTCOME_LATER,
	[HO_TICKET_DONE] = HO_OUTCOME_SENT,
	[HO_TICKET_NEVER] = HO_OUTCOME_NEVER,
	[HO_TICKET_UNCLEAR] = HO_OUTCOME_UNCLEAR,
};

static struct ho_ticket_setup
setup_of(const struct ho_conf *c, const char *token)
{
	static const enum ho_ticket_system systems[] = {
		[HO_TICKETS_IN_STORE] = HO_TICKETS_LOCAL,
		[HO_TICKETS_IN_JIRA] = HO_TICKETS_JIRA,
		[HO_TICKETS_IN_JIRA_DC] = HO_TICKETS_JIRA_DC,
		[HO_TICKETS_IN_RT] = HO_TICKETS_RT,
	};

	return (struct ho_ticket_setup){ .system = systems[c->ticket_system],
		.url = c->ticket_url,
		.project = c->ticket_project,
		.type = c->ticket_type,
		.labels = c->ticket_labels,
		.fields = c->ticket_fields,
		.comments = c->ticket_comments,
		.status = c->ticket_status,
		.link = c->ticket_link,
		.user = c->ticket_user,
		.token = token,
		.ca_file = c->ticket_ca_file };
}

/* --- one job -------------------------------------------------------------- */

struct told {
	uint64_t id, again, len;
	char kind[16], key[65], mark[65], subject[257], status[33], name[65],
	    type[33];
	struct octets octets;
};

static bool
read_job(const struct ho_view *v, struct told *j)
{
	return v->type == HO_M_COURIER_TICKET &&
	    ho_view_u64(v, HO_T_JOB, &j->id) == HO_OK &&
	    ho_view_u64(v, HO_T_AGAIN, &j->again) == HO_OK &&
	    ho_view_u64(v, HO_T_LENGTH, &j->len) == HO_OK &&
	    j->len <= HO_LETTER_MAX &&
	    ho_view_str(v, HO_T_KIND, j->kind, sizeof(j->kind)) == HO_OK &&
	    ho_view_str(v, HO_T_KEY, j->key, sizeof(j->key)) == HO_OK &&
	    ho_view_str(v, HO_T_MARK, j->mark, sizeof(j->mark)) == HO_OK &&
	    ho_view_str(v, HO_T_SUBJECT, j->subject, sizeof(j->subject)) ==
	    HO_OK &&
	    ho_view_str(v, HO_T_STATUS, j->status, sizeof(j->status)) ==
	    HO_OK &&
	    ho_view_str(v, HO_T_NAME, j->name, sizeof(j->name)) == HO_OK &&
	    ho_view_str(v, HO_T_PART_TYPE, j->type, sizeof(j->type)) == HO_OK;
}

static enum ho_ticket_act
act_of(const char *word)
{
	for (size_t i = 0; i < sizeof(acts) / sizeof(acts[0]); i++)
		if (strcmp(acts[i].word, word) == 0)
			return acts[i].act;
	return HO_TICKET_ACTS;
}

/* The token is read anew each time: who renews it restarts nothing. */
static void
tell(const struct ho_conf *conf, const struct told *j,
    struct ho_ticket_answer *a)
{
	char token[WEB_SECRET];
	struct ho_ticket_setup setup = setup_of(conf, token);
	const struct ho_ticket_job job = { .act = act_of(j->kind),
		.is_again = j->again != 0,
		.key = j->key,
		.mark = j->mark,
		.subject = j->subject,
		.status = j->status,
		.name = j->name,
		.type = j->type,
		.data = j->octets.data,
		.len = j->octets.len };

	*a = (struct ho_ticket_answer){ .outcome = HO_TICKET_LATER };
	if (web_secret(conf->ticket_token_file, token) != HO_OK ||
	    ho_ticket_ready(&setup, a->why) != HO_OK)
		snprintf(a->why, sizeof(a->why), "%s",
		    a->why[0] != '\0' ? a->why
				      : "ticket-token-file cannot be read");
	else
		ho_ticket_do(&setup, &job, a);
	explicit_bzero(token, sizeof(token));
}

static int
report(int fd, uint64_t job, const struct ho_ticket_answer *a)
{
	uint8_t mem[1024];
	struct ho_frame f;

	ho_frame_start(&f, mem, sizeof(mem), HO_M_COURIER_TOLD);
	ho_frame_u64(&f, HO_T_JOB, job);
	ho_frame_u64(&f, HO_T_OUTCOME, outcomes[a->outcome]);
	ho_frame_str(&f, HO_T_TEXT, a->why);
	ho_frame_str(&f, HO_T_KEY, a->key);
	ho_frame_u64(&f, HO_T_AFTER, (uint64_t)a->after);
	return serve_send(fd, &f);
}

static int
do_job(void *ctx, int fd, const struct ho_conf *conf, const struct ho_view *v)
{
	struct ho_ticket_answer answer;
	struct told j = { 0 };
	int rc;

	(void)ctx;
	if (!read_job(v, &j) || act_of(j.kind) == HO_TICKET_ACTS)
		return HO_E_PEER;
	if ((rc = octets_take(&j.octets, fd, j.len)) == HO_OK) {
		tell(conf, &j, &answer);
		if (answer.outcome != HO_TICKET_DONE)
			ho_warn("ticket job %llu, %s: %s",
			    (unsigned long long)j.id, j.kind, answer.why);
		rc = report(fd, j.id, &answer);
	}
	octets_forget(&j.octets);
	return rc;
}

/* --- the role ------------------------------------------------------------- */

/* What jansson composes a request in may be credentials. */
static void
wiping_free(void *p)
{
	if (p != NULL)
		explicit_bzero(p, malloc_usable_size(p));
	free(p);
}

static void
run(const struct ho_conf *conf)
{
	json_set_alloc_funcs(malloc, wiping_free);
	serve_line("tickets", conf, do_job, NULL);
}

static bool
is_wanted(const struct ho_conf *c)
{
	return c->ticket_system != HO_TICKETS_IN_STORE;
}

static int
ready(const struct ho_conf *c, char why[static WHY_SIZE])
{
	char token[WEB_SECRET];
	struct ho_ticket_setup setup = setup_of(c, token);
	int rc;

	_Static_assert(WHY_SIZE >= HO_TICKET_WHY, "a sentence fits");
	(void)web_secret(c->ticket_token_file, token);
	rc = ho_ticket_ready(&setup, why);
	explicit_bzero(token, sizeof(token));
	return rc;
}

const struct role tickets_role = { "tickets", is_wanted, ready, run };
