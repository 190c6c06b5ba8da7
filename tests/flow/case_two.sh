#!/bin/bash
# Cases that need two people: approval by somebody else, about exactly the
# evidence that was judged; roles; resets of users and who may ask for them.
[ "$(id -u)" = 0 ] || { echo "needs root for a second uid"; exit 77; }
. "$(dirname "$0")/case_lib.sh"
start_case_house approval=always
chmod 755 "$dir"
uid=64123

as_other() { setpriv --reuid $uid --clear-groups "$OUT/handover" "$@"; }

add_approver second $uid

# --- approval: by another person, then it goes on by itself --------------------------
write_mail request ops@northwind.example
fails_with 3 . ho reset --mail "$dir/request" --owner --json
ref=$(field ref <<<"$said")
wait_for "the letter to be drawn" is_drawn "$ref"
same "it waits for approval" waiting-approval "$(field state <<<"$said")"
arrives olga@northwind.example 1
same "nothing is issued" 0 "$(events case.issue)"
refused 1 own-case ho case approve "$ref"
refused 1 not-now ho case issue "$ref"
refused 1 not-shown as_other case approve "$ref"
sum=$(sha256sum <"$dir/request" | cut -d' ' -f1)
has "what is approved is shown" "evidence $sum" "$(as_other case show "$ref")"
works as_other case approve "$ref" --json
same "it goes on" issued "$(field state <<<"$said")"
same "the evidence stands in the log" 1 "$(ho audit list --from 1 --event \
    case.approve --json | grep -c "$sum")"
refused 1 not-now as_other case approve "$ref"
# a new password on the same evidence needs no new approval
works ho case issue "$ref"

# --- roles ----------------------------------------------------------------------------
refused 1 role as_other case issue "$ref"
refused 1 role as_other case show "$ref" --credentials
refused 1 role as_other reset --owner --account northwind

# --- nobody comes: it lapses -------------------------------------------------------------
works ho case refuse "$ref" --reason 'next part'
write_mail late ops@northwind.example
fails_with 3 . ho reset --mail "$dir/late" --owner --json
ref=$(field ref <<<"$said")
move_clock 259300
gets_to "$ref" lapsed
same "and says why" approval-lapsed "$(reason_of "$ref")"
refused 1 not-now as_other case approve "$ref"
whole
finish
