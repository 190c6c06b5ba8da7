#!/bin/bash
# S7: the ticket gets the letter, what it says, and a picture of it with
# verdict, hash and case on it; staff read them without opening a mail program.
# It goes on by itself, also over a restart, and where no picture can be made
# the ticket says why.
. "$(dirname "$0")/case_lib.sh"
start_case_house

is_drawn() { # REF
	ho case show "$1" --json | grep -q '"letter":'
}

# what was drawn of a case, as the log has it
drawn() { # REF FILTER
	ho audit list --from 1 --event case.drawn --json |
	    grep "\"$1\"" | tail -n 1 | json "$2"
}

why_not() { drawn "$1" "x['no_snapshot']"; }

has_none() { [ "$(why_not "$1")" = "$2" ]; } # REF WORD

sum_of() { sha256sum <"$1" | cut -d' ' -f1; }

# --- a letter that is accepted ---------------------------------------------------
text='Our owner has left. Ihr Büro: नमस्ते 请重置 👍
pаypal, and accept: signed'
write_mail one ops@northwind.example display='accept: signed' text="$text
"
works ho reset --mail "$dir/one" --owner --json
ref=$(field ref <<<"$said")
wait_for "the letter to be drawn" is_drawn "$ref"
same "its picture is in the ticket, by the log" picture \
    "$(drawn "$ref" "'picture' if len(x['snapshot']) == 64 else x")"
works ho case show "$ref" --snapshot "$dir/one.png"
same "it is a PNG" 89504e470d0a1a0a "$(head -c 8 "$dir/one.png" | od -An -tx1 |
	tr -d ' ')"
same "the one that the log names" "$(drawn "$ref" "x['snapshot']")" \
    "$(sum_of "$dir/one.png")"
works ho case show "$ref" --letter "$dir/again"
same "the letter, octet by octet" "$(sum_of "$dir/one")" "$(sum_of "$dir/again")"
fails_with 2 'File exists' ho case show "$ref" --letter "$dir/again"
refused 2 usage ho case show "$ref" --letter "$dir/x" --snapshot "$dir/y"
same "standard output has it alone" "$(sum_of "$dir/one.png")" \
    "$(ho case show "$ref" --snapshot - | sha256sum | cut -d' ' -f1)"

works ho case show "$ref"
ours=$(grep -v '^  | ' <<<"$said") theirs=$(grep '^  | ' <<<"$said")
has "the verdict" "evidence $(sum_of "$dir/one"), accept \(signed\)" "$ours"
has "its reason in words" '^A signature of the sender' "$ours"
has "the signature" '^northwind.example +t +rsa-sha256 +pass +yes$' "$ours"
has "the text" '^  \| Our owner has left. Ihr Büro: नमस्ते 请重置 👍$' "$theirs"
has "a look-alike is shown" 'p<U\+0430>ypal' "$theirs"
has "the display name is theirs" '^  \| From: "?accept: signed"? <ops@' "$theirs"
same "no name beside the verdict" 0 "$(grep -c 'accept: signed' <<<"$ours")"

# --- a refused one has its picture too, and one that waits --------------------------
write_mail robot ops@northwind.example Auto-Submitted=auto-replied
refused 1 automatic-mail ho case open --mail "$dir/robot" --owner
bad=$(field ref <<<"$said")
write_mail stranger ceo@evil.example
refused 1 from-not-registered ho case open --mail "$dir/stranger" --owner \
    --account northwind
other=$(field ref <<<"$said")
for r in "$bad" "$other"; do
	wait_for "$r to be drawn" is_drawn "$r"
	works ho case show "$r" --snapshot "$dir/$r.png"
done

# --- not by mail: nothing to draw ------------------------------------------------------
refused 1 not-by-mail ho case open --owner --account northwind
none=$(field ref <<<"$said")
refused 1 not-by-mail ho case show "$none" --snapshot "$dir/none.png"

# --- built wrongly: judged, stored, not drawn --------------------------------------------
{ echo 'Subject: one'; cat "$dir/one"; } | sed 's/$/\r/; s/\r\r$/\r/' >"$dir/twice"
refused 1 field-repeated ho case open --mail "$dir/twice" --owner \
    --account northwind
twice=$(field ref <<<"$said")
wait_for "it to be looked at" has_none "$twice" built-wrongly
refused 1 no-snapshot ho case show "$twice" --snapshot "$dir/none.png"
has "and it says why" 'built wrongly' "$said"
works ho case show "$twice" --letter "$dir/twice.eml"

# --- DNS did not tell: another picture once it does ------------------------------------------
stop_one "$resolver_pid" handover-resolver
resolver_pid=
rm -f "$dir/run/resolver.sock"
works ho case refuse "$ref" --reason 'next part'
write_mail dark ops@northwind.example
fails_with 3 . ho case open --mail "$dir/dark" --owner --json
dark=$(field ref <<<"$said")
wait_for "it to be drawn" is_drawn "$dark"
works ho case show "$dark" --snapshot "$dir/unclear.png"
start_resolver
move_clock 61
is_two() { [ "$(ho audit list --from 1 --event case.drawn --json |
	grep -c "\"$dark\"")" = 2 ]; }
wait_for "a picture with the new verdict" is_two
works ho case show "$dark" --snapshot "$dir/accept.png"
[ "$(sum_of "$dir/unclear.png")" != "$(sum_of "$dir/accept.png")" ] ||
    bad "it is another picture"

# --- a host where no picture can be made; a daemon that is killed -----------------------------
stop_daemon
mkdir "$dir/bin"
for p in handover-judge handover-draw; do
	ln -s "$OUT/$p" "$dir/bin/$p"
done
sed -i "s|^libexec-dir = .*|libexec-dir = $dir/bin|" "$conf"
start_daemon
works ho case refuse "$dark" --reason 'next part'
write_mail bare ops@northwind.example later=61
works ho case open --mail "$dir/bare" --owner --json
bare=$(field ref <<<"$said")
kill_daemon
printf '#!/usr/bin/python3 -IS\nimport os\nos.execv("%s", ["%s", "%s"])\n' \
    "$root/tests/helper/without_landlock.py" without \
    "$OUT/handover-snapshot" >"$dir/bin/handover-snapshot"
chmod +x "$dir/bin/handover-snapshot"
start_daemon
wait_for "it to be drawn after the restart" is_drawn "$bare"
has "no picture, and why" 'no-landlock|not-installed' "$(why_not "$bare")"
refused 1 no-snapshot ho case show "$bare" --snapshot "$dir/none.png"
works ho case refuse "$bare" --reason 'next part'
write_mail walls ops@northwind.example later=61
works ho case open --mail "$dir/walls" --owner --json
walls=$(field ref <<<"$said")
wait_for "it to be drawn" is_drawn "$walls"
same "no Landlock, no picture" no-landlock "$(why_not "$walls")"
refused 1 no-snapshot ho case show "$walls" --snapshot "$dir/none.png"
has "the ticket says so" 'no Landlock' "$said"
same "no file is left behind" 1 "$([ -e "$dir/none.png" ]; echo $?)"
whole
finish
