#!/bin/bash
# Users change their own passwords, by the one until now or by a code, through
# real libpam.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/login.inc"

# what the panel is to be told is kept: nobody listens there
(umask 077 && echo "whsec_$(openssl rand -base64 32)" >"$dir/hook.secret")
install_handover hook-url=http://127.0.0.1:9/ \
    hook-secret-file="$dir/hook.secret"
add_pam
for s in passwd reset narrow; do
	cp "$dir/pam.d/plain" "$dir/pam.d/$s"
done
cat >>"$conf" <<'END'

[service passwd]
login = password+otp?
change = yes

[service reset]
login = otp
change = yes

[service narrow]
prompts = one
change = yes
END
start_daemon
start_courier
works ho account add acme --name Acme --seats 10 --owner bob \
    --owner-address bob@acme.example --contact ops@acme.example \
    --hash - < <(openssl passwd -6 'the password of bob')
works ho user add zoe --account acme --name Zoe \
    --hash - < <(openssl passwd -6 'the password of zoe')
printf 'HOTP zoe - %s 0\n' 3132333435363738393031323334353637383930 >"$dir/oath"
works ho factor import --file "$dir/oath"
hotp() { oathtool -c "$1" 3132333435363738393031323334353637383930; }

change() { # SERVICE NAME
	call "$1" "$2" --phases chauthtok
}

choose() { # PASSWORD
	asked new-password
	say "$1"
	asked new-password-again
	say "$1"
}

# --- where no service says so, nobody does -------------------------------------------
change plain bob
ended chauthtok 20 refused
change narrow bob
ended chauthtok 20 refused

# --- by the password until now ----------------------------------------------------------
signs_in bob 'the password of bob'
since=${end##* }
change passwd bob
asked password
say 'not the password of bob'
ended chauthtok 20 refused
change passwd bob
say 'the password of bob'
asked new-password
has "whose" 'New password for bob' "$ask"
say short
asked new-password
say 'bob@acme.example' # a word of their own
asked new-password
say 'a new password that bob chose'
asked new-password-again
say 'another one'
has "not the same" 'not the same' "$told"
choose 'a new password that bob chose'
ended chauthtok 0 ok bob
knows super-admin acme - "$since"
signs_in bob 'a new password that bob chose'
knows super-admin acme - "$since"
kept_out bob 'the password of bob'
same "the log" 1 "$(events password.changed)"
same "the letter" bob "$(letter 'was changed' '(?<=password of )bob')"
hasnt "no password in the log" 'that bob chose' \
    "$(ho audit list --from 1 --json; cat "$dir/log")"

# --- and the code of whoever has an authenticator ------------------------------------------
change passwd zoe
say 'the password of zoe'
asked code
say 000000
ended chauthtok 20 refused
change passwd zoe
say 'the password of zoe'
asked code
say "$(hotp 0)"
choose 'a new password that zoe chose'
ended chauthtok 0 ok zoe

# --- by a code alone, for who has lost it -----------------------------------------------------
sleep 1 # times are seconds
change reset zoe
asked code
say "$(hotp 1)"
choose 'the third password of zoe'
ended chauthtok 0 reset zoe
moved=${end##* }
has "sessions from before are void" 'Z$' "$moved"
same "later than the account's" 1 "$([[ $moved > $since ]] && echo 1)"
signs_in zoe 'the third password of zoe'
change reset zoe
say "$(hotp 1)" # used
ended chauthtok 20 refused
change reset nobody
asked code
say 123456
ended chauthtok 20 refused
change reset bob # has no authenticator: asked like anybody
asked code
say 123456
ended chauthtok 20 refused
change passwd nobody
asked password
hang_up

# --- what was proven may not be so any more ------------------------------------------------------
change passwd bob
say 'a new password that bob chose'
asked new-password
say 'the later one of two changes'
asked new-password-again
first_to=$to first_from=$from first_pid=$panel_pid
change passwd bob
say 'a new password that bob chose'
choose 'the sooner one of two changes'
ended chauthtok 0 ok bob
to=$first_to from=$first_from panel_pid=$first_pid
say 'the later one of two changes'
ended chauthtok 20 refused
signs_in bob 'the sooner one of two changes'
change passwd bob
say 'the sooner one of two changes'
asked new-password
works ho user disable bob
say 'a password for who was disabled'
asked new-password-again
say 'a password for who was disabled'
ended chauthtok 20 refused
same "changed so often" 4 "$(events password.changed)"
by_code=$(for seq in $(ho audit list --from 1 --event password.changed --json |
	sed 's/.*"seq":\([0-9]*\).*/\1/'); do
	ho audit show "$seq" --json
done | grep -c '"by":"code"')
has "passwords were replaced by codes" '^[1-9]' "$by_code"
same "the panel is to end sessions each time" "$by_code" \
    "$(ho outbox list --json | grep -c '"kind":"sessions.end-before"')"
whole
finish
