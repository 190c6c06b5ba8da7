"""hostile.py's families about one signature: its tags, its b=, its key.

Each is signed as it stands, so only what it says can void it.
"""
import base64

from cryptography.hazmat.primitives.asymmetric import rsa

import raw

GOOD = ("accept", "signed")
NONE = ("confirm", "no-aligned-signature")


def tags(make):
    """Tags that two readers may read differently, each with its own key."""
    # Both bear what has no grammar.  libopendkim: no time before 1, ASCII only.
    odd = {("dkimpy", "tag-syntax"), ("opendkim", "tag-syntax"),
           ("dkimpy", "identity"), ("opendkim", "identity")}
    pedant = {"t=0; ", "n=\u00e9; "}
    for text, want in (
            ("l=0; ", NONE), ("l=9; ", NONE), ("l=; ", NONE), ("l = 5 ; ", NONE),
            ("x=1; ", NONE), ("t=1; x=2; ", NONE), ("t=2; x=1; ", NONE),
            ("t=9999999999; ", NONE), ("t=-1; ", NONE), ("t=+1; ", NONE),
            ("t=0x10; ", NONE), ("x=9999999999999; ", NONE), ("t=; ", NONE),
            ("x=999999999999; ", GOOD), ("t=0; ", GOOD), ("z=From:a|To:b; ", GOOD),
            ("q=dns; ", NONE), ("q=dns/txt; ", GOOD), ("q=DNS/TXT; ", NONE),
            ("q=; ", NONE), ("i=@evil.example; ", NONE), ("i=; ", NONE),
            ("i=northwind.example; ", NONE), ("i=@.northwind.example; ", NONE),
            ("i=@xnorthwind.example; ", NONE), ("i=@northwind.example.; ", NONE),
            ("i=@a.northwind.example; ", GOOD), ("i=a b@northwind.example; ", GOOD),
            ("L=0; ", GOOD), ("X=1; ", GOOD), ("D=evil.example; ", GOOD),
            ("r=y; ", GOOD), ("_a=1; ", NONE), ("1a=1; ", NONE), ("a-b=1; ", NONE),
            ("=1; ", NONE), ("; ", NONE), ("x; ", NONE), ("n=a=b; ", GOOD),
            ("n=\u00e9; ", GOOD), ("n=\x01; ", NONE), ("s=s1; ", NONE),
            ("c=simple; ", NONE), ("a=rsa-sha256; ", NONE), ("zz=; zz=; ", NONE),
            ("h=From; ", NONE), ("bh=AAAA; ", NONE), ("b=AAAA; ", NONE)):
        yield "tag " + repr(text), want, make(tags=text), odd | (
            {("opendkim", "pass")} if text in pedant else set())
    for start, want in (("v=1;a=rsa-sha256;", GOOD), ("a=rsa-sha256; v=1; ", GOOD),
                        ("v=1.0; a=rsa-sha256; ", NONE),
                        ("v=01; a=rsa-sha256; ", NONE),
                        ("V=1; a=rsa-sha256; ", NONE),
                        ("v=1; a=rsa-sha512; ", NONE),
                        ("v=1; a=rsa; ", NONE), ("v=1; a=none; ", NONE),
                        ("v=1; a=RSA-SHA256; ", NONE),
                        ("v=1; ", NONE), ("v=1; a=; ", NONE),
                        ("v=1; a=rsa-sha256 ; ", GOOD)):
        yield "start " + repr(start), want, make(start=start), odd
    for names, hashed in (
            (raw.NAMES.replace(":", " :\r\n\t"), raw.NAMES),
            ("FROM:" + raw.NAMES, None), (raw.NAMES.lower(), None),
            (raw.NAMES + ":X-Nothing", None),
            (raw.NAMES + ":Subject:Subject", None)):
        yield "h=" + repr(names), GOOD, make(names=names, hashed=hashed)
    for names in (":" + raw.NAMES, raw.NAMES + ":", raw.NAMES + "::X",
                  raw.NAMES.replace("From", "Fr om"),
                  raw.NAMES.replace("From", "\u0405ender"),
                  raw.NAMES.replace("From:", ""), "*", ""):
        yield "h=" + repr(names), NONE, make(names=names), odd | {
            ("opendkim", "from-unsigned"), ("dkimpy", "from-unsigned")}
    for c, want in (("", NONE), ("Relaxed/relaxed", NONE), ("relaxed/", NONE), ("/relaxed", NONE),
                    ("nowsp/relaxed", NONE), ("relaxed/relaxed/x", NONE)):
        text, records = make()
        yield "c=" + c, want, (text.replace(
            b"c=relaxed/relaxed", b"c=" + c.encode()), records), odd


def bad_b(make):
    """b= in other words: a letter that comes twice must not look like two."""
    def b64(change):
        return make(encode=lambda b: raw.fold(change(b)))

    def number(change, extra=0):
        def encode(b):
            n = int.from_bytes(base64.b64decode(b), "big")
            return base64.b64encode(change(n).to_bytes(
                256 + extra, "big")).decode()
        return b64(encode)
    # The number is taken modulo the modulus by dkimpy's own arithmetic.
    plus = {("dkimpy", "signature-differs")}
    modulus = make.keys.private.public_key().public_numbers().n
    odd = {("dkimpy", "tag-syntax"), ("opendkim", "tag-syntax")}
    yield "b= of nothing", NONE, b64(lambda b: ""), odd
    yield "b= of zeros", NONE, number(lambda n: 0), odd
    yield "b= of one", NONE, number(lambda n: 1), odd
    yield "b= plus the modulus", NONE, number(lambda n: n + modulus, 1), plus
    yield "b= a zero longer", NONE, number(lambda n: n, 1), plus
    yield "b= the other root", NONE, number(lambda n: modulus - n), odd
    yield "b= without its end", NONE, b64(lambda b: b.rstrip("=")), odd
    yield "b= with more behind", NONE, b64(lambda b: b + "AAAA"), odd
    yield "b= of another base64", NONE, b64(
        lambda b: b.replace("+", "-").replace("/", "_").replace(
            "A", "-", 1)), odd
    yield "b= with loose last bits", NONE, b64(
        lambda b: b[:-3] + chr(ord(b[-3]) + 1) + "=="), odd
    yield "b= of blanks between", GOOD, make(encode=" \r\n\t".join)
    yield "b= with another letter", NONE, b64(
        lambda b: b[:9] + "*" + b[9:]), odd
    # RFC 8032 section 5.1.7: S is below the order of the group
    order = 2 ** 252 + 27742317777372353535851937790883648493

    def larger(b):
        b = base64.b64decode(b)
        return base64.b64encode(b[:32] + (int.from_bytes(
            b[32:], "little") + order).to_bytes(32, "little")).decode()
    yield "Ed25519", GOOD, make(ed=True)
    yield "Ed25519, S plus the order", NONE, make(ed=True, encode=larger)
    yield "signed with another's key", NONE, make(
        private=rsa.generate_private_key(65537, 2048))


def records(make):
    """What stands at the selector's name."""
    p = make.keys.rsa_p
    half = len(p) // 2
    # libopendkim lets no case count; dkimpy reads neither h= nor what is twice
    bad = {("dkimpy", "key-malformed"), ("dkimpy", "key-hash"),
           ("opendkim", "key-malformed"), ("opendkim", "key-type"),
           ("opendkim", "key-hash"), ("opendkim", "key-service")}
    for record, want in (
            ("v=DKIM1; p=" + p, GOOD), ("p=" + p, GOOD), ("v=DKIM1;p=%s;" % p, GOOD),
            ("v=DKIM1; k=rsa; t=s; p=" + p, GOOD), ("v=DKIM1; t=; p=" + p, GOOD),
            ("v=DKIM1; s=*; p=" + p, GOOD), ("v=DKIM1; x=y; p=" + p, GOOD),
            ("v=DKIM1; p=%s %s" % (p[:half], p[half:]), GOOD),
            ("v=DKIM1; h=sha256; p=" + p, GOOD), ("v=DKIM1; g=*; p=" + p, GOOD),
            ("v=DKIM1; h=sha1; p=" + p, NONE), ("v=DKIM1; h=; p=" + p, NONE),
            ("v=DKIM1; s=tlsrpt; p=" + p, NONE), ("v=DKIM1; t=y; p=" + p, NONE),
            ("v=DKIM1; t=s:y; p=" + p, NONE), ("v=DKIM1; t=Y; p=" + p, NONE),
            ("v=DKIM2; p=" + p, NONE), ("v=dkim1; p=" + p, NONE),
            ("v=DKIM1 p=" + p, NONE), ("v=DKIM1; k=rsa2; p=" + p, NONE),
            ("v=DKIM1; k=RSA; p=" + p, NONE), ("v=DKIM1; s=EMAIL; p=" + p, NONE),
            ("v=DKIM1; h=SHA256; p=" + p, NONE), ("v=DKIM1; P=" + p, NONE),
            ("v=DKIM1; k=ed25519; p=" + p, NONE), ("v=DKIM1; p=", NONE),
            ("v=DKIM1; p=;p=" + p, NONE), ("v=DKIM1; p=%s; p=" % p, NONE),
            ("v=DKIM1; p=" + p[:-4], NONE), ("v=DKIM1; p=%sAAAA" % p, NONE),
            ("v=DKIM1; p=A" + p[1:], NONE), ("v=DKIM1", NONE), ("", NONE),
            ("v=spf1 -all", NONE), ("garbage", NONE), ("=;=;", NONE),
            ("v=DMARC1; p=none", NONE)):
        yield "record " + record.replace(p, "KEY"), want, make(
            record=record), bad
