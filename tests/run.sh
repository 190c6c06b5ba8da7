#!/bin/bash
# tests/run.sh - runs stories and adds them up.
#
#	OUT=DIR [MODULE=FILE] [JOBS=N] tests/run.sh STORY...
#
# A story is a program that ends with 0, or 77 where it cannot be told here
# (its last line says why).  OUT: where the programs are; MODULE: the PAM
# module, where another build's is wanted than OUT's (a sanitized module needs
# a sanitized application); JOBS: so many at once, for most of a story is
# waiting.  What a story printed is shown where it failed.
set -u
export OUT MODULE=${MODULE:-$OUT/pam_handover.so}

tell() { # STORY
	local log start rc took word=FAIL
	log=$(mktemp)
	start=$(date +%s%N)
	timeout -k 5 "${STORY_SECONDS:-300}" "$1" >"$log" 2>&1 </dev/null
	rc=$?
	took=$((($(date +%s%N) - start) / 1000000))
	case $rc in 0) word=ok ;; 77) word=skip ;; esac
	echo "$word" >>"$tally"
	# in one piece: another may be done at the same moment
	flock "$tally" cat <<-EOF
	$(printf '  %-5s %-40s %6d ms' "$word" "$1" "$took"
	[ $word = skip ] && printf '  %s' "$(tail -n 1 "$log")"
	[ $word = FAIL ] && printf '\n' && sed 's/^/      | /' "$log")
	EOF
	rm -f "$log"
}

if [ "${tally:-}" ]; then
	tell "$1"
	exit
fi
tally=$(mktemp)
export tally
trap 'rm -f "$tally"' EXIT
printf '%s\n' "$@" | xargs -P "${JOBS:-1}" -n 1 "$0"
count() { grep -cx "$1" "$tally"; }
echo "$(count ok) passed, $(count FAIL) failed, $(count skip) skipped"
[ "$(count FAIL)" = 0 ] && [ "$(wc -l <"$tally")" = $# ]
