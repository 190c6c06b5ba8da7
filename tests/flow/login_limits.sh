#!/bin/bash
# tests/flow/login_limits.sh - A-09: who guesses is stopped, and the owner is not:
# by address through real libpam, over restarts and kill -9, until a reset.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/login.inc"

ahead=0
later() { # past every pause and window
	ahead=$((ahead + ${1:-86400}))
	move_clock $ahead
}

from() { # ADDRESS NAME PASSWORD: in or out
	call known "$2" --rhost "$1"
	say "$3"
	cut -d' ' -f4 <<<"$end"
}

guess() { # ADDRESS TIMES
	local n
	for ((n = 0; n < $2; n++)); do
		from "$1" bob "guess $n" >/dev/null
		later
	done
}

refusals() { events login.refused; }

home=192.0.2.1 bar=203.0.113.9
pw='the password of bob'
open_house tries-free=2 tries-disable=12 tries-strange=6 tries-address=8
printf '\n[service known]\naddress = trusted\n' >>"$conf"
cp "$dir/pam.d/plain" "$dir/pam.d/known"
stop_daemon
start_daemon
works ho user add bob --account acme --name Bob \
    --hash - < <(openssl passwd -6 "$pw")

# --- a pause outlives the daemon --------------------------------------------------------
same "at home" ok "$(from $home bob "$pw")"
same "one" refused "$(from $bar bob x)"
same "two" refused "$(from $bar bob y)"
kill_daemon
start_daemon
n=$(refusals)
same "a right one in a pause" refused "$(from $bar bob "$pw")"
same "it is not told to the log" "$n" "$(refusals)"
same "the owner, elsewhere" ok "$(from $home bob "$pw")"
same "which forgives" ok "$(from $bar bob "$pw")"
later

# --- a stranger ends at half --------------------------------------------------------------
stranger=198.51.100.7
guess $stranger 6
kill_daemon
start_daemon
same "no timer lets a stranger in" refused "$(from $stranger bob "$pw")"
same "nor another one" refused "$(from 2001:db8::1 bob "$pw")"
said=$(ho doctor --service known --user bob)
has "it is said" 'passwords in a row: 0 from where bob .* 6 from elsewhere' "$said"
has "and why" 'nobody is let in from there' "$said"
same "the owner" ok "$(from $home bob "$pw")"
same "and then anybody who knows it" ok "$(from $stranger bob "$pw")"

# --- disabled until it is bound again -------------------------------------------------------
guess $home 11
same "not the twelfth yet" 0 "$(ho audit list --from 1 --event login.refused \
    --json | grep -c disabled)"
guess $home 1
kill_daemon
start_daemon
same "disabled, at home too" refused "$(from $home bob "$pw")"
has "it is said" 'none is taken of bob until a reset' \
    "$(ho doctor --service known --user bob)"
has "in the log" '"password":"disabled"' "$(ho audit list --from 1 \
    --event login.refused --json | tail -n 1 |
    json 'x["seq"]' | xargs -I{} "$OUT/handover" audit show {} --json)"
later 600
move_clock 0 # A-07: the clock is set back: no way in
same "a day before" refused "$(from $home bob "$pw")"
ahead=0
asks_for --user bob
call panel bob
say "$word"
asked claim-code
say "$(letter "$case_ref" '[0-9]{8}')"
asked new-password
say 'correct horse battery staple'
say 'correct horse battery staple'
ended auth 0 reset bob
same "a new password" ok "$(from $home bob 'correct horse battery staple')"

# --- an address, whoever is named ------------------------------------------------------------
for n in 1 2 3 4 5 6 7 8; do
	from 192.0.2.77 "nobody$n" x >/dev/null
done
n=$(refusals)
same "the ninth" refused "$(from 192.0.2.77 bob 'correct horse battery staple')"
same "is not even tried" "$n" "$(refusals)"
later 601
same "after ten minutes" ok \
    "$(from 192.0.2.77 bob 'correct horse battery staple')"

# --- and they are told -------------------------------------------------------------------------
for n in 1 2 3 4 5 6; do
	from 192.0.2.78 gone x >/dev/null
	later
done
has "by a letter" '^as gone$' "$(letter 'Wrong sign-ins as gone' '(?m)^as gone$')"

# --- a count that somebody took away ----------------------------------------------------------
from $home bob x >/dev/null
stop_daemon
sqlite3 "$dir/state/store.db" 'DROP TRIGGER tally_stays; DELETE FROM tally'
"$OUT/handoverd" --verify --config "$conf" >"$dir/verify" 2>&1
has "it is missed" 'tally/.* is gone' "$(cat "$dir/verify")"
finish
