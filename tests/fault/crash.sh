#!/bin/bash
# tests/fault/crash.sh - a daemon under load, killed at random moments.
#
#	ROUNDS=10 OUT=DIR tests/fault/crash.sh
#
# After each kill it is back within a second, the log is whole, nothing is half
# done, what was promised is there, nobody with the right password was refused,
# and the case that was under way goes on to its end.
. "$(dirname "$0")/crash_lib.sh"
rounds=${ROUNDS:-10}

signs_in_all_the_time() {
	while [ -e "$dir/load" ]; do
		echo steadfast | "$OUT/panel" --confdir "$dir/pam.d" \
		    --service plain --user steady --phases auth
	done >>"$dir/steady" 2>&1
}

adds_users() { # ROUND
	local n=0
	while [ -e "$dir/load" ]; do
		n=$((n + 1))
		ho user add "u$1.$n" --account steady --name U >/dev/null 2>&1 &&
			echo "u$1.$n" >>"$dir/added"
	done
}

works_on_cases() { # ROUND
	while [ -e "$dir/load" ]; do
		ref=$(ho case list --account "c$1" --json 2>/dev/null | field ref)
		case $ref in
		HO-*) ho case note "$ref" --text "round $1" ;;
		esac
		ho case list --all
	done >/dev/null 2>&1
}

open_house
worst=0 slow=0
for ((round = 1; round <= rounds; round++)); do
	before=$failures
	add_client "$round"
	: >"$dir/load"
	recovers "$round" &
	load=($!)
	signs_in_all_the_time &
	load+=($!)
	adds_users "$round" &
	load+=($!)
	works_on_cases "$round" &
	load+=($!)
	wait=$((RANDOM % 1200))
	sleep "$(printf '0.%03d' $((wait % 1000)))"
	[ $wait -lt 1000 ] || sleep 1
	kill_daemon
	rm "$dir/load"
	rc=0
	wait "${load[0]}" || rc=$?
	[ $rc = 0 ] || [ $rc = 3 ] ||
		bad "round $round: a client" "$(tail -n 3 "$dir/client.log")"
	wait "${load[@]:1}"
	starts_again || { bad "round $round: it does not start again"; break; }
	[ "$took" -gt $worst ] && worst=$took
	[ "$took" -gt 1000 ] && slow=$((slow + 1))
	sound "round $round, killed after $wait ms"
	recovers "$round" ||
		bad "round $round: not to its end" "$(tail -n 3 "$dir/client.log")"
	sound "round $round, at its end"
	[ $failures -gt $((before + 10)) ] && break
done
same "nobody with the right password was refused" 0 \
    "$(grep '^end' "$dir/steady" | grep -vc '^end auth [09] ')"
has "and some came in" '^end auth 0 ok steady' "$(cat "$dir/steady")"
# one slow start in ten is the machine's
[ $((slow * 10)) -le "$rounds" ] || bad "slow to start: $slow of $rounds"
every_letter
echo "$rounds rounds; the slowest start took $worst ms"
finish
