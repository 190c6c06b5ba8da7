#!/bin/bash
# tests/fault/answer.sh - a daemon killed between taking a code and saying so.
#
#	OUT=DIR tests/fault/answer.sh
#
# First exactly there, after the commit, for each kind of code; then at every
# write and sync of the store in a sign-in.  The code may be lost, it never
# opens twice, and the next one opens.
. "$(dirname "$0")/kill.inc"

code_for() { # NAME
	letter_to "$1@acme.example" 2>/dev/null | grep -oE '^ +[0-9]{8}$' |
	    tr -d ' '
}
has_code() { [ -n "$(code_for "$1")" ]; }

mkdir "$dir/pam.d"
hex=3132333435363738393031323334353637383930
start_case_house
service panel
service code 'login = otp'
service sent 'login = otp' 'otp = mail'
service enrol 'enrol = yes'
stop_daemon
start_daemon
pw=$(openssl passwd -6 'the password of everybody')
{
	echo '{"account":"acme","name":"Acme","seats":9,"users":5,' \
	    '"contacts":["it@northwind.example"]}'
	role=super-admin
	for who in tom hal rob mia dan; do
		echo "{\"user\":\"$who\",\"name\":\"$who\",\"role\":\"$role\"," \
		    "\"addresses\":[\"$who@acme.example\"],\"hash\":\"$pw\"}"
		role=user
	done
} >"$dir/acme.jsonl"
works ho account import --file "$dir/acme.jsonl"
printf '%s\n' "HOTP/T30 tom - $hex" "HOTP hal - $hex" "HOTP rob - $hex" \
    >"$dir/usersfile"
works ho factor import --file "$dir/usersfile"
move_clock 90 # the step of an import may have been used where it came from

call enrol rob --phases chauthtok
say 'the password of everybody'
say "$(oathtool -c 0 $hex)"
wait_for "the code" has_code rob
say "$(code_for rob)"
say 2
say ''
spares=$(grep -oE '([0-9A-Z]{4}-){5}[0-9A-Z]{4}' <<<"$told")
brings sent mia ''
wait_for "the code" has_code mia
write_mail request it@northwind.example
works ho reset --mail "$dir/request" --account acme --user dan
word=$(letter dan '(?<=Default password:  )[0-9A-Z]{4}(-[0-9A-Z]{4}){5}')
brings panel dan "$word"
wait_for "the claim code" has_code dan

# --- between the commit and the answer -------------------------------------------------
dies_at_the_answer() { # SERVICE NAME ANSWER...
	kill_daemon
	start_with LD_PRELOAD="$OUT/tests/fault/answer.so" HO_ANSWER=13
	brings "$@"
	same "$2: nothing is said" unavailable "$came"
	comes_back
	brings "$@"
	same "$2: the same again" refused "$came"
}
opens() { # SERVICE NAME ANSWER...
	brings "$@"
	same "$2: the next one" ok "$came"
}

totp() { oathtool --totp -N "@$(($(date +%s) + 90 + $1))" $hex; }

chosen='a password that dan chose'
dies_at_the_answer code tom "$(totp 0)"
opens code tom "$(totp 30)"
dies_at_the_answer code hal "$(oathtool -c 0 $hex)"
opens code hal "$(oathtool -c 1 $hex)"
dies_at_the_answer code rob "$(sed -n 1p <<<"$spares")"
opens code rob "$(sed -n 2p <<<"$spares")"
dies_at_the_answer sent mia "$(code_for mia)"
dies_at_the_answer panel dan "$word" "$(code_for dan)" "$chosen" "$chosen"
service plain
opens plain dan "$chosen"
same "one died for each kind" 5 "$(grep -c '^answer: killed' "$dir/log")"

# --- at every write ------------------------------------------------------------------------
# Until one is told of that the sign-in does not reach.
kills=0
for ((n = 1; n < 200; n++)); do
	c=$(oathtool -c $((2 * n)) $hex)
	kill_daemon
	: >"$dir/fault"
	start_with LD_PRELOAD="$OUT/tests/fault/disk.so" HO_DISK="kill $n"
	brings code hal "$c"
	first=$came
	has "write $n: what is said" '^(ok|unavailable)$' "$first"
	comes_back
	brings code hal "$c"
	[ "$first" = unavailable ] || same "write $n: taken" refused "$came"
	brings code hal "$c"
	same "write $n: never again" refused "$came"
	opens code hal "$(oathtool -c $((2 * n + 1)) $hex)"
	[ "$first" = ok ] && break
	kills=$((kills + 1))
done
[ $kills -ge 3 ] && [ $n -lt 200 ] || bad "kills: $kills, the last at $n"
echo "killed at $kills writes"
whole
finish
