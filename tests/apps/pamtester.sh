#!/bin/bash
# pamtester: password, password and code, a password that is changed, and both
# forced steps, each a whole conversation inside pam_authenticate.
. "$(dirname "$0")/apps.inc"
needs pamtester pamtester
open_apps tester

tester() { # NAME OPERATION ANSWER...
	local name=$1 what=$2
	shift 2
	answered "$name" "$what" < <(printf '%s\n' "$@")
}

answered() { # NAME OPERATION: the answers come on standard input
	serve pamtester "$service" "$1" $2
	wait "$server_pid"
}

try() { # its word is the same for whatever was wrong
	tester "$1" authenticate "$2" && return
	tail -n 1 "$dir/server.log" | sed 's/^[^:]*: //' # any further question
	return 1
}

password_alone
works tester sam "authenticate acct_mgmt" "$sam"
asks 'login = password+otp'
next_code
works tester sam "authenticate acct_mgmt" "$sam" "$code"
! tester sam authenticate "$sam" "$code" || bad "a code opened twice"
one_field
open_cases
default_passwords 'forced-step = no' 1
asks 'login = password+otp' 'change = yes'
next_code
sams='another password of sams'
works tester sam chauthtok "$sam" "$code" "$sams" "$sams"

# --- where a conversation can be held -------------------------------------------
asks 'login = password' 'forced-step = login'
works tester sam authenticate "$sams"
claim() { letter "$1" '[0-9]{8}'; } # as it comes, in its turn

bobs='bob has a new password now'
works answered bob "authenticate acct_mgmt" \
    < <(echo "${users[1]}"; claim "${users[0]}"; echo "$bobs"; echo "$bobs")
same "reset" 1 "$(events user.reset)"
works tester bob authenticate "$bobs"
keeps_out "the old password" bob "$bob"
keeps_out "a default password twice" bob "${users[1]}"

owner='a new super-admin chose this'
! answered "${owners[0]}" authenticate < <(echo "${owners[1]}"
	claim "${owners[0]}"; echo; echo owen; echo "$owner"; echo "$owner"; echo) ||
	bad "a recovery login signed in"
same "one super-admin" owen \
    "$(ho account show acme --json | field super_admin)"
works tester owen "authenticate acct_mgmt" "$owner"
keeps_out "a recovery login twice" "${owners[0]}" "${owners[1]}"
server_pid=
end_apps
