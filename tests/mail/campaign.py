#!/usr/bin/python3
"""Letters signed by somebody else, judged by us.

    campaign.py JUDGE_FILES HANDOVER_JUDGE

dkimpy and libopendkim sign, and both give second opinions (opendkim-testmsg
signs with rsa-sha1 only, and verifies by nothing but the host's DNS).
Where they say pass and we do not, a rule of ours must have a name for it;
where we say pass, both must.  Seeds are fixed, keys are new every time.
"""
import base64
import os
import random
import subprocess
import sys
import tempfile

import dkim
from cryptography.hazmat.primitives import serialization as ser
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa

sys.path.insert(0, os.path.dirname(__file__))
import judge                                                     # noqa: E402
import letters                                                   # noqa: E402
import second                                                    # noqa: E402

# Ours alone: RFC 6376 would let these pass, DESIGN section 6 does not.
STRICTER = {"algorithm", "body-length", "key-testing", "key-short",
            "tag-twice", "expiry"}

failures = 0


def check(claim, what):
    global failures
    if not claim:
        failures += 1
        print("FAIL ", what)


class Bench:
    """Writes letters down and has them all judged in one go."""

    def __init__(self, program):
        self.program = program
        self.dir = tempfile.TemporaryDirectory()
        self.lines, self.count = [], 0

    def path(self, octets):
        self.count += 1
        name = os.path.join(self.dir.name, str(self.count))
        with open(name, "wb") as f:
            f.write(octets)
        return name

    def add(self, letter, records, contact=letters.FROM):
        text = "".join("%s\t1\t0\t%s\n" % r for r in records.items())
        self.lines.append("\t".join([
            self.path(letter), contact, letters.DESK, str(letters.SEEN),
            self.path(text.encode()), "confirm"]))

    def run(self):
        """For each letter: verdict, reason, From, [(domain, result)]."""
        out = subprocess.run([self.program], input="\n".join(self.lines),
                             capture_output=True, text=True, check=True)
        self.lines = []
        for line in out.stdout.splitlines():
            col = line.split("\t")
            yield (col[0], col[1], col[3],
                   [tuple(s.split("/")[:2]) for s in col[5:]])


class Keys:
    def __init__(self):
        key = rsa.generate_private_key(65537, 2048)
        self.rsa = key.private_bytes(
            ser.Encoding.PEM, ser.PrivateFormat.TraditionalOpenSSL,
            ser.NoEncryption())
        self.rsa_record = "v=DKIM1; k=rsa; p=" + base64.b64encode(
            key.public_key().public_bytes(
                ser.Encoding.DER,
                ser.PublicFormat.SubjectPublicKeyInfo)).decode()
        key = ed25519.Ed25519PrivateKey.generate()
        self.ed = base64.b64encode(key.private_bytes(
            ser.Encoding.Raw, ser.PrivateFormat.Raw, ser.NoEncryption()))
        self.ed_record = "v=DKIM1; k=ed25519; p=" + base64.b64encode(
            key.public_key().public_bytes(
                ser.Encoding.Raw, ser.PublicFormat.Raw)).decode()

    def sign(self, text, domain, names, canon=(b"relaxed", b"relaxed"),
             ed=False):
        field = dkim.sign(
            text, b"s1", domain.encode(), self.ed if ed else self.rsa,
            canonicalize=canon, include_headers=[n.encode() for n in names],
            signature_algorithm=b"ed25519-sha256" if ed else b"rsa-sha256")
        record = self.ed_record if ed else self.rsa_record
        return field + text, {"s1._domainkey." + domain: record}


def agree(name, letter, records, signatures, opendkim):
    """Ours and theirs, with the one permitted difference."""
    ours = bool(signatures) and all(r == "pass" for _, r in signatures)
    for who, theirs in (("dkimpy", second.by_dkimpy(letter, records)),
                        ("opendkim", opendkim.verify(letter, records))):
        if ours:
            check(theirs, "%s: we pass, %s does not" % (name, who))
        elif theirs:
            check(any(r in STRICTER for _, r in signatures),
                  "%s: %s passes, we say %s" % (name, who, signatures))


def providers(bench, keys, opendkim):
    cases = []
    for name, domains, names, verdict, reason in letters.PROVIDERS:
        text, records = letters.letter(), {}
        for domain in domains:
            text, more = keys.sign(text, domain, names)
            records.update(more)
        bench.add(text, records)
        cases.append((name, verdict, reason, text, records))
    for case, got in zip(cases, bench.run()):
        name, verdict, reason, text, records = case
        check(got[:2] == (verdict, reason), "%s: %s" % (name, got))
        agree(name, text, records, got[3], opendkim)
    print("ok    %d providers" % len(cases))


def honest(bench, keys, opendkim, count):
    """Odd and honest letters: every signature must hold."""
    rand, cases = random.Random(2026), []
    forms = (b"relaxed", b"simple")
    for i in range(count):
        canon = (rand.choice(forms), rand.choice(forms))
        text, records = keys.sign(letters.letter(rand), letters.OWN,
                                  letters.random_fields(rand), canon,
                                  ed=i % 4 == 0)
        cases.append((text, records, canon))
        lf = text.replace(b"\r\n", b"\n")
        bench.add(text, records)
        bench.add(lf, records)
    got = list(bench.run())
    for i, (text, records, canon) in enumerate(cases):
        for one in got[2 * i:2 * i + 2]:
            check(one[3] and one[3][0][1] == "pass",
                  "honest %d %s: %s" % (i, canon, one))
            check(one[0] != "refuse", "honest %d: %s" % (i, one))
        agree("honest %d" % i, text, records, got[2 * i][3], opendkim)
    print("ok    %d odd honest letters, CRLF and LF" % count)


def opendkim_signed(bench, keys, opendkim):
    """Signed by libopendkim, in all four forms."""
    records = {"s1._domainkey." + letters.OWN: keys.rsa_record}
    rand, cases = random.Random(7), []
    for form in range(20):
        text = opendkim.sign(letters.letter(rand), letters.OWN, keys.rsa,
                             form & 1, form >> 1 & 1)
        cases.append(text)
        bench.add(text, records)
    for i, (text, got) in enumerate(zip(cases, bench.run())):
        check(got[3] and got[3][0][1] == "pass",
              "opendkim signed %d: %s" % (i, got))
        agree("opendkim signed %d" % i, text, records, got[3], opendkim)
    print("ok    %d letters signed by opendkim" % len(cases))


def mutations(bench, keys, opendkim, count):
    """One octet changed anywhere in an accepted letter."""
    rand = random.Random(500)
    text, records = keys.sign(letters.letter(), letters.OWN, letters.FASTMAIL)
    cases = []
    for _ in range(count):
        at, new = rand.randrange(len(text)), rand.randrange(256)
        cases.append(text[:at] + bytes([new]) + text[at + 1:])
        bench.add(cases[-1], records)
    accepted = 0
    for i, (one, got) in enumerate(zip(cases, bench.run())):
        if got[0] != "accept":
            continue
        accepted += 1
        check(got[2] == letters.FROM, "mutation %d: %s" % (i, got))
        check(one.split() == text.split() or
              b" ".join(one.split()).lower() == b" ".join(
                  text.split()).lower(),
              "mutation %d accepted with another meaning" % i)
        agree("mutation %d" % i, one, records, got[3], opendkim)
    print("ok    %d changed octets, %d of them mean nothing" %
          (count, accepted))


def stricter(bench, keys, opendkim):
    """What the others take and we do not, by name."""
    base, records = keys.sign(letters.letter(), letters.OWN, letters.FASTMAIL)
    name = "s1._domainkey." + letters.OWN
    sha1 = dkim.sign(letters.letter(), b"s1", letters.OWN.encode(), keys.rsa,
                     signature_algorithm=b"rsa-sha1",
                     include_headers=[b"from", b"to", b"subject", b"date"])
    length = dkim.sign(letters.letter(), b"s1", letters.OWN.encode(),
                       keys.rsa, length=True,
                       include_headers=[b"from", b"to", b"subject", b"date"])
    testing = keys.rsa_record.replace("k=rsa;", "k=rsa; t=y;")
    cases = [
        ("algorithm", sha1 + letters.letter(), records),
        ("body-length", length + letters.letter() + b"and more\r\n", records),
        ("key-testing", base, {name: testing}),
    ]
    for _, text, keyring in cases:
        bench.add(text, keyring)
    for (word, text, keyring), got in zip(cases, bench.run()):
        check(got[3][0][1] == word, "%s: %s" % (word, got))
        check(got[0] == "confirm", "%s: %s" % (word, got))
        agree(word, text, keyring, got[3], opendkim)
    print("ok    %d ways in which we are stricter" % len(cases))


def the_judge_itself(program, keys):
    """The program in its sandbox: a letter, an empty one, a monster."""
    text, records = keys.sign(letters.letter(), letters.OWN, letters.FASTMAIL)
    one = judge.Judge(program)
    facts, asked = one.talk(text, records)
    check(one.end()[0] == 0, "the judge's exit")
    check(asked == ["s1._domainkey.northwind.example"], asked)
    values = dict(facts or [])
    check(values.get(judge.FROM) == letters.FROM.encode() and
          values.get(judge.SIG_RESULT) == b"pass", "the judge's facts")
    named = letters.letter().replace(b"northwind", "n\u00f6rdwind".encode())
    text, records = keys.sign(named, "xn--nrdwind-90a.example",
                              letters.FASTMAIL, ed=True)
    one = judge.Judge(program)
    facts, _ = one.talk(text, records)
    values = dict(facts or [])
    check(one.end()[0] == 0 and
          values.get(judge.FROM) == b"ops@xn--nrdwind-90a.example" and
          values.get(judge.SIG_RESULT) == b"pass", "Ed25519 and a U-label")
    one = judge.Judge(program)
    facts, _ = one.talk(b"", {})
    check(one.end()[0] == 0 and
          dict(facts)[judge.FAULT] == b"letter-empty", "an empty letter")
    monsters = [
        b"X: " + b"y" * (10 << 20),
        b"X: y\r\n" * ((10 << 20) // 6),
        b"To:" + b"a@b,\r\n " * ((10 << 20) // 8) + b"\r\n\r\n",
    ]
    for monster in monsters:
        one = judge.Judge(program)
        facts, _ = one.talk(monster, {})
        status, seconds, memory = one.end()
        check(status == 0 and dict(facts)[judge.FAULT], "a monster's facts")
        check(seconds < 1, "a monster took %.2f s" % seconds)
        check(memory < 64 << 10 or os.environ.get("SAN"),
              "a monster took %d KiB" % memory)
    for garbage in (b"x", judge.message(judge.PIECE, (judge.DATA, b"x")),
                    judge.message(judge.LETTER)):
        one = judge.Judge(program)
        one.mine.send(garbage)
        check(one.end()[0] == 4, "garbage must end the judge")
    print("ok    the judge in its sandbox")


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    bench, keys, opendkim = Bench(sys.argv[1]), Keys(), second.OpenDKIM()
    providers(bench, keys, opendkim)
    opendkim_signed(bench, keys, opendkim)
    honest(bench, keys, opendkim, 200)
    mutations(bench, keys, opendkim, 500)
    stricter(bench, keys, opendkim)
    the_judge_itself(sys.argv[2], keys)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
