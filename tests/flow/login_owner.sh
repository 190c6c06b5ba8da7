#!/bin/bash
# tests/flow/login_owner.sh - the owner has left: from the contact's mail to a
# new super-admin, through real libpam.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/login.inc"

open_house
works ho user add ann --account acme --name Ann --address ann@acme.example \
    --hash - < <(openssl passwd -6 'a password of anns own')
signs_in gone 'the owner that has left'
knows super-admin acme - '20..-..-..T..:..:..Z'
signs_in ann 'a password of anns own'
knows user acme - '20..-..-..T..:..:..Z'
asks_for --owner
ref=$case_ref

# where no forced step is, it is a wrong password, and the case shows it
kept_out "$ref" "$word"
same "tried elsewhere" 1 "$(events credential.tried-elsewhere)"

# wrong: refused, nothing said
call panel "$ref"
same "nothing is said before" "ask default-password - - -: Default password: " \
    "$ask"
say 0000-0000-0000-0000-0000-0000
ended auth 7 refused
knows - - - -

# the line is lost after the claim code, and goes on
call panel "${ref,,}"
say "${word,,}"
asked claim-code
has "reference, step, until" "^ask claim-code $ref 2/5 20..-.*Z: " "$ask"
hasnt "the whole address" "ops@" "$ask"
code=$(letter "$ref" '[0-9]{8}')
say "$code"
asked candidate
hang_up
same "still the old owner" gone \
    "$(ho account show acme --json | field super_admin)"
call panel "$ref"
say "$word"
say "$code"
asked candidate
has "the contact is offered" 'ops@acme.example' "$ask"
say ann@acme.example # added later: no authority yet (law 12)
asked candidate
has "why not" 'no confirmed address' "$told"
say gone
asked candidate
say ''
asked new-login
say ''
asked new-password
say short
asked new-password
say 'a new super-admin chose this'
asked new-password-again
say 'a new super-admin chose this'
asked done
has "the login" 'ops@acme.example' "$ask"
say ''
ended auth 7 assigned "$ref" ops@acme.example

same "one super-admin" ops@acme.example \
    "$(ho account show acme --json | field super_admin)"
signs_in ops@acme.example 'a new super-admin chose this'
knows super-admin acme - '20..-..-..T..:..:..Z'
kept_out gone 'the owner that has left'
call panel "$ref"
say "$word"
ended auth 7 refused
same "assigned once" 1 "$(events owner.assigned)"
same "the case is done" done "$(ho case show "$ref" --json | field state)"
wait_for "the notices of it" grep -rqs 'is used up' "$dir/mail/new"
hasnt "nobody is told what only the panel can do" 'have ended' \
    "$(cat "$dir"/mail/new/*)"
whole
finish
