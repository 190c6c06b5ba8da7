#!/bin/bash
# tests/bench/password.sh - what a password login costs beside its hash.
#
#	PAMBENCH=FILE CONFDIR=DIR SERVICE=NAME USERS=FILE HASH='$y$...' \
#	    tests/bench/password.sh [LIMIT]
#
# The daemon is running; DIR/NAME is a PAM service file that leads to it; the
# first line of USERS is LOGIN, TAB, PASSWORD; HASH is what the store holds for
# it.  Five pairs, each the hash alone and then the login, so that a machine
# that grows slower is slower for both.  Prints the median of the five ratios;
# ends with status 1 if that is over LIMIT (1.10), 2 if anything went wrong.
set -euo pipefail
limit=${1:-1.10}
logins=${LOGINS:-40}
: "${PAMBENCH:?}" "${CONFDIR:?}" "${SERVICE:?}" "${USERS:?}" "${HASH:?}"

number() { # NAME, from the JSON line on standard input
	sed -n "s/.*\"$1\":\([0-9.]*\).*/\1/p"
}

ratios=
for pair in 1 2 3 4 5; do
	alone=$("$PAMBENCH" --crypt "$HASH" --users "$USERS" --n "$logins" \
		--warmup 2 | number p50_us) || exit 2
	line=$("$PAMBENCH" --service "$SERVICE" --confdir "$CONFDIR" \
		--users "$USERS" --mode password --n "$logins" --warmup 2) ||
		exit 2
	login=$(number p50_us <<<"$line")
	if [ "$(number bad <<<"$line")" != 0 ]; then
		echo "logins were refused: $line" >&2
		exit 2
	fi
	ratio=$(awk "BEGIN {printf \"%.3f\", $login / $alone}")
	echo "pair $pair: hash $alone us, login $login us, ratio $ratio"
	ratios="$ratios $ratio"
done

# shellcheck disable=SC2086
median=$(printf '%s\n' $ratios | sort -n | sed -n 3p)
echo "a password login costs $median times its hash (limit $limit)"
awk "BEGIN {exit !($median <= $limit)}"
