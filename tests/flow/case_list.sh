#!/bin/bash
# A case on one screen, and the lists by who has the next step.
. "$(dirname "$0")/case_lib.sh"
start_case_house

refs() { # OPTION...: of the list, in order
	ho case list "$@" --json | while read -r one; do
		field ref <<<"$one"
	done | xargs
}

# --- a request that waits for its word ------------------------------------------------
write_mail asks ops@northwind.example sign=
fails_with 3 . ho reset --mail "$dir/asks" --owner --json
waits=$(field ref <<<"$said")
works ho case show "$waits"
has "where it stands" "$waits  owner: waiting-confirm" "$said"
has "what is owed" 'The client owes the confirm word' "$said"
has "until when" '^until 20' "$said"
has "a line for the client" 'To paste to the client:' "$said"
has "with the reference" "Reference $waits" "$said"
hasnt "and nobody on file in it" 'northwind' \
    "$(ho case show "$waits" --json | field paste)"
has "what happened" '^  20.*Z  opened by ' "$said"
has "and what was found" 'the letter was judged: confirm' "$said"
same "by whom, for programs" client \
    "$(ho case show "$waits" --json | field owed_by)"

# --- one that support has to issue, and it is told in order -----------------------------
write_mail good ops@northwind.example
works ho case open --mail "$dir/good" --user bob --json
ready=$(field ref <<<"$said")
same "both are open" "$waits $ready" "$(refs)"
same "both are mine" "$waits $ready" "$(refs --mine)"
same "one is owed by the desk" "$ready" "$(refs --owed)"
works ho case issue "$ready"
same "then by the client" "" "$(refs --owed)"
works ho case show "$ready" --json
same "the order of time" "opened judged issued" "$(json "' '.join(w for m in
    x['history'] for w in ('opened', 'judged', 'issued') if w in m['what'])" \
    <<<"$said")"
has "the client is told to look" 'was sent to the address' "$(field paste <<<"$said")"

# --- a client, closed ones, somebody else -----------------------------------------------
works ho case refuse "$waits" --reason 'enough'
same "closed ones are left out" "$ready" "$(refs)"
same "or not" "$waits $ready" "$(refs --all)"
works ho account add contoso --name Contoso --owner piet --owner-absent \
    --contact office@contoso.example --seats 3
same "of one client" "" "$(refs --account contoso --all)"
same "of the other" "$waits $ready" "$(refs --account northwind --all)"
works ho case show "$waits"
has "how it ended" 'ended: refused, by-staff' "$said"

if [ "$(id -u)" = 0 ]; then
	chmod 711 "$dir"
	works ho staff add wendy --uid 64123 --roles auditor,support
	as_wendy() { setpriv --reuid 64123 --clear-groups "$OUT/handover" "$@"; }
	same "not wendy's" "" "$(as_wendy case list --mine --all --json)"
	works ho case revoke "$ready"
	same "but she can issue" "$ready" "$(as_wendy case list --owed --json | field ref)"
	works ho staff add wendy --uid 64123 --roles auditor
	same "and as an auditor owes nothing" "" "$(as_wendy case list --owed --json)"
fi
whole
finish
