#!/bin/bash
# tests/flow/inbox_imap.sh - mail from a folder of a real IMAP server: none
# lost, none doubled, whoever is killed; TLS, passwords, tokens.
. "$(dirname "$0")/case_lib.sh"
. "$(dirname "$0")/dovecot.inc"
start_dovecot
echo geheim >"$dir/password"
install -d "$dir/handover.conf.d"

set_inbox() { # KEY=VALUE...: a courier with these settings
	[ -z "$courier_pid" ] || stop_one "$courier_pid" handover-courier
	printf '%s\n' inbox-url="$imap_url" inbox-user=desk \
	    inbox-interval=1s "$@" | sed 's/=/ = /' >"$conf.d/inbox.conf"
	start_courier
}
with_password="inbox-password-file=$dir/password"
trusted="inbox-ca-file=$imap/ca.pem"

start_case_house
mails() { ho inbox list --all --json | wc -l; }
are() { [ "$(mails)" = "$1" ]; }
says() { grep -q -- "$1" "$dir/log"; }

# --- each message becomes one mail; it is marked in the folder -----------------------
write_mail one ops@northwind.example
write_mail two boss@evil.example
deliver "$dir/one" "$dir/two"
set_inbox "$with_password" "$trusted"
wait_for "two mails" are 2
same "by what they are" "waiting quarantined" \
    "$(ho inbox list --all --json | while read -r x; do
	field state <<<"$x"; done | xargs)"
same "by which door" inbox "$(ho inbox list --json | field door)"
marked() { [ "$(numbers "KEYWORD HandoverTaken")" = "$1" ]; }
wait_for "marks" marked 2
id=$(ho inbox list --json | field id)
works ho inbox open "$id" --owner --json
same "its signature holds: octets are as they came" "issued signed" \
    "$(field state <<<"$said") $(ho inbox list --all --json | head -n 1 |
	json '"signed" if x["state"] == "taken" else x')"
works ho case refuse "$(field ref <<<"$said")" --reason 'next part'

# --- too large, or empty: stays, marked, and is in nobody's way ------------------------
head -c 27000000 /dev/zero | tr '\0' 'x' | fold -w 76 >"$dir/large"
: >"$dir/empty"
write_mail three ops@northwind.example
deliver "$dir/large" "$dir/three"
wait_for "the one behind it" are 3
left() { [ "$(numbers 'KEYWORD HandoverLeft')" = 1 ]; }
wait_for "a mark" left
wait_for "a line about it" says 'over 25 MiB'

# --- moved instead of marked; a folder of its own ----------------------------------------
imap_says 'CREATE "Desk"' '' >/dev/null
imap_says 'CREATE "Desk done"' '' >/dev/null
set_inbox "$with_password" "$trusted" inbox-folder=Desk \
    inbox-move-to='Desk done'
write_mail four ops@northwind.example
curl -sk --user desk:geheim "$imap_url/Desk" -T "$dir/four"
wait_for "the fourth" are 4
moved() { [ "$(numbers ALL "Desk%20done") $(numbers ALL Desk)" = "1 0" ]; }
wait_for "it to move" moved

# --- no way in: told once, and nothing is lost --------------------------------------------
set_inbox "$with_password"
wait_for "no trust" says 'certificate'
set_inbox inbox-password-file="$dir/nothing" "$trusted"
wait_for "no password" says 'inbox-password-file cannot be read'
echo wrong >"$dir/wrong"
set_inbox inbox-password-file="$dir/wrong" "$trusted"
wait_for "no login" says 'cannot read INBOX at .*[Ll]ogin'
stop_one "$courier_pid" handover-courier
courier_pid=
printf 'inbox-url = %s\n' "$imap_url" >"$conf.d/inbox.conf"
fails_with 4 'inbox-url needs inbox-user' "$OUT/handover-courier" \
    --config "$conf"

# --- a token in place of a password, read anew each time -----------------------------------
token desk -60 >"$dir/token"
write_mail five ops@northwind.example
deliver "$dir/five"
: >"$dir/log.before" && cat "$dir/log" >>"$dir/log.before" && : >"$dir/log"
set_inbox inbox-token-file="$dir/token" "$trusted"
wait_for "an old token to be refused" says 'cannot read INBOX'
same "nothing came" 4 "$(mails)"
token desk 600 >"$dir/token.new" && mv "$dir/token.new" "$dir/token"
wait_for "the fifth" are 5
wait_for "its mark" marked 4

# --- killed at any point: courier, daemon, mail server; in the end each is there once --------
n=5
for i in 1 2 3 4 5 6 7 8; do
	for k in 1 2 3; do
		write_mail "k$i$k" "nobody$i$k@evil.example"
		deliver "$dir/k$i$k"
		n=$((n + 1))
	done
	sleep "0.$((RANDOM % 10))"
	case $i in
	3 | 6) kill_daemon && start_daemon ;;
	5) stop_dovecot && start_dovecot ;;
	*)
		kill -9 "$courier_pid" && wait "$courier_pid" 2>/dev/null
		start_courier
		;;
	esac
done
wait_for "all of them" are $n
wait_for "all marks" marked $((n - 1))
sleep 1.2 # another look finds nothing
same "none twice" "$n $n" "$(mails) $(events inbox.mail)"
cat "$dir/log" >>"$dir/log.before" && mv "$dir/log.before" "$dir/log"
whole "at the end"
finish
