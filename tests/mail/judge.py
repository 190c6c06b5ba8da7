"""handover-judge or handover-draw at the other end of a socket, as its parent
sees it."""
import socket
import struct
import subprocess
import sys

PIECE, LETTER, QUERY, RECORDS, FACTS = 1, 48, 49, 50, 51
DRAW_LETTER, DRAW_TEXT = 56, 57
DATA, LAST, LENGTH, ID, NAME, STATUS, SECURE, RECORD = 1, 2, 3, 6, 80, 81, \
    82, 83
FAULT, FROM, SIG_DOMAIN, SIG_RESULT = 96, 98, 114, 117
FOUND, NONE = 1, 2


def message(kind, *fields):
    body = b"".join(struct.pack(">HI", tag, len(v)) + v for tag, v in fields)
    return struct.pack(">IBB", len(body) + 6, 1, kind) + body


def u64(n):
    return struct.pack(">Q", n)


def fields(octets):
    at, out = 6, []
    while at < len(octets):
        tag, size = struct.unpack(">HI", octets[at:at + 6])
        out.append((tag, octets[at + 6:at + 6 + size]))
        at += 6 + size
    return octets[5], out


# Memory is counted from a small parent: exec passes on the high-water mark of
# whoever called it.
COUNT = """
import os, sys
pid = os.fork()
if pid == 0:
    os.execv(sys.argv[1], sys.argv[1:])
_, status, used = os.wait4(pid, 0)
print(os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime,
      used.ru_maxrss)
"""


class Judge:
    def __init__(self, program):
        self.mine, its = socket.socketpair(socket.AF_UNIX,
                                           socket.SOCK_SEQPACKET)
        self.mine.settimeout(20)
        self.child = subprocess.Popen(
            [sys.executable, "-S", "-c", COUNT, program], stdin=its,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        its.close()

    def send(self, *message_of):
        self.mine.send(message(*message_of))

    def give(self, letter, kind=LETTER):
        self.send(kind, (LENGTH, u64(len(letter))))
        for at in range(0, max(len(letter), 1), 60000):
            piece = letter[at:at + 60000]
            last = [(LAST, u64(1))] if at + 60000 >= len(letter) else []
            self.send(PIECE, (DATA, piece), *last)

    def talk(self, letter, records):
        """The facts as a list of (tag, octets), and the names asked for."""
        asked = []
        self.give(letter)
        while True:
            octets = self.mine.recv(65536)
            if not octets:
                return None, asked
            kind, got = fields(octets)
            if kind == FACTS:
                return got, asked
            names = dict(got)
            name = names[NAME].decode()
            asked.append(name)
            text = records.get(name)
            self.send(RECORDS, (ID, names[ID]),
                      (STATUS, u64(FOUND if text else NONE)),
                      *([(RECORD, text.encode())] if text else []))

    def draw(self, letter):
        """The text."""
        self.give(letter, DRAW_LETTER)
        octets = self.mine.recv(65536)
        if not octets or fields(octets)[0] != DRAW_TEXT:
            return None
        text, last = b"", False
        while not last:
            kind, got = fields(self.mine.recv(65536))
            if kind != PIECE:
                return None
            text += dict(got)[DATA]
            last = LAST in dict(got)
        return text.decode()

    def end(self):
        """Exit status, and what it used: seconds of CPU, KiB of memory."""
        self.mine.close()
        status, seconds, memory = self.child.communicate()[0].split()
        return int(status), float(seconds), int(memory)
