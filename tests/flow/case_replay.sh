#!/bin/bash
# One mail starts one case (law 6): the same letter, the same signature under
# another Message-ID, the same Message-ID over another letter. What was refused
# or lapsed may be judged again.
. "$(dirname "$0")/case_lib.sh"
start_case_house

open_json() { # FILE: case open for the owner, whatever comes of it
	said=$(ho case open --mail "$dir/$1" --owner --json) || :
	ref=$(field ref <<<"$said")
}

again() { # WHAT FILE: it was seen before
	refused 1 seen-before ho case open --mail "$dir/$2" --owner
	same "$1: no case of it is open" refused "$(field state <<<"$said")"
}

# A provider that signs neither Message-ID nor To, in relaxed form.
thin=From:Date:Subject
swap() { # FROM TO SED-SCRIPT: the same letter, changed
	sed "$3" "$dir/$1" >"$dir/$2"
}

# --- a letter that is accepted ----------------------------------------------------
write_mail full ops@northwind.example
open_json full
same "a good one" ready "$(field state <<<"$said")"
first=$ref
again "the very octets" full
swap full cased 's/^Subject: /SUBJECT:   /'
again "written otherwise, the same to the signature" cased
swap full stripped '/^DKIM-Signature/,/^From/{/^From/!d}'
again "its signature taken off" stripped
swap full lf 's/\r$//'
again "with LF line ends" lf
works ho case refuse "$first" --reason 'released by this'
open_json lf
same "after a refusal, in other line ends" ready "$(field state <<<"$said")"
again "and once only" full
works ho case refuse "$ref" --reason 'next part'

# --- opened for the wrong account: it holds the mail, is named, and frees it --------
works ho account add other --name Other --owner otto --seats 2 \
    --contact c@evil.example
write_mail astray ceo@northwind.example
refused 1 from-not-registered ho case open --mail "$dir/astray" --owner \
    --account other
wrong=$(field ref <<<"$said")
same "it waits for proof there" waiting-proof "$(state_of "$wrong")"
refused 1 seen-before ho case open --mail "$dir/astray" --owner \
    --account northwind
same "which case has it" "$wrong" "$(field other <<<"$said")"
has "and what frees it" "It is $wrong .*case refuse frees the mail" "$said"
works ho case refuse "$wrong" --reason 'the wrong account'
refused 1 from-not-registered ho case open --mail "$dir/astray" --owner \
    --account northwind
same "it was free" waiting-proof "$(field state <<<"$said")"
works ho case refuse "$(field ref <<<"$said")" --reason 'next part'

# --- a signature that leaves Message-ID open ---------------------------------------
write_mail thin ops@northwind.example cover=$thin
open_json thin
same "needs the word" waiting-confirm "$(field state <<<"$said")"
swap thin renamed 's/^Message-ID: <.*>/Message-ID: <new@northwind.example>/'
again "under another Message-ID" renamed
swap thin twice 's/^Message-ID: <.*>/Message-ID: <new2@northwind.example>/'
{ sed -n '/^DKIM-Signature/,/^From/{/^From/!p}' "$dir/thin"; cat "$dir/twice"; } \
	>"$dir/double"
again "its signature in it twice" double
id=$(grep -a '^Message-ID' "$dir/thin" | tr -d '\r')
write_mail same_id ops@northwind.example sign= "Message-ID=${id#*: }" \
    Subject=Else
again "another letter under its Message-ID" same_id
move_clock 300000
wait_for "the case to lapse" is_at "$ref" lapsed
same "for want of the word" confirm-lapsed "$(reason_of "$ref")"
open_json renamed
same "what lapsed may come again" waiting-confirm "$(field state <<<"$said")"
again "once" thin
works ho case refuse "$ref" --reason 'next part'

# --- two signatures: each of them is enough to know it by ----------------------------
move_clock 0
write_mail inner ops@northwind.example cover=$thin
cp "$dir/northwind.example.pem" "$dir/mail.northwind.example.pem"
sed 's/_domainkey.northwind/_domainkey.mail.northwind/' "$dir/records" |
	grep mail.northwind >>"$dir/records"
/usr/bin/python3 - "$dir" <<'EOF'
import sys, dkim
where = sys.argv[1]
m = open(where + "/inner", "rb").read()
pem = open(where + "/northwind.example.pem", "rb").read()
f = dkim.sign(m, b"t", b"mail.northwind.example", pem,
              include_headers=[b"from", b"date", b"subject"])
open(where + "/both", "wb").write(f + m)
open(where + "/other", "wb").write(
    f + m[m.index(b"\r\nFrom:") + 2:].replace(b"Message-ID: <", b"Message-ID: <x"))
EOF
stop_one "$resolver_pid" handover-resolver
start_resolver
open_json both
same "two signatures" waiting-confirm "$(field state <<<"$said")"
again "the outer one alone, another Message-ID" other
works ho case refuse "$ref" --reason 'next part'

# --- DNS does not tell: reserved all the same, and judged by itself -------------------
stop_one "$resolver_pid" handover-resolver
resolver_pid=
rm -f "$dir/run/resolver.sock"
write_mail dark ops@northwind.example
open_json dark
same "cannot tell" "unclear dns-unclear" \
    "$(field state <<<"$said") $(field reason <<<"$said")"
again "while it waits" dark
# ... (three words went to that mailbox today: a fourth letter starts nothing)
ask_unsigned bob ada
write_mail forged ops@northwind.example sign=evil.example
refused 1 too-many-confirms ho case open --mail "$dir/forged" --owner
same "and ends nothing" unclear "$(state_of "$ref")"
start_resolver
move_clock 61
gets_to "$ref" issued
again "when it was judged" dark

# --- what was stopped is no evidence any more ------------------------------------------
works ho case freeze "$ref"
again "after a stop" dark

# --- nobody uses up the name of a letter that is not here yet -------------------------
move_clock 400000
none_open() { [ -z "$(ho case list --json)" ]; }
wait_for "the words to lapse" none_open
write_mail honest ops@northwind.example later=400000 Subject=Honest
id=$(grep -a '^Message-ID' "$dir/honest" | tr -d '\r')
write_mail forged_id ops@northwind.example later=400000 sign= \
    "Message-ID=${id#*: }"
write_mail insiders_id ada@northwind.example later=400000 \
    "Message-ID=${id#*: }"
fails_with 3 holding ho case open --mail "$dir/insiders_id" --user ada \
    --account northwind --json
fails_with 3 waiting-confirm ho case open --mail "$dir/forged_id" \
    --user bob --account northwind --json
ref2=$(field ref <<<"$said")
open_json honest
same "a forgery that waits gives way to it" "holding refused superseded" \
    "$(field state <<<"$said") $(state_of "$ref2") $(reason_of "$ref2")"
again "and cannot come back" forged_id
again "nor can it" honest
whole
finish
