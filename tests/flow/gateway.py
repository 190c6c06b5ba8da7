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
import json
import os
import sys
import time

import httpd

port_file, where, *tls = sys.argv[1:]
taken = {"n": 0}


class Gateway(httpd.Double):
    def take(self, body):
        taken["n"] += 1
        name = os.path.join(where, str(taken["n"]))
        with open(name + ".new", "wb") as f:
            f.write(("%s %s\n%s\n" % (self.command, self.path, "".join(
                "%s: %s\n" % field for field in self.headers.items()))
            ).encode())
            f.write(body)
        os.rename(name + ".new", name)

    def serve(self):
        body = self.body()
        how = httpd.fault_text(where).split() or ["good"]
        self.heard(where, self.path)
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
            self.say_endlessly()
        self.say(200, json.dumps({"messages": [{"status": 0}]}).encode())

    do_GET = do_POST = do_PUT = serve


httpd.serve(Gateway, port_file, tls)
