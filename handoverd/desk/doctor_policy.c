/* handoverd/desk/doctor_policy.c - settings and the log of a set-up. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "handoverd/daemon.h"
#include "handoverd/desk/doctor.h"
#include "handoverd/foreign.h"
#include "handoverd/login/rule.h"
#include "lib/base/err.h"
#include "lib/base/when.h"

static void
look_clock(struct doctor *x)
{
	const char *clock = x->t->d->conf.clock;

	if (strcmp(clock, "system") == 0)
		doctor_say(x, HEALTH_OK, "the system's clock");
	else
		doctor_say(x, HEALTH_WARN,
		    "the clock is moved by %s: for tests only; set clock = "
		    "system",
		    clock);
}

static void
look_delivery(struct doctor *x)
{
	const struct ho_conf *conf = &x->t->d->conf;

	if (conf->delivery == HO_DELIVERY_MAILDIR)
		doctor_say(x, HEALTH_WARN,
		    "letters go into the Maildir %s and to nobody's mailbox; "
		    "set delivery = smtp",
		    conf->maildir);
	else if (conf->smtp_url[0] == '\0')
		doctor_say(x, HEALTH_FAIL,
		    "delivery = smtp without smtp-url: no letter can leave");
	else if (conf->smtp_tls != HO_TLS_REQUIRED)
		doctor_say(x, HEALTH_WARN,
		    "default passwords may travel in the clear; set smtp-tls = "
		    "required");
	else
		doctor_say(
		    x, HEALTH_OK, "smtp to %s, with TLS", conf->smtp_url);
}

static void
look_messages(struct doctor *x)
{
	const struct ho_conf *conf = &x->t->d->conf;

	if (conf->sms_url[0] == '\0')
		doctor_say(x, HEALTH_OK, "no text messages (sms-url)");
	else if (!x->c->courier_takes[HO_WAY_SMS])
		doctor_say(x, HEALTH_FAIL,
		    "text messages go to %s, and the courier is not connected "
		    "for them: codes wait",
		    conf->sms_url);
	else
		doctor_say(x, HEALTH_OK,
		    "text messages go to %s, %lld a day and account",
		    conf->sms_url, (long long)conf->sms_a_day);
}

static void
look_panel(struct doctor *x)
{
	const struct ho_conf *conf = &x->t->d->conf;

	if (conf->hook_url[0] == '\0')
		doctor_say(x, HEALTH_OK,
		    "the panel is told nothing (hook-url): its sessions from "
		    "before a recovery go on");
	else if (!x->c->courier_takes[HO_WAY_HOOK])
		doctor_say(x, HEALTH_FAIL,
		    "notices to the panel go to %s, and the courier is not "
		    "connected for them",
		    conf->hook_url);
	else
		doctor_say(
		    x, HEALTH_OK, "the panel is told at %s", conf->hook_url);
}

/* What waits, and what never got there. */
static void
look_jobs(struct doctor *x)
{
	int64_t due = 0, failed = 0;

	if ((x->rc = ho_store_count(x->t->s, HO_Q_JOBS_OPEN_UNTIL,
		 &HO_INT(x->t->now - 600), 1, &due)) != HO_OK ||
	    (x->rc = ho_store_count(
		 x->t->s, HO_Q_JOBS_FAILED, &HO_INT(0), 1, &failed)) != HO_OK)
		return;
	if (due > 0)
		doctor_say(x, HEALTH_WARN,
		    "%lld entries wait for their tickets for more than 10 "
		    "minutes; handover case show tells what the system said",
		    (long long)due);
	if (failed > 0)
		doctor_say(x, HEALTH_WARN,
		    "%lld entries never got into their tickets; see handover "
		    "audit list --event ticket.failed",
		    (long long)failed);
}

static void
look_tickets(struct doctor *x)
{
	static const char *const words[] = { "the store", "jira", "jira-dc",
		"rt" };
	const struct ho_conf *conf = &x->t->d->conf;
	bool is_local = conf->ticket_system == HO_TICKETS_IN_STORE;

	if (is_local || x->c->courier_has_tickets)
		doctor_say(x, HEALTH_OK, "tickets are in %s",
		    words[conf->ticket_system]);
	else
		doctor_say(x, HEALTH_FAIL,
		    "tickets are in %s, and the courier is not connected for "
		    "them: cases wait for their tickets",
		    words[conf->ticket_system]);
	look_jobs(x);
}

static void
look_record(struct doctor *x)
{
	const struct ho_conf *conf = &x->t->d->conf;
	bool is_jira = conf->ticket_system == HO_TICKETS_IN_JIRA ||
	    conf->ticket_system == HO_TICKETS_IN_JIRA_DC;

	if (conf->record == HO_RECORD_MASKED)
		doctor_say(x, HEALTH_OK,
		    "record = masked: tickets keep a default password's last "
		    "group");
	else if (conf->claim == HO_CLAIM_NONE)
		doctor_say(x, HEALTH_WARN,
		    "record = plain: whoever sees a ticket reads its default "
		    "password, and with claim = none nothing else is needed to "
		    "use it; set claim, or record = masked");
	else if (is_jira && conf->ticket_comments[0] == '\0')
		doctor_say(x, HEALTH_WARN,
		    "record = plain: whoever sees a ticket reads its default "
		    "password, which without the claim code opens nothing; set "
		    "ticket-comments, or record = masked");
	else
		doctor_say(x, HEALTH_OK,
		    "record = plain: tickets keep a default password until it "
		    "is void; without the claim code it opens nothing");
}

static void
look_desk(struct doctor *x)
{
	const struct ho_conf *conf = &x->t->d->conf;

	if (conf->sign_in_url[0] == '\0')
		doctor_say(x, HEALTH_FAIL,
		    "sign-in-url is not set: a client would not know where to "
		    "sign in");
	else
		doctor_say(
		    x, HEALTH_OK, "clients sign in at %s", conf->sign_in_url);
	if (conf->desk_address.n == 0)
		doctor_say(x, HEALTH_FAIL,
		    "desk-address is not set: no mail is accepted");
	else
		doctor_say(x, HEALTH_OK, "requests come to %s",
		    conf->desk_address.text[0]);
}

static void
look_policy(struct doctor *x)
{
	const struct ho_conf *conf = &x->t->d->conf;

	if (conf->unsigned_mail == HO_UNSIGNED_REFUSE)
		doctor_say(x, HEALTH_WARN,
		    "unsigned = refuse: mail of most large providers will be "
		    "refused instead of asked back");
	else
		doctor_say(x, HEALTH_OK,
		    "a mail without a good signature is asked back");
}

/* What stands between a ticket's reader and the panel. */
static void
look_claim(struct doctor *x)
{
	const struct ho_conf *conf = &x->t->d->conf;

	if (conf->claim == HO_CLAIM_NONE)
		doctor_say(x, HEALTH_WARN,
		    "claim = none: %s%s can sign in with a default password",
		    "whoever reads the client's mail",
		    conf->record == HO_RECORD_PLAIN ? ", or the ticket," : "");
	else if (conf->claim == HO_CLAIM_SMS && conf->sms_url[0] == '\0')
		doctor_say(x, HEALTH_FAIL,
		    "claim = sms without sms-url: every owner case waits");
	else if (conf->claim == HO_CLAIM_SMS)
		doctor_say(x, HEALTH_OK,
		    "the claim code of an owner case goes to a mobile of the "
		    "account; where there is none the case waits");
	else if (conf->claim == HO_CLAIM_OTHER)
		doctor_say(x, HEALTH_OK,
		    "the claim code of an owner case goes to another contact "
		    "than asked; where there is none the case waits");
	else
		doctor_say(x, HEALTH_OK,
		    "a claim code goes to the address that was answered");
}

static void
look_hold(struct doctor *x)
{
	const struct ho_conf *conf = &x->t->d->conf;

	if (conf->hold_ms == 0 && conf->hold_sole_ms == 0)
		doctor_say(x, HEALTH_OK,
		    "a proven case is issued at once (hold = 0s)");
	else
		doctor_say(x, HEALTH_OK,
		    "a proven case can be stopped for %lld minutes before it "
		    "is issued, for %lld where nobody else can be told",
		    (long long)(conf->hold_ms / 60000),
		    (long long)((conf->hold_sole_ms > conf->hold_ms
					? conf->hold_sole_ms
					: conf->hold_ms) /
			60000));
	if (conf->hold_ms == 0 && conf->hold_removal_ms == 0)
		doctor_say(x, HEALTH_WARN,
		    "an authenticator is removed at once (hold-removal = 0s): "
		    "one mailbox is enough for that and for a reset, and the "
		    "second factor is none");
}

/* Somewhere the recovery must be able to happen, and what else wants more than
 * one question: whoever may choose another login name is asked there. */
static void
look_services(struct doctor *x)
{
	const struct ho_conf *conf = &x->t->d->conf;

	for (size_t i = 0; i < conf->n_services; i++)
		if (doctor_holds_step(&conf->service[i])) {
			doctor_say(x, HEALTH_OK,
			    "default passwords are taken by the PAM service "
			    "%s, and other login names chosen",
			    conf->service[i].name);
			return;
		}
	doctor_say(x, HEALTH_FAIL,
	    "no PAM service takes default passwords; set forced-step = login "
	    "in the [service] of the panel, without prompts = one");
	doctor_say(x, HEALTH_WARN,
	    "until then user rename is of no use: nobody is asked for the new "
	    "login name");
}

/* A second factor, where a service could have one. */
static void
look_factors(struct doctor *x)
{
	const struct ho_conf *conf = &x->t->d->conf;
	bool is_there = rule_in_force(x->t->d), can_bind = false;

	for (size_t i = 0; i < conf->n_services; i++) {
		const struct ho_service *s = &conf->service[i];

		is_there = is_there || s->login != HO_LOGIN_BY_PASSWORD;
		can_bind = can_bind || s->enrol == HO_ENROL_YES ||
		    (rule_in_force(x->t->d) && s->login != HO_LOGIN_BY_CODE &&
			doctor_holds_step(s));
		if (s->login == HO_LOGIN_BY_CODE)
			doctor_say(x, HEALTH_WARN,
			    "service %s asks a code alone: %lld guesses in a "
			    "row, and nothing else, before it is locked",
			    s->name, (long long)conf->tries_disable);
	}
	if (rule_in_force(x->t->d) &&
	    (conf->second_factor_by & HO_COUNTS_TOTP) == 0)
		doctor_say(x, HEALTH_WARN,
		    "second-factor-by counts no totp, which is what users bind "
		    "themselves: who has nothing else is kept out");
	if (is_there && !can_bind)
		doctor_say(x, HEALTH_WARN,
		    "codes are asked, and no service has enrol = yes: nobody "
		    "can bind an authenticator, nor another one in place of "
		    "what factor remove takes away");
	else
		doctor_say(x, HEALTH_OK,
		    is_there ? "codes are asked, and can be had"
			     : "no service asks a code");
}

/* The second line of a checkpoint is the size it speaks for. */
static int64_t
signed_size(struct doctor *x)
{
	struct ho_buf note = HO_BUF_INIT;
	const char *line;
	int64_t size = -1;

	if (ho_audit_checkpoint_last(x->t->a, &note) == HO_OK &&
	    (line = strchr(ho_buf_text(&note), '\n')) != NULL)
		size = strtoll(line + 1, NULL, 10);
	ho_buf_free(&note);
	return size;
}

static void
look_log(struct doctor *x)
{
	const char *path = x->t->d->conf.checkpoint_file;
	int64_t size = ho_audit_size(x->t->a), sure = signed_size(x);
	struct stat st;

	if (sure < 0)
		doctor_say(x, HEALTH_FAIL,
		    "the log has no checkpoint; run handover audit checkpoint");
	else
		doctor_say(x, HEALTH_OK,
		    "%lld events, signed up to %lld; handover audit verify "
		    "proves them",
		    (long long)size, (long long)sure);
	if (path[0] == '\0' || stat(path, &st) != 0)
		doctor_say(x, HEALTH_WARN,
		    "no checkpoint was handed out yet (checkpoint-file): who "
		    "holds the key could rewrite the log");
	else if (st.st_uid == geteuid())
		doctor_say(x, HEALTH_WARN,
		    "checkpoints are kept in the daemon's own %s; let somebody "
		    "else keep a copy",
		    path);
	else
		doctor_say(x, HEALTH_OK, "checkpoints are handed to %s", path);
}

static void
look_foreign(struct doctor *x)
{
	char when[HO_WHEN_LEN];
	struct foreign f;

	if (foreign_read(x->t->s, &f) != HO_OK) {
		doctor_say(x, HEALTH_FAIL,
		    "how often others wrote to the store was itself changed; "
		    "run handover audit verify");
	} else if (f.times == 0) {
		doctor_say(x, HEALTH_OK, "nobody but handoverd wrote to it");
	} else {
		ho_when_format(f.last, when);
		doctor_say(x, HEALTH_WARN,
		    "somebody wrote to the store with other tools, %lld times, "
		    "last seen %s: find out who, and run handover audit verify",
		    (long long)f.times, when);
	}
}

const struct doctor_check doctor_policy[] = {
	{ "clock", look_clock },
	{ "delivery", look_delivery },
	{ "messages", look_messages },
	{ "panel", look_panel },
	{ "tickets", look_tickets },
	{ "record", look_record },
	{ "desk", look_desk },
	{ "policy", look_policy },
	{ "claim", look_claim },
	{ "hold", look_hold },
	{ "services", look_services },
	{ "factors", look_factors },
	{ "log", look_log },
	{ "writers", look_foreign },
	{ NULL, NULL },
};
