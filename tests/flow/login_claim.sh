#!/bin/bash
# tests/flow/login_claim.sh - where the claim code of a first sign-in goes: to
# another contact than asked, or nowhere.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/login.inc"

open_house claim=other-contact
works ho account add bolt --name Bolt --seats 10 --owner left \
    --contact ops@acme.example --contact front@acme.example

code_to() { # ADDRESS SUBJECT: the code of the newest such letter
	letter "$2" '[0-9]{8}' >/dev/null
	$python - "$dir/mail/new" "$1" "$2" <<-'P'
	import email, email.policy, glob, os, re, sys
	where, to, subject = sys.argv[1:]
	for f in sorted(glob.glob(where + "/*"), key=os.path.getmtime, reverse=True):
	    m = email.message_from_binary_file(open(f, "rb"), policy=email.policy.default)
	    hit = re.search("[0-9]{8}", m.get_content())
	    if hit and to in m["To"] and subject in m["Subject"]:
	        print(hit.group(0))
	        break
	P
}

use() { # KEY=VALUE: today's policy
	stop_daemon
	sed -i "s/^${1%%=*} = .*/${1%%=*} = ${1#*=}/" "$conf"
	start_daemon
}

# --- another contact reads the code, the one who asked becomes super-admin ---------
asks_for --owner --account bolt
ref=$case_ref
call panel "$ref"
say "$word"
asked claim-code
has "it went to the other one" 'f\*\*\*@acme.example' "$ask"
code=$(code_to front@acme.example "for case $ref")
same "who asked got none" '' "$(code_to ops@acme.example "for case")"
grep -q 'It was sent to ops@acme.example, who asked' "$dir"/mail/new/* ||
	bad "the letter does not say who asked"
say "$code"
asked candidate
has "the one who asked is offered" 'ops@acme.example' "$ask"
say front@acme.example # a contact that did not ask
asked candidate
say ''
asked candidate-code
say "$code"
asked candidate-code
say "$(code_to ops@acme.example super-admin)"
asked new-login
say ''
asked new-password
say 'a new super-admin chose this'
asked new-password-again
say 'a new super-admin chose this'
asked done
say ''
ended auth 7 assigned "$ref" ops@acme.example
signs_in ops@acme.example 'a new super-admin chose this'

# a user's reset keeps to who was answered: no contact reads codes of it
works ho user add bob --account acme --name Bob \
    --hash - < <(openssl passwd -6 'the password that bob lost')
asks_for --user bob --account acme
call panel bob
say "$word"
asked claim-code
has "it went to who was answered" 'o\*\*\*@acme.example' "$ask"
hang_up

# --- claim = none ---------------------------------------------------------------------
use claim=none
# what was issued before still wants its code
call panel bob
say "$word"
asked claim-code
hang_up
works ho case issue "$case_ref"
word=$(ho case show "$case_ref" --credentials |
    grep -oE '[0-9A-Z]{4}(-[0-9A-Z]{4}){5}' | tail -n 1)
grep -q 'keep this mail to yourself' "$dir"/mail/new/* &&
	bad "the asker's letter is the user's"
has "the ticket says what it is worth" 'Whoever reads them can use them' \
    "$(ho case show "$case_ref" --credentials)"
# ... and as soon as policy asks for codes again, so does this one
use claim=contact
call panel bob
say "$word"
asked claim-code
hang_up
use claim=none
# ... and while an alert is raised
works ho alert raise --reason 'they telephone us'
call panel bob
say "$word"
asked claim-code
hang_up
move_clock 86500
works ho alert lower
move_clock 0
call panel bob
say "$word"
asked new-password
say 'bob chose another one of his'
asked new-password-again
say 'bob chose another one of his'
ended auth 0 reset bob
signs_in bob 'bob chose another one of his'

# an owner case without a claim code still wants the candidate's
asks_for --owner --account acme
ref=$case_ref
call panel "$ref"
say "$word"
asked candidate
say ''
asked candidate-code
say "$(code_to ops@acme.example super-admin)"
asked new-login
say anew
asked new-password
say 'a new super-admin chose this'
asked new-password-again
say 'a new super-admin chose this'
asked done
say ''
ended auth 7 assigned "$ref" anew
same "one super-admin" anew "$(ho account show acme --json | field super_admin)"
whole
finish
