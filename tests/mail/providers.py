"""Letters as real providers build and sign them, and what becomes of them.

The shape of each (order of fields, marks on the way, parts, encodings), which
fields it signs and as whom was read in stored real headers of late 2025 to
2026.  All of those used relaxed/relaxed; the campaign tries every form.  The
table in doc/mail.md has one row for each, and is held to this one.
"""
import base64
import collections
import email.utils
import json
import os
import quopri
import subprocess

import letters
from bench import check

OWN = "northwind.example"
PLAIN = "Hello,\n\nour owner has left us. Please help \u2013 it is urgent.\n"
HTML = "<html><body><p>%s</p></body></html>\n" % PLAIN.replace("\n\n", "<br>")


def fields(*pairs):
    return "".join("%s: %s\r\n" % p for p in pairs).encode()


def qp(text, charset):
    return quopri.encodestring(text.encode(charset, "replace")).replace(
        b"\n", b"\r\n")


def b64(text):
    return base64.encodebytes(text.encode()).replace(b"\n", b"\r\n")


def alternative(boundary, encode, charset, encoding):
    part = ('Content-Type: text/%%s; charset="%s"\r\n'
            "Content-Transfer-Encoding: %s\r\n\r\n" % (charset, encoding))
    return b"".join((
        b"--%s\r\n" % boundary.encode(), (part % "plain").encode(),
        encode(PLAIN), b"\r\n--%s\r\n" % boundary.encode(),
        (part % "html").encode(), encode(HTML),
        b"\r\n--%s--\r\n" % boundary.encode()))


def common(sender, message_id):
    return {"from": "Ops Team <%s>" % sender,
            "to": "Support <%s>" % letters.DESK,
            "subject": "Please reset our login",
            "date": email.utils.formatdate(letters.SEEN - 60),
            "id": "<%s>" % message_id}


def microsoft(sender):
    c = common(sender, "AM9PR04MB8505D0@AM9PR04MB8505.eurprd04.prod.outlook.com")
    boundary = "_000_AM9PR04MB8505D0EA_"
    return fields(
        ("Received", "from AM9PR04MB8505.eurprd04.prod.outlook.com\r\n"
         " ([fe80::1]) by AM9PR04MB8505.eurprd04.prod.outlook.com with mapi id\r\n"
         " 15.20.9320.013; Sat, 21 Nov 2026 09:30:00 +0000"),
        ("From", c["from"]), ("To", c["to"]), ("Subject", c["subject"]),
        ("Thread-Topic", c["subject"]),
        ("Thread-Index", "AQHcWrV0Yk1mUkG0pEq7mVb0yqJ8Zg=="),
        ("Date", c["date"]), ("Message-ID", "\r\n " + c["id"]),
        ("Accept-Language", "en-GB, en-US"), ("Content-Language", "en-GB"),
        ("X-MS-Has-Attach", ""), ("X-MS-TNEF-Correlator", ""),
        ("Content-Type", "multipart/alternative;\r\n\tboundary=\"%s\""
         % boundary), ("MIME-Version", "1.0")) + b"\r\n" + alternative(
        boundary, lambda t: qp(t, "cp1252"), "Windows-1252",
        "quoted-printable")


def google(sender):
    c = common(sender, "CAJx8=Qb1Wd0m5T@mail.gmail.com")
    boundary = "000000000000c0ffee0644aa11bb"
    return GOOGLE_BELOW + fields(
        ("X-Gm-Message-State", "AOJu0Yw9"),
        ("X-Received", "by 2002:a05:6402:1 with SMTP id 4fb4d7f45d1cf; "
         "Sat, 21 Nov 2026\r\n 01:30:00 -0800 (PST)"),
        ("MIME-Version", "1.0"), ("From", c["from"]), ("Date", c["date"]),
        ("X-Gm-Features", "AWmQ_bk"), ("Message-ID", c["id"]),
        ("Subject", c["subject"]), ("To", c["to"]),
        ("Content-Type", 'multipart/alternative; boundary="%s"' % boundary)
    ) + b"\r\n" + alternative(boundary, b64, "UTF-8", "base64")


def yahoo(sender):
    c = common(sender, "1234567890.123456.1700000000000@mail.yahoo.com")
    boundary = "----=_Part_123456_987654321.1700000000000"
    return fields(
        ("X-YMail-OSG", "7JxQ3WcVM1k"),
        ("X-Sonic-MF", "<%s>" % sender),
        ("Received", "from sonic.gate.mail.ne1.yahoo.com by sonic.consmr."
         "mail.bf2.yahoo.com with HTTP; Sat, 21 Nov 2026 09:30:00 +0000"),
        ("Date", c["date"]), ("From", c["from"]), ("To", c["to"]),
        ("Message-ID", c["id"]), ("Subject", c["subject"]),
        ("MIME-Version", "1.0"),
        ("Content-Type", "multipart/alternative; \r\n\tboundary=\"%s\""
         % boundary), ("References", c["id"].replace("<1", "<0"))
    ) + b"\r\n" + alternative(boundary, lambda t: qp(t, "utf-8"), "UTF-8",
                              "quoted-printable")


def apple(sender):
    c = common(sender, "0A1B2C3D-4E5F-6789-ABCD-EF0123456789@icloud.com")
    return fields(
        ("From", c["from"]),
        ("Content-Type", "text/plain;\r\n\tcharset=utf-8"),
        ("Content-Transfer-Encoding", "quoted-printable"),
        ("Mime-Version", "1.0 (Mac OS X Mail 16.0 \\(3864.100.1.1.5\\))"),
        ("Subject", c["subject"]), ("Message-Id", c["id"]),
        ("Date", c["date"]), ("To", c["to"]),
        ("X-Mailer", "Apple Mail (2.3864.100.1.1.5)")
    ) + b"\r\n" + qp(PLAIN, "utf-8")


def zoho(sender):
    c = common(sender, "19aa11bb22c.cc33dd44.55@" + OWN)
    boundary = "----=_Part_1_2.1700000000000"
    return fields(
        ("Date", c["date"]), ("From", c["from"]), ("To", c["to"]),
        ("Message-ID", c["id"]), ("In-Reply-To", ""),
        ("Subject", c["subject"]), ("MIME-Version", "1.0"),
        ("Content-Type", "multipart/alternative; \r\n\tboundary=\"%s\""
         % boundary), ("Importance", "Medium"),
        ("User-Agent", "Zoho Mail"), ("X-Mailer", "Zoho Mail")
    ).replace(b"In-Reply-To: \r\n", b"") + b"\r\n" + alternative(
        boundary, b64, "UTF-8", "base64")


def fastmail(sender):
    c = common(sender, "5d1c2b3a-1111-4222-8333-444455556666@app.fastmail.com")
    return fields(
        ("X-ME-Sender", "<xms:abcdef>"), ("X-ME-Proxy", "<xmx:abcdef>"),
        ("Feedback-ID", "i1234567:Fastmail"),
        ("MIME-Version", "1.0"), ("X-ThreadId", "Aabcdef"),
        ("Date", c["date"]), ("From", c["from"]), ("To", c["to"]),
        ("Message-Id", c["id"]), ("Subject", c["subject"]),
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Transfer-Encoding", "quoted-printable")
    ) + b"\r\n" + qp(PLAIN, "utf-8")


def orange(sender):
    c = common(sender, "123456789.1234.1700000000000@wwinf1n01")
    return fields(
        ("X-ME-Helo", "wwinf1n01"), ("Date", c["date"]), ("From", c["from"]),
        ("To", c["to"]), ("Message-ID", c["id"]), ("Subject", c["subject"]),
        ("MIME-Version", "1.0"),
        ("Content-Type", 'text/plain; charset="UTF-8"'),
        ("Content-Transfer-Encoding", "8bit")
    ) + b"\r\n" + PLAIN.replace("\n", "\r\n").encode()


MICROSOFT = ["From", "Date", "Subject", "Message-ID", "Content-Type",
             "MIME-Version"]
GMAIL = ["to", "subject", "message-id", "date", "from", "mime-version",
         "from", "to", "cc", "subject", "date", "message-id", "reply-to"]
YAHOO = ["Date", "To", "From", "Subject", "References", "From", "Subject",
         "Reply-To"]
YAHOO_NO_TO = [n for n in YAHOO if n != "To"]
ICLOUD = ["from", "content-type", "content-transfer-encoding",
          "mime-version", "date", "subject", "message-id", "references", "to",
          "x-icloud-hme"]
ZOHO = ["Content-Type", "Content-Transfer-Encoding", "Cc", "Date", "Date",
        "From", "From", "In-Reply-To", "MIME-Version", "Message-ID",
        "Reply-To", "Subject", "Subject", "To", "To", "Message-Id",
        "References"]
FASTMAIL = letters.FASTMAIL
ORANGE = ["From", "To", "Date", "Subject", "Message-ID"]
TENANT = "northwindexample.onmicrosoft.com"


# What stands above the signature when the letter comes in.  None of it counts.
RECEIVED = (b"Received: from mail.out.example (mail.out.example [192.0.2.7])\r\n"
            b"\tby mx.handover.example (Postfix) with ESMTPS id 4cDxyz\r\n"
            b"\tfor <desk@handover.example>; Sat, 21 Nov 2026 09:30:02 +0000"
            b" (UTC)\r\n")
EXCHANGE = RECEIVED + (
    b"ARC-Seal: i=1; a=rsa-sha256; s=arcselector10001; d=microsoft.com;\r\n"
    b" cv=none; b=" + b"Qm9vc3Q" * 40 + b"==\r\n"
    b"ARC-Message-Signature: i=1; a=rsa-sha256; c=relaxed/relaxed;\r\n"
    b" d=microsoft.com; s=arcselector10001; h=From:Date:Subject:Message-ID:"
    b"Content-Type:MIME-Version;\r\n bh=" + b"A" * 43 + b"=; b=AAAA\r\n"
    b"ARC-Authentication-Results: i=1; mx.microsoft.com 1; spf=pass; "
    b"dmarc=pass\r\n action=none; dkim=pass; arc=none\r\n")
GOOGLE_TOP = RECEIVED + b"X-Google-Smtp-Source: AGHT+IFmQ\r\n"

# What each provider puts between its signature and the letter.
GOOGLE_BELOW = (b"X-Google-DKIM-Signature: v=1; a=rsa-sha256; "
                b"c=relaxed/relaxed;\r\n        d=1e100.net; s=20230601; "
                b"t=1763717400; x=1764322200;\r\n        "
                b"h=to:subject:message-id:date:from:mime-version;\r\n"
                b"        bh=" + b"A" * 43 + b"=;\r\n        b=AAAA\r\n")

# name as in doc/mail.md; shape: a letter of a sender; domains that sign, from
# the top; fields in h=
Provider = collections.namedtuple(
    "Provider", "name sender shape domains names verdict reason")
PROVIDERS = [Provider(*row) for row in [
    ("Microsoft 365, DKIM for the own domain", "ops@" + OWN, microsoft,
     [OWN], MICROSOFT, "confirm", "desk-not-signed"),
    ("Microsoft 365, DKIM not set up", "ops@" + OWN, microsoft,
     [TENANT], MICROSOFT, "confirm", "no-aligned-signature"),
    ("Exchange of one's own, nothing signed", "ops@" + OWN, microsoft,
     [], [], "confirm", "no-aligned-signature"),
    ("Outlook.com", "northwind@outlook.com", microsoft,
     ["outlook.com"], MICROSOFT, "confirm", "desk-not-signed"),
    ("Gmail", "northwind@gmail.com", google,
     ["gmail.com"], GMAIL, "confirm", "content-type-not-signed"),
    ("Google Workspace, DKIM for the own domain", "ops@" + OWN, google,
     [OWN], GMAIL, "confirm", "content-type-not-signed"),
    ("Google Workspace, DKIM not set up", "ops@" + OWN, google,
     ["northwind-example.20230601.gappssmtp.com"], GMAIL,
     "confirm", "no-aligned-signature"),
    ("Yahoo", "northwind@yahoo.com", yahoo,
     ["yahoo.com"], YAHOO, "confirm", "message-id-not-signed"),
    ("Yahoo, To left out", "northwind@yahoo.com", yahoo,
     ["yahoo.com"], YAHOO_NO_TO, "confirm", "desk-not-signed"),
    ("iCloud", "northwind@icloud.com", apple,
     ["icloud.com"], ICLOUD, "accept", "signed"),
    ("iCloud, own domain", "ops@" + OWN, apple,
     [OWN], ICLOUD, "accept", "signed"),
    ("Zoho", "ops@" + OWN, zoho, [OWN], ZOHO, "accept", "signed"),
    ("Fastmail, two signatures", "ops@" + OWN, fastmail,
     ["messagingengine.com", OWN], FASTMAIL, "accept", "signed"),
    ("Orange", "northwind@orange.fr", orange,
     ["orange.fr"], ORANGE, "confirm", "content-type-not-signed"),
    ("a mailing list's server signs", "ops@" + OWN, fastmail,
     ["lists.example"], FASTMAIL, "confirm", "no-aligned-signature"),
]]
TOPS = {microsoft: EXCHANGE, google: GOOGLE_TOP}


def documented(path):
    """{name: (verdict, reason)} as doc/mail.md has it."""
    rows = {}
    with open(path, encoding="utf-8") as f:
        for line in f:
            cells = [c.strip().strip("`") for c in line.strip("|\n ").split("|")]
            if len(cells) == 5 and cells[3] in ("accept", "confirm", "refuse"):
                rows[cells[0]] = (cells[3], cells[4])
    return rows


def sign_all(keys, p, canon, letter=None, domains=None, names=None):
    """As it comes in: signed by each domain, the first one on top."""
    text, records = letter or p.shape(p.sender), {}
    for domain in reversed(p.domains if domains is None else domains):
        text, more = keys.sign(text, domain, names or p.names, canon)
        records.update(more)
    return TOPS.get(p.shape, RECEIVED) + text, records


def by_the_command(program, folder, text, records, p):
    """What `handover mail check` says: the judge in its box, the wire."""
    mail, zone = os.path.join(folder, "mail"), os.path.join(folder, "zone")
    with open(mail, "wb") as f:
        f.write(text)
    with open(zone, "w", encoding="ascii") as f:
        for name, record in records.items():
            f.write("%s. IN TXT %s\n" % (name, " ".join(
                '"%s"' % record[i:i + 255]
                for i in range(0, len(record), 255))))
    out = subprocess.run(
        [program, "mail", "check", "--libexec", os.path.dirname(program),
         "--mail", mail, "--contact", p.sender, "--desk", letters.DESK,
         "--records", zone, "--json"], capture_output=True, text=True)
    try:
        said = json.loads(out.stdout)
        return said["verdict"], said["reason"]
    except (ValueError, KeyError):
        return out.stdout, out.stderr


def run(court, keys, jury, program):
    """Each as it builds and signs its mail; nobody else in its name."""
    told = documented(os.path.join(os.path.dirname(__file__),
                                   "../../doc/mail.md"))
    check(set(told) == set(p.name for p in PROVIDERS),
          "doc/mail.md has other rows: %s" % (
              set(told) ^ set(p.name for p in PROVIDERS)))
    forms = [(h, b) for h in (b"relaxed", b"simple")
             for b in (b"relaxed", b"simple")]
    cases = []
    for p in PROVIDERS:
        want = p.verdict, p.reason
        check(told.get(p.name) == want, "doc/mail.md: %s" % p.name)
        for canon in forms:
            cases.append((p.name, want, p,
                          *sign_all(keys, p, canon)))
        said = by_the_command(program, court.dir.name, *cases[-1][3:], p)
        check(said == want, "mail check: %s: %s %s" % (p.name, *said))
        # another customer of the same provider, under the contact's name
        neighbour = p.shape(p.sender).replace(
            ("Ops Team <%s>" % p.sender).encode(),
            ('"%s" <mallory@%s>' % (p.sender, p.sender.split("@")[1])
             ).encode())
        cases.append((p.name + ", a neighbour",
                      ("refuse", "from-not-registered"), p,
                      *sign_all(keys, p, forms[0], neighbour)))
        # whoever has a key writes in the contact's name
        cases.append((p.name + ", by a stranger",
                      ("confirm", "no-aligned-signature"), p,
                      *sign_all(keys, p, forms[0], domains=["evil.example"],
                                names=letters.FASTMAIL)))
    for _, _, p, text, records in cases:
        court.add(text, records, p.sender)
    for (name, want, _, text, records), got in zip(cases, court.run()):
        check((got.verdict, got.reason) == want, "%s: %s" % (name, got))
        jury.agree(name, text, records, got)
    print("ok    %d letters of %d providers" % (len(cases), len(PROVIDERS)))
