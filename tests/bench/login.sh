#!/bin/bash
# tests/bench/login.sh - an installation of its own, and password.sh upon it.
#
#	OUT=DIR tests/bench/login.sh [LIMIT]
#
# One user whose hash is yescrypt at the default cost of new passwords.  The
# module's own figures come first.
. "$(dirname "$0")/../flow/lib.sh"

password='a long enough password for this'
mkdir "$dir/pam.d"
install_handover hash-cost=5
echo "auth required $MODULE socket=$dir/run/login.sock daemon_uid=$(id -u)" \
    >"$dir/pam.d/plain"
start_daemon
hash=$(/usr/bin/python3 -W ignore - "$password" <<-'P'
	import ctypes, sys
	crypt = ctypes.CDLL("libcrypt.so.1")
	crypt.crypt.restype = ctypes.c_char_p
	crypt.crypt_gensalt.restype = ctypes.c_char_p
	salt = crypt.crypt_gensalt(b"$y$", 5, None, 0)
	print(crypt.crypt(sys.argv[1].encode(), salt).decode())
	P
)
works ho account add acme --name Acme --seats 5 --owner sam \
    --owner-address sam@acme.example --contact ops@acme.example \
    --hash - <<<"$hash"
printf 'sam\t%s\t0\n' "$password" >"$dir/users.tsv"

"$OUT/pambench" --dlopen "$MODULE"
PAMBENCH=$OUT/pambench CONFDIR=$dir/pam.d SERVICE=plain USERS=$dir/users.tsv \
    HASH=$hash "$(dirname "$0")/password.sh" "$@" ||
    bad "password.sh" "exit $?"
finish
