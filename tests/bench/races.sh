#!/bin/bash
# tests/bench/races.sh - one code, many processes, through real libpam.
#
#	OUT=DIR [ROUNDS=1000] [PROCS="8 32"] tests/bench/races.sh [KIND]...
#
# An installation of its own, and for each kind of code and number of processes
# ROUNDS races: every process is at pam_start() when all of them go off with the
# same answers, and exactly one of them may hear PAM_SUCCESS, in every round.
# Each round has a code of its own, made a hundred at a time, for some of them
# live no longer than ten minutes.  Ends with 1 where a round went otherwise.
#
# Where pam_oath or pam_google_authenticator is installed, and we are root, a
# hundred races for a HOTP of theirs are shown beside, and not judged: that the
# harness sees more than one get in where more than one does.
. "$(dirname "$0")/../flow/lib.sh"
export OUT
rounds=${ROUNDS:-1000} procs=${PROCS:-8 32}
[ $# -gt 0 ] || set -- hotp totp delivered recovery default

# What pambench is told of each kind: the service, and what a user presents.
declare -A asks=([hotp]="code hotp" [totp]="code totp"
    [recovery]="code answers" [delivered]="sent answers"
    [default]="panel answers")

service() { # NAME "KEY = VALUE"...
	printf '\n[service %s]\n' "$1" >>"$conf"
	[ $# -eq 1 ] || printf '%s\n' "${@:2}" >>"$conf"
	for phase in auth password; do
		echo "$phase required $MODULE socket=$dir/run/login.sock" \
		    "daemon_uid=$(id -u)"
	done >"$dir/pam.d/$1"
}

add_up() { # pambench's lines, on standard input
	/usr/bin/python3 -c '
import json, sys
all = [json.loads(line) for line in sys.stdin]
print(*(sum(x[k] for x in all) for k in ("exactly_one", "none", "several")))'
}

# Prints how many rounds had exactly one, nobody, and several.
race() { # KIND PROCS
	local left=$rounds n name service mode
	read -r service mode <<<"${asks[$1]}"
	while [ "$left" -gt 0 ]; do
		n=$((left < 100 ? left : 100)) left=$((left - n))
		name=$1.$2.$left
		"$(dirname "$0")/racers.py" "$dir" "$1" "$name" "$n" \
		    >"$dir/users.tsv" || { bad "$name" "no codes"; return; }
		"$OUT/pambench" --service "$service" --confdir "$dir/pam.d" \
		    --users "$dir/users.tsv" --mode "$mode" --procs "$2" \
		    --race "$n"
	done | add_up
}

mkdir "$dir/pam.d"
# refusals at once, and no limit on those of everybody together: that others
# are slowed down by so many would be another test
install_handover failure-grid=10ms tries-store=100000000 tries-peer=100000000
service panel 'forced-step = login'
service code 'login = otp'
service sent 'login = otp' 'otp = mail'
service enrol 'enrol = yes'
"$root/tests/flow/letter.py" key "$dir" client.example >>"$dir/records"
start_daemon
start_resolver
start_courier
for kind; do
	for p in $procs; do
		read -r one none several <<<"$(race "$kind" "$p")"
		echo "$kind, $p processes: exactly one accepted in" \
		    "${one:-0} of $rounds rounds (nobody $none, several $several)"
		same "$kind, $p processes" "$rounds 0 0" "$one $none $several"
	done
done
whole

# --- the others ------------------------------------------------------------------
beside() { # MODULE OPTIONS...: races for the key in $hex, from counter $from
	compgen -G "/lib/*/security/$1.so" >/dev/null || return
	echo "auth required $1.so ${*:2}" >"$dir/pam.d/$1"
	printf 'root\t%s\t%s\n' "$hex" "$from" >"$dir/users.tsv"
	read -r one none several <<<"$("$OUT/pambench" --service "$1" \
	    --confdir "$dir/pam.d" --users "$dir/users.tsv" --mode hotp \
	    --procs 8 --race 100 2>/dev/null | add_up)"
	echo "beside: $1, 8 processes: exactly one accepted in $one of 100" \
	    "rounds (nobody $none, several $several)"
}

[ "$(id -u)" = 0 ] || finish
hex=3132333435363738393031323334353637383930
(umask 077 && echo "HOTP root - $hex" >"$dir/usersfile" &&
	printf '%s\n" HOTP_COUNTER 1\n' GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ \
	    >"$dir/google")
from=0 beside pam_oath usersfile="$dir/usersfile" window=10 digits=6
from=1 beside pam_google_authenticator secret="$dir/google" user=root \
    no_increment_hotp
finish
