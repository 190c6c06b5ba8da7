# tests/flow/ticket_lib.sh - what the stories about outside tickets share.
#
#	HANDOVER_JIRA	a program that runs a stand-in for Jira Cloud:
#			"$HANDOVER_JIRA mock PORT", in the foreground, its state as
#			JSON at /__state, faults by JIRA_* in the environment
#	HANDOVER_RT	a program that starts a Request Tracker 5:
#			"$HANDOVER_RT PORT DIR" writes DIR/rt.env (RT_URL, RT_TOKEN,
#			RT_QUEUE) and DIR/pid
#
# Neither is part of this; a story that needs one is left out where it is not.
. "$(dirname "${BASH_SOURCE[0]}")/case_lib.sh"

tracker_pid=
trap 'stop_tracker; stop_all; [ "$failures" = 0 ] && rm -rf "$dir"' EXIT

leave_out() { # WHY
	echo "$1"
	rm -rf "$dir"
	trap - EXIT
	exit 77
}

free_port() {
	/usr/bin/python3 -c 'import socket
s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

stop_tracker() {
	[ -n "$tracker_pid" ] || return 0
	kill "$tracker_pid" 2>/dev/null
	wait "$tracker_pid" 2>/dev/null
	tracker_pid=
}

# --- Jira --------------------------------------------------------------------------

start_jira() { # [NAME=VALUE]...: of its faults; it begins with nothing
	stop_tracker
	env "$@" "$HANDOVER_JIRA" mock "$port" >>"$dir/tracker.log" 2>&1 &
	tracker_pid=$!
	wait_for "Jira" curl -fsS -o "$dir/up" "http://127.0.0.1:$port/__state" ||
		finish
}

jira() { # FILTER: of its state, by python
	curl -fsS "http://127.0.0.1:$port/__state" | json "$1"
}

use_jira() { # [KEY=VALUE]...: settings for it; sets $port and $tickets
	[ -x "${HANDOVER_JIRA:-}" ] || leave_out "HANDOVER_JIRA names no stand-in"
	port=$(free_port)
	(umask 077 && echo token >"$dir/token")
	tickets=(ticket-system=jira ticket-url="http://127.0.0.1:$port"
	    ticket-project=DESK ticket-user=desk@support.example
	    ticket-token-file="$dir/token" ticket-comments=role:Desk
	    ticket-status='waiting=In Progress, done=Done, refused=Done, stopped=Done, lapsed=Done'
	    "$@")
}

# Everything that was to be told has been.
nothing_owed() { # REF
	! ho case show "$1" | grep -q 'still to be told'
}
all_told() { # REF
	wait_for "everything about $1 to be told" nothing_owed "$1"
}

kill_courier() {
	kill -9 "$courier_pid" 2>/dev/null
	wait "$courier_pid" 2>/dev/null
	courier_pid=
}

# --- tracker.py: never left out ------------------------------------------------------

# Into NAME (its port) and $dir/NAME: requests, fault.
start_tracker() { # NAME [CERT KEY]
	mkdir -p "$dir/$1"
	rm -f "$dir/$1/port"
	/usr/bin/python3 "$root/tests/flow/tracker.py" "$dir/$1/port" \
	    "$dir/$1" "${@:2}" 2>>"$dir/tracker.log" &
	trackers="${trackers:-} $!"
	wait_for "a ticket system" test -s "$dir/$1/port" || finish
	printf -v "$1" %s "$(cat "$dir/$1/port")"
}
trackers=
trap 'kill $trackers 2>/dev/null; stop_tracker; stop_all
	[ "$failures" = 0 ] && rm -rf "$dir"' EXIT

set_fault() { # NAME FAULT
	echo "$2" >"$dir/$1/fault.new" && mv "$dir/$1/fault.new" "$dir/$1/fault"
}
