#!/bin/bash
# tests/flow/login_revert.sh - a new super-admin who should not be one: undone,
# and the account named anew by a case of its own.
[ "$(id -u)" = 0 ] || { echo "needs root for other uids"; exit 77; }
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/login.inc"

# what the panel is to be told is kept: nobody listens there
mkdir "$conf.d"
(umask 077 && echo "whsec_$(openssl rand -base64 32)" >"$dir/hook.secret")
printf '%s\n' 'hook-url = http://127.0.0.1:9/' \
    "hook-secret-file = $dir/hook.secret" >"$conf.d/hook.conf"
open_house
chmod 755 "$dir"
as() { # UID ARGS...
	local uid=$1
	shift
	setpriv --reuid "$uid" --clear-groups "$OUT/handover" "$@"
}
user_row() { # COLUMN LOGIN
	sqlite3 "file:$dir/state/store.db?mode=ro" \
	    "SELECT $1 FROM user WHERE login = '$2'"
}
account_row() { # COLUMN
	sqlite3 "file:$dir/state/store.db?mode=ro" \
	    "SELECT $1 FROM account WHERE code = 'acme'"
}
owner() { ho account show acme --json | field super_admin; }
mail_from() { # WHO FILE: signed
	cat <<-L | $python "$root/demo/sign.py" s1 acme.example \
	    "$dir/acme.pem" >"$2"
	From: $1@acme.example
	To: desk@host.example
	Subject: Please
	Date: $(LC_ALL=C date -u '+%a, %d %b %Y %H:%M:%S +0000')
	Message-ID: <$1.$RANDOM.$$@acme.example>
	MIME-Version: 1.0
	Content-Type: text/plain; charset=utf-8

	Please help.
	L
}
names() { # LOGIN: whoever holds the letter names the contact, by this login
	call panel "$case_ref"
	say "$word"
	say "$(letter "$case_ref" '(?<= )[0-9]{8}(?=\n)')"
	asked candidate
	say ''
	asked new-login
	say "$1"
	asked new-password
	say 'a new super-admin chose this'
	asked new-password-again
	say 'a new super-admin chose this'
	asked done
	say ''
	ended auth 7 assigned "$case_ref" "$1"
}

# --- a whole owner case, and it was wrong --------------------------------------------
works ho user add bob --account acme --name Bob
asks_for --owner
ref=$case_ref
refused 1 no-assignment ho case revert "$ref" --reason early
names mallory
signs_in mallory 'a new super-admin chose this'
same "it is done" "done mallory" \
    "$(ho case show "$ref" --json | field state) $(owner)"
since=$(account_row valid_from)

asks_for --user bob
a_reset=$case_ref
works ho case freeze "$a_reset"

works ho staff add sue --uid 64011 --roles security
works ho staff add sam --uid 64012 --roles support
refused 1 role as 64012 case revert "$ref" --reason 'not mine'
refused 1 own-hand ho case revert "$ref" --reason 'I ran it myself'
move_clock 60
works as 64011 case revert "$ref" --reason 'the contact was robbed' --json
same "reverted" "reverted reverted" \
    "$(field state <<<"$said") $(field reason <<<"$said")"
same "the former one holds the role" gone "$(owner)"
same "both are disabled, one is plain" "0 0 1" \
    "$(user_row state gone) $(user_row state mallory) $(user_row role mallory)"
same "sessions from before are void" "1 1 1" \
    "$(($(account_row valid_from) > since)) \
$(($(user_row valid_from mallory) > since)) \
$(($(user_row valid_from gone) > since))"
kept_out mallory 'a new super-admin chose this'
kept_out gone 'the owner that has left'
for who in ops gone; do
	wait_for "$who to hear of it" grep -ls 'was undone' \
	    $(grep -l "To: $who@acme.example" "$dir"/mail/new/*)
done
same "the panel is to be told" \
    "owner.changed user.disabled user.disabled sessions.end-before" \
    "$(ho outbox list --json | grep '"way":"hook"' | tail -n 4 |
	while read -r l; do field kind <<<"$l"; done | xargs)"
refused 1 no-assignment as 64011 case revert "$ref" --reason again
refused 1 no-assignment as 64011 case revert "$a_reset" --reason 'a reset'
same "one event" 1 "$(events case.revert)"
has "the log says who and why" 'the contact was robbed' "$(ho audit show \
    "$(ho audit list --from 1 --event case.revert --json | field seq)" --json)"
same "the same mail is used up" 1 "$(ho reset --mail "$dir/request.eml" --owner \
    --json 2>/dev/null | grep -c seen-before)"
whole

# --- a new case: a second person looks at it, and it names another one -------------------
add_approver app 64013
mail_from ops "$dir/again.eml"
fails_with 3 waiting-approval ho reset --mail "$dir/again.eml" --owner --json
case_ref=$(tail -n 1 <<<"$said" | field ref)
works as 64013 case show "$case_ref"
wait_for "it to be drawn" is_drawn "$case_ref"
works as 64013 case show "$case_ref"
works as 64013 case approve "$case_ref"
word=$(letter "$case_ref" \
    '(?<=Default password:  )[0-9A-Z]{4}(-[0-9A-Z]{4}){5}')
names anew
signs_in anew 'a new super-admin chose this'
same "somebody else is super-admin" anew "$(owner)"
same "the first stays what it is" reverted \
    "$(ho case show "$ref" --json | field state)"

# --- too late: another one has the role by now --------------------------------------------
refused 1 no-assignment as 64011 case revert "$ref" --reason again
# killed while it is undone: wholly done, or not at all
for n in 1 2 3 4 5 6; do
	as 64011 case revert "$case_ref" --reason 'wrong too' >/dev/null 2>&1 &
	sleep "0.00$n"
	kill_daemon
	wait $! 2>/dev/null
	start_daemon
	has "whole or not at all" '^(done anew 1|reverted gone 0)$' "$(ho case \
	    show "$case_ref" --json | field state) $(owner) $(user_row state anew)"
done
ho case show "$case_ref" --json | grep -q '"state":"reverted"' ||
	works as 64011 case revert "$case_ref" --reason 'wrong too'
same "back again" gone "$(owner)"

# --- what the wrong one asked for ends with them; a contact's request does not ---------------
works ho account add bolt --name Bolt --seats 9 --owner left \
    --contact ops@acme.example --admin ann=ann@acme.example
works ho user add carl --account bolt --name Carl
works ho user add dora --account bolt --name Dora
asks_for --owner --account bolt
call panel "$case_ref"
say "$word"
say "$(letter "$case_ref" '(?<= )[0-9]{8}(?=\n)')"
say ann
asked candidate-code
say "$(letter super-admin '(?<= )[0-9]{8}(?=\n)')"
asked new-password
say 'ann took it from the others'
say 'ann took it from the others'
say ''
ended auth 7 assigned "$case_ref" ann
mail_from ann "$dir/of_ann"
works ho case open --user carl --account bolt --mail "$dir/of_ann" --json
of_ann=$(field ref <<<"$said")
mail_from ops "$dir/of_ops"
works ho case open --user dora --account bolt --mail "$dir/of_ops" --json
of_ops=$(field ref <<<"$said")
mail_from ops "$dir/of_owner"
fails_with 0 ready ho case open --owner --account bolt --mail "$dir/of_owner" --json
of_owner=$(field ref <<<"$said")
works as 64011 case revert "$case_ref" --reason 'ann took it'
state() { ho case show "$1" --json | json 'x["state"] + " " + x["reason"]'; }
same "hers is stopped" "frozen reverted" "$(state "$of_ann")"
same "the contact's goes on" ready "$(state "$of_ops" | cut -d' ' -f1)"
same "one about her as the owner has lost its object" \
    "refused owner-changed" "$(state "$of_owner")"
kept_out ann 'ann took it from the others'
# ... and its mail can be judged again
fails_with 3 . ho reset --owner --account bolt --mail "$dir/of_owner" --json
whole
finish
