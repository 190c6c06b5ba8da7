#!/bin/bash
# case verify --again: the letter is read anew, years later, with DNS as it
# answered then: the key is gone, the resolver too. audit verify holds every
# stored verdict against what was kept of its letter.
. "$(dirname "$0")/case_lib.sh"
start_case_house

write_mail one ops@northwind.example
works ho reset --mail "$dir/one" --owner --json
ref=$(field ref <<<"$said")
same "accepted" accept "$(field verdict <<<"$said")"
write_mail plain ops@northwind.example sign=
fails_with 1 . ho case open --mail "$dir/plain" --owner --json

# --- the key is gone from DNS, and there is no resolver any more ----------------
stop_one "$resolver_pid" handover-resolver
resolver_pid=
rm -f "$dir/run/resolver.sock"
: >"$dir/records"
works ho case verify "$ref" --again
has "then" 'then: accept \(signed\)' "$said"
has "and now" 'now:  accept \(signed\)' "$said"
has "from the octets" 'give the same facts today' "$said"
works ho case verify "$ref" --again --json
same "for programs" "same accept" \
    "$(json "x['facts_again'] + ' ' + x['verdict_now']" <<<"$said")"
works ho case verify "$ref"
hasnt "without it no judge is asked" 'facts today' "$said"
move_clock 900000000
works ho case verify "$ref" --again
has "in thirty years too" 'now:  accept \(signed\)' "$said"
move_clock 0
# it asked for nothing: a letter that was never signed has no question at all
hasnt "the daemon looked for no resolver" 'resolver is not reachable' \
    "$(cat "$dir/log")"

# --- a judge that reads otherwise --------------------------------------------------
cat >"$dir/judge.py" <<'EOF'
#!/usr/bin/python3 -IS
# stands where the judge stands, and is given another letter
import os, socket, struct, sys
s = socket.socket(fileno=os.dup(0))
a, b = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
letter = open(sys.argv[0] + ".letter", "rb").read()
def pack(kind, *fields):
    body = b"".join(struct.pack(">HI", t, len(d)) + d for t, d in fields)
    return struct.pack(">IBB", len(body) + 6, 1, kind) + body
if os.fork() == 0:
    os.dup2(b.fileno(), 0)
    os.execv(open(sys.argv[0] + ".real").read().strip(), ["handover-judge"])
b.close()
s.recv(65536)
while not s.recv(65536).endswith(struct.pack(">HIQ", 2, 8, 1)):
    pass
a.send(pack(48, (3, struct.pack(">Q", len(letter)))))
a.send(pack(1, (1, letter), (2, struct.pack(">Q", 1))))
while True:
    m = a.recv(65536)
    s.send(m)
    if m[5] == 51:
        break
    a.send(s.recv(65536))
EOF
mkdir "$dir/bin"
ln -s "$OUT/handover-draw" "$OUT/handover-snapshot" "$dir/bin/"
cp "$dir/judge.py" "$dir/bin/handover-judge"
chmod +x "$dir/bin/handover-judge"
echo "$OUT/handover-judge" >"$dir/bin/handover-judge.real"
sed 's/^Our panel/Your panel/' "$dir/one" >"$dir/bin/handover-judge.letter"
stop_daemon
sed -i "s|^libexec-dir = .*|libexec-dir = $dir/bin|" "$conf"
start_daemon
refused 1 facts-differ ho case verify "$ref" --again
fails_with 1 'northwind.example: pass, now body-differs' \
    ho case verify "$ref" --again
has "what it was taken for would be less" 'now:  confirm' "$said"
rm "$dir/bin/handover-judge"
refused 3 not-judged ho case verify "$ref" --again
works ho case verify "$ref"

# --- what cannot be judged ------------------------------------------------------------
refused 1 not-by-mail ho case open --owner --account northwind
refused 1 not-by-mail ho case verify "$(field ref <<<"$said")" --again
refused 1 no-case ho case verify HO-ZZZZZZ --again

# --- audit verify --------------------------------------------------------------------
works ho audit verify --json
same "letters that were worth something" "0 1" \
    "$(json "'%d %d' % (x['faults'], x['letters'])" <<<"$said")"
works ho audit verify
has "and it says so" '1 letter: what each was taken for follows' "$said"
finish
