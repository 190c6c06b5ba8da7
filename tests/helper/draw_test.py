#!/usr/bin/python3
"""handover-draw: text, charsets, quotes and the words in a letter.

OUT=DIRECTORY-WITH-THE-PROGRAMS tests/helper/draw_test.py
"""
import base64, hashlib, os, resource, subprocess, sys, unittest
from email.message import EmailMessage
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from wire import *

OUT = os.environ["OUT"]
with open(os.path.join(OUT, "handover-draw"), "rb") as f:
    SANITIZED = b"__asan_init" in f.read()
WORD = "0123-4567-89AB-CDEF-GHJK-MNPQ"
LINE = "CONFIRM HO-7F3K2M " + WORD
MARK = [("confirm", "HO-7F3K2M", WORD)]


def draw(octets, memory=False):
    """(text, [(kind, ref, word)], {head: value, "parts": [...]})"""
    ours, theirs = pair()
    ours.settimeout(20)
    with subprocess.Popen([os.path.join(OUT, "handover-draw")], stdin=theirs,
                          stderr=subprocess.PIPE) as p:
        theirs.close()
        ours.send(pack(DRAW_LETTER, (LENGTH, u64(len(octets)))))
        send_pieces(ours, octets)
        message = ours.recv(65536)
        if not message:
            raise AssertionError(p.stderr.read(), p.wait())
        kind, f = unpack(message)
        assert kind == DRAW_TEXT
        text = recv_pieces(ours)
        aside = recv_pieces(ours) if any(t == ASIDE for t, _ in f) else b""
        assert len(aside) == (int.from_bytes(one(f, ASIDE), "big")
                              if aside else 0) <= 256 << 10
        if any(t == ATTACHED for t, _ in f):
            recv_pieces(ours)
        assert len(text) == int.from_bytes(one(f, LENGTH), "big") <= 256 << 10
        _, status, usage = os.wait4(p.pid, 0)
        p.returncode = os.waitstatus_to_exitcode(status)
        said = p.stderr.read()
        assert p.returncode == 0, (p.returncode, said)
    ours.close()
    values = [d.decode() for t, d in f if t in (KIND, REF, WORD_TAG)]
    marks = [tuple(values[i:i + 3]) for i in range(0, len(values), 3)]
    heads = {n: one(f, t).decode() for n, t in
             (("from", 85), ("sender", 66), ("reply_to", 78), ("to", 67),
              ("cc", 77), ("subject", 86), ("date", 87))}
    values = [d for t, d in f if 88 <= t <= 91]
    heads["parts"] = [
        (kind.decode(), name.decode(), int.from_bytes(size, "big"), sha.hex())
        for kind, name, size, sha in zip(*[iter(values)] * 4)]
    heads["aside"] = aside.decode()
    heads["users"] = int.from_bytes(one(f, 70), "big") if any(
        t == 70 for t, _ in f) else 0
    return (text.decode(), marks, heads) + ((usage.ru_maxrss,) if memory else ())


WORD_TAG, ASIDE, ATTACHED = 84, 79, 73
HEAD = b"From: a@b.example\r\nDate: x\r\nMessage-ID: <1@b>\r\nMIME-Version: 1.0\r\n"


def letter(body, kind="text/plain; charset=utf-8", encoding="8bit"):
    if isinstance(body, str):
        body = body.encode()
    return (HEAD + b"Content-Type: %s\r\nContent-Transfer-Encoding: %s\r\n\r\n"
            % (kind.encode(), encoding.encode()) + body.replace(b"\n", b"\r\n"))


def spent():
    """Seconds of CPU, all children's: the same on a busy machine."""
    took = resource.getrusage(resource.RUSAGE_CHILDREN)
    return took.ru_utime + took.ru_stime


class Marks(unittest.TestCase):
    def check(self, rows, kind="text/plain; charset=utf-8"):
        for body, want in rows:
            with self.subTest(body):
                self.assertEqual(draw(letter(body, kind))[1], want)

    def test_forgiven(self):
        self.check([(body, MARK) for body in (
            LINE, "  " + LINE + ".", "Dear desk,\n\n" + LINE + "\n\nregards",
            "Re: " + LINE, "RE: AW: " + LINE, "*" + LINE + "*",
            "> quoted\n\n" + LINE, "\u201c" + LINE + "\u201d",
            "\ufeff" + LINE, "\u200b" + LINE + "\u200b", "- " + LINE,
            LINE + " thank you", LINE + "\n" + LINE,
            "On Monday support@desk.example wrote:\n> hello\n\n" + LINE,
            "On Monday Support wrote:\n\n> hello\n> more\n" + LINE,
            "CONFIRM: HO-7F3K2M: " + WORD, "Confirm ho-7f3k2m " + WORD,
            "confirm\u00a0HO\u20117F3K2M\u00a0" + WORD,
            "CONFIRM HO 7F3K2M " + WORD, "CONFIRM HO7F3K2M " + WORD,
            "CONFIRM HO-7F3K2M `" + WORD + "`",
            "-- \n" + LINE,
        )])
        self.check([
            ("confirm ho-7f3k2m " + WORD.lower(),
             [("confirm", "HO-7F3K2M", WORD.lower())]),
            ("CONFIRM HO-7F3K2M " + WORD.replace("-", " "),
             [("confirm", "HO-7F3K2M", WORD.replace("-", " "))]),
            ("CONFIRM HO-7F3K2M " + WORD.replace("-", "\u2013"), MARK),
            ("CONFIRM HO-OIL111 " + WORD, [("confirm", "HO-011111", WORD)]),
            ("STOP HO-7F3K2M " + WORD, [("stop", "HO-7F3K2M", WORD)]),
            (LINE + "\nSTOP HO-AAAAAA " + WORD,
             MARK + [("stop", "HO-AAAAAA", WORD)]),
        ])

    def test_quotes_do_not_count(self):
        self.check([(body, []) for body in (
            "> " + LINE, ">" + LINE, " > > " + LINE, "| " + LINE,
            "\u00bb " + LINE, "\u2502 " + LINE, "\u200b> " + LINE,
            "not me!\n-----Original Message-----\nFrom: x\n\n" + LINE,
            "no\n---------- Forwarded message ---------\n" + LINE,
            "no\n-------- Weitergeleitete Nachricht --------\n" + LINE,
            "no\n________________________________\n\n" + LINE,
            "no\nBegin forwarded message:\n\n" + LINE,
            "no\n\nOn Monday support@desk.example wrote:\n\n" + LINE,
            "no\n\nOn Monday, Support <s@desk.example>\nwrote:\n" + LINE,
            "no\n\nAm 21.11.26 schrieb Support <s@desk.example>:\n" + LINE,
            "no\nFrom: Support <s@desk.example>\nSent: Monday\nTo: me\n" + LINE,
            "nein\n*Von:* s@desk.example\n*Gesendet:* Montag\n*An:* ich\n"
            + LINE,
            "no\nFrom: Support\nSent: Monday\nTo: Ops\nSubject: x\n" + LINE,
            "non\nDe\u00a0: Support <s@desk.example>\nEnvoy\u00e9\u00a0: lundi"
            "\n\u00c0\u00a0: Ops\n\n" + LINE,
            "\u4e0d\n\u53d1\u4ef6\u4eba\uff1as@desk.example\n\u65f6\u95f4\uff1ax\n"
            "\u6536\u4ef6\u4eba\uff1ax\n" + LINE,
            "nein\n\nAm 1. Juni 2026 um 10:00 schrieb Support:\n\n" + LINE,
            "non\n\nLe 1 juin \u00e0 9:00, Support a \u00e9crit\u00a0:\n\n" + LINE,
            "no\n\n--- Original message ---\n" + LINE,
            "no\n\n# " + LINE,
        )])

    def test_our_own_letters_do_not_answer_themselves(self):
        """Quoted by a program that marks nothing, in any language."""
        for name in ("confirm", "notice-started"):
            path = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "../../share/templates", name + ".txt")
            with open(path) as f:
                ours = f.read().partition("\n\n")[2]
            ours = ours.replace("{ref}", "HO-7F3K2M").replace("{word}", WORD)
            self.assertIn(" HO-7F3K2M " + WORD + "\n", ours)
            self.check([("No, that was not me!\n\n" + ours, []),
                        (LINE + "\n\n" + ours, MARK),
                        ("> " + ours.replace("\n", "\n> ") + "\n" + LINE, MARK)])
            html = ours.replace("\n", "<br>\n")
            self.check([("<p>Nein</p><p>" + html, []),
                        ("<p>" + LINE + "</p>" + html, MARK)], "text/html")

    def test_not_a_mark(self):
        self.check([(body, []) for body in (
            "", "please CONFIRM", "I " + LINE, "CONFIRM HO-7F3K2 " + WORD,
            "CONFIRM HO-7F3K2MM " + WORD, "CONFIRM XX-7F3K2M " + WORD,
            "CONFIRM HO-7F3K2U " + WORD, "CONFIRM HO-7F3K2M",
            "CONFIRM HO-7F3K2M please do", "CONFIRM HO-7F3K2M " + WORD[:-1],
            "CONFIRM HO-7F3K2M " + WORD + "R", "CONFIRMED HO-7F3K2M " + WORD,
            "CONFIRM HO-7F3K2M\n" + WORD, "CONFIRM HO-7F3K2M " + WORD + "\u00e9",
            "CONFIRM HO-7F3K2M 0123-4567-89AB-CDEF-GHJK-MNPU",
            "CONFIRM HO-7F3K2M 0123" + "-" * 200 + WORD[4:], "\u0421ONFIRM HO-7F3K2M " + WORD,
            "Fwd: " + LINE,
        )])

    def test_users_to_add(self):
        for text, n in (
            ("Users to add: 5", 5), ("Hi,\n\n*users to add:* 12.\n\nAda", 12),
            ("- Users To Add :3", 3), ("Users\u00a0to add: 1000000", 1000000),
            ("Users to add: 5\n\nUsers to add: 5", 5),
            ("Users to add: 5\nUsers to add: 6", 0), ("Users to add: 1000001", 0),
            ("Users to add: 99999999999999999999999", 0), ("Users to add: 0", 0),
            ("Users to add: five", 0), ("Users to add: 5 or 6", 0),
            ("Users to add: -5", 0), ("Users to add 5", 0),
            ("please, Users to add: 5", 0), ("> Users to add: 5", 0),
            ("Yes.\n\n--- Original Message ---\nUsers to add: 5", 0),
            ("Users to add:\n5", 0)):
            self.assertEqual(draw(letter(text))[2]["users"], n, text)

    def test_many_are_cut(self):
        body = "".join("STOP HO-AAAA%02d %s\n" % (i, WORD) for i in range(40))
        self.assertEqual(len(draw(letter(body))[1]), 16)

    def test_html(self):
        html = "text/html; charset=utf-8"
        self.check([(body, MARK) for body in (
            "<p>" + LINE + "</p>", "<DIV><b>CONFIRM</b> HO-7F3K2M&nbsp;" + WORD
            + "</DIV>", "Hello<br>" + LINE + "<br>bye",
            "<pre>one\n" + LINE + "\n</pre>",
            "<blockquote>old</blockquote>" + LINE,
            "<style>p { x }</style><script>if (a < b) </script><p>" + LINE,
            "<!-- " + "x > y" + " --><p>" + LINE,
            "<p title='a > b'>" + LINE + "</p>",
            "&#67;ONFIRM HO-7F3K2M " + WORD, "&#x43;ONFIRM\nHO-7F3K2M " + WORD,
            "<p>" + LINE + "</p><div class=gmail_quote>" + LINE + "</div>",
            # what is hidden or quoted ends where its element does
            "<div style='display:none'>a<div>b</div>c</div>" + LINE,
            "<div hidden><b>x</div>" + LINE,
            "<span style=\"font-size:0\">a<span style='font-size:13px'>" + LINE
            + "</span></span>",
            "<i style='visibility:hidden'>a<b style='visibility:visible'>" + LINE
            + "</b></i>",
            "<div style='border-left:1px solid #ccc'>x</div>" + LINE,
            "<br style='display:none'>" + LINE, "<img hidden>" + LINE,
            # what looks like it, and is not
            "<div style='display:block;opacity:0.9;font-size:.8em'>" + LINE,
            "<div style='border-left:none; border-left-width: 0px'>" + LINE,
            "<div title='hidden' data-hidden=1>" + LINE,
            "<table style='border-left:1px solid'><td style='border-left:2px "
            "solid'>" + LINE + "</td></table>",
            "<!--><p>" + LINE + "<!-- -->", "<!-- a --!><p>" + LINE,
            "<![if !mso]>" + LINE + "<![endif]>",
            "<template>x</template>" + LINE,
        )], html)
        self.check([(body, []) for body in (
            "<blockquote>" + LINE + "</blockquote>",
            "<blockquote><blockquote>x</blockquote>" + LINE + "</blockquote>",
            "<div class=\"gmail_quote\"><p>" + LINE + "</p></div>",
            "<div id=appendonsend></div><p>" + LINE,
            "<DIV ID='divRplyFwdMsg'>From: x</DIV><p>" + LINE,
            "&gt; " + LINE, "<p>&gt;" + LINE + "</p>",
            "<script>" + LINE + "</script>", "<!-- " + LINE + " -->",
            "<title>" + LINE + "</title>", "<p title='\n" + LINE + "\n'>x</p>",
            "<div style='display:none'>" + LINE + "</div>",
            "<div style=\"color:red; DISPLAY : none!important\"><p>" + LINE,
            "<p hidden>" + LINE + "</p>", "<p hidden=''><b>" + LINE + "</b></p>",
            "<div style=visibility:hidden>" + LINE + "</div>",
            "<div style='font-size:0'>" + LINE + "</div>",
            "<div style='font-size:1px;color:#fff'>" + LINE + "</div>",
            "<div style='max-height:0;overflow:hidden'>" + LINE + "</div>",
            "<div style='opacity:.0'>" + LINE + "</div>",
            "<div style='mso-hide:all'>" + LINE + "</div>",
            "<div style='display:none'><div></div><br>" + LINE + "</div>",
            "<div style='display:none'></p></span>" + LINE + "</div>",
            "<div title='" + "x" * 5000 + "' hidden>" + LINE + "</div>",
            "<i style='font-size:0'><i style='font-size:9pt'>" * 40 + LINE,
            "<template><p>" + LINE + "</template>",
            "<noscript>" + LINE + "</noscript>",
            "<!--[if mso]>" + LINE + "<![endif]-->", "<!--!> " + LINE + " -->",
            "<div style='border:none;border-left:solid blue 1.5pt'>" + LINE,
            "<p style='margin-left:1ex;border-left:1px #ccc solid'>" + LINE,
            "<div id=mail-editor-reference-message-container>" + LINE,
            "<p>no<hr><p><b>From:</b> s@desk<br><b>Sent:</b> x<br><b>To:</b> y<p>"
            + LINE,
        )], html)

    def test_html_hidden_is_shown_as_hidden(self):
        for body, want in (
                ("a<div style='display:none'>b</div>c", "a\n> [hidden] b\nc"),
                ("<blockquote>a<p hidden>b</p></blockquote>c",
                 "> a\n> [hidden] b\nc"),
                ("<div style='border-left:1px solid'>a<blockquote>b", "> a\n> > b"),
                ("<b style='color:red'>a</b>b<!-- c -->", "ab")):
            self.assertEqual(draw(letter(body, "text/html"))[0].strip(), want)

    def test_subject_and_attachments_do_not_count(self):
        m = EmailMessage()
        m["From"], m["Subject"] = "a@b.example", LINE
        m.set_content("no")
        m.add_attachment(LINE, filename="x.txt")
        m.add_attachment(b"x", maintype="application", subtype="pdf",
                         filename="NAME")
        text, marks, heads = draw(m.as_bytes().replace(
            b'filename="NAME"', b"filename*=utf-8''a%0A" + LINE.encode()))
        self.assertEqual(marks, [])
        self.assertEqual(heads["subject"], LINE)
        self.assertIn("[attached: text/plain x.txt]", text)

    def test_a_text_file_in_the_letter_is_a_quote(self):
        for kind in ("plain", "html"):
            m = EmailMessage()
            m["From"] = "a@b.example"
            m.set_content("see below")
            m.add_attachment(LINE, subtype=kind, filename="old.txt",
                             disposition="inline")
            text, marks, _ = draw(m.as_bytes())
            self.assertEqual(marks, [])
            self.assertIn("[attached: text/%s old.txt]\n> %s" % (kind, LINE),
                          text)

    def test_a_letter_in_the_letter_is_a_quote(self):
        inner = EmailMessage()
        inner["From"] = "x@y.example"
        inner.set_content(LINE)
        m = EmailMessage()
        m["From"] = "a@b.example"
        m.set_content("see below")
        m.add_attachment(inner)
        for out in (m.as_bytes(),
                    m.as_bytes().replace(b"Content-Disposition: attachment",
                                         b"Content-Disposition: inline")):
            text, marks, _ = draw(out)
            self.assertEqual(marks, [])
            self.assertIn("> " + LINE, text)


class Text(unittest.TestCase):
    def test_charsets(self):
        text = {"iso-8859-1": "caf\u00e9", "windows-1252": "\u20ac\u201cx\u201d",
                "iso-8859-15": "\u20ac", "utf-8": "\u0928\u092e\u0938\u094d\u0924\u0947",
                "iso-2022-jp": "\u65e5\u672c\u8a9e", "gb18030": "\u4f60\u597d",
                "gb2312": "\u4f60\u597d", "shift_jis": "\u65e5\u672c",
                "euc-kr": "\ud55c\uad6d", "koi8-r": "\u043f\u0440\u0438",
                "windows-1251": "\u043f\u0440\u0438", "big5": "\u4f60\u597d",
                "utf-16le": "\u65e5\u672c", "utf-16": "a\u0159",
                "iso-8859-2": "\u0159", "iso-8859-7": "\u03b4",
                "windows-1255": "\u05d0", "windows-1256": "\u0627",
                "US-ASCII": "plain"}
        for charset, want in text.items():
            for encoding in ("8bit", "base64", "quoted-printable"):
                with self.subTest((charset, encoding)):
                    octets = want.encode(charset)
                    if encoding == "base64":
                        octets = base64.encodebytes(octets)
                    elif encoding == "quoted-printable":
                        octets = b"".join(b"=%02X" % c for c in octets)
                    m = letter(octets, "text/plain; charset=" + charset, encoding)
                    self.assertEqual(draw(m)[0].strip(), want)

    def test_what_is_unknown_or_broken_is_shown(self):
        rows = [(b"a\xe9b", "x-unknown", "a\\xe9b"), (b"a\xe9b", "utf-8", "a\\xe9b"),
                (b"\xf7\x97\x9a\x93", "utf-8", "\\xf7\\x97\\x9a\\x93"),
                (b"a\xe9b", "", "a\\xe9b"), (b"a\x1b[2Jb", "utf-8", "a<U+001B>[2Jb"),
                ("a\u202eb".encode(), "utf-8", "a<U+202E>b"),
                (b"\x81", "shift_jis", "\\x81"), (b"+ADw-", "utf-7", "+ADw-"),
                (b"../../etc/passwd", "../../../etc/passwd", "../../etc/passwd")]
        for octets, charset, want in rows:
            with self.subTest(charset):
                m = letter(octets, 'text/plain; charset="%s"' % charset)
                self.assertEqual(draw(m)[0].strip(), want)

    def test_headers(self):
        m = (b"From: =?iso-8859-1?q?J=F6rg?= <j@b.example>\r\n"
             b"Subject: =?iso-2022-jp?B?GyRCRnxLXBsoQg==?= \x1b[2J\r\n"
             b"Date: Mon, 1 Jan 2026 00:00:00 +0000\r\n\r\nx")
        heads = draw(m)[2]
        self.assertEqual(heads["from"], "J\u00f6rg <j@b.example>")
        self.assertEqual(heads["subject"], "\u65e5\u672c <U+001B>[2J")
        self.assertEqual(heads["date"], "Mon, 1 Jan 2026 00:00:00 +0000")
        self.assertEqual([heads[n] for n in ("sender", "reply_to", "to", "cc")],
                         [""] * 4)

    def test_encoded_words(self):
        for raw, want in (
                ("=?utf-8?b?w7w=?= =?utf-8?B?w7w=?= x =?utf-8?b?w7w?=",
                 "\u00fc\u00fc x \u00fc"),
                ("=?utf-8?b?w7zD?=\r\n =?UTF-8?b?vMO8?=", "\u00fc" * 3),
                ("=?utf-8?q?a_=3d=zz?= =?iso-8859-1*de?Q?=FC?=b", "a ==zz\u00fcb"),
                ("=?koi8-r?B?xA==?= . =?x-none?q?a=e4?=", "\u0434 . a\\xe4"),
                ("a =?utf-8?q?b?=c =?utf-8?q?d", "a bc =?utf-8?q?d"),
                ("=?utf-8?x?a?= =??q?a?= =?*?q?a?= =?=", "=?utf-8?x?a?= =??q?a?= "
                 "=?*?q?a?= =?="),
                ("=?utf-8?q?=0AFrom:_x?=", "<U+000A>From: x"),
                ("=?%s?q?a?=" % ("x" * 64), "=?%s?q?a?=" % ("x" * 64)),
                ("one\r\n two\t three ", "one two<U+0009> three")):
            with self.subTest(raw):
                got = draw(b"Subject: " + raw.encode() + b"\r\n" + letter("x"))
                self.assertEqual(got[2]["subject"], want)

    def test_addresses(self):
        twin = base64.b64encode("P\u0430ypal \u202e".encode())
        rows = [(b"a@b.example", "a@b.example"),
                (b"Ann <a@b.example>, c@d.example",
                 "Ann <a@b.example>, c@d.example"),
                (b"\"accept: signed\" <a@b>", '"accept: signed" <a@b>'),
                (b"=?utf-8?b?" + twin + b"?= <a@b.example>",
                 'P<U+0430>ypal <U+202E> <a@b.example>'),
                (b"a@b.example,\r\n From: c@d", None),
                (b"undisclosed-recipients:;", "undisclosed-recipients:;"),
                (b"=?utf-8?q?ops=40bank.example,?= <a@b>",
                 '"ops@bank.example," <a@b>'),
                (b'"=?utf-8?q?a=22=40b?=" <a@b>', '"a\\"@b" <a@b>'),
                (b"a@b, broken <@>,\r\n c@d", "a@b, broken <@>, c@d"),
                (b"no address at all", "no address at all"),
                (b"\x1b[2J", "<U+001B>[2J")]
        for value, want in rows:
            for field in ("Sender", "Reply-To", "To", "Cc"):
                with self.subTest((field, value)):
                    got = draw(field.encode() + b": " + value + b"\r\n"
                               + letter("x"))[2][field.lower().replace("-", "_")]
                    self.assertTrue(got)
                    self.assertFalse(set(got) & set("\n\r\x1b\u202e"))
                    if want is not None:
                        self.assertEqual(got, want)

    def test_a_cut_value_keeps_its_end(self):
        """Who fills a display name does not hide the address behind it."""
        for name in ("x" * 3000, "\u00fc" * 1500, "\u202e" * 700):
            name = base64.b64encode(name.encode())
            got = draw(b"To: =?utf-8?b?" + name + b"?= <a@evil.example>\r\n"
                       + letter("x"))[2]["to"]
            self.assertLessEqual(len(got.encode()), 1023)
            self.assertIn("[...]", got)
            self.assertTrue(got.endswith(" <a@evil.example>"), got)

    def test_alternatives(self):
        def both(plain, html):
            m = MIMEMultipart("alternative")
            m["From"] = "a@b.example"
            for text, kind in ((plain, "plain"), (html, "html")):
                if text is not None:
                    m.attach(MIMEText(text, kind))
            return draw(m.as_bytes())[0].strip()
        self.assertEqual(both("one", "<p>two"), "one")
        self.assertEqual(both(" \n", "<p>two"), "two")
        self.assertEqual(both(None, "<p>two</p>\n<ul><li>a<li>b"), "two\na\nb")

    def test_nested(self):
        m = MIMEText(LINE)
        for i in range(30):
            outer = MIMEMultipart("mixed" if i % 2 else "alternative")
            outer.attach(m)
            m = outer
        m["From"] = "a@b.example"
        self.assertEqual(draw(m.as_bytes())[1], MARK)

    def nest(self, levels):
        top = b"From: a@b.example\r\n"
        for i in range(levels):
            top += (b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n'
                    % (i, i))
        return top + b"Content-Type: text/plain\r\n\r\n" + LINE.encode()

    def costs(self, octets, words):
        start = spent()
        text, _, _, kib = draw(octets, memory=True)
        took = spent() - start
        for word in words:
            self.assertIn(word, text)
        if not SANITIZED:
            self.assertLess(took, 1)
            self.assertLess(kib, 64 << 10)

    def test_too_deep_and_too_many(self):
        self.costs(self.nest(1000), ["[left out: nested more than 32 deep]"])
        parts = b"".join(b"--x\r\n\r\npart %d\r\n" % i for i in range(1000))
        self.costs(b'From: a@b\r\nContent-Type: multipart/mixed; boundary="x"'
                   b'\r\n\r\n' + parts + b"--x--\r\n",
                   ["part 198", "[left out: more than 200 parts]"])

    def test_large(self):
        line = b"x" * 70 + b"\r\n"
        text = draw(letter(b"") + line * 200000)[0]  # 14 MiB
        self.assertTrue(250 << 10 < len(text) <= 256 << 10)
        self.assertTrue(text.endswith("x\n"))
        for kind in ("text/plain", "text/html"):
            for fill in (b"<", b"&", b"<blockquote>", b"<!--", b"<a b='", b"\x00",
                         b"\xff", b">", b"a:\n", b"-----a\n"):
                with self.subTest((kind, fill)):
                    start = spent()
                    draw(letter(b"", kind) + fill * ((2 << 20) // len(fill)))
                    self.assertLess(spent() - start,
                                    60 if SANITIZED else 6)

    def test_nonsense(self):
        for octets in (b"", b"\n", b"\0" * 1000, os.urandom(5000),
                       b"Content-Type: multipart/mixed\r\n\r\n",
                       b"Content-Type: message/rfc822\r\n\r\n",
                       b"Content-Type: text/plain; charset=\"" + b"a" * 9000,
                       b"From: " + b"(" * 50000):
            with self.subTest(octets[:40]):
                draw(octets)


class Attachments(unittest.TestCase):
    def test_name_size_hash(self):
        m = EmailMessage()
        m["From"] = "a@b.example"
        m.set_content("see below")
        rows = [("text", "plain", "notes.txt", b"a\r\nb\r\n"),
                ("application", "pdf", "Vollmacht \u00fc.pdf", b"%PDF-1.7\0x"),
                ("image", "png", "", b"\x89PNG"),
                ("application", "octet-stream", "empty", b"")]
        for kind, sub, name, octets in rows:
            m.add_attachment(octets, kind, sub, filename=name or None)
        self.assertEqual(draw(m.as_bytes())[2]["parts"], [
            (kind + "/" + sub, name, len(octets),
             hashlib.sha256(octets).hexdigest())
            for kind, sub, name, octets in rows])

    def test_names_are_made_visible(self):
        m = EmailMessage()
        m["From"] = "a@b.example"
        m.set_content("see below")
        m.add_attachment(b"x", "application", "pdf",
                         filename="invoice\u202efdp.exe")
        m.add_attachment(b"x", "application", "pdf",
                         filename="p\u0430yment.pdf")
        m.add_attachment(b"x", "application", "pdf", filename="x" * 900 + ".exe")
        names = [p[1] for p in draw(m.as_bytes())[2]["parts"]]
        self.assertEqual(names, ["invoice<U+202E>fdp.exe",
                                 "p<U+0430>yment.pdf",
                                 "x" * 186 + "[...]" + "x" * 60 + ".exe"])

    def test_encoded_names(self):
        for name, want in (
                ('filename="=?utf-8?b?dC5wZGY=?= =?utf-8?b?LmV4ZQ==?="', "t.pdf.exe"),
                ("filename*=utf-8''a%C3%BC.pdf", "a\u00fc.pdf"),
                ("filename*0=a; filename*1=b.pdf", "ab.pdf"),
                ('filename="=?utf-8?q?a?="; filename*=utf-8\'\'b', None)):
            m = letter("x", "application/pdf\r\nContent-Disposition: attachment; "
                       + name)
            got = draw(m)[2]["parts"][0][1]
            self.assertEqual(got, want) if want else self.assertTrue(got)

    def test_a_letter_in_the_letter_has_no_hash(self):
        inner = EmailMessage()
        inner["From"] = "x@y.example"
        inner.set_content("inner")
        m = EmailMessage()
        m["From"] = "a@b.example"
        m.set_content("see below")
        m.add_attachment(inner)
        self.assertEqual(draw(m.as_bytes())[2]["parts"],
                         [("message/rfc822", "", 0, "")])

    def test_many(self):
        m = MIMEMultipart()
        m["From"] = "a@b.example"
        for i in range(40):
            m.attach(MIMEApplication(b"%d" % i, name=str(i)))
        parts = draw(m.as_bytes())[2]["parts"]
        self.assertEqual([p[1] for p in parts], [str(i) for i in range(32)])

    def test_none(self):
        self.assertEqual(draw(letter(LINE))[2]["parts"], [])


class Aside(unittest.TestCase):
    """What is not drawn is looked through for words all the same."""

    def aside(self, *parts, kind="mixed"):
        m = MIMEMultipart(kind)
        m["From"] = "a@b.example"
        for p in parts:
            m.attach(p)
        text, marks, heads = draw(m.as_bytes())
        self.assertNotIn(LINE, text)
        self.assertEqual(marks, [])
        return heads["aside"]

    def file(self, octets, name, kind=("application", "octet-stream")):
        p = MIMEApplication(octets)
        p.replace_header("Content-Type", "/".join(kind))
        p.add_header("Content-Disposition", "attachment", filename=name)
        return p

    def test_alternatives(self):
        html = MIMEText("<p>away<p hidden>" + LINE, "html")
        self.assertEqual(self.aside(MIMEText("away"), html, kind="alternative"),
                         "away\n> [hidden] " + LINE + "\n\n")
        both = MIMEMultipart("related")
        both.attach(html)
        self.assertIn(LINE, self.aside(MIMEText("away"), both,
                                       kind="alternative"))

    def test_files(self):
        eml = EmailMessage()
        eml["From"] = "x@y.example"
        eml.set_content(LINE, cte="base64")
        twice = EmailMessage()
        twice["From"] = "x@y.example"
        twice.set_content("see below")
        twice.add_attachment(eml.as_bytes(), "application", "octet-stream",
                             filename="b.eml")
        for p in (self.file(LINE.encode(), "a.txt", ("text", "plain")),
                  self.file(LINE.encode(), "a.ics", ("text", "calendar")),
                  self.file(LINE.encode("utf-16-le"), "a.txt",
                            ("text", 'plain; charset="utf-16le"')),
                  self.file(eml.as_bytes(), "A.EML"),
                  self.file(eml.as_bytes(), "x", ("message", "rfc822")),
                  self.file(twice.as_bytes(), "a.eml")):
            with self.subTest(p["Content-Type"]):
                self.assertIn(LINE, self.aside(MIMEText("see"), p))
        self.assertEqual(self.aside(MIMEText("see"),
                                    self.file(LINE.encode(), "a.pdf")), "")

    def test_parts_without_a_boundary(self):
        for kind in ("multipart/mixed", "multipart/mixed; boundary=nowhere"):
            text, marks, _ = draw(letter(LINE, kind))
            self.assertEqual(text, "[left out: parts without a boundary]\n")
            self.assertEqual(marks, [])

    def test_bounds(self):
        rows = [[MIMEText("x" * 70 + "\n", "csv")] * 300,
                [MIMEText("x" * (2 << 20), "csv")],
                [MIMEText("\u20ac" * (1 << 20), "csv", "utf-8")]]
        for parts in rows:
            self.assertTrue(0 < len(self.aside(*parts).encode()) <= 256 << 10)
        eml = b"From: a@b\n\nx"
        for i in range(100):
            m = EmailMessage()
            m["From"] = "x@y.example"
            m.set_content("x")
            m.add_attachment(eml[:1 << 19], "application", "x", filename="a.eml")
            eml = m.as_bytes()
        start = spent()
        self.aside(self.file(eml, "a.eml"))
        self.assertLess(spent() - start, 20 if SANITIZED else 2)


class LookAlikes(unittest.TestCase):
    def test_text_and_subject(self):
        m = (b"From: =?utf-8?b?" + base64.b64encode(
                 "P\u0430yp\u0430l".encode()) + b"?= <j@b.example>\r\n"
             b"Subject: =?utf-8?b?" + base64.b64encode(
                 "g\u03bf\u03bfgle".encode()) + b"?=\r\n"
             b"Content-Type: text/plain; charset=utf-8\r\n\r\n" +
             "micros\u043eft\r\n\u043f\u0440\u0438\u0432\u0435\u0442"
             "\r\n".encode())
        text, _, heads = draw(m)
        self.assertEqual(heads["from"], "P<U+0430>yp<U+0430>l <j@b.example>")
        self.assertEqual(heads["subject"], "g<U+03BF><U+03BF>gle")
        self.assertEqual(text, "micros<U+043E>ft\n"
                         "\u043f\u0440\u0438\u0432\u0435\u0442\n")


class Unbounded(unittest.TestCase):
    """Behind the others, for a child's memory is counted from ours."""

    def test_more_than_memory_holds(self):
        top = b"From: a@b.example\r\n"
        parts = b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n'
        for octets in (top + b"X: y\r\n" * 1700000 + b"\r\nx",
                       top + parts + b"--x\r\n\r\nx\r\n" * 2000000,
                       b"From: " + b"a@b,\r\n " *
                       (50000 if SANITIZED else 1400000) + b"c@d\r\n\r\nx"):
            with self.subTest(octets[:40]):
                start = spent()
                text = draw(octets)[0]
                if len(octets) > 2 << 20:
                    self.assertIn("[left out: ", text)
                if not SANITIZED:  # a second for 10 MiB
                    self.assertLess(spent() - start,
                                    max(1, len(octets) / (10 << 20)))
        attached = MIMEMultipart()
        attached["From"] = "a@b.example"
        attached.attach(MIMEText(LINE))
        attached.attach(MIMEText("x: y\n" * (1 << 20), "x-log"))
        text, marks, heads = draw(attached.as_bytes())
        self.assertEqual(marks, MARK)
        self.assertIn("[left out: the rest of a letter that is too large]",
                      text)
        # no hash of half a file
        self.assertEqual(heads["parts"], [("text/x-log", "", 0, "")])

    def test_large_attachments_are_read(self):
        """A scanned letter of 16 MiB is hashed whole, within the bounds."""
        m = MIMEMultipart()
        m["From"] = "a@b.example"
        m.attach(MIMEText(LINE))
        scan = os.urandom(16 << 20)
        m.attach(MIMEApplication(scan, "pdf", name="scan.pdf"))
        start = spent()
        text, marks, heads, kib = draw(m.as_bytes(), memory=True)
        took = spent() - start
        self.assertEqual(marks, MARK)
        self.assertNotIn("left out", text)
        self.assertEqual(heads["parts"], [
            ("application/pdf", "scan.pdf", len(scan),
             hashlib.sha256(scan).hexdigest())])
        if not SANITIZED:
            self.assertLess(took, 2)


class Protocol(unittest.TestCase):
    def test_nonsense_ends_it(self):
        for messages in ([b"x"], [pack(DRAW_TEXT)], [pack(DRAW_LETTER)],
                         [pack(DRAW_LETTER, (LENGTH, u64(1 << 40)))],
                         [pack(DRAW_LETTER, (LENGTH, u64(3))),
                          pack(PIECE, (DATA, b"longer"), (LAST, u64(1)))],
                         [pack(DRAW_LETTER, (LENGTH, u64(9))),
                          pack(PIECE, (DATA, b"short"), (LAST, u64(1)))]):
            with self.subTest(messages):
                ours, theirs = pair()
                ours.settimeout(10)
                with subprocess.Popen([os.path.join(OUT, "handover-draw")],
                                      stdin=theirs,
                                      stderr=subprocess.DEVNULL) as p:
                    theirs.close()
                    for m in messages:
                        ours.send(m)
                    self.assertEqual(p.wait(10), 4)
                ours.close()


unittest.main(verbosity=1)
