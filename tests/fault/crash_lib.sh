# tests/fault/crash_lib.sh - what the stories of a daemon that dies share.
#
#	open_house	an installation; its daemon, resolver and courier run
#	add_client N	account cN whose owner has left
#	recovers N	the owner case of cN to its end; 3: away in between
#	starts_again	daemon and courier; how long it took is in $took
#	sound WHAT	log, laws and everything that was promised
#	every_letter	each letter of the outbox has come at least once
. "$(dirname "${BASH_SOURCE[0]}")/../flow/lib.sh"
export OUT
here=$(dirname "${BASH_SOURCE[0]}")
store=$dir/state/store.db

open_house() {
	mkdir "$dir/pam.d"
	: >"$dir/told" >"$dir/added"
	install_handover
	"$here/../flow/letter.py" key "$dir" client.example >>"$dir/records"
	add_service panel
	for s in panel plain; do
		for phase in auth account password; do
			echo "$phase required ${MODULE:-$OUT/pam_handover.so}" \
			    "socket=$dir/run/login.sock daemon_uid=$(id -u)"
		done >"$dir/pam.d/$s"
	done
	start_daemon
	start_resolver
	start_courier
	works ho account add steady --name Steady --owner steady --seats 5000 \
	    --contact ops@steady.example --hash - < <(openssl passwd -6 steadfast)
}

add_client() { # N
	works ho account add "c$1" --name "Client $1" --seats 9 \
	    --owner "gone$1" --owner-address "gone$1@client.example" \
	    --contact "ops-c$1@client.example" \
	    --hash - < <(openssl passwd -6 'the owner that has left')
}

recovers() { # N
	"$here/client.py" "$dir" "c$1" >>"$dir/client.log" 2>&1
}

starts_again() { # [NAME=VALUE...]: environment of the daemon
	local from
	stop_one "$courier_pid" handover-courier
	from=$(date +%s%N)
	env "$@" "$OUT/handoverd" --foreground --config "$conf" \
	    >>"$dir/log" 2>&1 &
	daemon_pid=$!
	until ho status >/dev/null 2>&1; do
		kill -0 "$daemon_pid" 2>/dev/null || return 1
		sleep 0.01
	done
	took=$((($(date +%s%N) - from) / 1000000))
	start_courier
}

# What holds at every moment, as one question to the tables.
laws="
SELECT 'no super-admin: ' || code FROM account AS a WHERE NOT EXISTS
    (SELECT 1 FROM user AS u WHERE u.id = a.super_admin AND u.account = a.id);
SELECT 'two default passwords live: case ' || of_case FROM credential
    WHERE state = 1 GROUP BY of_case HAVING count(*) > 1;
SELECT 'half handed over: ' || ref FROM \"case\" AS c
    JOIN account AS a ON a.id = c.account
    WHERE c.kind = 1 AND ((c.state = 8) <> (a.super_admin <> c.user)
    OR (c.state = 8) <> EXISTS (SELECT 1 FROM credential AS x
	WHERE x.of_case = c.id AND x.state = 2)
    OR (c.state = 8) <> EXISTS (SELECT 1 FROM user AS u
	WHERE u.id = c.user AND u.state = 0));
SELECT 'a case without its ticket: ' || ref FROM \"case\" AS c
    WHERE ticket IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ticket AS t
    WHERE t.key = c.ticket AND t.of_case = c.id);
SELECT 'one mail, two cases: ' || message_id FROM \"case\"
    GROUP BY message_id HAVING count(*) > 1;
SELECT 'two cases of: ' || account FROM \"case\"
    GROUP BY account HAVING count(*) > 1;"

sound() { # WHAT
	local name
	same "$1: the log" "" "$("$OUT/handoverd" --verify --config "$conf" 2>&1 |
	    grep -v 'the log is whole')"
	same "$1: the laws" "" "$(sqlite3 "$store" "$laws")"
	while read -r name; do
		same "$1: $name was told it is done" "ops-$name@client.example" \
		    "$(sqlite3 "$store" "SELECT login FROM user AS u JOIN account
		    AS a ON a.super_admin = u.id WHERE a.code = '$name'")"
	done <"$dir/told"
	while read -r name; do
		same "$1: $name was told it is there" 1 "$(sqlite3 "$store" \
		    "SELECT count(*) FROM user WHERE login = '$name'")"
	done <"$dir/added"
}

nothing_waits() { said=$(ho outbox list --json) && [ -z "$said" ]; }

every_letter() {
	local id
	wait_for "the last letters" nothing_waits
	same "no letter failed" 0 "$(events letter.failed)"
	cat "$dir"/mail/new/* | tr -d '\r' >"$dir/all"
	sqlite3 "$store" "SELECT message_id FROM outbox" >"$dir/expected"
	[ -s "$dir/expected" ] || bad "no letters at all"
	while read -r id; do
		grep -qF -- "$id" "$dir/all" || bad "a letter was lost: $id"
	done <"$dir/expected"
}
