#!/bin/bash
# tests/flow/courier_sent.sh - the desk's Sent folder at a real IMAP server: one
# masked copy of each letter that left, whoever is killed or away meanwhile.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/dovecot.inc"
. "$(dirname "$0")/login.inc"

start_dovecot
imap_says 'CREATE Sent' '' >/dev/null
echo geheim >"$dir/password"
install -d "$conf.d"

set_courier() { # KEY=VALUE...: a courier with these settings, over the first ones
	stop_one "$courier_pid" handover-courier
	printf '%s\n' "$@" | sed 's/=/ = /' >"$conf.d/sent.conf"
	start_courier
}
kill_courier() {
	kill -9 "$courier_pid"
	wait "$courier_pid" 2>/dev/null
	courier_pid=
}

# A new account whose contact gets two letters of an address that is added.
n=0
letters_leave() {
	n=$((n + 1))
	works ho account add "c$n" --name Copies --owner "ann$n" \
	    --owner-absent --seats 3 --contact "ops@c$n.example"
	works ho contact add "c$n" --address "new@c$n.example"
}
# Of the newest letter, or of the copy of the newest: state, message_id, ...
of() { # mail|copy FIELD
	ho outbox list --all --json | grep "\"way\":\"$1\"" | tail -n 1 |
		field "$2"
}
is() { [ "$(of "$1" state)" = "$2" ]; }
was_tried() { is copy due && [ "$(of copy tries)" -gt 0 ]; }
copies() { numbers "HEADER Message-ID \"<$(of mail message_id)>\"" "${1-Sent}"; }
there() { [ "$(copies)" = 1 ]; }

# What the folder holds against what the clients got: the same ids, and each
# header but for the length of what is masked.
decoded() { # DIRECTORY...: id, date, to and subject, then the text, of each
	$python - "$@" <<-'P'
	import email, email.policy, glob, sys
	for d in sys.argv[1:]:
	    for f in glob.glob(d + "/*"):
	        m = email.message_from_binary_file(
	            open(f, "rb"), policy=email.policy.default)
	        print("HEAD", m["Message-ID"], m["Date"], m["To"], m["Subject"])
	        print(m.get_content())
	P
}
letters() { decoded "$dir/mail/new"; }
sent() { decoded "$imap/mail/.Sent/new" "$imap/mail/.Sent/cur"; }
as_many() { [ "$(sent | grep '^HEAD' | sort)" = "$(letters | grep '^HEAD' | sort)" ]; }

# --- a folder that cannot be meant ----------------------------------------------------
open_house inbox-user=desk inbox-password-file="$dir/password" \
    inbox-ca-file="$imap/ca.pem" inbox-interval=1s inbox-url="$imap_url" \
    sent-folder=Sent
wait_for "the courier" courier_is_there # it has read what is changed next
wrong() { # PATTERN KEY=VALUE
	printf '%s\n' "$2" | sed 's/=/ = /' >"$conf.d/sent.conf"
	fails_with 4 "$1" "$OUT/handover-courier" --config "$conf"
}
wrong 'sent-folder needs inbox-url' inbox-url=
wrong 'sent-folder cannot be inbox-folder' sent-folder=inbox
rm "$conf.d/sent.conf"

# --- a whole recovery: everything that left is there, and no secret of it -----------------
asks_for --owner
call panel "$case_ref"
say "$word"
code=$(letter "$case_ref" '\b[0-9]{8}\b')
say "$code"
asked candidate
say ops@acme.example
say ''
asked new-password
say 'a new super-admin chose this'
say 'a new super-admin chose this'
asked done
say ''
ended auth 7 assigned "$case_ref" ops@acme.example
letters_leave
wait_for "as many copies as letters" as_many
wait_for "the report of the last" is copy sent
has "five letters at least" '^([5-9]|1[0-9])$' "$(letters | grep -c ^HEAD)"
same "each was seen" "$(numbers ALL Sent)" "$(numbers SEEN Sent)"
copy=$(sent)
words=$(letters | sed -nE 's/^(STOP|CONFIRM) HO-[^ ]* ([0-9A-Z-]+).*/\2/p')
has "words in the letters" '^[0-9A-Z-]{9,}$' "$words"
for secret in "$word" "$code" $words; do
	has "a secret of a letter" "$secret" "$(letters)"
	hasnt "in its copy" "$secret" "$copy"
done
hasnt "nor as it stands in the file" "$word|$code" \
    "$(cat "$imap"/mail/.Sent/*/*)"
has "masked: a password" '^ +Default password:  \*{8}$' "$copy"
has "a code" '^ +\*{8}$' "$copy"
has "a word to stop" '^STOP HO-[0-9A-Z]+ \*{8}$' "$copy"
has "a word to confirm" '^CONFIRM HO-[0-9A-Z]+ \*{8}$' "$copy"
hasnt "the case counts letters only" '"way":"copy"' \
    "$(ho case show "$case_ref" --json)"
same "the log is about letters" "$(letters | grep -c ^HEAD)" \
    "$(events letter.sent)"
has "in words" "^The desk's own copy of the mail to .* left at" \
    "$(ho outbox show "$(of copy id)" --json | field says)"
has "doctor" 'copies +copies of letters go to Sent, secrets masked' \
    "$(ho doctor)"

# --- the mailbox is away: letters leave, copies come later ---------------------------------
stop_dovecot
letters_leave
wait_for "the letter" is mail sent
wait_for "a try of its copy" was_tried
move_clock 1000
has "doctor tells" 'copies +.*are due for more than 10 minutes' "$(ho doctor)"
move_clock 0
start_dovecot
same "it is not there" 0 "$(copies)"
move_clock 4000
wait_for "the copy" there

# --- kill -9 around APPEND: one copy --------------------------------------------------------
# What stands between holds the server's go-ahead (before) or its answer (behind)
# back, once, and says so.
/usr/bin/python3 - "${imap_plain_url##*:}" "$dir" 2>>"$dir/between.log" <<'END' &
import os, re, socket, sys, threading
port, dir = int(sys.argv[1]), sys.argv[2]
server = socket.create_server(("127.0.0.1", 0))
with open(dir + "/between.new", "w") as f:
    f.write(str(server.getsockname()[1]))
os.rename(dir + "/between.new", dir + "/between")

def serve(client):
    there, seen, mute = socket.create_connection(("127.0.0.1", port)), b"", []
    def back():
        while (data := there.recv(65536)):
            if mute:
                os.rename(dir + "/cut", dir + "/did-cut")
                return
            client.sendall(data)
        client.close()
    threading.Thread(target=back, daemon=True).start()
    while (data := client.recv(65536)):
        seen += data
        a = re.search(rb"APPEND \S+ \(\\Seen\) \{(\d+)\}\r\n", seen)
        if a and os.path.exists(dir + "/cut"):
            when = open(dir + "/cut").read().strip()
            if when == "before" or len(seen) - a.end() >= int(a[1]):
                mute.append(1)
        there.sendall(data)
    there.close()

while True:
    client, _ = server.accept()
    threading.Thread(target=serve, args=(client,), daemon=True).start()
END
between=$!
trap 'kill $between 2>/dev/null; stop_dovecot; stop_all; rm -rf "$imap"
    [ "$failures" = 0 ] && rm -rf "$dir"' EXIT
wait_for "what stands between" test -s "$dir/between"
set_courier inbox-url="imap://127.0.0.1:$(cat "$dir/between")" inbox-tls=none
clock=4000
for when in before behind; do
	rm -f "$dir/did-cut"
	echo $when >"$dir/cut"
	letters_leave
	wait_for "APPEND $when its answer" test -e "$dir/did-cut"
	kill_courier
	start_courier
	clock=$((clock + 10000))
	wait_for "the letter" is mail sent
	unclear() { ho outbox list --json | grep -q 'it may have arrived'; }
	wait_for "nobody to know" unclear
	move_clock $clock
	wait_for "the copy" is copy sent
	none_due() { ! ho outbox list --json | grep -q '"way":"copy"'; }
	wait_for "all copies" none_due
	same "one copy, killed $when" 1 "$(copies)"
	same "of each letter one" "$(letters | grep -c ^HEAD)" \
	    "$(numbers ALL Sent)"
done
has "it had been there" 'Sent: it is there already' "$(ho outbox list --all --json)"

# --- a letter that does not leave has none; dropped by hand, it takes its copy along --------
had=$(numbers ALL Sent)
set_courier delivery=smtp smtp-url=smtp://127.0.0.1:9 smtp-tls=none
letters_leave
put_off() { is mail due && [ "$(of mail tries)" -gt 0 ]; }
wait_for "a letter that waits" put_off
same "its copy waits for it" held "$(of copy state)"
has "in words" 'copy of the mail to .* waits until that mail has left\.$' \
    "$(ho outbox show "$(of copy id)" --json | field says)"
works ho outbox drop "$(of mail id)"
same "the copy goes with it" dropped "$(of copy state)"
has "why" 'its letter did not leave' "$(of copy outcome)"
same "nothing of it in the folder" "$had" "$(numbers ALL Sent)"

# --- a folder that is not there: told, given up, and no letter is held back -------------------
set_courier sent-folder=Nowhere
move_clock $((clock + 10000))
letters_leave
wait_for "the letter" is mail sent
wait_for "a try of its copy" was_tried
has "what the server said" '^Nowhere: ' "$(of copy outcome)"
id=$(of copy id) # cases lapse meanwhile, and their letters have copies too
move_clock $((clock + 4 * 86400))
given_up() { ho outbox list --dead | grep -qE "^$id +failed"; }
wait_for "it to be given up, among the dead" given_up
has "the log hears of it" '^[1-9]' "$(events copy.failed)"
works ho outbox drop "$id"
whole "at the end"
finish
