/*
 * handoverd/cases/case_work.h - one case at work inside one transaction.
 *
 * What the files case_*.c, contact_open.c, seats.c, rename.c, removal.c and
 * unlock.c share; nobody else includes it.  Every change of a case is:
 * work_event(), puts and records, work_settle() where it moves, work_end().
 * One event after the other, never two open.
 */
#ifndef HANDOVERD_CASE_WORK_H
#define HANDOVERD_CASE_WORK_H

#include <stdbool.h>
#include <stdint.h>

#include "handoverd/desk/verb.h"
#include "lib/conf/conf.h"
#include "lib/flow/ask.h"
#include "lib/flow/case.h"
#include "lib/flow/verdict.h"

struct ho_secret;
struct notice;
struct rivals;

struct work {
	struct tx *t;
	struct call *call; /* whose verb it is; NULL: it goes on by itself */
	struct ho_event *ev;
	struct ho_case c;
	struct ho_account account;  /* id 0: not known */
	struct ho_user user;        /* whom it is about; id 0: not known */
	struct ho_evidence request; /* id 0: no mail, or its row is dead */
	struct ho_address fresh;    /* HO_CASE_CONTACT: what comes on file */
	struct ho_address old;   /* ... whose place it takes; id 0: nobody's */
	struct ho_factor factor; /* HO_CASE_FACTOR: which goes; id 0: all */
	bool is_alone; /* work_facts(): it needs approval, nobody can give it */
	int64_t hold;  /* work_facts(): seconds that policy holds it, or 0 */
	bool is_trial; /* a dry run: told as what would be */
	const char *more; /* beside the reason; may be NULL */
};

/* --- case_kind.c ---------------------------------------------------------- */
struct case_kind {
	const char *word;    /* in events and answers */
	const char *subject; /* of its ticket */
	bool is_users;  /* about one user's sign-in: other users' are none of
			  its business, and who is told is user and asker */
	bool is_held;   /* hold and hold-sole-address are asked of it */
	bool tells_all; /* is_users, and all the same everyone is told */
	bool is_own;    /* nobody else may ask: who comes on file by proof is a
			   contact, so a stranger's request waits for none */
	/* Why it cannot be done as asked, a reason word or NULL; NULL: it
	 * always can. */
	int (*unfit)(struct work *w, const char **why);
	/* Does it, with an event of its own; NULL: by a default password. */
	int (*issue)(struct work *w);
};
/* Of an unknown kind a row whose word says so; never NULL. */
const struct case_kind *case_kind(int64_t kind);

/* --- case_work.c ---------------------------------------------------------- */
/* Reads the case and what belongs to it. */
int work_load(struct work *w, int64_t id);
/* The same by what was typed; refuses ("no-case"). */
int work_find(struct work *w, const char *ref);

/* w->factor as w->c.factor names it, if it is the user's; id 0: it is not, or
 * its row is dead. */
int work_factor(struct work *w);

/* Opens an event about this case by whoever is at work. */
int work_event(struct work *w, const char *name);
/* Puts the case, writes where it stands, closes the event. */
int work_end(struct work *w);
void work_drop(struct work *w); /* the event, where all is given up */

/* do_it between the two; a checkpoint is wanted once it is done. */
int work_act(struct work *w, const char *name, int (*do_it)(struct work *w));

/* A record in the ticket, where there is one. */
int work_record(struct work *w, const char *kind, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Refuses by a word of the table, exit 1; more may be "".  HO_E_INPUT. */
int work_refuse(struct work *w, const char *reason, const char *more);

/* --- case_answer.c -------------------------------------------------------- */
/*
 * The answer of a verb that moved a case: result, text and exit (0 where it is
 * ready, issued or done; 3 where it waits; 1 where it ended or waits for
 * proof) by where it stands, and there a text to paste to the client.
 */
int work_answer(struct work *w);
/* What happened, what is owed, by whom, until when: for people. */
void work_screen(struct work *w, struct ho_buf *out);
/* The same as one object, for lists; NULL: no memory. */
json_t *work_object(struct work *w);

/* The same with a text for the client where work_answer() has none. */
int work_paste(struct work *w);
/* What happened, in the order of time, into answer and text: case_history.c. */
int work_history(struct work *w);

/* --- case_request.c ------------------------------------------------------- */
/* From the call's options and its letter: account, user and a new case, not
 * yet put.  Refuses what is not clear; account 0: the sender is unknown. */
int work_request(struct work *w);
/* A reference that no case has, into the case. */
int work_new_ref(struct work *w);

/* --- case_settle.c -------------------------------------------------------- */
/* What is known of it, as enum ho_case_fact. */
int work_facts(struct work *w, unsigned *facts);
/* Puts it into a state, with all that entering it means (clocks, ledger,
 * words, default password, ticket); the event is open. */
int work_settle(struct work *w, enum ho_case_state to, const char *reason);
/* Ends a default password that lives; why: see letter_void(). */
int work_end_credentials(
    struct work *w, enum ho_spendable state, const char *why);

/* --- case_leg.c: what policy asks between proof and password -------------- */
/* Adds what is known of hold and claim; fills w->hold. */
int leg_facts(struct work *w, unsigned *facts);
bool leg_hold_is_over(const struct work *w);
/* Until when a case is held that was held until 'before' already, or 0; the
 * facts were read. */
int64_t leg_hold_until(const struct work *w, int64_t before);
/* What claim means for this case: only an owner's goes to another contact. */
enum ho_claim leg_claim(struct work *w);
const char *leg_claim_word(struct work *w);
/* Where the claim code of this case goes.  HO_E_NONE: there is nobody. */
int leg_address(struct work *w, struct ho_address *out);

/* --- case_contact.c: HO_CASE_CONTACT alone -------------------------------- */
/* Adds what is known of the address. */
int contact_facts(struct work *w, unsigned *facts);
/* How long it waits in a state that it has got into, coming from another where
 * it waited until 'before'. */
int64_t contact_wait(struct work *w, enum ho_case_state from, int64_t before);
/* Until when whoever is told can stop it. */
int64_t contact_stops_until(const struct work *w);
/* The address gets, keeps or loses authority as the state says. */
int contact_enter(struct work *w, enum ho_case_state from);

/* --- seats.c: HO_CASE_SEATS alone ----------------------------------------- */
#define SEATS_MAX 1000000 /* of one account */
/* How many more users are asked for, into the case; 0 where no one number. */
void seats_read(struct work *w);
int seats_unfit(struct work *w, const char **why);
/* The seats rise, everyone affected is told, the case is done. */
int seats_issue(struct work *w);

/* --- rename.c: HO_CASE_RENAME alone --------------------------------------- */
#define PERMIT_LIFE (3 * 24 * 3600) /* seconds; the case gives a new one */
/* Its user may choose; the answer says where, everyone affected is told. */
int rename_issue(struct work *w);
/* Ends a permission that lives. */
int rename_end(struct work *w, enum ho_spendable state);

/* --- removal.c: HO_CASE_FACTOR alone -------------------------------------- */
/* Which, into the case: by the call's options; refuses where they name none. */
int removal_read(struct work *w);
int removal_unfit(struct work *w, const char **why);
int removal_issue(struct work *w);
/* What is asked for, in words. */
void removal_what(const struct work *w, char *out, size_t cap);

/* --- unlock.c: HO_CASE_UNLOCK alone --------------------------------------- */
int unlock_unfit(struct work *w, const char **why);
int unlock_issue(struct work *w);

/* --- case_open.c ---------------------------------------------------------- */
/* A whole case of a kind from the call's mail. */
int case_open_for(struct tx *t, struct call *call, enum ho_case_kind kind);

/* --- case_circle.c -------------------------------------------------------- */
#define CIRCLE_MAX 256 /* addresses told about one case, at most */

struct person {
	int64_t address;
	enum ho_who who;
	bool may_ask; /* now, with authority, by the table */
	char text[321];
};

struct circle {
	size_t n;
	struct person p[CIRCLE_MAX];
};

/* Whose address this is: the rows on file in this account that equal 'from'
 * but for ASCII case and have authority, those who may ask first. */
int circle_from(struct work *w, const char *from, struct circle *out);
/* Everyone affected, each mailbox once. */
int circle_told(struct work *w, struct circle *out);
/* Marks the case where nobody of them but the address that is answered is. */
int circle_mark_sole(struct work *w);
/* Has it authority at this time?  A mobile too. */
bool circle_has_authority(const struct ho_address *a, int64_t now);
/* HO_CASE_CONTACT: the address itself, which may speak for itself. */
void circle_of_contact(const struct work *w, struct circle *out);
/* A user's own addresses that have authority now. */
int circle_of_user(struct work *w, int64_t user, struct circle *out);

/* --- case_letters.c ------------------------------------------------------- */
/* The confirm word to the asker, or to the address that comes on file; the
 * event is open.  HO_E_LIMIT: that address was asked too often of late. */
int letter_confirm(struct work *w);
/* May that mailbox be asked for one more word today? */
int letter_may_confirm(struct tx *t, const char *address, bool *may);
/* The default password: to the address, into the ticket. */
int letter_credentials(struct work *w, const struct ho_credential *cred,
    const struct ho_secret *word);
/*
 * Letters that still wait for the courier while what they carry has died: a
 * client who gets a dead default password behind the notice that the case was
 * stopped would believe either.
 */
int letter_unsend_confirm(struct work *w);
int letter_unsend_credentials(struct work *w);
/* A record in the ticket: a template about the case; sentence NULL: that of the
 * verdict's reason. */
int letter_record(struct work *w, const char *kind, const char *template,
    const char *sentence);
/* The ticket's credentials go, a record says why: "spent", "revoked",
 * "replaced", "lapsed". */
int letter_void(struct work *w, const char *why);
/* What staff can paste to the client, for the reason where the case stands. */
int letter_paste(struct work *w, struct ho_buf *out);

/* --- case_notices.c ------------------------------------------------------- */
/* To everyone affected, once a case, each with a stop word of its own. */
int letter_started(struct work *w);
/* It ended without effect: to everyone who was told that it started; and where
 * its word never came back, to everyone: somebody may have used a name. */
int letter_lapsed(struct work *w);
/* It is over: template "notice-done", "case-frozen" or one of the kinds of its
 * own, to everyone affected. */
int letter_over(struct work *w, const char *template, const char *login);
/* A letter to everyone affected but the one who got it first (n->address); not
 * on the thread. */
int letter_others(struct work *w, const struct notice *n);

/* --- case_go.c ------------------------------------------------------------ */
/* Moves it on to where its facts lead; the event is open.  A case that gets to
 * HO_AT_READY is not issued by this. */
int work_move(struct work *w);
/* The same for a case that begins here: others give way, its letter is entered
 * in the ledger. */
int work_begin(
    struct work *w, const struct ho_facts *facts, const struct rivals *rivals);
/* Behind work_end(): issues what is ready, with an event of its own. */
int work_go_on(struct work *w);
/* Why nothing can be issued now, or NULL; today's policy. */
const char *work_obstacle(struct work *w);

/* May the address that asked still ask for this, and the one that is answered
 * still be answered? */
bool work_may_still(struct work *w);

/* --- case_issue.c --------------------------------------------------------- */
/* The account's next case after a stop was this one: the freeze is served. */
int work_thaw(struct work *w);
int work_issue(struct work *w);

/* --- case_rival.c --------------------------------------------------------- */
#define RIVALS_MAX 8 /* cases that give way to one */
struct rivals {
	int64_t in_the_way; /* a case that stands as firmly; 0: none */
	int64_t gives_way[RIVALS_MAX];
	size_t n;
	enum ho_case_state mine; /* how firmly the request itself stands */
};
/* Other open cases about the same login, seen from a request of this verdict. */
int rivals_find(struct work *w, enum ho_mail_verdict verdict, struct rivals *r);
/* Does this one too give way to it?  Then it is among them. */
bool rivals_add(struct rivals *r, const struct ho_case *c);
/* Ends those that give way; the event is open. */
int rivals_end(struct work *w, const struct rivals *r);

/* --- case_hands.c --------------------------------------------------------- */
/* Who opened, approved or issued it, one after the other, some twice; what is
 * not HO_OK ends it and comes back. */
typedef int hand_fn(void *ctx, int64_t staff);
int case_hands(struct tx *t, const struct ho_case *c, hand_fn *each, void *ctx);

/* --- case_stop.c ---------------------------------------------------------- */
/* Freezes the case for the call's staff member. */
int stop_by_staff(struct work *w);
/* case freeze for the one case that the call names, or its mail does. */
int stop_one(struct tx *t, struct call *c);

/* --- case_judge.c --------------------------------------------------------- */
/* The verdict on a letter about this case, by who may ask now. */
struct opinion {
	enum ho_mail_verdict verdict;
	char reason[33];
	struct person asker; /* address 0: nobody on file */
	bool is_stranger;    /* refused only for not being on file */
};
int work_judge(struct work *w, const struct ho_facts *facts, int64_t first_seen,
    struct opinion *o);
/* The same by those in a circle who may ask. */
void work_judge_by(struct work *w, const struct ho_facts *facts,
    int64_t first_seen, const struct circle *from, struct opinion *o);
/* Who asked, and by the table who is answered. */
int work_set_asker(struct work *w, const struct opinion *o);
/* Rule 11.  *older: a case that the letter has started before, or 0; a case that
 * holds no more of it than its Message-ID may give way, and is among r then. */
int seen_before(struct work *w, const struct ho_facts *facts, struct rivals *r,
    int64_t *older);
/* Once nobody else holds them: behind rivals_end(). */
int seen_reserve(struct work *w, const struct ho_facts *facts);
int seen_release(struct work *w);

/* --- case_confirm.c ------------------------------------------------------- */
/*
 * HO_CASE_CONTACT at HO_AT_CONFIRM: the call's letter came in by itself.  Where
 * it is a signed one of the very address, and no case has seen it, it confirms
 * as the word would; used up, it can start no case any more.  HO_E_NONE: it
 * proves nothing, and nothing was written.
 */
int confirm_at_door(
    struct work *w, bool is_used_up, enum ho_mail_verdict *verdict);

/* --- case_letter.c -------------------------------------------------------- */
/* Adds signatures and text of the request to the answer. */
int letter_tell(struct work *w);
/* The file that case show is to make: the letter, or its picture. */
int letter_file(struct work *w);

/* --- case_step.c ---------------------------------------------------------- */
/* Does what is due.  mail comes out filled where the letter has to be judged
 * again outside; then case_step_judged() (facts NULL: the judge failed). */
int case_step(struct tx *t, int64_t id, struct ho_buf *mail);
int case_step_judged(struct tx *t, int64_t id, const struct ho_facts *facts);

/* --- case_words.c --------------------------------------------------------- */
/* The living word of a kind (enum ho_word_kind) in the drawn letter, outside
 * of quotes, beside the right reference; ref NULL: of any case. HO_E_NONE. */
int words_find(struct work *w, int kind, const char *ref, struct ho_word *row);
/* The living row of a word as somebody wrote it.  HO_E_NONE: there is none. */
int words_live(
    struct tx *t, const char *typed, size_t len, struct ho_word *row);
/* Puts a new word (of_case, hash and, but for HO_SPENT, state are set here)
 * and, unless shown is NULL, its text to be written into a letter. */
int words_new(struct work *w, struct ho_word *row, struct ho_secret **shown);
/* Why a letter cannot carry a word; NULL: it can. */
const char *words_unfit(const struct ho_facts *facts);
/* Keeps the letter as evidence of a kind; the event is open. */
int words_keep(struct work *w, int64_t kind, int64_t of_word);

#endif
