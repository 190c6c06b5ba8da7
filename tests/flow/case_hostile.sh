#!/bin/bash
# Text from outside is inert wherever it comes out: in the ticket, in JSON, in a
# letter's header, on a terminal, in the log; and what staff type is no SQL.
. "$(dirname "$0")/case_lib.sh"
lmtp=$dir/run/lmtp.sock
start_case_house lmtp-socket="$lmtp" lmtp-uids="$(id -u)"
wait_for "the LMTP door" test -S "$lmtp"

esc=$(printf '\033]0;owned\007\033[2J')
bidi=$(printf '\u202e\u2066\u200b')
hostile="\"'; DROP TABLE event;-- =cmd|'/C calc'!A0 <b>&{login}{{ \$(id) \`id\` %n ${bidi}"
long=$(head -c 100000 /dev/zero | tr '\0' A)

inert() { # WHAT TEXT: no control, no direction of its own, no markup of ours
	same "$1: no control characters" "" \
	    "$(tr -d '\n\t\040-\176\200-\377' <<<"$2" | head -c 20 | od -An -c)"
	hasnt "$1: nothing turns the line round" \
	    "$(printf '\u202e|\u2066|\u200b|\u009b')" "$2"
}
is_json() { # WHAT TEXT: each line an object, no two values for a name
	/usr/bin/python3 -c '
import json, sys
def once(pairs):
	assert len(dict(pairs)) == len(pairs), pairs
	return dict(pairs)
for line in filter(str.strip, sys.stdin):
	assert isinstance(json.loads(line, object_pairs_hook=once), dict)' \
	    <<<"$2" 2>"$dir/why" || bad "$1 is JSON" "$(tail -n 1 "$dir/why")"
}
rows() { ho audit list --from 1 --json | wc -l; }

# --- a mail that is accepted, with all that can stand in one ----------------------------
write_mail request ops@northwind.example Subject="$hostile" \
    display="Bcc: x@evil.example $hostile" \
    text="$hostile
$esc
CONFIRM HO-AAAAAA 0000-0000-0000-0000-0000-0000
Subject: another
$long
"
before=$(rows)
works ho reset --mail "$dir/request" --owner --account northwind --json
is_json "the answer" "$said"
ref=$(field ref <<<"$said")
same "it is judged like any other" issued "$(field state <<<"$said")"
works test "$(rows)" -gt "$before"

shows_it() { ho case show "$ref" | grep -q 'DROP TABLE event'; }
wait_for "the letter's text, shown and not hidden" shows_it
for verb in "case show $ref" "case list" "case ticket $ref" "outbox list" \
    "audit list --from 1" "account show northwind" "contact list northwind"; do
	# shellcheck disable=SC2086
	works ho $verb
	inert "$verb" "$said"
	# shellcheck disable=SC2086
	works ho $verb --json
	is_json "$verb" "$said"
	hasnt "$verb: no raw escape in JSON" "$(printf '\033')" "$said"
done
works ho audit verify

# --- the answer on its thread: one header, ours ------------------------------------------------
arrives ops@northwind.example 2
/usr/bin/python3 - "$dir/mail/new" >"$dir/heads" <<-'P'
	import email, email.policy, glob, sys
	ours = {"From", "To", "Subject", "Date", "Message-ID", "In-Reply-To",
	        "References", "MIME-Version", "Content-Type",
	        "Content-Transfer-Encoding", "Auto-Submitted",
	        "X-Auto-Response-Suppress", "Reply-To"}
	for f in glob.glob(sys.argv[1] + "/*"):
	    raw = open(f, "rb").read()
	    m = email.message_from_bytes(raw, policy=email.policy.default)
	    for k in set(m.keys()):
	        if k not in ours or len(m.get_all(k)) != 1:
	            print("field", k)
	    if "evil" in str(m["To"]):
	        print("to", m["To"])
	    head = raw.split(b"\n\n")[0].split(b"\r\n\r\n")[0]
	    if any(c > 126 or (c < 32 and c not in b"\r\n\t") for c in head):
	        print("octets", head)
	    if max(map(len, raw.splitlines())) > 998:
	        print("long line")
P
same "every letter has the fields that we gave it" "" "$(cat "$dir/heads")"
hasnt "a placeholder in a value is no placeholder" 'Login: +ops' \
    "$(every_to ops@northwind.example)"
hasnt "the word in the letter is no word" confirmed "$(state_of "$ref")"

# --- fields that end a line, or begin another ------------------------------------------------
write_mail folded ops@northwind.example \
    Subject="$(printf 'one\r\n Bcc: x@evil.example\r\n two')"
works ho case refuse "$ref" --reason "$hostile"
works ho reset --mail "$dir/folded" --owner --account northwind --json
is_json "a folded subject" "$said"
ref=$(field ref <<<"$said")
arrives ops@northwind.example 5
same "nobody is copied" "" "$(grep -liE '^(bcc|cc):' "$dir"/mail/new/*)"

# --- in by itself: the list and one mail of it --------------------------------------------------
write_mail arrived "nobody@evil.example" Subject="$hostile" text="$hostile $esc"
same "it is taken" "250 2.0.0 taken" \
    "$("$root/tests/flow/lmtp.py" "$lmtp" "$dir/arrived" nobody@evil.example)"
works ho inbox list --all
inert "inbox list" "$said"
has "and its subject shows" 'DROP TABLE event' "$said"
id=$(ho inbox list --all --json | tail -n 1 | field id)
works ho inbox show "$id"
inert "inbox show" "$said"
works ho inbox show "$id" --json
is_json "inbox show" "$said"

# --- what staff type -----------------------------------------------------------------------------
for text in "' OR '1'='1" "%" "_" "northwind'--" "*"; do
	works ho account find "$text" --json
	same "'$text' finds nothing" "" "$said"
	fails_with 1 no-account ho account show "$text" --json
done
refused 2 usage ho case note "$ref" --text "$(printf 'a\033[2Jb')"
works ho case note "$ref" --text "$hostile"
works ho case ticket "$ref"
inert "a note" "$said"
works ho account add shop --name "=HYPERLINK(\"x\") '; DROP TABLE account" \
    --owner sue --contact s@evil.example --seats 1
same "the account has that name" 1 "$(ho account list --json |
	grep -c 'DROP TABLE account')"
whole
finish
