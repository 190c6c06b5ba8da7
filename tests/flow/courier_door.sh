#!/bin/bash
# The courier's door: who comes in by it is the courier, and still is not
# believed more than it must be.  A line that says what it cannot know ends,
# and what it had been handed comes back.
. "$(dirname "$0")/case_lib.sh"

install_handover
make_key northwind.example
start_daemon
start_resolver
works ho account add northwind --name 'Northwind Traders' --owner olga \
    --owner-absent --contact ops@northwind.example --seats 9
works ho user add bob --account northwind --name Bob
ask_unsigned bob

cat >"$dir/door.py" <<'PY'
import socket, struct, sys, time

HELLO, JOB, REPORT, TOLD, PIECE = 32, 33, 34, 38, 1
u64 = lambda n: struct.pack(">Q", n)

def frame(kind, *fields):
    body = b"".join(struct.pack(">HI", t, len(v)) + v for t, v in fields)
    return struct.pack(">IBB", 6 + len(body), 1, kind) + body

def fields(d):
    at, out = 6, {}
    while at < len(d):
        t, n = struct.unpack(">HI", d[at:at + 6])
        out[t] = d[at + 6:at + 6 + n]
        at += 6 + n
    return out

def connect():
    s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    s.settimeout(10)
    s.connect(sys.argv[1])
    return s

def hello(word):
    s = connect()
    s.send(frame(HELLO, (5, b"0.1"), (65, word)))
    return s

def ends(s):
    try:
        while True:
            d = s.recv(65536)
            if not d:
                return "hung up"
            if d[5] == JOB:
                return "handed a job"
    except ConnectionResetError:
        return "hung up"
    except socket.timeout:
        return "stays"

# The line of before may not be known to be gone yet.
def letters():
    for _ in range(200):
        s = hello(b"letters")
        try:
            d = s.recv(65536)
        except ConnectionResetError:
            d = b""
        if d and d[5] == JOB:
            job = struct.unpack(">Q", fields(d)[64])[0]
            while not struct.unpack(">Q", fields(s.recv(65536))[2])[0]:
                pass
            return s, job
        time.sleep(0.05)
    sys.exit("no job comes")

def report(job, outcome=1, after=0, kind=REPORT):
    return frame(kind, (64, u64(job)), (69, u64(outcome)), (4, b"250 taken"),
                 (71, b"X-1"), (76, u64(after)))

print("another word:", ends(hello(b"frob")))
s = connect()
s.send(report(1))
print("no word:", ends(s))
first, job = letters()
print("a second line:", ends(hello(b"letters")))
first.send(report(job + 1000))
print("a job that it has not:", ends(first))
for what, wrong in (("no job", report(0)),
                    ("another line's report", report(job, kind=TOLD)),
                    ("no outcome", report(job, outcome=9)),
                    ("two days' pause", report(job, after=172800))):
    s, again = letters()
    s.send(wrong)
    print(what + ":", ends(s) if again == job else "another job")
s, again = letters()
s.send(report(again))
s.send(report(again))
print("it twice:", ends(s))
PY
same "the door" "another word: hung up
no word: hung up
a second line: hung up
a job that it has not: hung up
no job: hung up
another line's report: hung up
no outcome: hung up
two days' pause: hung up
it twice: hung up" "$(/usr/bin/python3 "$dir/door.py" "$dir/run/courier.sock")"
has "the one report that was true is written down" '1 +sent +confirm' \
    "$(ho outbox list --all)"
works ho audit verify
finish
