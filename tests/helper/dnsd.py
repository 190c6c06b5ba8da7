"""A name server on loopback, over UDP and TCP, with a signed zone.

Zones: `signed.example` (ECDSA P-256, NSEC), `plain.example` (unsigned) and
names that misbehave on purpose.  dnspython builds and signs; libunbound, on
the other side, shares no code with it.
"""
import socket, socketserver, threading, time
import dns.dnssec, dns.flags, dns.message, dns.name, dns.rcode, dns.rdata
import dns.rdataclass, dns.rdatatype, dns.rrset
from cryptography.hazmat.primitives.asymmetric import ec

SIGNED = dns.name.from_text("signed.example.")
KEY = "_domainkey.signed.example."
LONG = "v=DKIM1; k=rsa; p=" + "A" * 600


def quoted(text):
    """As TXT writes it: strings of at most 255."""
    return " ".join('"%s"' % text[i:i + 255] for i in range(0, len(text), 255))


class Zone:
    def __init__(self, keys):
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.dnskey = dns.dnssec.make_dnskey(
            self.private.public_key(), dns.dnssec.Algorithm.ECDSAP256SHA256,
            flags=257)
        self.sets, self.sigs = {}, {}
        self.add("signed.example.", "SOA",
                 "ns.signed.example. root.signed.example. 1 60 60 60 60")
        self.add("signed.example.", "NS", "ns.signed.example.")
        self.add("signed.example.", "DNSKEY", self.dnskey.to_text())
        self.add("ns.signed.example.", "A", "127.0.0.1")
        for name, text in {"good." + KEY: LONG, **keys}.items():
            self.add(name, "TXT", quoted(text))
        self.add("bad." + KEY, "TXT", '"v=DKIM1; p=forged"')
        self.add("_dmarc.signed.example.", "TXT", '"v=DMARC1; p=reject"')
        self.add("alias." + KEY, "CNAME", "good." + KEY)
        names = sorted({n for n, _ in self.sets})
        for name, then in zip(names, names[1:] + names[:1]):
            kinds = [dns.rdatatype.to_text(t) for n, t in self.sets if n == name]
            self.add(name.to_text(), "NSEC", "%s %s RRSIG NSEC" %
                     (then.to_text(), " ".join(kinds)))
        for where, rrset in self.sets.items():
            sig = dns.dnssec.sign(rrset, self.private, SIGNED, self.dnskey,
                                  inception=time.time() - 3600,
                                  expiration=time.time() + 3600)
            self.sigs[where] = dns.rrset.from_rdata(rrset.name, 60, sig)
        # changed after it was signed
        self.add("bad." + KEY, "TXT", '"v=DKIM1; p=attacker"', replace=True)

    def add(self, name, kind, text, replace=False):
        name, kind = dns.name.from_text(name), dns.rdatatype.from_text(kind)
        new = dns.rrset.from_text(name, 60, "IN", kind, text)
        if replace or (name, kind) not in self.sets:
            self.sets[name, kind] = new
        else:
            self.sets[name, kind].update(new)

    def anchor(self):
        ds = dns.dnssec.make_ds(SIGNED, self.dnskey, "SHA256")
        return "signed.example. IN DS %s\n" % ds.to_text()

    def put(self, section, name, kind):
        section.append(self.sets[name, kind])
        section.append(self.sigs[name, kind])

    def answer(self, reply, name, kind):
        alias = (name, dns.rdatatype.CNAME)
        if alias in self.sets:
            self.put(reply.answer, *alias)
            name = self.sets[alias][0].target
        if (name, kind) in self.sets:
            self.put(reply.answer, name, kind)
            return
        exists = any(n == name or n.is_subdomain(name) for n, _ in self.sets)
        reply.set_rcode(dns.rcode.NOERROR if exists else dns.rcode.NXDOMAIN)
        self.put(reply.authority, SIGNED, dns.rdatatype.SOA)
        # all of them: the zone is small, and the right ones are among them
        for where in [w for w in self.sets if w[1] == dns.rdatatype.NSEC]:
            self.put(reply.authority, *where)


PLAIN = {
    "one._domainkey.plain.example.": ['"v=DKIM1; " "p=abc" "def"'],
    "two._domainkey.plain.example.": ['"first"', '"second"'],
    "many._domainkey.plain.example.": ['"r%d"' % i for i in range(40)],
    "octets._domainkey.plain.example.": [r'"\000\255\"x"'],
    "empty._domainkey.plain.example.": ['""'],
    "_dmarc.plain.example.": ['"v=DMARC1; p=none"'],
}


class Server:
    """with Server() as s: s.port, s.anchor; s.seen counts what was asked.
    keys: more names of the signed zone, and their text."""

    def __init__(self, **keys):
        self.zone, self.seen = Zone(keys), 0
        self.anchor = self.zone.anchor()

    def reply(self, wire):
        ask = dns.message.from_wire(wire)
        name, kind = ask.question[0].name, ask.question[0].rdtype
        text = name.to_text().lower()
        self.seen += 1
        reply = dns.message.make_response(ask, recursion_available=True)
        if "silent" in text:
            return None
        if "servfail" in text:
            reply.set_rcode(dns.rcode.SERVFAIL)
        elif "garbage" in text:
            return b"\xff" * 40
        elif name.is_subdomain(SIGNED):
            self.zone.answer(reply, name, kind)
        elif text in PLAIN:
            if kind == dns.rdatatype.TXT:
                reply.answer.append(
                    dns.rrset.from_text(name, 60, "IN", kind, *PLAIN[text]))
        else:
            reply.set_rcode(dns.rcode.NXDOMAIN)
        return reply.to_wire(max_size=65535)

    def __enter__(self):
        outer = self

        class Udp(socketserver.BaseRequestHandler):
            def handle(self):
                data, sock = self.request
                wire = outer.reply(data)
                if wire is None:
                    return
                if len(wire) > 1232:
                    short = dns.message.make_response(dns.message.from_wire(data))
                    short.flags |= dns.flags.TC
                    wire = short.to_wire()
                sock.sendto(wire, self.client_address)

        class Tcp(socketserver.StreamRequestHandler):
            def handle(self):
                while True:
                    head = self.rfile.read(2)
                    if len(head) < 2:
                        return
                    data = self.rfile.read(int.from_bytes(head, "big"))
                    wire = outer.reply(data)
                    if wire is None:
                        return
                    self.wfile.write(len(wire).to_bytes(2, "big") + wire)

        self.bind(Udp, Tcp)
        for server in (self.udp, self.tcp):
            server.daemon_threads = True
            threading.Thread(target=server.serve_forever, daemon=True).start()
        return self

    def bind(self, udp, tcp):
        """One port of both kinds: what is free here may be taken there."""
        socketserver.ThreadingTCPServer.allow_reuse_address = True
        for last in [False] * 19 + [True]:
            self.udp = socketserver.ThreadingUDPServer(("127.0.0.1", 0), udp)
            self.port = self.udp.server_address[1]
            try:
                self.tcp = socketserver.ThreadingTCPServer(
                    ("127.0.0.1", self.port), tcp)
                return
            except OSError:
                self.udp.server_close()
                if last:
                    raise

    def __exit__(self, *_):
        self.udp.shutdown()
        self.tcp.shutdown()
        self.udp.server_close()
        self.tcp.server_close()
