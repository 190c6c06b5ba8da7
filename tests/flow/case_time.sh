#!/bin/bash
# What goes on by itself, and what ends because nobody came: expiry, lapses,
# DNS that did not tell, also over a restart.
. "$(dirname "$0")/case_lib.sh"
start_case_house

fresh_mail() { # FILE SECONDS-FROM-NOW [NAME=VALUE]...
	write_mail "$1" ops@northwind.example later="$2" "${@:3}"
}

# --- a default password expires, then the case ------------------------------------
fresh_mail one 0
works ho reset --mail "$dir/one" --owner --json
ref=$(field ref <<<"$said")
move_clock 86500
gets_to "$ref" ready
same "and says why" password-expired "$(reason_of "$ref")"
same "the password is dead" lapsed "$(ho case show "$ref" --json |
	json "x['credentials_issued'][0]['state']")"
refused 1 no-credentials ho case show "$ref" --credentials
works ho case issue "$ref" --json
same "a new one on the same evidence" issued "$(field state <<<"$said")"
move_clock 173100
gets_to "$ref" ready
stop_daemon
move_clock 700000
start_daemon
gets_to "$ref" lapsed
same "and says why" password-lapsed "$(reason_of "$ref")"
wait_for "they are told" letter_to olga@northwind.example 'has ended'
same "told once" 1 "$(grep -l 'has ended' "$dir"/mail/new/* |
	xargs grep -l 'To: olga' | wc -l)"
refused 1 not-now ho case issue "$ref"
same "one event for the end" 1 "$(events case.lapse)"

# --- ready and never issued ----------------------------------------------------------
fresh_mail two 700000
works ho case open --mail "$dir/two" --owner --json
ref=$(field ref <<<"$said")
same "open waits for issue" ready "$(field state <<<"$said")"
move_clock 1400000
gets_to "$ref" lapsed
same "and says why" not-issued "$(reason_of "$ref")"

# --- a confirm word that never came; the mail counts as never seen -------------------
fresh_mail three 1400000 sign=
fails_with 3 . ho reset --mail "$dir/three" --owner --json
ref=$(field ref <<<"$said")
arrives ops@northwind.example 5
word=$(letter_to ops@northwind.example 'Re: Please reset' |
    word_of CONFIRM)
move_clock 1660000
gets_to "$ref" lapsed
same "and says why" confirm-lapsed "$(reason_of "$ref")"
for who in ops office olga ada; do
	wait_for "$who to hear of it" letter_to $who@northwind.example \
	    "$ref was not confirmed"
done
write_mail late ops@northwind.example sign= text="CONFIRM $ref $word" \
    later=1660000
refused 1 wrong-word ho case confirm --mail "$dir/late"
fails_with 3 . ho reset --mail "$dir/three" --owner --json
works ho case refuse "$(field ref <<<"$said")" --reason 'next part'

# --- a stranger in an account that staff named: waits for proof, then lapses (S3, S4)
write_mail stranger ceo@evil.example later=1660000
refused 1 from-not-registered ho reset --mail "$dir/stranger" --owner \
    --account northwind
ref=$(field ref <<<"$said")
same "it waits for proof" waiting-proof "$(field state <<<"$said")"
refused 1 not-now ho case issue "$ref"
# S4: not without proof; and until the word came back nothing changes (law 12)
refused 1 no-proof ho contact add northwind --address ceo@evil.example
echo 'on paper' >"$dir/proof"
works ho contact add northwind --address ceo@evil.example \
    --proof "$dir/proof" --kind letterhead --reason 'new owner' --json
contact=$(field ref <<<"$said")
same "no authority, no way on" waiting-proof "$(state_of "$ref")"
works ho case refuse "$contact" --reason 'the proof is none'
move_clock 2270000
gets_to "$ref" lapsed
same "and says why" proof-lapsed "$(reason_of "$ref")"

# it stands in nobody's way: the contact's own mail is on firmer ground
write_mail again ceo@evil.example later=2270000
refused 1 from-not-registered ho reset --mail "$dir/again" --owner \
    --account northwind
ref=$(field ref <<<"$said")
fresh_mail four 2270000
works ho reset --mail "$dir/four" --owner --json
same "the contact's own goes" issued "$(field state <<<"$said")"
same "the stranger's gave way" superseded "$(reason_of "$ref")"
works ho case refuse "$(field ref <<<"$said")" --reason 'next part'

# --- DNS does not tell: judged again by itself, also by a new daemon ------------------
stop_one "$resolver_pid"
resolver_pid=
rm -f "$dir/run/resolver.sock"
fresh_mail five 2270000
fails_with 3 dns-unclear ho reset --mail "$dir/five" --owner --json
ref=$(field ref <<<"$said")
same "it is unclear" unclear "$(field state <<<"$said")"
move_clock 2270070
tries() { ho audit list --from 1 --event case.judged --json | wc -l; }
has_judged_again() { [ "$(tries)" -ge 1 ]; }
wait_for "a second try" has_judged_again
same "still unclear" unclear "$(state_of "$ref")"
kill_daemon
start_resolver
start_daemon
move_clock 2270500
gets_to "$ref" issued
same "by an accepting verdict" accept "$(ho case show "$ref" --json |
	field verdict)"
whole
finish
