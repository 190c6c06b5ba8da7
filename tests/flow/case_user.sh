#!/bin/bash
# The reset of a user (S1, S2): by themselves, by the contact, by an admin; the
# default password goes to the user's own address where there is one.
. "$(dirname "$0")/case_lib.sh"
start_case_house

# --- S2: an admin about themselves, on their own thread ----------------------------
write_mail own ada@northwind.example Message-ID='<own@northwind.example>'
works ho reset --mail "$dir/own" --user ada --json
same "issued" issued "$(field state <<<"$said")"
same "to themselves" ada@northwind.example "$(field answer_to <<<"$said")"
own=$(field ref <<<"$said")
arrives ada@northwind.example 2
letter=$(letter_to ada@northwind.example 'Re:')
has "their own login" 'Login: +ada$' "$letter"
has "on the thread" '^In-Reply-To: <own@northwind.example>$' "$letter"
same "the only address: marked" True \
    "$(ho case show "$own" --json | field sole_address)"
same "the contacts need not know" 0 "$(letters_to ops@northwind.example)"
works ho case refuse "$own" --reason 'next part'

# --- S1: the contact for a user who has an address ------------------------------------
write_mail contact ops@northwind.example Message-ID='<c@northwind.example>'
works ho reset --mail "$dir/contact" --user ada --json
same "to the user's own address" ada@northwind.example \
    "$(field answer_to <<<"$said")"
arrives ops@northwind.example 2
done=$(letter_to ops@northwind.example 'Re:')
has "the asker is answered on the thread" \
    '^In-Reply-To: <c@northwind.example>$' "$done"
hasnt "without the password" 'Default password' "$done"
arrives ada@northwind.example 4
letter=$(letter_to ada@northwind.example 'new password for your login')
has "the user gets it" 'Default password' "$letter"
hasnt "on a thread of its own" 'In-Reply-To' "$letter"

# one case about one login; another login's is none of its business
write_mail more ops@northwind.example
refused 1 case-open ho reset --mail "$dir/more" --user ADA

# --- a user without an address with authority: the asker -------------------------------
write_mail bob ada@northwind.example
works ho reset --mail "$dir/bob" --user bob --json
same "to the asker" ada@northwind.example "$(field answer_to <<<"$said")"
arrives ada@northwind.example 6
letter=$(letter_to ada@northwind.example 'Re:')
has "bob's login" 'Login: +bob$' "$letter"
hasnt "who asked is not taken for bob" 'your (login|old password)' "$letter"

# --- one ticket for two cases: each has its own credentials there --------------------
ticket=$(field ticket <<<"$said") bob=$(field ref <<<"$said")
ada=$(ho case list --json | grep '"user":"ada"' | field ref)
works ho case refuse "$ada" --reason 'next part'
write_mail shared ada@northwind.example
works ho reset --mail "$dir/shared" --user ada --ticket "$ticket" --json
ada=$(field ref <<<"$said")
has "bob's case shows bob's" 'Login: +bob\b' \
    "$(ho case show "$bob" --credentials --json)"
has "ada's shows ada's" 'Login: +ada\b' \
    "$(ho case show "$ada" --credentials --json)"
works ho case revoke "$bob"
refused 1 no-credentials ho case show "$bob" --credentials
has "ada's stay" 'Login: +ada\b' \
    "$(ho case show "$ada" --credentials --json)"

# --- law 12: an admin never resets the super-admin; the contact may --------------------
works ho account add mill --name Mill --owner max --contact c@evil.example \
    --owner-address max@evil.example --admin amy=amy@evil.example --seats 5
write_mail up amy@evil.example
refused 1 may-not-ask ho reset --mail "$dir/up" --user max
write_mail down max@evil.example
works ho reset --mail "$dir/down" --user amy --json
write_mail contact2 c@evil.example
works ho reset --mail "$dir/contact2" --user max --json
same "to the super-admin's own" max@evil.example \
    "$(field answer_to <<<"$said")"
# of another account
write_mail foreign ops@northwind.example
refused 1 from-not-registered ho reset --mail "$dir/foreign" --user amy
whole
finish
