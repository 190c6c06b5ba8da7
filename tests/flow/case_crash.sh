#!/bin/bash
# A daemon that is killed at each step of a case that waits, is stopped or is
# undone: it goes on by itself, with one default password, and nothing half done.
. "$(dirname "$0")/case_lib.sh"
start_case_house hold=1h claim=other-contact cool-down=1s

laws() { # WHAT: as the tables say it, whoever asks
	same "$1: one live default password a login at most" "" \
	    "$(sqlite3 "file:$dir/state/store.db?mode=ro" "SELECT account FROM
	    credential JOIN \"case\" AS c ON c.id = of_case WHERE
	    credential.state = 1 GROUP BY account, c.user
	    HAVING count(*) > 1")"
	same "$1: what lives, lives in an issued case" "" \
	    "$(sqlite3 "file:$dir/state/store.db?mode=ro" "SELECT ref FROM
	    credential JOIN \"case\" AS c ON c.id = of_case WHERE
	    credential.state = 1 AND c.state <> 7")"
	same "$1: each account has its super-admin" 0 \
	    "$(sqlite3 "file:$dir/state/store.db?mode=ro" "SELECT count(*) FROM
	    account AS a WHERE NOT EXISTS (SELECT 1 FROM user AS u WHERE
	    u.id = a.super_admin AND u.account = a.id)")"
}
again() { # WHAT: killed, and back
	kill_daemon
	start_daemon
	laws "$1"
}
at_any_moment() { # COMMAND...: killed while it runs, a little later each time
	local round=$1
	shift
	"$@" >/dev/null 2>&1 &
	sleep "0.00$((round % 10))"
	kill_daemon
	wait $! 2>/dev/null
	start_daemon
}

works ho account add mill --name Mill --owner max --contact c@evil.example \
    --seats 5

# --- through each state that waits ---------------------------------------------------
write_mail one ops@northwind.example
fails_with 3 holding ho reset --mail "$dir/one" --owner --json
ref=$(field ref <<<"$said")
again holding
same "still held" holding "$(state_of "$ref")"
move_clock 3700
gets_to "$ref" issued
again issued
same "issued once" "issued 1" "$(state_of "$ref") $(events case.issue)"
arrives ops@northwind.example 2
fails_with 0 . ho case refuse "$ref" --reason next

write_mail two c@evil.example later=3700
fails_with 3 holding ho reset --mail "$dir/two" --owner --account mill --json
ref=$(field ref <<<"$said")
move_clock 7500
gets_to "$ref" waiting-contact
again waiting-contact
same "it still waits" waiting-contact "$(state_of "$ref")"

# --- killed while many are frozen: each is frozen or is not, and again does the rest -----
for who in a b c d e f; do
	works ho user add "$who" --account northwind --name "$who"
	write_mail "of_$who" ops@northwind.example later=7500
	fails_with 3 holding ho reset --mail "$dir/of_$who" --user "$who"
done
move_clock 11200
all_issued() { [ "$(ho case list --json | grep -c '"state":"issued"')" = 6 ]; }
wait_for "all to be issued" all_issued
for round in 1 3 5 7; do
	at_any_moment $round ho case freeze --all
	laws "killed while many are frozen ($round)"
done
works ho case freeze --all
same "none is open" 0 "$(ho case list --json | wc -l)"
same "each was frozen once" 7 "$(events case.freeze)"
laws "all frozen"
whole
finish
