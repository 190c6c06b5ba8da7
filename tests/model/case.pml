/*
 * tests/model/case.pml - two cases about one login, and everybody who can move
 * them, for Spin.
 *
 * What leads where is lib/flow's own table (tables.c prints it); here stand the
 * transactions of handoverd/cases around it, each one atomic, as the store has
 * them, and between any two of them anybody else, or a crash.  What a crash
 * takes is what is in memory only: a conversation that has proven something,
 * a job that the courier holds.
 *
 *	law 1	proof and a ticket stand behind every default password, and what
 *		policy asks: approval, time, somebody to send the claim code to
 *	law 3	a default password is spent in the transaction that names the
 *		super-admin, in no other, and lives in an open case only
 *	law 4	what is one-time succeeds once, whoever races for it; nobody is
 *		told of what was not committed
 *	law 6	one mail stands behind one case
 *	law 11	one live default password a login, one ticket a case
 *
 * In half of the worlds what is asked for is another login name: what is issued
 * is then a permission, with no claim code and nobody to send one to, which who
 * signs in spends with the new name; and case revert undoes nothing.
 *
 * In half of the worlds the second case is the removal of an authenticator: it
 * issues nothing, it takes away at once, and stands beside the first one instead
 * of against it.  The same is asked of it, but for somebody to send a code to;
 * it takes away once, and then its case is done.
 *
 * Left out: cases about an address (their authority is no password), seats and
 * unlocks (they go the road of a removal, with less to lose), time but for its order, and the ticket's way outside for one of the two cases (it
 * goes apart from the other's).
 */
#include "tables.pml"

#define N 2 /* cases; mails */

/* --- the store: what a commit keeps ------------------------------------------- */

#define NONE    0
#define LIVE    1
#define SPENT   2
#define REVOKED 3

bool  is_there[N];
byte  at[N];            /* the state */
byte  mail[N];          /* on which it rests */
byte  verdict[N];       /* IF_accepted, ...; 0: refuse */
bool  confirmed[N], needs_approval[N], approved[N], was_held[N], has_key[N];
byte  password[N], word[N], code[N];
byte  ledger[N];        /* by mail: the case that holds it, + 1 */
bool  is_frozen;        /* the account: the next case needs approval */
byte  gone;             /* times the authenticator was taken away */
byte  owner;            /* 0: who has left; i + 1: named by case i */

/* --- what others have, or saw ---------------------------------------------------- */

byte  outside[N];       /* tickets in their system */
bool  is_handed[N];     /* of case 0 the courier has the job to make one ... */
bool  is_made[N];       /* ... and made it, but nobody knows yet */
bool  is_unclear[N];    /* a try before may have made it */
bool  lag_over[N];      /* what that made can be found by now */
byte  proven[N];        /* presenter p: of case proven[p] - 1, all is right */
byte  told[N];          /* times somebody was told that case i named them */
bool  time_passed[N];   /* between its notices and its default password */

/* Policy, chosen once. */
bool approval, alone, hold, no_leg, outside_system, has_begun;
bool removal;           /* the second case is one */
#define IS_REMOVAL(i) (removal && i == 1)
bool rename;            /* what is no removal is one */
#define IS_RENAME(i)  (rename && !IS_REMOVAL(i))
#define HAS_LEG(i)    (!IS_REMOVAL(i) && !IS_RENAME(i))

hidden byte i, to, other, ground; /* within one step */
hidden short facts;

/* --- facts, as work_facts() ------------------------------------------------------- */

#define WAITS_OVER(i) (at[i] == AT_holding && time_passed[i])
#define ASKS(i)       (approval || needs_approval[i] || is_frozen)
#define FACTS(i)                                                           \
	(verdict[i] + (confirmed[i] -> IF_word_came_back : 0) +            \
	    (ASKS(i) -> IF_approval_asked +                                \
		    (approved[i] -> IF_approved : 0) +                     \
		    ((alone && !approval) -> IF_nobody_else : 0) : 0) +    \
	    (WAITS_OVER(i) -> IF_time_passed : 0) +                        \
	    (!has_key[i] -> IF_no_ticket : 0) +                            \
	    ((hold && !was_held[i] && !WAITS_OVER(i)) -> IF_held_by_policy \
						      : 0) +               \
	    ((no_leg && HAS_LEG(i)) -> IF_no_second_contact : 0))

/* --- what a transaction is made of -------------------------------------------------- */

/* work_settle(), with enter_end() */
inline settle(i, to)
{
	at[i] = to;
	if
	:: to != AT_waiting_confirm && word[i] == LIVE -> word[i] = REVOKED
	:: to == AT_waiting_confirm && word[i] == NONE -> word[i] = LIVE
	:: else
	fi;
	if
	:: !IS_OPEN(to) ->
		if
		:: to != AT_done && password[i] == LIVE -> password[i] = REVOKED
		:: else
		fi;
		/* nobody asks for these any more: fewer worlds to look at */
		approved[i] = false;
		needs_approval[i] = false;
		was_held[i] = false
	:: else
	fi;
	if
	:: (to == AT_refused || to == AT_lapsed) && ledger[mail[i]] == i + 1 ->
		ledger[mail[i]] = 0
	:: else
	fi
}

/* work_issue(): law 1 is asked at the moment when it matters */
inline issue(i)
{
	assert(verdict[i] == IF_accepted ||
	    (verdict[i] == IF_to_confirm && confirmed[i] && word[i] == SPENT));
	assert(has_key[i] && outside[i] == ((outside_system && i == 0) -> 1 : 0));
	assert(!approval || approved[i]);
	assert(!hold || was_held[i]);
	assert(!no_leg || !HAS_LEG(i));
	is_frozen = false;
	if
	:: IS_REMOVAL(i) ->
		gone++;
		settle(i, AT_done)
	:: else ->
		password[i] = LIVE;
		code[i] = (IS_RENAME(i) -> NONE : LIVE);
		settle(i, AT_issued)
	fi
}

/* work_go_on(): where nothing stands in the way */
inline go_on(i)
{
	if
	:: at[i] == AT_ready && (owner == 0 || IS_REMOVAL(i)) -> issue(i)
	:: else
	fi
}

/* work_move() */
inline move(i, and_go_on)
{
	facts = FACTS(i);
	to = NEXT(facts);
	if
	:: WAITS_OVER(i) && (to == AT_ready || to == AT_waiting_ticket ||
	    to == AT_waiting_contact) ->
		needs_approval[i] = false;
		is_frozen = false
	:: else
	fi;
	if
	:: WAITS_OVER(i) -> was_held[i] = true
	:: else
	fi;
	time_passed[i] = false;
	settle(i, to);
	if
	:: and_go_on -> go_on(i)
	:: else
	fi
}

/* take_opinion(): the other case gives way, or is in the way */
inline begin(i)
{
	other = 1 - i;
	ground = (verdict[i] == IF_accepted -> AT_ready :
	    (verdict[i] == IF_to_confirm -> AT_waiting_confirm :
	    (verdict[i] == IF_unclear -> AT_unclear : AT_waiting_proof)));
	if
	:: !removal && is_there[other] && IS_OPEN(at[other]) &&
	    GIVES_WAY(at[other], ground) ->
		settle(other, AT_refused)
	:: else
	fi;
	if
	:: verdict[i] == 0 -> settle(i, AT_refused)
	:: verdict[i] != 0 && ledger[mail[i]] != 0 && ledger[mail[i]] != i + 1 ->
		settle(i, AT_refused) /* seen-before */
	:: verdict[i] != 0 &&
	    (ledger[mail[i]] == 0 || ledger[mail[i]] == i + 1) &&
	    !removal && is_there[other] && IS_OPEN(at[other]) &&
	    at[other] != AT_waiting_proof && ground != AT_waiting_proof ->
		settle(i, AT_refused) /* case-open */
	:: else ->
		move(i, false);
		if
		:: IS_OPEN(at[i]) -> ledger[mail[i]] = i + 1
		:: else
		fi;
		go_on(i)
	fi
}

/* One of the cases where G holds; blocks where it does for neither. */
#define PICK(G) if :: G(0) -> i = 0 :: G(1) -> i = 1 fi
#define IS_FREE(i)      (has_begun && !is_there[i] && owner == 0)
#define CAN_CONFIRM(i)  (is_there[i] && word[i] == LIVE && MAY_confirm(at[i]))
#define CAN_APPROVE(i)  (is_there[i] && MAY_approve(at[i]) && !alone)
#define CAN_ISSUE(i)    (is_there[i] && MAY_issue(at[i]) && \
	(owner == 0 || IS_REMOVAL(i)))
#define CAN_REFUSE(i)   (is_there[i] && MAY_refuse(at[i]))
#define CAN_FREEZE(i)   (is_there[i] && MAY_freeze(at[i]))
#define CAN_REVOKE(i)   (is_there[i] && MAY_revoke(at[i]))
#define CAN_REVERT(i)   (is_there[i] && MAY_revert(at[i]) && owner == i + 1 && \
	!IS_RENAME(i))
#define HAS_CODE(i)     (IS_RENAME(i) || code[i] == LIVE)
#define OPENS(i)        (is_there[i] && password[i] == LIVE && HAS_CODE(i))
#define IS_WAITING(i)   (is_there[i] && IS_OPEN(at[i]))
#define IS_UNCLEAR(i)   (is_there[i] && at[i] == AT_unclear)
#define IS_STRANGERS(i) (is_there[i] && at[i] == AT_waiting_proof)
#define LACKS_LEG(i)    (is_there[i] && at[i] == AT_waiting_contact)
#define HAS_KEY(i)      (is_there[i] && at[i] == AT_waiting_ticket && has_key[i])
#define LACKS_KEY(i)    (is_there[i] && outside_system && !has_key[i] && \
	!is_handed[i])
#define IS_FOUND(i)     (outside[i] > 0 && lag_over[i])
#define CAN_MAKE(i)     (is_handed[i] && !is_made[i] && !IS_FOUND(i) && \
	(!is_unclear[i] || lag_over[i]))
#define LAGS(i)         (is_unclear[i] && !lag_over[i])
#define CAN_REPORT(i)   (is_handed[i] && (is_made[i] || IS_FOUND(i)))

/* --- everybody ------------------------------------------------------------------------ */

/* Two of them at once; a verb that may not be done there does nothing. */
active [2] proctype staff()
{
	do
	:: atomic { /* case open, reset: any verdict, any of the mails */
		PICK(IS_FREE);
		is_there[i] = true;
		if
		:: mail[i] = 0
		:: mail[i] = 1
		fi;
		if
		:: verdict[i] = IF_accepted
		:: verdict[i] = IF_to_confirm
		:: verdict[i] = IF_unclear
		:: verdict[i] = IF_a_stranger
		:: verdict[i] = 0
		fi;
		has_key[i] = !outside_system || i == 1;
		begin(i)
	}
	:: atomic { /* another than the opener: policy's own business */
		PICK(CAN_APPROVE);
		approved[i] = true;
		move(i, true)
	}
	:: atomic {
		PICK(CAN_ISSUE);
		facts = FACTS(i);
		if
		:: NEXT(facts) == AT_ready -> issue(i)
		:: else
		fi
	}
	:: atomic { PICK(CAN_REFUSE);
		settle(i, AT_refused) }
	:: atomic { PICK(CAN_FREEZE);
		settle(i, AT_frozen); is_frozen = true }
	:: atomic { PICK(CAN_REVOKE);
		password[i] = REVOKED; settle(i, AT_ready) }
	:: atomic { PICK(CAN_REVERT);
		owner = 0; is_frozen = true; settle(i, AT_reverted) }
	od
}

/* Confirm and stop words come back by mail, twice too. */
active proctype client()
{
	do
	:: atomic {
		PICK(CAN_CONFIRM);
		word[i] = SPENT;
		confirmed[i] = true;
		move(i, true)
	}
	:: atomic { PICK(CAN_FREEZE);
		settle(i, AT_frozen); is_frozen = true }
	:: atomic { /* ask_for_approval(): that address has stopped one before */
		PICK(CAN_FREEZE);
		needs_approval[i] = true;
		facts = FACTS(i);
	to = NEXT(facts);
		if
		:: to == at[i] || to == AT_ready
		:: else ->
			if
			:: password[i] == LIVE -> password[i] = REVOKED
			:: else
			fi;
			move(i, false)
		fi
	}
	od
}

/* Two with the same default password and the same claim code.  What they have
 * proven is in memory; the commit asks the rows again. */
proctype presenter(byte p)
{
	do
	:: atomic {
		PICK(OPENS);
		proven[p] = i + 1
	}
	:: atomic {
		proven[p] != 0;
		i = proven[p] - 1;
		proven[p] = 0;
		if
		:: password[i] == LIVE && HAS_CODE(i) &&
		    MAY_sign_in(at[i]) && owner == 0 ->
			password[i] = SPENT;
			code[i] = (IS_RENAME(i) -> NONE : SPENT);
			owner = i + 1;
			settle(i, AT_done);
			told[i]++
		:: else
		fi
	}
	od
}

active proctype clock()
{
	do
	:: atomic { /* in a hold the time passes, and is then seen */
		PICK(IS_WAITING);
		time_passed[i] = true;
		if
		:: OVER(at[i]) == AT_BY_FACTS -> move(i, true)
		:: OVER(at[i]) == AT_ready ->
			password[i] = REVOKED;
			settle(i, AT_ready);
			time_passed[i] = false
		:: else ->
			settle(i, OVER(at[i]));
			time_passed[i] = false
		fi
	}
	:: atomic { /* DNS tells, or does not again */
		PICK(IS_UNCLEAR);
		if
		:: verdict[i] = IF_accepted
		:: verdict[i] = IF_to_confirm
		:: verdict[i] = 0
		fi;
		begin(i)
	}
	:: atomic { /* the sender has come on file: another piece of evidence */
		PICK(IS_STRANGERS);
		if
		:: verdict[i] = IF_accepted
		:: verdict[i] = IF_to_confirm
		fi;
		approved[i] = false;
		begin(i)
	}
	:: atomic { /* a second contact has */
		PICK(LACKS_LEG);
		no_leg = false;
		move(i, true)
	}
	:: atomic {
		PICK(HAS_KEY);
		move(i, true)
	}
	od
}

/* The job is repeated until the key is kept.  A search stands before each try;
 * it finds what was made once the system's lag is over, and after a try of
 * which nobody knows none is made before that. */
active proctype courier()
{
	do
	:: atomic { PICK(LACKS_KEY); is_handed[i] = true }
	:: atomic { PICK(CAN_MAKE); outside[i]++; is_made[i] = true }
	:: atomic { PICK(LAGS); lag_over[i] = true }
	:: atomic { PICK(CAN_REPORT); has_key[i] = true; is_handed[i] = false;
		is_made[i] = false; is_unclear[i] = false; lag_over[i] = false }
	od
}

/* Memory is gone, the store is not: it knows which jobs were handed out. */
inline drop_job(i)
{
	if
	:: is_handed[i] ->
		if
		:: !is_unclear[i] || is_made[i] -> lag_over[i] = false
		:: else
		fi;
		is_unclear[i] = true;
		is_handed[i] = false;
		is_made[i] = false
	:: else
	fi
}
active proctype crash()
{
	do
	:: atomic { proven[0] = 0; proven[1] = 0; drop_job(0); drop_job(1) }
	od
}

/* --- the laws, at every commit --------------------------------------------------------- */

#define HOLDS(i) (is_there[i] && at[i] != AT_refused && at[i] != AT_lapsed)
#define LAW_3(i)                                                \
	(IS_REMOVAL(i) ||                                       \
	    (password[i] == SPENT) ==                           \
		(at[i] == AT_done || at[i] == AT_reverted))
#define LAW_4_GONE                                                \
	(!removal ||                                              \
	    (gone <= 1 && (gone == 1) == (at[1] == AT_done) &&    \
		password[1] == NONE))
#define LAW_3_LIVES(i) (password[i] != LIVE || at[i] == AT_issued)
#define LAWS                                                              \
	(LAW_4_GONE && LAW_3(0) && LAW_3(1) && LAW_3_LIVES(0) && LAW_3_LIVES(1) &&      \
	    (owner == 0 || at[owner - 1] == AT_done) &&                   \
	    told[0] <= 1 && told[1] <= 1 &&                               \
	    (told[0] == 0 || password[0] == SPENT) &&                     \
	    (told[1] == 0 || password[1] == SPENT) &&                     \
	    (confirmed[0] == (word[0] == SPENT)) &&                       \
	    (confirmed[1] == (word[1] == SPENT)) &&                       \
	    !(HOLDS(0) && HOLDS(1) && mail[0] == mail[1]) &&              \
	    !(password[0] == LIVE && password[1] == LIVE) &&              \
	    outside[0] <= 1 && outside[1] <= 1)

active proctype laws()
{
	atomic { !LAWS -> assert(false) }
}

/* And a world in which there is something to break: run.sh wants each of these
 * lines to be reached. */
active proctype happens()
{
	do
	:: owner == 1
	:: owner == 1 && rename && told[0] == 1 && proven[1] == 1
	:: told[0] == 1 && at[0] == AT_reverted && at[1] == AT_issued
	:: at[0] == AT_issued && hold && verdict[0] == IF_to_confirm
	:: at[0] == AT_issued && approval && outside_system
	:: at[0] == AT_waiting_contact && at[1] == AT_waiting_proof
	:: at[0] == AT_holding && alone && is_frozen && at[1] == AT_frozen
	:: at[0] == AT_lapsed && at[1] == AT_issued && mail[0] == mail[1]
	:: proven[0] == 1 && proven[1] == 1
	:: proven[0] == 2 && password[1] == REVOKED
	:: is_unclear[0] && !lag_over[0] && outside[0] == 1 && is_handed[0]
	:: needs_approval[0] && at[0] == AT_waiting_approval
	:: gone == 1 && at[0] == AT_issued
	:: gone == 1 && owner == 1 && no_leg == false && hold
	:: removal && at[1] == AT_frozen && at[0] == AT_waiting_approval
	od
}

init
{
	atomic {
		if :: approval = true :: skip fi;
		if :: alone = true :: skip fi;
		if :: hold = true :: skip fi;
		if :: no_leg = true :: skip fi;
		if :: outside_system = true :: skip fi;
		if :: removal = true :: skip fi;
		if :: rename = true :: skip fi;
		has_begun = true;
		run presenter(0);
		run presenter(1)
	}
}
