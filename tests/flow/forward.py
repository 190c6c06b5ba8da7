#!/usr/bin/python3
"""tests/flow/forward.py - somebody passes on what somebody else wrote.

	forward.py rfc822 FILE...	attached, as most programs do
	forward.py base64 FILE		as a file x.eml in base64
	forward.py octets FILE		as application/octet-stream, X.EML
	forward.py msg			Outlook's own file
	forward.py alternative DIR	no forward: a signed letter of parts
"""
import base64
import email.utils
import sys
import time
import uuid

import dkim

HEAD = ("From: ann@evil.example\r\nTo: desk@host.example\r\n"
        "Subject: FW: a client's request\r\nDate: %s\r\n"
        "Message-ID: <%s@evil.example>\r\nMIME-Version: 1.0\r\n")


def wrap(parts):
    text = (HEAD % (email.utils.formatdate(), uuid.uuid4())).encode()
    mark = b"=_" + uuid.uuid4().hex.encode()
    text += b'Content-Type: multipart/mixed; boundary="' + mark + b'"\r\n\r\n'
    text += b"--" + mark + b"\r\nContent-Type: text/plain\r\n\r\nPlease see.\r\n"
    for head, body in parts:
        text += b"--" + mark + b"\r\n" + head + b"\r\n" + body + b"\r\n"
    return text + b"--" + mark + b"--\r\n"


def b64(octets):
    return base64.encodebytes(octets).replace(b"\n", b"\r\n")


def part(how, octets):
    if how == "rfc822":
        return (b"Content-Type: message/rfc822\r\n"
                b"Content-Disposition: attachment; filename=x.eml\r\n",
                octets)
    kind, name = {"base64": (b"message/x-eml", b"x.eml"),
                  "octets": (b"application/octet-stream", b"X.EML"),
                  "msg": (b"application/vnd.ms-outlook", b"x.msg")}[how]
    return (b"Content-Type: " + kind + b"\r\nContent-Transfer-Encoding: base64"
            b"\r\nContent-Disposition: attachment; filename=" + name + b"\r\n",
            b64(octets))


def alternative(where):
    octets = ("From: ops@northwind.example\r\nTo: desk@host.example\r\n"
              "Subject: Our owner has left\r\nDate: %s\r\nMessage-ID: <%s@"
              "northwind.example>\r\nMIME-Version: 1.0\r\nContent-Type: "
              'multipart/alternative;\r\n boundary="=_y z"\r\n\r\nThis is MIME.'
              "\r\n\r\n--=_y z\r\nContent-Type: text/plain;\r\n\tcharset=utf-8"
              "\r\n\r\nPlease reset it. \r\n\r\n--=_y z\r\nContent-type:text/"
              "html\r\n\r\n<p>Please reset it.</p>\r\n--=_y z--\r\n\r\n" %
              (email.utils.formatdate(time.time()), uuid.uuid4())).encode()
    with open(where + "/northwind.example.pem", "rb") as f:
        key = f.read()
    return dkim.sign(octets, b"t", b"northwind.example", key,
                     include_headers=[b"from", b"to", b"subject", b"date",
                                      b"message-id", b"content-type",
                                      b"content-transfer-encoding"]) + octets


def main(argv):
    how, files = argv[1], argv[2:]
    if how == "alternative":
        sys.stdout.buffer.write(alternative(files[0]))
        return
    letters = []
    for name in files:
        with open(name, "rb") as f:
            letters.append(f.read())
    if how == "msg":
        letters = [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 500]
    sys.stdout.buffer.write(wrap([part(how, x) for x in letters]))


main(sys.argv)
