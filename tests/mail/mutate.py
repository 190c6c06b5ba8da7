"""Accepted letters with one octet changed: nothing may mean something else.

What may change is said by the canonicalisation that the signer chose, and
whether it does is told by dkimpy's: its canonical form of all that is signed,
body and header, must be what it was.
"""
import os
import random
import re

import dkim
from dkim.canonicalization import CanonicalizationPolicy

import bench
import letters
import providers


class Collect:
    """Takes what would be hashed."""
    def __init__(self):
        self.octets = b""

    def update(self, more):
        self.octets += more


def signature_of(headers, domain):
    """The field and its tags: of several the one that counts."""
    for field in headers:
        if field[0].lower() != b"dkim-signature":
            continue
        try:
            tags = dkim.util.parse_tag_value(field[1])
        except dkim.util.InvalidTagValueList:
            continue                      # another one, changed
        if tags.get(b"d", b"").lower() == domain.encode():
            return field, tags
    raise LookupError(domain)


def canonical(letter, domain):
    """All that its signature stands for: header, body, decoded b=."""
    headers, body = dkim.rfc822_parse(letter)
    field, tags = signature_of(headers, domain)
    policy = CanonicalizationPolicy.from_c_value(
        tags.get(b"c", b"simple/simple"))
    names = [n.lower() for n in re.split(rb"\s*:\s*", tags[b"h"].strip())]
    out = Collect()
    dkim.hash_headers(out, policy, policy.canonicalize_headers(headers),
                      names, field, tags)
    return (out.octets, policy.canonicalize_body(body),
            re.sub(rb"\s", b"", tags[b"b"]))


def subjects(keys):
    """(letter, records, sender) for each form and shape."""
    forms = [(h, b) for h in (b"relaxed", b"simple")
             for b in (b"relaxed", b"simple")]
    for ed in False, True:
        for canon in forms:
            text, records = keys.sign(letters.letter(), letters.OWN,
                                      letters.FASTMAIL, canon, ed)
            yield text, records, letters.FROM
    for p in providers.PROVIDERS:
        if p.verdict == "accept":
            text, records = providers.sign_all(keys, p, forms[0])
            yield text, records, p.sender


def signed_places(text):
    """Every octet but those of fields that no signature covers."""
    end = text.index(b"\r\n\r\n") + 2
    covered = set(n.lower() for n in letters.FASTMAIL) | {"dkim-signature"}
    places, on = [], False
    for m in re.finditer(rb"[^\n]*\n", text[:end]):
        if m.group()[:1] not in b" \t":
            on = m.group().split(b":")[0].decode().lower() in covered
        if on:
            places += range(*m.span())
    return places + list(range(end, len(text)))


def change(rand, text, at):
    """Another octet there, one more, or one less."""
    new = bytes([rand.randrange(256)])
    if rand.random() < .3:                # what most often means nothing
        new = rand.choice([b" ", b"\t", b"\r", b"\n",
                           text[at:at + 1].swapcase()])
    how = rand.randrange(4)
    return text[:at] + (b"" if how == 0 else new) + \
        text[at + (how != 1):]


def run(court, keys, jury, count):
    seed = int(os.environ.get("SEED") or random.randrange(10 ** 9))
    rand = random.Random(seed)
    cases, plain = [], list(subjects(keys))
    for text, records, sender in plain:
        court.add(text, records, sender)
    for (text, *_), got in zip(plain, court.run()):
        bench.check(got.verdict == "accept", "unchanged: %s" % got)
    for _ in range(count):                # as many of rand for any key
        text, records, sender = rand.choice(plain)
        changed = change(rand, text, rand.choice(signed_places(text)))
        if changed == text:
            changed += b"!"
        cases.append((text, changed, records, sender.split("@")[1]))
        court.add(changed, records, sender)
    accepted = 0
    for i, (case, got) in enumerate(zip(cases, court.run())):
        text, changed, records, domain = case
        name = "SEED=%d, change %d" % (seed, i)
        # both leave out what is no base64, libopendkim anywhere in it; to
        # that VT and FF in a header are blanks (not to RFC 6376 section 2.8),
        # to dkimpy at either end of a field
        known = {("opendkim", "tag-syntax"), ("dkimpy", "tag-syntax")}
        if re.search(rb"[\v\f]", changed):
            known.add(("opendkim", "signature-differs"))
        if re.search(rb":\s*[\v\f]|[\v\f]\s*\n", changed.split(b"\r\n\r\n")[0]
                     + b"\r\n"):
            known.add(("dkimpy", "signature-differs"))
        jury.agree(name, changed, records, got, known=known)
        if got.verdict == "accept":
            accepted += 1
            bench.check(canonical(changed, domain) == canonical(text, domain),
                        "%s: accepted, and says something else" % name)
    print("ok    %d changed octets, %d of them mean nothing (SEED=%d)" %
          (count, accepted, seed))
