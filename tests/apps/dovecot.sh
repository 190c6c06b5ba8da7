#!/bin/bash
# Dovecot, passdb pam, over IMAP: password, password and code in one field, and
# no default password.
. "$(dirname "$0")/apps.inc"
needs dovecot dovecot-imapd
open_apps dovecot
mkdir "$dir/home"
chown nobody "$dir/home"
cat >"$dir/dovecot.conf" <<END
base_dir = $dir/dove
state_dir = $dir/state-dove
log_path = $dir/server.log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_failure_delay = 0
service anvil {
  # wrong tries are counted by us; its own pauses take half a minute here
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
first_valid_uid = 1
mail_location = maildir:$dir/home/mail
service imap-login {
  chroot =
  inet_listener imap {
    port = $port
  }
  inet_listener imaps {
    port = 0
  }
}
passdb {
  driver = pam
  args = dovecot
}
userdb {
  driver = static
  args = uid=nobody gid=nogroup home=$dir/home
}
END
serve dovecot -F -c "$dir/dovecot.conf"
wait_for "Dovecot" is_listening

try() { # what comes before the answer differs from call to call
	local rc=0 said
	said=$(curl -s -v --max-time 20 -u "$1:$2" \
	    "imap://127.0.0.1:$port/" -X CAPABILITY 2>&1) || rc=$?
	grep -oE '^< A[0-9]+ NO .*' <<<"$said"
	return $rc
}
asks_once
end_apps
