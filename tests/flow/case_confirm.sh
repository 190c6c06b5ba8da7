#!/bin/bash
# A mail that nothing proves: one letter with a word to the address on file, and
# the word alone, sent back by a person, lets the case go on.
. "$(dirname "$0")/case_lib.sh"
start_case_house

reply() { # FILE TEXT [NAME=VALUE]...: from the contact, unsigned
	write_mail "$1" ops@northwind.example sign= \
	    Subject='Re: Please confirm' text="$2" "${@:3}"
}

# --- the question -----------------------------------------------------------------
write_mail request ops@northwind.example sign=
fails_with 3 no-aligned-signature ho reset --mail "$dir/request" --owner --json
ref=$(field ref <<<"$said")
same "it waits for the word" waiting-confirm "$(field state <<<"$said")"
arrives ops@northwind.example 1
letter=$(letter_to ops@northwind.example 'Re: Please reset')
word=$(word_of CONFIRM <<<"$letter")
has "a word came" '^([0-9A-Z]{4}-){5}[0-9A-Z]{4}$' "$word"
hasnt "no password yet" 'Default password' "$letter"
for who in office olga ada; do
	same "$who hears nothing of what is not proven" 0 \
	    "$(letters_to "$who@northwind.example")"
done
refused 1 not-now ho case issue "$ref"
refused 1 not-now ho case approve "$ref"

# --- what does not count ------------------------------------------------------------
reply wrong "CONFIRM $ref 0000-0000-0000-0000-0000-0000"
refused 1 wrong-word ho case confirm "$ref" --mail "$dir/wrong"
reply quoted "Yes.
> CONFIRM $ref $word"
refused 1 wrong-word ho case confirm "$ref" --mail "$dir/quoted"
reply denied "No, that was not me!

$(sed '1,/^$/d' <<<"$letter")"
refused 1 wrong-word ho case confirm "$ref" --mail "$dir/denied"
{ yes $'X: y\r' | head -n 300000; cat "$dir/denied"; } >"$dir/fields"
refused 1 header-too-large ho case confirm "$ref" --mail "$dir/fields"
reply robot "CONFIRM $ref $word" Auto-Submitted=auto-replied
refused 1 automatic-mail ho case confirm "$ref" --mail "$dir/robot"
reply other "CONFIRM HO-ZZZZZZ $word"
refused 1 wrong-word ho case confirm --mail "$dir/other"
reply stop "STOP $ref $word"
refused 1 wrong-word ho case confirm --mail "$dir/stop"
same "nothing was issued" 0 "$(events case.issue)"
same "the tries stand in the log" 5 "$(events case.confirm-refused)"
same "it still waits" waiting-confirm "$(state_of "$ref")"

# --- the word: forgiven its case and dashes; without a reference --------------------
reply right "Hello, it was me.

confirm ${ref,,} $(tr -d - <<<"${word,,}")

On Saturday the desk wrote:
> something"
works ho case confirm --mail "$dir/right" --json
same "it goes on by itself" "$ref issued" \
    "$(field ref <<<"$said") $(field state <<<"$said")"
arrives ops@northwind.example 3
has "the answer is there" "Login: +$ref" \
    "$(letter_to ops@northwind.example 'Re: Please reset')"
arrives olga@northwind.example 1
refused 1 wrong-word ho case confirm --mail "$dir/right"
same "one password, once" 1 "$(events case.issue)"
works ho case refuse "$ref" --reason 'next part'

# --- policy may refuse at once ---------------------------------------------------------
# (three letters a day to one mailbox; forgeries that were seen through do not
# use them up, but there are no more than nine of both)
more() { # EXIT
	n=$((n + 1))
	write_mail "more$n" ops@northwind.example sign=
	fails_with "$1" . ho reset --mail "$dir/more$n" --owner --json
	last=$(field ref <<<"$said")
}
n=0
for i in 1 2 3 4; do
	more 3
	arrives ops@northwind.example $((3 + i))
	works ho case refuse "$last" --reason 'not the client'
done
ask_unsigned bob ada seats
more 1
same "a fourth that is not refused" too-many-confirms "$(reason_of "$last")"
for ref in $(ho case list --json | while read -r x; do
	field ref <<<"$x"; done); do
	works ho case refuse "$ref" --reason 'not the client'
done
arrives ops@northwind.example 10
more 3
arrives ops@northwind.example 11
works ho case refuse "$last" --reason 'not the client'
more 1
same "a tenth of any" too-many-confirms "$(reason_of "$last")"
sent=$(letters_to ops@northwind.example)

# --- law 11: a daemon that was killed goes on where it was -------------------------------
move_clock 90000
write_mail later ops@northwind.example sign= later=90000
fails_with 3 . ho reset --mail "$dir/later" --owner --json
ref=$(field ref <<<"$said")
arrives ops@northwind.example $((sent + 1))
word=$(letter_to ops@northwind.example 'Re: Please reset' |
    word_of CONFIRM)
kill_daemon
start_daemon
reply after "CONFIRM $ref $word" later=90000
works ho case confirm "$ref" --mail "$dir/after" --json
same "after a restart" issued "$(field state <<<"$said")"
whole
finish
