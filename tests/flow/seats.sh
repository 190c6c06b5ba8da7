#!/bin/bash
# S5: a request to add users needs the number of users and nothing else; without
# the number it is refused, with it a ticket is opened and the seats rise.
. "$(dirname "$0")/case_lib.sh"
lmtp=$dir/run/lmtp.sock
start_case_house lmtp-socket="$lmtp" lmtp-uids="$(id -u)"
wait_for "the LMTP door" test -S "$lmtp"

seats() { ho account show northwind --json | field seats; }
ask() { # FILE FROM TEXT [NAME=VALUE]...
	write_mail "$1" "$2" text="$3" Subject='More users' "${@:4}"
}
more() { # FILE ARGS...
	ho account seats northwind --mail "$dir/$1" "${@:2}"
}

# --- without the number: refused, recorded, and a text to paste -------------------
ask none ops@northwind.example 'We need more users.'
refused 1 no-number more none
has "what the client has to write" 'Users to add: 3' "$said"
ref=$(field ref <<<"$said")
same "in the record" "refused no-number" "$(state_of "$ref") $(reason_of "$ref")"
ask quoted ops@northwind.example "Yes.
> Users to add: 5"
refused 1 no-number more quoted
ask two ops@northwind.example "Users to add: 5
Users to add: 50"
refused 1 no-number more two
ask five ops@northwind.example 'Hello,

Users to add: 5

Ops'
refused 1 number-differs more five --count 50
refused 2 usage more five --count 0
refused 2 usage more five --count many
refused 1 too-many-seats more none --count 1000000
refused 1 not-by-mail ho account seats northwind --count 5
refused 1 no-account ho account seats nowhere --mail "$dir/five"
same "the seats are what they were" "9 0" "$(seats) $(events account.seats)"

# --- with it: a refused mail was not used up ----------------------------------------
works more five --dry-run --json
same "what would be" "done 14" "$(field state <<<"$said") $(field seats <<<"$said")"
same "nothing of it stays" 9 "$(seats)"
works more five --json
ref=$(field ref <<<"$said")
same "done" "done 5 14" "$(field state <<<"$said") \
$(field seats_asked <<<"$said") $(field seats <<<"$said")"
same "the seats rise" 14 "$(seats)"
has "with a ticket" '^T-' "$(ho case show "$ref" --json | field ticket)"
refused 1 seen-before more five
arrives ops@northwind.example 1 # two answers of one subject leave apart
works more none --count 2
same "the number by the desk" 16 "$(seats)"
arrives ops@northwind.example 2
answer=$(letter_to ops@northwind.example 'Re: More users')
has "answered on the thread" '^In-Reply-To: <' "$answer"
has "and says how many" '16 users' "$answer"
arrives olga@northwind.example 2
has "everyone affected is told" '2 more users' \
    "$(letter_to olga@northwind.example '2 more users')"
same "an event each" 2 "$(events account.seats)"
ask blanks ops@northwind.example '*users  to   add : 7*'
works more blanks --dry-run --json
same "blanks are forgiven" 7 "$(field seats_asked <<<"$said")"
ask glued ops@northwind.example 'Usersto add: 7'
refused 1 no-number more glued
refused 1 not-now ho case issue "$ref"
refused 1 no-credentials ho case show "$ref" --credentials

# --- who may ask -----------------------------------------------------------------------
ask admin ada@northwind.example 'Users to add: 1'
works more admin
ask stranger ceo@evil.example 'Users to add: 100'
refused 1 from-not-registered more stranger
same "S4: waits for proof" waiting-proof "$(field state <<<"$said")"
ask stranger2 ceo@evil.example 'More users please.'
refused 1 from-not-registered more stranger2
same "nothing to wait for" refused "$(field state <<<"$said")"
ask gone olga@northwind.example 'Users to add: 1'
refused 1 may-not-ask more gone
same "one seat more" 17 "$(seats)"

# --- a mail that nothing proves: the word, which tells the number -----------------------
ask unsigned ops@northwind.example 'Users to add: 3' sign=
fails_with 3 no-aligned-signature more unsigned --json
ref=$(field ref <<<"$said")
same "not yet" 17 "$(seats)"
arrives ops@northwind.example 4
letter=$(letter_to ops@northwind.example 'Re: More users')
has "it says what is asked" '3 more users' "$letter"
write_mail yes ops@northwind.example sign= \
    text="CONFIRM $ref $(word_of CONFIRM <<<"$letter")"
works ho case confirm --mail "$dir/yes"
same "goes on by itself" "20 done" "$(seats) $(state_of "$ref")"

# --- a mail that came in by itself ------------------------------------------------------------
send() { # FILE
	"$root/tests/flow/lmtp.py" "$lmtp" "$dir/$1" ops@northwind.example \
	    >/dev/null
}
newest() { ho inbox list --all --json | tail -n 1 | field "$1"; }
ask came ops@northwind.example 'Users to add: 4'
send came
works ho inbox seats "$(newest id)" --dry-run --json
same "what would be" "done 4" \
    "$(field state <<<"$said") $(field seats_asked <<<"$said")"
same "it waits still" waiting "$(newest state)"
refused 1 number-differs ho inbox seats "$(newest id)" --count 5
same "a refusal is a case too" "taken 20" "$(newest state) $(seats)"
works ho inbox seats "$(newest id)" --json
ref=$(field ref <<<"$said")
same "they rise, by its own number" "24 done $ref" \
    "$(seats) $(state_of "$ref") $(newest case)"
refused 1 seen-before ho inbox seats "$(newest id)"
ask dumb ops@northwind.example 'More users, please.'
send dumb
refused 1 no-number ho inbox seats "$(newest id)" --account northwind
works ho inbox seats "$(newest id)" --count 2
same "by the desk's" 26 "$(seats)"
ask unknown ceo@evil.example 'Users to add: 100'
send unknown
refused 1 from-not-registered ho inbox seats "$(newest id)"
refused 1 no-account ho inbox seats "$(newest id)" --account nowhere

# --- users within the seats, and no more ---------------------------------------------------
works ho account add small --name Small --owner sam --contact s@evil.example \
    --seats 1
refused 1 no-seat ho user add sue --account small --name Sue
write_mail one s@evil.example text='Users to add: 1'
works ho account seats small --mail "$dir/one"
works ho user add sue --account small --name Sue
refused 1 no-seat ho user add sid --account small --name Sid
whole
finish
