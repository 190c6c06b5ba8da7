#!/bin/bash
# tests/flow/login_sms.sh - claim = sms: the claim code of an owner case goes to
# a mobile of the account, and the case waits where there is none.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/login.inc"

gateway=
trap 'kill $gateway 2>/dev/null; stop_all; [ "$failures" = 0 ] && rm -rf "$dir"' EXIT
mkdir "$dir/sms"
/usr/bin/python3 "$root/tests/flow/gateway.py" "$dir/port" "$dir/sms" \
    2>>"$dir/gateway.log" &
gateway=$!
wait_for "a gateway" test -s "$dir/port" || finish
(umask 077 && echo t0ken >"$dir/token")
open_house claim=sms sms-url="http://127.0.0.1:$(cat "$dir/port")/send" \
    sms-token-file="$dir/token"
has "doctor" 'ok +claim +.*a mobile of the account' "$(ho doctor)"

# --- none on file: it waits -------------------------------------------------------------
works ho account add bolt --name Bolt --seats 10 --owner left \
    --contact ops@acme.example --contact +491511000042
mail() { # FILE
	cat <<-L | $python "$root/demo/sign.py" s1 acme.example \
	    "$dir/acme.pem" >"$dir/$1"
	From: Ops <ops@acme.example>
	To: desk@host.example
	Subject: We cannot sign in
	Date: $(LC_ALL=C date -u '+%a, %d %b %Y %H:%M:%S +0000')
	Message-ID: <$1.$$@acme.example>
	MIME-Version: 1.0
	Content-Type: text/plain; charset=utf-8

	Please help.
	L
}
mail none
fails_with 3 no-other-contact ho reset --account acme --owner \
    --mail "$dir/none" --json
same "the case waits" waiting-contact "$(field state <<<"$said")"

# --- one is: its code is the code ---------------------------------------------------------
asks_for --owner --account bolt
has "the client is told" mobile \
    "$(letter "$case_ref" 'a code of 8 digits to the mobile')"
call panel "$case_ref"
say "$word"
asked claim-code
has "the end of its number" '\+\*\*\*42 ' "$ask"
wait_for "the message" test -s "$dir/sms/1"
has "to whom" '"\+491511000042"' "$(cat "$dir/sms/1")"
say "$(grep -oE '[0-9]{8} is your code' "$dir/sms/1" | cut -d' ' -f1)"
asked candidate
has "the contact that asked" 'ops@acme.example' "$ask"
say ''
asked candidate-code
hang_up

# a user's reset keeps to the address that was answered
works ho user add bob --account bolt --name Bob
asks_for --user bob --account bolt
call panel bob
say "$word"
asked claim-code
has "a mailbox" 'o\*\*\*@acme.example' "$ask"
hang_up
whole
finish
