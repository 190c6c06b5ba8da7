"""A signer that signs what it is told to, good sense or not.

The tags are the caller's own text, so a signature may be broken in any way
and still be one that its key made: what is refused is then refused for what it
says.  Canonical forms are dkimpy's.
"""
import base64
import hashlib
import re

import dkim
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ed25519, padding
from dkim.canonicalization import CanonicalizationPolicy

import letters

NAMES = "From:To:Subject:Date:Message-ID:MIME-Version:Content-Type:" \
    "Content-Transfer-Encoding"


def body_hash(letter, c, length=None):
    policy = CanonicalizationPolicy.from_c_value(c.encode())
    body = policy.canonicalize_body(dkim.rfc822_parse(letter)[1])
    return base64.b64encode(hashlib.sha256(body[:length]).digest()).decode()


def header_octets(letter, c, names, value):
    """What is hashed of the header, the field with an empty b= at its end."""
    policy = CanonicalizationPolicy.from_c_value(c.encode())
    fields = policy.canonicalize_headers(dkim.rfc822_parse(letter)[0])
    out, left = b"", list(fields)
    for name in names.split(":"):
        for i in reversed(range(len(left))):
            if left[i][0].lower() == name.strip().lower().encode():
                out += b":".join(left.pop(i))
                break
    (name, text), = policy.canonicalize_headers(
        [[b"DKIM-Signature", b" " + value + b"\r\n"]])
    return out + name + b":" + text.rstrip(b"\r\n")


def fold(b64):
    return "\r\n ".join(re.findall(".{1,64}", b64))


def sign(keys, letter, tags="", c="relaxed/relaxed", d=letters.OWN, s="s1",
         names=NAMES, start="v=1; a=rsa-sha256; ", after="", length=None,
         private=None, encode=fold, hashed=None, ed=False):
    """
    start, c, d, s, tags, h, bh, b, after: the field, in this order.  hashed:
    the fields that are hashed, where they are to differ from h=.
    """
    if ed:
        start = start.replace("rsa", "ed25519")
    lead = "%s%sd=%s; s=%s; %sh=%s;\r\n bh=%s; b=" % (
        start, "c=%s; " % c if c else "", d, s, tags, names,
        body_hash(letter, c or "simple/simple", length))
    octets = header_octets(letter, c or "simple/simple", hashed or names,
                           (lead + after).encode())
    if ed:                                # RFC 8463: over the hash
        b = ed25519.Ed25519PrivateKey.from_private_bytes(
            base64.b64decode(keys.ed)).sign(hashlib.sha256(octets).digest())
    else:
        b = (private or keys.private).sign(octets, padding.PKCS1v15(),
                                           hashes.SHA256())
    b = encode(base64.b64encode(b).decode())
    field = "DKIM-Signature: %s%s%s\r\n" % (lead, b, after)
    return field.encode() + letter, {
        "%s._domainkey.%s" % (s, d): keys.ed_record if ed else keys.rsa_record}
