#!/bin/bash
# Between proof and password: time in which everyone affected can stop it, and a
# second contact, without whom the case waits.
. "$(dirname "$0")/case_lib.sh"
start_case_house hold=1h hold-sole-address=24h cool-down=1s

ask() { # FILE FROM ARGS...: a whole case that does not end at once; sets ref
	write_mail "$1" "$2" later="$(cat "$dir/clock")"
	fails_with 3 . ho reset --mail "$dir/$1" "${@:3}" --json
	ref=$(field ref <<<"$said")
}
waits_for() { # SECONDS: about so long, from now
	ho case show "$ref" --json | json 'abs(__import__("calendar").timegm(
	    __import__("time").strptime(x["wait_until"], "%Y-%m-%dT%H:%M:%SZ"))
	    - __import__("time").time() - '"$(cat "$dir/clock")"' - '"$1"') < 60'
}

# --- hold: everyone is told, nothing is issued until the time is over ---------------
ask first ops@northwind.example --owner
same "it is held" holding "$(field state <<<"$said")"
same "for the hour of the setting" True "$(waits_for 3600)"
arrives olga@northwind.example 1
refused 1 not-now ho case issue "$ref"
same "nothing is issued" 0 "$(events case.issue)"
kill_daemon
move_clock 3700
start_daemon
gets_to "$ref" issued
# a password that expires is issued anew without another hour
move_clock 91000
gets_to "$ref" ready
works ho case issue "$ref"
same "held once" issued "$(state_of "$ref")"
works ho case refuse "$ref" --reason 'next part'

# --- a user's reset is held too, more seats are not ------------------------------------
ask second ops@northwind.example --user bob
same "a reset is held" holding "$(field state <<<"$said")"
write_mail seats ops@northwind.example later=91000
works ho account seats northwind --count 1 --mail "$dir/seats"

# --- during which a stop word freezes ----------------------------------------------------
arrives ops@northwind.example 4
word=$(letter_to ops@northwind.example "$ref" | word_of STOP)
write_mail stop ops@northwind.example sign= text="STOP $ref $word" later=91000
works ho case freeze --mail "$dir/stop" --json
same "frozen while it was held" "frozen stopped" \
    "$(state_of "$ref") $(reason_of "$ref")"
move_clock 96000
same "and nothing comes of it" 2 "$(events case.issue)"

# --- nobody else to be told: longer -------------------------------------------------------
works ho account add mill --name Mill --owner max --contact c@evil.example \
    --seats 5
ask alone c@evil.example --owner
same "only one address can be told: a day" "holding True" \
    "$(field state <<<"$said") $(waits_for 86400)"
same "and it is marked" True "$(ho case show "$ref" --json |
	field sole_address)"

# --- claim = other-contact: another one than asked, or the case waits --------------------
stop_daemon
sed -i 's/^hold.*//; s/^claim.*//' "$conf"
sed -i '1i claim = other-contact' "$conf"
start_daemon
move_clock 190000
gets_to "$ref" waiting-contact
same "and says why" no-other-contact "$(reason_of "$ref")"
has "who owes what" 'account manager owes a second contact' \
    "$(ho case show "$ref")"
refused 1 not-now ho case issue "$ref"
works ho contact add mill --address second@evil.example \
    --reason 'a second contact' --json
contact=$(field ref <<<"$said")
arrives second@evil.example 1
word=$(letter_to second@evil.example 'confirm your' | word_of CONFIRM)
write_mail yes second@evil.example sign= text="CONFIRM $contact $word" \
    later=190000
ho case confirm --mail "$dir/yes" >/dev/null
same "a word is no authority" waiting-contact "$(state_of "$ref")"
kill_daemon
move_clock 460000
start_daemon
gets_to "$ref" issued
same "it went on by itself, once" 1 "$(events case.second-contact)"
seq=$(ho audit list --from 1 --event case.issue --json | tail -n 1 | field seq)
has "the log says where the claim code goes" '"claim":"other-contact"' \
    "$(ho audit show "$seq" --json)"
wait_for "the answer" letter_to c@evil.example Re:
has "who asked is told of it" 'another contact' \
    "$(letter_to c@evil.example Re:)"

# --- nobody comes on file: it lapses -------------------------------------------------------
works ho account add kiln --name Kiln --owner ken --contact k@evil.example \
    --seats 5
ask fifth k@evil.example --owner
same "it waits at once" waiting-contact "$(field state <<<"$said")"
arrives k@evil.example 1
move_clock 1070000
gets_to "$ref" lapsed
same "and says why" no-other-contact "$(reason_of "$ref")"
whole
finish
