/* courier/letters.c - letters out: into a Maildir, or to a mail server. */
#include "courier/out.h"
#include "courier/role.h"

static const struct driver *const drivers[] = {
	[HO_DELIVERY_MAILDIR] = &maildir_driver,
	[HO_DELIVERY_SMTP] = &smtp_driver,
};

static void
run(const struct ho_conf *conf)
{
	const struct out o = { "letters", "mail", drivers[conf->delivery] };

	out_run(&o, conf);
}

static bool
is_wanted(const struct ho_conf *c)
{
	(void)c;
	return true;
}

static int
ready(const struct ho_conf *c, char why[static WHY_SIZE])
{
	return drivers[c->delivery]->ready(c, why);
}

const struct role letters_role = { "letters", is_wanted, ready, run };
