#!/bin/bash
# Wrong use of every kind: a clear sentence, exit 2, and nothing done.
. "$(dirname "$0")/lib.sh"
install_handover

# --- without a daemon ---------------------------------------------------------------
fails_with 3 'handoverd is away' ho account list
fails_with 3 'handoverd is away' ho --socket "$dir/nothing" account list
fails_with 4 'path is too long' ho status --socket "$(printf '/x%.0s' $(seq 100))"
fails_with 2 'usage: handover NOUN' ho
fails_with 2 "there is no 'frobnicate'" ho frobnicate
fails_with 2 "cannot 'frobnicate'" ho account frobnicate
fails_with 2 'handover account add' ho account
fails_with 2 'account add: CODE is missing' ho account add
fails_with 2 '\-\-name is missing' ho account add x
fails_with 2 'takes no --frob' ho account list --frob
fails_with 2 'needs a value' ho account add x --name
fails_with 2 'one word too many' ho account show a b
fails_with 2 'given twice' ho account add x --name a --name b
fails_with 2 'takes a number' ho account add x --seats many
fails_with 2 'must be 1 to 1000000' ho account add x --seats 0
fails_with 2 'must be 1 to 1000000' ho account add x --seats 1000001
fails_with 2 'takes a number' ho account add x --seats 99999999999999999999
fails_with 2 'control character' ho account add x --name $'a\nb'
fails_with 2 'not UTF-8' ho account add x --name $'a\xff'
fails_with 2 '1 to 256 octets' ho account add x --name "$(printf 'n%.0s' $(seq 257))"
fails_with 2 '1 to 256 octets' ho account add x --name ''
fails_with 2 'takes no value' ho case list --all=yes
hasnt "control characters are shown, not sent to the terminal" $'\e' \
    "$(ho $'\e[2J' 2>&1)"
# --json is an answer too where the command itself refuses
for wrong in '--json' 'account --json' 'account show --json' 'frob --json' \
    'account list --frob --json' 'reset --json --owner --mail /nowhere' \
    '--json mail check --mail /nowhere --contact a@b.example' \
    'mail check --json' 'mail show --mail /nowhere --json'; do
	fails_with 2 . ho $wrong
	same "ho $wrong" "2 usage" \
	    "$(json 'str(x["exit"]) + " " + x["reason"]' <<<"$said")"
done
refused 3 away ho account list
works ho help
works ho help case
works ho case open --help
same "help of one verb, either way" "$said" "$(ho help case open)"
same "of one that runs here too" "$(ho mail check --help)" \
    "$(ho help mail check)"
fails_with 2 'one word too many' ho help case frobnicate
works bash -n <("$OUT/handover" completion bash)
fails_with 2 'only for bash' ho completion fish

# --- files --------------------------------------------------------------------------
: >"$dir/empty"
head -c $((25 * 1024 * 1024 + 1)) /dev/zero >"$dir/huge"
head -c 500 /dev/urandom >"$dir/binary"
open="ho case open --owner --mail"
fails_with 2 'No such file' $open "$dir/none"
fails_with 2 'is empty' $open "$dir/empty"
fails_with 2 'larger than 26214400' $open "$dir/huge"
fails_with 2 'directory' $open "$dir"
fails_with 2 'is empty' $open - </dev/null
fails_with 2 'given twice' $open a --mail b

# --- with one -----------------------------------------------------------------------
start_daemon
start_resolver
size=$(log_size)
refused 2 bad-hash ho user add x --account a --name X --hash "$dir/binary"
fails_with 2 'larger than 4096' ho user add x --account a --name X \
    --hash "$dir/huge"
fails_with 1 . $open "$dir/binary"
rm -f "$dir/huge"

# The door itself: what the command would never send.
cat >"$dir/door.py" <<'PY'
import json, os, socket, struct, sys

def frame(kind, *fields):
    body = b"".join(struct.pack(">HI", t, len(v)) + v for t, v in fields)
    return struct.pack(">IBB", 6 + len(body), 1, kind) + body

def ask(verb, args, *more, then=()):
    s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    s.settimeout(10)
    s.connect(os.environ["HANDOVER_SOCKET"])
    try:
        s.send(frame(16, (48, verb), (49, args), *more))
        for f in then:
            s.send(f)
    except OSError:
        pass
    for _ in range(3):
        try:
            d = s.recv(65536)
        except ConnectionResetError:
            continue
        if not d:
            return "hung up"
        if d[5] == 19:
            at = 6
            while at < len(d):
                t, n = struct.unpack(">HI", d[at:at + 6])
                if t == 51:
                    x = json.loads(d[at + 6:at + 6 + n])
                    if x.get("message") == "no such verb":
                        return "no such verb"
                    return "%s %s" % (x.get("exit", 0), x.get("reason", ""))
                at += 6 + n
    return "hung up"

u64 = lambda n: struct.pack(">Q", n)
blob = lambda name, n: ((50, name), (52 - 49, u64(n)))
good = {
    "no object": (b"account list", b"[]"),
    "not JSON": (b"account list", b"{"),
    "a name twice": (b"account show", b'{"subject":"a","subject":"b"}'),
    "an unknown option": (b"account list", b'{"frob":1}'),
    "a wrong type": (b"account show", b'{"subject":1}'),
    "a flag that is false": (b"case list", b'{"all":false}'),
    "deeper than anything": (b"case list", b'{"all":' + b"[" * 3000 + b"]" * 3000 + b"}"),
    "a NUL": (b"account show", b'{"subject":"a\\u0000b"}'),
    "an unknown verb": (b"account frob", b"{}"),
    "a local verb": (b"mail check", b"{}"),
    "a missing subject": (b"account show", b"{}"),
    "too many of one": (b"account add", json.dumps({"contact": ["a@b.c"] * 33}).encode()),
}
for verb in sys.argv[1:]:  # every row of the table has its function
    if ask(verb.encode(), b'{"frob":1}') != "2 usage":
        print(verb, "is not known")
for name, (verb, args) in good.items():
    print(name + ":", ask(verb, args))
print("a file of no option:", ask(b"account list", b"{}", *blob(b"mail", 5)))
print("a file too large:", ask(b"case open", b"{}", *blob(b"mail", (25 << 20) + 1)))
print("a file twice:", ask(b"case open", b"{}", *blob(b"mail", 5), *blob(b"mail", 5)))
print("more than announced:", ask(b"case open", b'{"owner":true}', *blob(b"mail", 5),
      then=[frame(1, (1, b"123456"), (2, u64(1)))]))
print("less than announced:", ask(b"case open", b'{"owner":true}', *blob(b"mail", 5),
      then=[frame(1, (1, b"1234"), (2, u64(1)))]))
print("no ARGS:", ask(b"account list", b"{}", (49, b"{}")))
s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
s.settimeout(10)
s.connect(os.environ["HANDOVER_SOCKET"])
s.send(frame(1, (1, b"x"), (2, u64(1))))
try:
    print("out of turn:", "hung up" if not s.recv(100) else "answered")
except ConnectionResetError:
    print("out of turn:", "hung up")
PY
local='^(mail check|mail show|config check|init|completion|help)$'
mapfile -t verbs < <(ho help --man | sed -n 's/^\*\([a-z ]*\)\*.*/\1/p' |
    grep -vE "$local")
[ ${#verbs[@]} -ge 35 ] || bad "the list of verbs" "${verbs[*]}"
same "the door" "no object: 2 usage
not JSON: 2 usage
a name twice: 2 usage
an unknown option: 2 usage
a wrong type: 2 usage
a flag that is false: 2 usage
deeper than anything: 2 usage
a NUL: 2 usage
an unknown verb: no such verb
a local verb: no such verb
a missing subject: 2 usage
too many of one: 2 usage
a file of no option: 2 usage
a file too large: 2 usage
a file twice: 2 usage
more than announced: hung up
less than announced: hung up
no ARGS: hung up
out of turn: hung up" "$(/usr/bin/python3 "$dir/door.py" "${verbs[@]}")"

# Gone in the middle of work: it ends where it ends, and the daemon lives.
for n in $(seq 1 20); do
	timeout 0.0$((n % 9 + 1)) "$OUT/handover" account add "g$n" --name g \
	    --owner "g$n" --contact g@g.example --seats 1 >/dev/null 2>&1
done
works ho status
whole
finish
