"""Letters that somebody wrote to be mistaken for the contact's.

Written apart from tests/mail/forgeries.c, with another signer (raw.py) and
from the attacker's side: what an old letter of the contact, a domain and key
of one's own, an account at the same provider or the wire between give him.
A row: name, verdict, reason, how its letter is made, and of what the others
think otherwise.
"""
import hostile_tags
import letters
import raw
from bench import check

VICTIM, OWN = letters.FROM, letters.OWN
CONTACTS = ",".join([VICTIM, "boss@xn--bcher-kva.example", "a@x.northwind.uk",
                     "shop@northwind.com.br", "me@northwind.github.io",
                     "x@northwind.ck", "x@www.ck"])
GONE = ("refuse", "from-not-registered")
NOT_ONE = ("refuse", "from-malformed")
NONE = ("confirm", "no-aligned-signature")
TWICE = ("refuse", "field-repeated")
LINE = ("refuse", "header-line")
ENDS = ("refuse", "line-ends")
GOOD = ("accept", "signed")
ROBOT = ("refuse", "automatic-mail")
EVIL = "evil.example"

PLAIN = letters.letter()
FIELD = {line.split(b":")[0].decode(): line + b"\r\n"
         for line in PLAIN.split(b"\r\n\r\n")[0].split(b"\r\n")}


def changed(find, put, letter=PLAIN):
    find, put = (x.encode() if isinstance(x, str) else x for x in (find, put))
    assert find in letter, find
    return letter.replace(find, put, 1)


def sender(value):
    return changed("Ops Team <%s>" % VICTIM, value)


class Maker:
    """Signs with a key of the domain's own; then changes, puts on top."""
    def __init__(self, keys):
        self.keys = keys

    def __call__(self, letter=PLAIN, top=b"", later=(), record=None, **how):
        text, records = raw.sign(self.keys, letter, **how)
        for find, put in later:
            text = changed(find, put, text)
        if record is not None:
            records = {n: record for n in records}
        return (top.encode() if isinstance(top, str) else top) + text, records


def by_evil(make, letter, **how):
    return make(letter, d=EVIL, **how)


def who(make):
    """From, as two programs may read it."""
    yield "a second From, upper case", TWICE, make(top="FROM: %s\r\n" % VICTIM)
    yield "a second From at the end", TWICE, make(
        later=[("\r\n\r\nHello", "\r\nfrom: e@evil.example\r\n\r\nHello")])
    yield "two From, both signed", TWICE, make(
        b"From: e@evil.example\r\n" + PLAIN, names="From:" + raw.NAMES)
    yield "From oversigned, and one added", TWICE, make(
        names="From:" + raw.NAMES, top="From: %s\r\n" % VICTIM)
    for what, name in (("a NUL", b"From\0"), ("NUL before", b"\0From")):
        yield what, ENDS, make(top=name + b": e@evil.example\r\n")
    for what, name in (("a TAB", b"From\t"), ("a blank", b"From "),
                       ("Cyrillic", "Fr\u043em".encode()),
                       ("full width", "\uff26rom".encode()),
                       ("a no-break space", b"From\xc2\xa0"),
                       ("a control", b"From\x01"), ("8 bits", b"From\xff")):
        yield "name with " + what, LINE, make(
            top=name + b": %s\r\n" % VICTIM.encode())
    yield "no name", LINE, make(top=": %s\r\n" % VICTIM)
    yield "From in a fold", NOT_ONE, make(sender(
        "X\r\n From: %s" % VICTIM))
    yield "From behind an empty line", ("refuse", "field-missing"), (
        b"X: y\r\n\r\n" + PLAIN, {})
    yield "Resent-From of the contact", GONE, by_evil(
        make, sender("e@evil.example"), top="Resent-From: %s\r\n" % VICTIM)
    yield "Return-Path of the contact", GONE, by_evil(
        make, sender("e@evil.example"), top="Return-Path: <%s>\r\n" % VICTIM)
    for value in (
            "%s@evil.example" % VICTIM, "<%s>, <e@evil.example>" % VICTIM,
            "<e@evil.example>, <%s>" % VICTIM, "<%s>;" % VICTIM,
            "<%s>\0" % VICTIM, "%s\0e@evil.example" % VICTIM,
            "e@evil.example\0%s" % VICTIM):
        want = ENDS if "\0" in value else NOT_ONE
        yield "From: " + repr(value), want, make(sender(value))
    for value in (
            "<ops.@northwind.example>", "<.ops@northwind.example>",
            "ops . x@northwind.example", "<ops@northwind . example>",
            '<"ops"."x"@northwind.example>', "<ops@northwind.example",
            "ops@northwind.example>", "<ops@northwind.example>>",
            "Ops <ops@northwind.example> x", "Ops: <ops@northwind.example>",
            "Ops:ops@northwind.example;", "@evil.example:ops@northwind.example",
            "<@evil.example:ops@northwind.example>", "<ops@-northwind.example>",
            "<ops@northwind-.example>", "<ops@.northwind.example>",
            "<ops@northwind..example>", "<ops@northwind.example:25>",
            "<ops@northwind.example,>", "<ops@[IPv6:::1]>", "<ops@[northwind]>",
            "\\<ops@northwind.example>", "<ops\\@northwind.example>",
            "<ops@north\twind.example>", "<ops@northwind.example\t>",
            "<ops\r\n @northwind.example>", "\"<ops@northwind.example>",
            "(<ops@northwind.example>", "ops@northwind.example)",
            "\"Ops\"@<ops@northwind.example>", "=?utf-8?Q?", "ops@", "@",
            "=?utf-8?Q?ops=40northwind=2Eexample?=",
            "=?utf-8?B?b3BzQG5vcnRod2luZC5leGFtcGxl?=",
            "<=?utf-8?Q?ops=40northwind=2Eexample=00?=@evil.example>",
            "=?utf-8?Q?=22ops=40northwind.example=22_<e=40evil.example>?=",
            "ops@northwind.example <e@evil.example>",
            "[ops@northwind.example] <e@evil.example>",
            "ops@northwind.example, <e@evil.example>",
            "ops@northwind.example via Helpdesk <e@evil.example>",
            "<ops@northwind.example><e@evil.example>",
            "<e@evil.example>(<ops@northwind.example>",
            "a@b <ops@northwind.example>", "a;b <ops@northwind.example>",
            "<ops@northwind.example#@evil.example>",
            "<ops@xn--.example>", "<ops@northwind.xn--example>",
            "<ops@xn--nrthwind-x3h.example>",
            "<boss@B\u00dcCHER.example>", "<boss@bu\u0308cher.example>",
            "<ops@north\u00adwind.example>", "<ops@northwind\uff0eexample>",
            "<ops@northwind\u2024example>", "<ops@\u24dborthwind.example>",
            "<ops@north\u200dwind.example>",
            "<ops@northwind.example\u200b>", "<\ufeffops@northwind.example>",
            "<o\u200dps@northwind.example>", "<ops\u2060@northwind.example>"):
        yield "From: " + repr(value), NOT_ONE, make(sender(value))
    for value in (
            "<ops@northwind.example.evil.example>", "<ops@northwind>",
            "<ops=northwind.example@evil.example>", "<ops@evil.example>",
            "<\"ops@northwind.example\"@evil.example>", "<ops'@northwind.example>",
            "<\"ops \"@northwind.example>", "<'ops@northwind.example>",
            "<\"ops\\ \"@northwind.example>", "<op\u0455@northwind.example>",
            "<ops@n\u043erthwind.example>", "<ops@northwind.\u0435xample>",
            "<ops@northw\u00ednd.example>", "<o\u0440s@northwind.example>",
            "<ops@xn--nrthwind-nbh.example>", "<\uff4fps@northwind.example>",
            "<ops@xn--northwind.example>", "<ops\u00a0@northwind.example>",
            "(ops@northwind.example) <e@evil.example>",
            "\"ops@northwind.example\" <e@evil.example>",
            "=?utf-8?Q?ops=40northwind=2Eexample?= <e@evil.example>",
            "e@evil.example (ops@northwind.example)",
            "\"\u202e\" <e@evil.example>", "ops+northwind.example@evil.example"):
        yield "From: " + repr(value), GONE, by_evil(make, sender(value))
    for value in ("<OPS@northwind.example>", "<Ops@NORTHWIND.example>"):
        yield "From: " + value, ("confirm", "from-case-differs"), make(
            sender(value))


def honest_but_odd(make):
    """Beside them: what is no attack, and not refused either."""
    for value, d in (("boss@xn--bcher-kva.example", "xn--bcher-kva.example"),
                     ("boss@XN--Bcher-KVA.Example", "xn--bcher-kva.example"),
                     ("boss@b\u00fccher.example", "xn--bcher-kva.example"),
                     ("(a(b)c) ops@northwind.example (d\\)e)", OWN),
                     ("\"a\\\"b\" <ops@northwind.example>", OWN),
                     ("\"a,b<x@y>\" <ops@northwind.example>", OWN)):
        yield "From: " + repr(value), GOOD, make(sender(value), d=d)
    yield "folded anew on the way, relaxed", GOOD, make(
        later=[("Subject: Please ", "Subject: Please\r\n\t ")])
    yield "folded anew on the way, simple", NONE, make(
        c="simple/relaxed", later=[("Subject: Please ",
                                    "Subject: Please\r\n ")])
    yield "blank lines more, simple", GOOD, make(
        c="simple/simple", later=[("help.\r\n", "help.\r\n\r\n\r\n")])
    yield "a blank more, simple", NONE, make(
        c="simple/simple", later=[("help.\r\n", "help. \r\n")])
    yield "a blank more at a line's end, relaxed", GOOD, make(
        later=[("help.\r\n", "help. \t\r\n")])
    yield "a blank in a word, relaxed", NONE, make(
        later=[("Please help", "Pl ease help")])
    yield "a blank line between, relaxed", NONE, make(
        later=[("Hello,\r\n", "Hello,\r\n\r\n")])


def key_and_domain(make):
    """Whose signature counts."""
    for d, mail in ((EVIL, VICTIM), ("northwind.example.evil.example", VICTIM),
                    ("evil-northwind.example", VICTIM), ("example", VICTIM),
                    ("uk", "a@x.northwind.uk"),
                    ("y.northwind.uk", "a@x.northwind.uk"),
                    ("com.br", "shop@northwind.com.br"),
                    ("br", "shop@northwind.com.br"),
                    ("github.io", "me@northwind.github.io"),
                    ("other.github.io", "me@northwind.github.io"),
                    ("ck", "x@northwind.ck"), ("ck", "x@www.ck"),
                    ("a.northwind.ck", "x@northwind.ck")):
        yield "%s for %s" % (d, mail), NONE, make(sender(mail), d=d)
    for d, mail in (("northwind.uk", "a@x.northwind.uk"),
                    ("mail.northwind.com.br", "shop@northwind.com.br"),
                    ("a.b.northwind.example", VICTIM),
                    ("mx.www.ck", "x@www.ck")):
        yield "%s for %s" % (d, mail), GOOD, make(sender(mail), d=d)
    for tag in ("i=%s; " % VICTIM, "i=@northwind.example; "):
        yield "evil's, " + tag, NONE, by_evil(make, PLAIN, tags=tag)
    text, records = by_evil(make, PLAIN)
    yield "evil's, d= changed after", NONE, (
        text.replace(b"d=" + EVIL.encode(), b"d=" + OWN.encode()), records)
    yield "evil's, d= twice", NONE, by_evil(
        make, PLAIN, after="; d=northwind.example")
    yield "evil's, a comment in d=", NONE, make(
        d="northwind.example(.evil.example)")
    text, records = make()
    for name in (b"X-DKIM-Signature", b"DomainKey-Signature",
                 b"ARC-Message-Signature", b"X-Google-DKIM-Signature"):
        yield "as " + name.decode(), NONE, (
            text.replace(b"DKIM-Signature", name, 1), records)
    yield "field name with a blank", LINE, (
        text.replace(b"DKIM-Signature:", b"DKIM-Signature :", 1), records)
    yield "d= and s= swapped round the dot", NONE, (
        text.replace(b"d=northwind.example; s=s1",
                     b"d=example; s=s1._domainkey.northwind", 1), records)
    yield "a seal that says so", NONE, (
        b"ARC-Seal: i=1; a=rsa-sha256; cv=pass; d=northwind.example; s=s1; "
        b"b=AAAA\r\nARC-Message-Signature: i=1; d=northwind.example\r\n"
        b"ARC-Authentication-Results: i=1; mx; dkim=pass header.d="
        b"northwind.example\r\nAuthentication-Results: mx.handover.example; "
        b"dkim=pass header.i=@northwind.example; dmarc=pass\r\n" + PLAIN, {})


def old_letters(make):
    """A genuine letter, and things done to it on the way."""
    for name, field in FIELD.items():
        yield "%s twice" % name, TWICE, make(top=field.decode())
    for name in ("Sender", "Reply-To", "Cc", "In-Reply-To", "References"):
        yield "%s twice" % name, TWICE, make(
            top=("%s: <a@x.example>\r\n" % name) * 2)
    for name in ("Subject", "Date", "To", "Content-Type"):
        without = PLAIN.replace(FIELD[name], b"")
        want = {"Date": ("refuse", "field-missing"),
                "To": ("refuse", "desk-not-addressed")}.get(name, NONE)
        yield "%s taken away" % name, want, make(later=[(FIELD[name], "")])
        if name == "Date":
            continue
        open_names = raw.NAMES.replace(name + ":", "")
        reason = {"Subject": "subject-or-date-not-signed",
                  "To": "desk-not-signed",
                  "Content-Type": "content-type-not-signed"}[name]
        yield "%s added, not signed" % name, ("confirm", reason), make(
            without, names=open_names, top=FIELD[name])
        yield "%s added, its absence signed" % name, NONE, make(
            without, top=FIELD[name])
    yield "desk added in Cc", ("confirm", "desk-not-signed"), make(
        changed("<%s>" % letters.DESK, "<a@x.example>"),
        top="Cc: %s\r\n" % letters.DESK)
    yield "desk added in Resent-To", ("refuse", "desk-not-addressed"), make(
        changed("<%s>" % letters.DESK, "<a@x.example>"),
        top="Resent-To: %s\r\n" % letters.DESK)
    base64_field = b"Content-Transfer-Encoding: base64\r\n"
    names = raw.NAMES.replace(":Content-Transfer-Encoding", "")
    plain = PLAIN.replace(FIELD["Content-Transfer-Encoding"], b"")
    yield "encoding added", ("confirm", "transfer-encoding-not-signed"), make(
        plain, names=names, top=base64_field)
    yield "encoding added, its absence signed", NONE, make(
        plain, top=base64_field)
    yield "type changed to a multipart", NONE, make(later=[
        ("text/plain; charset=\"utf-8\"", "multipart/mixed; boundary=Hello")])
    yield "boundary changed", NONE, make(
        changed("text/plain; charset=\"utf-8\"",
                "multipart/mixed; boundary=a"),
        later=[("boundary=a", "boundary=b")])
    yield "text put behind", NONE, make(later=[
        ("help.\r\n", "help.\r\nSend it to e@evil.example.\r\n")])
    yield "text put in front", NONE, make(later=[
        ("\r\n\r\nHello", "\r\n\r\nRead: \r\nHello")])
    yield "header's end moved up", ("refuse", "field-missing"), make(
        later=[("From: ", "\r\nFrom: ")])
    for what, end in (("CR", "\r"), ("LF", "\n"), ("CR CR LF", "\r\r\n"),
                      ("LF CR", "\n\r")):
        yield "a bare %s in the header" % what, ENDS, make(
            top="X: y%sFrom: e@evil.example\r\n" % end)
        yield "a bare %s in the body" % what, ENDS, make(
            later=[("Hello,", "Hello,%s.%s" % (end, end))])
    yield "smuggled end of data", ENDS, make(
        later=[("help.\r\n", "help.\n.\nMAIL FROM:<x>\r\n")])
    yield "a BOM", LINE, make(top=b"\xef\xbb\xbf")
    yield "UTF-16", ENDS, (PLAIN.decode().encode("utf-16"), {})
    yield "an mbox line", LINE, make(top="From x Sat Nov 21 09:30:00 2026\r\n")
    yield "an mbox line, escaped", LINE, make(top=">From x Sat Nov 21\r\n")
    yield "a line of blanks", LINE, make(later=[
        ("Subject:", "X: y\r\n \t\r\nSubject:")])
    yield "Latin-1 in the header", ("refuse", "header-not-utf8"), make(
        top=b"X: \xe9\r\n")
    yield "a surrogate in the header", ("refuse", "header-not-utf8"), make(
        top=b"X: \xed\xa0\x80\r\n")
    yield "999 octets in a line", ("refuse", "header-too-large"), make(
        top="X: " + "y" * 996 + "\r\n")
    yield "501 fields", ("refuse", "header-too-large"), make(
        top="X: y\r\n" * 492)
    yield "21 signatures", ("refuse", "header-too-large"), make(
        top="DKIM-Signature: v=1\r\n" * 20)
    yield "no end of the header", ("refuse", "header-unended"), (
        PLAIN.split(b"\r\n\r\n")[0] + b"\r\n", {})


def marks(make):
    """Properly signed, and not what the contact wrote to the desk."""
    for top in ("Auto-Submitted: auto-replied", "AUTO-SUBMITTED: no x?",
                "Auto-Submitted: auto-generated (no)", "Auto-Submitted: (no)",
                "Auto-Submitted: \"no\"", "Return-Path: <>",
                "Return-Path:", "Precedence: LIST", "Precedence: bulk, x",
                "X-Autoreply: no", "Auto-Submitted: no\r\n"
                "Auto-Submitted: auto-notified"):
        want = GOOD if top.endswith("no x?") else ROBOT
        yield top, want, make(top=top + "\r\n")
    yield "a report", ROBOT, make(changed(
        "text/plain; charset=\"utf-8\"", "multipart/report; report-type="
        "delivery-status; boundary=x"))
    yield "a report, folded", ROBOT, make(changed(
        "text/plain; charset=\"utf-8\"", "(a)\r\n multipart (b) /\r\n\tREPORT"
        " ; boundary=x"))
    for name in ("List-Id", "LIST-POST", "List-Help", "List-X"):
        yield name, ("refuse", "mailing-list"), make(top=name + ": <x>\r\n")
    for value in ("eve@northwind.example", "Ops <OPS@northwind.example>",
                  "<>", "ops@northwind.example, e@evil.example",
                  "x: ops@northwind.example;", "=?utf-8?Q?ops?=@x.example"):
        yield "Sender: " + value, ("refuse", "sender-differs"), make(
            top="Sender: %s\r\n" % value)
    for value in ("undisclosed-recipients:;", "x@handover.example",
                  "\"%s\" <x@x.example>" % letters.DESK,
                  "%s.evil.example" % letters.DESK,
                  "desk@hand\u043ever.example", "x@x.example (%s)" %
                  letters.DESK):
        yield "To: " + repr(value), ("refuse", "desk-not-addressed"), make(
            changed("Support <%s>" % letters.DESK, value))
    for value in ("<%s" % letters.DESK, "%s <x@x.example>" % letters.DESK,
                  "root, %s" % letters.DESK, "<>, %s" % letters.DESK,
                  "x@x.example; %s" % letters.DESK):
        yield "To: " + repr(value), ("refuse", "to-unreadable"), make(
            changed("Support <%s>" % letters.DESK, value))


FAMILIES = [who, honest_but_odd, key_and_domain, old_letters, marks,
            hostile_tags.tags, hostile_tags.bad_b, hostile_tags.records]


def run(court, keys, jury):
    make, count = Maker(keys), 0
    for family in FAMILIES:
        rows = [(*row, ())[:4] for row in family(make)]
        for _, _, (text, keyring), _ in rows:
            court.add(text, keyring, CONTACTS)
        for (name, want, (text, keyring), known), got in zip(rows,
                                                             court.run()):
            name = "%s: %s" % (family.__name__, name)
            check((got.verdict, got.reason) == want,
                  "%s: %s, not %s %s" % (name, got, *want))
            jury.agree(name, text, keyring, got, known=known)
        count += len(rows)
    print("ok    %d hostile letters of %d families" % (count, len(FAMILIES)))
