"""What a letter may cost, and what a name server that is away may.

CPU and memory are the kernel's own figures for the program in its sandbox;
under a sanitizer they mean nothing and are not asked.
"""
import json
import os
import resource
import socket
import subprocess
import tempfile
import time

import judge
import letters
import raw
from bench import check

SECONDS, KIB, VERDICT_MS, DNS_SECONDS = 1, 64 << 10, 2, 3
MIB = 1 << 20


def fill(unit, size):
    return unit * (size // len(unit))


def folded(name, unit, size, end=b""):
    """One field of so many octets in lines of 900 at most."""
    line = unit * (900 // len(unit))
    return b"%s: %s%s%s\r\n" % (name, b"x " if name == b"X" else b"",
                                fill(line + b"\r\n ", size), end)


def below(name, unit, end=b""):
    """Such a field in a header that is just small enough to be read, and
    nothing else wrong with the letter."""
    field = folded(name, unit, MIB - 8192, end)
    rest = [f for f in letters.letter().split(b"\r\n\r\n")[0].split(b"\r\n")
            if not f.startswith(name + b":")]
    return b"\r\n".join(rest) + b"\r\n" + field + b"\r\nbody\r\n"


def signatures(keys):
    """20 that are signed and cover 200 fields of a large header each."""
    text = b"".join(b"X-%d: %s\r\n" % (i, b"a \t" * 300) for i in range(200)) \
        + letters.letter()
    names = raw.NAMES + "".join(":X-%d" % i for i in range(190))
    field, records = raw.sign(keys, text, names=names)
    field = field[:-len(text)]
    return field * 20 + text + b"x\r\n" * (5 * MIB), records


def nested(levels):
    top = b"From: a@b.example\r\nMIME-Version: 1.0\r\n"
    for i in range(levels):
        top += (b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n'
                % (i, i))
    return top + b"Content-Type: text/plain\r\n\r\nhello\r\n"


def inner(levels):
    return b"From: a@b.example\r\n" + levels * \
        b"Content-Type: message/rfc822\r\n\r\n" + b"\r\nhello\r\n"


# name: (the letter, is it beyond what is read at all)
MONSTERS = {
    "a line without end": (b"X: " + fill(b"y", 10 * MIB), True),
    "a word without end": (fill(b"y", 10 * MIB), True),
    "one field, folded": (folded(b"X", b"y ", 10 * MIB) + b"\r\n", True),
    "folds of nothing": (b"X: y" + fill(b"\r\n .", 10 * MIB) + b"\r\n\r\n",
                         True),
    "fields without end": (fill(b"X: y\r\n", 10 * MIB), True),
    "names without end": (fill(b"y", 10 * MIB) + b": x\r\n\r\n", True),
    "To of a million": (folded(b"To", b"a@b,", 10 * MIB, b"a@b") + b"\r\n",
                        True),
    "From of comments": (folded(b"From", b"(", 10 * MIB) + b"\r\n", True),
    "blank lines": (fill(b"\r\n", 10 * MIB), True),
    "10 MiB that end": (fill(b"X: y\r\n", 10 * MIB) + b"\r\nbody\r\n", True),
    "From of comments, 1 MiB": (below(b"From", b"("), False),
    "From of quotes, 1 MiB": (below(b"From", b'"a" '), False),
    "From of encoded words, 1 MiB": (below(
        b"From", b"=?utf-8?Q?.=", b"<ops@northwind.example>"), False),
    "To of comments, 1 MiB": (below(b"To", b"(a)", letters.DESK.encode()),
                              False),
    "To of groups, 1 MiB": (below(b"To", b"a:b@c;,"), False),
    "To of names, 1 MiB": (below(b"To", b"a "), False),
    "To of commas, 1 MiB": (below(b"To", b","), False),
    "Subject of words, 1 MiB": (below(b"Subject", b"=?utf-8?B?w7w=?= "), False),
    "Subject of half words, 1 MiB": (below(b"Subject", b"=?utf-8?Q?"), False),
    "References, 1 MiB": (below(b"References", b"<a@b> "), False),
    "References that open, 1 MiB": (below(b"References", b"<"), False),
    "Message-ID of comments, 1 MiB": (below(b"Message-ID", b"(a)", b"<a@b>"),
                                      False),
    "tags, 1 MiB": (below(b"DKIM-Signature", b"a=b;"), False),
    "h= of 1 MiB": (below(b"DKIM-Signature", b"x:").replace(
        b"DKIM-Signature: ", b"DKIM-Signature: v=1; h="), False),
    "1,000 parts in parts": (nested(1000), False),
    "1,000 letters in letters": (inner(1000), False),
    "1,000 parts": (b'From: a@b.example\r\nContent-Type: multipart/mixed; '
                    b'boundary="x"\r\n\r\n' + b"--x\r\n\r\nhi\r\n" * 1000 +
                    b"--x--\r\n", False),
    "a million parts": (b'From: a@b.example\r\nContent-Type: multipart/mixed; '
                        b'boundary="x"\r\n\r\n' +
                        fill(b"--x\r\n\r\nx\r\n", 10 * MIB), False),
    "a million parts with a field": (
        b'From: a@b.example\r\nContent-Type: multipart/mixed; boundary="x"'
        b'\r\n\r\n' + fill(b"--x\r\nContent-Type: a/b\r\n\r\n", 10 * MIB),
        False),
    "To and To again": (b"From: a@b.example\r\n" + fill(
        folded(b"To", b"=?utf-8?Q?.=", 15000), 10 * MIB) + b"\r\nbody\r\n",
        True),
    "a boundary that begins everywhere": (
        b"From: a@b.example\r\nContent-Type: multipart/mixed; boundary=\"%s\""
        b"\r\n\r\n" % (b"-" * 60) + fill(b"-" * 61 + b"\r\n", 10 * MIB), False),
}


def cost(what, name, status, seconds, kib, sanitized):
    check(status == 0, "%s, %s: exit %d" % (what, name, status))
    if not sanitized:
        check(seconds < SECONDS, "%s, %s: %.2f s" % (what, name, seconds))
        check(kib < KIB, "%s, %s: %d KiB" % (what, name, kib))
    return seconds, kib


def monsters(out, keys, sanitized):
    worst = {"judge": (0, 0), "draw": (0, 0)}
    signed, records = signatures(keys)
    for name, (text, too_large) in {**MONSTERS,
                                    "20 signatures over 5 MiB":
                                    (signed, False)}.items():
        one = judge.Judge(os.path.join(out, "handover-judge"))
        facts, _ = one.talk(text, records)
        check(facts and (dict(facts)[judge.FAULT] or not too_large),
              "%s: no fault" % name)
        got = {"judge": cost("judge", name, *one.end(), sanitized)}
        one = judge.Judge(os.path.join(out, "handover-draw"))
        check(one.draw(text) is not None, "%s: not drawn" % name)
        got["draw"] = cost("draw", name, *one.end(), sanitized)
        for what, figures in got.items():
            worst[what] = tuple(map(max, worst[what], figures))
    for what, (seconds, kib) in worst.items():
        print("ok    %d monsters: %s took %.2f s and %d KiB at most" % (
            len(MONSTERS) + 1, what, seconds, kib))


def verdict(court, keys, sanitized):
    """One process, many times the same: what the program's start costs is
    shared out."""
    text, records = keys.sign(letters.letter(), letters.OWN, letters.FASTMAIL)
    for _ in range(1000):
        court.add(text, records)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    got = court.run()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    check(all(g.verdict == "accept" for g in got), "an ordinary letter")
    ms = (after.ru_utime + after.ru_stime - before.ru_utime -
          before.ru_stime) * 1000 / len(got)
    check(sanitized or ms < VERDICT_MS, "a verdict took %.2f ms" % ms)
    print("ok    a verdict took %.2f ms of CPU" % ms)


def without_dns(out, keys):
    """A server that is not there, and one that says nothing."""
    text, _ = keys.sign(letters.letter(), letters.OWN, letters.FASTMAIL)
    both, _ = keys.sign(text, "mail." + letters.OWN, letters.FASTMAIL)
    foreign, _ = keys.sign(letters.letter(), "evil.example", letters.FASTMAIL)
    silent = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    silent.bind(("127.0.0.1", 0))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.bind(("127.0.0.1", 0))
        gone = s.getsockname()[1]
    longest = 0
    with tempfile.TemporaryDirectory() as folder:
        mail = os.path.join(folder, "mail")
        here = silent.getsockname()[1]
        for octets, port, want in (
                (text, gone, "unclear"), (text, here, "unclear"),
                (both, here, "unclear"), (foreign, here, "confirm"),
                (letters.letter(), here, "confirm")):
            with open(mail, "wb") as f:
                f.write(octets)
            start = time.monotonic()
            p = subprocess.run(
                [os.path.join(out, "handover"), "mail", "check", "--libexec",
                 out, "--mail", mail, "--contact", letters.FROM, "--desk",
                 letters.DESK, "--resolver", "127.0.0.1@%d" % port, "--json"],
                capture_output=True)
            longest = max(longest, time.monotonic() - start)
            check(json.loads(p.stdout)["verdict"] == want,
                  "without DNS: %s, not %s" % (p.stdout, want))
        check(longest < DNS_SECONDS, "without DNS: %.1f s" % longest)
    silent.close()
    print("ok    without DNS nothing is accepted; %.1f s at most" % longest)


def run(court, out, keys):
    with open(os.path.join(out, "handover-judge"), "rb") as f:
        sanitized = b"__asan_init" in f.read()
    monsters(out, keys, sanitized)
    verdict(court, keys, sanitized)
    without_dns(out, keys)
