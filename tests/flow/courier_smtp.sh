#!/bin/bash
# tests/flow/courier_smtp.sh - letters to a real mail server: taken, put off,
# refused for good, unclear, and never without TLS unless it is configured so.
. "$(dirname "$0")/lib.sh"

smtpd_pid=
smtpd() { # MOOD [CERT KEY]: a server of that mood; its port is in $port
	[ -z "$smtpd_pid" ] || { kill "$smtpd_pid"; wait "$smtpd_pid"; } 2>/dev/null
	rm -f "$dir/port"
	/usr/bin/python3 "$root/tests/flow/smtpd.py" "$dir/port" "$dir/in" \
	    "$@" 2>>"$dir/smtpd.log" &
	smtpd_pid=$!
	wait_for "the mail server" test -s "$dir/port" || finish
	port=$(cat "$dir/port")
}
trap 'kill $smtpd_pid 2>/dev/null; stop_all; [ "$failures" = 0 ] && rm -rf "$dir"' EXIT

set_courier() { # KEY=VALUE...: a courier with these settings
	[ -z "$courier_pid" ] || stop_one "$courier_pid"
	printf '%s\n' "$@" | sed 's/=/ = /' >"$conf.d/smtp.conf"
	start_courier
}

# Two letters: an address that is added later is told to everyone on file, and
# asked to confirm itself.  One at a time comes on file in an account.
n=0
letter() {
	n=$((n + 1))
	works ho account add "acme$n" --name Acme --owner "ann$n" \
	    --owner-absent --seats 3 --contact ops@acme.example
	works ho contact add "acme$n" --address "c$n@acme.example"
}
state() { ho outbox list --all --json | tail -n 1 | field state; }
outcome() { ho outbox list --all --json | tail -n 1 | field outcome; }
is() { [ "$(state)" = "$1" ]; }

openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 \
    -addext 'subjectAltName = IP:127.0.0.1' -keyout "$dir/key.pem" \
    -out "$dir/cert.pem" 2>/dev/null
mkdir "$dir/in"
install_handover
mkdir "$conf.d"
start_daemon

# --- taken, over TLS whose certificate is checked -------------------------------
smtpd ok "$dir/cert.pem" "$dir/key.pem"
set_courier delivery=smtp smtp-url="smtp://127.0.0.1:$port" \
    smtp-ca-file="$dir/cert.pem"
letter
wait_for "the letter" test -s "$dir/in/1"
got=$(tr -d '\r' <"$dir/in/1")
has "the envelope" '^X-Envelope: desk@host.example > ops@acme.example$' "$got"
has "to whom" '^To: .*ops@acme.example' "$got"
has "by a robot" '^Auto-Submitted: auto-' "$got"
wait_for "the report" is sent
same "one event a letter" 2 "$(events letter.sent)"

# --- by a password, by a token; not by a wrong one ---------------------------------
printf '%s\n' 'desk right' 'desk bearer t0ken' >"$dir/in/login"
smtpd ok "$dir/cert.pem" "$dir/key.pem"
(umask 077 && echo wrong >"$dir/password" && echo t0ken >"$dir/token")
set_courier delivery=smtp smtp-url="smtp://127.0.0.1:$port" \
    smtp-ca-file="$dir/cert.pem" smtp-user=desk smtp-password-file="$dir/password"
letter
denied() { outcome | grep -qi 'login denied'; }
wait_for "a login that is denied" denied
echo right >"$dir/password"
by_hand() { # both letters, at once
	for id in $(ho outbox list --json |
	    sed -n 's/.*"id":\([0-9]*\).*/\1/p'); do
		ho outbox retry "$id" >/dev/null 2>&1
	done
	is sent
}
wait_for "the letter by a password" by_hand
set_courier delivery=smtp smtp-url="smtp://127.0.0.1:$port" \
    smtp-ca-file="$dir/cert.pem" smtp-user=desk smtp-token-file="$dir/token"
letter
wait_for "the letter by a token" is sent

# --- none at all, or a server that wants nothing of us: that is for us to mend --------
set_courier delivery=smtp smtp-url="smtp://127.0.0.1:$port" \
    smtp-ca-file="$dir/cert.pem"
letter
asks_us() { outcome | grep -q 530; }
wait_for "a server that wants us to sign in" asks_us
same "it waits" due "$(state)"
smtpd closed
set_courier delivery=smtp smtp-url="smtp://127.0.0.1:$port" smtp-tls=none
turns_away() { by_hand; outcome | grep -q 554; }
wait_for "a server that greets with 554" turns_away
same "it waits" due "$(state)"
rm "$dir/in/login"
smtpd ok "$dir/cert.pem" "$dir/key.pem"
set_courier delivery=smtp smtp-url="smtp://127.0.0.1:$port" \
    smtp-ca-file="$dir/cert.pem"
wait_for "the letter after all" by_hand

# --- a certificate that nobody vouches for ----------------------------------------
set_courier delivery=smtp smtp-url="smtp://127.0.0.1:$port"
letter
tried() { outcome | grep -qi 'certificate'; }
wait_for "a refusal of the certificate" tried
same "it waits" due "$(state)"
hasnt "nothing arrived" . "$(ls "$dir/in" | grep -v '^[1-8]$')"

# --- no TLS at all: never, unless configured --------------------------------------
smtpd ok
set_courier delivery=smtp smtp-url="smtp://127.0.0.1:$port"
move_clock 4000
no_tls() { outcome | grep -qiE 'tls|ssl'; }
wait_for "a refusal to speak in the clear" no_tls
same "it waits still" due "$(state)"
set_courier delivery=smtp smtp-url="smtp://127.0.0.1:$port" smtp-tls=none
move_clock 12000
wait_for "the letter in the clear" is sent

# --- not now: tried again by itself ------------------------------------------------
smtpd later
set_courier delivery=smtp smtp-url="smtp://127.0.0.1:$port" smtp-tls=none
letter
later() { outcome | grep -q 451; }
wait_for "451" later
same "it waits for its turn" due "$(state)"
smtpd ok
set_courier delivery=smtp smtp-url="smtp://127.0.0.1:$port" smtp-tls=none
move_clock 20000
wait_for "the second try" is sent

# --- unclear: the line drops behind DATA; the same letter comes again -----------------
smtpd drop
set_courier delivery=smtp smtp-url="smtp://127.0.0.1:$port" smtp-tls=none
letter
unclear() { is due && outcome | grep -q 'it may have arrived'; }
wait_for "a dropped line" unclear
id=$(ho outbox list --all --json | tail -n 1 | field id)
msgid=$(ho outbox show "$id" --json | field message_id)
has "in words" 'may have arrived; nobody could tell us. The same one goes out' \
    "$(ho outbox show "$id")"
smtpd ok
set_courier delivery=smtp smtp-url="smtp://127.0.0.1:$port" smtp-tls=none
move_clock 30000
wait_for "the letter once more" is sent
has "and it says so" 'sent again, under the same id' "$(outcome)"
has "in words" 'It may be there twice: both are the same.' \
    "$(ho outbox show "$id" | tr -s ' \n' ' ')"
has "under the same Message-ID" "^Message-ID: <$msgid>" \
    "$(cat "$dir"/in/[0-9]*)"

# --- never --------------------------------------------------------------------------
smtpd never
set_courier delivery=smtp smtp-url="smtp://127.0.0.1:$port" smtp-tls=none
letter
wait_for "550" is failed
has "why" 550 "$(outcome)"
same "each given up once" "$(ho outbox list --all --json | grep -c '"failed"')" \
    "$(events letter.failed)"
id=$(ho outbox list --all --json | tail -n 1 | field id)
refused 1 not-now ho outbox retry "$id" # its text is wiped
has "it is among the dead" "^$id +failed" "$(ho outbox list --dead)"
hasnt "and those only" 'sent|due' "$(ho outbox list --dead)"
has "what staff can read out names no address" \
    '^The mail to [a-z]\.\.\.@acme\.example could not be delivered' \
    "$(ho outbox show "$id" --json | field says)"
hasnt "the list fits a terminal" '.{81}' "$(ho outbox list --all)"
has "and tells where they go" ' ops@acme\.example$' "$(ho outbox list --all)"
works ho outbox drop "$id"
same "off the list" dropped "$(ho outbox show "$id" --json | field state)"
hasnt "and off the list of the dead" "^$id " "$(ho outbox list --dead)"

# --- by hand: now, or not at all -------------------------------------------------------
smtpd later
set_courier delivery=smtp smtp-url="smtp://127.0.0.1:$port" smtp-tls=none
letter
wait_for "451 for both" later
id=$(ho outbox list --all --json | tail -n 1 | field id)
smtpd ok
set_courier delivery=smtp smtp-url="smtp://127.0.0.1:$port" smtp-tls=none
retried() { ho outbox retry "$id"; }
wait_for "it to be back from the courier" retried
wait_for "the letter at once" is sent
refused 1 not-now ho outbox retry "$id"
refused 1 not-now ho outbox drop "$id"
smtpd later
set_courier delivery=smtp smtp-url="smtp://127.0.0.1:$port" smtp-tls=none
letter
wait_for "451 once more" later
id=$(ho outbox list --all --json | tail -n 1 | field id)
dropped() { ho outbox drop "$id"; }
wait_for "it to be dropped" dropped
same "its text is gone" "dropped" "$(ho outbox show "$id" --json | field state)"
same "by whom" 2 "$(ho audit list --from 1 --event letter.dropped --json |
	grep -c "\"staff\"\|\"by\"")"

# --- of no use any more: it does not leave, and that is said ------------------------------
# what was there is sent; of the word that is added only a day is left
smtpd later
set_courier delivery=smtp smtp-url="smtp://127.0.0.1:$port" smtp-tls=none
letter
wait_for "451 again" later
dead=$(ho outbox list --json | grep '"kind":"confirm-address"' | tail -n 1 |
	field id)
smtpd ok
had=$(find "$dir/in" -type f | wc -l)
move_clock 400000
set_courier delivery=smtp smtp-url="smtp://127.0.0.1:$port" smtp-tls=none
lapsed() { ho outbox show "$dead" --json | grep -q '"state":"lapsed"'; }
wait_for "the word to lapse" lapsed
hasnt "it did not leave" "$(ho outbox show "$dead" --json | field message_id)" \
    "$(cat "$dir"/in/*)"
has "one event" '^[1-9]' "$(events letter.lapsed)"
has "it is among the dead" "^$dead +lapsed" "$(ho outbox list --dead)"
refused 1 no-letter ho outbox drop 4711
refused 2 usage ho outbox retry x
whole "at the end"
finish
