#!/usr/bin/python3
"""tests/bench/racers.py - users who each have one code to be raced for.

	racers.py DIR KIND NAME COUNT >users.tsv

DIR is an installation of races.sh.  COUNT lines for pambench, for as many
rounds: login, TAB, what is presented, TAB, 0.  KIND is one of the functions
with that name below.  NAME begins the logins, and is a new one each time.
"""
import concurrent.futures
import email
import email.policy
import glob
import hashlib
import json
import os
import re
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE + "/../flow")
import letter  # noqa: E402

OUT = os.environ["OUT"]
PASSWORD = "the password of everybody"
CHOSEN = "the one who wins chose this"
WORD = r"Default password: +([0-9A-Z]{4}(?:-[0-9A-Z]{4}){5})\b"
CODE = r"(?m)^ +([0-9]{8})$"
SPARE = r"(?m)^((?:[0-9A-Z]{4}-){5}[0-9A-Z]{4})$"


def run(*args, text=None, expect=(0,)):
    done = subprocess.run(args, input=text, capture_output=True, text=True)
    if done.returncode not in expect:
        sys.exit(f"{args}: {done.returncode} {done.stdout}{done.stderr}")
    return done.stdout


def ho(*args, text=None):
    return run(OUT + "/handover", *args, text=text)


def panel(where, service, user, *answers, phase="auth"):
    """What the panel printed; it hangs up after the last answer."""
    return run(OUT + "/panel", "--confdir", where + "/pam.d", "--service",
               service, "--user", user, "--phases", phase,
               text="".join(a + "\n" for a in answers), expect=(0, 1))


def at_once(act, names):
    """Most of it is waiting."""
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        return list(pool.map(act, names))


def letters(where, names, pattern):
    """What the pattern finds in a letter to each; read letters are removed."""
    found, until = {}, time.monotonic() + 60
    while len(found) < len(names):
        if time.monotonic() > until:
            sys.exit(f"no letter with /{pattern}/ to "
                     f"{sorted(set(names) - set(found))[:3]}")
        for path in glob.glob(where + "/mail/new/*"):
            with open(path, "rb") as f:
                mail = email.message_from_binary_file(
                    f, policy=email.policy.default)
            os.unlink(path)
            hit = re.search(pattern, mail.get_content())
            if hit:
                found[str(mail["To"]).split("@")[0]] = hit.group(1)
        time.sleep(0.02)
    return [found[name] for name in names]


def people(name, count):
    """An account each: wrong tries against one do not count for the next."""
    names = [f"{name}.{i}" for i in range(count)]
    hash = run("openssl", "passwd", "-6", PASSWORD).strip()
    lines = []
    for n in names:
        lines += [
            {"account": n, "name": "Client " + n, "seats": 2, "users": 2,
             "contacts": [f"ops-{n}@client.example"]},
            {"user": "owner." + n, "name": "Owner", "role": "super-admin",
             "addresses": [], "hash": hash},
            {"user": n, "name": "User", "role": "user",
             "addresses": [n + "@client.example"], "hash": hash}]
    ho("account", "import", "--file", "-",
       text="".join(json.dumps(line) + "\n" for line in lines))
    return names


def key_of(name):
    return hashlib.sha1(name.encode()).hexdigest()


def bind(names, kind):
    ho("factor", "import", "--file", "-",
       text="".join(f"{kind} {n} - {key_of(n)}\n" for n in names))


# --- the kinds ---------------------------------------------------------------

def hotp(where, name, count):
    names = people(name, count)
    bind(names, "HOTP")
    return [(n, key_of(n)) for n in names]


def totp(where, name, count):
    """What may have been used before the import is not good: no present code
    would be."""
    names = people(name, count)
    with open(where + "/clock", "w") as f:
        f.write("-90\n")
    bind(names, "HOTP/T30")
    with open(where + "/clock", "w") as f:
        f.write("0\n")
    return [(n, key_of(n)) for n in names]


def recovery(where, name, count):
    """Ten of each user."""
    names = people(name, (count + 9) // 10)
    bind(names, "HOTP")

    def hotp_of(n, counter):
        return run("oathtool", "-c", str(counter), key_of(n)).strip()

    at_once(lambda n: panel(where, "enrol", n, PASSWORD, hotp_of(n, 0),
                            phase="chauthtok"), names)
    sent = dict(zip(names, letters(where, names, CODE)))
    told = at_once(lambda n: panel(
        where, "enrol", n, PASSWORD, hotp_of(n, 1), sent[n], "2", "",
        phase="chauthtok"), names)
    return [(n, spare) for n, text in zip(names, told)
            for spare in re.findall(SPARE, text)][:count]


def delivered(where, name, count):
    names = people(name, count)
    at_once(lambda n: panel(where, "sent", n, ""), names)
    return list(zip(names, letters(where, names, CODE)))


def default(where, name, count):
    names = people(name, count)

    def reset(n):
        mail = f"{where}/{n}.eml"
        with open(mail, "wb") as f:
            f.write(letter.mail(where, f"ops-{n}@client.example", {}))
        ho("reset", "--mail", mail, "--account", n, "--user", n)
        os.unlink(mail)

    at_once(reset, names)
    words = dict(zip(names, letters(where, names, WORD)))
    at_once(lambda n: panel(where, "panel", n, words[n]), names)
    claims = letters(where, names, CODE)
    return [(n, "|".join((words[n], claim, CHOSEN, CHOSEN)))
            for n, claim in zip(names, claims)]


def main():
    where, kind, name, count = sys.argv[1:]
    kinds = {f.__name__: f for f in (hotp, totp, recovery, delivered, default)}
    rows = kinds[kind](where, name, int(count))
    if len(rows) != int(count):
        sys.exit(f"{kind}: {len(rows)} codes, not {count}")
    for login, what in rows:
        print(login, what, 0, sep="\t")


main()
