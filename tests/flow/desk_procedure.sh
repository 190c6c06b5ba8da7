#!/bin/bash
# The written procedure is what this installation does: every line of it, with
# the settings in force, commands that are there and roles that may.
. "$(dirname "$0")/lib.sh"

told() { # SETTING...: what the daemon with these settings tells, in $said
	dir=$(mktemp -d "$top/XXXXXX") conf=$dir/handover.conf
	export HANDOVER_SOCKET=$dir/run/desk.sock
	install_handover "$@"
	[ -z "${service:-}" ] || add_service "$service"
	start_daemon
	works ho procedure
	text=$said
	works ho procedure --json
	stop_daemon
	hasnt "nothing is left to fill in ($*)" '[{}]|\(not set\)' "$text"
	same "every line of it ($*)" \
	    "S1 S2 S3 S4 S5 S6 S7 S8 S9 S10 S11 S12 S13" \
	    "$(json "' '.join(dict.fromkeys(s['step'] for s in x['steps']))" \
		<<<"$said")"
	json "'\n'.join(s['command'] + '|' + s['who'] for s in x['steps']
	    if s['command'])" <<<"$said" >"$dir/commands"
	while IFS='|' read -r command who; do
		read -r _ noun verb _ <<<"$command"
		case $verb in --*) verb= ;; esac
		help=$(ho $noun $verb --help 2>&1) ||
		    bad "$command is no command" "$help"
		# fewer may read those than the rest of the case
		case $command in *' --credentials') continue ;; esac
		[ "$who" = any ] || same "$noun $verb: who may" \
		    "roles: $who" "$(tail -n 1 <<<"$help")"
	done <"$dir/commands"
}
top=$dir

# --- each profile, as init writes it --------------------------------------------------
profile=documented service=panel told
has "one person can run a case" 'One person can run a case' "$text"
has "the desk's own address" 'mail to desk@host.example' "$text"
has "the time of a word" 'within 3d' "$text"
has "the panel" 'PAM service panel' "$text"
hasnt "no hold" 'it is held for' "$text"
has "who approves" 'case approve REF  \[approver\]' "$text"

profile=standard service=panel told
has "a second person" 'approves owner cases' "$text"
has "which does not bind yet" 'does not bind yet' "$text"
has "time where nobody else is told" 'it is held for 1d' "$text"

profile=strict told
has "a second contact" 'another registered contact than asked' "$text"
has "time for all" 'Then it is held for 1d' "$text"

# --- other settings -----------------------------------------------------------------------
told approval=always unsigned=refuse record=masked claim=none cool-down=9d
has "everybody is seconded" 'approves every case' "$text"
has "no word comes back" 'does not prove the sender it is refused' "$text"
has "masked" 'last group of the default password' "$text"
has "no claim code, and what that means" 'whoever reads the default' "$text"
has "how long it cools down" 'can stop it for 9d' "$text"

told approval=never claim=none
has "who may read a record" 'show REF --credentials  \[support,manager,security\]' \
    "$text"
start_daemon
works ho alert raise --reason 'a test'
works ho procedure
has "an alert is part of it" 'until it is lowered' "$said"
hasnt "in place of what it sets aside" 'One person can run|No code is asked' "$said"
has "with the code that it asks for" 'where there is one, else to' "$said"
hasnt "no self-service yet" 'by themselves' "$said"
dir=$top
finish
