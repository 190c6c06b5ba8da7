#!/usr/bin/python3
"""tests/fault/client.py - an owner case, gone on with from wherever it stands.

	client.py DIR ACCOUNT

DIR is an installation of crash_lib.sh.  Looks how far the case is, does what
is missing, and ends with 0 where ops-ACCOUNT is super-admin, 3 where the
daemon was away or its disk full (again later), 1 where anything was said or
done that must not be.  What was promised to the client is added to DIR/told.
"""
import email
import email.policy
import glob
import json
import os
import re
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
OUT = os.environ["OUT"]
PASSWORD = "the one who comes chose this"
WORD = r"Default password: +([0-9A-Z]{4}(?:-[0-9A-Z]{4}){5})\b"
CODE = r"(?m)^ +([0-9]{8})$"


class Away(Exception):
    pass


def desk(*args):
    """The answer of a verb, and its rows."""
    run = subprocess.run([OUT + "/handover", *args, "--json"],
                         capture_output=True, text=True)
    if run.returncode in (3, 4):
        raise Away(run.stdout + run.stderr)
    if run.returncode != 0:
        sys.exit(f"{args}: {run.returncode} {run.stdout}{run.stderr}")
    return [json.loads(line) for line in run.stdout.splitlines()]


def letters(where, ref, pattern):
    """What the pattern finds in letters about the case, newest first."""
    found = []
    for name in sorted(glob.glob(where + "/mail/new/*"),
                       key=os.path.getmtime, reverse=True):
        try:
            with open(name, "rb") as f:
                mail = email.message_from_binary_file(
                    f, policy=email.policy.default)
        except FileNotFoundError:
            continue
        body = mail.get_content()
        hit = re.search(pattern, body)
        if hit and ref in body + mail["Subject"]:
            found.append(hit.group(1))
    return found


def wait_letter(where, ref, pattern, but=()):
    until = time.monotonic() + 12
    while time.monotonic() < until:
        for hit in letters(where, ref, pattern):
            if hit not in but:
                return hit
        desk("status")  # Away, where it is
        time.sleep(0.03)
    sys.exit(f"{ref}: no letter with /{pattern}/: {desk('case', 'show', ref)}")


def open_case(where, account):
    cases = desk("case", "list", "--account", account)
    if cases:
        return cases[-1]["ref"]
    mail = f"{where}/{account}.eml"
    if not os.path.exists(mail):
        text = subprocess.run(
            [HERE + "/../flow/letter.py", "mail", where,
             f"ops-{account}@client.example"],
            capture_output=True, check=True).stdout
        with open(mail, "wb") as f:
            f.write(text)
    return desk("reset", "--mail", mail, "--account", account,
                "--owner")[-1]["ref"]


class Panel:
    def __init__(self, where, name):
        self.run = subprocess.Popen(
            [OUT + "/panel", "--confdir", where + "/pam.d", "--service",
             "panel", "--user", name, "--phases", "auth"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.hear()

    def hear(self):
        for line in self.run.stdout:
            if line.startswith(("ask", "end")):
                self.line = line.split()
                break
        if self.line[0] == "end":
            self.run.wait()
            if self.line[3] == "unavailable":
                raise Away("panel")

    def say(self, text):
        self.run.stdin.write(text + "\n")
        self.run.stdin.flush()
        self.hear()

    def is_at(self, word):
        return self.line[:2] == ["ask", word]


def assign(where, account, ref):
    word = wait_letter(where, ref, WORD)
    panel, tried = Panel(where, ref), []
    panel.say(word)
    if not panel.is_at("claim-code"):
        sys.exit(f"{account}: after the default password: {panel.line}")
    while panel.is_at("claim-code"):
        tried.append(wait_letter(where, ref, CODE, tried))
        panel.say(tried[-1])
    for ask, say in (("candidate", ""), ("new-login", ""),
                     ("new-password", PASSWORD),
                     ("new-password-again", PASSWORD), ("done", "")):
        if panel.is_at(ask):
            panel.say(say)
    if panel.line[3] != "assigned":
        sys.exit(f"{account}: ended with {panel.line}")
    with open(where + "/told", "a") as f:
        f.write(account + "\n")


def main():
    where, account = sys.argv[1:]
    comes = f"ops-{account}@client.example"
    try:
        if desk("account", "show", account)[0]["super_admin"] == comes:
            return
        assign(where, account, open_case(where, account))
        if desk("account", "show", account)[0]["super_admin"] != comes:
            sys.exit(f"{account}: told assigned, and is not")
    except (Away, BrokenPipeError) as e:
        print(f"{account}: away: {e}")
        sys.exit(3)


main()
