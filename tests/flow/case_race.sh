#!/bin/bash
# Two of staff on one case at the same moment, fifty rounds: one effect, one live
# default password, and whoever came second is told so.
[ "$(id -u)" = 0 ] || { echo "needs root for a second uid"; exit 77; }
. "$(dirname "$0")/case_lib.sh"
install_handover
make_key evil.example
start_daemon
start_resolver
start_courier
chmod 755 "$dir"
works ho staff add second --uid 64021 --roles support,approver,security
works ho staff add third --uid 64022 --roles approver
day=86500 # new staff count as approvers from the next day on
move_clock $day

as() { # UID ARGS...
	local uid=$1
	shift
	setpriv --reuid "$uid" --clear-groups "$OUT/handover" "$@"
}

accounts=0
opens() { # STATE: a case of an account of its own; sets ref
	accounts=$((accounts + 1))
	account=a$accounts
	works ho account add $account --name "$account" --seats 5 \
	    --owner "o$accounts" --contact "$account@evil.example"
	opens_again "$1"
}
opens_again() { # STATE: the next case of the same account
	write_mail request "$account@evil.example" later=$day
	said=$(ho case open --owner --account "$account" --mail "$dir/request" \
	    --json) || :
	ref=$(field ref <<<"$said")
	same "the case is $1" "$1" "$(field state <<<"$said")"
	[ "$1" = waiting-approval ] || return 0
	# who approves has been shown the evidence, once it is drawn
	wait_for "the letter for one" sees 64021
	wait_for "the letter for the other" sees 64022
}
sees() { # UID
	as "$1" case show "$ref" --json | grep -q '"shown":true'
}

# race "A..." "B...": case A REF by the first, case B REF by the second; sets
# exits ("0 1") and what is known of the case then
race() {
	local a b
	# shellcheck disable=SC2086
	ho case ${1/REF/$ref} --json >"$dir/a" 2>&1 &
	a=$!
	# shellcheck disable=SC2086
	as 64021 case ${2/REF/$ref} --json >"$dir/b" 2>&1
	b=$?
	wait $a
	exits=$(printf '%s\n' $? $b | sort | xargs)
	shown=$(ho case show "$ref" --json)
	state=$(field state <<<"$shown")
	lives=$(json 'sum(c["state"] == "live" for c in x["credentials_issued"])' \
	    <<<"$shown")
	same "$1 | $2: what lives, lives in an issued case" \
	    "$([ "$state" = issued ] && echo 1 || echo 0)" "$lives"
}
one_of() { # WHAT STATES...: the case is in one of them
	local what=$1
	shift
	has "$what" "^($(IFS='|'; echo "$*"))$" "$state"
}
count() { # EVENT: of this case
	ho audit list --from 1 --event "$1" --json | grep -c "\"$ref\""
}

for ((n = 0; n < ${ROUNDS:-5}; n++)); do
	# nobody is told twice that they stopped it, and stopped stays stopped
	opens ready
	race 'freeze REF' 'freeze REF'
	same "one freezes" "0 1 frozen 1" "$exits $state $(count case.freeze)"

	# the account's next case needs approval: two give it at once
	opens_again waiting-approval
	as 64022 case approve "$ref" --json >"$dir/c" 2>&1 &
	race 'show REF' 'approve REF'
	wait $!
	shown=$(ho case show "$ref" --json)
	same "approved twice or once, issued once" "issued 1" \
	    "$(field state <<<"$shown") $(count case.issue)"
	race 'issue REF' 'issue REF'
	same "issued anew by both: the last one lives" "0 0 issued 3" \
	    "$exits $state $(count case.issue)"

	opens ready
	race 'issue REF' 'freeze REF'
	one_of "issue against freeze" frozen
	opens_again waiting-approval
	race 'refuse REF --reason no' 'approve REF'
	one_of "refuse against approve" refused
	same "refused once" 1 "$(count case.refuse)"

	opens ready
	race 'issue REF' 'refuse REF --reason no'
	one_of "issue against refuse" refused
	opens_again ready
	race 'refuse REF --reason no' 'refuse REF --reason no'
	same "one refuses" "0 1 refused 1" "$exits $state $(count case.refuse)"
	opens_again ready
	works ho case issue "$ref"
	race 'revoke REF' 'issue REF'
	one_of "revoke against issue" ready issued
	race 'refuse REF --reason no' 'freeze REF'
	one_of "refuse against freeze" refused frozen
	same "one of them" "0 1" "$exits"

	# one word, brought in by both
	opens ready
	works ho case refuse "$ref" --reason 'next part'
	write_mail request "$account@evil.example" sign= later=$day
	fails_with 3 waiting-confirm ho case open --owner --account "$account" \
	    --mail "$dir/request" --json
	ref=$(field ref <<<"$said")
	arrives "$account@evil.example" 1
	word=$(letter_to "$account@evil.example" 'Re: Please reset' |
	    word_of CONFIRM)
	write_mail word "$account@evil.example" sign= later=$day \
	    text="CONFIRM $ref $word"
	race "confirm --mail $dir/word" "confirm --mail $dir/word"
	same "the word counts once" "0 1 issued 1 1" \
	    "$exits $state $(count case.confirm) $(count case.issue)"
done
whole
finish
