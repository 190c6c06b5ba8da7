#!/bin/bash
# tests/flow/inbox_postfix.sh - a real Postfix brings mail by LMTP: octet for
# octet, once, and not before it can be kept.
. "$(dirname "$0")/case_lib.sh"
. "$(dirname "$0")/postfix.inc"
lmtp=$dir/run/lmtp.sock
start_case_house lmtp-socket="$lmtp" lmtp-uids=postfix
chmod 755 "$dir" "$dir/run"
wait_for "the LMTP door" test -S "$lmtp"
start_postfix "$lmtp"

mails() { ho inbox list --all --json | wc -l; }
are() { [ "$(mails)" = "$1" ]; }
newest() { ho inbox list --all --json | tail -n 1 | field "$1"; }
none_queued() { [ "$(queued)" = 0 ]; }

# --- from SMTP to a case: the signature holds on what came through ---------------------
write_mail request ops@northwind.example
same "postfix takes it" taken "$(smtp request)"
wait_for "the mail" are 1
same "judged as it was delivered" "waiting signed receive" \
    "$(newest state) $(newest reason) $(newest door)"
works ho inbox open "$(newest id)" --owner --json
ref=$(field ref <<<"$said")
same "the whole case" issued "$(field state <<<"$said")"
arrives ops@northwind.example 1
works ho case show "$ref" --letter "$dir/letter"
has "as its last stop wrote it" '^Return-Path: <ops@northwind.example>' \
    "$(head -n 1 "$dir/letter")"
same "and octet for octet below" "$(sha256sum <"$dir/request")" \
    "$(tail -c "$(wc -c <"$dir/request")" "$dir/letter" | sha256sum)"
works ho case refuse "$ref" --reason 'next part'

# --- lines that begin with dots, 8 bits, no line end at the end: nothing is lost ---------
write_mail dots ops@northwind.example text='.
..
.a line

München …
.'
smtp dots >/dev/null
wait_for "the mail" are 2
same "its signature holds too" "waiting signed" "$(newest state) $(newest reason)"

# --- a bounce, a stranger, another domain -------------------------------------------------
write_mail bounce ops@northwind.example Subject=bounce
smtp bounce '' >/dev/null
wait_for "the mail" are 3
same "from no sender: a program's" "refused automatic-mail" \
    "$(newest state) $(newest reason)"
write_mail strange boss@evil.example
smtp strange boss@evil.example >/dev/null
wait_for "the mail" are 4
same "a stranger's" "quarantined from-not-registered" \
    "$(newest state) $(newest reason)"

# --- 25 MiB, and more ----------------------------------------------------------------------
write_mail nearly ops@northwind.example text="$(head -c 100 /dev/zero | tr '\0' x)"
{
	cat "$dir/nearly"
	yes "$(printf 'y%.0s' {1..73})" | sed 's/$/\r/' | head -c 26100000
	printf '\r\n'
} >"$dir/large"
same "postfix takes it" taken "$(smtp large)"
wait_for "25 MiB" are 5
same "they are there" yes "$([ "$(newest size)" -gt 26100000 ] && echo yes)"
{ cat "$dir/large" "$dir/large"; } >"$dir/too_large"
same "over it Postfix itself refuses" 552 "$(smtp too_large)"

# --- the daemon away: Postfix keeps it, and brings it once -----------------------------------
wait_for "an empty queue" none_queued
kill_daemon
write_mail later ops@northwind.example Subject=later
same "postfix takes it" taken "$(smtp later)"
deferred() { grep -q 'status=deferred.*451 4.3.0 not now' "$mta/log"; }
wait_for "a deferral" deferred
one_queued() { [ "$(queued)" = 1 ]; }
wait_for "it to be kept" one_queued
start_daemon
wait_for "it to come" are 6
wait_for "an empty queue" none_queued
same "once" "6 later 6" "$(mails) $(newest subject) $(events inbox.mail)"

# --- the courier away, killed, again and again, with mail on its way --------------------------
n=6
for i in 1 2 3 4 5 6; do
	for k in a b c; do
		write_mail "k$i$k" "nobody$i$k@evil.example"
		smtp "k$i$k" "nobody$i$k@evil.example" >/dev/null
		n=$((n + 1))
	done
	sleep "0.$((RANDOM % 6))"
	if [ $((i % 3)) = 0 ]; then
		kill_daemon && start_daemon
	else
		kill -9 "$courier_pid"
		wait "$courier_pid" 2>/dev/null
		start_courier
	fi
done
drained() { postqueue -c "$mta/conf" -f; are $n && none_queued; }
wait_for "all of them" drained
same "none twice" "$n $n" "$(mails) $(events inbox.mail)"

# --- somebody else at the socket: told nothing, heard nothing -----------------------------------
same "root itself is not in lmtp-uids" "" "$(timeout 5 /usr/bin/python3 -c '
import socket, sys
s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1])
try: print(s.recv(100).decode())
except ConnectionError: pass' "$lmtp" | tr -d '\n')"
has "said in the log" 'uid 0 is not in lmtp-uids' "$(cat "$dir/log")"
whole "at the end"
finish
