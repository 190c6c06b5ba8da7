"""What the campaigns stand on: letters judged in one go, keys, and a jury."""
import base64
import os
import subprocess
import tempfile

import dkim
from cryptography.hazmat.primitives import serialization as ser
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa

import letters
import second

# Signatures that the others take and we do not: our word for it, and the rule
# of DESIGN section 6 that says so.  Anything else that differs is named beside
# the one letter where it does.
STRICTER = {
    "algorithm": "rsa-sha1 is void (rule 7; RFC 8301)",
    "body-length": "any l= (rule 7)",
    "key-testing": "t=y (rule 7)",
    "key-short": "less than 1,024 bits (rule 7)",
    "tag-twice": "two readers would take one each (rule 7)",
    "key-twice": "likewise; RFC 6376 section 3.6.2.2 leaves it open",
}

failures = 0


def check(claim, what):
    global failures
    if not claim:
        failures += 1
        print("FAIL ", what)


class Got:
    """One line of judge_files."""
    def __init__(self, line):
        col = line.split("\t")
        self.verdict, self.reason = col[0], col[1]
        self.detail, self.sender = (col[2:4] + ["", ""])[:2]
        self.results = [s.split("/")[1] for s in col[5:]]

    def __repr__(self):
        return "%s %s (%s; %s)" % (self.verdict, self.reason, self.detail,
                                   " ".join(self.results))


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

    def add(self, letter, records, contact=letters.FROM, at=letters.SEEN,
            desk=letters.DESK):
        text = "".join("%s\t1\t0\t%s\n" % r for r in records.items())
        self.lines.append("\t".join([
            self.path(letter), contact, desk, str(at),
            self.path(text.encode()), "confirm"]))

    def run(self):
        """A Got for each letter."""
        out = subprocess.run([self.program], input="\n".join(self.lines),
                             capture_output=True, text=True, check=True)
        want, self.lines = len(self.lines), []
        got = [Got(line) for line in out.stdout.splitlines()]
        check(len(got) == want, "%d letters, %d verdicts" % (want, len(got)))
        return got


class Keys:
    def __init__(self):
        self.private = rsa.generate_private_key(65537, 2048)
        self.rsa = self.private.private_bytes(
            ser.Encoding.PEM, ser.PrivateFormat.TraditionalOpenSSL,
            ser.NoEncryption())
        self.rsa_p = base64.b64encode(self.private.public_key().public_bytes(
            ser.Encoding.DER, ser.PublicFormat.SubjectPublicKeyInfo)).decode()
        self.rsa_record = "v=DKIM1; k=rsa; p=" + self.rsa_p
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


class Jury:
    """dkimpy and libopendkim, held against our answer for each signature."""

    def __init__(self):
        self.opendkim = second.OpenDKIM()
        self.asked = 0
        self.differ = {}                  # our word: how often

    def agree(self, name, letter, records, got, at=letters.SEEN, known=()):
        """
        known: {(who, our word)} that a test names, with the reason beside
        it.  Where a letter is refused as a whole by rules 1 to 3 no signature
        of it was looked at.  Who sends a file with LF line ends sends CRLF.
        """
        if b"\r" not in letter:
            letter = letter.replace(b"\n", b"\r\n")
        theirs = {"dkimpy": second.by_dkimpy(letter, records, at),
                  "opendkim": self.opendkim.verify(letter, records)}
        for who, answers in theirs.items():
            if not got.results:           # refused as a whole, or unsigned
                continue
            check(len(answers) == len(got.results),
                  "%s: we see %d signatures, %s %d" % (
                      name, len(got.results), who, len(answers)))
            for ours, other in zip(got.results, answers):
                self.asked += 1
                if (ours == "pass") == other or (who, ours) in known:
                    continue
                if other and ours in STRICTER:
                    self.differ[ours] = self.differ.get(ours, 0) + 1
                    continue
                check(False, "%s: we say %s, %s says %s" % (
                    name, ours, who, "pass" if other else "no"))
