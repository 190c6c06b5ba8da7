/*
 * lib/wire/proto.h - which messages there are, and their fields.
 *
 * The prose, with who may say what when and every limit, is PROTOCOL beside
 * this file; the two change together.
 */
#ifndef HO_WIRE_PROTO_H
#define HO_WIRE_PROTO_H

#include <stdint.h>

enum ho_msg {
	/* Any door: the next piece of something longer than one message. */
	HO_M_PIECE = 1, /* DATA; the last one has LAST */

	/* The login door: the module asks, handoverd answers. */
	HO_M_LOGIN_START = 8, /* > PHASE SERVICE USER [RHOST TTY RUSER] FLAGS */
	HO_M_LOGIN_ASK = 9,   /* < ECHO PROMPT ASK [REF STEP UNTIL] */
	HO_M_LOGIN_INFO = 10, /* < TEXT [LEVEL] */
	HO_M_LOGIN_ANSWER = 11, /* > DATA */
	HO_M_LOGIN_CANCEL = 12, /* > */
	HO_M_LOGIN_RESULT = 13, /* < VERDICT RESULT [USER LOGIN REF ...] */

	/* The desk door: one request a connection. */
	HO_M_DESK_REQUEST = 16,  /* > VERB ARGS (BLOB LENGTH)*, then pieces */
	HO_M_DESK_PROGRESS = 17, /* < TEXT */
	HO_M_DESK_ROW = 18,      /* < JSON, any number */
	HO_M_DESK_REPLY = 19,    /* < EXIT REASON TEXT JSON; the last one */

	/* The courier door. */
	HO_M_COURIER_HELLO = 32, /* > VERSION KIND: what the line is for */
	HO_M_COURIER_JOB = 33,   /* < JOB KIND SENDER TO MSGID LENGTH, pieces */
	HO_M_COURIER_REPORT = 34, /* > JOB OUTCOME TEXT AFTER */
	HO_M_COURIER_MAIL = 35,   /* > JOB KIND LENGTH, pieces */
	HO_M_COURIER_TAKEN = 36,  /* < JOB OUTCOME */
	HO_M_COURIER_TICKET = 37, /* < JOB KIND AGAIN KEY MARK SUBJECT STATUS
				     NAME PART_TYPE LENGTH, pieces */
	HO_M_COURIER_TOLD = 38,   /* > JOB OUTCOME TEXT KEY AFTER */

	/* The judge's pipe: handover-judge is a child of its asker. */
	HO_M_JUDGE_LETTER = 48,     /* > LENGTH, then pieces */
	HO_M_JUDGE_QUERY = 49,      /* < ID NAME */
	HO_M_JUDGE_RECORDS = 50,    /* > ID STATUS SECURE RECORD* */
	HO_M_JUDGE_FACTS = 51,      /* < see facts.h; one, the last one */
	HO_M_DRAW_LETTER = 56,      /* > LENGTH, then pieces */
	HO_M_DRAW_TEXT = 57,        /* < [FROM SENDER REPLY_TO TO CC SUBJECT
				    DATE] (KIND REF WORD)*
				    (PART_TYPE PART_NAME PART_SIZE PART_SHA256)*
				    [USERS] [FORWARD [ATTACHED]] [ASIDE] LENGTH,
				    then pieces: the decoded text */
	HO_M_SNAPSHOT_PAGE = 60,    /* > LENGTH, then pieces: text */
	HO_M_SNAPSHOT_PICTURE = 61, /* < WIDTH HEIGHT MISSING CUT LENGTH, then
				       pieces: PNG; or REASON alone */

	/* The resolver's socket. */
	HO_M_DNS_QUERY = 64,  /* > ID NAME */
	HO_M_DNS_ANSWER = 65, /* < ID STATUS SECURE RECORD* */
};

enum ho_tag {
	HO_T_DATA = 1,   /* octets */
	HO_T_LAST = 2,   /* u64 1: no piece follows */
	HO_T_LENGTH = 3, /* u64, octets to follow in pieces */
	HO_T_TEXT = 4,
	HO_T_VERSION = 5,
	HO_T_ID = 6, /* u64 */

	HO_T_PHASE = 16, /* u64, enum ho_phase */
	HO_T_SERVICE = 17,
	HO_T_USER = 18,
	HO_T_RHOST = 19,
	HO_T_TTY = 20,
	HO_T_RUSER = 21,
	HO_T_FLAGS = 22, /* u64, HO_F_* */
	HO_T_ECHO = 23,  /* u64: 0 echo off, 1 echo on */
	HO_T_PROMPT = 24,
	HO_T_ASK = 25,        /* the word for HANDOVER_ASK */
	HO_T_REF = 26,        /* the word for HANDOVER_REF; a case reference */
	HO_T_STEP = 27,       /* the word for HANDOVER_STEP */
	HO_T_UNTIL = 28,      /* the word for HANDOVER_UNTIL */
	HO_T_LEVEL = 29,      /* u64: 0 info, 1 error */
	HO_T_VERDICT = 30,    /* u64, enum ho_login_verdict */
	HO_T_RESULT = 31,     /* the word for HANDOVER_RESULT */
	HO_T_LOGIN = 32,      /* the word for HANDOVER_LOGIN */
	HO_T_ROLE = 33,       /* the words for HANDOVER_ROLE, */
	HO_T_ACCOUNT = 34,    /* HANDOVER_ACCOUNT, */
	HO_T_FACTORS = 35,    /* HANDOVER_FACTORS and */
	HO_T_VALID_FROM = 36, /* HANDOVER_SESSIONS_VALID_FROM */

	HO_T_VERB = 48,   /* "case open" */
	HO_T_ARGS = 49,   /* one JSON object */
	HO_T_BLOB = 50,   /* name of a file that follows in pieces: "mail" */
	HO_T_JSON = 51,   /* one JSON object */
	HO_T_EXIT = 52,   /* u64, the command's exit status, 0 to 4 */
	HO_T_REASON = 53, /* the stable reason word; "" when done */

	HO_T_JOB = 64,    /* u64 */
	HO_T_KIND = 65,   /* "mail", "sms", "hook"; of a mark: "confirm",
			     "stop"; of a line: "letters", "mail"; of a mail:
			     "inbox", "receive" */
	HO_T_SENDER = 66, /* envelope sender, may be ""; a header value */
	HO_T_TO = 67, /* envelope recipient, one; a number; a header value */
	HO_T_MSGID = 68,
	HO_T_OUTCOME = 69, /* u64, enum ho_outcome */
	HO_T_USERS = 70,   /* u64, the number of "Users to add: N" */

	HO_T_KEY = 71,      /* of a ticket, as its system has it */
	HO_T_FORWARD = 72,  /* u64, enum ho_forward of lib/helper/drawing.h */
	HO_T_ATTACHED = 73, /* u64, octets of a letter within the letter */

	HO_T_MARK = 74,  /* by which a thing is found again */
	HO_T_AGAIN = 75, /* u64 1: an earlier try may have worked */
	HO_T_AFTER = 76, /* u64, seconds to wait */
	HO_T_CC = 77,    /* header values, as FROM */
	HO_T_REPLY_TO = 78,
	HO_T_ASIDE = 79,  /* u64, octets of text that is not drawn */
	HO_T_NAME = 80,   /* a DNS name, no trailing dot; of a file */
	HO_T_STATUS = 81, /* u64, enum ho_dns */
	HO_T_SECURE = 82, /* u64 1: DNSSEC validated */
	HO_T_RECORD = 83, /* one TXT record, its strings joined */
	HO_T_WORD = 84,
	HO_T_FROM = 85, /* header values, for showing */
	HO_T_SUBJECT = 86,
	HO_T_DATE = 87,
	HO_T_PART_TYPE = 88, /* "application/pdf": opens an attachment */
	HO_T_PART_NAME = 89,
	HO_T_PART_SIZE = 90,   /* u64, octets behind the transfer encoding */
	HO_T_PART_SHA256 = 91, /* 32 octets, over these; or none: not read */
	HO_T_WIDTH = 92,       /* u64, pixels */
	HO_T_HEIGHT = 93,
	HO_T_MISSING = 94, /* u64, glyphs that no font has */
	HO_T_CUT = 95,     /* u64 1: there was more than fits */

	HO_T_FACT = 96, /* and up: facts.h */
};

enum ho_phase {
	HO_PHASE_AUTH = 1,
	HO_PHASE_ACCT = 2,
	HO_PHASE_CHAUTHTOK = 3
};

#define HO_F_SILENT         0x01u /* PAM_SILENT: no info messages */
#define HO_F_SINGLE_PROMPT  0x02u /* the program can ask once */
#define HO_F_CHANGE_EXPIRED 0x04u
#define HO_F_DISALLOW_NULL  0x08u

/* What the module may believe: zero is refusal. */
enum ho_login_verdict {
	HO_LOGIN_REFUSED = 0,
	HO_LOGIN_OK = 0x41c6,
	HO_LOGIN_UNAVAILABLE = 0x2b39,
};

/* What became of one delivery. */
enum ho_outcome {
	HO_OUTCOME_LATER = 0, /* failed for now: try again */
	HO_OUTCOME_SENT = 1,
	HO_OUTCOME_NEVER = 2,   /* refused for good */
	HO_OUTCOME_UNCLEAR = 3, /* nobody knows whether it arrived */
};

/* What DNS said. */
enum ho_dns {
	HO_DNS_FAILED = 0, /* SERVFAIL, unreachable: cannot tell */
	HO_DNS_FOUND = 1,
	HO_DNS_NONE = 2,    /* NXDOMAIN or no TXT there */
	HO_DNS_TIMEOUT = 3, /* cannot tell */
	HO_DNS_BOGUS = 4,   /* DNSSEC validation failed: cannot tell */
	HO_DNS_REFUSED = 5, /* a name that the judge must not ask for */
};

#define HO_ANSWER_MAX 511 /* octets of one answer; PAM_MAX_RESP_SIZE is 512 */

/*
 * The login door is narrower than a frame: the module keeps every message on
 * the stack of somebody else's thread.  All in octets, without a NUL.
 */
#define HO_LOGIN_MSG_MAX    4096 /* one message, either way */
#define HO_LOGIN_NAME_MAX   256  /* USER, SERVICE, RHOST, TTY, RUSER, LOGIN */
#define HO_LOGIN_WORD_MAX   63   /* ASK, REF, STEP, UNTIL, RESULT */
#define HO_LOGIN_PROMPT_MAX 511  /* PROMPT; PAM_MAX_MSG_SIZE is 512 */
#define HO_LOGIN_TEXT_MAX   1023 /* TEXT of HO_M_LOGIN_INFO */
#define HO_LOGIN_TURNS_MAX  128  /* messages of handoverd in one PAM call */

#define HO_PIECE_MAX  60000
#define HO_LETTER_MAX ((size_t)25 << 20) /* octets of one mail */

#define HO_SNAPSHOT_TEXT ((size_t)200 << 10) /* octets drawn on one page */
#define HO_SNAPSHOT_MAX  ((size_t)16 << 20)  /* octets of one picture */

#endif
