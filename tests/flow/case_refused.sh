#!/bin/bash
# What starts no case: by telephone, from strangers, in a name not one's own,
# by people who may not ask for this. Each is recorded, none issues anything.
. "$(dirname "$0")/case_lib.sh"
start_case_house

# --- S6: by telephone it is refused, and recorded ---------------------------------
refused 1 not-by-mail ho case open --owner --account northwind
ref=$(field ref <<<"$said")
same "a case in the record" refused "$(state_of "$ref")"
has "a text to paste" 'reach us by e-mail from an address' "$said"
refused 1 not-by-mail ho reset --user bob

# --- S4: a stranger, whatever the mail is called ------------------------------------
write_mail stranger ceo@evil.example Subject='I am the new owner'
refused 1 from-not-registered ho reset --mail "$dir/stranger" --owner
same "no account, no waiting" refused "$(field state <<<"$said")"
write_mail forged ceo@evil.example display='ops@northwind.example'
refused 1 from-not-registered ho reset --mail "$dir/forged" --owner
write_mail other ops@northwind.example sign=evil.example
fails_with 3 no-aligned-signature ho reset --mail "$dir/other" --owner --dry-run

# --- a forged name with another's signature: never more than a question -------------
fails_with 3 'no-aligned-signature' ho reset --mail "$dir/other" --owner
forged_ref=$(grep -o 'HO-[0-9A-Z]*' <<<"$said" | head -n 1)
same "it waits" waiting-confirm "$(state_of "$forged_ref")"
# ... and gives way to the real contact's signed mail
write_mail real ops@northwind.example
works ho reset --mail "$dir/real" --owner --json
ref=$(field ref <<<"$said")
same "the real one is served" issued "$(field state <<<"$said")"
same "the other is out of the way" "refused superseded" \
    "$(state_of "$forged_ref") $(reason_of "$forged_ref")"
write_mail again ops@northwind.example
fails_with 1 "It is $ref \(issued\)" ho reset --mail "$dir/again" --owner
hasnt "which is not for the client" HO- \
    "$(sed -n '/^To paste/,$p' <<<"$said")"
works ho case refuse "$ref" --reason 'end of this part'
# ... and so do strangers' requests that wait for proof, many as they may be
for n in 1 2 3 4 5 6 7 8 9 10; do
	write_mail "stranger$n" "boss$n@evil.example"
	refused 1 from-not-registered ho reset --mail "$dir/stranger$n" --owner \
	    --account northwind
done
write_mail real2 ops@northwind.example
works ho reset --mail "$dir/real2" --owner --json
ref=$(field ref <<<"$said")
same "strangers lock nobody out" issued "$(field state <<<"$said")"
has "the log names who gave way" '"superseded":"HO-[^ ]* HO-' \
    "$(ho audit list --event case.open --json | grep "$ref")"
for n in $(ho case list --json | sed -n 's/.*"ref":"\([^"]*\)".*/\1/p'); do
	works ho case refuse "$n" --reason 'end of this part'
done

# --- law 12: nobody reaches higher than themselves -----------------------------------
write_mail admin ada@northwind.example
refused 1 may-not-ask ho reset --mail "$dir/admin" --owner
refused 1 may-not-ask ho reset --mail "$dir/admin" --user olga
write_mail gone olga@northwind.example
refused 1 may-not-ask ho reset --mail "$dir/gone" --owner
# the departed owner may not ask for others either
write_mail gone2 olga@northwind.example
refused 1 may-not-ask ho reset --mail "$dir/gone2" --user ada
write_mail disabled ops@northwind.example
refused 1 user-disabled ho reset --mail "$dir/disabled" --user olga

# --- robots, lists, the wrong desk ----------------------------------------------------
write_mail robot ops@northwind.example Auto-Submitted=auto-replied
refused 1 automatic-mail ho reset --mail "$dir/robot" --owner
write_mail list ops@northwind.example List-Id='<ops.northwind.example>'
refused 1 mailing-list ho reset --mail "$dir/list" --owner
write_mail elsewhere ops@northwind.example To=desk@other.example
refused 1 desk-not-addressed ho reset --mail "$dir/elsewhere" --owner
write_mail old ops@northwind.example later=-900000
refused 1 date-out-of-range ho reset --mail "$dir/old" --owner

# --- bad input: a sentence, the right exit, nothing half done ----------------------------
before=$(log_besides_pictures)
: >"$dir/empty"
fails_with 2 . ho reset --mail "$dir/empty" --owner
fails_with 2 . ho reset --mail "$dir/nowhere" --owner
refused 2 usage ho reset --mail "$dir/real"
refused 2 usage ho reset --mail "$dir/real" --owner --user bob
refused 1 no-account ho reset --mail "$dir/real" --owner --account nowhere
refused 1 no-user ho reset --mail "$dir/real" --user nobody
refused 1 no-ticket ho reset --mail "$dir/real" --owner --ticket T-999
same "nothing was written" "$before" "$(log_besides_pictures)"
head -c 300000 /dev/urandom >"$dir/binary"
fails_with 1 . ho reset --mail "$dir/binary" --owner

# --- a ticket that is there: of this account only ------------------------------------------
works ho account add other --name Other --owner o2 --contact c@evil.example \
    --seats 2
write_mail theirs c@evil.example
works ho case open --mail "$dir/theirs" --owner --json
theirs=$(field ticket <<<"$said")
write_mail mine ops@northwind.example
refused 1 ticket-of-another ho reset --mail "$dir/mine" --owner \
    --ticket "$theirs"
same "nothing was issued to them" ready \
    "$(state_of "$(ho case list --account other --json | field ref)")"

# --- several accounts of one contact: it must be named ---------------------------------------
works ho account add twin --name Twin --owner o3 --contact c@evil.example \
    --seats 2
write_mail both c@evil.example
refused 2 which-account ho reset --mail "$dir/both" --owner
has "both are named" '"code":"twin"' "$said"
works ho reset --mail "$dir/both" --owner --account twin --json
same "named, it goes" issued "$(field state <<<"$said")"

# --- dry run: the same words, nothing changed ------------------------------------------------
before=$(log_besides_pictures) mails=$(ls "$dir/mail/new" | wc -l)
write_mail dry ops@northwind.example
works ho reset --mail "$dir/dry" --owner --dry-run --json
same "what would be" issued "$(field state <<<"$said")"
hasnt "no reference that is none" '"ref"' "$said"
works ho reset --mail "$dir/dry" --owner --dry-run
hasnt "nothing of what is not there" 'HO-|ticket|went to' "$said"
has "told as what would be" 'would go to ops@northwind.example' "$said"
refused 1 not-by-mail ho reset --owner --account northwind --dry-run
write_mail dryforged ceo@evil.example
refused 1 from-not-registered ho reset --mail "$dir/dryforged" --owner --dry-run
same "nothing was written" "$before" "$(log_besides_pictures)"
same "nothing was sent" "$mails" "$(ls "$dir/mail/new" | wc -l)"
works ho reset --mail "$dir/dry" --owner --json
same "and then for real" issued "$(field state <<<"$said")"
whole
finish
