#!/bin/bash
# tests/flow/smtp_postfix.sh - letters to a real Postfix: by STARTTLS and a
# password or a token that a real Dovecot checks, put off, refused, too large,
# slow, and a line that breaks once it has the letter.
. "$(dirname "$0")/case_lib.sh"
. "$(dirname "$0")/dovecot.inc"
. "$(dirname "$0")/postfix.inc"
proxy_pid=
trap 'kill $proxy_pid 2>/dev/null; stop_postfix; stop_dovecot; stop_all
	rm -rf "$mta" "$imap"; [ "$failures" = 0 ] && rm -rf "$dir"' EXIT

set_courier() { # KEY=VALUE...: a courier with these settings
	[ -z "$courier_pid" ] || stop_one "$courier_pid" handover-courier
	printf '%s\n' delivery=smtp "$@" | sed 's/=/ = /' >"$conf.d/smtp.conf"
	start_courier
}
postfix_is() { # NAME=VALUE...
	postconf -c "$mta/conf" -e "$@"
	postfix -c "$mta/conf" reload >/dev/null 2>&1
	wait_for "postfix" greets
}

# Each address that is added is asked to confirm itself: one letter.
n=0
letter() {
	n=$((n + 1))
	works ho account add "acme$n" --name Acme --owner "ann$n" --owner-absent \
	    --seats 3 --contact "ops$n@acme.example"
	works ho contact add "acme$n" --address "c$n@acme.example"
	id=$(ho outbox list --all --json | grep "\"to\":\"c$n@" | field id)
}
show() { ho outbox show "$id" --json | field "$1"; }
is() { [ "$(show state)" = "$1" ]; }
says() { show outcome | grep -qi "$1"; }
arrived() { # MESSAGE-ID: how often
	grep -l "^Message-ID: <$1>" "$mta"/mail/all/new/* 2>/dev/null | wc -l
}
did_arrive() { [ "$(arrived "$(show message_id)")" = 1 ]; }
now() { # the one that waits, again; it may be with the courier just now
	ho outbox retry "$id"
}

start_dovecot
start_postfix "$dir/none"
mkdir -p "$mta/mail" && chown postfix "$mta/mail"
# shellcheck disable=SC2016
postfix_is virtual_mailbox_domains=acme.example virtual_transport=virtual \
    virtual_mailbox_maps=static:all/ virtual_mailbox_base="$mta/mail" \
    virtual_uid_maps="static:$postfix_uid" virtual_minimum_uid=1 \
    "virtual_gid_maps=static:$(id -g postfix)" \
    smtpd_tls_cert_file="$imap/cert.pem" smtpd_tls_key_file="$imap/key.pem" \
    smtpd_tls_security_level=encrypt smtpd_tls_auth_only=yes \
    smtpd_sasl_auth_enable=yes smtpd_sasl_type=dovecot \
    smtpd_sasl_path="$imap/run/auth-smtp" \
    smtpd_recipient_restrictions='permit_sasl_authenticated,reject' \
    smtpd_relay_restrictions=permit_sasl_authenticated,reject
install_handover
mkdir "$conf.d"
start_daemon
url="smtp-url=smtp://127.0.0.1:$smtp_port" ca="smtp-ca-file=$imap/ca.pem"

# --- by STARTTLS and a password; not by a wrong one, not without ---------------------
(umask 077 && echo wrong >"$dir/password" && token desk 600 >"$dir/token")
set_courier "$url" "$ca" smtp-user=desk smtp-password-file="$dir/password"
letter
wait_for "a login that is denied" says 'login denied'
same "it waits" due "$(show state)"
echo geheim >"$dir/password"
wait_for "to try again" now
wait_for "the letter by a password" did_arrive
wait_for "and the report" is sent
has "whom Postfix knew" 'sasl_method=PLAIN, sasl_username=desk' "$(cat "$mta/log")"
has "by TLS" 'with ESMTPSA' "$(grep -l "$(show message_id)" "$mta"/mail/all/new/* |
	xargs cat)"

# --- by a token ------------------------------------------------------------------------
set_courier "$url" "$ca" smtp-user=desk smtp-token-file="$dir/token"
letter
wait_for "the letter by a token" did_arrive
has "by XOAUTH2" 'sasl_method=XOAUTH2, sasl_username=desk' "$(cat "$mta/log")"
token desk -5 >"$dir/token"
letter
wait_for "a token that has expired" says 'login denied'
same "it waits" due "$(show state)"
token desk 600 >"$dir/token"
wait_for "to try again" now
wait_for "the letter by a new token" did_arrive

# --- nobody vouches for it: not a word --------------------------------------------------
set_courier "$url" smtp-user=desk smtp-token-file="$dir/token"
letter
wait_for "a refusal of the certificate" says certificate
same "it waits" due "$(show state)"
set_courier "$url" "$ca" smtp-user=desk smtp-token-file="$dir/token"
wait_for "to try again" now
wait_for "the letter" did_arrive

# --- put off (greylisting), refused, too large --------------------------------------------
: >"$mta/access"
postfix_is smtpd_recipient_restrictions="check_recipient_access texthash:$mta/access,permit_sasl_authenticated,reject"
access() { # ANSWER
	echo "acme.example $1" >"$mta/access"
	postfix -c "$mta/conf" reload >/dev/null 2>&1
	wait_for "postfix" greets
}
access '450 4.7.1 greylisted, come back'
letter
wait_for 450 says '450'
same "it waits" due "$(show state)"
: >"$mta/access"
postfix -c "$mta/conf" reload >/dev/null 2>&1
wait_for "to try again" now
wait_for "the letter that was put off" did_arrive
access '550 5.1.1 no such mailbox'
letter
wait_for 550 is failed
has why 550 "$(show outcome)"
: >"$mta/access"
postfix_is message_size_limit=300
letter
wait_for "too large" is failed
has why '552' "$(show outcome)"
postfix_is message_size_limit=26214400

# --- slow, but there ---------------------------------------------------------------------
access 'sleep 3'
letter
wait_for "the letter by a slow server" did_arrive
: >"$mta/access"

# --- the line breaks once it has the letter: it is there, and nobody knows -------------------
# What stands between cuts the first line for this address behind the last octet
# of DATA.
/usr/bin/python3 - "$smtp_port" "$dir/proxy" "<c$((n + 1))@" \
    2>>"$dir/proxy.log" <<'END' &
import os, socket, sys, threading
port, name, whose = int(sys.argv[1]), sys.argv[2], sys.argv[3].encode()
done = []
server = socket.create_server(("127.0.0.1", 0))
with open(name + ".new", "w") as f:
    f.write(str(server.getsockname()[1]))
os.rename(name + ".new", name)

def serve(client):
    there, seen, cut = socket.create_connection(("127.0.0.1", port)), b"", []
    def back():
        while (data := there.recv(65536)):
            if not cut:
                client.sendall(data)
        client.close()
    threading.Thread(target=back, daemon=True).start()
    while (data := client.recv(65536)):
        seen += data
        if not done and whose in seen and seen.endswith(b"\r\n.\r\n"):
            done.append(1)
            cut.append(1)
            client.shutdown(socket.SHUT_RDWR)
        there.sendall(data)

while True:
    client, _ = server.accept()
    threading.Thread(target=serve, args=(client,), daemon=True).start()
END
proxy_pid=$!
wait_for "what stands between" test -s "$dir/proxy"
postfix_is smtpd_tls_security_level=may smtpd_tls_auth_only=no \
    mynetworks=127.0.0.0/8 smtpd_sasl_auth_enable=no \
    smtpd_recipient_restrictions=permit_mynetworks,reject \
    smtpd_relay_restrictions=permit_mynetworks,reject
set_courier "smtp-url=smtp://127.0.0.1:$(cat "$dir/proxy")" smtp-tls=none
letter
wait_for "a line that broke" says 'it may have arrived'
same "not failed: it goes again" due "$(show state)"
wait_for "the letter all the same" did_arrive
wait_for "to try again" now
wait_for "its report" is sent
there_twice() { [ "$(arrived "$(show message_id)")" = 2 ]; }
wait_for "the second one, under the same Message-ID" there_twice
has "and it says so" 'sent again, under the same id' "$(show outcome)"
has "in words" 'may be there twice' "$(show says)"
whole "at the end"
finish
