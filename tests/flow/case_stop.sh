#!/bin/bash
# A case is stopped by somebody affected, by a signed mail, by staff; the next
# one of the account then needs a second person, or a day where there is none.
. "$(dirname "$0")/case_lib.sh"
start_case_house

open_one() { # sets ref
	write_mail "request$1" ops@northwind.example later="${2:-0}"
	works ho reset --mail "$dir/request$1" --owner --json
	ref=$(field ref <<<"$said")
}

# --- a stop word, from a mailbox that is affected, unsigned ------------------------
open_one 1
arrives olga@northwind.example 1
word=$(letter_to olga@northwind.example 'concerns you' | word_of STOP)
write_mail quoted olga@northwind.example sign= text="> STOP $ref $word"
refused 1 wrong-word ho case freeze --mail "$dir/quoted"
write_mail robot olga@northwind.example text="STOP $ref $word" \
    Auto-Submitted=auto-replied
refused 1 automatic-mail ho case freeze --mail "$dir/robot"
write_mail stop olga@northwind.example sign= text="STOP $ref $word"
works ho case freeze --mail "$dir/stop" --json
same "it is frozen" "frozen stopped" "$(state_of "$ref") $(reason_of "$ref")"
same "the password is dead" revoked "$(ho case show "$ref" --json |
	json "x['credentials_issued'][0]['state']")"
refused 1 no-credentials ho case show "$ref" --credentials
refused 1 not-now ho case issue "$ref"
refused 1 wrong-word ho case freeze --mail "$dir/stop"
for who in ops office olga ada; do
	wait_for "$who to hear of it" \
	    letter_to "$who@northwind.example" 'was stopped'
done
# what was frozen stays used (law 6)
refused 1 seen-before ho reset --mail "$dir/request1" --owner

# --- the next case: alone at the desk, so a day has to pass -----------------------
write_mail next ops@northwind.example
fails_with 3 . ho reset --mail "$dir/next" --owner --json
ref=$(field ref <<<"$said")
same "it is held" holding "$(field state <<<"$said")"
refused 1 not-now ho case issue "$ref"
refused 1 own-case ho case approve "$ref"
arrives office@northwind.example 3
move_clock 86500
gets_to "$ref" issued

# --- the same address again within 30 days: recorded, approval asked for -----------
wait_for "another stop word" letter_to olga@northwind.example "$ref"
word=$(letter_to olga@northwind.example "$ref" | word_of STOP)
write_mail stop2 olga@northwind.example sign= text="STOP $ref $word" later=86500
fails_with 3 stop-used ho case freeze --mail "$dir/stop2" --json
has "the answer says what it was" "has stopped a case" "$said"
same "it is held again" holding "$(state_of "$ref")"
same "nothing lives meanwhile" revoked "$(ho case show "$ref" --json |
	json "x['credentials_issued'][0]['state']")"
move_clock 175000
gets_to "$ref" issued

# --- a signed mail of somebody else affected stops it without a word ----------------
write_mail plain ada@northwind.example later=175000 \
    text='Please stop that, I do not know about it.'
refused 1 wrong-word ho case freeze --mail "$dir/plain"
works ho case freeze "$ref" --mail "$dir/plain" --json
same "frozen by a signed mail" frozen "$(field state <<<"$said")"
write_mail stranger ceo@evil.example later=175000
refused 1 wrong-word ho case freeze "$ref" --mail "$dir/stranger"

# --- staff ---------------------------------------------------------------------------
write_mail third ops@northwind.example later=175000
fails_with 3 . ho reset --mail "$dir/third" --owner --json
ref=$(field ref <<<"$said")
works ho case freeze "$ref"
same "frozen by staff" "frozen frozen-by-staff" \
    "$(state_of "$ref") $(reason_of "$ref")"
refused 1 not-now ho case freeze "$ref"
refused 2 usage ho case freeze
# --- what had not left yet does not leave any more ------------------------------------
works ho account add mill --name Mill --owner max --contact c@evil.example \
    --seats 5
stop_one "$courier_pid" handover-courier
courier_pid=
write_mail away c@evil.example later=175000
works ho reset --mail "$dir/away" --owner --json
ref=$(field ref <<<"$said")
works ho case issue "$ref"
dropped() { ho outbox list --all --json |
    grep -c '"state":"dropped","kind":"owner-credentials"'; }
same "of two default passwords one letter waits" 1 "$(dropped)"
works ho case freeze "$ref"
same "and none of a stopped case" 2 "$(dropped)"
start_courier
arrives c@evil.example 2
same "nobody gets a dead default password" "" \
    "$(every_to c@evil.example Re:)"
same "each is an event" 4 "$(events case.freeze)"
same "and what only was noted" 1 "$(events case.stop-noted)"
whole
finish
