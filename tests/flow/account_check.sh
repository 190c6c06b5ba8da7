#!/bin/bash
# account check: what would keep a recovery from being safe, while there is time.
. "$(dirname "$0")/case_lib.sh"
start_case_house

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
