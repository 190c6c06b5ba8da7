#!/bin/bash
# tests/fault/inbox.sh - mail that comes in from a folder while courier and daemon
# are killed at random moments and the disk fails at random writes.
#
#	ROUNDS=8 OUT=DIR tests/fault/inbox.sh
#
# At the end each message became exactly one mail and is marked in its folder.
here=$(dirname "$0")
. "$here/../flow/case_lib.sh"
. "$here/../flow/dovecot.inc"
rounds=${ROUNDS:-8}
disk=$OUT/tests/fault/disk.so
n=0 courier_kills=0 daemon_kills=0 disks=0

courier_dies() {
	kill -9 "$courier_pid"
	wait "$courier_pid" 2>/dev/null
	start_courier
	courier_kills=$((courier_kills + 1))
}

daemon_dies() {
	kill_daemon
	start_daemon
	daemon_kills=$((daemon_kills + 1))
}

# The fault comes at one of the next writes, or not at all.
disk_fails() { # full|kill|torn
	stop_one "$daemon_pid" handoverd
	env LD_PRELOAD="$disk" HO_DISK="$1 $((1 + RANDOM % 60))" \
	    "$OUT/handoverd" --foreground --config "$conf" >>"$dir/log" 2>&1 &
	daemon_pid=$!
	sleep "1.$((RANDOM % 10))"
	disks=$((disks + $(grep -c "^disk: $1" "$dir/log" || :)))
	sed -i 's/^disk: /the disk: /' "$dir/log"
	kill "$daemon_pid" 2>/dev/null
	{ wait "$daemon_pid"; } 2>/dev/null
	daemon_pid=
	start_daemon
}

comes() { # a client's now and then, strangers' otherwise
	n=$((n + 1))
	case $((n % 5)) in
	0) write_mail "m$n" "ops@northwind.example" ;;
	*) write_mail "m$n" "nobody$n@evil.example" ;;
	esac
	sha256sum <"$dir/m$n" | cut -d ' ' -f 1 >>"$dir/sums"
	deliver "$dir/m$n"
	rm "$dir/m$n"
}

start_dovecot
echo geheim >"$dir/password"
start_case_house inbox-url="$imap_url" inbox-user=desk inbox-interval=1s \
    inbox-password-file="$dir/password" inbox-ca-file="$imap/ca.pem"
for ((round = 1; round <= rounds; round++)); do
	before=$failures
	comes
	comes
	sleep "0.$((RANDOM % 10))$((RANDOM % 10))"
	case $((RANDOM % 6)) in
	0 | 1) courier_dies ;;
	2 | 3) daemon_dies ;;
	4) disk_fails "$(shuf -n 1 -e full kill torn)" ;;
	5) courier_dies && daemon_dies ;;
	esac
	[ $((round % 100)) = 0 ] && move_clock $((round * 40))
	[ $failures -gt $((before + 5)) ] && break
done

same_sums() {
	[ "$(ho inbox list --all --json | /usr/bin/python3 -c 'import json, sys
for l in sys.stdin: print(json.loads(l)["sha256"])' | sort)" = \
	    "$(sort "$dir/sums")" ]
}
all_marked() { [ "$(numbers 'KEYWORD HandoverTaken')" = "$n" ]; }
wait_for "each message, once" same_sums
wait_for "all marks" all_marked
same "each said once" "$n" "$(events inbox.mail)"
sleep 1.2
same "another look finds nothing" "$n" "$(events inbox.mail)"
whole "at the end"
echo "$n messages, $courier_kills kills of the courier, $daemon_kills of the" \
    "daemon, $disks faults of the disk"
finish
