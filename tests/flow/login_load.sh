#!/bin/bash
# tests/flow/login_load.sh - A-23: more sign-ins at once than there are places,
# and than can be hashed: what waits is bounded, who finds no room is told so
# and counted, and afterwards all is as before.
#
# LOAD=30000: so many sign-ins, for a minute; without it a few seconds of them.
. "$(dirname "$0")/lib.sh"

calls=${LOAD:-1500}
pw='the password of them all'
service() { # NAME
	for phase in auth account; do
		echo "$phase required $MODULE socket=$dir/run/login.sock" \
		    "daemon_uid=$(id -u) timeout=60"
	done >"$dir/pam.d/$1"
}

status() { ho status --json | field "$1"; }
memory() { # MiB of the daemon that were ever in use at once
	awk '/^VmHWM/ { print int($2 / 1024) }' "/proc/$daemon_pid/status"
}

mkdir "$dir/pam.d"
service plain
install_handover hash-threads=2 hash-queue=32 hash-cost=4
start_daemon
works ho account add acme --name Acme --seats 5 --owner sam \
    --contact ops@acme.example --hash - < <(openssl passwd -6 "$pw")
printf 'sam\t%s\t0\n' "$pw" >"$dir/users.tsv"

signs_in() { # PROCESSES CALLS: what pambench says of them
	"$OUT/pambench" --service plain --confdir "$dir/pam.d" --users \
	    "$dir/users.tsv" --mode password --warmup 0 --procs "$1" --n "$2"
}

# Two of them, for the door has 256 places; $ok and $no are what came of it.
storm() { # CALLS
	signs_in 150 $(($1 / 2)) >"$dir/said.1" &
	signs_in 150 $(($1 / 2)) >"$dir/said.2"
	wait $!
	ok=$(($(field ok <"$dir/said.1") + $(field ok <"$dir/said.2")))
	no=$(($(field bad <"$dir/said.1") + $(field bad <"$dir/said.2")))
}

storm 500 # every place was taken once
before=$(memory) away=$(status turned_away) signed=$(events login.ok)
storm "$calls"
same "every call is answered" "$calls" $((ok + no))
[ "$no" -gt 0 ] || bad "there was room for all of them" "$ok"
same "who found no room is counted" "$no" $(($(status turned_away) - away))
# of each pambench two more, to weigh the module
same "who was let in stands in the log" "$((ok + 4))" \
    $(($(events login.ok) - signed))
has "the log of the host says so" 'too many calls .* turned away since the start' \
    "$(cat "$dir/log")"
after=$(memory)
# a sanitizer keeps what was freed
if ! readelf -d "$OUT/handoverd" | grep -qE 'lib[at]san'; then
	[ "$after" -le $((before + 8)) ] ||
		bad "memory grows" "$before MiB, then $after MiB"
	[ "$after" -le 128 ] || bad "much memory" "$after MiB"
fi
echo "$calls sign-ins, $ok let in, $no turned away; $after MiB"
same "all as before" 4 "$(signs_in 1 4 | field ok)"
whole
finish
