#!/bin/bash
# tests/doors.sh OUT - asks the built things what they are made of.
#
# By exact list, not by what is forbidden: what is missing is as wrong as what
# is too much.  Not for sanitized builds, which link more.
set -u
out=$1
so=$out/pam_handover.so
cd "$(dirname "$0")/.." || exit 2
export LC_ALL=C
failed=0 claims=0

same() { # WHAT WANTED FOUND
	claims=$((claims + 1))
	[ "$2" = "$3" ] && return
	failed=$((failed + 1))
	printf 'FAIL  %s\n      wanted: %s\n      found:  %s\n' "$1" "$2" "$3"
}

needed() {
	readelf -dW "$1" 2>&1 | sed -n 's/.*NEEDED.*\[\(.*\)\]/\1/p' |
		sort | xargs
}

# --- what each program links, and nothing else ------------------------------
links() { # PROGRAM LIBRARY...
	local program=$1
	shift
	same "$program links" "$*" "$(needed "$out/$program")"
}

links pam_handover.so libc.so.6 libpam.so.0
links handover libc.so.6 libcrypto.so.3 libidn2.so.0 libjansson.so.4
links handoverd libargon2.so.1 libc.so.6 libcrypt.so.1 libcrypto.so.3 libidn2.so.0 \
	libjansson.so.4 libqrencode.so.4 libsqlite3.so.0 libunistring.so.2 libzxcvbn.so.0
links handover-judge libc.so.6 libcrypto.so.3 libidn2.so.0 libpsl.so.5 \
	libseccomp.so.2
links handover-draw libc.so.6 libglib-2.0.so.0 libgmime-3.0.so.0 \
	libgobject-2.0.so.0 libseccomp.so.2
links handover-snapshot libc.so.6 libcairo.so.2 libfontconfig.so.1 \
	libglib-2.0.so.0 libgobject-2.0.so.0 libpango-1.0.so.0 \
	libpangocairo-1.0.so.0 libseccomp.so.2
links handover-resolver libc.so.6 libseccomp.so.2 libunbound.so.8
links handover-courier libc.so.6 libcrypto.so.3 libcurl.so.4 libjansson.so.4

# --- the module: what it shows, what it takes, what it keeps -----------------
same "the module shows" \
	"pam_sm_acct_mgmt pam_sm_authenticate pam_sm_chauthtok pam_sm_setcred" \
	"$(nm -D --defined-only "$so" | awk '{print $NF}' | sort | xargs)"

# No getenv, open, fork, thread, signal, malloc or name service in this list;
# the __*_chk and __stack_chk_fail are the compiler's.
same "the module takes" \
	"__errno_location __explicit_bzero_chk __snprintf_chk __stack_chk_fail \
clock_gettime close connect free getsockopt memchr memcpy pam_get_item \
pam_get_user pam_getenv pam_putenv pam_set_item pam_syslog poll recv send \
setsockopt socket strcmp strerrordesc_np strlen strncmp strnlen" \
	"$(nm -D --undefined-only "$so" | awk '$1 == "U" {print $2}' |
		sed 's/@.*//' | sort | xargs)"

# Two threads in one mapping share what is writable; there is nothing.
same "the module keeps (octets of .data and .bss)" 0 \
	"$(size -A "$out"/obj/pam_module/*.o "$out"/obj/lib/wire/frame.o |
		awk '$1 ~ /^\.(data|bss|tdata|tbss)(\.rel)?$/ {n += $2}
		    END {print n + 0}')"

# --- how they are hardened ---------------------------------------------------
for program in pam_handover.so handover handoverd handover-judge \
	handover-draw handover-snapshot handover-resolver handover-courier; do
	file=$out/$program
	same "$program: relro, bound at once, no text relocation" "1 1 0" \
		"$(readelf -lW "$file" 2>&1 | grep -c GNU_RELRO) $(
		readelf -dW "$file" 2>&1 | grep -c BIND_NOW) $(
		readelf -dW "$file" 2>&1 | grep -c TEXTREL)"
	same "$program: stack not executable" RW \
		"$(readelf -lW "$file" 2>&1 | awk '/GNU_STACK/ {print $7}')"
	same "$program: loads anywhere" DYN \
		"$(readelf -hW "$file" 2>&1 | awk '/^ *Type:/ {print $2}')"
done

# --- each header alone, and twice --------------------------------------------
flags="-std=c17 -D_GNU_SOURCE -I. -I$out/gen -Wall -Wextra -Wshadow
    -Wconversion -Wstrict-prototypes -Wwrite-strings -Werror"
for header in $(git ls-files '*.h'); do
	claims=$((claims + 1))
	# shellcheck disable=SC2086
	if ! printf '#include "%s"\n#include "%s"\n' "$header" "$header" |
		${CC:-cc} $flags -fsyntax-only -x c - 2>"$out/doors.log"; then
		failed=$((failed + 1))
		echo "FAIL  $header does not stand alone"
		sed 's/^/      | /' "$out/doors.log" | head -5
	fi
done

[ $failed = 0 ] && word=ok || word=FAIL
printf '%-5s doors: %d claims, %d false\n' $word $claims $failed
[ $failed = 0 ]
