#!/bin/bash
# tests/flow/login_reset.sh - a user's default password, through real libpam.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/login.inc"

open_house
works ho user add bob --account acme --name Bob \
    --hash - < <(openssl passwd -6 'the password that bob lost')
asks_for --user bob

kept_out bob "$word"
call panel bob
same "asked like anybody" "ask password - - -: Password: " "$ask"
say "$word"
has "reference and step" "^ask claim-code $case_ref 2/3 " "$ask"
code=$(letter "$case_ref" '[0-9]{8}')
say "$code"
asked new-password
say 'bob has a new password now'
asked new-password-again
say 'bob has another one'
asked new-password
has "why" 'not the same' "$told"
say 'bob has a new password now'
say 'bob has a new password now'
ended auth 0 reset bob
signs_in bob 'bob has a new password now'
kept_out bob 'the password that bob lost'
call panel bob
say "$word"
ended auth 7 refused
same "reset once" 1 "$(events user.reset)"
whole
finish
