#!/bin/bash
# What one member of staff must not do alone, or so often: their own accounts,
# caps; and the alert, which asks for a second person everywhere.
[ "$(id -u)" = 0 ] || { echo "needs root for other uids"; exit 77; }
. "$(dirname "$0")/case_lib.sh"
(umask 077 && echo "whsec_$(openssl rand -base64 32)" >"$dir/hook.secret")
start_case_house cases-a-day=5 owner-cases-a-week=2 claim=none \
    hook-url=http://127.0.0.1:9/ hook-secret-file="$dir/hook.secret"
chmod 755 "$dir"
add_approver zoe 64143

as() { setpriv --reuid "$1" --clear-groups "$OUT/handover" "${@:2}"; }
request() { # FILE UID ARGS...
	write_mail "$1" ops@northwind.example
	cp "$dir/$1" "/tmp/$(basename "$dir").mail"
	chmod 644 "/tmp/$(basename "$dir").mail"
	said=$(as "$2" reset --mail "/tmp/$(basename "$dir").mail" "${@:3}" --json)
	rm -f "/tmp/$(basename "$dir").mail"
}
reason() { field reason <<<"$said"; }
says() { ho doctor --json | json "' '.join(c['says'] for c in x['checks']
    if c['check'] == '$1')"; }

works ho staff add ann --roles support,manager,security,auditor --uid 64141
works ho staff add ben --roles support,manager,security,admin --uid 64142

has "what a record means without a claim code" 'nothing else is needed' \
    "$(says record)"

# --- their own account -------------------------------------------------------------------
works ho staff own ann --account northwind
same "which the staff list tells" "['northwind']" "$(ho staff list --json |
    grep '"ann"' | field own)"
refused 1 not-marked ho staff own ben --account northwind --not
request mine 64141 --owner
same "ann cannot open a case of it" own-account "$(reason)"
same "which the log says" "ann reset own-account northwind" \
    "$(ho audit list --from 1 --event desk.refused --json | tail -n 1 | json \
    "' '.join([x['actor']['staff'], x['verb'], x['reason'], x['account']])")"
request mine 64142 --owner
ref=$(field ref <<<"$said")
same "ben can" issued "$(field state <<<"$said")"
for verb in show issue revoke freeze ticket verify; do
	refused 1 own-account as 64141 case $verb "$ref"
done
refused 1 own-account as 64141 case refuse "$ref" --reason x
refused 1 own-account as 64141 case note "$ref" --text x
refused 1 own-account as 64141 contact add northwind --address n@n.example
refused 1 own-account as 64141 user add eve --account northwind --name Eve
refused 1 own-account as 64141 user disable ada
letter=$(ho outbox list --all --json | head -n 1 | field id)
as 64141 outbox drop "$letter" --json >"$dir/said"
has "nor touch its letters" 'own-account|not-now' "$(cat "$dir/said")"
works ho user add zed --account northwind --name Zed
works ho user disable zed
notice=$(ho outbox list --json | grep '"way":"hook"' | tail -n 1 | field id)
for verb in drop retry; do
	is_kept_off() { as 64141 outbox $verb "$notice" --json |
		grep -q own-account; }
	wait_for "ann to be kept off a notice of no case, by $verb" is_kept_off
done
hasnt "it stands" dropped "$(ho outbox show "$notice" --json | field state)"
refused 1 own-account as 64141 case freeze --account northwind
same "nothing came of it" issued "$(state_of "$ref")"
same "each is in the log" 13 "$(($(events desk.refused) > 12 ? 13 : 0))"
works ho staff own ben --account northwind
refused 1 own-mark as 64142 staff own ben --account northwind --not
works ho staff own ben --account northwind --not
works ho staff own ann --account northwind --not
works as 64141 case show "$ref"
works ho case refuse "$ref" --reason 'next part'

# --- caps: ben has opened one of two owner cases, one of five -----------------------------------
request two 64142 --owner
works ho case refuse "$(field ref <<<"$said")" --reason 'next part'
request three 64142 --owner
same "a third owner case is too many" too-many-cases "$(reason)"
same "which the log says" too-many-cases "$(ho audit list --from 1 --event \
    desk.refused --json | tail -n 1 | field reason)"
has "and doctor" 'ben opened 2 owner cases within 7 days' "$(says limits)"
request four 64142 --user bob
works ho case refuse "$(field ref <<<"$said")" --reason 'next part'
request five 64142 --user bob
works ho case refuse "$(field ref <<<"$said")" --reason 'next part'
request six 64142 --user bob
works ho case refuse "$(field ref <<<"$said")" --reason 'next part'
request last 64142 --user bob
same "nor a sixth case" too-many-cases "$(reason)"
refused 1 too-many-cases as 64142 contact add northwind --address n@n.example
request six 64141 --user bob
same "somebody else can" issued "$(field state <<<"$said")"
works ho case refuse "$(field ref <<<"$said")" --reason 'next part'
move_clock 86500
refused 1 not-by-mail as 64142 reset --user bob
move_clock 0

# --- the alert -------------------------------------------------------------------------------------
refused 1 no-alert ho alert lower
refused 2 usage ho alert raise
write_mail ready ops@northwind.example
works ho case open --mail "$dir/ready" --user ada --json
ready=$(field ref <<<"$said")
works ho alert raise --reason 'they telephone us'
refused 3 signed ho case issue "$ready"
same "what was ready goes back" waiting-approval "$(state_of "$ready")"
has "status says so" '^20' "$(ho status --json | field alert)"
has "and doctor" 'an alert is raised' "$(says alert)"
request seven 64141 --user bob
ref=$(field ref <<<"$said")
same "every case needs a second person" waiting-approval "$(state_of "$ref")"
request eight 64141 --owner
owner=$(field ref <<<"$said")
wait_for "it to be drawn" is_drawn "$owner"
works as 64143 case show "$owner"
works as 64143 case approve "$owner" --json
same "which is there" issued "$(field state <<<"$said")"
same "and a second leg, in spite of claim = none" other-contact "$(ho audit \
    list --from 1 --event case.issue --json | tail -n 1 | field claim)"
refused 1 staff-too-new ho alert lower
move_clock 90000
works ho alert raise --reason 'still'
refused 3 second-needed ho alert lower
refused 3 second-needed ho alert lower
works ho staff add eve --roles security --uid 64144
refused 1 staff-too-new as 64144 alert lower
has "it stays" 'alert is raised' "$(says alert)"
works ho alert raise --reason 'again'
refused 3 second-needed as 64142 alert lower
works ho alert lower
same "two people lower it" None "$(ho status --json | field alert)"
works ho alert raise --reason 'a third time'
move_clock 176500
works ho alert lower
same "or one after a day" None "$(ho status --json | field alert)"
same "each is an event" 4 "$(events alert.raise)"
refused 1 role as 64141 staff own ann --account northwind

# --- a hand in the store: whoever writes there gets no second person less --------------------------
stop_daemon
sqlite3 "$dir/state/store.db" "UPDATE desk SET binds_at = NULL, alert_at = 7"
start_daemon
has "a dead row asks for everything" "the desk's own row is dead" "$(says alert)"
fails_with 4 'row is dead' ho alert lower
finish
