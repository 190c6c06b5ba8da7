#!/bin/bash
# tests/flow/login_stop.sh - an owner who is not gone at all, an expired
# default password, ten wrong codes, and no daemon.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/login.inc"

owner() { ho account show acme --json | field super_admin; }

open_house

# ten wrong codes close a default password, for the right code too
works ho user add bob --account acme --name Bob \
    --hash - < <(openssl passwd -6 'the password that bob lost')
asks_for --user bob
call panel bob
say "$word"
code=$(letter "$case_ref" '[0-9]{8}')
wrong=$(((${code:0:1} + 1) % 10))${code:1}
for n in 1 2 3 4 5 6 7 8 9; do
	say "$wrong"
	asked claim-code
done
say "$wrong"
ended auth 7 refused
has "why" 'Too many wrong codes' "$told"
call panel bob
say "$word"
ended auth 7 refused

# it lives for a day
signs_in bob 'the password that bob lost'
move_clock 90000
call panel bob
say "$word"
ended auth 7 refused
move_clock 0

# the owner signs in while somebody recovers "their" account: it is stopped,
# also for whoever is in the middle of it
asks_for --owner
# ... which a stranger's letter, waiting for proof beside it, does not hinder
sed 's/ops@acme/stranger@acme/; s/^Message-ID: </&9/' "$dir/request.eml" \
    >"$dir/decoy.eml"
refused 1 from-not-registered ho reset --account acme --owner \
    --mail "$dir/decoy.eml"
decoy=$(tail -n 1 <<<"$said" | field ref)
call panel "$case_ref"
say "$word"
asked claim-code
code=$(letter "$case_ref" '[0-9]{8}')
"$OUT/panel" --confdir "$dir/pam.d" --service plain --user gone --phases auth \
    <<<'the owner that has left' >"$dir/owner"
has "the owner is let in" '^end auth 0 ok gone' "$(cat "$dir/owner")"
same "the case is frozen" frozen \
    "$(ho case show "$case_ref" --json | field state)"
same "the stranger's is not" waiting-proof \
    "$(ho case show "$decoy" --json | field state)"
say "$code"
ended auth 7 refused
call panel "$case_ref"
say "$word"
ended auth 7 refused
same "still the owner" gone "$(owner)"

# without the daemon nobody is let in, at once
stop_daemon
call plain gone
ended auth 9 unavailable
finish
