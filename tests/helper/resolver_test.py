#!/usr/bin/python3
"""handover-resolver against a name server on loopback, and a records file.

OUT=DIRECTORY-WITH-THE-PROGRAMS tests/helper/resolver_test.py
"""
import os, socket, subprocess, sys, tempfile, time, unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import dnsd
from wire import *

OUT = os.environ["OUT"]
PROGRAM = os.path.join(OUT, "handover-resolver")


class Child:
    """A resolver that serves one descriptor."""

    def __init__(self, *options):
        self.sock, theirs = pair()
        self.sock.settimeout(10)
        self.process = subprocess.Popen(
            [PROGRAM, "--fd", "0", *options], stdin=theirs,
            stderr=subprocess.PIPE)
        theirs.close()

    def __enter__(self):
        return self.sock

    def __exit__(self, kind, *_):
        self.sock.close()
        self.process.wait(10)
        said = self.process.stderr.read().decode()
        self.process.stderr.close()
        if kind is None:
            assert self.process.returncode == 0, (self.process.returncode, said)


def run(*options):
    p = subprocess.run([PROGRAM, *options], stdin=subprocess.DEVNULL,
                       capture_output=True, timeout=10)
    return p.returncode, p.stderr.decode()


def await_socket(test, path, p):
    for _ in range(1000):
        try:
            return connect(path).close()
        except OSError:
            test.assertIsNone(p.poll())
            time.sleep(0.01)
    test.fail("no socket")


class Records(unittest.TestCase):
    def file(self, text):
        f = tempfile.NamedTemporaryFile("wb", delete=False)
        f.write(text if isinstance(text, bytes) else text.encode())
        f.close()
        self.addCleanup(os.unlink, f.name)
        return f.name

    def test_takes_what_master_files_hold(self):
        path = self.file("""; comment
a._domainkey.x.example. 3600 IN TXT "v=DKIM1; " "p=abc;d"
B._DomainKey.X.example IN 60 TXT ( "one" ; in the middle
\t"two" )  ; and after

c._domainkey.x.example TXT plain words \\065\\"
_dmarc.x.example. TXT "v=DMARC1"
_dmarc.x.example. TXT "second"
alias._domainkey.x.example. CNAME a._domainkey.x.example.
loop._domainkey.x.example. CNAME loop._domainkey.x.example.
long._domainkey.x.example. TXT "%s"
void._domainkey.x.example. TXT ""
last._domainkey.x.example. TXT "no line end\"""" % ("k" * 400))
        rows = [
            ("a._domainkey.x.example", FOUND, [b"v=DKIM1; p=abc;d"]),
            ("A._domainkey.X.EXAMPLE", FOUND, [b"v=DKIM1; p=abc;d"]),
            ("b._domainkey.x.example", FOUND, [b"onetwo"]),
            ("c._domainkey.x.example", FOUND, [b'plainwordsA"']),
            ("_dmarc.x.example", FOUND, [b"v=DMARC1", b"second"]),
            ("alias._domainkey.x.example", FOUND, [b"v=DKIM1; p=abc;d"]),
            ("loop._domainkey.x.example", FAILED, []),
            ("long._domainkey.x.example", FOUND, [b"k" * 400]),
            ("void._domainkey.x.example", FOUND, [b""]),
            ("last._domainkey.x.example", FOUND, [b"no line end"]),
            ("d._domainkey.x.example", NONE, []),
        ]
        with Child("--records", path) as s:
            for name, status, records in rows:
                with self.subTest(name):
                    self.assertEqual(ask(s, name), (status, 0, records))

    def test_refuses_with_the_line(self):
        rows = [
            ("$ORIGIN x.\n", 1, "directive"),
            ("\na. TXT \"x\"\n$TTL 5\n", 3, "directive"),
            ('a. TXT "x\n', 1, "quote"),
            ('a. TXT ( "x"\n\n', 3, "parenthesis"),
            ('a. TXT "x" )\n', 1, "parenthesis"),
            ('a. TXT\n', 1, "nothing"),
            (' IN TXT "x"\n', 1, "name is missing"),
            ('a. A 127.0.0.1\n', 1, "neither"),
            ('a. CH TXT "x"\n', 1, "neither"),
            ('a..b TXT "x"\n', 1, "empty label"),
            ('@ TXT "x"\n', 1, "not a name"),
            ('a. TXT "\\256"\n', 1, "255"),
            ('a. TXT "\\12"\n', 1, "three digits"),
            ('a. CNAME b. c.\n', 1, "more than one"),
            ('a. CNAME b.\na. TXT "x"\n', 2, "CNAME"),
            (b'a. TXT \x01\n', 1, "control"),
            ("x" * 254 + ' TXT "x"\n', 1, "too long"),
        ]
        for text, line, word in rows:
            with self.subTest(text[:40]):
                status, said = run("--fd", "0", "--records", self.file(text))
                self.assertEqual(status, 2, said)
                self.assertIn("line %d: " % line, said)
                self.assertIn(word, said)

    def test_refuses_names_of_others(self):
        names = ["x.example", "_dmarc", "_domainkey.x.example",
                 "a._domainkey", "a.b.c", "", ".", "a._domainkey.x.example.",
                 "a._domainkey..example", "a b._domainkey.x.example",
                 "_dmarc.a._domainkey.x", "a._domainkey._domainkey.x",
                 "x._dmarc.example", "l" * 64 + "._domainkey.x.example",
                 "a._domainkey." + "x." * 130 + "example", "\xe4._dmarc.x"]
        with Child("--records", self.file("")) as s:
            for name in names:
                with self.subTest(name):
                    self.assertEqual(ask(s, name)[0], REFUSED)
            for name in ("s-1._domainkey.x", "a.b._domainkey.x.y", "_dmarc.x"):
                with self.subTest(name):
                    self.assertEqual(ask(s, name)[0], NONE)

    def test_wrong_use(self):
        none = self.file("")
        for options in (
                ("--fd", "0"), ("--config", none, "--fd", "0"),
                ("--fd", "x", "--records", none),
                ("--fd", "0", "--records", "/no/such/file"),
                ("--fd", "0", "--records", none, "--resolver", "system"),
                ("--fd", "0", "--resolver", "localhost"),
                ("--fd", "0", "--resolver", "127.0.0.1@0"),
                ("--fd", "0", "--resolver", "127.0.0.1@99999"),
                ("--fd", "0", "--records", none, "--trust-anchor", none),
                ("--fd", "0", "--peer-uid", "1", "--records", none),
                ("--socket", "/tmp/x", "--peer-uid", "65534",
                 "--records", none),
                ("--fd", "0", "--records", none, "more")):
            with self.subTest(options):
                self.assertEqual(run(*options)[0], 2)

    def test_the_daemons_configuration(self):
        with tempfile.TemporaryDirectory() as d:
            sock, conf = os.path.join(d, "sock"), os.path.join(d, "conf")
            records = self.file('_dmarc.x. TXT "v"')
            with open(conf, "w") as f:
                f.write("desk-address = desk@host.example\n"
                        "sign-in-url = https://host.example/\n"
                        "courier-uid = none\n"
                        "resolver-socket = %s\nrecords = %s\n"
                        "daemon-uid = %d\n" % (sock, records, os.getuid()))
            p = subprocess.Popen([PROGRAM, "--config", conf])
            try:
                await_socket(self, sock, p)
                with connect(sock) as s:
                    self.assertEqual(ask(s, "_dmarc.x"), (FOUND, 0, [b"v"]))
            finally:
                p.kill()
                p.wait()
        status, said = run("--config", self.file("no such key\n"))
        self.assertEqual(status, 4, said)
        self.assertIn(":1: ", said)

    def test_nonsense_ends_the_connection(self):
        rows = [b"x", pack(1), pack(DNS_QUERY), b"\0" * 6,
                pack(DNS_QUERY, (ID, u64(1))),
                pack(DNS_QUERY, (NAME, b"_dmarc.x")),
                pack(DNS_QUERY, (ID, b"1"), (NAME, b"_dmarc.x")),
                pack(DNS_QUERY, (ID, u64(1)), (NAME, b"_dmarc\0.x")),
                pack(DNS_QUERY, (ID, u64(1)), (ID, u64(1)),
                     (NAME, b"_dmarc.x"))]
        for message in rows:
            with self.subTest(message), \
                    Child("--records", self.file("")) as s:
                s.send(message)
                self.assertIsNone(answer(s))


class Dns(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = dnsd.Server().__enter__()
        f = tempfile.NamedTemporaryFile("w", delete=False)
        f.write("; the anchor\n\n" + cls.server.anchor)
        f.close()
        cls.anchor = f.name
        cls.at = "127.0.0.1@%d" % cls.server.port

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()
        os.unlink(cls.anchor)

    def table(self, rows, *options):
        with Child("--resolver", self.at, *options) as s:
            for name, want in rows:
                with self.subTest(name):
                    self.assertEqual(ask(s, name), want)

    def test_plain_answers(self):
        self.table([
            ("one._domainkey.plain.example", (FOUND, 0, [b"v=DKIM1; p=abcdef"])),
            ("octets._domainkey.plain.example", (FOUND, 0, [b'\0\xff"x'])),
            ("empty._domainkey.plain.example", (FOUND, 0, [b""])),
            ("_dmarc.plain.example", (FOUND, 0, [b"v=DMARC1; p=none"])),
            ("none._domainkey.plain.example", (NONE, 0, [])),
            ("none._domainkey.plain.test", (NONE, 0, [])),
            ("many._domainkey.plain.example", (FAILED, 0, [])),
            ("servfail._domainkey.plain.example", (FAILED, 0, [])),
            ("good._domainkey.signed.example", (FOUND, 0, [dnsd.LONG.encode()])),
            ("bad._domainkey.signed.example", (FOUND, 0, [b"v=DKIM1; p=attacker"])),
        ])
        with Child("--resolver", self.at) as s:
            status, _, records = ask(s, "two._domainkey.plain.example")
            self.assertEqual((status, sorted(records)),
                             (FOUND, [b"first", b"second"]))

    def test_dnssec(self):
        self.table([
            ("good._domainkey.signed.example", (FOUND, 1, [dnsd.LONG.encode()])),
            ("alias._domainkey.signed.example", (FOUND, 1, [dnsd.LONG.encode()])),
            ("bad._domainkey.signed.example", (BOGUS, 0, [])),
            ("none._domainkey.signed.example", (NONE, 1, [])),
            ("_dmarc.signed.example", (FOUND, 1, [b"v=DMARC1; p=reject"])),
            ("one._domainkey.plain.example", (FOUND, 0, [b"v=DKIM1; p=abcdef"])),
        ], "--trust-anchor", self.anchor)

    def test_a_wrong_anchor_is_said_at_once(self):
        with tempfile.NamedTemporaryFile("w") as f:
            f.write("this is no anchor\n")
            f.flush()
            status, said = run("--fd", "0", "--resolver", self.at,
                               "--trust-anchor", f.name)
            self.assertEqual(status, 2, said)

    def test_silence_ends_in_time(self):
        with Child("--resolver", self.at) as s:
            start = time.monotonic()
            for i in range(40):
                query(s, i, "silent%d._domainkey.plain.example" % i)
            got = [answer(s) for _ in range(40)]
            took = time.monotonic() - start
            self.assertEqual({g[1] for g in got}, {TIMEOUT})
            self.assertEqual({g[0] for g in got}, set(range(40)))
            self.assertTrue(2.4 < took < 3.5, took)
            # and it still answers
            self.assertEqual(ask(s, "_dmarc.plain.example")[0], FOUND)

    def test_garbage_is_no_answer(self):
        with Child("--resolver", self.at) as s:
            self.assertIn(ask(s, "garbage._domainkey.plain.example")[0],
                          (FAILED, TIMEOUT))

    def test_nobody_there(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            s.bind(("127.0.0.1", 0))
            port = s.getsockname()[1]
        with Child("--resolver", "127.0.0.1@%d" % port) as s:
            self.assertIn(ask(s, "_dmarc.plain.example")[0], (FAILED, TIMEOUT))

    def test_many_clients_of_a_socket(self):
        with tempfile.TemporaryDirectory() as d:
            path = os.path.join(d, "resolver")
            p = subprocess.Popen([PROGRAM, "--socket", path,
                                  "--resolver", self.at])
            try:
                await_socket(self, path, p)
                clients = [connect(path) for _ in range(64)]
                for n, c in enumerate(clients):
                    c.settimeout(10)
                    for i in range(40):
                        query(c, i, "c%d-%d._domainkey.plain.example"
                              % (n, i) if i else "_dmarc.plain.example")
                for c in clients:
                    got = {a[0]: a[1] for a in (answer(c) for _ in range(40))}
                    self.assertEqual(len(got), 40)
                    self.assertEqual(got[0], FOUND)
                    # with 2,560 at once some may be late, none is lost
                    self.assertLessEqual(set(got.values()),
                                         {FOUND, NONE, TIMEOUT, FAILED})
                # the 65th waits until one goes
                late = connect(path)
                query(late, 1, "_dmarc.plain.example")
                late.settimeout(0.3)
                self.assertRaises(TimeoutError, late.recv, 65536)
                clients.pop().close()
                late.settimeout(10)
                self.assertEqual(answer(late)[1], FOUND)
                for c in clients + [late]:
                    c.close()
                self.assertIsNone(p.poll())
            finally:
                p.kill()
                p.wait()

    @unittest.skipIf(os.geteuid() != 0, "needs root to be somebody else")
    def test_peers_are_who_the_kernel_says(self):
        with tempfile.TemporaryDirectory() as d:
            os.chmod(d, 0o755)
            path = os.path.join(d, "resolver")
            p = subprocess.Popen([PROGRAM, "--socket", path, "--peer-uid",
                                  "1001", "--resolver", self.at])
            try:
                await_socket(self, path, p)
                for uid, welcome in ((1001, True), (1002, False),
                                     (65534, False), (0, True)):
                    with self.subTest(uid):
                        self.assertEqual(self.ask_as(uid, path), welcome)
            finally:
                p.kill()
                p.wait()

    def ask_as(self, uid, path):
        pid = os.fork()
        if pid == 0:
            os.setresuid(uid, uid, uid)
            try:
                s = connect(path)
                query(s, 1, "_dmarc.plain.example")
                os._exit(0 if answer(s) else 1)
            except OSError:
                os._exit(1)
        return os.waitpid(pid, 0)[1] == 0


unittest.main(verbosity=1)
