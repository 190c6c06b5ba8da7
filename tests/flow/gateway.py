#!/usr/bin/python3
"""tests/flow/gateway.py - a text message gateway, or a panel that takes notices,
that behaves as it is told.

usage: gateway.py PORT-FILE DIR [CERT KEY]

Listens on a free port of 127.0.0.1, by TLS with CERT and KEY, and writes its
number to PORT-FILE.  What it takes is a file DIR/N: method and path, the
fields, an empty line, the body.  Every request it hears is a line of
DIR/requests.  DIR/fault, read anew each time:

    status N        an answer of that number        after N S      and Retry-After
    redirect URL    307 to there                    endless        no end
    drop            hangs up once it has it          refuse         200, but no
    slow S          takes it, answers later         html           200, no JSON
    kill WHEN PID   kills "before" or "after" it took it, and hangs up
    for WORD N      an answer of that number where the body has WORD
"""
import http.server
import json
import os
import signal
import ssl
import sys
import time

port_file, where, *tls = sys.argv[1:]
taken = {"n": 0}


def fault_now():
    try:
        with open(os.path.join(where, "fault")) as f:
            return f.read().split() or ["good"]
    except FileNotFoundError:
        return ["good"]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def say(self, status, data=b"{}", **fields):
        self.send_response(status)
        for name, value in fields.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def hang_up(self):
        self.close_connection = True
        self.connection.close()

    def take(self, body):
        taken["n"] += 1
        name = os.path.join(where, str(taken["n"]))
        with open(name + ".new", "wb") as f:
            f.write(("%s %s\n%s\n" % (self.command, self.path, "".join(
                "%s: %s\n" % field for field in self.headers.items()))
            ).encode())
            f.write(body)
        os.rename(name + ".new", name)

    def kill(self, pid):
        os.kill(int(pid), signal.SIGKILL)
        time.sleep(0.1)  # its children die with it
        self.hang_up()

    def serve(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        how = fault_now()
        with open(os.path.join(where, "requests"), "a") as f:
            f.write("%s %s\n" % (self.command, self.path))
        if how[0] in ("status", "after"):
            fields = {"Retry_After": how[2]} if how[0] == "after" else {}
            return self.say(int(how[1]), **fields)
        if how[0] == "for" and how[1].encode() in body:
            return self.say(int(how[2]))
        if how[0] == "redirect":
            return self.say(307, Location=how[1])
        if how[0] == "refuse":
            return self.say(200, json.dumps(
                {"messages": [{"status": 9}]}).encode())
        if how[0] == "kill" and how[1] == "before":
            return self.kill(how[2])
        self.take(body)
        if how[0] == "kill":
            return self.kill(how[2])
        if how[0] == "drop":
            return self.hang_up()
        if how[0] == "html":
            return self.say(200, b"<html>")
        if how[0] == "slow":
            time.sleep(float(how[1]))
        if how[0] == "endless":
            self.send_response(200)
            self.end_headers()
            while True:
                self.wfile.write(b" " * 65536)
        self.say(200, json.dumps({"messages": [{"status": 0}]}).encode())

    do_GET = do_POST = do_PUT = serve


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, *args):
        pass  # whoever hangs up on an endless answer is right


server = Server(("127.0.0.1", 0), Handler)
if tls:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*tls)
    server.socket = context.wrap_socket(server.socket, server_side=True)
with open(port_file + ".new", "w") as f:
    f.write(str(server.server_address[1]))
os.rename(port_file + ".new", port_file)
server.serve_forever()
