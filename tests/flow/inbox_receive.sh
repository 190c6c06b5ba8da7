#!/bin/bash
# tests/flow/inbox_receive.sh - mail that the host's own MTA brings by LMTP: what
# becomes of each, once and for ever.
. "$(dirname "$0")/case_lib.sh"
lmtp=$dir/run/lmtp.sock
start_case_house lmtp-socket="$lmtp" lmtp-uids="$(id -u)"
wait_for "the LMTP door" test -S "$lmtp"

send() { # FILE [FROM [TO...]]: as an MTA does
	"$root/tests/flow/lmtp.py" "$lmtp" "$dir/$1" \
	    "${2-ops@northwind.example}" "${@:3}"
}
held() { ho inbox list --held --json; }
mails() { ho inbox list --all --json | wc -l; }
newest() { ho inbox list --all --json | tail -n 1 | field "$1"; }

# --- a request from a sender on file waits, and becomes a case ----------------------
write_mail request ops@northwind.example
same "it is taken" "250 2.0.0 taken" "$(send request)"
same "it waits" "waiting signed receive ops@northwind.example" \
    "$(newest state) $(newest reason) $(newest door) $(newest sender)"
same "status counts it" "1 0" "$(ho status --json |
	json 'str(x["mail_waiting"]) + " " + str(x["mail_held"])')"
doctor() { ho doctor 2>&1 || :; }
has "doctor knows the door" 'ok +mail in +mail is taken by LMTP' "$(doctor)"
has "and what waits" 'ok +inbox +1 mails wait for staff, 0 are held' \
    "$(doctor)"
move_clock 90100
has "and for how long" 'warn +inbox +1 mails wait .* for 25 hours' "$(doctor)"
move_clock 0
mv "$lmtp" "$lmtp.away"
has "a door that is gone" 'fail +mail in .*No such file' "$(doctor)"
mv "$lmtp.away" "$lmtp"
same "no case yet" 0 "$(ho case list --all --json | wc -l)"
id=$(newest id)
works ho inbox show "$id" --json
has "its text" 'has left' "$(field text <<<"$said")"
works ho inbox show "$id" --letter "$dir/request.again"
same "octet by octet" "$(newest sha256)" \
    "$(sha256sum <"$dir/request.again" | cut -d' ' -f1)"
has "with its signature" '^DKIM-Signature: ' "$(cat "$dir/request.again")"
same "for us alone" 600 "$(stat -c %a "$dir/request.again")"
same "standard output has it alone" "$(sha256sum <"$dir/request.again")" \
    "$(ho inbox show "$id" --letter - | sha256sum)"
fails_with 2 'File exists' ho inbox show "$id" --letter "$dir/request.again"
same "who took it out stands in the log" "$(newest sha256) $(id -un)" \
    "$(ho audit list --event inbox.letter-shown --json | tail -n 1 |
	json 'x["sha256"] + " " + x["actor"]["staff"]')"
works ho inbox open "$id" --owner --dry-run --json
same "a trial changes nothing" waiting "$(newest state)"
works ho inbox open "$id" --owner --json
ref=$(field ref <<<"$said")
same "the whole case" issued "$(field state <<<"$said")"
same "it went there" "taken $ref" "$(newest state) $(newest case)"
arrives ops@northwind.example 1
has "an answer" "Login: +$ref" \
    "$(letter_to ops@northwind.example 'Re: Please reset')"
refused 1 seen-before ho inbox open "$id" --owner
cases() { ho case list --all --json | wc -l; }
n=$(cases)

# --- the same octets again are the same mail -----------------------------------------
same "taken again" "250 2.0.0 taken" "$(send request)"
same "one mail" 1 "$(mails)"
same "one event" 1 "$(events inbox.mail)"
works ho case refuse "$ref" --reason 'next part'

# --- a stranger's: quarantined, no ticket, no answer; the same words on the wire -----
write_mail strange boss@evil.example
same "taken like any other" "250 2.0.0 taken" \
    "$(send strange boss@evil.example)"
same "quarantined" "quarantined from-not-registered" \
    "$(newest state) $(newest reason)"
same "not on the first list" 0 "$(ho inbox list --json | wc -l)"
same "but here" 1 "$(held | wc -l)"
same "no case" "$n" "$(cases)"
same "no answer" 0 "$(letters_to boss@evil.example)"
write_mail display boss@evil.example display='ops@northwind.example'
send display boss@evil.example >/dev/null
same "a display name is no sender" quarantined "$(newest state)"

# --- what cannot be a request: kept, refused ------------------------------------------
refuses() { # REASON NAME=VALUE...
	write_mail refused ops@northwind.example "${@:2}"
	same "$1: taken" "250 2.0.0 taken" "$(send refused)"
	same "$1" "refused $1" "$(newest state) $(newest reason)"
}
refuses automatic-mail Auto-Submitted=auto-replied
refuses mailing-list List-Id='<a.example>'
refuses desk-not-addressed To=somebody@host.example
refuses field-missing Message-ID=
write_mail bounce ops@northwind.example Subject=bounce
same "from no sender" "250 2.0.0 taken" "$(send bounce '')"
same "a bounce is a program's" "refused automatic-mail" \
    "$(newest state) $(newest reason)"
printf 'nothing\r\n.like a mail\r\n' >"$dir/garbage"
send garbage >/dev/null
same "garbage" refused "$(newest state)"

# --- a word decides, whoever is at the door ---------------------------------------------
write_mail unsigned ops@northwind.example sign=
send unsigned >/dev/null
same "it could be confirmed" "waiting no-aligned-signature" \
    "$(newest state) $(newest reason)"
fails_with 3 . ho inbox open "$(newest id)" --owner --json
ref=$(field ref <<<"$said")
arrives ops@northwind.example 2
letter=$(letter_to ops@northwind.example 'Re: Please reset')
word=$(word_of CONFIRM <<<"$letter")
ours=$(sed -n 's/^Message-ID: //p' <<<"$letter")
quote=$(sed -n '/^CONFIRM/s/^/> /p' <<<"$letter")
write_mail vacation ops@northwind.example sign= text="I am away.

$quote" Auto-Submitted=auto-replied In-Reply-To="$ours"
send vacation >/dev/null
same "a vacation note is none" "refused automatic-mail" \
    "$(newest state) $(newest reason)"
works ho inbox show "$(newest id)" --json
hasnt "and shows staff no word" "$word" "$said"
has "though its place" '\*{29}' "$said"
refused 1 holds-word ho inbox open "$(newest id)" --user bob
refused 1 holds-word ho inbox show "$(newest id)" --letter "$dir/none"
same "no file of it" 1 "$([ -e "$dir/none" ]; echo $?)"
write_mail wrapped ops@northwind.example sign= text="I am away.

> CONFIRM $ref
> ${word:0:12}
> ${word:12}" Auto-Submitted=auto-replied
send wrapped >/dev/null
works ho inbox show "$(newest id)" --json
hasnt "nor one broken over lines" "${word:0:12}|${word:15}" "$said"
refused 1 holds-word ho inbox open "$(newest id)" --user bob
write_mail unseen ops@northwind.example sign= Auto-Submitted=auto-replied \
    Content-Type='multipart/alternative; boundary=b' text="--b

I am away.
--b
Content-Type: text/html

<p>I am away.<blockquote>CONFIRM $ref $word</blockquote>
--b--
"
send unseen >/dev/null
works ho inbox show "$(newest id)" --json
has "one that is not drawn" '"text":"I am away' "$said"
hasnt "shows nothing" "$word" "$said"
refused 1 holds-word ho inbox show "$(newest id)" --letter "$dir/none"
write_mail asks ops@northwind.example sign= Subject="confirm ${ref,,} $word"
send asks >/dev/null
hasnt "nor in a subject" "$word" "$(newest subject)"
refused 1 holds-word ho inbox open "$(newest id)" --user bob
works ho inbox drop "$(newest id)"
write_mail reply ops@northwind.example text="What is this?

$quote" In-Reply-To="$ours" Subject="Re: x"
send reply >/dev/null
same "a reply goes to its case" "taken reply $ref" \
    "$(newest state) $(newest reason) $(newest case)"
same "and moves nothing" waiting-confirm "$(state_of "$ref")"
same "it is evidence of it" 1 "$(events case.reply)"
write_mail foreign ann@evil.example In-Reply-To="$ours"
send foreign >/dev/null
same "a stranger's reply does not" quarantined "$(newest state)"
write_mail yes home@elsewhere.example sign= text="CONFIRM $ref $word"
send yes >/dev/null
same "the word does, from any mailbox" "taken confirm-word $ref" \
    "$(newest state) $(newest reason) $(newest case)"
gets_to "$ref" issued
same "nobody at the desk" '{"self":"handoverd"}' \
    "$(ho audit list --event case.confirm --json | tail -n 1 |
	json 'json.dumps(x["actor"], separators=(",",":"))')"
arrives olga@northwind.example 2
stop=$(letter_to olga@northwind.example "concerns you ($ref)" |
    word_of STOP)
write_mail stop olga@elsewhere.example sign= text="STOP $ref $stop"
send stop >/dev/null
same "a stop word too" "taken stop-word frozen" \
    "$(newest state) $(newest reason) $(state_of "$ref")"

# --- drop ------------------------------------------------------------------------------
write_mail joke ops@northwind.example Subject='A joke'
send joke >/dev/null
works ho inbox drop "$(newest id)"
same "dropped" "dropped" "$(newest state)"
refused 1 mail-dropped ho inbox open "$(newest id)" --owner
refused 1 mail-dropped ho inbox show "$(newest id)" --letter "$dir/none"
works ho inbox show "$(newest id)"
refused 1 no-mail ho inbox show 999
fails_with 2 . ho inbox show x

# --- the daemon away: the MTA keeps it ----------------------------------------------------
n=$(mails)
kill_daemon
write_mail later ops@northwind.example
same "not now" "451 4.3.0 not now, bring it again" "$(send later)"
start_daemon
same "now" "250 2.0.0 taken" "$(send later)"
same "once" $((n + 1)) "$(mails)"

# --- its time is over ------------------------------------------------------------------------
move_clock $((31 * 24 * 3600))
all_gone() { [ "$(mails)" = 0 ]; }
wait_for "the inbox to be empty" all_gone
same "said once" 1 "$(events inbox.expired)"
same "no octets stay behind" 0 "$(sqlite3 "$dir/state/store.db" \
    'SELECT count(*) FROM octets WHERE of_kind = 17')"
whole "at the end"
finish
