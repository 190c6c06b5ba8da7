#!/bin/bash
# Law 12: an address that comes later has no authority before its own word came
# back, nobody objected, and the cool-down is over. Here nobody else is at the
# desk, so time stands for the second person.
. "$(dirname "$0")/case_lib.sh"
start_case_house cool-down=1h
new=it@northwind.example

authority() { # ADDRESS
	ho contact list northwind --json | /usr/bin/python3 -c '
import json, sys
for l in sys.stdin:
	x = json.loads(l)
	if x["address"] == sys.argv[1]: print(x["authority"])' "$1"
}
confirm_word() { # ADDRESS
	letter_to "$1" 'confirm your address' | word_of CONFIRM
}
stop_word() { # ADDRESS
	letter_to "$1" 'an address was added' | word_of STOP
}

# --- a contact: its own word, and nobody else's --------------------------------------
works ho contact add northwind --address $new --reason 'asked at a meeting' --json
ref=$(field ref <<<"$said")
same "the answer tells the case" "waiting-confirm none yet" \
    "$(field state <<<"$said") $(field authority <<<"$said")"
arrives $new 1
arrives ops@northwind.example 1
word=$(confirm_word $new)
hasnt "the notices do not carry it" "$word" \
    "$(every_to ops@northwind.example)"
has "it can be answered" '^From: .*desk@host.example' \
    "$(letter_to $new 'confirm your address')"
refused 1 address-taken ho contact add northwind --address $new
works ho contact add northwind --address beside@northwind.example --json
beside=$(field ref <<<"$said")
refused 1 case-open ho contact change --account northwind \
    --old ops@northwind.example --new else@northwind.example \
    --proof "$0" --kind id --reason r
works ho case refuse "$beside" --reason 'next part'
write_mail early $new
refused 1 from-not-registered ho reset --mail "$dir/early" --user bob \
    --account northwind
works ho case refuse "$(field ref <<<"$said")" --reason 'not yet'
write_mail robot $new sign= text="CONFIRM $ref $word" \
    Auto-Submitted=auto-replied
refused 1 automatic-mail ho case confirm "$ref" --mail "$dir/robot"
write_mail wrong $new sign= text='It is us.'
refused 1 wrong-word ho case confirm "$ref" --mail "$dir/wrong"
write_mail other ops@northwind.example text='It is them.'
refused 1 wrong-word ho case confirm "$ref" --mail "$dir/other"
write_mail stopper $new sign= text="STOP $ref $word"
refused 1 wrong-word ho case freeze --mail "$dir/stopper"
same "no authority yet" "none yet" "$(authority $new)"
write_mail yes $new sign= text="confirm ${ref,,} $word"
fails_with 3 holding ho case confirm --mail "$dir/yes" --json
refused 1 wrong-word ho case confirm --mail "$dir/yes"
same "nobody else at the desk: 72 hours, not the hour of cool-down" True \
    "$(ho case show "$ref" --json | json '__import__("calendar").timegm(
	__import__("time").strptime(x["wait_until"], "%Y-%m-%dT%H:%M:%SZ")
	) - __import__("time").time() > 258000')"
refused 1 own-case ho case approve "$ref"
move_clock 4000
sleep 2
same "not after the hour" "holding none yet" \
    "$(state_of "$ref") $(authority $new)"
kill_daemon
start_daemon
move_clock 259300
gets_to "$ref" watched
same "law 11: a killed daemon goes on; authority" yes "$(authority $new)"
refused 1 address-taken ho contact add northwind --address IT@northwind.example
refused 1 address-taken ho contact add northwind --address $new
refused 1 departed-owner ho contact add northwind \
    --address Olga@northwind.example
write_mail asks $new later=259300
works ho reset --mail "$dir/asks" --user bob --json
works ho case refuse "$(field ref <<<"$said")" --reason 'next part'

# --- stopped while it cools down; a signed mail instead of the word -------------------
add() { # ADDRESS: $ref is its case
	works ho contact add northwind --address "$1" --json
	ref=$(field ref <<<"$said")
}
add lead@northwind.example
write_mail lead lead@northwind.example later=259300 text='I work here.'
fails_with 3 holding ho case confirm "$ref" --mail "$dir/lead" --json
arrives olga@northwind.example 3
write_mail stop olga@northwind.example sign= \
    text="STOP $ref $(stop_word olga@northwind.example)"
works ho case freeze --mail "$dir/stop" --json
same "the departed owner stops it" "frozen stopped" \
    "$(state_of "$ref") $(reason_of "$ref")"
same "the address is gone" "" "$(authority lead@northwind.example)"
add lead@northwind.example # another row: the old one's history stays
refused 1 seen-before ho case confirm "$ref" --mail "$dir/lead"
has "the text for people" 'comes on file' "$(ho case show "$ref")"
works ho case refuse "$ref" --reason 'not now'
same "refused: gone again" "" "$(authority lead@northwind.example)"

# --- the word does not come: it ends after 72 hours, and everyone is told -------------
add slow@northwind.example
move_clock 519000
gets_to "$ref" lapsed
same "why" confirm-lapsed "$(reason_of "$ref")"
same "gone" "" "$(authority slow@northwind.example)"
wait_for "office to hear of it" letter_to office@northwind.example "$ref has ended"

# --- put on file again and again: no mailbox is filled -----------------------------------
for i in 1 2 3 4 5 6 7 8 9; do
	add often@northwind.example
	arrives often@northwind.example $i
	works ho case refuse "$ref" --reason again
done
n=$(letters_to ops@northwind.example)
refused 1 too-many-confirms ho contact add northwind \
    --address Often@northwind.example
same "and nobody hears of it" "9 $n" "$(letters_to often@northwind.example) $(
    letters_to ops@northwind.example)"

# --- a user's own address: no second person, but the word and the hour ----------------
works ho user add uma --account northwind --name Uma \
    --address uma@northwind.example --json
ref=$(field ref <<<"$said")
same "the user is there" "uma active" \
    "$(field login <<<"$said") $(field state <<<"$said")"
write_mail mine uma@northwind.example later=519000
refused 1 from-not-registered ho reset --mail "$dir/mine" --user uma
works ho case refuse "$(field ref <<<"$said")" --reason 'not yet'
arrives uma@northwind.example 1
write_mail uma uma@northwind.example sign= \
    text="CONFIRM $ref $(confirm_word uma@northwind.example)"
# after the stop above the account's cases need a second look: 72 hours
fails_with 3 holding ho case confirm --mail "$dir/uma" --json
move_clock 779000
gets_to "$ref" watched
write_mail now uma@northwind.example later=779000
fails_with 3 holding ho reset --mail "$dir/now" --user uma --json
same "her own request, her own address" uma "$(field user <<<"$said")"
refused 1 case-open ho contact add northwind --address third@northwind.example
same "the log tells each" "$(events contact.add)" \
    "$(ho case list --all --json | grep -c '"kind":"contact"')"
whole
finish
