#!/bin/bash
# A whole panel comes in by a file, all of it or nothing, and goes out again.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/login.inc"
install_handover
add_pam
start_daemon

counts() { # of the last answer
	tail -n 1 <<<"$said" | json '" ".join(str(x[k]) for k in
	    ("accounts", "users", "already", "bad"))'
}

# A password, and the hash that each method of an imported panel has of it.
secret='correct horse'
hash_of() { # METHOD
	/usr/bin/python3 -W ignore -c 'import crypt, sys
print(crypt.crypt(sys.argv[1], sys.argv[2]))' "$secret" "$1"
}
y='$y$j75$saltsaltsaltsaltsalts.'
# of "password"; from the reference code's tests
argon='$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc'
methods='$6$saltsalt $5$saltsalt $2b$04$abcdefghijklmnopqrstuu $2y$04$abcdefghijklmnopqrstuu $2a$04$abcdefghijklmnopqrstuu $y$j75$saltsaltsalt'

file=$dir/panel.jsonl
{
	cat <<-'END'
	{"account":"North-1","name":"Northwind Traders","domain":"BÜCHER.example","seats":9,"users":8,"contacts":["Ops@NorthWind.example","office@x.example"]}
	{"user":"Ada","name":"Ada","role":"admin","addresses":["ada@northwind.example"]}
	{"user":"Olga.Owner","name":"Olga Owner","role":"super-admin","state":"disabled","addresses":["olga@northwind.example","+4915112345678"]}
	END
	n=0
	for m in $methods; do
		n=$((n + 1))
		[ $n = 6 ] && break
		printf '{"user":"u%d","role":"user","hash":"%s"}\n' $n "$(hash_of "$m")"
	done
	printf '{"user":"u6","role":"user","hash":"%s"}\n' "$argon"
	echo
	cat <<-'END'
	{"account":"south","name":"South","seats":1,"users":1}
	{"user":"sue","role":"super-admin"}
	END
} >"$file"

# --- in ---------------------------------------------------------------------------
before=$(log_size)
works ho account import --file "$file" --dry-run --json
same "a dry run counts" "2 9 0 0" "$(counts)"
same "and changes nothing" "$before 0" \
    "$(log_size) $(ho account list --json | wc -l)"
works ho account import --file "$file" --json
same "two accounts" "2 9 0 0" "$(counts)"
same "an event each" $((before + 2)) "$(log_size)"
account=$(ho account show north-1 --json)
same "the domain is an A-label" xn--bcher-kva.example \
    "$(field domain <<<"$account")"
same "the owner" "olga.owner disabled" \
    "$(field super_admin <<<"$account") $(field super_admin_state <<<"$account")"
same "an admin, by import (law 12)" admin "$(ho user show ada --json | field role)"
same "the panel's addresses have authority at once" \
    "+4915112345678 yes
Ops@northwind.example yes
ada@northwind.example yes
office@x.example yes
olga@northwind.example yes" "$(ho contact list North-1 --json |
	/usr/bin/python3 -c 'import json, sys
for l in sys.stdin:
	x = json.loads(l); print(x["address"], x["authority"])' | sort)"
hasnt "nobody is shown a hash" 'saltsalt' "$(ho account show north-1 --json)\
$(ho audit list --from 1 --json)$(ho account export --to -)"

before=$(log_size)
works ho account import --file - --json <"$file"
same "the same file again: nothing, and it says so" "0 0 2 0" "$(counts)"
works ho account import --file "$file"
has "to people too" '2 accounts were on file already' "$said"
same "no event" "$before" "$(log_size)"

# --- every method verifies, and is yescrypt from then on ------------------------------
for n in 1 2 3 4 5; do
	signs_in "u$n" "$secret"
done
signs_in u6 password
works ho account export north-1 --to - --with-secrets
same "each is made anew at the login" 6 "$(grep -c '"hash":"\$y\$j' <<<"$said")"
same "which is an event" 1 "$(events account.export)"

# --- out, and in elsewhere --------------------------------------------------------------
works ho account export --to "$dir/out" --with-secrets
same "a file with hashes is its owner's alone" 600 "$(stat -c %a "$dir/out")"
fails_with 2 'File exists' ho account export --to "$dir/out"
whole
stop_daemon
first=$dir dir=$dir/other conf=$dir/other/handover.conf
mkdir "$dir"
HANDOVER_SOCKET=$dir/run/desk.sock
install_handover
add_pam
start_daemon
works ho account import --file "$first/out"
works ho account export --to "$dir/out" --with-secrets
works cmp "$first/out" "$dir/out"
signs_in u3 "$secret"

# --- a fault anywhere changes nothing; each is told with its line ---------------------------
a='{"account":"a1","name":"A","seats":2,"users":1}'
o() { echo "{\"user\":\"$1\",\"role\":\"super-admin\"}"; }
bad_file() { # LINE PATTERN: of standard input
	cat >"$dir/bad.jsonl"
	before=$(log_size)
	refused 1 bad-file ho account import --file "$dir/bad.jsonl"
	has "the fault of $2" "\"line\":$1,.*$2" "$said"
	same "nothing changed" "$before" "$(log_size)"
}
bad_file 3 'no JSON object' < <(echo "$a"; o oa; echo '{"user":')
bad_file 1 'no user of one' < <(o oa)
bad_file 2 'not|no account' < <(echo; echo '{"x":1}'; echo "$a"; o oa)
bad_file 1 'announces 1 users, and 2' < <(echo "$a"; o oa; o ob)
bad_file 1 'announces 1 users, and 0' < <(echo "$a")
bad_file 1 'has 0 super-admins' < <(echo "$a"; o oa | sed s/super-//)
bad_file 1 'has 2 super-admins' < <(echo "${a/users\":1/users\":2}"; o oa; o ob)
bad_file 1 '3 active users do not fit into 2' < <(echo "${a/users\":1/users\":3}"
	o oa; o ob | sed s/super-//; o oc | sed s/super-//)
bad_file 3 'the login oa stands in line 2' < <(echo "${a/users\":1/users\":2}"
	o oa; o OA | sed s/super-//)
bad_file 4 'the login oa stands in line 2' < <(echo "$a"; o oa
	echo "${a/a1/a2}"; o oa)
# however it is spelt
bad_file 4 'the login oa stands in line 2' < <(echo "$a"; o oa
	echo "${a/a1/a2}"; echo '{"role":"super-admin","user":"oa"}')
bad_file 4 'the login oa stands in line 2' < <(echo "$a"; o oa
	echo "${a/a1/a2}"; echo '{"user":"o\u0061","role":"super-admin"}')
bad_file 3 'the account a1 stands in line 1' < <(echo "$a"; o oa
	echo '{"name":"A","account":"a1","seats":2,"users":1}'; o ob)
bad_file 3 'the account a1 stands in line 1' < <(echo "$a"; o oa
	echo "${a/a1/A1}"; o ob)
bad_file 2 'sue is in use' < <(echo "$a"; o Sue)
bad_file 2 'no crypt string' < <(echo "$a"
	echo '{"user":"oa","role":"super-admin","hash":"$1$abc$x"}')
bad_file 2 "is no e-mail address" < <(echo "$a"
	echo '{"user":"oa","role":"super-admin","addresses":["a b@x.example"]}')
bad_file 2 'a@x.example twice' < <(echo "$a"
	echo '{"user":"oa","role":"super-admin","addresses":["a@x.example","a@X.example"]}')
bad_file 2 'A@x.example twice' < <(echo "$a"
	echo '{"user":"oa","role":"super-admin","addresses":["a@x.example","A@x.example"]}')
bad_file 1 "is the desk's own" < <(echo "${a/\"name\"/\"contacts\":[\"Desk@host.example\"],\"name\"}"; o oa)
bad_file 2 'role is super-admin' < <(echo "$a"; echo '{"user":"oa","role":"root"}')
bad_file 2 'state is' < <(echo "$a"
	echo '{"user":"oa","role":"super-admin","state":"gone"}')
bad_file 2 "'shell' is no member" < <(echo "$a"
	echo '{"user":"oa","role":"super-admin","shell":"/bin/sh"}')
bad_file 1 'seats is missing' < <(echo '{"account":"a1","name":"A","users":1}'; o oa)
bad_file 1 'seats must be' < <(echo "${a/seats\":2/seats\":0}"; o oa)
bad_file 2 "is no login" < <(echo "$a"; o HO-123456)
bad_file 1 "is no account code" < <(echo "${a/a1/a 1}"; o oa)

bad_file 2 'no crypt string' < <(echo "$a"; echo '{"user":"oa",'\
'"role":"super-admin","hash":"'"${argon/m=256/m=262145}"'"}')

{ echo "$a"; o oa; echo "${a/a1/a2}"; o sue; echo "${a/a1/a3}"; o oc; } \
    >"$dir/mixed.jsonl"
works ho account import --file "$dir/mixed.jsonl" --skip-bad --json
same "the good ones, where that is asked for" "2 2 0 1" "$(counts)"
refused 1 no-account ho account show a2

# Somebody takes a login behind the check that the command asks for first, as a
# daemon sees it that is not asked for one.
unchecked() { # FILE: the answer's exit status and reason
	/usr/bin/python3 - "$root/tests/helper" "$HANDOVER_SOCKET" "$1" <<'END'
import struct, sys
sys.path.insert(0, sys.argv[1])
import wire
VERB, ARGS, BLOB, EXIT, REASON = 48, 49, 50, 52, 53
octets = open(sys.argv[3], "rb").read()
s = wire.connect(sys.argv[2])
s.send(wire.pack(16, (VERB, b"account import"), (ARGS, b"{}"),
                 (BLOB, b"file"), (wire.LENGTH, wire.u64(len(octets)))))
s.send(wire.pack(wire.PIECE, (wire.DATA, octets), (wire.LAST, wire.u64(1))))
kind, fields = wire.unpack(s.recv(65536))
answer = dict(fields)
print(kind, *struct.unpack(">Q", answer[EXIT]), answer[REASON].decode())
END
}
{ echo "${a/a1/a4}"; o od; echo "${a/a1/a5}"; o sue; } >"$dir/late.jsonl"
before=$(log_size)
same "the store takes no login twice" "19 3 changed-meanwhile" \
    "$(unchecked "$dir/late.jsonl")"
same "and nothing else of that part" "$before" "$(log_size)"
refused 1 no-account ho account show a4

# --- nobody is told that nothing has changed who cannot know ---------------------------------
# The daemon has the whole request, and is gone before it answers.
{ echo "${a/a1/a6}"; o of; } >"$dir/one.jsonl"
kill -STOP "$daemon_pid"
ho account import --file "$dir/one.jsonl" --skip-bad >"$dir/said" 2>&1 &
importer=$!
knocked() { [ "$(grep -c " $HANDOVER_SOCKET\$" /proc/net/unix)" -ge 2 ]; }
wait_for "the request" knocked
kill_daemon
wait "$importer"
same "no answer" 4 $?
has "may be imported" 'the part without an answer' "$(cat "$dir/said")"
hasnt "or not" 'nothing has changed' "$(cat "$dir/said")"
start_daemon

# --- a long file goes in parts; killed amid, it goes on ---------------------------------------
/usr/bin/python3 - >"$dir/many.jsonl" <<'END'
for a in range(9000):
	print('{"account":"m%d","name":"Many %d","seats":5,"users":3,"contacts":["it@m%d.example"]}' % (a, a, a))
	for u in range(3):
		print('{"user":"u%d.m%d","name":"User","role":"%s"}' %
		    (u, a, "user" if u else "super-admin"))
print('{"account":"big","name":"Big","seats":5000,"users":4000}')
for u in range(4000):
	print('{"user":"u%d.big","role":"%s","addresses":["u%d@big.example"],'
	    '"hash":"$5$%05d$%s"}' %
	    (u, "user" if u else "super-admin", u, u, "x" * 43))
END
sed 's/"seats":5,/"seats":1,/; 35000,$!s/"seats":1,/"seats":5,/' \
    "$dir/many.jsonl" >"$dir/late.jsonl"
before=$(log_size)
refused 1 bad-file ho account import --file "$dir/late.jsonl"
has "a fault in a later part" '"line":3500[0-9],' "$said"
same "the first part is not imported either" "$before" "$(log_size)"

ho account import --file "$dir/many.jsonl" >"$dir/said" 2>&1 &
importer=$!
wait_for "the first part" ho account show m0
kill_daemon
wait "$importer"
same "killed: not done" 1 "$(($? != 0))"
start_daemon
works ho account import --file "$dir/many.jsonl" --json
same "the rest comes in" True "$(tail -n 1 <<<"$said" |
	json 'x["accounts"] + x["already"] == 9001 and x["already"] > 0')"
same "every user, once" "4000 3" "$(ho user list big --json | wc -l) \
$(ho user list m8999 --json | wc -l)"
works ho account export big --to - --with-secrets
same "a large one goes out as it came in" 4000 "$(/usr/bin/python3 -c '
import json, sys
def users(lines):
	all = [json.loads(l) for l in lines if "big.example" in l]
	return {(x["user"], x["hash"], *x["addresses"]) for x in all}
print(len(users(open(sys.argv[1])) & users(sys.stdin)))' \
    "$dir/many.jsonl" <<<"$said")"
same "an account of many rows has several events" True "$(ho audit list --from 1 \
    --event account.import --json | grep '"account":"big"' | wc -l | json 'x > 3')"
# --- the next part waits for its turn where the door has one place left ----------------------
hold() { # COUNT: connections that keep their places until standard input ends
	/usr/bin/python3 -c 'import sys
sys.path.insert(0, sys.argv[1])
import wire
VERB, ARGS, BLOB = 48, 49, 50
held = [wire.connect(sys.argv[2]) for _ in range(int(sys.argv[3]))]
for s in held:
	s.send(wire.pack(16, (VERB, b"account import"), (ARGS, b"{}"),
	                 (BLOB, b"file"), (wire.LENGTH, wire.u64(9))))
print("held", flush=True)
sys.stdin.read()' "$root/tests/helper" "$HANDOVER_SOCKET" "$1"
}
# of 64, 16 for one who is not root; handover(8) has the limits
places=16
[ "$(id -u)" = 0 ] && places=64
coproc HOLD { hold $((places - 1)); }
read -r -u "${HOLD[0]}" word
same "all but one" held "$word"
works ho account import --file "$dir/many.jsonl" --json
same "a part after the other" "0 0 9001 0" "$(counts)"
holder=$HOLD_PID
eval "exec ${HOLD[1]}>&-"
wait "$holder"

# --- what went ahead is nothing yet ------------------------------------------------------------
# A desk that takes the check and refuses the first part when it is written, as
# one does for whom a login came into use between: not to be had at will.
refusing() {
	/usr/bin/python3 - "$root/tests/helper" "$1" <<'END'
import socket, sys
sys.path.insert(0, sys.argv[1])
import wire
JSON, EXIT, REASON, TEXT = 51, 52, 53, 4
COUNTS = b'{"accounts":0,"users":0,"already":0,"bad":0}'
desk = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
desk.bind(sys.argv[2])
desk.listen(8)
def hear(s):
    """The request's options, how many pieces came and whether the last did."""
    args, pieces, last = b"", 0, False
    try:
        while not last:
            m = s.recv(65536)
            if not m:
                break
            kind, fields = wire.unpack(m)
            if kind == wire.PIECE:
                pieces += 1
                last = wire.LAST in dict(fields)
            else:
                args = dict(fields)[49]
    except TimeoutError:
        pass
    return args, pieces, last
def answer(s, status, reason):
    s.send(wire.pack(19, (EXIT, wire.u64(status)), (REASON, reason),
                     (TEXT, b"refused"), (JSON, COUNTS)))
while True:
    first, _ = desk.accept()
    args, _, last = hear(first)
    assert last
    if b"dry-run" not in args:
        break
    answer(first, 0, b"")
second, _ = desk.accept()
second.settimeout(1)
args, pieces, last = hear(second)
print("ahead" if pieces > 9 else "not ahead", "whole" if last else "kept back")
answer(first, 3, b"changed-meanwhile")
second.settimeout(20)
print("more" if hear(second)[1] else "no more")
END
}
refusing "$dir/refusing.sock" >"$dir/heard" &
desk=$!
wait_for "that desk" test -S "$dir/refusing.sock"
HANDOVER_SOCKET=$dir/refusing.sock fails_with 3 'refused' \
    ho account import --file "$dir/many.jsonl"
wait "$desk"
same "the second part" "ahead kept back
no more" "$(cat "$dir/heard")"

# --- an account as large as may be, behind others ---------------------------------------------
/usr/bin/python3 - >"$dir/large.jsonl" <<'END'
name = "x" * 200
for a in range(9500):
	print('{"account":"s%d","name":"%s","seats":1,"users":1}' % (a, name[:90]))
	print('{"user":"u.s%d","role":"super-admin"}' % a)
user = '{"user":"u%06d.l","role":"%s","name":"' + name + '"}'
count = (24 << 20) // (len(user % (1, "user")) + 1) - 2
print('{"account":"l","name":"L","seats":%d,"users":%d}' % (count, count))
for u in range(count):
	print(user % (u, "user" if u else "super-admin"))
END
works ho account import --file "$dir/large.jsonl" --json --dry-run
same "is a part of its own" "9501" "$(counts | cut -d' ' -f1)"
whole
finish
