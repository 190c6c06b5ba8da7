#!/bin/bash
# The log from outside: list, show, checkpoint, key, export, verify.
. "$(dirname "$0")/lib.sh"
install_handover
start_daemon
has "the empty log was signed" '^0$' "$(cat "$dir/init")"

# more than a page of them
for n in $(seq 1 205); do
	ho account add "a$n" --name "Account $n" --owner "o$n" \
	    --contact "c@a$n.example" --seats 2 >/dev/null || bad "account $n"
done
for n in $(seq 1 30); do
	ho user add "u$n" --account "a$n" --name U >/dev/null || bad "user $n"
done
size=$(log_size)
same "every account" 205 "$(ho account list --json | wc -l)"
same "in columns too" 206 "$(ho account list | wc -l)"
same "every event" "$size" "$(ho audit list --from 1 --json | wc -l)"
same "without gaps" "$(seq 1 "$size" | tr '\n' ' ')" \
    "$(ho audit list --from 1 --json | /usr/bin/python3 -c 'import json, sys
for l in sys.stdin: print(json.loads(l)["seq"], end=" ")')"
same "the last 50" 50 "$(ho audit list --json | wc -l)"
same "from and count" "7 8 9" "$(ho audit list --from 7 --count 3 --json |
    /usr/bin/python3 -c 'import json, sys
print(*(json.loads(l)["seq"] for l in sys.stdin))')"
seqs() { # ARGS: the numbers that audit list tells
	ho audit list --json "$@" | sed 's/^{"seq":\([0-9]*\),.*/\1/' | xargs
}
same "the last two" "$((size - 1)) $size" "$(seqs --count 2)"
same "the last of a name, some pages back" "$(seqs --from 1 --event account |
    xargs -n 1 | tail -n 3 | xargs)" "$(seqs --event account --count 3)"
same "the first of all is reached" 1 "$(seqs --event store.init)"
same "fewer than asked for" "$(seqs --from 1 --event store)" \
    "$(seqs --event store --count 7)"
same "none of a name" "" "$(seqs --event frob)"
same "more than there are" "$size" "$(seqs --count 99999 | wc -w)"
same "by name" 30 "$(events user.add)"
same "by the word before the dot" 30 "$(events user)"
same "not by a part of it" 0 "$(events use)"
works ho audit show 3
has "one event" 'account.add' "$said"
refused 1 no-event ho audit show 999999
refused 2 usage ho audit show two

works ho audit checkpoint
has "a signed note" "^— test.example/audit " "$said"
has "of the present size" "^$size\$" "$said"
key=$(ho audit key)
has "its key" '^test.example/audit\+[0-9a-f]{8}\+' "$key"
same "handed outside at once" 1 \
    "$(grep -cF "$(tail -n 1 <<<"$said")" "$dir/state/checkpoints")"

# --- proofs, checked by a verifier of its own ---------------------------------------
works ho audit checkpoint
works ho audit prove 7
printf '%s\n' "$said" >"$dir/proof"
ho audit show 7 --json | json 'x["leaf"]' >"$dir/leaf"
climb='import base64, hashlib, sys
H = lambda b: hashlib.sha256(b).digest()
lines = open(sys.argv[1]).read().split("\n")
leaf = open(sys.argv[2], "rb").read().rstrip(b"\n")
assert lines[0] == "c2sp.org/tlog-proof@v1", lines[0]
fn = int(lines[1].split()[1])
gap = lines.index("")
sn = int(lines[gap + 2]) - 1
r = H(b"\0" + leaf)
for p in map(base64.b64decode, lines[2:gap]):
    if fn & 1 or fn == sn:
        r = H(b"\1" + p + r)
        while not fn & 1 and fn:
            fn >>= 1; sn >>= 1
    else:
        r = H(b"\1" + r + p)
    fn >>= 1; sn >>= 1
assert sn == 0
print("in" if base64.b64encode(r).decode() == lines[gap + 3] else "not in")'
same "the event is in the log" in \
    "$(/usr/bin/python3 -c "$climb" "$dir/proof" "$dir/leaf")"
ho audit show 8 --json | json 'x["leaf"]' >"$dir/other"
same "another is not that one" "not in" \
    "$(/usr/bin/python3 -c "$climb" "$dir/proof" "$dir/other")"
works ho audit prove --from 8
has "hashes, one a line" '^[A-Za-z0-9+/]{43}=$' "$said"
fails_with 1 'not-signed-yet' ho audit prove 999999 --json
fails_with 2 . ho audit prove
fails_with 2 . ho audit prove 7 --from 8
fails_with 2 "event's number" ho audit prove seven

# --- out of the house -------------------------------------------------------------
works ho audit export --leaves "$dir/leaves" --checkpoint "$dir/note"
same "every leaf" "$size" "$(wc -l <"$dir/leaves")"
works ho audit verify --export "$dir/leaves" --checkpoint "$dir/note" --key "$key"
same "nothing is written over" 2 "$(ho audit export --leaves "$dir/leaves" \
    >/dev/null 2>&1; echo $?)"
same "standard output" "$(cat "$dir/leaves")" "$(ho audit export --leaves -)"
sed '5s/owner/0wner/' "$dir/leaves" >"$dir/forged"
fails_with 1 . ho audit verify --export "$dir/forged" --checkpoint "$dir/note" \
    --key "$key"
sed '$d' "$dir/leaves" >"$dir/short"
fails_with 1 . ho audit verify --export "$dir/short" --checkpoint "$dir/note" \
    --key "$key"
fails_with 2 'needs' ho audit verify --export "$dir/leaves"
fails_with 2 . ho audit verify --export "$dir/none" --checkpoint "$dir/note" \
    --key "$key"

# --- against the store ------------------------------------------------------------
whole
same "verifying is no event" "$size" "$(log_size)"
stop_daemon
sqlite3 "$dir/state/store.db" "UPDATE user SET name = 'Mallory' WHERE id = 3"
start_daemon
fails_with 1 'not-whole' ho audit verify --json
has "and says which row" 'user/3' "$said"
refused 1 no-user ho user show "$(sqlite3 "$dir/state/store.db" \
    'SELECT login FROM user WHERE id = 3')"
finish
