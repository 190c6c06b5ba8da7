# tests/flow/lib.sh - what every story with a real daemon needs.
#
#	. "$(dirname "$0")/lib.sh"
#	install_handover		an installation of its own in $dir
#	start_daemon			handoverd, until the story ends
#	add_approver NAME UID		somebody who can second a case
#	same "one account" 1 "$(ho account list --json | wc -l)"
#	fails_with 1 'no account' ho account show nowhere
#	finish				says what failed; the story's exit status
#
# OUT is where the programs were built.  Everything runs under the uid of the
# story in one temporary directory, which is kept where something failed.
# PAM programs are the pam stories' business (tests/pam).
set -u
# servers live where an ordinary user's path does not lead
PATH=$PATH:/usr/sbin:/sbin
export LC_ALL=C.UTF-8 # patterns have letters that are not ASCII

root=$(realpath "$(dirname "${BASH_SOURCE[0]}")/../..")
OUT=$(realpath "${OUT:-$root/out}")
# a sanitized module wants a sanitized application: the plain one will do
MODULE=$(realpath "${MODULE:-$OUT/pam_handover.so}")
story=$(basename "$0" .sh)
dir=$(mktemp -d "${TMPDIR:-/tmp}/handover-$story.XXXXXX")
conf=$dir/handover.conf
export HANDOVER_SOCKET=$dir/run/desk.sock
failures=0
daemon_pid= resolver_pid= courier_pid=

trap 'stop_all; [ "$failures" = 0 ] && rm -rf "$dir"' EXIT

# --- saying what should be -----------------------------------------------------

bad() { # WHAT DETAIL...
	failures=$((failures + 1))
	echo "$story: $1"
	shift
	printf '    %s\n' "$@"
}

same() { # WHAT EXPECTED GOT
	[ "$2" = "$3" ] || bad "$1" "expected: $2" "got:      $3"
}

has() { # WHAT PATTERN TEXT
	grep -qE -- "$2" <<<"$3" || bad "$1" "no /$2/ in:" "$3"
}

hasnt() { # WHAT PATTERN TEXT
	! grep -qE -- "$2" <<<"$3" || bad "$1" "/$2/ stands in:" "$3"
}

works() { # COMMAND...: its output is in $said
	local rc=0
	said=$("$@" 2>&1) || rc=$?
	[ "$rc" = 0 ] || bad "$*" "exit $rc:" "$said"
}

fails_with() { # EXIT PATTERN COMMAND...: its output is in $said
	local want=$1 pattern=$2 rc=0
	shift 2
	said=$("$@" 2>&1) || rc=$?
	[ "$rc" = "$want" ] || bad "$*" "exit $rc, not $want:" "$said"
	has "$*" "$pattern" "$said"
}

# fails_with for a refusal: the reason word of the JSON answer too
refused() { # EXIT REASON COMMAND...
	fails_with "$1" "\"reason\":\"$2\"" "${@:3}" --json
}

json() { # FILTER: of the JSON on standard input, by a python that starts soon
	/usr/bin/python3 -ISc 'import json, sys
try:
	x = json.load(sys.stdin)
	print(eval(sys.argv[1]))
except Exception as e:
	print("no such answer:", e)' "$1"
}

field() { # NAME: of the JSON object on standard input
	json "x['$1']"
}

wait_for() { # WHAT COMMAND...: until it works, 10 s at most
	local what=$1 n=0
	shift
	until "$@" >/dev/null 2>&1; do
		n=$((n + 1))
		if [ $n -gt 500 ]; then
			bad "waited in vain for $what" "$(tail -n 5 "$dir/log")"
			return 1
		fi
		sleep 0.02
	done
}

finish() {
	stop_all
	# a sanitizer's word is in the log of whoever it was about
	hasnt "a sanitizer found something" 'Sanitizer|runtime error' \
	    "$(cat "$dir/log" 2>/dev/null)"
	[ "$failures" = 0 ] && exit 0
	echo "$story: $failures failed; see $dir"
	exit 1
}

# --- an installation -----------------------------------------------------------

ho() { "$OUT/handover" "$@"; }

# More settings as KEY=VALUE.  The profile is the one that adds nothing: a story
# about another one sets it.
install_handover() {
	local set=() pair me
	me=$(id -un)
	for pair in \
	    state-dir="$dir/state" runtime-dir="$dir/run" \
	    store-key="$dir/store.key" log-key="$dir/log.key" \
	    libexec-dir="$OUT" templates-dir="$root/share/templates" \
	    courier-uid="$(id -u)" daemon-uid="$(id -u)" \
	    login-uids="$(id -u)" resolver-socket="$dir/run/resolver.sock" \
	    desk-address=desk@host.example sign-in-url=https://panel.example/ \
	    log-origin=test.example/audit delivery=maildir \
	    maildir="$dir/mail" resolver=system records="$dir/records" \
	    clock="$dir/clock" hash-cost=1 locked-memory=try cases-a-day=100000 \
	    owner-cases-a-week=100000 "$@"; do
		set+=(--set "$pair")
	done
	echo 0 >"$dir/clock"
	: >"$dir/records"
	"$OUT/handover" init --admin "$me" --user "$me" --config "$conf" \
	    --profile "${profile:-documented}" \
	    "${set[@]}" >"$dir/init" 2>&1 || {
		bad "init" "$(cat "$dir/init")"
		finish
	}
}

# A PAM service that takes default passwords.
add_service() { # NAME
	printf '\n[service %s]\nforced-step = login\n' "$1" >>"$conf"
}

start_daemon() {
	"$OUT/handoverd" --foreground --config "$conf" >>"$dir/log" 2>&1 &
	daemon_pid=$!
	wait_for "handoverd" ho status || finish
}

start_resolver() {
	"$OUT/handover-resolver" --socket "$dir/run/resolver.sock" \
	    --records "$dir/records" >>"$dir/log" 2>&1 &
	resolver_pid=$!
	wait_for "the resolver" test -S "$dir/run/resolver.sock" || finish
}

start_courier() {
	"$OUT/handover-courier" --config "$conf" >>"$dir/log" 2>&1 &
	courier_pid=$!
}
courier_is_there() { ho status | grep -q 'courier connected *yes'; }

stop_one() { # PID WHO: it ends well, within its time
	local rc=0
	[ -n "$1" ] || return 0
	kill "$1" 2>/dev/null
	wait "$1" 2>/dev/null || rc=$?
	case $rc in
	0 | 143) ;;
	*) bad "$2 ended with $rc" "$(tail -n 5 "$dir/log")" ;;
	esac
}

stop_daemon() {
	stop_one "$daemon_pid" handoverd
	daemon_pid=
}

stop_all() {
	stop_one "$courier_pid" handover-courier
	stop_one "$resolver_pid" handover-resolver
	stop_one "$daemon_pid" handoverd
	courier_pid= resolver_pid= daemon_pid=
}

kill_daemon() {
	kill -9 "$daemon_pid" 2>/dev/null
	wait "$daemon_pid" 2>/dev/null
	daemon_pid=
}

# Everything that the daemon asks the clock for moves; sessions do not.
move_clock() { # SECONDS from the system's time
	echo "$1" >"$dir/clock.new" && mv "$dir/clock.new" "$dir/clock"
}

# --- a second person ------------------------------------------------------------

# An approver counts a day after they got the role: this one got it before.
add_approver() { # NAME UID
	move_clock -90000
	works ho staff add "$1" --roles approver --uid "$2"
	move_clock 0
}

# The request is drawn, so that an approver can be shown it.
is_drawn() { # REF
	ho case show "$1" --json | grep -q '"letter":{'
}

# --- what came of it -----------------------------------------------------------

events() { # NAME: how many there are
	ho audit list --from 1 --event "$1" --json | wc -l
}

log_size() { ho status --json | json 'x["events"]'; }

whole() { # WHAT: the log proves itself
	works ho audit verify
}
