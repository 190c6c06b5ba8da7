#!/bin/bash
# pamtester: password, password and code, and a password that is changed.
. "$(dirname "$0")/apps.inc"
needs pamtester pamtester
open_apps plain:password both one:one passwd
printf 'change = yes\n' >>"$conf" # of the last one
stop_daemon
start_daemon

tester() { # SERVICE OPERATION ANSWER...
	local service=$1 what=$2
	shift 2
	serve pamtester "$service" sam $what < <(printf '%s\n' "$@")
	wait "$server_pid"
}
works tester plain "authenticate acct_mgmt" "$sam"
! tester plain authenticate "wrong" || bad "a wrong password opened"
next_code
works tester both "authenticate acct_mgmt" "$sam" "$code"
! tester both authenticate "$sam" "$code" || bad "a code opened twice"
try() { tester one authenticate "$1"; }
try_one_field
next_code
works tester passwd chauthtok "$sam" "$code" 'another password of sams' \
    'another password of sams'
works tester plain authenticate 'another password of sams'
server_pid=
end_apps
