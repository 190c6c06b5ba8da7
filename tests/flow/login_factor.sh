#!/bin/bash
# tests/flow/login_factor.sh - codes through real libpam: an authenticator is
# bound, then opens each kind of service once; imported ones; a killed daemon.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/login.inc"

# More of [service] and its PAM file: NAME "KEY = VALUE"... [-- OPTION...]
service() {
	local name=$1 phase
	shift
	printf '\n[service %s]\n' "$name" >>"$conf"
	while [ $# -gt 0 ] && [ "$1" != -- ]; do
		echo "$1" >>"$conf"
		shift
	done
	[ $# -gt 0 ] && shift
	for phase in auth account password; do
		echo "$phase required $MODULE socket=$dir/run/login.sock" \
		    "daemon_uid=$(id -u) $*"
	done >"$dir/pam.d/$name"
}

now() { # seconds by the daemon's clock
	echo $(($(date +%s) + $(cat "$dir/clock")))
}

# Codes of the key in $key; a step that was not used yet: time moves on instead
# of anybody waiting for it.
next_totp() {
	move_clock $(($(cat "$dir/clock") + 30))
	oathtool --totp -b -N "@$(now)" "$key"
}

both() { # SERVICE NAME PASSWORD CODE
	call "$1" "$2"
	say "$3"
	[ -n "$ask" ] && asked code && say "$4"
}

one() { # SERVICE NAME ANSWER
	call "$1" "$2"
	say "$3"
}

newest() { # EVENT: the last one, as it stands in the log
	ho audit show "$(ho audit list --from 1 --event "$1" --json |
	    tail -n 1 | json 'x["seq"]')" --json
}

mkdir "$dir/pam.d"
pw='the password of bob'
install_handover
service panel 'forced-step = login'
service plain 'login = password'
service both 'login = password+otp'
service one 'login = password+otp' 'prompts = one'
service single 'login = password+otp' -- single_prompt
service code 'login = otp'
service maybe 'login = password+otp?'
service enrol 'enrol = yes'
start_daemon
start_courier
works ho account add acme --name "Acme" --seats 10 --owner bob \
    --owner-address bob@acme.example --contact ops@acme.example \
    --admin ann=ann@acme.example \
    --hash - < <(openssl passwd -6 "$pw")
works ho user add zoe --account acme --name Zoe \
    --hash - < <(openssl passwd -6 'the password of zoe')

# --- bound inside PAM -------------------------------------------------------------
call enrol bob --phases chauthtok
asked password
say "$pw"
asked enrol-code
say "$(tr 0-9 1-90 <<<"$(letter 'set up an authenticator' '[0-9]{8}')")"
asked enrol-code
say "$(letter 'set up an authenticator' '[0-9]{8}')"
asked bind-code
has "the log calls the code by its purpose" '"purpose":"enrol"' \
    "$(newest code.sent)"
has "the URI" 'otpauth://totp/Acme:bob\?secret=[A-Z2-7]{32}&' "$told"
has "the picture" '█▀▀▀▀▀█|█ ▄▄▄▄▄ █' "$told"
key=$(sed -n 's/^.*secret=\([A-Z2-7]*\).*/\1/p' <<<"$told" | head -n 1)
say "$(oathtool --totp -b -N "@$(now)" "$key")"
asked recovery-codes
say '' # the prompt has more lines, which are heard with the end
ended chauthtok 0 ok bob
knows super-admin acme totp,recovery '20.*Z'
spares=$(grep -oE '([0-9A-Z]{4}-){5}[0-9A-Z]{4}' <<<"$told")
same "ten recovery codes" 10 "$(wc -l <<<"$spares")"
same "the notice" bob "$(letter 'authenticator app was set up' 'bob')"

# --- and lies nowhere: not in the store, nor in a letter or a log ------------------------
lies_in() { # BASE32: the files that hold it, as text or as octets
	$python - "$1" "$dir" <<-'P'
	import base64, pathlib, sys
	text = sys.argv[1]
	octets = base64.b32decode(text)
	for part in ("state", "mail", "log"):
	    root = pathlib.Path(sys.argv[2], part)
	    for f in [root, *root.rglob("*")]:
	        if f.is_file() and any(s in f.read_bytes() for s in (
	                text.encode(), octets, octets.hex().encode(),
	                base64.b64encode(octets).rstrip(b"="))):
	            print(f)
	P
}
same "the key is shown once, and sealed" '' "$(lies_in "$key")"
echo "$key" >"$dir/mail/new/seen"
same "or it would be found" "$dir/mail/new/seen" "$(lies_in "$key")"
rm "$dir/mail/new/seen"
same "so are the recovery codes, of which hashes stay" '' "$(grep -rlaF \
    -e "$(head -n 1 <<<"$spares")" -e "$(head -n 1 <<<"$spares" | tr -d -)" \
    "$dir/state" "$dir/mail" "$dir/log")"

# --- and opens ----------------------------------------------------------------------
code=$(next_totp)
both both bob "$pw" "$code"
ended auth 0 ok bob
both both bob "$pw" "$code"
ended auth 7 refused
has "in the log: somebody may have been first" '"code":"used"' "$(newest login.refused)"
one one bob "$pw$(next_totp)"
ended auth 0 ok bob
one single bob "$pw$(next_totp)"
ended auth 0 ok bob
one single bob "$pw"
ended auth 7 refused
one code bob "$(next_totp)"
ended auth 0 ok bob
both maybe bob "$pw" "$(next_totp)"
ended auth 0 ok bob
one plain bob "$pw"
ended auth 0 ok bob
both both bob "$pw" "$(sed -n 1p <<<"$spares")"
ended auth 0 ok bob
both both bob "$pw" "$(sed -n 1p <<<"$spares")"
ended auth 7 refused
one one bob "$pw$(sed -n 2p <<<"$spares")"
ended auth 0 ok bob

# --- new recovery codes, and the authenticator stays -----------------------------------
rm "$dir/mail/new/"* # the code of before is in one of them
call enrol bob --phases chauthtok
say "$pw"
asked code
say "$(next_totp)"
asked enrol-code
say "$(letter 'set up an authenticator' '[0-9]{8}')"
asked enrol-what
say 'both'
asked enrol-what
say 2
asked recovery-codes
say ''
ended chauthtok 0 ok bob
renewed=$(grep -oE '([0-9A-Z]{4}-){5}[0-9A-Z]{4}' <<<"$told")
same "ten new ones" "10 0" "$(wc -l <<<"$renewed") \
$(grep -cxF "$spares" <<<"$renewed")"
same "one authenticator, ten codes" "1 1" "$(ho factor list bob --json |
	grep -c '"kind":"totp"') $(ho factor list bob --json | grep -c '10 left')"
same "the letter" bob "$(letter 'New recovery codes' '(?<=made for )bob')"
both both bob "$pw" "$(sed -n 3p <<<"$spares")"
ended auth 7 refused
both both bob "$pw" "$(sed -n 3p <<<"$renewed")"
ended auth 0 ok bob
both both bob "$pw" "$(next_totp)"
ended auth 0 ok bob
same "in the log" 1 "$(events recovery.renewed)"
spares=$renewed

# --- which was wrong is told to the log alone ------------------------------------------
both both bob "$pw" 000000
ended auth 7 refused
same "no hint" '' "$told"
has "in the log" '"code":"wrong"' "$(newest login.refused)"

# --- what would be asked, and why ------------------------------------------------------
explains() { # PATTERN SERVICE [USER]
	said=$(ho doctor --service "$2" ${3:+--user "$3"} 2>&1)
	has "doctor $2 ${3:-}" "$1" "$said"
}
explains 'asks a password \(login = password, \[service plain\]' plain
explains 'no code is asked of bob: the service asks none' plain bob
explains 'a code is asked of bob: 1 authenticator, 9 recovery codes' both bob
explains 'no code is asked of zoe: no authenticator is bound' maybe zoe
explains 'zoe cannot sign in there: no authenticator' both zoe
explains 'one field' one
explains 'warn .*100 guesses in a row' code
refused 2 usage ho doctor --user bob

# --- taken over from others ---------------------------------------------------------------
printf '%s\n" TOTP_AUTH\n" DISALLOW_REUSE 3\n12345678\n' \
    GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ >"$dir/google"
works ho factor import ann --file "$dir/google"
has "scratch codes" 'scratch codes are void' "$said"
refused 1 bad-file ho factor import ann --file "$dir/google"
has "why" 'bound already' "$said"
refused 2 usage ho factor import --file "$dir/google"
hex=3132333435363738393031323334353637383930
printf '# users\nHOTP zoe - %s 3\nHOTP/T30 nobody - %s\n' $hex $hex \
    >"$dir/users"
refused 1 bad-file ho factor import --file "$dir/users"
has "the line" 'line 3, nobody: there is no such user' "$said"
same "nothing half imported" '' "$(ho factor list zoe --json)"
sed -i 3d "$dir/users"
works ho factor import --file "$dir/users"
both both zoe 'the password of zoe' "$(oathtool -c 2 $hex)"
ended auth 7 refused
both both zoe 'the password of zoe' "$(oathtool -c 5 $hex)"
ended auth 0 ok zoe
knows user acme hotp '20.*Z'
hasnt "no key is shown" "$hex|GEZDGNBV|$key" \
    "$(ho factor list zoe --json; ho factor list bob --json)"

# --- killed between the question and the answer ----------------------------------------------
# The code is offered to a daemon that dies: whatever it had said, the code
# opens once at most, and the next one opens.
opened=0
for n in 6 7 8 9; do
	c=$(oathtool -c $n $hex)
	call both zoe
	say 'the password of zoe'
	printf '%s\n' "$c" >&"$to"
	[ $((n % 2)) = 0 ] || sleep 0.03
	kill_daemon
	hear
	[ "${end#end auth 0 ok}" = "$end" ] || opened=1
	start_daemon
	both both zoe 'the password of zoe' "$c"
	[ "$opened" = 0 ] || ended auth 7 refused
	opened=0
	both both zoe 'the password of zoe' "$c"
	ended auth 7 refused
done
both both zoe 'the password of zoe' "$(oathtool -c 10 $hex)"
ended auth 0 ok zoe
whole

# --- who writes to the store makes no sign-in by the password alone -----------------------------
store=$dir/state/store.db
own=$(sqlite3 "$store" "SELECT sql || ';' FROM sqlite_schema WHERE name = 'factor_stays'")
for by in "UPDATE factor SET state = 3, drift = drift" \
    "DROP TRIGGER factor_stays; DELETE FROM factor; $own"; do
	sqlite3 "$store" "$by"
	both maybe zoe 'the password of zoe' "$(oathtool -c 11 $hex)"
	ended auth 9 unavailable
done
fails_with 1 'factor/' ho audit verify
finish
