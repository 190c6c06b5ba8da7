"""Letters as real mailers write them: none may be refused.

The shapes were read in letters of these programs.  Each is signed as a good
provider would (accept), and unsigned (confirm): whatever its shape, a letter
of a person is never refused for it.
"""
import base64
import email.utils

import letters
from bench import check

ACCEPT, WHOLE = ("accept", "signed"), "Hello,\r\n\r\nplease reset.\r\n"


def letter(change=(), add=(), body=WHOLE):
    """A plain letter with fields changed (None: left out) and added."""
    values = {
        "From": "Ops <%s>" % letters.FROM, "To": letters.DESK,
        "Subject": "Reset", "Date": email.utils.formatdate(letters.SEEN - 60),
        "Message-ID": "<m1@northwind.example>", "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
    }
    values.update(change)
    fields = [(n, v) for n, v in values.items() if v is not None] + list(add)
    text = "".join("%s: %s\r\n" % f for f in fields) + "\r\n"
    return text.encode() + (
        body if isinstance(body, bytes) else body.encode())


def parts(kind, *bodies, more=""):
    """A multipart of that kind: (Content-Type, body)."""
    b = "----=_NextPart_000_0001"
    body = "".join("--%s\r\n%s\r\n" % (b, p) for p in bodies)
    return ("multipart/%s; %sboundary=\"%s\"" % (kind, more, b),
            "This is a multi-part message in MIME format.\r\n\r\n" + body +
            "--%s--\r\n" % b)


TEXT = "Content-Type: text/plain; charset=utf-8\r\n\r\nplease reset\r\n"
HTML = ("Content-Type: text/html; charset=utf-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
        "<p>please=20reset</p>\r\n")
PDF = ("Content-Type: application/pdf; name=\"=?utf-8?Q?Vollmacht_=C3=BC.pdf?=\""
       "\r\nContent-Disposition: attachment;\r\n filename*0*=utf-8''Vollmacht;"
       "\r\n filename*1*=%20%C3%BC.pdf\r\nContent-Transfer-Encoding: base64"
       "\r\n\r\n" + base64.encodebytes(b"%PDF" * 90).decode().replace(
           "\n", "\r\n"))
CALENDAR = ("Content-Type: text/calendar; charset=\"utf-8\"; method=REQUEST"
            "\r\n\r\nBEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n")
P7S = ("Content-Type: application/pkcs7-signature; name=\"smime.p7s\"\r\n"
       "Content-Transfer-Encoding: base64\r\n\r\nMIAGCSqGSIb3DQEHAqCA\r\n")
IDS = ["<%d.%s@mail.northwind.example>" % (i, "x" * 40) for i in range(60)]
FOLDED_IDS = "\r\n ".join(IDS)


def mixed(kind, *bodies, more="", **fields):
    ctype, body = parts(kind, *bodies, more=more)
    return letter({"Content-Type": ctype, **fields.pop("change", {})},
                  body=body, **fields)


# what it is: the letter
SHAPES = {
    "Outlook for Windows": mixed(
        "alternative", TEXT, HTML, change={
            "From": '"Ops, Northwind" <%s>' % letters.FROM,
            "To": "'Support' <%s>" % letters.DESK,
            "Message-ID": "<000001d8$4a1b2c3d$0a0b0c0d$@northwind.example>"},
        add=[("X-Mailer", "Microsoft Outlook 16.0"),
             ("Thread-Index", "AdpBWZ0c\r\n\tABCD=="),
             ("Content-Language", "en-us"), ("Importance", "High"),
             ("X-Priority", "1 (Highest)"), ("X-MSMail-Priority", "High")]),
    "Exchange, fold behind the name": letter({
        "Message-ID": "\r\n <AM9PR04MB8505@AM9PR04MB8505.eurprd04.prod."
        "outlook.com>", "To": "Support\r\n\t<%s>" % letters.DESK}),
    "Exchange, an empty field": letter(add=[("X-MS-Has-Attach", "")]),
    "Exchange, a dot in an encoded name": letter({
        "From": "=?iso-8859-1?Q?J=F6rg_M._M=FCller?= <%s>" % letters.FROM}),
    "Apple Mail": mixed("alternative", TEXT, HTML, change={
        "MIME-Version": "1.0 (Mac OS X Mail 16.0 \\(3864.100.1.1.5\\))",
        "From": "=?utf-8?Q?J=C3=BCrgen_M=2E?= <%s>" % letters.FROM},
        add=[("X-Mailer", "Apple Mail (2.3864.100.1.1.5)"),
             ("X-Universally-Unique-Identifier", "0A1B-2C3D")]),
    "iPhone": letter({"Content-Type": "text/plain;\r\n\tcharset=us-ascii",
                      "MIME-Version": "1.0 (1.0)"},
                     add=[("X-Mailer", "iPhone Mail (22A3354)"),
                          ("Content-Transfer-Encoding", "7bit")]),
    "Gmail on the web": mixed("alternative", TEXT, HTML, change={
        "Message-ID": "<CAJx8=Qb1Wd0m5T+q2_x@mail.gmail.com>",
        "Subject": "=?UTF-8?Q?Zur=C3=BCcksetzen?="}),
    "Thunderbird": letter({
        "Content-Type": "text/plain; charset=UTF-8; format=flowed"},
        add=[("User-Agent", "Mozilla Thunderbird"), ("Content-Language",
                                                     "en-US")]),
    "K-9, 8bit": letter({"Subject": "Zur\u00fccksetzen"},
                        add=[("User-Agent", "K-9 Mail for Android"),
                             ("Content-Transfer-Encoding", "8bit")],
                        body="Bitte zur\u00fccksetzen.\r\n"),
    "Samsung, base64": letter(
        {"Content-Type": "text/html; charset=utf-8"},
        add=[("Content-Transfer-Encoding", "base64")],
        body=base64.encodebytes(b"<p>please reset</p>" * 9).replace(
            b"\n", b"\r\n")),
    "mutt": letter({"From": "%s (Ops \\(Northwind\\))" % letters.FROM,
                    "Message-ID": "<aR0tZ3+9x/Yk@host>",
                    "Content-Type": "text/plain; charset=us-ascii",
                    "Date": email.utils.formatdate(
                        letters.SEEN, localtime=True)},
                   add=[("Content-Disposition", "inline")]),
    "mail(1), no MIME at all": letter({
        "MIME-Version": None, "Content-Type": None, "From": letters.FROM}),
    "Alpine": letter({"Content-Type": "text/plain; charset=US-ASCII; "
                      "format=flowed", "Message-ID":
                      "<alpine.DEB.2.22.394.2611210930@northwind>"}),
    "Lotus": letter({"Sensitivity": "", "Message-ID":
                     "<OF0A1B2C3D.4E5F6071-ONC1258A9B.0033@northwind.example>"
                     }, add=[("X-MIMETrack", "Serialize by Router on "
                              "A/B(Release 12.0|May)")]),
    "Evolution, two names": letter({
        "From": 'Ops Team "of" Northwind <%s>' % letters.FROM}),
    "quoted encoded name": letter({
        "From": '"=?utf-8?B?T3Bz?=" <%s>' % letters.FROM}),
    "plain UTF-8 name": letter({
        "From": "J\u00fcrgen M\u00fcller <%s>" % letters.FROM,
        "To": "\u0938\u0939\u093e\u092f\u0924\u093e <%s>" % letters.DESK}),
    "name of several encoded words": letter({
        "From": "=?utf-8?B?5bGx55Sw?=\r\n =?utf-8?B?5aSq6YOO?= <%s>"
        % letters.FROM}),
    "empty name": letter({"From": '"" <%s>' % letters.FROM}),
    "no name": letter({"From": "<%s>" % letters.FROM}),
    "comment in front": letter({"From": "(Ops) %s" % letters.FROM}),
    "comment between": letter({"From": "Ops (a) \"T\" (b) <%s> (c)" %
                               letters.FROM}),
    "field names in their own way": letter(
        {"MIME-Version": None, "Message-ID": None, "Content-Type": None},
        add=[("Mime-version", "1.0"), ("Message-Id", "<A@b>"),
             ("content-type", "TEXT/PLAIN (a) ; CHARSET=us-ascii (b)")]),
    "emoji in Subject and name": letter({
        "Subject": "\U0001f511 reset", "From": "\U0001f468\u200d\U0001f4bb "
        "<%s>" % letters.FROM}),
    "an id without @": letter({"Message-ID": "<20261121093000.GA1234>"}),
    "ids of two @": letter({"Message-ID": "<a@b@c.example>"}),
    "date in EST": letter({"Date": email.utils.formatdate(
        letters.SEEN - 5 * 3600)[:26] + "EST"}),
    "Sender too": letter(add=[("Sender", '"Ops" <%s>' % letters.FROM)]),
    "Reply-To elsewhere": letter(add=[("Reply-To", "team@northwind.example")]),
    "many recipients": letter({"To": ",\r\n ".join(
        ['"Last, First %d" <p%d@x.example>' % (i, i) for i in range(90)] +
        [letters.DESK])}),
    "empty places in To": letter({"To": "a@x.example, , %s," % letters.DESK}),
    "a group": letter({"To": "Help desks: %s, b@x.example;" % letters.DESK}),
    "desk in Cc, To hidden": letter({"To": "undisclosed-recipients:;",
                                     "Cc": "Desk <DESK@Handover.Example>"}),
    "an address literal beside": letter({
        "To": "x@[192.0.2.1], %s" % letters.DESK}),
    "odd dots beside": letter({
        "To": "a..b@x.example, <c.@x.example>, %s" % letters.DESK}),
    "long References": letter(add=[("In-Reply-To", IDS[-1]),
                                   ("References", FOLDED_IDS)]),
    "In-Reply-To with words": letter(add=[
        ("In-Reply-To", "Your message of \"Sat\" <a@b.example>")]),
    "long folded Subject": letter({"Subject": "\r\n ".join(
        ["please reset our login because the owner has left"] * 20)}),
    "Subject of encoded words": letter({"Subject": "\r\n ".join(
        ["=?utf-8?B?w7zDpMO2w7zDpMO2w7zDpMO2?="] * 12)}),
    "no Subject": letter({"Subject": None}),
    "empty Subject": letter({"Subject": ""}),
    "a line of 998": letter(add=[("X-Long", "x" * 990)]),
    "date without a day": letter({"Date": email.utils.formatdate(
        letters.SEEN)[5:]}),
    "date with its zone's name": letter({"Date": email.utils.formatdate(
        letters.SEEN, localtime=True) + " (CET)"}),
    "date in GMT": letter({"Date": email.utils.formatdate(
        letters.SEEN, usegmt=True)}),
    "date without seconds": letter({"Date": email.utils.formatdate(
        letters.SEEN)[:22] + " +0000"}),
    "date with one figure": letter({"Date": email.utils.formatdate(
        letters.SEEN).replace(", 0", ", ")}),
    "multipart/signed, S/MIME": mixed(
        "signed", TEXT, P7S, more="protocol=\"application/pkcs7-signature\"; "
        "micalg=sha-256; "),
    "multipart/signed, PGP": mixed(
        "signed", TEXT, "Content-Type: application/pgp-signature; "
        "name=\"OpenPGP_signature.asc\"\r\n\r\n-----BEGIN PGP SIGNATURE-----"
        "\r\n-----END PGP SIGNATURE-----\r\n",
        more="micalg=pgp-sha256; protocol=\"application/pgp-signature\"; ",
        add=[("Autocrypt", "addr=%s; keydata=\r\n xsDNBGT" % letters.FROM)]),
    "opaque S/MIME": letter(
        {"Content-Type": "application/pkcs7-mime; smime-type=signed-data; "
         "name=smime.p7m"},
        add=[("Content-Transfer-Encoding", "base64"),
             ("Content-Disposition", "attachment; filename=smime.p7m")],
        body="MIAGCSqGSIb3DQEHAqCAMIACAQExDzAN\r\n"),
    "calendar": mixed("alternative", TEXT, CALENDAR, add=[
        ("Content-Class", "urn:content-classes:calendarmessage")]),
    "attachment": mixed("mixed", TEXT, PDF),
    "pictures": mixed("related", HTML, "Content-Type: image/png\r\n"
                      "Content-ID: <image001.png@01D8.0A0B>\r\n"
                      "Content-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo="
                      "\r\n", more="type=\"text/html\"; "),
    "a forwarded letter": mixed("mixed", TEXT, "Content-Type: message/rfc822"
                                "\r\n\r\nFrom: a@b.example\r\nSubject: x\r\n"
                                "\r\ninner\r\n"),
    "no last line end": letter(body="please reset"),     # see KNOWN
    "no body": letter(body=""),
    "blank lines only": letter(body="\r\n\r\n"),
    "blanks at the ends": letter(body="a \r\n\tb\t\r\n \r\n\r\n"),
    "a long line in the body": letter(body="x" * 5000 + "\r\n"),
    "lines of one dot": letter(body=".\r\n..\r\nFrom me\r\n>From me\r\n"),
    "8bit that is no UTF-8, in the body": letter(
        {"Content-Type": "text/plain; charset=iso-8859-1"},
        add=[("Content-Transfer-Encoding", "8bit")], body=b"gr\xfc\xdfe\r\n"),
    "marks of honest programs": letter(add=[
        ("X-Spam-Status", "No, score=-2.1"), ("X-Virus-Scanned", "clean"),
        ("Received-SPF", "pass"), ("Delivered-To", letters.DESK),
        ("X-Auto-Response-Suppress", "OOF"), ("Auto-Submitted", "no"),
        ("Disposition-Notification-To", letters.FROM),
        ("Return-Receipt-To", letters.FROM), ("Organization", "Northwind"),
        ("Comments", "a"), ("Comments", "b"), ("Keywords", "a, b"),
        ("X-PM-Message-Scheme", "signed")]),
}


# RFC 6376 section 3.4.3 ends the last line; libopendkim's simple body does not.
KNOWN = {"no last line end": {("opendkim", "pass")}}


def run(court, keys, jury):
    forms = [(h, b) for h in (b"relaxed", b"simple")
             for b in (b"relaxed", b"simple")]
    cases = []
    for i, (name, text) in enumerate(SHAPES.items()):
        for canon in forms:
            signed, records = keys.sign(text, letters.OWN, letters.FASTMAIL,
                                        canon, ed=i % 3 == 0)
            cases.append((name, ACCEPT, signed, records))
            cases.append((name + ", LF throughout", ACCEPT,
                          signed.replace(b"\r\n", b"\n"), records))
        cases.append((name + ", unsigned",
                      ("confirm", "no-aligned-signature"), text, {}))
    for _, _, text, records in cases:
        court.add(text, records)
    for (name, want, text, records), got in zip(cases, court.run()):
        check((got.verdict, got.reason) == want,
              "honest letter, %s: %s" % (name, got))
        jury.agree("honest letter, " + name, text, records, got,
                   known=KNOWN.get(name.split(", LF")[0], ()))
    print("ok    %d honest letters of %d shapes" % (len(cases), len(SHAPES)))
