#!/bin/sh
# tests/pam/run.sh MODULE OUT - the module's tests, against real libpam.
#
#   MODULE   pam_handover.so as built
#   OUT      where the test programs are built (kept apart by SAN)
#
# SAN=address,undefined or SAN=thread: the tests are built like the module that
# was built so.  VALGRIND=1: under valgrind, slower and more patient.  Ends
# with status 1 if any claim was false.
set -eu
umask 022

root=$(cd "$(dirname "$0")/../.." && pwd)
so=$(realpath "$1")
out=$(mkdir -p "$2" && realpath "$2")/tests/pam
san=${SAN:-}
mkdir -p "$out"
cd "$root"

flags="-std=c17 -D_GNU_SOURCE -I. -O2 -g -pthread -rdynamic
    -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes
    -Wmissing-prototypes -Wwrite-strings -Wformat=2 -Wvla -Werror"
[ -z "$san" ] || flags="$flags -fsanitize=$san -fno-omit-frame-pointer
    -fno-sanitize-recover=all"
shared="tests/pam/host.c tests/pam/peer.c tests/pam/script.c
    lib/wire/frame.c lib/wire/sock.c lib/base/buf.c lib/base/err.c"

build() { # NAME SOURCE...
    name=$1; shift
    # shellcheck disable=SC2086
    ${CC:-cc} $flags -o "$out/$name" "$@" $shared -lpam -ldl
}

build module_test tests/pam/module_test.c
build answer_test tests/pam/answer_test.c
build argument_test tests/pam/argument_test.c
build load_test tests/pam/load_test.c
build guest_test tests/pam/guest_test.c
build module_fault tests/fault/module_fault.c tests/fault/fault.c
${CC:-cc} -O2 -shared -fPIC -o "$out/token.so" tests/pam/token.c -lpam

status=0
run() { # NAME ARGUMENT...
    name=$1; shift
    # shellcheck disable=SC2086
    timeout 300 ${under:-} "$out/$name" "$@" || status=1
}

if [ -n "${VALGRIND:-}" ]; then
    export HANDOVER_TEST_SLOW=1
    under="valgrind -q --error-exitcode=99 --leak-check=full
        --show-leak-kinds=definite,indirect
        --errors-for-leak-kinds=definite,indirect --child-silent-after-fork=yes
        --keep-debuginfo=yes"
fi
run module_test "$so"
run answer_test "$so"
run argument_test "$so" "$out/token.so"
run load_test "$so"
run guest_test "$so"
# valgrind has a malloc of its own; there is nothing for this one to fail
[ -n "${VALGRIND:-}" ] || run module_fault "$so"
exit $status
