#!/bin/bash
# tests/flow/inbox_forward.sh - what somebody passes on: a letter attached is
# judged as itself, a retelling and an Outlook file are named for what they are.
. "$(dirname "$0")/case_lib.sh"
lmtp=$dir/run/lmtp.sock
start_case_house lmtp-socket="$lmtp" lmtp-uids="$(id -u)"
wait_for "the LMTP door" test -S "$lmtp"

send() { # FILE: taken, or else
	same "$1 is taken" "250 2.0.0 taken" \
	    "$("$root/tests/flow/lmtp.py" "$lmtp" "$dir/$1" ann@evil.example)"
}
forward() { # FILE HOW FILE...: by somebody who is not on file
	"$root/tests/flow/forward.py" "$2" "${@:3}" >"$dir/$1"
}
all() { ho inbox list --all --json; }
count() { all | wc -l; }
last() { all | tail -n 1 | field "$1"; }
first() { # FIELD: of the last but one
	all | tail -n 2 | head -n 1 | field "$1"
}

# --- as a letter: the one within is judged as itself, its signature holds --------------
for how in rfc822 base64 octets; do
	write_mail "$how.one" ops@northwind.example Subject="by $how"
	forward "$how" "$how" "$dir/$how.one"
	send "$how"
	same "$how: who passed it on" "quarantined attached" \
	    "$(first state) $(first form)"
	same "$how: what was passed on" "waiting signed attached by $how" \
	    "$(last state) $(last reason) $(last door) $(last subject)"
	same "$how: octet for octet" "$(sha256sum <"$dir/$how.one" |
	    cut -d ' ' -f 1)" "$(last sha256)"
	same "$how: which brought it" "$(first id)" "$(last of_mail)"
done
"$root/tests/flow/forward.py" alternative "$dir" >"$dir/parts.one"
forward parts rfc822 "$dir/parts.one"
send parts
same "a letter of parts" "waiting signed" "$(last state) $(last reason)"
works ho inbox open "$(last id)" --owner --json
same "opens its case" issued "$(field state <<<"$said")"
ref=$(field ref <<<"$said")
arrives olga@northwind.example 1
n=$(count)
send parts
same "brought again it is known" "$n" "$(count)"

# --- and may prove nothing, or carry a word that is nobody's ----------------------------
write_mail liar ops@northwind.example sign=evil.example
forward lie rfc822 "$dir/liar"
send lie
same "a forgery within" "waiting no-aligned-signature" \
    "$(last state) $(last reason)"
refused 1 case-open ho inbox open "$(last id)" --owner

stop=$(letter_to olga@northwind.example 'concerns you' | word_of STOP)
write_mail within boss@evil.example text="STOP $ref $stop"
forward quoted rfc822 "$dir/within"
send quoted
same "a word within is a quote" "quarantined issued" \
    "$(last state) $(state_of "$ref")"

# --- two of them, one too many; one within one within ------------------------------------
write_mail a ops@northwind.example
write_mail b ops@northwind.example
forward two rfc822 "$dir/a" "$dir/b"
n=$(count)
send two
same "none of two is taken" "$((n + 1)) several" "$(count) $(last form)"
forward inner rfc822 "$dir/a"
forward outer rfc822 "$dir/inner"
send outer
same "no deeper" "$((n + 3)) quarantined attached" \
    "$(count) $(last state) $(last form)"

# --- named for what they are ----------------------------------------------------------------
forward outlook msg
send outlook
same "an Outlook file" msg "$(last form)"
works ho inbox show "$(last id)"
has "what to do" 'attachment .\.eml' "$said"
write_mail retold ann@evil.example Subject='Fwd: our panel' text='See below.

---------- Forwarded message ---------
From: Ops <ops@northwind.example>
Subject: our panel

Please reset it.'
send retold
same "a retelling" inline "$(last form)"
works ho inbox show "$(last id)"
has "what to do" 'proves nothing' "$said"

# --- given as a file: named too, and no case is begun ------------------------------------------
works ho mail show --mail "$dir/retold" --json
same "a retelling" inline "$(json 'x["letter"]["forward"]' <<<"$said")"
works ho mail show --mail "$dir/outlook"
has "Outlook's file in a mail" 'ask for the original forwarded' "$said"
works ho mail show --mail "$dir/rfc822"
has "a letter in a mail" 'has to be saved and given' "$said"
write_mail plain ops@northwind.example
works ho mail show --mail "$dir/plain"
hasnt "an ordinary one is none" 'attached to it|proves nothing' "$said"
{ printf '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'; head -c 5000 /dev/zero; } \
    >"$dir/request.msg"
n=$(log_size)
for verb in "reset --owner" "case open --owner" "case confirm" \
    "account seats northwind" "mail show" \
    "mail check --contact ops@northwind.example"; do
	# shellcheck disable=SC2086
	fails_with 2 "Outlook's own file .*have it forwarded as an attachment" \
	    ho $verb --mail "$dir/request.msg"
done
same "nothing came of them" "$n" "$(log_size)"

# --- somebody else's letter, seen before, comes attached: who passed it on gets nothing ---------
write_mail genuine ops@northwind.example Subject='Once only'
works ho reset --mail "$dir/genuine" --user bob --json
ref=$(field ref <<<"$said")
forward replay rfc822 "$dir/genuine"
send replay
same "it waits, for nothing is asked yet" "waiting signed" \
    "$(last state) $(last reason)"
refused 1 seen-before ho inbox open "$(last id)" --user bob
write_mail aged ops@northwind.example later=-700000
forward oldone rfc822 "$dir/aged"
send oldone
same "one of last week is refused as it would be by itself" refused \
    "$(last state)"
same "the forwarder is never answered" 0 "$(letters_to ann@evil.example)"
whole "at the end"
finish
