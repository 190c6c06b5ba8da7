#!/bin/bash
# tests/flow/login_race.sh - fifty sign-ins with one default password, and a
# daemon that is killed between any two of a client's answers.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/login.inc"

open_house
asks_for --owner
call panel "$case_ref"
say "$word"
asked claim-code
code=$(letter "$case_ref" '[0-9]{8}')
hang_up

chosen='one of fifty chose this'
answers=("$word" "$code" '' '' "$chosen" "$chosen" '')
asks=(claim-code candidate new-login new-password new-password-again)

# killed after each question: nothing is done, and it can be gone on with
for n in 1 2 3 4 5; do
	call panel "$case_ref"
	for ((i = 0; i < n; i++)); do
		say "${answers[i]}"
		asked "${asks[i]}"
	done
	kill_daemon
	say x
	ended auth 9 unavailable
	start_daemon
	same "still the old owner" gone \
	    "$(ho account show acme --json | field super_admin)"
done

for ((i = 0; i < 50; i++)); do
	printf '%s\n' "${answers[@]}" |
	    "$OUT/panel" --confdir "$dir/pam.d" --service panel \
	    --user "$case_ref" --phases auth >"$dir/race.$i" &
	racers[i]=$!
done
wait "${racers[@]}"
same "one of fifty" 1 "$(cat "$dir"/race.* | grep -c '^end .* assigned ')"
same "the others are refused" 49 \
    "$(cat "$dir"/race.* | grep -c '^end auth 7 refused ')"
same "assigned once" 1 "$(events owner.assigned)"
signs_in ops@acme.example "$chosen"
whole
finish
