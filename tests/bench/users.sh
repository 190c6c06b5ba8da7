#!/bin/bash
# tests/bench/users.sh - does it matter how many users there are?
#
#	OUT=DIR [MANY=1000000] tests/bench/users.sh [LIMIT [SECONDS]]
#
# Two installations of their own, with 1,000 users and with MANY, both by
# account import: a hundred users an account, each with an address, no name in
# the order of its index.  Says how long the import took (at most SECONDS, 60);
# then five pairs of logins with the password, as the cheapest yescrypt has it,
# so that what is beside the hash shows.  Ends with 1 where the median of the
# five ratios is over LIMIT (1.25).
. "$(dirname "$0")/../flow/lib.sh"
limit=${1:-1.25} seconds=${2:-60} many=${MANY:-1000000}
base=$dir logins=${LOGINS:-400}

make_file() { # USERS: lines on standard output, users to log in into users.tsv
	/usr/bin/python3 -W ignore - "$1" "$dir/users.tsv" <<-'P'
	import ctypes, hashlib, random, sys
	crypt = ctypes.CDLL("libcrypt.so.1")
	crypt.crypt.restype = ctypes.c_char_p
	crypt.crypt_gensalt.restype = ctypes.c_char_p
	password = "a long enough password for this"
	salt = crypt.crypt_gensalt(b"$y$", 1, None, 0)
	hash = crypt.crypt(password.encode(), salt).decode()
	users, some = int(sys.argv[1]), []
	for a in range(users // 100):
	    print('{"account":"c%d","name":"Client %d","seats":100,"users":100,'
	          '"contacts":["it@c%d.example"]}' % (a, a, a))
	    for u in range(100):
	        name = hashlib.sha1(b"%d.%d" % (a, u)).hexdigest()[:12]
	        print('{"user":"%s","name":"User %d","role":"%s","addresses":'
	              '["%s@c%d.example"],"hash":"%s"}' % (name, u,
	              "user" if u else "super-admin", name, a, hash))
	        if u in (7, 77):
	            some.append(name)
	random.shuffle(some)
	with open(sys.argv[2], "w") as f:
	    for name in (some * 100)[:2000]:
	        f.write("%s\t%s\t0\n" % (name, password))
	P
}

# An installation with so many users; its daemon stays.
daemons=
house() { # NAME USERS
	dir=$base/$1 conf=$base/$1/handover.conf
	mkdir -p "$dir/pam.d"
	HANDOVER_SOCKET=$dir/run/desk.sock
	install_handover locked-memory=try
	echo "auth required $MODULE socket=$dir/run/login.sock" \
	    "daemon_uid=$(id -u)" >"$dir/pam.d/plain"
	start_daemon
	daemons="$daemons $daemon_pid"
	make_file "$2" >"$dir/panel.jsonl"
	local from=$(date +%s%N)
	works ho account import --file "$dir/panel.jsonl"
	took=$((($(date +%s%N) - from) / 1000000))
	echo "$2 users: imported in $((took / 1000)).$((took % 1000 / 100)) s," \
	    "the store has $(($(stat -c %s "$dir/state/store.db") >> 20)) MiB"
	rm "$dir/panel.jsonl"
}

median_of() { # NAME
	"$OUT/pambench" --service plain --confdir "$base/$1/pam.d" --mode \
	    password --users "$base/$1/users.tsv" --n "$logins" --warmup 100 |
	    sed -n 's/.*"bad":0,.*"p50_us":\([0-9.]*\).*/\1/p'
}

house few 1000
house many "$many"
[ "$took" -le "$((seconds * 1000))" ] ||
    bad "the import took longer than $seconds s"
ratios=
for pair in 1 2 3 4 5; do
	few=$(median_of few) all=$(median_of many)
	ratio=$(awk "BEGIN {printf \"%.3f\", $all / $few}")
	echo "pair $pair: 1000 users $few us, $many users $all us, ratio $ratio"
	ratios="$ratios $ratio"
done
# shellcheck disable=SC2086
median=$(printf '%s\n' $ratios | sort -n | sed -n 3p)
echo "a login among $many users costs $median times that among 1000" \
    "(limit $limit)"
awk "BEGIN {exit !($median <= $limit)}" || bad "over the limit"
kill $daemons
wait
daemon_pid= dir=$base
finish
