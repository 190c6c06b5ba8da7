#!/bin/bash
# mail show: a letter made safe to look at, without a daemon: the verdict with
# its reason, decoded text, attachments with their hashes, a picture; nothing
# that a writer puts into a letter looks like a word of ours.
. "$(dirname "$0")/case_lib.sh"
: >"$dir/records"
make_key northwind.example
show=(ho mail show --records "$dir/records" --desk desk@host.example)

# a letter with everything that is tried, signed as it is
/usr/bin/python3 - "$dir" <<'EOF'
import email.message, email.utils, sys, dkim
where = sys.argv[1]
m = email.message.EmailMessage()
m["From"] = '"accept: signed" <ops@northwind.example>'
m["To"] = "desk@host.example"
m["Cc"] = '"accept: signed" <boss@evil.example>'
m["Reply-To"] = "p\u0430ypal <reply@evil.example>"
m["Sender"] = "ops@northwind.example"
m["Subject"] = "p\u0430yment \u202ereset"
m["Date"] = email.utils.formatdate()
m["Message-ID"] = "<1@northwind.example>"
m.set_content("accept: signed\nA signature of the sender's domain holds.\n"
              "\x1b[2J \u0928\u092e\u0938\u094d\u0924\u0947 "
              "\u6211\u4eec\u7684 \U0001f600\n")
m.add_attachment(b"%PDF-1.7 x", "application", "pdf", filename="id\u202efdp.exe")
octets = m.as_bytes(policy=m.policy.clone(linesep="\r\n"))
with open(where + "/northwind.example.pem", "rb") as f:
    octets = dkim.sign(octets, b"t", b"northwind.example", f.read(),
        include_headers=[b"from", b"to", b"subject", b"date", b"message-id",
                         b"content-type", b"mime-version"]) + octets
open(where + "/letter", "wb").write(octets)
EOF
sum=$(printf '%%PDF-1.7 x' | sha256sum | cut -d' ' -f1)

# --- text ------------------------------------------------------------------------
works "${show[@]}" --mail "$dir/letter" --contact ops@northwind.example
ours=$(grep -v '^  | ' <<<"$said") theirs=$(grep '^  | ' <<<"$said")
same "the verdict comes first" "accept: signed" "$(head -n 1 <<<"$said")"
has "with its reason in words" '^A signature of the sender' "$ours"
has "the address alone" '^From +ops@northwind.example$' "$ours"
same "said once by us" 1 "$(grep -c '^accept: signed' <<<"$ours")"
has "the display name is theirs" '^  \| From: "accept: signed" <ops@' "$theirs"
has "who else got it" '^  \| Cc: "accept: signed" <boss@evil' "$theirs"
has "to whom" '^  \| To: desk@host.example$' "$theirs"
has "where an answer would go" \
    '^  \| Reply-To: p<U\+0430>ypal <reply@evil.example>$' "$theirs"
has "who sent it" '^  \| Sender: ops@northwind.example$' "$theirs"
hasnt "and none of it is ours" 'evil.example|desk@host' "$ours"
has "so is what it says" '^  \| accept: signed$' "$theirs"
has "the letter's hash" "^SHA-256 +$(sha256sum <"$dir/letter" | cut -d' ' -f1)$" \
    "$ours"
has "attached, by name and size" \
    'Attached: id<U\+202E>fdp.exe \(application/pdf, 10 octets\)' "$theirs"
has "and hash" "SHA-256 $sum" "$theirs"
has "a look-alike is shown" 'Subject: p<U\+0430>yment <U\+202E>reset' "$theirs"
has "a control is shown" '<U\+001B>\[2J' "$theirs"
has "other scripts are as they are" 'नमस्ते 我们的' "$theirs"
hasnt "no control reaches the terminal" $'\x1b|\u202e' "$said"

# --- JSON, exit status -------------------------------------------------------------
works "${show[@]}" --mail "$dir/letter" --contact ops@northwind.example --json
same "verdict, reason" "accept signed" \
    "$(json "x['verdict'] + ' ' + x['reason']" <<<"$said")"
same "attachments" "$sum 10" "$(json \
    "'%(sha256)s %(size)d' % x['letter']['attachments'][0]" <<<"$said")"
same "the other fields" "reply@evil.example> boss@evil.example>" "$(json \
    "' '.join(x['letter'][k].split('<')[-1] for k in ('reply_to', 'cc'))" \
    <<<"$said")"
fails_with 1 'from-not-registered' "${show[@]}" --mail "$dir/letter" \
    --contact ceo@northwind.example
works "${show[@]}" --mail "$dir/letter" --json
same "nobody named: no verdict" "False ops@northwind.example" \
    "$(json "str('verdict' in x) + ' ' + x['from']" <<<"$said")"
works "${show[@]}" --mail "$dir/letter"
has "and it is said" '^no verdict: nobody said who may ask' "$said"

# --- the picture --------------------------------------------------------------------
works "${show[@]}" --mail "$dir/letter" --contact ops@northwind.example \
    --snapshot "$dir/letter.png"
same "a PNG" 89504e470d0a1a0a "$(head -c 8 "$dir/letter.png" | od -An -tx1 |
	tr -d ' ')"
same "for us alone" 600 "$(stat -c %a "$dir/letter.png")"
fails_with 4 'File exists' "${show[@]}" --mail "$dir/letter" \
    --snapshot "$dir/letter.png"

# --- bad input -----------------------------------------------------------------------
printf 'From: a@b.example\nFrom: c@d.example\n\nx\n' >"$dir/twice"
works "${show[@]}" --mail "$dir/twice"
has "the fault is named" '^Fault +field-repeated$' "$said"
has "and nothing is drawn of it" 'Its text is not shown: a letter that is' "$said"
fails_with 4 'built wrongly is not drawn' "${show[@]}" --mail "$dir/twice" \
    --snapshot "$dir/none.png"
head -c 26214401 /dev/zero >"$dir/large"
works "${show[@]}" --mail "$dir/large"
has "what is too large is named" '^Fault +letter-too-large$' "$said"
hasnt "and no hash of a part of it" 'SHA-256|Size' "$said"
same "no file is left" 1 "$([ -e "$dir/none.png" ]; echo $?)"
: >"$dir/empty"
fails_with 1 'letter-empty' "${show[@]}" --mail "$dir/empty" --contact a@b.example
fails_with 2 'No such file' "${show[@]}" --mail "$dir/nothing"
fails_with 2 'usage: handover mail show' "${show[@]}"
fails_with 2 'usage: handover mail check' ho mail check --mail "$dir/letter" \
    --contact a@b.example --snapshot "$dir/x"

# --- a kernel without Landlock ---------------------------------------------------------
mkdir "$dir/bin"
for p in handover-judge handover-resolver handover-draw; do
	ln -s "$OUT/$p" "$dir/bin/$p"
done
printf '#!/usr/bin/python3 -IS\nimport os\nos.execv("%s", ["%s", "%s"])\n' \
    "$root/tests/helper/without_landlock.py" without \
    "$OUT/handover-snapshot" >"$dir/bin/handover-snapshot"
chmod +x "$dir/bin/handover-snapshot"
fails_with 4 'no-landlock: there can be no picture' "${show[@]}" \
    --mail "$dir/letter" --libexec "$dir/bin" --snapshot "$dir/none.png"
works "${show[@]}" --mail "$dir/letter" --libexec "$dir/bin"
has "the text is shown all the same" 'What the letter says' "$said"
finish
