#!/bin/bash
# approval = owner: when it binds, who counts as a second person, what they must
# have been shown; and what takes their place where there is nobody else.
[ "$(id -u)" = 0 ] || { echo "needs root for other uids"; exit 77; }
. "$(dirname "$0")/case_lib.sh"
start_case_house approval=owner
chmod 755 "$dir"

as() { setpriv --reuid "$1" --clear-groups "$OUT/handover" "${@:2}"; }
request() { # FILE SECONDS ARGS...: its reference is in $ref
	write_mail "$1" ops@northwind.example later="$2" sign=northwind.example
	said=$(ho reset --mail "$dir/$1" "${@:3}" --json)
	ref=$(field ref <<<"$said")
	wait_for "$1 to be drawn" is_drawn "$ref"
}
says() { ho doctor --json | json "' '.join(c['says'] for c in x['checks']
    if c['check'] == '$1')"; }

# --- alone: it does not bind ------------------------------------------------------------
has "doctor says so" 'does not bind yet' "$(says approval)"
request one 0 --owner
same "one person can run it" issued "$(state_of "$ref")"
works ho case refuse "$ref" --reason 'next part'

# --- a second approver, for a day too short -----------------------------------------------
works ho staff add ben --roles approver --uid 64131
works ho staff add cora --roles approver --uid 64132
request two 0 --owner
same "it does not bind on the spot" issued "$(state_of "$ref")"
works ho case refuse "$ref" --reason 'next part'

# --- from the moment that two have stood for a day -------------------------------------------
move_clock 86460
binds() { [ "$(events approval.binds)" = 1 ]; }
wait_for "approval to bind" binds
has "doctor says so" 'a second person approves owner cases' "$(says approval)"
request bob 86460 --user bob
same "no other case asks for it" issued "$(state_of "$ref")"
request three 86460 --owner
same "an owner case does" waiting-approval "$(state_of "$ref")"
refused 1 own-case ho case approve "$ref"
refused 1 not-shown as 64131 case approve "$ref"
works as 64132 case show "$ref"
has "who looks can second it" 'you were shown it' "$said"
refused 1 not-shown as 64131 case approve "$ref" # another one looked
same "the log knows who looked" cora "$(ho audit list --from 1 --event \
    case.shown --json | tail -n 1 | json "x['actor']['staff']")"
works as 64132 case show "$ref"
same "once" 1 "$(ho audit list --from 1 --event case.shown --json |
	grep '"staff":"cora"' | grep -c "$ref")"
# an approver of today does not count, nor one who has other roles since today
works ho staff add dora --roles approver --uid 64133
works as 64133 case show "$ref"
refused 1 approver-too-new as 64133 case approve "$ref"
works as 64132 case approve "$ref" --json
same "then it goes on" issued "$(field state <<<"$said")"
works ho case refuse "$ref" --reason 'next part'

# --- nobody else is left: the rule stays, time takes their place ------------------------------
for who in ben cora dora; do works ho staff remove $who; done
has "which doctor tells" 'fewer than two approvers' "$(says approval)"
request four 86460 --owner
same "it is held" holding "$(state_of "$ref")"
wait_for "somebody to be told" letter_to olga@northwind.example \
    "concerns you ($ref)"
move_clock 172000
sleep 1.5
same "for a day" holding "$(state_of "$ref")"
move_clock 173000
gets_to "$ref" issued
works ho case refuse "$ref" --reason 'next part'

# --- a restart forgets nothing; configuration does ----------------------------------------------
stop_daemon
start_daemon
request five 173000 --owner
same "it binds still" holding "$(state_of "$ref")"
works ho case refuse "$ref" --reason 'next part'
stop_daemon
sed -i 's/^approval = owner/approval = always/' "$conf"
start_daemon
has "a rule that one alone cannot meet" 'one approver: what they open' \
    "$(says approval)"
request six 173000 --owner
same "knows no hold" waiting-approval "$(state_of "$ref")"
works ho case refuse "$ref" --reason 'next part'
stop_daemon
sed -i 's/^approval = always/approval = never/' "$conf"
start_daemon
request seven 173000 --owner
same "only configuration unbinds it" issued "$(state_of "$ref")"
whole
finish
