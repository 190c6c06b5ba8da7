#!/bin/bash
# tests/fault/changes.sh - a daemon killed while a login name is changed, and while
# an authenticator is removed.
#
#	POINTS=8|all OUT=DIR tests/fault/changes.sh
#
# At every 8th write and sync of the store, or at all of them; the first also
# with the answer in its hand.  What it comes back with is the one or the other, whole: the name, the
# permission that was spent for it, the old name that is kept, the case and one
# event; the authenticator, what counts it, its case and one event.
. "$(dirname "$0")/kill.inc"

asks_store() { # SQL: of the tables, as they lie there
	sqlite3 "$dir/state/store.db" "$1"
}

[ "${POINTS:=8}" = all ] && POINTS=1
mkdir "$dir/pam.d"
hex=3132333435363738393031323334353637383930
pw='the password of everybody'
start_case_house hold-removal=0s
service panel
service plain
service both 'login = password+otp?'
stop_daemon
start_daemon
users=(ada0 bea0 cid0 dan0 eva0 fay0) # a kill behind the commit costs one
{
	echo '{"account":"acme","name":"Acme","seats":20,"users":8,' \
	    '"contacts":["it@evil.example"]}'
	role=super-admin
	for who in tom hal "${users[@]}"; do
		echo "{\"user\":\"$who\",\"name\":\"$who\",\"role\":\"$role\"," \
		    "\"addresses\":[\"$who@evil.example\"]," \
		    "\"hash\":\"$(openssl passwd -6 "$pw")\"}"
		role=user
	done
} >"$dir/acme.jsonl"
works ho account import --file "$dir/acme.jsonl"

# --- a login name ---------------------------------------------------------------------
permit() { # LOGIN: its user may choose; the case is in $ref
	write_mail "ask_$1" "$1@evil.example" Subject='My login'
	works ho user rename "$1" --mail "$dir/ask_$1" --json
	ref=$(field ref <<<"$said")
}
renamed=0
# How it lies there: old or new, and nothing of the other.
is_whole() { # OLD NEW: which, into $now
	local user old=$1 new=$2
	now=$(ho user show "$old" --json 2>/dev/null | field login)
	[ "$now" = "$old" ] || now=$new
	user=$(ho user show "$now" --json | field login)
	same "$old: somebody has one of the names" "$now" "$user"
	[ "$now" = "$old" ] || renamed=$((renamed + 1))
	same "$old: the case" "$([ "$now" = "$old" ] && echo issued || echo done)" \
	    "$(state_of "$ref")"
	same "one event each" "$renamed" "$(events login.renamed)"
	same "as many permissions spent, and names kept" "$renamed|$renamed" \
	    "$(asks_store "SELECT (SELECT count(*) FROM permit WHERE state = 2),
	    (SELECT count(*) FROM former)")"
	brings plain "$now" "$pw"
	same "$now signs in" ok "$came"
	[ "$now" = "$old" ] && return
	brings plain "$old" "$pw"
	same "$old opens nothing" refused "$came"
	refused 1 login-kept ho user add "$old" --account acme --name Other
}

stop_one "$courier_pid" handover-courier # its own writes would be counted too
courier_pid=
at=0
who=${users[0]}
permit "$who"
kills=0
for ((n = 1; n < 200; n += POINTS)); do
	kill_daemon
	start_with LD_PRELOAD="$OUT/tests/fault/disk.so" HO_DISK="kill $n"
	brings panel "$who" "$pw" "${who%0}1"
	first=$came
	has "write $n: what is said" '^(ok|unavailable)$' "$first"
	comes_back
	is_whole "$who" "${who%0}1"
	[ "$first" = unavailable ] ||
		same "write $n: as it was said" "${who%0}1" "$now"
	if [ "$now" != "$who" ]; then
		at=$((at + 1))
		who=${users[at]}
		permit "$who"
	fi
	[ "$first" = ok ] && break
	kills=$((kills + 1))
done
[ $kills -ge 5 ] && [ $n -lt 200 ] || bad "kills: $kills, the last at $n"
echo "a name: killed at $kills writes"

kill_daemon
start_with LD_PRELOAD="$OUT/tests/fault/answer.so" HO_ANSWER=13
brings panel "$who" "$pw" "${who%0}1"
same "nothing is said" unavailable "$came"
comes_back
is_whole "$who" "${who%0}1"
same "and it was done" "${who%0}1" "$now"

# --- an authenticator -------------------------------------------------------------------
binds() {
	echo "HOTP hal - $hex" >"$dir/usersfile"
	works ho factor import --file "$dir/usersfile"
}
live() { ho factor list hal --json | grep -c '"state":"live"'; }
gone=0
removed() { # MAIL: what came of it, into $came
	ho factor remove hal --mail "$dir/$1" --all >"$dir/said" 2>&1
	came=$?
}
is_there_whole() { # which, into $now
	now=$(live)
	[ "$now" = 1 ] || gone=$((gone + 1))
	same "one event each" "$gone" "$(events factor.remove)"
	same "as many are gone, and cases done" "$gone|$gone" "$(asks_store \
	    "SELECT (SELECT count(*) FROM factor WHERE state <> 1), (SELECT
	    count(*) FROM \"case\" WHERE kind = 6 AND state = 8)")"
	if [ "$now" = 1 ]; then # counted as bound, and its codes are good
		brings both hal "$pw" "$(oathtool -c $c $hex)"
		c=$((c + 1))
	else
		brings both hal "$pw"
	fi
	same "hal signs in" ok "$came"
}

binds
c=0
kills=0
for ((n = 1; n < 200; n += POINTS)); do
	write_mail "removal$n" hal@evil.example Subject='My phone'
	kill_daemon
	start_with LD_PRELOAD="$OUT/tests/fault/disk.so" HO_DISK="kill $n"
	removed "removal$n"
	first=$came
	has "write $n: what is said" '^[034]$' "$first"
	comes_back
	is_there_whole
	[ "$first" != 0 ] || same "write $n: as it was said" 0 "$now"
	if [ "$now" = 0 ]; then
		binds
		c=0
	fi
	[ "$first" = 0 ] && break
	kills=$((kills + 1))
done
[ $kills -ge 5 ] && [ $n -lt 200 ] || bad "kills: $kills, the last at $n"
echo "an authenticator: killed at $kills writes"

whole
finish
