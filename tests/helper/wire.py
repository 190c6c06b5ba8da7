"""The wire of lib/wire/PROTOCOL, said a second time: not our C."""
import socket, struct

VERSION = 1
PIECE, DNS_QUERY, DNS_ANSWER = 1, 64, 65
DRAW_LETTER, DRAW_TEXT = 56, 57
DATA, LAST, LENGTH, ID = 1, 2, 3, 6
REF, KIND, NAME, STATUS, SECURE, RECORD, WORD = 26, 65, 80, 81, 82, 83, 84
FAILED, FOUND, NONE, TIMEOUT, BOGUS, REFUSED = range(6)


def u64(n):
    return struct.pack(">Q", n)


def pack(kind, *fields):
    body = b"".join(struct.pack(">HI", tag, len(data)) + data
                    for tag, data in fields)
    return struct.pack(">IBB", len(body) + 6, VERSION, kind) + body


def unpack(message):
    length, version, kind = struct.unpack(">IBB", message[:6])
    assert length == len(message) and version == VERSION, message[:16]
    at, fields = 6, []
    while at < length:
        tag, n = struct.unpack(">HI", message[at:at + 6])
        fields.append((tag, message[at + 6:at + 6 + n]))
        at += 6 + n
    assert at == length
    return kind, fields


def connect(path):
    s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    try:
        s.connect(path)
    except OSError:
        s.close()
        raise
    return s


def pair():
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)


def one(fields, tag):
    values = [data for t, data in fields if t == tag]
    assert len(values) == 1, (tag, fields)
    return values[0]


def query(s, number, name):
    s.send(pack(DNS_QUERY, (ID, u64(number)), (NAME, name.encode())))


def answer(s):
    """(number, status, secure, [records]), or None at the end."""
    message = s.recv(65536)
    if not message:
        return None
    kind, f = unpack(message)
    assert kind == DNS_ANSWER
    number, status, secure = (int.from_bytes(one(f, t), "big")
                              for t in (ID, STATUS, SECURE))
    return number, status, secure, [d for t, d in f if t == RECORD]


def ask(s, name, number=7):
    query(s, number, name)
    got = answer(s)
    assert got and got[0] == number, got
    return got[1:]


def send_pieces(s, data, size=60000):
    for at in range(0, max(len(data), 1), size):
        piece = data[at:at + size]
        last = [(LAST, u64(1))] if at + size >= len(data) else []
        s.send(pack(PIECE, (DATA, piece), *last))


def recv_pieces(s):
    data = b""
    while True:
        kind, f = unpack(s.recv(65536))
        assert kind == PIECE
        data += one(f, DATA)
        if any(t == LAST for t, _ in f):
            return data
