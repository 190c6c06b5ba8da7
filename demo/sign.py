#!/usr/bin/python3
"""demo/sign.py - signs a letter with dkimpy, a DKIM signer that is not ours.

usage: sign.py SELECTOR DOMAIN KEY.pem [FIELD...] < letter > signed

FIELDs are the header fields to sign; without any, those that a careful mail
server signs.  LF line ends become CRLF first, as on the wire.
"""
import sys

import dkim

CAREFUL = ["From", "To", "Cc", "Subject", "Date", "Message-ID", "In-Reply-To",
           "References", "Content-Type", "Content-Transfer-Encoding",
           "MIME-Version"]


def main():
    selector, domain, key, *fields = sys.argv[1:]
    letter = sys.stdin.buffer.read().replace(b"\r\n", b"\n")
    letter = letter.replace(b"\n", b"\r\n")
    with open(key, "rb") as f:
        signature = dkim.sign(
            letter, selector.encode(), domain.encode(), f.read(),
            include_headers=[h.encode() for h in fields or CAREFUL],
            canonicalize=(b"relaxed", b"relaxed"))
    sys.stdout.buffer.write(signature + letter)


main()
