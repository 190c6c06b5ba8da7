"""Second opinions on a signed letter: dkimpy, and libopendkim by ctypes.

Each gives one answer for each signature, from the top: does it hold?  Neither
is a yardstick alone: both take rsa-sha1, t=y and l=; see bench.py for what is
ours alone.  dkimpy is told what time it is; libopendkim, whose fixed time is
for signers only, asks the host.
"""
import ctypes
import ctypes.util
import re
import tempfile

import dkim

FIELD = re.compile(rb"(?im)^dkim-signature:[^\n]*\n(?:[ \t][^\n]*\n)*")


class Clock:
    """For dkimpy, which asks the time itself."""
    def __init__(self, at):
        self.at = at

    def time(self):
        return self.at


def signatures(letter):
    """[(start, end)] of the signature fields in the header."""
    end = re.search(rb"\r?\n\r?\n", letter)
    header = letter[:end.start() + len(end.group()) // 2] if end else letter
    return [m.span() for m in FIELD.finditer(header)]


def by_dkimpy(letter, records, at):
    def dnsfunc(name, timeout=5):
        name = name.decode().rstrip(".").lower()
        return records.get(name, "").encode() or None

    def holds(i):
        try:
            return verifier.verify(idx=i, dnsfunc=dnsfunc)
        except Exception:                 # it raises what it dislikes
            return False
    dkim.time = Clock(at)
    try:
        verifier = dkim.DKIM(letter, minkey=512)
    except Exception:
        return [False] * len(signatures(letter))
    return [holds(i) for i, (name, _) in enumerate(
        h for h in verifier.headers if h[0].lower() == b"dkim-signature")]


class OpenDKIM:
    """libopendkim with its keys in a file; constants of its dkim.h."""
    SETOPT, QUERYMETHOD, QUERYINFO, QUERY_FILE = 1, 6, 7, 1
    RSASHA256, PASSED, BH_MATCH, OK = 1, 4, 0, 0

    def __init__(self):
        path = ctypes.util.find_library("opendkim") or "libopendkim.so.11"
        self.so = ctypes.CDLL(path)
        for name in "init", "verify", "sign":
            getattr(self.so, "dkim_" + name).restype = ctypes.c_void_p
        self.lib = ctypes.c_void_p(self.so.dkim_init(None, None))
        self.keys = tempfile.NamedTemporaryFile("w", suffix=".keys")
        self.option(self.QUERYMETHOD, ctypes.c_int(self.QUERY_FILE), 4)
        self.option(self.QUERYINFO,
                    ctypes.create_string_buffer(self.keys.name.encode()),
                    len(self.keys.name))

    def option(self, which, value, size):
        self.so.dkim_options(self.lib, self.SETOPT, which,
                             ctypes.byref(value), ctypes.c_size_t(size))

    def feed(self, handle, letter):
        size = ctypes.c_size_t
        return (self.so.dkim_chunk(handle, letter, size(len(letter))) or
                self.so.dkim_chunk(handle, None, size(0)) or
                self.so.dkim_eom(handle, None))

    def sign(self, letter, domain, key, relaxed_header, relaxed_body):
        """The letter with a field by libopendkim above it."""
        handle = ctypes.c_void_p(self.so.dkim_sign(
            self.lib, b"test", None, key, b"s1", domain.encode(),
            ctypes.c_int(relaxed_header), ctypes.c_int(relaxed_body),
            ctypes.c_int(self.RSASHA256), ctypes.c_ssize_t(-1),
            ctypes.byref(ctypes.c_int(-1))))
        field = ctypes.create_string_buffer(8192)
        bad = self.feed(handle, letter) or self.so.dkim_getsighdr(
            handle, field, ctypes.c_size_t(8192), ctypes.c_size_t(16))
        self.so.dkim_free(handle)
        if bad:
            raise RuntimeError("libopendkim does not sign: %d" % bad)
        value = field.value.decode().replace("\r\n", "\n")
        return ("DKIM-Signature: %s\r\n" %
                value.replace("\n", "\r\n")).encode() + letter

    def holds(self, signature):
        return bool(self.so.dkim_sig_getflags(signature) & self.PASSED and
                    self.so.dkim_sig_getbh(signature) == self.BH_MATCH and
                    self.so.dkim_sig_geterror(signature) == self.OK)

    def ask(self, letter, count):
        """One answer a signature, or None: it did not come so far."""
        handle = ctypes.c_void_p(self.so.dkim_verify(
            self.lib, b"test", None, ctypes.byref(ctypes.c_int(-1))))
        self.feed(handle, letter)
        found = ctypes.POINTER(ctypes.c_void_p)()
        n = ctypes.c_int(0)
        bad = self.so.dkim_getsiglist(handle, ctypes.byref(found),
                                      ctypes.byref(n))
        out = None
        if bad == self.OK and n.value == count:
            out = [self.holds(ctypes.c_void_p(found[i]))
                   for i in range(count)]
        self.so.dkim_free(handle)
        return out

    def verify(self, letter, records):
        self.keys.seek(0)
        self.keys.truncate()
        for name, text in records.items():
            self.keys.write("%s %s\n" % (name, text))
        self.keys.flush()
        spans = signatures(letter)
        answers = self.ask(letter, len(spans))
        if answers is not None or not spans:
            return answers or []
        # one that it cannot read spoils the others: each by itself then
        return [(self.ask(self.alone(letter, spans, i), 1) or [False])[0]
                for i in range(len(spans))]

    @staticmethod
    def alone(letter, spans, which):
        for i in reversed(range(len(spans))):
            if i != which:
                letter = letter[:spans[i][0]] + letter[spans[i][1]:]
        return letter
