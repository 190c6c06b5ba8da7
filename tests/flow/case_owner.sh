#!/bin/bash
# The owner case of a client whose owner has left: a signed mail from the
# registered contact and one command, S7 to S10; what the store then holds, and
# that one mail starts one case.
. "$(dirname "$0")/case_lib.sh"
start_case_house

# --- S6 to S10: one command ------------------------------------------------------
write_mail request ops@northwind.example Message-ID='<one@northwind.example>' \
    References='<zero@northwind.example>' Subject='Wichtig: =?utf-8?q?B=C3=BCro?='
works ho reset --mail "$dir/request" --owner --json
answer=$said
ref=$(field ref <<<"$answer")
same "it is issued" issued "$(field state <<<"$answer")"
same "by the verdict" accept "$(field verdict <<<"$answer")"
same "the account is found from the sender" northwind \
    "$(field account <<<"$answer")"
same "the answer goes to who asked" ops@northwind.example \
    "$(field answer_to <<<"$answer")"
hasnt "no password in the answer" '[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}' "$answer"
same "one event each" "1 1" "$(events case.open) $(events case.issue)"

# S10: on the same thread, to the verified contact only
arrives ops@northwind.example 2
letter=$(letter_to ops@northwind.example 'Wichtig')
has "it is an answer" '^Subject: Re: Wichtig: Büro$' "$letter"
has "on the thread" '^In-Reply-To: <one@northwind.example>$' "$letter"
has "with the whole thread" \
    '^References: <zero@northwind.example> <one@northwind.example>$' "$letter"
has "a machine wrote it" '^Auto-Submitted: auto-replied$' "$letter"
has "the recovery login" "Login: +$ref" "$letter"
has "a default password" \
    'Default password: +([0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}$' \
    "$letter"
password=$(sed -n 's/ *Default password: *//p' <<<"$letter")
same "nobody else got it" 1 "$(grep -lr "$password" "$dir/mail/new" | wc -l)"

# everyone affected is told, each with a stop word of their own
for who in ops office olga ada; do
	arrives "$who@northwind.example" 1
	letter_to "$who@northwind.example" 'concerns you' | word_of STOP
done >"$dir/words"
same "four stop words" 4 "$(sort -u "$dir/words" | wc -l)"
same "a plain user is not told" 0 "$(letters_to bob)"

# S9: recorded in the ticket; reading it is an event; not for everybody
same "in the ticket" 1 "$(ho case show "$ref" --credentials --json |
	grep -c "Default password:  $password")"
same "an event for the look" 1 "$(events case.credentials-shown)"
hasnt "show alone shows none" "$password" "$(ho case show "$ref")"
hasnt "nor does the ticket's list" "$password" "$(ho case ticket "$ref" --json)"

# nothing in the store or the daemon's log reads like it
same "not in the store" "" "$(grep -aF -e "$password" -e "${password//-/}" \
    "$dir"/state/* "$dir/log")"
hasnt "not in an event" "$password" "$(ho audit list --from 1 --json)"

# --- law 6: one mail, one case -----------------------------------------------------
refused 1 seen-before ho reset --mail "$dir/request" --owner
has "it names the case" "$ref" "$said"
has "what can be done about it" 'case refuse frees the mail' "$said"
has "what the client is told is true" 'reached us before' "$said"
write_mail again ops@northwind.example Message-ID='<one@northwind.example>'
refused 1 seen-before ho reset --mail "$dir/again" --owner
write_mail second ops@northwind.example
refused 1 case-open ho case open --mail "$dir/second" --owner
has "it names the case" "$ref" "$said"
same "nothing more was issued" 1 "$(events case.issue)"

# --- a new one on the same evidence; the old one is dead ----------------------------
works ho case issue "$ref"
arrives ops@northwind.example 3
again=$(letter_to ops@northwind.example Wichtig |
	sed -n 's/ *Default password: *//p')
[ "$again" != "$password" ] || bad "a new password is another one"
same "one lives" "revoked live" "$(ho case show "$ref" --json |
	json "' '.join(c['state'] for c in x['credentials_issued'])")"
has "the ticket has the new one" "$again" \
    "$(ho case show "$ref" --credentials --json)"
same "no second notice" 1 "$(letters_to olga@northwind.example)"

# --- revoke: the case stays, the ticket's text is gone ------------------------------
works ho case revoke "$ref"
same "ready again" "ready revoked" "$(state_of "$ref") $(reason_of "$ref")"
refused 1 no-credentials ho case show "$ref" --credentials
refused 1 not-now ho case revoke "$ref"
works ho case issue "$ref"
works ho case verify "$ref"
has "judged as before" 'then: accept \(signed\)' "$said"
works ho case note "$ref" --text 'She called; no change.
T-9 looks like a row'
works ho case ticket "$ref"
has "the ticket's notes can be read" '^    [a-z0-9_-]*: She called; no change.$' "$said"
has "none looks like a row" '^    T-9 looks like a row$' "$said"
has "what was wiped says so" 'credentials HO-.* wiped$' "$said"
same "as one object a record" "$(ho case ticket "$ref" --json | wc -l)" \
    "$(ho case ticket "$ref" --json | grep -c '"kind":')"
refused 1 no-case ho case ticket HO-222222

# --- staff refuse: ended, and the mail counts as never seen -------------------------
works ho case refuse "$ref" --reason 'not them after all'
wait_for "who was told to hear that it ended" \
    letter_to ada@northwind.example "$ref has ended"
same "it has ended" "refused by-staff" "$(state_of "$ref") $(reason_of "$ref")"
refused 1 not-now ho case issue "$ref"
works ho reset --mail "$dir/request" --owner --json
same "the same evidence anew" issued "$(field state <<<"$said")"

# --- lists ----------------------------------------------------------------------------
same "one is open" 1 "$(ho case list --json | wc -l)"
same "all are kept" 5 "$(ho case list --all --account northwind --json | wc -l)"
refused 1 no-case ho case show HO-ZZZZZZ
refused 2 usage ho case show nonsense
refused 1 no-account ho case list --account nowhere

# --- law 10: who was never confirmed hears of no case ------------------------------------
for ref in $(ho case list --json | sed -n 's/.*"ref":"\([^"]*\)".*/\1/p'); do
	works ho case refuse "$ref" --reason 'end of this part'
done
works ho contact add northwind --address pending@evil.example
arrives pending@evil.example 1 # its own confirm word, and nothing else
write_mail pend ops@northwind.example
told=$(letters_to ada@northwind.example)
works ho reset --mail "$dir/pend" --owner
arrives ada@northwind.example $((told + 1))
same "no notice, no stop word" 1 "$(letters_to pending@evil.example)"

# --- on a terminal of 80 columns --------------------------------------------------------
cat >"$dir/terminal.py" <<'PY'
import fcntl, os, pty, struct, sys, termios
pid, fd = pty.fork()
if pid == 0:
    sys.stdin.readline()
    os.execv(sys.argv[1], sys.argv[1:])
fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 25, 80, 0, 0))
os.write(fd, b"\n")
while True:
    try:
        got = os.read(fd, 65536)
    except OSError:
        break
    sys.stdout.buffer.write(got.replace(b"\r\n", b"\n"))
PY
on_terminal() { /usr/bin/python3 "$dir/terminal.py" "$OUT/handover" "$@"; }
same "nothing is wider" "" "$({ on_terminal reset --owner
    on_terminal doctor
    on_terminal case list --all
    on_terminal help
    on_terminal config show; } | grep -vF "$dir" | grep -E '.{81}')"
said=$(on_terminal doctor)
before=$(sed -n 's/SAYS.*//p' <<<"$said")
has "what goes on is below where it began" "^ {${#before}}[a-z]" "$said"
whole
finish
