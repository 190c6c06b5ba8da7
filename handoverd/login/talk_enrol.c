/*
 * handoverd/login/talk_enrol.c - a user binds an authenticator, by a password
 * change of a service with enrol = yes.
 *
 *	password (and code) -> code sent to the address on file ->
 *	key and QR code; a code of the new device -> recovery codes, once
 *
 * Who has an authenticator may want recovery codes alone, and is asked, unless
 * a rule wants one.
 *
 * The key exists in this conversation only until a code of the device has shown
 * that it arrived; a line that is lost before leaves nothing behind.
 */
#include <string.h>

#include "handoverd/login/talk.h"
#include "lib/base/err.h"
#include "lib/otp/base32.h"
#include "lib/otp/show.h"
#include "lib/secret/word.h"

#define SEED_LEN 20 /* octets: what every app takes, RFC 4226 section 4 */
#define STEP     30 /* seconds */
#define DIGITS   6

/* --- the code to the address on file -------------------------------------- */

static int
send(struct tx *tx, void *arg)
{
	struct talk *t = arg;

	return enrol_send(tx, &t->enrol, t->wants_anew, &t->sent, t->code_ref);
}

static void
sent(struct talk *t, int rc)
{
	if (rc == HO_E_NONE) {
		talk_tell(t, true,
		    "There is no confirmed address of yours on file to which "
		    "a code could be sent. Please ask the support desk.");
		talk_refuse(t, 0);
	} else if (rc != HO_OK) {
		talk_fault(t, rc);
	} else if (t->sent == CODE_TOO_MANY || t->sent == CODE_CLOSED) {
		talk_tell(t, true,
		    "Many codes were sent already. Please try again later.");
		talk_refuse(t, 0);
	} else {
		talk_mailed(t, HO_STEP_ENROL, t->enrol.address.text);
	}
}

static void
ask_code(struct talk *t, bool anew)
{
	t->wants_anew = anew;
	talk_write(t, send, sent);
}

void
talk_ask_enrol(struct talk *t)
{
	t->enrol = (struct enrol){ .peer = t->r.peer, .user = t->attempt.user };
	ask_code(t, false);
}

/* --- the key -------------------------------------------------------------- */

/* By messages of as many whole lines as fit. */
static void
tell_lines(struct talk *t, const char *text)
{
	while (*text != '\0') {
		size_t n = 0, line;

		while (text[n] != '\0' &&
		    n + (line = strcspn(text + n, "\n") + 1) <=
			HO_LOGIN_TEXT_MAX)
			n += line;
		if (n == 0)
			return;
		talk_tell(t, false, "%.*s", (int)n - 1, text);
		text += n;
	}
}

static struct ho_otp
otp_of(const struct talk *t)
{
	return (struct ho_otp){ .kind = HO_OTP_TOTP,
		.hash = HO_OTP_SHA1,
		.digits = DIGITS,
		.step = STEP,
		.key = ho_secret_data(t->seed),
		.key_len = ho_secret_len(t->seed) };
}

static void
show(struct talk *t, char *uri, char *picture)
{
	const struct ho_account *a = &t->enrol.account;
	struct ho_otp o = otp_of(t);
	size_t len;

	if (ho_otp_uri(&o, a->name[0] != '\0' ? a->name : a->code,
		t->enrol.row.login, uri, HO_OTP_URI) != HO_OK)
		return; /* the key itself stands in the prompt */
	talk_tell(t, false, "Scan this with your authenticator app:");
	if (ho_otp_qr(uri, picture, HO_OTP_TEXT, &len) == HO_OK)
		tell_lines(t, picture);
	talk_tell(t, false, "%s", uri);
}

/* The key stands in the prompt, which is never left away. */
static void
ask_bind(struct talk *t)
{
	char key[(SEED_LEN * 8 + 4) / 5 + 1];

	if (ho_base32_show(
		ho_secret_data(t->seed), SEED_LEN, key, sizeof(key)) != HO_OK)
		talk_refuse(t, 0);
	else
		talk_ask(t, HO_STEP_BIND,
		    "Key for your authenticator app: %s\n"
		    "Code that it shows: ",
		    key);
	explicit_bzero(key, sizeof(key));
}

static void
make_key(struct talk *t)
{
	struct ho_secret *room = ho_secret_new(HO_OTP_URI + HO_OTP_TEXT);

	t->seed = ho_secret_new(SEED_LEN);
	t->shown = ho_secret_new(HO_LOGIN_PROMPT_MAX);
	if (t->seed == NULL || t->shown == NULL || room == NULL ||
	    ho_secret_random(t->seed, SEED_LEN) != HO_OK) {
		talk_fault(t, HO_E_NOMEM);
	} else {
		char *uri = (char *)ho_secret_room(room);

		show(t, uri, uri + HO_OTP_URI);
		ask_bind(t);
	}
	ho_secret_free(&room);
}

/* --- an authenticator, or recovery codes alone ---------------------------- */

static void
ask_noted(struct talk *t)
{
	talk_ask(t, HO_STEP_NOTED,
	    "Recovery codes, each for one sign-in without the "
	    "device:\n%sThey are not shown again. Written down? Press "
	    "Enter: ",
	    (const char *)ho_secret_data(t->shown));
	ho_secret_clear(t->shown);
}

static int
renew(struct tx *tx, void *arg)
{
	struct talk *t = arg;
	int rc = talk_check_binder(tx, t);

	if (rc == HO_OK)
		rc = enrol_renew(tx, &t->enrol, t->shown);
	return rc == HO_OK ? standing_read(tx, t->enrol.user, &t->standing)
			   : rc;
}

static void
renewed(struct talk *t, int rc)
{
	if (rc != HO_OK)
		talk_fault(t, rc);
	else
		ask_noted(t);
}

static void
ask_what(struct talk *t)
{
	talk_ask(t, HO_STEP_WHAT,
	    "1: one more authenticator, 2: new recovery codes alone: ");
}

void
talk_what(struct talk *t)
{
	bool is_line = talk_read_line(t);

	if (is_line && strcmp(t->typed, "1") == 0) {
		make_key(t);
	} else if (is_line && strcmp(t->typed, "2") == 0) {
		t->shown = ho_secret_new(HO_LOGIN_PROMPT_MAX);
		if (t->shown != NULL)
			talk_write(t, renew, renewed);
		else
			talk_fault(t, HO_E_NOMEM);
	} else {
		ask_what(t);
	}
}

/* --- the code that was sent ----------------------------------------------- */

static int
try(struct tx *tx, void *arg)
{
	struct talk *t = arg;

	return enrol_try(tx, &t->enrol, t->normal, &t->judged);
}

static void
tried(struct talk *t, int rc)
{
	ho_secret_clear(t->normal);
	if (rc != HO_OK) {
		talk_fault(t, rc);
	} else if (t->judged == CODE_RIGHT && t->attempt.has_factor &&
	    !t->is_forced) {
		ask_what(t);
	} else if (t->judged == CODE_RIGHT) {
		make_key(t);
	} else if (t->judged == CODE_WRONG_CLOSED) {
		talk_tell(t, true, "Too many wrong codes.");
		talk_refuse(t, 0);
	} else {
		talk_mailed_wrong(t, ask_code);
	}
}

void
talk_enrol(struct talk *t)
{
	talk_mailed_answer(t, ask_code, try, tried);
}

/* --- the device answers --------------------------------------------------- */

static int
bind_it(struct tx *tx, void *arg)
{
	struct talk *t = arg;
	struct ho_otp o = otp_of(t);
	enum ho_otp_match match;
	struct ho_otp_place next;
	int rc;

	t->judged = CODE_WRONG;
	if ((rc = ho_otp_check(&o, ho_secret_data(t->normal),
		 ho_secret_len(t->normal), tx->now, &t->device, &match,
		 &next)) != HO_OK)
		return rc;
	if (match == HO_OTP_ONCE_MORE) {
		t->device = next;
		t->judged = CODE_STALE;
	}
	if (match != HO_OTP_RIGHT)
		return HO_OK;
	t->factor = (struct ho_factor){ .kind = HO_FACTOR_TOTP,
		.hash = o.hash,
		.digits = o.digits,
		.step = o.step,
		.floor = next.floor,
		.drift = next.drift };
	if ((rc = talk_check_binder(tx, t)) == HO_OK)
		rc = enrol_complete(
		    tx, &t->enrol, &t->factor, t->seed, t->shown);
	if (rc == HO_OK)
		rc = standing_read(tx, t->enrol.user, &t->standing);
	if (rc == HO_OK)
		t->judged = CODE_RIGHT;
	return rc;
}

static void
bound(struct talk *t, int rc)
{
	ho_secret_clear(t->normal);
	if (rc == HO_E_LIMIT) {
		talk_tell(t, true, "You have %d authenticators already.",
		    FACTOR_MOST);
		talk_refuse(t, 0);
	} else if (rc != HO_OK) {
		talk_fault(t, rc);
	} else if (t->judged != CODE_RIGHT) {
		talk_tell(t, true,
		    t->judged == CODE_STALE
			? "The clock of the device is off. Please wait for its "
			  "next code, and type that."
			: "That is not the code of this key. Is the clock of "
			  "the device right?");
		ask_bind(t);
	} else {
		ho_secret_clear(t->seed);
		ask_noted(t);
	}
}

void
talk_bind(struct talk *t)
{
	if (ho_code_read(ho_secret_data(t->answer), ho_secret_len(t->answer),
		DIGITS, t->normal) != HO_OK) {
		talk_tell(t, true, "The code has %d digits.", DIGITS);
		ask_bind(t);
		return;
	}
	ho_secret_clear(t->answer);
	talk_write(t, bind_it, bound);
}

/* Whatever was answered, and also where nobody answered: it is bound. */
void
talk_noted(struct talk *t)
{
	if (t->is_forced)
		talk_forced(t);
	else
		talk_allow(t, "ok", t->enrol.row.login);
}

/* ... but a login needs somebody who is there. */
void
talk_not_noted(struct talk *t)
{
	if (t->is_forced)
		talk_refuse(t, 0);
	else
		talk_noted(t);
}
