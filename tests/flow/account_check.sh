#!/bin/bash
# account check: what would keep a recovery from being safe, while there is time.
. "$(dirname "$0")/case_lib.sh"
lmtp=$dir/run/lmtp.sock
start_case_house lmtp-socket="$lmtp" lmtp-uids="$(id -u)"
wait_for "the LMTP door" test -S "$lmtp"

problems() { # [CODE]: "account problem about" a line
	ho account check "$@" --json | /usr/bin/python3 -c 'import json, sys
for l in sys.stdin:
	x = json.loads(l); print(x["account"], x["problem"], x["about"])'
}

same "two contacts, an admin: nothing" "" "$(problems northwind)"
works ho account check northwind
works ho account add lonely --name Lonely --owner lea --seats 3 \
    --contact Lea@lonely.example --owner-address lea@lonely.example
same "one, the owner's own, and nobody else" \
    "lonely one-contact Lea@lonely.example
lonely contact-is-owner Lea@lonely.example
lonely no-second-user " "$(problems lonely)"
same "all accounts" "lonely" "$(problems | cut -d' ' -f1 | sort -u)"
refused 1 no-account ho account check nowhere
fails_with 0 'nobody but the super-admin|no-second-user' ho account check

# --- from mail seen: the newest counts ------------------------------------------------
write_mail unsigned office@northwind.example sign=
fails_with 3 . ho reset --mail "$dir/unsigned" --user bob --json
works ho case refuse "$(field ref <<<"$said")" --reason 'next part'
write_mail partly ops@northwind.example \
    cover=From:To:Subject:Date:Message-ID:Content-Transfer-Encoding
fails_with 3 . ho reset --mail "$dir/partly" --user bob --json
works ho case refuse "$(field ref <<<"$said")" --reason 'next part'
same "what their mail proves" \
    "northwind contact-needs-confirm ops@northwind.example
northwind contact-unsigned office@northwind.example" "$(problems northwind)"
write_mail better office@northwind.example
works ho reset --mail "$dir/better" --user bob --json
works ho case refuse "$(field ref <<<"$said")" --reason 'next part'
write_mail forged office@northwind.example List-Id='<x.northwind.example>'
refused 1 mailing-list ho reset --mail "$dir/forged" --user bob
same "a good one since, and a bad one that proves nothing" \
    "northwind contact-needs-confirm ops@northwind.example" \
    "$(problems northwind)"

# --- whoever writes in a contact's name makes no finding ---------------------------------
write_mail forged2 office@northwind.example sign=
fails_with 3 . ho reset --mail "$dir/forged2" --user bob --json
works ho case refuse "$(field ref <<<"$said")" --reason 'next part'
partly="northwind contact-needs-confirm ops@northwind.example"
same "an unsigned one after it" "$partly" "$(problems northwind)"
month=$((31 * 24 * 3600))
move_clock $month
write_mail forged3 office@northwind.example sign= later=$month
fails_with 3 . ho reset --mail "$dir/forged3" --user bob --json
works ho case refuse "$(field ref <<<"$said")" --reason 'next part'
same "nor a month later" "$partly" "$(problems northwind)"
asked() {
	word=$(letter_to office@northwind.example 'Re: Please reset' |
	    grep "^CONFIRM $ref" | word_of CONFIRM)
	[ -n "$word" ]
}
bare() { # FILE: an unsigned mail that the contact stands for
	write_mail "$1" office@northwind.example sign= later=$month
	fails_with 3 . ho reset --mail "$dir/$1" --user bob --json
	ref=$(field ref <<<"$said")
	wait_for "its word" asked
	write_mail yes office@northwind.example sign= text="CONFIRM $ref $word"
	works ho case confirm --mail "$dir/yes" --json
	works ho case refuse "$ref" --reason 'next part'
}
bare own
same "one whose word came back does" "$partly
northwind contact-unsigned office@northwind.example" "$(problems northwind)"

# --- mail that waits in the inbox is mail seen ---------------------------------------------
send() { # FILE
	"$root/tests/flow/lmtp.py" "$lmtp" "$dir/$1" \
	    bounce@northwind.example >/dev/null
}
write_mail signed office@northwind.example later=$month
send signed
same "a good one there outweighs it" "$partly" "$(problems northwind)"
sleep 1.1
bare own2
same "for 30 days, whatever comes after" "$partly" "$(problems northwind)"
works ho inbox drop "$(ho inbox list --json | tail -n 1 | field id)"
write_mail full Ops@northwind.example later=$month
send full
same "one in other letters is no better than it was" "$partly
northwind contact-unsigned office@northwind.example" "$(problems northwind)"
works ho account add south --name South --owner sue --seats 3 \
    --contact ops@south.example --contact office@south.example
works ho user add sam --account south --name Sam
write_mail south ops@south.example sign= later=$month
send south
same "an unsigned one, all that was ever seen" \
    "south contact-unsigned ops@south.example" "$(problems south)"
move_clock 0

# --- an address that has no authority is no contact yet ---------------------------------
works ho contact add lonely --address board@lonely.example
works ho user add lars --account lonely --name Lars
same "still one; but two users" "lonely one-contact Lea@lonely.example
lonely contact-is-owner Lea@lonely.example" "$(problems lonely)"
works ho user disable lars
same "a disabled user is no second one" 1 \
    "$(problems lonely | grep -c no-second-user)"
same "nothing of this is an event" 0 "$(events account.check)"
finish
