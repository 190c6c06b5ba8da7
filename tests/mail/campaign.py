#!/usr/bin/python3
"""Letters signed by somebody else, judged by us and by two more.

    campaign.py OUT

dkimpy and libopendkim sign, and both give second opinions on every letter
(opendkim-testmsg signs with rsa-sha1 only, and verifies by nothing but the
host's DNS).  Where they say pass and we do not, a rule of ours must have a
name for it; where we say pass, both must.  Keys are new every time.
"""
import os
import random
import re
import subprocess
import sys
import tempfile

import dkim

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import bars                                                      # noqa: E402
import bench                                                     # noqa: E402
import hostile                                                   # noqa: E402
import honest                                                    # noqa: E402
import judge                                                     # noqa: E402
import letters                                                   # noqa: E402
import mutate                                                    # noqa: E402
import providers                                                 # noqa: E402
from bench import check                                          # noqa: E402

FORMS = [(a, b) for a in (b"relaxed", b"simple")
         for b in (b"relaxed", b"simple")]


def odd_letters(court, keys, jury, count):
    """Odd and honest letters: every signature must hold."""
    rand, cases = random.Random(2026), []
    for i in range(count):
        canon = rand.choice(FORMS)
        text, records = keys.sign(letters.letter(rand), letters.OWN,
                                  letters.random_fields(rand), canon,
                                  ed=i % 4 == 0)
        cases.append((text, records, canon))
        court.add(text, records)
        court.add(text.replace(b"\r\n", b"\n"), records)
    got = court.run()
    for i, (text, records, canon) in enumerate(cases):
        for one in got[2 * i:2 * i + 2]:
            check(one.results == ["pass"] and one.verdict != "refuse",
                  "odd letter %d %s: %s" % (i, canon, one))
        jury.agree("odd letter %d" % i, text, records, got[2 * i])
    print("ok    %d odd honest letters, CRLF and LF" % count)


def opendkim_signed(court, keys, jury):
    """Signed by libopendkim, in all four forms."""
    records = {"s1._domainkey." + letters.OWN: keys.rsa_record}
    rand, cases = random.Random(7), []
    for form in range(20):
        text = jury.opendkim.sign(letters.letter(rand), letters.OWN, keys.rsa,
                                  form & 1, form >> 1 & 1)
        cases.append(text)
        court.add(text, records)
    for i, (text, got) in enumerate(zip(cases, court.run())):
        check(got.results == ["pass"], "opendkim signed %d: %s" % (i, got))
        jury.agree("opendkim signed %d" % i, text, records, got)
    print("ok    %d letters signed by opendkim" % len(cases))


def stricter(court, keys, jury):
    """What the others take and we do not, by name."""
    base, records = keys.sign(letters.letter(), letters.OWN, letters.FASTMAIL)
    name = "s1._domainkey." + letters.OWN
    plain = {"include_headers": [b"from", b"to", b"subject", b"date"]}
    sha1 = dkim.sign(letters.letter(), b"s1", letters.OWN.encode(), keys.rsa,
                     signature_algorithm=b"rsa-sha1", **plain)
    length = dkim.sign(letters.letter(), b"s1", letters.OWN.encode(),
                       keys.rsa, length=True, **plain)
    testing = keys.rsa_record.replace("k=rsa;", "k=rsa; t=y;")
    cases = [
        ("algorithm", sha1 + letters.letter(), records),
        ("body-length", length + letters.letter() + b"and more\r\n", records),
        ("key-testing", base, {name: testing}),
    ]
    for _, text, keyring in cases:
        court.add(text, keyring)
    for (word, text, keyring), got in zip(cases, court.run()):
        check(got.results == [word] and got.verdict == "confirm",
              "%s: %s" % (word, got))
        jury.agree(word, text, keyring, got)
    print("ok    %d ways in which we are stricter" % len(cases))


# Letters of tests/mail/forgeries.c of which another thinks otherwise, by
# more than a rule of ours (bench.STRICTER), and why.
DIFFER = [
    # libopendkim has the host's clock, dkimpy bears ten hours
    ("opendkim", "pass", "in time", "expires while read later"),
    ("opendkim", "from-the-future", "from the future"),
    ("dkimpy", "from-the-future", "from the future"),
    ("dkimpy", "expired", "expired"),
    # RFC 6376 section 3.5: a signature that names signatures leaves out itself
    ("dkimpy", "pass", "signs other signatures, not itself"),
    ("opendkim", "pass", "signs other signatures, not itself"),
    # section 3.5: q= is a list
    ("dkimpy", "pass", "q=dns/txt among others"),
    # section 3.6.1: t=s, h=, v= that comes first; the key's type is k='s
    ("dkimpy", "identity", "i= below under t=s"),
    ("dkimpy", "key-hash", "h=sha1"),
    ("dkimpy", "key-malformed", "v not first"),
    ("opendkim", "key-malformed", "v not first", "key tag twice"),
    ("dkimpy", "key-type", "ed25519 signed, rsa said"),
    ("opendkim", "key-type", "rsa key at an ed25519 name", "k=ed25519"),
]


def known(name):
    return {(who, word) for who, word, *names in DIFFER if name in names}


def forgeries(court, program, jury):
    """The letters of tests/mail/forgeries.c, as forgery_test judged them."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([program], env=dict(os.environ, KEEP_LETTERS=folder),
                       check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
        with open(os.path.join(folder, "list"), encoding="utf-8") as f:
            rows = [line.rstrip("\n").split("\t") for line in f]
        court.lines = ["\t".join(row[:6]) for row in rows]
        for row, got in zip(rows, court.run()):
            mail, _, _, at, records, _, verdict, reason, name = row
            check((got.verdict, got.reason) == (verdict, reason),
                  "%s: %s" % (name, got))
            with open(mail, "rb") as f:
                letter = f.read()
            jury.agree(name, letter, known_records(records), got, int(at),
                       known(name))
    print("ok    %d letters of forgery_test" % len(rows))


def known_records(path):
    """What DNS did tell; of two records at a name the first."""
    out = {}
    with open(path, encoding="utf-8", errors="surrogateescape") as f:
        for line in f:
            name, status, _, text = line.rstrip("\n").split("\t")
            if status == "1":
                out.setdefault(name, text)
    return out


def manual(root):
    """Each reason of lib/flow/mail_reason.c stands in doc/mail.md, with its
    verdict."""
    with open(os.path.join(root, "lib/flow/mail_reason.c")) as f:
        words = re.findall(r'{ "([a-z-]+)", ([A-Z]+),', f.read())
    told = {}
    with open(os.path.join(root, "doc/mail.md")) as f:
        for line in f:
            cells = [c.strip() for c in line.strip("|\n ").split("|")]
            if len(cells) == 3:
                told.update((w, cells[1])
                            for w in re.findall("`([a-z-]+)`", cells[0]))
    for word, verdict in words:
        check(told.get(word) == verdict.lower(),
              "doc/mail.md tells %s of %s" % (told.get(word), word))
    print("ok    %d reasons are in doc/mail.md" % len(words))


def the_judge_itself(program, keys):
    """The program in its sandbox: a letter, another, an empty one, garbage."""
    named = letters.letter().replace(b"northwind", "n\u00f6rdwind".encode())
    for text, domain, ed in ((letters.letter(), letters.OWN, False),
                             (named, "xn--nrdwind-90a.example", True)):
        text, records = keys.sign(text, domain, letters.FASTMAIL, ed=ed)
        one = judge.Judge(program)
        facts, asked = one.talk(text, records)
        values = dict(facts or [])
        check(one.end()[0] == 0 and asked == ["s1._domainkey." + domain] and
              values.get(judge.FROM) == b"ops@" + domain.encode() and
              values.get(judge.SIG_RESULT) == b"pass", "the judge: " + domain)
    one = judge.Judge(program)
    facts, _ = one.talk(b"", {})
    check(one.end()[0] == 0 and
          dict(facts)[judge.FAULT] == b"letter-empty", "an empty letter")
    for garbage in (b"x", judge.message(judge.PIECE, (judge.DATA, b"x")),
                    judge.message(judge.LETTER)):
        one = judge.Judge(program)
        one.mine.send(garbage)
        check(one.end()[0] == 4, "garbage must end the judge")
    print("ok    the judge in its sandbox")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    out = os.path.abspath(sys.argv[1])
    court = bench.Bench(os.path.join(out, "tests/mail/judge_files"))
    keys, jury = bench.Keys(), bench.Jury()
    manual(os.path.join(os.path.dirname(__file__), "../.."))
    providers.run(court, keys, jury, os.path.join(out, "handover"))
    opendkim_signed(court, keys, jury)
    odd_letters(court, keys, jury, 200)
    mutate.run(court, keys, jury, 500)
    stricter(court, keys, jury)
    forgeries(court, os.path.join(out, "tests/unit/forgery_test"), jury)
    hostile.run(court, keys, jury)
    honest.run(court, keys, jury)
    print("ok    %d signatures: dkimpy and opendkim agree, but for %s" % (
        jury.asked, ", ".join("%d %s" % (n, w)
                              for w, n in sorted(jury.differ.items()))))
    the_judge_itself(os.path.join(out, "handover-judge"), keys)
    bars.run(court, out, keys)
    sys.exit(1 if bench.failures else 0)


if __name__ == "__main__":
    main()
