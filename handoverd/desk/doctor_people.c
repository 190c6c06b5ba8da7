/* handoverd/desk/doctor_people.c - who works at the desk, and by which rules. */
#include "handoverd/cases/person.h"
#include "handoverd/cases/second.h"
#include "handoverd/daemon.h"
#include "handoverd/desk/doctor.h"
#include "lib/base/err.h"
#include "lib/base/when.h"

/* A rule that nobody can meet is told before a client meets it. */
static void
look_always(struct doctor *x, int standing)
{
	if (standing == 0)
		doctor_say(x, HEALTH_FAIL,
		    "approval = always, and nobody has been an approver for 24 "
		    "h: no case can go on; handover staff add");
	else if (standing == 1)
		doctor_say(x, HEALTH_WARN,
		    "approval = always, and one approver: what they open "
		    "themselves nobody can approve");
	else
		doctor_say(x, HEALTH_OK, "a second person approves every case");
}

static void
look_owner(struct doctor *x, int standing)
{
	bool binds = false;

	if ((x->rc = second_binds(x->t, &binds)) != HO_OK)
		return;
	if (!binds)
		doctor_say(x, HEALTH_WARN,
		    "approval = owner does not bind yet: one person can run an "
		    "owner case until two approvers have stood for 24 h");
	else if (standing < 2)
		doctor_say(x, HEALTH_WARN,
		    "approval = owner, and fewer than two approvers: an owner "
		    "case that nobody else can approve is held for 24 h");
	else
		doctor_say(
		    x, HEALTH_OK, "a second person approves owner cases");
}

static void
look_approval(struct doctor *x)
{
	int standing;

	if ((x->rc = second_count(x->t, &standing)) != HO_OK)
		return;
	switch (x->t->d->conf.approval) {
	case HO_APPROVAL_ALWAYS: look_always(x, standing); return;
	case HO_APPROVAL_OWNER: look_owner(x, standing); return;
	default:
		doctor_say(x, HEALTH_WARN,
		    "one person can run a case (approval = never)");
	}
}

static void
look_alert(struct doctor *x)
{
	char when[HO_WHEN_LEN];
	struct ho_desk desk;

	second_desk(x->t, &desk);
	ho_when_format(desk.alert_at, when);
	if (desk.row.id == 0)
		doctor_say(x, HEALTH_FAIL,
		    "the desk's own row is dead: every case needs a second "
		    "person until it is restored; run handover audit verify");
	else if (desk.alert_at != 0)
		doctor_say(x, HEALTH_WARN,
		    "an alert is raised since %s: every case needs a second "
		    "person; when it is over: handover alert lower",
		    when);
	else
		doctor_say(x, HEALTH_OK, "no alert is raised");
}

/* Whoever is at a limit may be in a hurry, or somebody else. */
static int
each_person(void *ctx, void *row)
{
	struct doctor *x = ctx;
	const struct ho_conf *conf = &x->t->d->conf;
	const struct ho_staff *who = row;
	int64_t day, week;
	int rc;

	if (who->state != HO_STAFF_ACTIVE)
		return HO_OK;
	if ((rc = person_cases(x->t, who, &day, &week)) != HO_OK)
		return rc;
	if (day >= conf->cases_a_day)
		doctor_say(x, HEALTH_WARN,
		    "%s opened %lld cases within 24 h, which is the limit: ask "
		    "them what is going on",
		    who->name, (long long)day);
	if (week >= conf->owner_cases_a_week)
		doctor_say(x, HEALTH_WARN,
		    "%s opened %lld owner cases within 7 days, which is the "
		    "limit: ask them what is going on",
		    who->name, (long long)week);
	return HO_OK;
}

static void
look_limits(struct doctor *x)
{
	int warns = x->warns;

	x->rc = ho_store_each(
	    x->t->s, HO_Q_STAFF, &HO_INT(0), 1, 100000, each_person, x);
	if (x->rc == HO_OK && x->warns == warns)
		doctor_say(x, HEALTH_OK,
		    "nobody has opened as many cases as one person may");
}

struct staff_count {
	int active, admins, all_roles, root;
};

static int
count_staff(void *ctx, void *row)
{
	struct staff_count *n = ctx;
	const struct ho_staff *s = row;

	if (s->state != 1)
		return HO_OK;
	n->active++;
	n->admins += (s->roles & HO_STAFF_ADMIN) != 0;
	n->all_roles += s->roles == HO_STAFF_ALL;
	n->root += s->uid == 1;
	return HO_OK;
}

static void
look_staff(struct doctor *x)
{
	struct ho_arg args[] = { HO_INT(0) };
	struct staff_count n = { 0 };

	x->rc = ho_store_each(
	    x->t->s, HO_Q_STAFF, args, 1, 100000, count_staff, &n);
	if (n.root > 0)
		doctor_say(x, HEALTH_WARN,
		    "root is on the staff list; what it does is nobody's in "
		    "the log");
	if (n.admins < 2)
		doctor_say(x, HEALTH_WARN,
		    "one person alone can change the staff list; add a second "
		    "admin");
	if (n.all_roles > 0)
		doctor_say(x, HEALTH_WARN,
		    "%d of %d staff hold every role; give each person what "
		    "they need",
		    n.all_roles, n.active);
	if (n.root == 0 && n.admins > 1 && n.all_roles == 0)
		doctor_say(x, HEALTH_OK, "%d staff, %d of them admins",
		    n.active, n.admins);
}

const struct doctor_check doctor_people[] = {
	{ "approval", look_approval },
	{ "alert", look_alert },
	{ "staff", look_staff },
	{ "limits", look_limits },
	{ NULL, NULL },
};
