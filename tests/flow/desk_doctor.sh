#!/bin/bash
# status, doctor and config show: what is wrong, and what to do.
. "$(dirname "$0")/lib.sh"
install_handover
start_daemon

state() { # CHECK: the worst word that it says
	ho doctor --json | json "sorted(c['state'] for c in x['checks']
	    if c['check'] == '$1')[0 if 'fail' in [c['state'] for c in x['checks']
	    if c['check'] == '$1'] else -1]"
}

fails_with 3 'fail +uids' ho doctor
has "each says what to do" 'start it, until then' "$said"
same "resolver" fail "$(state resolver)"
same "courier" fail "$(state courier)"
same "services" fail "$(state services)"
has "what else wants them" 'warn +services +until then user rename is of no use' "$said"
same "clock" warn "$(state clock)"
same "keys" ok "$(state keys)"
same "store" ok "$(state store)"
same "judges" ok "$(state judges)"
same "pictures" ok "$(state pictures)"
same "texts" ok "$(state texts)"
start_resolver
start_courier
wait_for "the courier" courier_is_there
same "resolver, now" ok "$(state resolver)"
same "courier, now" ok "$(state courier)"
chmod 0644 "$dir/store.key" "$dir/state/store.db"
same "keys that others can read" fail "$(state keys)"
same "a store that others can read" fail "$(state store)"
chmod 0400 "$dir/store.key"
chmod 0600 "$dir/state/store.db"
works ho status
has "who asks" "$(id -un)" "$said"
works ho config show
has "settings" 'desk-address *desk@host.example' "$said"
hasnt "no key" "$(head -c 8 "$dir/store.key" | od -An -tx1 | tr -d ' \n')" "$said"
stop_daemon
fails_with 3 'handoverd is away' ho status
add_service once
echo 'prompts = one' >>"$conf"
start_daemon
same "services, where the program asks once" fail "$(state services)"
has "why" 'warn .*forced-step = login does nothing there' \
    "$(ho doctor --service once)"
stop_daemon
add_service panel
echo 'login = password+otp' >>"$conf"
start_daemon
same "services, now" ok "$(state services)"
has "by which" 'taken by the PAM service panel, and other login names' \
    "$(ho doctor)"
same "factors: codes, and no door to bind one" warn "$(state factors)"
has "what comes of a removal" 'nor another one in place of what factor remove' \
    "$(ho doctor)"
stop_daemon
printf '[service enrol]\nenrol = yes\n' >>"$conf"
start_daemon
same "factors, now" ok "$(state factors)"
finish
