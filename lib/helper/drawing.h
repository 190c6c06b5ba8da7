/*
 * lib/helper/drawing.h - what `judge draw` saw in a letter.
 *
 * It decides nothing.  Everything here is text from outside: valid UTF-8 of
 * stated length, and no more can be said of it, so show it by ho_show() or
 * ho_show_lines().  A mark is a line that carries a confirm or stop word and
 * does not stand in a quote; whether the word is right, the store knows.
 */
#ifndef HO_HELPER_DRAWING_H
#define HO_HELPER_DRAWING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/buf.h"
#include "lib/wire/frame.h"

#define HO_DRAWING_HEAD     1024 /* octets of one header value, with NUL */
#define HO_DRAWING_MARKS    16
#define HO_DRAWING_PARTS    32
#define HO_DRAWING_TEXT     ((size_t)256 << 10) /* octets; cut, not refused */
#define HO_DRAWING_ATTACHED ((size_t)2 << 20)   /* octets */
#define HO_DRAWING_USERS    1000000

struct ho_mark {
	enum {
		HO_MARK_CONFIRM = 1,
		HO_MARK_STOP = 2
	} kind;
	char ref[10];  /* "HO-7F3K2M", upper case */
	char word[64]; /* as written: dashes, blanks, either case */
};

/* An attachment, as its sender calls it. */
struct ho_part {
	char type[128]; /* "application/pdf" */
	char name[256]; /* "": it has none */
	uint64_t size;  /* octets behind the transfer encoding */
	bool is_read;   /* all of it: size and sha256 are so */
	uint8_t sha256[32];
};

/* Does somebody pass on what somebody else wrote?  Names it, proves nothing. */
enum ho_forward {
	HO_FORWARD_NONE = 0,
	HO_FORWARD_INLINE = 1,   /* retold in the text: worth nothing */
	HO_FORWARD_MSG = 2,      /* Outlook's own file, not what was sent */
	HO_FORWARD_ATTACHED = 3, /* as it was sent: judged as itself */
	HO_FORWARD_SEVERAL = 4   /* several of those: none is taken */
};

/* "inline", "msg", "attached", "several"; "" for none. */
const char *ho_forward_word(enum ho_forward f);

/* The fields of the header that people see, in this order. */
enum ho_head {
	HO_HEAD_FROM,
	HO_HEAD_SENDER,
	HO_HEAD_REPLY_TO,
	HO_HEAD_TO,
	HO_HEAD_CC,
	HO_HEAD_SUBJECT,
	HO_HEAD_DATE,
	HO_HEADS /* how many there are */
};

/* Each by its name in a letter, in JSON and on the wire. */
struct ho_head_name {
	const char *field; /* "Reply-To" */
	const char *key;   /* "reply_to" */
	uint16_t tag;
};

extern const struct ho_head_name ho_head_names[HO_HEADS];

struct ho_drawing {
	/* as a mail program shows them, "" where there is none */
	char head[HO_HEADS][HO_DRAWING_HEAD];
	struct ho_mark mark[HO_DRAWING_MARKS];
	size_t marks;
	struct ho_part part[HO_DRAWING_PARTS];
	size_t parts;
	uint64_t users; /* "Users to add: 5"; 0: it says no one number */
	enum ho_forward forward;
	uint64_t attached_length; /* announced; 0: none */
	struct ho_buf attached;   /* octets of the one attached letter */
	uint64_t aside_length;    /* announced; 0: none */
	struct ho_buf aside;      /* text that is not drawn, never shown */
	uint64_t length;          /* octets of text announced */
	struct ho_buf text;       /* LF line ends */
	unsigned came;            /* of text, aside, attached: so many came */
};

/*
 * Reads an HO_M_DRAW_TEXT message; the pieces with the text follow it.
 * HO_E_PEER: not what the protocol says; *d is then empty.
 */
int ho_drawing_decode(struct ho_drawing *d, const struct ho_view *v);

void ho_drawing_free(struct ho_drawing **d); /* NULL is fine */

#endif
