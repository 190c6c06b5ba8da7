#!/bin/bash
# tests/flow/inbox_tls.sh - the way to the desk's mailbox: encrypted from the
# first octet or by STARTTLS, by a certificate of the right name, or no way at all;
# and a folder that goes away, comes back as another, or forgets marks.
. "$(dirname "$0")/case_lib.sh"
. "$(dirname "$0")/dovecot.inc"
start_dovecot
echo geheim >"$dir/password"
install -d "$dir/handover.conf.d"

set_inbox() { # KEY=VALUE...: a courier with these settings, a log that begins here
	[ -z "$courier_pid" ] || stop_one "$courier_pid" handover-courier
	cat "$dir/log" >>"$dir/log.before" 2>/dev/null
	: >"$dir/log"
	printf '%s\n' inbox-url="$imap_url" inbox-user=desk \
	    inbox-interval=1s inbox-password-file="$dir/password" \
	    inbox-ca-file="$imap/ca.pem" "$@" | sed 's/=/ = /' |
	    tac | awk '!seen[$1]++' >"$conf.d/inbox.conf"
	start_courier
}

start_case_house
mails() { ho inbox list --all --json | wc -l; }
are() { [ "$(mails)" = "$1" ]; }
says() { grep -qE -- "$1" "$dir/log"; }
n=0
one_more_comes() { # WHAT [KEY=VALUE...]
	n=$((n + 1))
	write_mail "m$n" "nobody$n@evil.example"
	deliver "$dir/m$n"
	set_inbox "${@:2}"
	wait_for "$1" are $n
}
does_not() { # WHAT PATTERN KEY=VALUE...
	set_inbox "${@:3}"
	wait_for "$1" says "$2"
	same "$1: nothing came" $n "$(mails)"
}

# --- by STARTTLS, and from the first octet; by an authority of one's own -----------------
one_more_comes "by imaps"
one_more_comes "by STARTTLS" inbox-url="$imap_plain_url"
one_more_comes "by STARTTLS where it may be without" \
    inbox-url="$imap_plain_url" inbox-tls=opportunistic

# --- the wrong certificate: the authority's name is not enough ----------------------------
stop_one "$courier_pid" handover-courier
courier_pid=
write_mail waits ops@northwind.example
deliver "$dir/waits"
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj '/CN=another' \
    -keyout "$dir/other.key" -out "$dir/other.pem" 2>/dev/null
does_not "another authority's" 'cannot read .*certificate' \
    inbox-ca-file="$dir/other.pem"
does_not "by STARTTLS too" 'cannot read .*certificate' \
    inbox-url="$imap_plain_url" inbox-ca-file="$dir/other.pem"
does_not "nor where TLS is opportunistic" 'cannot read .*certificate' \
    inbox-url="$imap_plain_url" inbox-ca-file="$dir/other.pem" \
    inbox-tls=opportunistic
does_not "a name that is not in it" 'cannot read .*(name|certificate)' \
    inbox-url="${imap_url/127.0.0.1/localhost}"
certificate old IP:127.0.0.1 -days 0
use_certificate old
stop_dovecot
start_dovecot
sleep 1
does_not "one that has run out" 'cannot read .*(expired|certificate)'
use_certificate good
stop_dovecot
start_dovecot

# --- a server, or somebody on the way to it, that takes STARTTLS away ----------------------
/usr/bin/python3 -c 'import socket, sys
s = socket.socket(); s.bind(("127.0.0.1", 0)); s.listen(8)
print(s.getsockname()[1], flush=True)
while True:
	c, _ = s.accept(); f = c.makefile("rwb", buffering=0)
	f.write(b"* OK ready\r\n")
	for line in f:
		print(line.decode().strip(), flush=True)
		tag, verb = line.split()[:2]
		if verb.upper() == b"CAPABILITY":
			f.write(b"* CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR\r\n")
		f.write(tag + b" OK\r\n")
' >"$dir/stripper" &
stripper=$!
wait_for "it to listen" test -s "$dir/stripper"
does_not "STARTTLS taken away" 'cannot read .*(SSL|TLS)' \
    inbox-url="imap://127.0.0.1:$(head -n 1 "$dir/stripper")"
hasnt "and it heard no password" 'AUTHENTICATE|LOGIN|geheim' \
    "$(cat "$dir/stripper")"
kill $stripper

# --- the way is right again: it waited --------------------------------------------------------
set_inbox
n=$((n + 1))
wait_for "what waited" are $n

# --- the folder goes away, and another comes by its name: the same numbers, other mail -------
imap_says 'CREATE Desk' '' >/dev/null
put() { # FILE: into the folder Desk
	curl -sk --user desk:geheim "$imap_url/Desk" -T "$dir/$1"
}
write_mail first nobody@evil.example Subject=first
put first
set_inbox inbox-folder=Desk
n=$((n + 1))
wait_for "the first" are $n
imap_says 'DELETE Desk' '' >/dev/null
wait_for "a line about it" says 'cannot read Desk'
imap_says 'CREATE Desk' '' >/dev/null
write_mail second nobody@evil.example Subject=second
put second
n=$((n + 1))
wait_for "the second, in the new folder" are $n
same "it is the second" second "$(ho inbox list --all --json | tail -n 1 |
	field subject)"

# --- a place to move to that is not there: told, and mail comes in all the same ----------------
write_mail a nobody@evil.example
write_mail b nobody@evil.example
put a
put b
set_inbox inbox-folder=Desk inbox-move-to=Nowhere
n=$((n + 2))
wait_for "both" are $n
wait_for "a line about it" says 'cannot read Desk at'
imap_says 'CREATE Nowhere' '' >/dev/null
moved() { [ "$(numbers ALL Nowhere) $(numbers ALL Desk)" = "2 1" ]; }
wait_for "both to move, once there is a place" moved
same "none twice" "$n $n" "$(mails) $(events inbox.mail)"

# --- a message of 25 MiB to the octet, and one octet over it ------------------------------------
exactly() { # OCTETS FILE
	write_mail "$2" nobody@evil.example
	yes "$(printf 'y%.0s' {1..73})" | sed 's/$/\r/' |
	    head -c $(($1 - $(wc -c <"$dir/$2") - 2)) >>"$dir/$2"
	printf '\r\n' >>"$dir/$2"
	same "so many octets" "$1" "$(wc -c <"$dir/$2")"
}
exactly 26214400 fits
exactly 26214401 does_not_fit
put does_not_fit
put fits
n=$((n + 1))
wait_for "25 MiB" are $n
same "of them" 26214400 "$(ho inbox list --all --json | tail -n 1 | field size)"
wait_for "a line about the other" says 'over 25 MiB and not taken'

# --- very many: nobody behind them waits for those that are put off ------------------------------
many=${MANY:-640}
imap_says 'CREATE Flood' '' >/dev/null
mkdir -p "$imap/mail/.Flood/new"
for ((i = 0; i < many; i++)); do
	printf 'From: f%s@evil.example\r\nTo: desk@host.example\r\nDate: %s\r\nMessage-ID: <%s@evil.example>\r\n\r\nx\r\n' \
	    $i "$(LC_ALL=C date -u '+%a, %d %b %Y %H:%M:%S +0000')" $i \
	    >"$imap/mail/.Flood/new/$(printf %06d $i).flood"
done
write_mail behind ops@northwind.example Subject=behind
cp "$dir/behind" "$imap/mail/.Flood/new/$(printf %06d $many).flood"
chown -R "$dovecot_user:$dovecot_group" "$imap/mail/.Flood"
set_inbox inbox-folder=Flood
comes() { ho inbox list --json | grep -q '"subject":"behind"'; }
began=$(date +%s)
for ((i = 0; i < 160; i++)); do
	comes && break
	sleep "$((many / 500))"
done
comes || bad "the honest one behind $many others did not come"
echo "the honest one behind $many: after $(($(date +%s) - began)) s"
held() { ho inbox list --held --json | wc -l; }
[ "$(held)" -le 1000 ] || bad "more than a thousand are held"
whole "at the end"
cat "$dir/log" >>"$dir/log.before" && mv "$dir/log.before" "$dir/log"
finish
