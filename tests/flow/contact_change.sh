#!/bin/bash
# S3 and S4: a request from an address that is not on file waits for proof; the
# manager brings it, a second person approves, time passes, and the request goes
# on by itself, to the new contact.  The old one can stop it for 30 days.
[ "$(id -u)" = 0 ] || { echo "needs root for a second uid"; exit 77; }
. "$(dirname "$0")/case_lib.sh"
start_case_house proof-wait=10d
chmod 755 "$dir" "$dir/run"
uid=64124
old=ops@northwind.example new=ceo@northwind.example

as_other() { setpriv --reuid $uid --clear-groups "$OUT/handover" "$@"; }
add_approver second $uid

outdir=$dir/other
mkdir "$outdir" && chown $uid "$outdir"
echo 'A letter on paper, scanned.' >"$dir/proof"
change() { # NEW ARGS...
	ho contact change --account northwind --old $old --new "$1" \
	    --proof "$dir/proof" --kind letterhead --reason 'new director' \
	    "${@:2}"
}
authority() { # ADDRESS: what contact list says of it
	ho contact list northwind --json | json_lines \
	    "x['authority'] if x['address'] == '$1' else ''"
}
json_lines() { /usr/bin/python3 -c 'import json, sys
for l in sys.stdin:
	x = json.loads(l); s = eval(sys.argv[1])
	if s: print(s)' "$1"; }

# --- S4: without proof nothing, and it waits -------------------------------------
write_mail request $new
refused 1 from-not-registered ho reset --mail "$dir/request" --owner \
    --account northwind
waits=$(field ref <<<"$said")
same "it waits for proof" waiting-proof "$(field state <<<"$said")"
refused 1 no-proof ho contact add northwind --address $new

# --- what is no change --------------------------------------------------------------
refused 2 usage change $old
refused 1 address-taken change Ops@northwind.example
refused 1 desk-address ho contact add northwind --address Desk@host.example
refused 1 departed-owner change Olga@northwind.example
refused 1 no-contact ho contact change --account northwind --old x@y.example \
    --new $new --proof "$dir/proof" --kind id --reason r
refused 1 no-account ho contact change --account nowhere --old $old \
    --new $new --proof "$dir/proof" --kind id --reason r
refused 2 usage ho contact change --account northwind --old $old --new $new \
    --proof "$dir/proof" --kind rumour --reason r
fails_with 2 proof ho contact change --account northwind --old $old \
    --new $new --kind id --reason r
: >"$dir/nothing"
fails_with 2 . ho contact change --account northwind --old $old --new $new \
    --proof "$dir/nothing" --kind id --reason r
refused 1 role as_other contact change --account northwind --old $old \
    --new $new --proof "$dir/proof" --kind id --reason r
refused 1 case-open change office@northwind.example # a stranger to it waits
same "of all that nothing is kept" 0 "$(events contact.change)"
# not while another case of the account is open
write_mail bob ops@northwind.example sign=
fails_with 3 . ho reset --mail "$dir/bob" --user bob --json
other=$(field ref <<<"$said")
refused 1 case-open change $new
has "which one is said" "$other" "$said"
works ho case refuse "$other" --reason 'in the way'

# --- the change: the waiting mail itself proves the mailbox ------------------------
before=$(letters_to $old)
works change $new --json
ref=$(field ref <<<"$said")
same "signed by the address: nothing has to come back" waiting-approval \
    "$(field state <<<"$said")"
same "no authority yet" "none yet" "$(authority $new)"
for who in ops office olga ada; do
	arrives $who@northwind.example 1
	word=$(letter_to $who@northwind.example "an address was added" |
	    word_of STOP)
	has "$who is told, with a word of their own" '^[0-9A-Z]{4}-' "$word"
done
has "what comes instead of what" 'instead of: +ops@northwind.example' \
    "$(letter_to office@northwind.example 'an address was added')"
same "the new one gets nothing before it has authority" 0 "$(letters_to $new)"
shown=$(as_other case show "$ref")
has "the approver sees what it rests on" \
    "evidence $(sha256sum <"$dir/proof" | cut -d' ' -f1)" "$shown"
has "where to read it" 'came: --letter FILE' "$shown"
works as_other case show "$ref" --letter "$outdir/proof"
same "and reads the very document" "$(cat "$dir/proof")" "$(cat "$outdir/proof")"
has "and what it is about" "$new comes on file instead of $old" "$shown"
refused 1 not-by-mail ho case verify "$ref" # it rests on a document
refused 1 not-now ho case issue "$ref"
refused 1 own-case ho case approve "$ref"
refused 1 case-open change other@northwind.example
fails_with 3 with-proof as_other case approve "$ref" --json
same "then it cools down" holding "$(field state <<<"$said")"
same "the request still waits" waiting-proof "$(state_of "$waits")"
same "still no authority" "none yet" "$(authority $new)"

# --- 72 hours later: authority, and the request goes on by itself -----------------
move_clock 258000
sleep 2
same "not a minute early" holding "$(state_of "$ref")"
move_clock 259300
gets_to "$ref" watched
same "authority" yes "$(authority $new)"
same "the old one has none" ended "$(authority $old)"
gets_to "$waits" issued
arrives $new 2
has "the answer goes to the new contact, on its thread" "Login: +$waits" \
    "$(letter_to $new 'Re: Please reset')"
hasnt "and to nobody else" 'Default password: ' "$(every_to $old)"
same "the log tells who got authority" 1 "$(ho audit list --from 1 --json |
	grep -c '"authority":"ceo@northwind.example"')"
has "everyone hears that it can be used" "$new" \
    "$(letter_to office@northwind.example 'can be used now')"
write_mail oldask $old later=259300
refused 1 from-not-registered ho reset --mail "$dir/oldask" --user bob
works ho case refuse "$(field ref <<<"$said")" --reason 'no contact any more'

# --- the old contact stops it, 20 days later: all of it is taken back ---------------
move_clock 1700000
gets_to "$waits" lapsed
word=$(letter_to $old 'an address was added' | word_of STOP)
write_mail stop $old sign= later=1700000 text="STOP $ref $word"
write_mail again $new later=1700000
works ho reset --mail "$dir/again" --owner --json
issued=$(field ref <<<"$said")
write_mail more $new sign= later=1700000
fails_with 3 waiting-confirm ho account seats northwind --count 1 \
    --mail "$dir/more" --json
more=$(field ref <<<"$said")
works ho case freeze --mail "$dir/stop" --json
same "frozen" "$ref frozen" "$(field ref <<<"$said") $(field state <<<"$said")"
same "the new one is gone" "" "$(authority $new)"
same "the old one is back" yes "$(authority $old)"
same "what the new one asked for has ended" "frozen no-authority-now" \
    "$(state_of "$issued") $(reason_of "$issued")"
same "all of it" "frozen no-authority-now" "$(state_of "$more") $(reason_of "$more")"
same "and both stand in the one event" 1 "$(ho audit list --from 1 --json |
	grep '"ended":"' | grep "$issued" | grep -c "$more")"
refused 1 no-credentials ho case show "$issued" --credentials
write_mail back $old later=1700000
fails_with 3 . ho reset --mail "$dir/back" --owner --json
same "after a stop a second person looks" waiting-approval \
    "$(field state <<<"$said")"
works ho case refuse "$(field ref <<<"$said")" --reason 'next part'

# --- and where nobody stops it: final after 30 days ----------------------------------
write_mail unsigned $new sign= later=1700000
refused 1 from-not-registered ho reset --mail "$dir/unsigned" --owner \
    --account northwind
works change $new --json
ref=$(field ref <<<"$said")
same "a mail without a signature proves nothing: the word has to come back" \
    waiting-confirm "$(field state <<<"$said")"
wait_for "the word" letter_to $new 'confirm your address'
word=$(letter_to $new 'confirm your address' | word_of CONFIRM)
write_mail yes $new sign= later=1700000 text="CONFIRM $ref $word"
fails_with 3 waiting-approval ho case confirm --mail "$dir/yes"
refused 1 not-shown as_other case approve "$ref"
works as_other case show "$ref" # which is not the document
refused 1 not-shown as_other case approve "$ref"
works as_other case show "$ref" --letter "$outdir/again"
fails_with 3 holding as_other case approve "$ref"
# the old one asks, as it still may; once it may not, it shall not finish
write_mail last $old later=1955000
move_clock 1955000
fails_with 3 waiting-approval ho reset --mail "$dir/last" --user bob --json
last=$(field ref <<<"$said")
wait_for "its text" is_drawn "$last"
works as_other case show "$last"
works as_other case approve "$last"
same "issued while the address had authority" issued "$(state_of "$last")"
write_mail seats $old sign= later=1955000
fails_with 3 waiting-confirm ho account seats northwind --count 1 \
    --mail "$dir/seats" --json
seats=$(field ref <<<"$said")
move_clock 1960000
gets_to "$ref" watched
same "what the old one asked for ends with its authority" \
    "frozen no-authority-now" "$(state_of "$last") $(reason_of "$last")"
same "all of it" "frozen no-authority-now" \
    "$(state_of "$seats") $(reason_of "$seats")"
refused 1 no-credentials ho case show "$last" --credentials
move_clock 4560000
gets_to "$ref" done
same "the new contact stays" yes "$(authority $new)"
same "the old one is off the file" "" "$(authority $old)"
refused 1 not-now ho case freeze "$ref"
whole
finish
