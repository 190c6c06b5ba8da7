#!/bin/bash
# tests/flow/login_policy.sh - who must have a second factor, through real
# libpam: by role and by account, the grace, and the sign-in that ends it.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/login.inc"

service() { # NAME "KEY = VALUE"... [-- OPTION...]
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

now() { echo $(($(date +%s) + $(cat "$dir/clock"))); }

day=86400
days() { move_clock $((n_days * day)); }

# A code of the key in $key, of a step that was not used yet.
next_totp() {
	move_clock $(($(cat "$dir/clock") + 30))
	oathtool --totp -b -N "@$(now)" "$key"
}

comes() { # SERVICE NAME PASSWORD
	call "$1" "$2"
	say "$3"
}

last() { # EVENT: the newest of that name, as it stands in the log
	ho audit list --from 1 --event "$1" --json | tail -n 1 |
	    json 'x["seq"]' | xargs -I{} "$OUT/handover" audit show {} --json
}

explains() { # PATTERN SERVICE USER
	said=$(ho doctor --service "$2" --user "$3" 2>&1)
	has "doctor $2 $3" "$1" "$said"
}

mkdir "$dir/pam.d"
pw='the password of bob'
install_handover second-factor='super-admin, admin' second-factor-grace=7d
service panel 'forced-step = login'
service plain 'login = password'
service single 'forced-step = login' -- single_prompt
service change 'change = yes'
service mailed 'login = password' 'otp = totp, mail'
service alone 'login = otp' 'otp = mail' 'forced-step = login'
service strict 'login = password+otp' 'forced-step = login'
start_daemon
start_courier
works ho account add acme --name "Acme" --seats 10 --owner bob \
    --owner-address bob@acme.example --contact ops@acme.example \
    --admin ann=ann@acme.example \
    --hash - < <(openssl passwd -6 "$pw")
works ho user add zoe --account acme --name Zoe \
    --hash - < <(openssl passwd -6 'the password of zoe')

# --- the grace ---------------------------------------------------------------------
explains 'bob must have a second factor: second-factor names the role' plain bob
explains 'the grace of 7 days begins with the next' plain bob
explains 'bob cannot sign in there: no authenticator' strict bob
hasnt "who has none never gets as far" 'let in without' "$said"
comes plain bob "$pw"
ended auth 0 ok bob
until=$(sed -n 's/^grace //p' <<<"$told")
same "until when" "$(date -u -d "@$(($(now) + 7 * day))" +%F)" "${until%T*}"
has "told" 'From .* an authenticator app is needed' "$told"
same "the letter" "bob" "$(letter 'needs an authenticator' 'bob')"
has "the log" '"second_factor":"grace"' "$(last login.ok)"
n_days=6 && days
comes panel bob "$pw"
ended auth 0 ok bob
same "the same day" "grace $until" "$(grep ^grace <<<"$told")"
explains "let in without until ${until%T*}" plain bob
same "one letter" 1 "$(grep -l 'needs an authenticator' "$dir/mail/new/"* |
    wc -l)"
comes plain zoe 'the password of zoe'
ended auth 0 ok zoe
hasnt "nobody asks zoe" 'grace|authenticator' "$told"
has "nobody moves it" 'begins once' "$(sqlite3 "$dir/state/store.db" \
    "UPDATE user SET grace_from = grace_from + 9 WHERE login = 'bob'" 2>&1)"

# --- it is over: where nothing can be bound ----------------------------------------
n_days=8 && days
explains 'bob cannot sign in there: none is bound.*forced-step' plain bob
comes plain bob "$pw"
ended auth 7 must-enrol
has "told" 'none can be set up here' "$told"
has "the log" '"second_factor":"missing"' "$(last login.refused)"
comes single bob "$pw"
ended auth 7 must-enrol
comes plain bob 'not the password'
ended auth 7 refused
same "a stranger is told nothing" '' "$told"
explains 'asks no password' alone bob

# --- and where it can: before the login is granted ----------------------------------
explains 'binds one first' panel bob
comes panel bob "$pw"
asked enrol-code
kill_daemon # a line that is lost leaves nothing behind
hang_up
start_daemon
same "no factor" '' "$(ho factor list bob --json)"
before=$(events login.ok)
comes panel bob "$pw"
asked enrol-code
say "$(letter 'set up an authenticator' '[0-9]{8}')"
asked bind-code
has "the picture" '█▀▀▀▀▀█|█ ▄▄▄▄▄ █' "$told"
key=$(sed -n 's/^.*secret=\([A-Z2-7]*\).*/\1/p' <<<"$told" | head -n 1)
say "$(oathtool --totp -b -N "@$(now)" "$key")"
asked recovery-codes
same "not in yet" "$before" "$(events login.ok)"
say ''
ended auth 0 ok bob
knows super-admin acme totp,recovery '20.*Z'
hasnt "no grace" '^grace' "$told"
has "bound, then in" '"second_factor":"bound"' "$(last login.ok)"
same "in this order" "factor.bound login.ok" "$(ho audit list --from 1 --json |
    sed -n 's/.*"event":"\(factor.bound\|login.ok\)".*/\1/p' | tail -n 2 |
    xargs)"
same "the notice" bob "$(letter 'authenticator app was set up' 'bob')"

# --- from now on a code is asked of bob wherever he signs in ---------------------------
comes plain bob "$pw"
asked code
say 000000
ended auth 7 refused
comes plain bob "$pw"
asked code
say "$(next_totp)"
ended auth 0 ok bob
comes single bob "$pw"
ended auth 7 refused
comes single bob "$pw$(next_totp)"
ended auth 0 ok bob
explains 'a code is asked of bob: 1 authenticator' plain bob
comes plain zoe 'the password of zoe'
ended auth 0 ok zoe

# ... also to change the password
call change bob --phases chauthtok
say "$pw"
asked code
say "$(next_totp)"
asked new-password
hang_up

# --- a code by mail is none, unless the settings say so ------------------------------
cat >"$dir/beta" <<-A
	{"account":"beta","name":"Beta","seats":3,"users":1,"contacts":["ops@beta.example"]}
	{"user":"una","role":"super-admin","addresses":["una@beta.example"],"hash":"$(openssl passwd -6 'the password of una')"}
	A
works ho account import --file "$dir/beta"
explains 'the grace of 7 days' mailed una
stop_daemon
sed -i '1i second-factor-by = totp, hotp, recovery, mail' "$conf"
start_daemon
explains 'a code is sent to una when asked for, by mail' mailed una
hasnt "she has one" 'grace' "$said"
comes mailed una 'the password of una'
asked code
say ''
asked code
say "$(letter 'asked for a code' '[0-9]{8}')"
ended auth 0 ok una
hasnt "no grace" '^grace' "$told"
comes mailed bob "$pw" # of two that count
asked code
say "$(next_totp)"
ended auth 0 ok bob
explains 'the grace of 7 days' plain una

# --- an authenticator that does not count --------------------------------------------------
counts() { # KIND...: from now on
	stop_daemon
	sed -i "s/^second-factor-by = .*/second-factor-by = $*/" "$conf"
	start_daemon
}
hex=3132333435363738393031323334353637383930
echo "HOTP una - $hex" >"$dir/usersfile"
works ho factor import --file "$dir/usersfile"
counts totp
explains 'una has none that counts \(second-factor-by\).*grace of 7 days' plain una
comes plain una 'the password of una'
asked code
say "$(oathtool -c 0 $hex)"
ended auth 0 ok una
has "until when" '^grace 20' "$told"
has "with what, the log says" '"factor":"hotp".*"second_factor":"grace"' \
    "$(last login.ok)"
n_days=16 && days
explains 'what is bound does not count.*forced-step is not login' plain una
comes plain una 'the password of una'
asked code
say "$(oathtool -c 1 $hex)"
ended auth 7 must-enrol
explains 'what is bound does not count.*binds one first' panel una
comes panel una 'the password of una'
asked code
say "$(oathtool -c 2 $hex)"
asked enrol-code
hang_up
comes panel una 'the password of una'
asked code
say "$(oathtool -c 2 $hex)"
ended auth 7 refused
counts recovery # what a sign-in binds must count
explains 'una cannot sign in there.*count no totp' panel una
has "nobody could bind one" 'warn .*second-factor-by counts no totp' \
    "$(ho doctor 2>&1)"
counts totp, hotp, recovery, mail

# --- asked of a whole account ------------------------------------------------------------
refused 2 usage ho account policy acme --second-factor never
refused 2 usage ho account policy acme --second-factor by-role --grace 3
refused 1 no-account ho account policy nowhere --second-factor required
same "nothing to complain of" '' "$(ho account check acme --json |
    grep no-address-to-enrol)"
works ho account policy acme --second-factor required --grace 0
same "it shows" required "$(ho account show acme --json | field second_factor)"
has "the log" '"second_factor":"required"' "$(last account.policy)"
same "zoe could never bind one" zoe "$(ho account check acme --json |
    grep no-address-to-enrol | field about)"
explains 'account policy asks it of everybody' panel zoe
explains 'no confirmed address' panel zoe
comes panel zoe 'the password of zoe'
ended auth 7 must-enrol
stop_daemon # known again after a start, where nothing else is in force
sed -i '/^second-factor = /d' "$conf"
start_daemon
comes panel zoe 'the password of zoe'
ended auth 7 must-enrol
works ho account policy acme --second-factor by-role
comes panel zoe 'the password of zoe'
ended auth 0 ok zoe

# --- who writes to the store frees nobody ---------------------------------------------------
works ho account policy acme --second-factor required --grace 0
sqlite3 "$dir/state/store.db" \
    "UPDATE account SET factor_rule = 0 WHERE code = 'acme'"
comes panel zoe 'the password of zoe'
ended auth 7 refused
finish
