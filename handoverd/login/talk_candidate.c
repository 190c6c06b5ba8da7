/* handoverd/login/talk_candidate.c - who becomes super-admin, and as which login. */
#include <string.h>

#include "handoverd/former.h"
#include "handoverd/login/candidate.h"
#include "handoverd/login/talk.h"
#include "handoverd/naming.h"
#include "lib/base/err.h"

/* --- who ------------------------------------------------------------------ */

static int
preset(struct tx *tx, void *arg)
{
	struct talk *t = arg;

	return candidate_preset(tx, &t->r, &t->address);
}

static void
ask_who(struct talk *t, int rc)
{
	if (rc != HO_OK)
		talk_fault(t, rc);
	else
		talk_ask(t, HO_STEP_CANDIDATE,
		    "Login or address of the new super-admin (empty: %s): ",
		    t->address.text);
}

void
talk_ask_candidate(struct talk *t)
{
	talk_write(t, preset, ask_who);
}

static int
choose(struct tx *tx, void *arg)
{
	struct talk *t = arg;

	return candidate_choose(tx, &t->r, t->typed, &t->who, &t->address);
}

static void
chosen(struct talk *t, int rc)
{
	if (rc != HO_OK) {
		talk_fault(t, rc);
		return;
	}
	if (!ho_candidate_may(t->who))
		talk_tell(t, true, "%s", ho_candidate_text(t->who));
	talk_next(t);
}

void
talk_candidate(struct talk *t)
{
	if (talk_read_line(t)) {
		talk_write(t, choose, chosen);
		return;
	}
	talk_tell(t, true, "%s", ho_candidate_text(HO_CANDIDATE_NOBODY));
	talk_next(t);
}

/* --- as which login ------------------------------------------------------- */

/* The address is a good login where it can be one at all. */
static bool
address_as_login(const struct talk *t, char out[static NAMING_LOGIN])
{
	return ho_flow_login_fold(
		   t->address.text, strlen(t->address.text), out) == HO_OK;
}

void
talk_ask_new_login(struct talk *t)
{
	char login[NAMING_LOGIN];

	if (address_as_login(t, login))
		talk_ask(t, HO_STEP_NEW_LOGIN,
		    "Login of the new super-admin (empty: %s): ", login);
	else
		talk_ask(
		    t, HO_STEP_NEW_LOGIN, "Login of the new super-admin: ");
}

static int
look_for_login(struct tx *tx, void *arg)
{
	struct talk *t = arg;
	struct recovery_rows rows;
	int rc = recovery_read(tx, &t->r, &rows);

	if (rc != HO_OK)
		return rc;
	return former_is_free(tx, t->r.login, 0, &t->is_free);
}

static void
looked_for_login(struct talk *t, int rc)
{
	if (rc != HO_OK) {
		talk_fault(t, rc);
		return;
	}
	if (t->is_free)
		t->r.known |= HO_KNOWN_LOGIN;
	else
		talk_tell(t, true, "The login %s cannot be had.", t->r.login);
	talk_next(t);
}

void
talk_new_login(struct talk *t)
{
	struct ho_buf why = HO_BUF_INIT;
	bool is_login = false;

	if (talk_read_line(t)) {
		is_login = t->typed[0] == '\0'
		    ? address_as_login(t, t->r.login)
		    : naming_login(t->typed, t->r.login, &why) == HO_OK;
	}
	if (is_login) {
		talk_write(t, look_for_login, looked_for_login);
	} else {
		talk_tell(t, true,
		    "A login has 1 to 128 characters: a to z, 0 to 9, and "
		    ". _ @ + -; it does not begin with HO-.");
		talk_next(t);
	}
	ho_buf_free(&why);
}
