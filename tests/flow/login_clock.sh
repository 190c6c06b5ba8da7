#!/bin/bash
# tests/flow/login_clock.sh - the machine's clock jumps, back and ahead, while
# people sign in: nothing that opens once opens twice, and nobody stays outside.
#
# libfaketime moves the daemon's own clock, as a wrong time server would; what
# measures elapsed time (CLOCK_MONOTONIC) goes on, as it does on a host.
. "$(dirname "$0")/login.inc"
. "$(dirname "$0")/case_lib.sh"

faketime=$(compgen -G "/usr/lib/*/faketime/libfaketimeMT.so.1" | head -n 1)
[ -n "$faketime" ] || { echo "libfaketime is not installed"; exit 77; }

clock=0
jump() { # SECONDS from the system's time
	clock=$1
	printf '%+ds\n' "$1" >"$dir/time.new"
	mv "$dir/time.new" "$dir/time"
}

start_daemon() {
	ASAN_OPTIONS=verify_asan_link_order=0:${ASAN_OPTIONS:-} \
	    LD_PRELOAD=$faketime FAKETIME_TIMESTAMP_FILE=$dir/time \
	    FAKETIME_NO_CACHE=1 FAKETIME_DONT_FAKE_MONOTONIC=1 \
	    "$OUT/handoverd" --foreground --config "$conf" >>"$dir/log" 2>&1 &
	daemon_pid=$!
	wait_for "handoverd" ho status || finish
}

service() { # NAME "KEY = VALUE"...
	printf '\n[service %s]\n' "$1" >>"$conf"
	printf '%s\n' "${@:2}" >>"$conf"
	for phase in auth password; do
		echo "$phase required $MODULE socket=$dir/run/login.sock" \
		    "daemon_uid=$(id -u)"
	done >"$dir/pam.d/$1"
}

brings() { # RESULT SERVICE NAME CODE: "asked" where the call goes on
	call "$2" "$3"
	say "$4"
	same "$3 with $4 at $2, the clock at $clock s" "$1" \
	    "$([ -n "$end" ] && cut -d' ' -f4 <<<"$end" || echo asked)"
	[ -n "$end" ] || hang_up
}

totp() { # [SECONDS later than the daemon's time]
	oathtool --totp -N "@$(($(date +%s) + clock + ${1:-0}))" "$hex"
}

mailed() { # NAME: the newest code in a letter to them
	letter_to "$1@acme.example" 'Your code' 2>/dev/null |
	    grep -oE '^ +[0-9]{8}$' | tr -d ' '
}
is_another() { [ -n "$(mailed "$1")" ] && [ "$(mailed "$1")" != "$2" ]; }
has_one_sent() { # NAME: into $code
	local before
	before=$(mailed "$1")
	call sent "$1"
	say ''
	[ -n "$end" ] || hang_up
	wait_for "a code for $1, the clock at $clock s" is_another "$1" "$before"
	code=$(mailed "$1")
}

# --- people of last week: an address counts from when it was added ---------------------
jump -600000
mkdir "$dir/pam.d"
hex=3132333435363738393031323334353637383930
start_case_house clock=system failure-grid=10ms
service panel
service plain 'login = password'
service code 'login = otp'
service sent 'login = otp' 'otp = mail'
service enrol 'enrol = yes'
stop_daemon
start_daemon
pw=$(openssl passwd -6 'the password of everybody')
{
	echo '{"account":"acme","name":"Acme","seats":9,"users":6,' \
	    '"contacts":["it@northwind.example"]}'
	role=super-admin
	for who in tom hal rob mia dan sue; do
		echo "{\"user\":\"$who\",\"name\":\"$who\",\"role\":\"$role\"," \
		    "\"addresses\":[\"$who@acme.example\"],\"hash\":\"$pw\"}"
		role=user
	done
} >"$dir/acme.jsonl"
works ho account import --file "$dir/acme.jsonl"
printf '%s\n' "HOTP/T30 tom - $hex" "HOTP hal - $hex" "HOTP rob - $hex" \
    >"$dir/usersfile"
works ho factor import --file "$dir/usersfile"

# --- what they use up today --------------------------------------------------------------
jump 0
call enrol rob --phases chauthtok
say 'the password of everybody'
say "$(oathtool -c 0 $hex)"
asked enrol-code
wait_for "the code" is_another rob ''
say "$(mailed rob)"
asked enrol-what
say 2
asked recovery-codes
say ''
spares=$(grep -oE '([0-9A-Z]{4}-){5}[0-9A-Z]{4}' <<<"$told")
spare=$(head -n 1 <<<"$spares")

used_totp=$(totp) used_hotp=$(oathtool -c 0 $hex)
has_one_sent mia
used_mail=$code
brings ok code tom "$used_totp"
brings ok code hal "$used_hotp"
brings ok code rob "$spare"
brings ok sent mia "$used_mail"

write_mail request it@northwind.example
works ho reset --mail "$dir/request" --account acme --user dan --json
wait_for "the credentials" eval 'letter_to dan@acme.example "A new password" | grep -q "Default password:"'
word=$(letter_to dan@acme.example 'A new password' |
    sed -n 's/.*Default password: *\([0-9A-Z-]*\).*/\1/p')
brings asked panel dan "$word"
wait_for "the claim code" is_another dan ''
call panel dan
say "$word"
say "$(mailed dan)"
say 'the new password of dan'
say 'the new password of dan'
ended auth 0 reset dan

nothing_again() {
	brings refused code tom "$used_totp"
	brings refused code hal "$used_hotp"
	brings refused code rob "$spare"
	brings refused sent mia "$used_mail"
	brings refused panel dan "$word"
}

# --- it jumps ------------------------------------------------------------------------------
for at in 0 -120 -3600 -36000 86400 0; do
	jump $at
	nothing_again
done

# Back: a TOTP from before the one that was used last is none, whatever the
# clock says; what does not go by the clock opens, and mail is sent again.
jump -36000
brings refused code tom "$(totp)"
brings ok code hal "$(oathtool -c 1 $hex)"
brings ok code rob "$(sed -n 2p <<<"$spares")"
has_one_sent mia
brings ok sent mia "$code"
brings refused sent mia "$code"

# Ahead, and back again: the day that a TOTP was used in has to come first.
jump 86400
brings ok code tom "$(totp)"
jump 0
brings refused code tom "$(totp)"
brings refused code tom "$(totp 30)"
brings ok code hal "$(oathtool -c 2 $hex)"
has_one_sent sue
jump 86460
brings ok code tom "$(totp)"

# --- what has its time has it by this clock ---------------------------------------------
brings refused sent sue "$code"
jump 0
brings ok sent sue "$code"
brings refused sent sue "$code"
for n in 1 2 3 4 5 6 7; do brings refused plain sue "wrong $n"; done
brings refused plain sue 'the password of everybody'
jump -3600
brings ok plain sue 'the password of everybody'

# --- the log, and a daemon that starts while the clock is behind --------------------------
kill_daemon
start_daemon
nothing_again
works ho audit checkpoint
jump 7200
works ho user disable sue
works ho audit checkpoint
sizes=$(sed -n '/^test.example/{n;p}' "$dir/state/checkpoints")
same "checkpoints only grow" "$(sort -nu <<<"$sizes")" "$sizes"
[ "$(wc -l <<<"$sizes")" -ge 5 ] || bad "few checkpoints" "$sizes"
whole
finish
