#!/bin/bash
# sshd, keyboard-interactive: password and code in two questions.
. "$(dirname "$0")/apps.inc"
needs sshd openssh-server
needs ssh openssh-client
open_apps sshd
ssh-keygen -q -t ed25519 -N '' -f "$dir/host_key"
cat >"$dir/sshd_config" <<END
Port $port
ListenAddress 127.0.0.1
HostKey $dir/host_key
PidFile none
UsePAM yes
KbdInteractiveAuthentication yes
PasswordAuthentication no
PubkeyAuthentication no
END
cat >"$dir/askpass" <<'END'
#!/bin/sh
case $1 in *Password:*) echo "$SAM" ;; *Code:*) echo "$CODE" ;; esac
END
chmod 755 "$dir/askpass"
serve /usr/sbin/sshd -D -e -f "$dir/sshd_config"
wait_for "sshd" is_listening

enter() { # PASSWORD CODE
	SAM=$1 CODE=$2 SSH_ASKPASS=$dir/askpass SSH_ASKPASS_REQUIRE=force ssh \
	    -F none -p "$port" -o StrictHostKeyChecking=no \
	    -o UserKnownHostsFile=/dev/null -o NumberOfPasswordPrompts=1 \
	    -o PreferredAuthentications=keyboard-interactive \
	    sam@127.0.0.1 id -u </dev/null
}
next_code
works enter "$sam" "$code"
has "the command ran as sam" '^64001$' "$said"
! enter "$sam" "$code" 2>/dev/null || bad "a code opened twice"
next_code
! enter "wrong" "$code" 2>/dev/null || bad "a wrong password opened"
works enter "$sam" "$code" # it was not spent
end_apps
