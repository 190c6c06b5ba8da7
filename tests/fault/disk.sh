#!/bin/bash
# tests/fault/disk.sh - an owner case on a disk where the n-th write or sync of
# the store goes wrong, or is the last thing the daemon did, for every n.
#
#	POINTS=8|all OUT=DIR tests/fault/disk.sh [full|kill|torn]...
#
# Refused, never promised without being there; afterwards well without anybody's
# hand: the same case goes on to its end.
. "$(dirname "$0")/crash_lib.sh"
points=${POINTS:-8}
[ $# -gt 0 ] || set -- full kill torn
disk=$OUT/tests/fault/disk.so

# Its last writes come while it stops: it may be killed there too.
stops() {
	kill "$daemon_pid" 2>/dev/null
	wait "$daemon_pid" 2>/dev/null
	daemon_pid=
}

is_alive() { kill -0 "$daemon_pid" 2>/dev/null; }
nothing_waits_or_is_dead() { ! is_alive || nothing_waits; }

from_the_start() {
	stops
	stop_one "$courier_pid" handover-courier
	courier_pid=
	rm -rf "$dir/state" "$dir/mail" "$dir"/*.eml
	cp -a "$dir/good" "$dir/state"
	: >"$dir/told" >"$dir/log.n"
}

tell() { # MODE N: the story, with the fault at n; 1: n was never reached
	local rc=0 tries=0 what="$1 at write $2"
	from_the_start
	: >"$dir/log"
	starts_again LD_PRELOAD="$disk" HO_DISK="$1 $2" || rc=3
	while :; do
		[ $rc = 3 ] || { recovers 1 || rc=$?; }
		[ $rc = 0 ] && break
		[ $rc = 3 ] && [ $tries -lt 5 ] || {
			bad "$what: not to its end" \
			    "$(tail -n 3 "$dir/client.log" "$dir/log")"
			return 0
		}
		tries=$((tries + 1)) rc=0
		is_alive && continue
		wait "$daemon_pid" 2>/dev/null
		starts_again || { bad "$what: it does not start again"; return 0; }
		sound "$what"
	done
	sound "$what, at its end"
	# the last letters are on their way by then, and written of too
	wait_for "$what: the last letters" nothing_waits_or_is_dead
	is_alive || starts_again || bad "$what: it does not start again"
	every_letter
	grep -q '^disk: ' "$dir/log"
}

open_house
add_client 1
stop_daemon
cp -a "$dir/state" "$dir/good"

# how many there are: the last that is reached, by doubling and halving
low=1 high=64
while tell full $high; do low=$high high=$((high * 2)); done
while [ $((high - low)) -gt 8 ]; do
	if tell full $(((low + high) / 2)); then low=$(((low + high) / 2)); else
		high=$(((low + high) / 2))
	fi
done
told=0
for mode in "$@"; do
	step=1
	[ "$points" = all ] || step=$(((low + points - 1) / points))
	for ((n = 1 + RANDOM % step; n <= low; n += step)); do
		before=$failures
		tell "$mode" $n
		told=$((told + 1))
		[ $failures -gt $((before + 20)) ] && break 2
	done
done
stops
echo "$low writes in the story; $told told with a fault in it"
finish
