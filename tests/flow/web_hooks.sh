#!/bin/bash
# tests/flow/web_hooks.sh - the panel hears what changed: signed, in order within
# an account, again until it has it; by the example of doc/web-hooks.md first, then
# by a panel with faults.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/login.inc"

panels=
trap 'kill $panels 2>/dev/null; stop_all; [ "$failures" = 0 ] && rm -rf "$dir"' EXIT
secret=whsec_$(openssl rand -base64 32)
(umask 077 && echo "$secret" >"$dir/hook.secret")
port=$("$python" -c 'import socket
s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$python" "$root/doc/examples/web-hook.py" "$port" "$secret" \
    >"$dir/notices" 2>"$dir/hook.log" &
panels=$!
listens() { curl -s -o "$dir/up" "http://127.0.0.1:$port/"; [ $? != 7 ]; }
wait_for "the example" listens
mkdir "$conf.d"
printf '%s\n' "hook-url = http://127.0.0.1:$port/handover" \
    "hook-secret-file = $dir/hook.secret" '[service forgot]' \
    'login = otp' 'otp = mail' 'change = yes' >"$conf.d/hook.conf"
open_house
cp "$dir/pam.d/plain" "$dir/pam.d/forgot"

notices() { wc -l <"$dir/notices"; }
are() { [ "$(notices)" = "$1" ]; }
notice() { # N FILTER
	sed -n "$1p" "$dir/notices" | json "$2"
}

# --- a new owner -------------------------------------------------------------------
asks_for --owner
ref=$case_ref
call panel "$ref"
say "$word"
say "$(letter "$ref" '[0-9]{8}')"
asked candidate
same "nothing yet" 0 "$(notices)"
say ''
asked new-login
say ''
say 'a new super-admin chose this'
say 'a new super-admin chose this'
asked done
say ''
ended auth 7 assigned "$ref" ops@acme.example
wait_for "three notices" are 3
same "first the role" "owner.changed acme $ref ops@acme.example gone" \
    "$(notice 1 '" ".join((x["type"], x["data"]["account"], x["data"]["case"],
	x["data"]["login"], x["data"]["departed"]))')"
same "then the departed" "user.disabled gone" \
    "$(notice 2 'x["type"] + " " + x["data"]["login"]')"
same "then every session" "sessions.end-before None" \
    "$(notice 3 'x["type"] + " " + str(x["data"]["login"])')"
hasnt "no secret in them" "$word|chose this" "$(cat "$dir/notices")"

# --- a reset, a user disabled, a contact ----------------------------------------------
works ho user add bob --account acme --name Bob \
    --hash - < <(openssl passwd -6 'the password that bob lost')
asks_for --user bob
call panel bob
say "$word"
say "$(letter "$case_ref" '[0-9]{8}')"
asked new-password
say 'bob has a new password now'
say 'bob has a new password now'
ended auth 0 reset bob
wait_for "the notice" are 4
same "bob's sessions" "sessions.end-before bob" \
    "$(notice 4 'x["type"] + " " + x["data"]["login"]')"
call forgot ops@acme.example --phases chauthtok
asked code
say ''
say "$(letter 'Your code' '[0-9]{8}')"
asked new-password
say 'nobody forgets this any more'
say 'nobody forgets this any more'
ended chauthtok 0 reset ops@acme.example
wait_for "the notice" are 5
same "a reset by oneself" "sessions.end-before ops@acme.example None" \
    "$(notice 5 '" ".join(map(str, (x["type"], x["data"]["login"], x["data"]["case"])))')"
# somebody else is connected there, and silent
exec {idle}<>"/dev/tcp/127.0.0.1/$port"
works ho user disable bob
wait_for "the notice" are 6
exec {idle}>&-
same "bob himself" "user.disabled bob None" \
    "$(notice 6 '" ".join(map(str, (x["type"], x["data"]["login"], x["data"]["case"])))')"
works ho contact add acme --address new@acme.example --json
ref=$(field ref <<<"$said")
has_word() { grep -rqs "^CONFIRM $ref" "$dir/mail/new"; }
wait_for "the word" has_word
"$root/tests/flow/letter.py" mail "$dir" new@acme.example sign= \
    text="$(grep -rhs "^CONFIRM $ref" "$dir/mail/new" | tr -d '\r')" >"$dir/yes"
fails_with 3 holding ho case confirm --mail "$dir/yes" --json
move_clock 259300
wait_for "the notice" are 7
same "it may ask now" "contact.changed new@acme.example None" \
    "$(notice 7 '" ".join(map(str, (x["type"], x["data"]["added"], x["data"]["removed"])))')"
same "all of it was taken at once" "" "$(ho outbox list --dead)"

# --- what is not ours is not taken ------------------------------------------------------
forged() { # SIGNATURE TIMESTAMP
	curl -s -o "$dir/up" -w '%{http_code}' -H "webhook-id: x" \
	    -H "webhook-timestamp: $2" -H "webhook-signature: $1" \
	    -d '{"type":"owner.changed"}' "http://127.0.0.1:$port/"
}
mac() { # KEY TIMESTAMP
	"$python" -c 'import base64, hmac, sys
print("v1," + base64.b64encode(hmac.digest(base64.b64decode(sys.argv[1][6:]),
    f"x.{sys.argv[2]}.".encode() + b"""{"type":"owner.changed"}""", "sha256")).decode())' "$@"
}
now=$(date +%s)
same "another key" 401 "$(forged "$(mac "whsec_$(openssl rand -base64 32)" "$now")" "$now")"
same "an old one" 401 "$(forged "$(mac "$secret" $((now - 600)))" $((now - 600)))"
same "ours, in time" 204 "$(forged "$(mac "$secret" "$now")" "$now")"

# --- a panel with faults: in order within an account, and nobody waits for another ---------
mkdir "$dir/good"
"$python" "$root/tests/flow/gateway.py" "$dir/good/port" "$dir/good" &
panels="$panels $!"
wait_for "another panel" test -s "$dir/good/port"
fault() { echo "$1" >"$dir/good/fault.new" && mv "$dir/good/fault.new" "$dir/good/fault"; }
set_courier() {
	[ -z "$courier_pid" ] || stop_one "$courier_pid" handover-courier
	start_courier
}
echo "hook-url = http://127.0.0.1:$(cat "$dir/good/port")/" >"$conf.d/zhook.conf"
set_courier
works ho account add beta --name Beta --seats 9 --owner bea \
    --contact bea@beta.example
for login in a1 a2 a3; do
	works ho user add $login --account acme --name "$login"
done
for login in b1 b2 b3 b4 b5 b6; do
	works ho user add $login --account beta --name "$login"
done
took() { # what the panel took, in order
	local f
	for f in $(find "$dir/good" -name '[0-9]*' ! -name '*.new' -printf '%f\n' |
	    sort -n); do
		(tail -n 1 "$dir/good/$f"; echo) | sed 's/.*"login":"\([^"]*\)".*/\1/'
	done | xargs
}
has_taken() { [ "$(took)" = "$1" ]; }
fault 'for "acme" 503'
works ho user disable a1
works ho user disable a2
works ho user disable b1
works ho user disable a3
works ho user disable b2
wait_for "the other account's" has_taken 'b1 b2'
wait_for "the first of this one" grep -q '"tries":[1-9]' \
    <(ho outbox list --json | grep '"way":"hook"')
same "those behind it were not tried" "0 0" "$(ho outbox list --json |
	grep '"way":"hook"' | tail -n 2 | while read -r l; do field tries <<<"$l"; done | xargs)"
fault ''
move_clock 260500
wait_for "all of them, in their order" has_taken 'b1 b2 a1 a2 a3'

# --- the courier is killed: the same notice again, under the same id --------------------------
crash() { # before|after LOGIN
	fault "kill $1 $courier_pid"
	works ho user disable "$2"
	wait_for "the courier to die" eval "! kill -0 $courier_pid"
	wait "$courier_pid" 2>/dev/null
	fault ''
	start_courier
}
crash before b3
wait_for "it comes" has_taken 'b1 b2 a1 a2 a3 b3'
crash after b4
wait_for "it comes again" has_taken 'b1 b2 a1 a2 a3 b3 b4 b4'
same "under one id" 1 "$(grep -hi '^webhook-id:' "$dir/good/7" "$dir/good/8" |
	sort -u | wc -l)"

# --- a stranger in its place: nothing is said; a redirect leads nowhere ------------------------
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 \
    -addext 'subjectAltName = IP:127.0.0.1' -keyout "$dir/key.pem" \
    -out "$dir/cert.pem" 2>/dev/null
mkdir "$dir/safe"
"$python" "$root/tests/flow/gateway.py" "$dir/safe/port" "$dir/safe" \
    "$dir/cert.pem" "$dir/key.pem" 2>>"$dir/hook.log" &
panels="$panels $!"
wait_for "a panel with TLS" test -s "$dir/safe/port"
cp "$conf.d/zhook.conf" "$dir/zhook.conf"
echo "hook-url = https://127.0.0.1:$(cat "$dir/safe/port")/" >"$conf.d/zhook.conf"
set_courier
works ho user disable b6
last() { ho outbox list --json | grep '"way":"hook"' | tail -n 1 | field outcome; }
says() { last | grep -q "$1"; }
wait_for "a refusal of the certificate" says 'has no good certificate'
same "nothing was said" "" "$(cat "$dir/safe/requests" 2>/dev/null)"
cp "$dir/zhook.conf" "$conf.d/zhook.conf"
fault "redirect https://127.0.0.1:$(cat "$dir/safe/port")/"
set_courier
move_clock 261000
wait_for "a redirect" says 'redirect, which is not followed'
same "nor there" "" "$(cat "$dir/safe/requests" 2>/dev/null)"
fault ''
move_clock 262000
wait_for "it comes" has_taken 'b1 b2 a1 a2 a3 b3 b4 b4 b6'

# --- given up after three days: the next one goes ---------------------------------------------
fault 'for "b5" 500'
works ho user disable b5
wait_for "500" eval 'ho outbox list --json | grep -q "does not take it (500)"'
move_clock 600000
works ho user disable bea
gave_up() { ho outbox list --dead | grep -q 'failed *user.disabled'; }
wait_for "it to be given up" gave_up
wait_for "the next one" has_taken 'b1 b2 a1 a2 a3 b3 b4 b4 b6 bea'
whole
finish
