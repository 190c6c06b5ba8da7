#!/bin/bash
# tests/run.sh - runs stories, one after another, and adds them up.
#
#	OUT=DIR [MODULE=FILE] tests/run.sh STORY...
#
# A story is a program that ends with 0, or 77 where it cannot be told here
# (its last line says why).  OUT: where the programs are; MODULE: the PAM
# module, where another build's is wanted than OUT's (a sanitized module needs
# a sanitized application).  What a story printed is shown where it failed.
set -u
export OUT MODULE=${MODULE:-$OUT/pam_handover.so}
log=$(mktemp)
trap 'rm -f "$log"' EXIT
passed=0 failed=0 skipped=0

for story in "$@"; do
	start=$(date +%s%N)
	timeout -k 5 "${STORY_SECONDS:-180}" "$story" >"$log" 2>&1 </dev/null
	rc=$?
	took=$((($(date +%s%N) - start) / 1000000))
	case $rc in
	0) word=ok passed=$((passed + 1)) ;;
	77) word=skip skipped=$((skipped + 1)) ;;
	*) word=FAIL failed=$((failed + 1)) ;;
	esac
	printf '  %-5s %-40s %6d ms' "$word" "$story" "$took"
	[ $rc = 77 ] && printf '  %s' "$(tail -n 1 "$log")"
	echo
	case $rc in 0 | 77) ;; *) sed 's/^/      | /' "$log" ;; esac
done
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ]
