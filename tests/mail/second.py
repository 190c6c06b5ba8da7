"""Second opinions on a signed letter: dkimpy, and libopendkim by ctypes.

Neither is a yardstick alone: both take rsa-sha1, t=y and l=; see
campaign.py for where ours is stricter.
"""
import ctypes
import ctypes.util
import tempfile

import dkim


def by_dkimpy(letter, records):
    """True where every signature of the letter passes."""
    def dnsfunc(name, timeout=5):
        return records.get(name.decode().rstrip("."), "").encode() or None
    try:
        verifier = dkim.DKIM(letter, minkey=512)
        count = len([h for h, _ in verifier.headers
                     if h.lower() == b"dkim-signature"])
        return count > 0 and all(verifier.verify(idx=i, dnsfunc=dnsfunc)
                                 for i in range(count))
    except Exception:                     # dkimpy raises what it dislikes
        return False


class OpenDKIM:
    """libopendkim with its keys in a file; constants of its dkim.h."""
    SETOPT, QUERYMETHOD, QUERYINFO, QUERY_FILE = 1, 6, 7, 1
    RSASHA256 = 1

    def __init__(self):
        path = ctypes.util.find_library("opendkim") or "libopendkim.so.11"
        self.so = ctypes.CDLL(path)
        self.so.dkim_init.restype = ctypes.c_void_p
        self.so.dkim_verify.restype = ctypes.c_void_p
        self.so.dkim_sign.restype = ctypes.c_void_p
        self.lib = ctypes.c_void_p(self.so.dkim_init(None, None))
        self.keys = tempfile.NamedTemporaryFile("w", suffix=".keys")
        method = ctypes.c_int(self.QUERY_FILE)
        self.so.dkim_options(self.lib, self.SETOPT, self.QUERYMETHOD,
                             ctypes.byref(method), ctypes.c_size_t(4))
        name = ctypes.create_string_buffer(self.keys.name.encode())
        self.so.dkim_options(self.lib, self.SETOPT, self.QUERYINFO, name,
                             ctypes.c_size_t(len(self.keys.name)))

    def sign(self, letter, domain, key, relaxed_header, relaxed_body):
        """The letter with a field by libopendkim above it."""
        status, size = ctypes.c_int(-1), ctypes.c_size_t
        handle = ctypes.c_void_p(self.so.dkim_sign(
            self.lib, b"test", None, key, b"s1", domain.encode(),
            ctypes.c_int(relaxed_header), ctypes.c_int(relaxed_body),
            ctypes.c_int(self.RSASHA256), ctypes.c_ssize_t(-1),
            ctypes.byref(status)))
        field = ctypes.create_string_buffer(8192)
        bad = (self.so.dkim_chunk(handle, letter, size(len(letter))) or
               self.so.dkim_chunk(handle, None, size(0)) or
               self.so.dkim_eom(handle, None) or
               self.so.dkim_getsighdr(handle, field, size(8192), size(16)))
        self.so.dkim_free(handle)
        if bad:
            raise RuntimeError("libopendkim does not sign: %d" % bad)
        value = field.value.decode().replace("\r\n", "\n")
        return ("DKIM-Signature: %s\r\n" %
                value.replace("\n", "\r\n")).encode() + letter

    def verify(self, letter, records):
        self.keys.seek(0)
        self.keys.truncate()
        for name, text in records.items():
            self.keys.write("%s %s\n" % (name, text))
        self.keys.flush()
        status = ctypes.c_int(-1)
        handle = ctypes.c_void_p(self.so.dkim_verify(
            self.lib, b"test", None, ctypes.byref(status)))
        size = ctypes.c_size_t
        bad = (self.so.dkim_chunk(handle, letter, size(len(letter))) or
               self.so.dkim_chunk(handle, None, size(0)) or
               self.so.dkim_eom(handle, None))
        self.so.dkim_free(handle)
        return bad == 0
