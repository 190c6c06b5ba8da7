#!/bin/bash
# tests/flow/courier_sms.sh - text messages by a gateway of the configuration:
# taken, put off, refused, unclear and then not repeated; never to a stranger in
# the gateway's place; so many a day; and a mobile that comes on file by one.
. "$(dirname "$0")/case_lib.sh"

gateways=
trap 'kill $gateways 2>/dev/null; stop_all; [ "$failures" = 0 ] && rm -rf "$dir"' EXIT
start_gateway() { # NAME [CERT KEY]: its port into NAME, its files in $dir/NAME
	mkdir -p "$dir/$1"
	/usr/bin/python3 "$root/tests/flow/gateway.py" "$dir/$1/port" \
	    "$dir/$1" "${@:2}" 2>>"$dir/gateway.log" &
	gateways="$gateways $!"
	wait_for "a gateway" test -s "$dir/$1/port" || finish
	printf -v "$1" %s "$(cat "$dir/$1/port")"
}
fault() { echo "$1" >"$dir/good/fault.new" && mv "$dir/good/fault.new" "$dir/good/fault"; }
heard() { cat "$dir/${1:-good}/requests" 2>/dev/null | wc -l; }

set_courier() { # KEY=VALUE...: a courier with these settings
	[ -z "$courier_pid" ] || stop_one "$courier_pid"
	printf '%s\n' "$@" | sed 's/=/ = /' >"$conf.d/sms.conf"
	start_courier
}

n=0
message() { # a mobile that comes on file is sent a word
	n=$((n + 1))
	works ho account add "a$n" --name "A$n" --owner "o$n" --seats 9 \
	    --contact "ops@a$n.example"
	works ho contact add "a$n" --address +491511000$((n + 100)) --json
	ref=$(field ref <<<"$said")
}
row() { ho outbox list --all --json | grep '"way":"sms"' | tail -n 1; }
state() { row | field state; }
outcome() { row | field outcome; }
is() { [ "$(state)" = "$1" ]; }
says() { outcome | grep -q "$1"; }
messages() { find "$dir/good" -name '[0-9]*' ! -name '*.new' | wc -l; }

openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 \
    -addext 'subjectAltName = IP:127.0.0.1' -keyout "$dir/key.pem" \
    -out "$dir/cert.pem" 2>/dev/null
start_gateway good "$dir/cert.pem" "$dir/key.pem"
start_gateway evil
(umask 077 && echo t0ken >"$dir/token")
mkdir -p "$conf.d"
echo "sms-url = https://127.0.0.1:$good/send" >"$conf.d/a.conf"
echo "sms-token-file = $dir/token" >>"$conf.d/a.conf"
start_case_house sms-a-day=30
safe="sms-ca-file=$dir/cert.pem"

# --- strict numbers -----------------------------------------------------------------
for bad in '+49 151 1000101' 0049151000101 +0151000101 '+49x' +123456; do
	fails_with 2 'no (mobile number|e-mail address)' \
	    ho contact add northwind --address "$bad"
done
fails_with 2 'one --contact at least is an e-mail' ho account add south \
    --name S --owner sue --seats 2 --contact +491511000001
works ho account add south --name S --owner sue --seats 2 \
    --contact +491511000001 --contact s@south.example
has "of the panel" '"address":"\+491511000001".*"kind":"mobile".*"authority":"yes"' \
    "$(ho contact list south --json)"

# --- a certificate that nobody vouches for: nothing is said --------------------------
message
wait_for "a refusal of the certificate" says 'certificate is not good'
same "it waits" due "$(state)"
same "nothing was heard" 0 "$(heard)"
has "doctor" 'text messages' "$(ho doctor)"

# --- taken, and the word in it brings the number on file ------------------------------
set_courier "$safe"
move_clock 30
wait_for "the message" test -s "$dir/good/1"
wait_for "the report" is sent
got=$(tr -d '\r' <"$dir/good/1")
has "how it was asked" '^POST /send$' "$got"
has "the token" '^Authorization: Bearer t0ken$' "$got"
has "what it is" '^Content-Type: application/json$' "$got"
body=$(tail -n 1 <<<"$got")
same "to whom" "+491511000101" "$(field to <<<"$body")"
text=$(field message <<<"$body")
same "a text, not a letter" True "$(json 'len(x["message"]) < 460' <<<"$body")"
write_mail yes ops@northwind.example sign= \
    text="$(grep -o 'CONFIRM.*' <<<"$text")"
fails_with 3 holding ho case confirm --mail "$dir/yes" --json

# --- put off: by a number, with a time, by nobody there -------------------------------
fault 'status 401'
message
wait_for 401 says 'does not know the token'
fault 'after 429 200'
move_clock 100
wait_for 429 says 'left alone'
due() { date -d "$(row | field due_at)" +%s; }
same "not before it said" 1 "$(($(due) - $(date +%s) > 100 + 190))"
fault "redirect http://127.0.0.1:$evil/"
move_clock 400
wait_for "a redirect" says 'redirect'
same "the token went nowhere" 0 "$(heard evil)"
fault ''
had=$(messages)
move_clock 800
wait_for "it to be sent" is sent
same "once" $((had + 1)) "$(messages)"

# --- refused for good ------------------------------------------------------------------
fault 'status 422'
message
wait_for 422 is failed
has why 'refuses the message' "$(outcome)"

# --- nobody knows: never a second one by itself -----------------------------------------
clock=1000
unclear() { # FAULT PATTERN
	local had
	fault "$1"
	message
	wait_for "$1" is unclear
	has "$1" "$2" "$(outcome)"
	fault ''
	had=$(heard)
	clock=$((clock + 5000))
	move_clock $clock
	sleep 0.5
	same "$1: not again" "$had" "$(heard)"
}
unclear 'status 500' 'it failed'
unclear drop 'did not answer'
unclear endless 'no end'
crash() { # before|after it was taken
	local had
	fault "kill $1 $courier_pid"
	message
	wait_for "the courier to die" eval "! kill -0 $courier_pid"
	wait "$courier_pid" 2>/dev/null
	fault ''
	had=$(heard)
	start_courier
	wait_for "$1: nobody knows" is unclear
	has "$1" 'courier was lost' "$(outcome)"
	sleep 0.5
	same "$1: not again" "$had" "$(heard)"
}
crash before
crash after
kill_daemon
start_daemon
same "each of them is told once" 5 "$(events letter.unclear)"

# --- a text that is of no use any more ---------------------------------------------------
fault 'status 403'
message
wait_for 403 says 'may not do this'
fault ''
had=$(heard)
move_clock $((clock + 300000)) # confirm-wait is three days
wait_for "it to lapse" is lapsed
same "it did not leave" "$had" "$(heard)"
same "it is told" 1 "$(events letter.lapsed)"

# --- other gateways: a form, values in the address, an answer that is no answer -------------
set_courier "$safe" sms-form=form 'sms-body=to={digits}&m={text}&k={token}' \
    'sms-headers=X-Id: {id} | X-Key: {basic}' sms-user=desk \
    "sms-url=https://127.0.0.1:$good/send/{to}?from={from}" 'sms-from=A & B' \
    sms-sent-member=messages.0.status=0
message
wait_for "a form" is sent
got=$(tr -d '\r' <"$dir/good/$(messages)")
has "the address" "^POST /send/%2B491511000$((n + 100))\?from=A%20%26%20B\$" "$got"
has "the form" "^to=491511000$((n + 100))&m=Support%20desk.*&k=t0ken\$" "$got"
has "the id" '^X-Id: [0-9a-f]{32}@host.example$' "$got"
has "the key" "^X-Key: $(printf 'desk:t0ken' | base64)\$" "$got"
fault refuse
message
wait_for "a refusal inside 200" is failed
fault html
message
wait_for "no answer of a gateway" is unclear
fault ''

# --- so many a day; none without a gateway ----------------------------------------------------
echo 'sms-a-day = 3' >"$conf.d/zday.conf"
stop_daemon
start_daemon
message
for u in 1 2; do
	works ho user add "u$u" --account "a$n" --name U \
	    --address +49151100099$u
done
refused 1 too-many-messages ho user add u3 --account "a$n" --name U \
    --address +491511000993
works ho contact add south --address +491511000991
rm "$conf.d/a.conf" "$conf.d/sms.conf"
stop_daemon
start_daemon
refused 1 no-sms ho user add s2 --account south --name S --address +491511000992
whole "at the end"
finish
