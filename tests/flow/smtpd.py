#!/usr/bin/python3
"""tests/flow/smtpd.py - a real SMTP server that behaves as it is told.

usage: smtpd.py PORT-FILE DIR MOOD [CERT KEY]

Listens on a free port of 127.0.0.1, writes its number to PORT-FILE, and each
letter it takes to DIR.  MOOD: ok; later (451 after DATA), never (550 to RCPT),
drop (hangs up once DATA has come), closed (greets with 554).  With CERT and KEY it offers STARTTLS and
takes nothing without it.  Where DIR/login is there, it takes nothing without
one of its lines either: "USER PASSWORD", for AUTH PLAIN and LOGIN, or "USER
bearer TOKEN" for XOAUTH2.
"""
import base64
import os
import signal
import socket
import ssl
import sys

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

port_file, where, mood, *tls = sys.argv[1:]


class Handler:
    count = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        if mood == "never":
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if mood == "later":
            return "451 4.3.0 come back later"
        if mood == "drop":
            server.transport.abort()
            return "250 nobody hears this"
        Handler.count += 1
        name = os.path.join(where, str(Handler.count))
        with open(name + ".new", "wb") as f:
            f.write(("X-Envelope: %s > %s\r\n" % (
                envelope.mail_from, ",".join(envelope.rcpt_tos))).encode())
            f.write(envelope.original_content)
        os.rename(name + ".new", name)
        return "250 OK"


    async def auth_XOAUTH2(self, server, args):
        said = base64.b64decode(args[1]) if len(args) > 1 else \
            await server.challenge_auth("")
        user, bearer = said.decode().split("\x01")[:2]
        pair = "%s bearer %s" % (user[len("user="):], bearer.split(" ")[1])
        return AuthResult(success=pair in logins, handled=False)


def authenticate(server, session, envelope, mechanism, data):
    pair = "%s %s" % (data.login.decode(), data.password.decode())
    return AuthResult(success=pair in logins, handled=False)


def closed():
    server = socket.create_server(("127.0.0.1", 0))
    say(server.getsockname()[1])
    while True:
        with server.accept()[0] as line:
            line.sendall(b"554 5.3.2 no service here\r\n")
            line.recv(1000)  # QUIT


def say(port):
    with open(port_file + ".new", "w") as f:
        f.write(str(port))
    os.rename(port_file + ".new", port_file)


if mood == "closed":
    closed()
logins = []
if os.path.exists(os.path.join(where, "login")):
    with open(os.path.join(where, "login")) as f:
        logins = f.read().splitlines()
context = None
if tls:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*tls)
with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]
controller = Controller(Handler(), hostname="127.0.0.1", port=port,
                        tls_context=context, require_starttls=bool(tls),
                        auth_required=bool(logins),
                        authenticator=authenticate if logins else None)
controller.start()
say(port)
signal.pause()
