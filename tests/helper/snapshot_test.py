#!/usr/bin/python3
"""handover-snapshot: what is drawn, where, and within which bounds.

OUT=DIRECTORY-WITH-THE-PROGRAMS tests/helper/snapshot_test.py
"""
import os, random, struct, subprocess, sys, time, unittest, zlib

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
from wire import *

PROGRAM = os.path.join(os.environ["OUT"], "handover-snapshot")
WITHOUT = os.path.join(HERE, "without_landlock.py")
with open(PROGRAM, "rb") as f:
    SANITIZED = b"__asan_init" in f.read()
PAGE, PICTURE = 60, 61
REASON, WIDTH, HEIGHT, MISSING, CUT = 53, 92, 93, 94, 95
MAX = 200 << 10
HEAD = "HO-7F3K2M: accept\nSHA-256 " + "ab" * 32 + "\n\f"


class Picture:
    """One answer; rows of pixels as octets, where there is a picture."""

    def __init__(self, fields, png, used):
        number = {t: int.from_bytes(d, "big") for t, d in fields}
        self.width, self.height = number[WIDTH], number[HEIGHT]
        self.missing, self.is_cut = number[MISSING], number[CUT]
        self.png, self.used = png, used

    def rows(self):
        assert self.png[:8] == b"\x89PNG\r\n\x1a\n"
        at, data = 8, b""
        while at < len(self.png):
            size, kind = struct.unpack(">I4s", self.png[at:at + 8])
            if kind == b"IHDR":
                width, height, depth, colour = struct.unpack(
                    ">IIBB", self.png[at + 8:at + 18])
            elif kind == b"IDAT":
                data += self.png[at + 8:at + 8 + size]
            at += size + 12
        assert (width, height) == (self.width, self.height)
        assert (depth, colour) == (8, 2)
        return list(unfilter(zlib.decompress(data), width * 3, height))


def unfilter(data, size, height):
    """PNG's five filters (its specification, section 9)."""
    before = bytearray(size)
    for y in range(height):
        kind = data[y * (size + 1)]
        row = bytearray(data[y * (size + 1) + 1:(y + 1) * (size + 1)])
        for i in range(size if kind else 0):
            a = row[i - 3] if i >= 3 else 0
            b = before[i]
            c = before[i - 3] if i >= 3 else 0
            if kind == 4:
                p = a + b - c
                guess = min((abs(p - a), 0, a), (abs(p - b), 1, b),
                            (abs(p - c), 2, c))[2]
            else:
                guess = (0, a, b, (a + b) // 2)[kind]
            row[i] = row[i] + guess & 255
        yield bytes(row)
        before = row


def talk(messages, command=()):
    """(messages that came back, status, what was said, what it used)"""
    ours, theirs = pair()
    ours.settimeout(30)
    with subprocess.Popen([*command, PROGRAM], stdin=theirs, env={},
                          stderr=subprocess.PIPE) as p:
        theirs.close()
        try:
            for m in messages:
                ours.send(m)
        except OSError:
            pass  # it has heard enough
        heard = []
        while True:
            try:
                m = ours.recv(65536)
            except ConnectionResetError:
                continue  # the answer is behind it
            if not m:
                break
            heard.append(unpack(m))
        _, status, used = os.wait4(p.pid, 0)
        p.returncode = os.waitstatus_to_exitcode(status)
        said = p.stderr.read().decode()
    ours.close()
    return heard, p.returncode, said, used


def page_of(octets, size=60000):
    messages = [pack(PAGE, (LENGTH, u64(len(octets))))]
    for at in range(0, max(len(octets), 1), size):
        last = [(LAST, u64(1))] if at + size >= len(octets) else []
        messages.append(pack(PIECE, (DATA, octets[at:at + size]), *last))
    return messages


def draw(text, command=()):
    heard, status, said, used = talk(page_of(text.encode()), command)
    assert status == 0, (status, said)
    kind, fields = heard[0]
    assert kind == PICTURE
    if fields[0][0] == REASON:
        assert len(heard) == 1 and len(fields) == 1
        return fields[0][1].decode()
    png = b"".join(one(f, DATA) for k, f in heard[1:] if k == PIECE)
    assert len(png) == int.from_bytes(one(fields, LENGTH), "big")
    return Picture(fields, png, used)


class Drawn(unittest.TestCase):
    def test_scripts(self):
        """No glyph is missing, and something is there."""
        empty = draw(HEAD)
        for name, text in (
                ("Latin", "Grüße, naïve façade, Łódź, žluťoučký"),
                ("Devanagari", "नमस्ते, हमारा मालिक चला गया है"),
                ("Chinese", "我们的管理员已经离开，请重置密码"),
                ("Chinese, traditional", "請重設我們的密碼"),
                ("Japanese", "パスワードをリセットしてください"),
                ("Korean", "비밀번호를 재설정해 주세요"),
                ("emoji", "\U0001f600 \U0001f44d \U0001f680 \u2764"),
                ("Cyrillic", "Пожалуйста"), ("Greek", "Καλημέρα"),
                ("Arabic", "مرحبا"), ("Hebrew", "שלום"),
                ("Thai", "สวัสดี"), ("Tamil", "வணக்கம்"),
                ("Bengali", "নমস্কার"), ("signs", "€ № ™ → “x” … ✓")):
            with self.subTest(name):
                p = draw(HEAD + text + "\n")
                self.assertEqual((p.missing, p.is_cut), (0, 0))
                self.assertGreater(len(p.png), len(empty.png) + 200)
                self.assertEqual(p.width, 1000)

    def test_what_no_font_has(self):
        self.assertGreater(draw(HEAD + "\U000e8000\ufdd0\n").missing, 0)

    def test_emoji_have_colour_and_the_size_of_text(self):
        one_line = draw(HEAD + "x\n")
        p = draw(HEAD + "\U0001f600\n")
        self.assertLess(p.height, one_line.height + 20)
        yellow = sum(1 for row in p.rows() for x in range(0, len(row), 3)
                     if row[x] > 200 and row[x + 1] > 150 and row[x + 2] < 100)
        self.assertGreater(yellow, 20)

    def test_nothing_of_the_letter_gets_out_of_its_frame(self):
        """Heaps of marks, long words, text from the right: ours stays."""
        plain = draw(HEAD + "x\n").rows()
        # ours is above the lighter frame of the letter
        top = next(y for y, row in enumerate(plain) if
                   row[3 * 24:3 * 30] == b"\xbf" * 18) - 1
        for name, text in (("marks", "Z" + "\u0301" * 2000 + "\n"),
                           ("marks below", ("Z" + "\u0323" * 300) * 20 + "\n"),
                           ("a word", "W" * 3000 + "\n"),
                           ("from the right", "\u05d0" * 2000 + " abc\n"),
                           ("tabs", "\t" * 300 + "x\n"),
                           ("large", "\ufdfd" * 100 + "\n")):
            with self.subTest(name):
                rows = draw(HEAD + text).rows()
                self.assertEqual(rows[:top], plain[:top])
                for row in rows[top + 5:-20]:
                    self.assertEqual(row[:3 * 24], b"\xff" * 72)
                    self.assertEqual(row[-3 * 24:], b"\xff" * 72)

    def test_another_page_part_is_no_second_head(self):
        """A form feed in the letter cannot come: it was made visible."""
        p = draw(HEAD + "one\n\ftwo\n")
        self.assertEqual(draw(HEAD + "one\n").rows()[:100], p.rows()[:100])

    def test_ours_alone(self):
        p = draw("only ours\nof it\n")
        self.assertEqual((p.missing, p.is_cut), (0, 0))
        draw("")


class Bounds(unittest.TestCase):
    def test_large(self):
        rand = random.Random(7)
        size = MAX - len(HEAD)
        cjk = "".join(chr(rand.randrange(0x4e00, 0x9fff))
                      for _ in range(size // 3))
        anything = "".join(chr(rand.randrange(0x20, 0x2ffff))
                           for _ in range(size // 4)
                           ).encode(errors="ignore").decode()
        for name, text, cut in (
                ("one line", "x" * size, 1), ("words", "word " * (size // 5), 1),
                ("lines", "a\n" * (size // 2), 1), ("empty", "\n" * size, 1),
                ("Chinese", cjk, 1), ("anything", anything, 1),
                ("marks", ("a" + "\u0301" * 400) * (size // 801), 0),
                ("Arabic", "\u0628" * (size // 2), 0),
                ("emoji", "\U0001f600" * (size // 4), 1)):
            with self.subTest(name):
                start = time.monotonic()
                p = draw(HEAD + text)
                took = time.monotonic() - start
                self.assertTrue(p.height <= 10000 and p.width <= 2000)
                self.assertEqual(p.is_cut, cut)
                self.assertLess(len(p.png), 16 << 20)
                if not SANITIZED:
                    self.assertLess(took, 8)
                    self.assertLess(p.used.ru_maxrss, 256 << 10)

    def test_a_long_head_leaves_room(self):
        p = draw("ours\n" * 5000 + "\fx\n")
        self.assertEqual(p.is_cut, 1)
        self.assertLess(p.height, 3000)

    def test_too_much_or_broken(self):
        for name, messages in (
                ("too long", page_of(b"x" * (MAX + 1))),
                ("no UTF-8", page_of(b"\xff\xfe")),
                ("nonsense", [b"x"]), ("another message", [pack(PICTURE)]),
                ("no length", [pack(PAGE)]),
                ("longer than said", [pack(PAGE, (LENGTH, u64(1))),
                                      pack(PIECE, (DATA, b"xx"),
                                           (LAST, u64(1)))]),
                ("shorter", [pack(PAGE, (LENGTH, u64(9))),
                             pack(PIECE, (DATA, b"xx"), (LAST, u64(1)))])):
            with self.subTest(name):
                heard, status, said, _ = talk(messages)
                self.assertEqual((heard, status), ([], 4))
                self.assertIn("handover-snapshot: ", said)

    def test_any_octets(self):
        rand = random.Random(11)
        pieces = ["\u202e", "\u0301", "\t", "\n", "\u200d", "\U0001f469",
                  "\u05d0", "\u0627", "\u0915", "\u094d", "\u1100", "\ufffd",
                  "a", " ", "\u0e33", "\U000e0041", "\u2028", "\r", "\x00",
                  "\x0b", "<b>", "&amp;", "%s", "\ufe0f", "\U0001f3fb"]
        for _ in range(30):
            draw(HEAD + "".join(rand.choice(pieces) for _ in range(400)))


class Without(unittest.TestCase):
    def test_landlock(self):
        for _ in range(20):
            self.assertEqual(draw(HEAD, [WITHOUT]), "no-landlock")

    def test_fonts(self):
        command = ["unshare", "-rm", "sh", "-c", "mount -t tmpfs x "
                   "/usr/share/fonts && mount -t tmpfs x "
                   "/usr/local/share/fonts && exec \"$0\""]
        if subprocess.run(command[:-1] + [command[-1].replace(
                'exec "$0"', "true")], stderr=subprocess.DEVNULL).returncode:
            self.skipTest("no mounts of our own here")
        command[0] = "/usr/bin/unshare"
        self.assertEqual(draw(HEAD, command), "no-fonts")


unittest.main(verbosity=1)
