"""A plain letter, random honest ones, and what a good signer covers."""
import email.utils
import random
import time

FROM, DESK = "ops@northwind.example", "desk@handover.example"

SEEN = int(time.time())                   # signers write the time down

FASTMAIL = ["cc", "content-transfer-encoding", "content-type",
            "content-type", "date", "date", "from", "from", "in-reply-to",
            "in-reply-to", "message-id", "mime-version", "references",
            "reply-to", "subject", "subject", "to", "to"]
OWN = "northwind.example"


def letter(rand=None):
    """One letter with CRLF line ends; with rand, an odd but honest one."""
    fields = [
        ("From", "Ops Team <%s>" % FROM),
        ("To", "Support <%s>" % DESK),
        ("Subject", "Please reset our login"),
        ("Date", email.utils.formatdate(SEEN - 60)),
        ("Message-ID", "<%s@northwind.example>" %
         (rand.randrange(10 ** 9) if rand else "m1")),
        ("MIME-Version", "1.0"),
        ("Content-Type", 'text/plain; charset="utf-8"'),
        ("Content-Transfer-Encoding", "8bit"),
    ]
    body = "Hello,\r\n\r\nour owner has left us. Please help.\r\n"
    if rand:
        fields, body = odd(rand, fields)
    return ("".join("%s:%s\r\n" % (n, v if v[:1] in " \t" else " " + v)
                    for n, v in fields) + "\r\n" + body).encode()


def odd(rand, fields):
    """Blanks, folds, case, order and line ends that honest programs make."""
    out = []
    for name, value in fields + [("X-Note", "a  b\tc "), ("X-Empty", "")]:
        if " " in value and rand.random() < .4 and name != "Date":
            cut = value.index(" ")
            value = value[:cut] + rand.choice(
                ["\r\n ", "\r\n\t", "  ", " \t ", "\r\n    "]) + \
                value[cut + 1:]
        if rand.random() < .2:
            value += rand.choice([" ", "\t", "  "])
        if rand.random() < .2:
            name = rand.choice([name.upper(), name.lower()])
        out.append((name, value))
    rand.shuffle(out)
    lines = [rand.choice(["", " ", "\t", "a", " a ", "a  b", "a\t", "\xe9",
                          "x" * 300, ".", "From me"])
             for _ in range(rand.randrange(12))]
    # a last line without its end cannot come by SMTP, and dkimpy, opendkim and
    # RFC 6376 section 3.4.4 each make something else of it
    body = "".join(line + "\r\n" for line in lines)
    return out, body + rand.choice(["", "\r\n", " \r\n\r\n\r\n"])


def random_fields(rand):
    """What to sign: always From, some twice, some that are not there."""
    names = ["to", "subject", "date", "message-id", "mime-version",
             "content-type", "content-transfer-encoding", "x-note", "x-empty",
             "cc", "reply-to", "references"]
    rand.shuffle(names)
    names = names[:rand.randrange(1, len(names))]
    names += [n for n in names if rand.random() < .3]
    names.insert(rand.randrange(len(names)), "from")
    return names
