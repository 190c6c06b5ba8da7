#!/bin/bash
# Accounts, users and contacts: what is kept of what was typed, who gets
# authority at once, and who is told.
. "$(dirname "$0")/lib.sh"
install_handover
start_daemon

json_kinds() { sed 's/.*"kind":"\([a-z-]*\)".*/\1/'; }

# --- account add ----------------------------------------------------------------
hash='$6$saltsalt$qFmFH.bQmmtXzyBY0s9v7Oicd2z4XSIecDzlB5KiA2/jctKu9YterLp8wwnSq.qc.eoxqOmSuNp2xS0ktL3nh/'
before=$(log_size)
works ho account add North-1 --name 'Northwind Traders' --owner Olga.Owner \
    --owner-name 'Olga Owner' --owner-absent \
    --owner-address 'Olga@Bücher.example' --contact Ops@NorthWind.example \
    --contact 'office@Ｘ。example' --seats 3 --domain 'BÜCHER.example' \
    --admin 'Ada=ada@northwind.example'
same "one event for an account" $((before + 1)) "$(log_size)"
account=$(ho account show north-1 --json)
same "the code is kept as typed" North-1 "$(field code <<<"$account")"
same "the domain is an A-label" xn--bcher-kva.example \
    "$(field domain <<<"$account")"
same "the owner's login is folded" olga.owner \
    "$(field super_admin <<<"$account")"
same "the owner is absent" disabled "$(field super_admin_state <<<"$account")"
same "one user is active" 1 "$(field active <<<"$account")"
same "addresses: local part kept, domain mapped, authority at once" \
    "Ops@northwind.example panel yes
office@x.example panel yes
Olga@xn--bcher-kva.example panel yes
ada@northwind.example panel yes" "$(ho contact list North-1 --json |
	/usr/bin/python3 -c 'import json, sys
for l in sys.stdin:
	x = json.loads(l); print(x["address"], x["provenance"], x["authority"])')"

# --- one account, one code; logins are unique in the store ------------------------
add=(--name N --contact c@n.example --seats 1)
refused 1 account-taken ho account add NORTH-1 --owner o2 "${add[@]}"
refused 1 login-taken ho account add n2 --owner OLGA.owner "${add[@]}"
refused 1 no-seat ho account add n2 --owner o2 --admin a=a@n.example "${add[@]}"
refused 2 usage ho account add n2 --owner HO-123456 "${add[@]}"
refused 2 usage ho account add 'n 2' --owner o2 "${add[@]}"
refused 2 usage ho account add n2 --owner o2 "${add[@]}" --contact 'a b@n.example'
refused 2 usage ho account add n2 --owner o2 "${add[@]}" --contact nobody
refused 2 usage ho account add n2 --owner o2 "${add[@]}" --contact x@localhost
refused 2 usage ho account add n2 --owner o2 "${add[@]}" --contact c@N.example
refused 2 usage ho account add n2 --owner o2 "${add[@]}" --contact C@n.example
refused 2 usage ho account add n2 --owner o2 "${add[@]}" --admin a@n.example
for where in --contact --owner-address; do
	refused 1 desk-address ho account add n2 --owner o2 "${add[@]}" \
	    $where Desk@host.example
done
same "nothing of that is kept" 1 "$(ho account list --json | wc -l)"
same "nor logged" $((before + 1)) "$(log_size)"

# --- finding ----------------------------------------------------------------------
works ho account add south --owner sue --name N --contact c@n.example \
    --seats 5 --domain south.example
for part in orth- traders BCHER OPS@north BÜCHER.example bücher.Example \
    olga@Bücher.EXAMPLE office@Ｘ。example; do
	same "find $part" North-1 "$(ho account find "$part" --json | field code)"
done
same "find nothing" "" "$(ho account find nowhere --json)"
same "a wildcard is a character" "" "$(ho account find % --json)"
same "list" 2 "$(ho account list --json | wc -l)"
refused 1 no-account ho account show nowhere
refused 1 no-account ho user list nowhere
refused 1 no-user ho user show nobody
refused 1 no-user ho user show 'no such login'

# --- users ------------------------------------------------------------------------
echo "$hash" >"$dir/hash"
works ho user add Uwe --account North-1 --name 'Uwe Ü.' \
    --address uwe@northwind.example --hash "$dir/hash"
user=$(ho user show uwe --json)
same "a plain user" user "$(field role <<<"$user")"
same "with a password" True "$(field has_password <<<"$user")"
same "whose address has no authority yet" "none yet" \
    "$(json 'x["addresses"][0]["authority"]' <<<"$user")"
same "everyone on file is told, but for the new address" 4 \
    "$(ho outbox list --json | grep -c '"kind":"contact-added"')"
hasnt "nobody is shown the hash" 'qFmFH' \
    "$user$(ho account show north-1 --json)$(ho audit list --from 1 --json)"
works ho user add ulf --account North-1 --name Ulf --hash - <"$dir/hash"
refused 1 no-seat ho user add una --account North-1 --name Una
refused 1 login-taken ho user add UWE --account south --name Uwe
refused 1 no-account ho user add una --account nowhere --name Una
printf 'x' >"$dir/bad"
refused 2 bad-hash ho user add una --account South --name Una --hash "$dir/bad"

# --- disabling --------------------------------------------------------------------
works ho user disable ULF
same "ulf" disabled "$(ho user show ulf --json | field state)"
refused 1 disabled-already ho user disable ulf
works ho user add una --account North-1 --name Una
works ho user disable sue
has "an absent owner is a normal state" 'super-admin is absent' "$said"

# --- contacts ---------------------------------------------------------------------
works ho contact add south --address New@South.example
has "no authority" 'without authority yet' "$said"
same "who was there is told, who came is asked to confirm" \
    "contact-added c@n.example
confirm-address New@south.example" "$(ho outbox list --json | tail -n 2 |
	/usr/bin/python3 -c 'import json, sys
for l in sys.stdin:
	x = json.loads(l); print(x["kind"], x["to"])')"
refused 1 address-taken ho contact add south --address New@SOUTH.example
refused 1 address-taken ho contact add south --address new@SOUTH.example
same "a list for people is 80 columns or less" "" \
    "$(ho contact list south | awk 'length > 80')"

same "an address that nobody confirmed learns nothing" "" \
    "$(ho outbox list --json | grep -i '"to":"new@south' |
	grep -v '"kind":"confirm-address"')"
before=$(ho outbox list --json | wc -l)
works ho user add una2 --account south --name Una --address c@n.example
same "who has the address already is told of its other use; who has confirmed
nothing is not (law 10)" "contact-added confirm-address" \
    "$(ho outbox list --json | tail -n +$((before + 1)) |
	json_kinds | xargs)"

# --- the same after a restart, and after kill -9 -----------------------------------
all=$(ho account list --json; ho contact list south --json)
stop_daemon
start_daemon
same "after a restart" "$all" \
    "$(ho account list --json; ho contact list south --json)"
kill_daemon
start_daemon
same "after kill -9" "$all" \
    "$(ho account list --json; ho contact list south --json)"
whole
finish
