/* handoverd/post/outbox_words.c - how a thing in the outbox stands, in words. */
#include "handoverd/post/outbox_words.h"

#include <stdio.h>
#include <string.h>

#include "lib/base/when.h"

static const char *const state_words[] = { "unknown", "due", "handed", "sent",
	"failed", "dropped", "unclear", "lapsed", "held" };

static const struct way {
	const char *word, *thing; /* "the mail to ...": its beginning */
	const char *look;         /* where it is, if it does not show */
} ways[HO_WAYS] = {
	{ "unknown", "The message to ", "" },
	[HO_WAY_MAIL] = { "mail", "The mail to ",
	    " If it does not show, it is among the unwanted mail, or its mail "
	    "server still has it." },
	[HO_WAY_SMS] = { "sms", "The text message to ",
	    " If it has not come yet, the network still has it." },
	[HO_WAY_HOOK] = { "hook", "The notice to the panel", "" },
	[HO_WAY_COPY] = { "copy", "The desk's own copy of the mail to ", "" },
};

const char *
outbox_state_word(int64_t state)
{
	return state >= HO_OUT_DUE && state <= HO_OUT_HELD ? state_words[state]
							   : state_words[0];
}

static const struct way *
way_of(int64_t way)
{
	return &ways[way > 0 && way < HO_WAYS ? way : 0];
}

const char *
outbox_way_word(int64_t way)
{
	return way_of(way)->word;
}

/* "o...@northwind.example", "+49...678": who has it knows it. */
static void
add_ends(struct ho_buf *out, const char *to)
{
	const char *at = strrchr(to, '@');
	size_t len = strlen(to);

	if (at != NULL)
		ho_buf_fmt(out, "%c...%s", to[0], at);
	else if (len > 6)
		ho_buf_fmt(out, "%.3s...%s", to, to + len - 3);
}

/* How it came to where it is. */
enum how {
	ANYHOW,
	AT_FIRST,
	PUT_OFF,
	MAYBE /* it may have arrived before */
};

/* Where a moment stands between the two parts. */
enum moment {
	NONE,
	NEXT_TRY,
	ITS_END
};

/* The first row that fits. */
static const struct saying {
	int64_t state;
	enum how how;
	const char *before;
	enum moment moment;
	const char *after;
} sayings[] = {
	{ HO_OUT_DUE, AT_FIRST, " is about to leave.", NONE, "" },
	{ HO_OUT_DUE, MAYBE,
	    " may have arrived; nobody could tell us. The same one goes out "
	    "again at ",
	    NEXT_TRY, "." },
	{ HO_OUT_DUE, ANYHOW,
	    " has not left yet: the other side put us off. It is tried again "
	    "at ",
	    NEXT_TRY, "." },
	{ HO_OUT_HANDED, ANYHOW, " is leaving now.", NONE, "" },
	{ HO_OUT_SENT, MAYBE, " left at ", ITS_END,
	    ", and the other side took it. It may be there twice: both are the "
	    "same." },
	{ HO_OUT_SENT, ANYHOW, " left at ", ITS_END,
	    ", and the other side took it." },
	{ HO_OUT_FAILED, MAYBE,
	    " may have arrived; nobody could tell us. Sending it again failed, "
	    "and is not tried any more.",
	    NONE, "" },
	{ HO_OUT_FAILED, ANYHOW,
	    " could not be delivered, and is not tried again.", NONE, "" },
	{ HO_OUT_DROPPED, MAYBE,
	    " was withdrawn, but may have arrived before; nobody could tell "
	    "us.",
	    NONE, "" },
	{ HO_OUT_DROPPED, ANYHOW, " was withdrawn, and will not come.", NONE,
	    "" },
	{ HO_OUT_UNCLEAR, ANYHOW,
	    " may have arrived; nobody could tell us, and it is not sent "
	    "again. If it has not come by now, a new one can be asked for.",
	    NONE, "" },
	{ HO_OUT_LAPSED, MAYBE,
	    " may have arrived; nobody could tell us. It is of no use any "
	    "more, and a new one can be asked for.",
	    NONE, "" },
	{ HO_OUT_LAPSED, ANYHOW,
	    " could not leave while it was of use, and will not come. A new "
	    "one can be asked for.",
	    NONE, "" },
	{ HO_OUT_HELD, ANYHOW, " waits until that mail has left.", NONE, "" },
};

static const struct saying *
saying_of(const struct ho_outbox *o)
{
	enum how how = o->unclear_at != 0 ? MAYBE
	    : o->tries > 0                ? PUT_OFF
					  : AT_FIRST;

	for (size_t i = 0; i < sizeof(sayings) / sizeof(sayings[0]); i++)
		if (sayings[i].state == o->state &&
		    (sayings[i].how == ANYHOW || sayings[i].how == how))
			return &sayings[i];
	return NULL;
}

void
outbox_says(const struct ho_outbox *o, const char *to, struct ho_buf *out)
{
	const struct way *way = way_of(o->way);
	const struct saying *s = saying_of(o);
	char when[HO_WHEN_LEN];

	if (s == NULL)
		return;
	ho_buf_str(out, way->thing);
	add_ends(out, to);
	ho_buf_str(out, s->before);
	if (s->moment != NONE) {
		ho_when_show(
		    s->moment == NEXT_TRY ? o->due_at : o->done_at, when);
		ho_buf_fmt(out, "%s (UTC)", when);
	}
	ho_buf_str(out, s->after);
	if (o->state == HO_OUT_SENT)
		ho_buf_str(out, way->look);
}
