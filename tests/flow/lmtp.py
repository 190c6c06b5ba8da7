#!/usr/bin/python3
"""tests/flow/lmtp.py - brings a mail by LMTP, as an MTA does.

usage: lmtp.py SOCKET FILE FROM [TO...]	prints what became of it

FROM "" is the sender of programs; TO is desk@host.example where not given.
Says one line for each recipient, in their order.
"""
import smtplib
import sys

socket, path, sender, *to = sys.argv[1:]
to = to or ["desk@host.example"]
with open(path, "rb") as f:
    octets = f.read()
with smtplib.LMTP(socket) as s:
    s.ehlo_or_helo_if_needed()
    code, text = s.mail(sender)
    if code != 250:
        sys.exit("%d %s" % (code, text.decode()))
    for address in to:
        code, text = s.rcpt(address)
        if code != 250:
            sys.exit("%d %s" % (code, text.decode()))
    s.putcmd("DATA")
    code, text = s.getreply()
    if code != 354:
        sys.exit("%d %s" % (code, text.decode()))
    s.send(octets.replace(b"\r\n.", b"\r\n..") + b".\r\n"
           if octets.endswith(b"\r\n") else
           octets.replace(b"\r\n.", b"\r\n..") + b"\r\n.\r\n")
    for _ in to:
        code, text = s.getreply()
        print("%d %s" % (code, text.decode()))
