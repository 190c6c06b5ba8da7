#!/usr/bin/python3
"""tests/flow/letter.py - clients' mails, signed by somebody else's code.

	letter.py key DIR DOMAIN >>RECORDS	a key pair, its DNS record
	letter.py mail DIR FROM [NAME=VALUE]...	one mail on standard output
	letter.py read MAILDIR ADDRESS [SUBJECT]	the newest mail to ADDRESS; where
		two of them came in one moment neither is: ask by SUBJECT
	letter.py every MAILDIR ADDRESS [SUBJECT]	all of them, the oldest first
	letter.py count MAILDIR ADDRESS		how many there are

NAME is a field (To, Subject, Date, ...) or one of: text (the body), sign (the
signing domain, "" for none; default that of From), cover (fields in h=, one
string with colons), later (seconds added to Date), display (a name for From).
"""
import glob
import os
import sys
import time

COVER = ("From:To:Subject:Date:Message-ID:Content-Type:"
         "Content-Transfer-Encoding")


# Stories run this a few hundred times, and most of it was the loading of
# modules: each is loaded where it is wanted.
def signer():
    """dkim, without the name server's client that only its verifying wants"""
    import types
    for name in ("dns", "dns.resolver"):
        sys.modules[name] = types.ModuleType(name)
    sys.modules["aiodns"] = None
    import dkim
    return dkim


def key(where, domain):
    import base64
    import subprocess
    path = f"{where}/{domain}.pem"
    subprocess.run(["openssl", "genrsa", "-out", path, "2048"], check=True,
                   capture_output=True)
    der = subprocess.run(["openssl", "rsa", "-in", path, "-pubout",
                          "-outform", "DER"], check=True,
                         capture_output=True).stdout
    text = "v=DKIM1; k=rsa; p=" + base64.b64encode(der).decode()
    parts = " ".join(f'"{text[i:i + 200]}"' for i in range(0, len(text), 200))
    print(f"t._domainkey.{domain}. 300 IN TXT {parts}")


def mail(where, sender, opts):
    import email.utils
    import uuid
    domain = sender.split("@")[1]
    text = opts.pop("text", "Our panel's owner has left. Please reset it.\n")
    sign = opts.pop("sign", domain)
    cover = opts.pop("cover", COVER)
    name = opts.pop("display", "")
    when = time.time() + float(opts.pop("later", 0))
    fields = {
        "From": email.utils.formataddr((name, sender)),
        "To": "desk@host.example",
        "Subject": "Please reset our panel",
        "Date": email.utils.formatdate(when),
        "Message-ID": f"<{uuid.uuid4()}@{domain}>",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
    }
    fields.update(opts)
    head = "".join(f"{k}: {v}\r\n" for k, v in fields.items() if v)
    octets = (head + "\r\n" + text.replace("\n", "\r\n")).encode()
    if sign:
        with open(f"{where}/{sign}.pem", "rb") as f:
            private = f.read()
        include = [c.strip().lower().encode() for c in cover.split(":")
                   if fields.get(c)]
        octets = signer().sign(octets, b"t", sign.encode(), private,
                               include_headers=include) + octets
    return octets


def letters(maildir, address, subject=""):
    import email.policy
    found = []
    for path in glob.glob(f"{maildir}/new/*"):
        with open(path, "rb") as f:
            m = email.message_from_binary_file(f, policy=email.policy.default)
        if address in str(m["To"]) and subject in str(m["Subject"]):
            found.append((os.stat(path).st_mtime_ns, m))
    return sorted(found, key=lambda x: x[0])


def show(m):
    for k, v in m.items():
        print(f"{k}: {v}")
    print()
    print(m.get_content(), end="")


def read(*args):
    found = letters(*args)
    if not found:
        sys.exit(f"no mail to {args[1]}")
    # the clock that files are stamped with ticks a few hundred times a second
    at, newest = found[-1]
    if len(found) > 1 and found[-2][0] == at:
        sys.exit(f"two mails to {args[1]} in one moment: {newest['Subject']},"
                 f" {found[-2][1]['Subject']}")
    show(newest)


def main(argv):
    what, args = argv[1], argv[2:]
    if what == "key":
        key(*args)
    elif what == "mail":
        sys.stdout.buffer.write(mail(
            args[0], args[1], dict(a.split("=", 1) for a in args[2:])))
    elif what == "read":
        read(*args)
    elif what == "every":
        for _, m in letters(*args):
            show(m)
    elif what == "count":
        print(len(letters(*args)))
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv)
