#!/bin/bash
# tests/flow/login_names.sh - A-12: names that nobody has and nobody should
# have, at the login, at the desk and in the log: data, and nothing more.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/login.inc"

# What each would be were it more than data: a path, an option, a format, a
# command, a query, a terminal's orders, somebody else's name, a reference.
names=('' ' ' . .. a/b ../../../etc/passwd -rf --help '%s%n%s%n' '$(id)' ';id'
    "' OR 1=1 --" 'bob"--' $'bob\n' $'bob\r' $'\e[2J\a' $'\001\002\177'
    $'\xff\xfe\x80' $'b\xcc\x8aob' $'\xd0\xb2ob' $'\xe2\x80\xaebob' 'bob ' ' bob'
    HO- ho-- HO-../.. 'HO-%n%n%n' "$(printf 'n%.0s' {1..256})")

# What the person saw and PAM said; $name itself stands in neither.
at_the_login() { # SERVICE NAME
	call "$1" "$2"
	heard=$ask
	[ -z "$ask" ] || say "$pw"
	heard+="|$told|$(cut -d' ' -f1-4 <<<"$end")"
}

pw='the password of bob'
open_house failure-grid=10ms
works ho user add bob --account acme --name Bob \
    --hash - < <(openssl passwd -6 "$pw")
at_the_login plain nobody
alike=$heard
has "a refusal" 'end auth 7 refused' "$alike"
for name in "${names[@]}"; do
	what=$(printf '%q' "${name:0:40}")
	at_the_login plain "$name"
	same "$what, like anybody" "$alike" "$heard"
	at_the_login panel "$name"
	has "$what, where default passwords are taken" 'end auth 7 refused' \
	    "$heard"
done
works ho audit export --leaves "$dir/leaves"
hasnt "no name of a stranger is told" \
    'passwd|-rf|help|%[sn]|[(;]id|OR 1|nnnn|--|bob[\\" ]|[^ -~]' \
    "$(grep -a refused "$dir/leaves"; cat "$dir/log")"

# --- the desk: who works there sees what they typed, made visible ------------------
shown=
for name in "${names[@]}"; do
	for line in 'user add|--account|acme|--name|X' 'user show' \
	    'user disable' 'factor list' 'account show' 'case show' \
	    'account add|--name|X|--seats|1|--owner|x|--contact|x@y.example'; do
		IFS='|' read -ra rest <<<"$line"
		read -ra verb <<<"${rest[0]}"
		rc=0
		said=$(timeout 10 "$OUT/handover" "${verb[@]}" \
		    "${rest[@]:1}" -- "$name" </dev/null 2>&1) || rc=$?
		has "${rest[0]} $(printf '%q' "${name:0:40}"), refused" '^[12]$' \
		    "$rc"
		shown+=$said$'\n'
	done
done
same "nothing was made" "acme bob gone" "$(ho account list --json | field code) \
$(ho user list acme --json | while read -r one; do field login <<<"$one"; done |
	sort | xargs)"
same "nothing moves a terminal" '' \
    "$(LC_ALL=C grep -aP '[\x01-\x09\x0b-\x1f\x7f\xff]|\xe2\x80\xae' <<<"$shown")"
works ho audit verify
finish
