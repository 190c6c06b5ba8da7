#!/bin/bash
# tests/flow/store_foreign.sh - somebody with sqlite3 beside a running daemon:
# noticed, and where it touches the log, the end.
. "$(dirname "$0")/lib.sh"
install_handover
store=$dir/state/store.db

times() { ho status --json | field foreign_writes; }
refuses_to_start() { # PATTERN
	fails_with 4 "cannot start: .*$1.*handoverd --verify" \
	    "$OUT/handoverd" --foreground --config "$conf"
}
verifies() { "$OUT/handoverd" --verify --config "$conf"; }

start_daemon
for n in 1 2 3; do
	works ho account add "a$n" --name A --owner "o$n" --seats 2 \
	    --contact "c@a$n.example"
done
works ho user add ulla --account a1 --name Ulla
sqlite3 "$store" ".backup $dir/before"
same "reading is no writing" 0 "$(times)"
has "so says doctor" 'nobody but handoverd' "$(ho doctor)"

# --- rows: dead, told, and no reason to stop ------------------------------------
sqlite3 "$store" "UPDATE user SET name = 'Mallory' WHERE login = 'ulla'"
same "once" 1 "$(times)"
same "and no more" 1 "$(times)"
same "an event" 1 "$(events store.foreign-write)"
has "a line" 'somebody wrote to the store with other tools' "$(cat "$dir/log")"
has "doctor" 'wrote to the store with other tools, 1 times' "$(ho doctor)"
refused 1 no-user ho user show ulla
fails_with 1 'user/4' ho audit verify
fails_with 1 '^row-forged: user/4' verifies
sqlite3 "$store" "UPDATE user SET name = 'Ulla' WHERE login = 'ulla'"
same "twice" 2 "$(times)"
works ho user show ulla
whole
works verifies
stop_daemon
start_daemon
same "still known" 2 "$(times)"

# --- an old row put back, and the log made to forget the newer ---------------------
works ho user disable ulla
stop_daemon
sqlite3 "$store" ".backup $dir/good"
forget="ATTACH '$dir/before' AS old;
UPDATE user SET (seq, mac, name, role, state, created_at, valid_from) =
    (SELECT seq, mac, name, role, state, created_at, valid_from
     FROM old.user AS o WHERE o.id = user.id) WHERE login = 'ulla';
DELETE FROM event_row WHERE kind = 2 AND id = 4 AND
    seq = (SELECT max(seq) FROM event_row WHERE kind = 2 AND id = 4);"
start_daemon
sqlite3 "$store" "SELECT sql || ';' FROM sqlite_schema WHERE type = 'trigger'" \
    >"$dir/laws"
{
	head -n 1 <<<"$forget"
	echo "BEGIN IMMEDIATE;"
	sqlite3 "$store" "SELECT 'DROP TRIGGER ' || name || ';'
	    FROM sqlite_schema WHERE type = 'trigger'"
	tail -n +2 <<<"$forget"
	cat "$dir/laws"
	echo "COMMIT;"
} | sqlite3 "$store" || bad "the attack could not be made"
same "the old row is there" 1 \
    "$(sqlite3 "$store" "SELECT state FROM user WHERE login = 'ulla'")"
rc=0
said=$(ho user show ulla 2>&1) || rc=$?
[ $rc = 3 ] || [ $rc = 4 ] || bad "a verb on such a store" "exit $rc: $said"
wait "$daemon_pid" && bad "the daemon ended well"
daemon_pid=
has "and says why" 'cannot go on: .*event_row was changed' "$(cat "$dir/log")"
refuses_to_start 'event_row was changed'
fails_with 1 '^event-row: ' verifies

# --- a law taken away, while it is down ----------------------------------------------
restore() { rm -f "$store" "$store"-*; cp "$dir/good" "$store"; }
restore
sqlite3 "$store" "DROP TRIGGER credential_keeps"
refuses_to_start 'credential_keeps is missing'
fails_with 1 '^schema: .*credential_keeps is missing' verifies
restore
sqlite3 "$store" "DROP TABLE event_row"
refuses_to_start 'event_row is missing'
fails_with 1 '^schema: .*event_row is missing' verifies
restore
start_daemon
whole

# --- what was sent leaves the write-ahead log too --------------------------------------
lies() { # HEX-FILE: do these octets lie in the store's files?
	/usr/bin/python3 - "$1" "$store" "$store-wal" <<-'P'
	import os, sys
	octets = bytes.fromhex(open(sys.argv[1]).read().strip())
	assert len(octets) > 100
	sys.exit(not any(octets in open(f, "rb").read()
	                 for f in sys.argv[2:] if os.path.exists(f)))
	P
}
works ho contact add a1 --address new@a1.example # everyone on file is told
sqlite3 "$store" "SELECT hex(sealed) FROM octets WHERE of_kind = 15" |
    head -n 1 >"$dir/sealed"
lies "$dir/sealed" || bad "the letter is not where it is looked for"
start_courier
gone() { ! lies "$dir/sealed"; }
sent() { ho outbox list --all --json | grep -q '"state":"sent"'; }
wait_for "the letter to leave" sent
wait_for "its octets to be gone" gone
stop_daemon
gone || bad "a letter that was sent lies on in the store's files"
finish
