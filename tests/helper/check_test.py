#!/usr/bin/python3
"""`handover mail check`, with dkimpy as the signer and a name server here.

OUT=DIRECTORY-WITH-THE-PROGRAMS tests/helper/check_test.py
"""
import base64, email.utils, json, os, shutil, subprocess, sys, tempfile, time
import unittest
import dkim
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import dnsd

OUT = os.path.abspath(os.environ["OUT"])
COMMAND = [os.path.join(OUT, "handover"), "mail", "check"]
OPS, DESK = "ops@northwind.example", "desk@support.example"
SIGNED_NAME = "good._domainkey.signed.example."
HEADERS = [b"from", b"to", b"subject", b"date", b"message-id", b"content-type",
           b"mime-version"]


def key():
    k = rsa.generate_private_key(65537, 2048)
    pem = k.private_bytes(serialization.Encoding.PEM,
                          serialization.PrivateFormat.TraditionalOpenSSL,
                          serialization.NoEncryption())
    der = k.public_key().public_bytes(
        serialization.Encoding.DER,
        serialization.PublicFormat.SubjectPublicKeyInfo)
    return pem, "v=DKIM1; k=rsa; p=" + base64.b64encode(der).decode()


def letter(sender=OPS, to=DESK, at=None, subject="please reset"):
    return ("From: Ops <%s>\r\nTo: %s\r\nSubject: %s\r\nDate: %s\r\n"
            "Message-ID: <%s>\r\nMIME-Version: 1.0\r\n"
            "Content-Type: text/plain\r\n\r\nHello\r\n" %
            (sender, to, subject, email.utils.formatdate(at),
             "1@" + sender.partition("@")[2])).encode()


def sign(octets, pem, domain="northwind.example", selector="s1",
         headers=HEADERS):
    return dkim.sign(octets, selector.encode(), domain.encode(), pem,
                     include_headers=headers) + octets


class Check(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp()
        cls.pem, cls.record = key()
        cls.records = cls.write("keys.zone", "s1._domainkey.northwind.example."
                                " IN TXT %s\n" % dnsd.quoted(cls.record))

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    @classmethod
    def write(cls, name, data):
        path = os.path.join(cls.folder, name)
        with open(path, "wb") as f:
            f.write(data if isinstance(data, bytes) else data.encode())
        return path

    def run_it(self, *options, octets=b"", env=None):
        p = subprocess.run([*COMMAND, "--libexec", OUT, *options],
                           input=octets, capture_output=True, timeout=30,
                           env=env)
        return p.returncode, p.stdout.decode(), p.stderr.decode()

    def verdict(self, octets, *options, contact=OPS, source=None):
        status, out, err = self.run_it(
            "--mail", "-", "--contact", contact, "--json",
            *(source or ("--records", self.records)), *options, octets=octets)
        self.assertEqual(err, "")
        self.assertEqual(out.count("\n"), 1)
        self.assertTrue(out.isascii())
        got = json.loads(out)
        self.assertEqual(status, {"accept": 0, "refuse": 1, "confirm": 3,
                                  "unclear": 3}[got["verdict"]])
        return got

    def test_verdicts(self):
        good = sign(letter(), self.pem)
        rows = [
            (good, (), OPS, "accept"),
            (good, ("--desk", DESK), OPS, "accept"),
            (good, ("--desk", "else@x.example", "--desk", DESK), OPS, "accept"),
            (good, ("--desk", "else@x.example"), OPS, "refuse"),
            (good, ("--contact", "second@x.example"), "a@b.example", "refuse"),
            (good, ("--contact", OPS), "a@b.example", "accept"),
            (good, (), "ops@NorthWind.Example", "accept"),
            (good, (), "OPS@northwind.example", "confirm"),
            (letter(), (), OPS, "confirm"),
            (good.replace(b"Hello", b"Hallo"), (), OPS, "confirm"),
            (good, ("--at", "2020-01-01T00:00:00Z"), OPS, "refuse"),
            (sign(letter(), self.pem, headers=HEADERS[:-2]), (), OPS, "confirm"),
            (sign(letter(), self.pem, selector="s2"), (), OPS, "confirm"),
            (b"From: x\r\n\r\n", (), OPS, "refuse"),
            (b"", (), OPS, "refuse"),
            (os.urandom(10000), (), OPS, "refuse"),
            (good + b"x" * (25 << 20), (), OPS, "refuse"),
        ]
        for octets, options, contact, want in rows:
            with self.subTest((octets[:60], options, contact)):
                got = self.verdict(octets, *options, contact=contact)
                self.assertEqual(got["verdict"], want, got)

    def test_a_signature_out_of_its_time(self):
        at = 1764547200
        octets = letter(at=at)
        good = sign(octets, self.pem)
        signed = int(good.split(b"t=")[1].split(b";")[0])
        day = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))
        got = self.verdict(good, "--at", day)
        self.assertGreater(signed, at)
        self.assertEqual(got["reason"], "no-aligned-signature")
        self.assertEqual(got["signatures"][0]["result"], "from-the-future")
        _, out, _ = self.run_it("--mail", "-", "--contact", OPS, "--at", day,
                                "--records", self.records, octets=good)
        self.assertIn(" from-the-future  yes", out)

    def test_keys_of_the_object(self):
        got = self.verdict(sign(letter(), self.pem))
        self.assertEqual(list(got), ["verdict", "reason", "from", "message_id",
                                     "signatures"])
        self.assertEqual(got["from"], OPS)
        self.assertEqual(got["message_id"], "<1@northwind.example>")
        s, = got["signatures"]
        self.assertEqual(list(s), ["domain", "selector", "algorithm", "result",
                                   "aligned", "covers", "dnssec"])
        covers = s.pop("covers")
        self.assertEqual(s, {"domain": "northwind.example", "selector": "s1",
                             "algorithm": "rsa-sha256", "result": "pass",
                             "aligned": True, "dnssec": False})
        self.assertEqual(set(covers), {"From", "To", "Subject", "Date",
                                       "Message-ID", "MIME-Version",
                                       "Content-Type"})

    def test_text_for_people(self):
        path = self.write("good.eml", sign(letter(
            subject="a =?utf-8?q?=1B[2J?= b"), self.pem))
        status, out, err = self.run_it("--mail", path, "--contact", OPS,
                                       "--records", self.records)
        self.assertEqual((status, err), (0, ""))
        self.assertTrue(out.startswith("accept: signed\n"), out)
        self.assertIn("northwind.example", out)
        self.assertNotIn("\x1b", out)
        for line in out.splitlines():
            self.assertLessEqual(len(line), 80, line)
        long = "l" * 36 + ".northwind.example"
        status, out, _ = self.run_it(
            "--mail", "-", "--contact", OPS, "--records", self.records,
            octets=sign(letter(), self.pem, domain=long, selector="s" * 40))
        self.assertEqual(status, 3)
        for line in out.splitlines():
            self.assertLessEqual(len(line), 80, line)
        self.assertIn("...", out)
        self.assertIn(".northwind.example ", out)

    def test_wrong_use(self):
        mail = self.write("m.eml", letter())
        good = ("--mail", mail, "--contact", OPS, "--records", self.records)
        rows = [(), ("--mail", mail), ("--contact", OPS), good + ("more",),
                good + ("--resolver", "127.0.0.1"), good + ("--no-such",),
                good + ("--trust-anchor", mail), good + ("--at", "yesterday"),
                good + ("--mail", mail), good + ("--contact", "nobody"),
                good + ("--desk", "a@b@"), good + ("--contact",),
                ("--mail", "/no/such", "--contact", OPS),
                ("--mail", self.folder, "--contact", OPS),
                good[:4] + ("--records", "/no/such"),
                good[:4] + ("--records", self.write("bad", "$TTL 5\n")),
                good[:4] + ("--resolver", "a.name"),
                good + ("--contact", "x@y.example") * 64]
        for options in rows:
            with self.subTest(options):
                status, out, err = self.run_it(*options)
                self.assertEqual(status, 2, err)
                self.assertEqual(out, "")
                self.assertNotEqual(err, "")

    def test_faults(self):
        status, _, err = self.run_it(
            "--libexec", self.folder, "--mail", "-", "--contact", OPS)
        self.assertEqual(status, 2, err)  # given twice
        for missing in ("handover-judge", "handover-resolver"):
            with tempfile.TemporaryDirectory() as d:
                for name in {"handover-judge", "handover-resolver"} - {missing}:
                    os.symlink(os.path.join(OUT, name), os.path.join(d, name))
                p = subprocess.run(
                    [*COMMAND, "--libexec", d, "--mail", "-", "--contact", OPS,
                     "--records", self.records], input=letter(),
                    capture_output=True, timeout=30)
                self.assertEqual(p.returncode, 4)
                self.assertIn(missing.encode(), p.stderr)
        with open("/dev/full", "wb") as full:
            p = subprocess.run([*COMMAND, "--libexec", OUT, "--mail", "-",
                                "--contact", OPS, "--records", self.records],
                               input=letter(), stdout=full,
                               stderr=subprocess.PIPE, timeout=30)
        self.assertEqual(p.returncode, 4)

    def test_finds_its_programs_beside_itself(self):
        if os.path.exists("/usr/libexec/handover/handover-judge"):
            self.skipTest("installed ones come first")
        p = subprocess.run([*COMMAND, "--mail", "-", "--contact", OPS,
                            "--records", self.records],
                           input=sign(letter(), self.pem), timeout=30,
                           capture_output=True)
        self.assertEqual((p.returncode, p.stderr), (0, b""))

    def test_the_environment_steers_nothing(self):
        """Words that would load a library or another configuration."""
        trap = self.write("trap", "openssl_conf = x\n")
        env = dict(os.environ, LD_PRELOAD="", GCONV_PATH=self.folder,
                   OPENSSL_CONF=trap, RES_OPTIONS="x", LOCALDOMAIN="x",
                   PSL_FILE=trap, G_MESSAGES_DEBUG="all", TZ=":" + trap)
        status, out, err = self.run_it(
            "--mail", "-", "--contact", OPS, "--records", self.records,
            octets=sign(letter(), self.pem), env=env)
        self.assertEqual((status, err), (0, ""))

    def test_dns(self):
        pem, record = key()
        with dnsd.Server(**{SIGNED_NAME: record}) as server:
            anchor = self.write("anchor", server.anchor)
            at = "127.0.0.1@%d" % server.port
            sender = "ops@signed.example"
            rows = [
                ("good", (), "accept", False),
                ("good", ("--trust-anchor", anchor), "accept", True),
                ("bad", ("--trust-anchor", anchor), "unclear", False),
                ("servfail", (), "unclear", False),
                ("silent", (), "unclear", False),
                ("missing", (), "confirm", False),
            ]
            for selector, options, want, dnssec in rows:
                with self.subTest((selector, options)):
                    start = time.monotonic()
                    got = self.verdict(
                        sign(letter(sender), pem, "signed.example", selector),
                        contact=sender, source=("--resolver", at, *options))
                    self.assertLess(time.monotonic() - start, 9)
                    self.assertEqual(got["verdict"], want, got)
                    self.assertIs(got["signatures"][0]["dnssec"], dnssec)
            # unsigned: nobody is asked
            before = server.seen
            self.verdict(b"From: x\r\n\r\n", source=("--resolver", at))
            self.assertEqual(server.seen, before)


unittest.main(verbosity=1)
