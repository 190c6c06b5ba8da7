#!/bin/bash
# sshd: password, password and code, and both forced steps by
# keyboard-interactive, for names that Unix knows; no default password by the
# "password" method, which asks once.
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
PasswordAuthentication yes
PubkeyAuthentication no
END
# The person at the terminal: one line of $dir/script a question, a pattern in
# the prompt and the answer; @ stands for the code that a letter brings.
cat >"$dir/askpass" <<'END'
#!/bin/bash
IFS='	' read -r word answer <"$dir/script"
sed -i 1d "$dir/script"
case $1 in *$word*) ;; *) echo "$1 - no $word" >>"$dir/strange" ;; esac
[ "$answer" != @ ] || answer=$(letter "$ref" '[0-9]{8}')
printf '%s\n' "$answer"
END
chmod 755 "$dir/askpass"
export -f letter bad
export dir python
serve /usr/sbin/sshd -D -e -f "$dir/sshd_config"
wait_for "sshd" is_listening

enter() { # METHOD NAME [WORD ANSWER]...: prints the session's uid
	local method=$1 name=$2 rc=0 heard
	shift 2
	printf '%s\t%s\n' "$@" >"$dir/script"
	heard=$(ref=${ref:-} SSH_ASKPASS=$dir/askpass SSH_ASKPASS_REQUIRE=force ssh \
	    -F none -p "$port" -o StrictHostKeyChecking=no -o LogLevel=ERROR \
	    -o UserKnownHostsFile=/dev/null -o NumberOfPasswordPrompts=1 \
	    -o PreferredAuthentications="$method" \
	    "$name@127.0.0.1" id -u </dev/null 2>&1) || rc=$?
	echo "${heard#"$name@"}" # ssh's own complaint begins with it
	return $rc
}
kbd() { enter keyboard-interactive "$@"; }
try() { enter password "$1" password "$2"; }

# --- the method "password" -------------------------------------------------------
asks_once

# --- keyboard-interactive ---------------------------------------------------------
asks 'login = password'
works kbd sam Password: "$sam"
same "the command ran as sam" 64001 "$said"
! kbd sam Password: wrong || bad "a wrong password opened"
asks 'login = password+otp'
next_code
works kbd sam Password: "$sam" Code: "$code"
! kbd sam Password: "$sam" Code: "$code" || bad "a code opened twice"
next_code
! kbd sam Password: wrong Code: "$code" || bad "a wrong password opened"
works kbd sam Password: "$sam" Code: "$code" # it was not spent

# --- the forced steps --------------------------------------------------------------
asks 'login = password' 'forced-step = login'
ref=${users[0]} chosen='bob has a new password now'
works kbd bob Password: "${users[1]}" 'Code [A-Z][0-9]-[A-Z] sent' @ \
    'New password for bob' "$chosen" again "$chosen"
same "the command ran as bob" 64002 "$(tail -n 1 <<<"$said")"
same "reset" 1 "$(events user.reset)"
works kbd bob Password: "$chosen"
! kbd bob Password: "${users[1]}" || bad "a default password twice"

# for whom Unix does not know sshd makes up the answers
ref=${owners[0]} chosen='a new super-admin chose this'
cp "$dir/passwd" "$dir/all"
grep -v "^$ref:" "$dir/all" >"$dir/passwd"
! kbd "$ref" 'Default password:' "${owners[1]}" || bad "a reference signed in"
cp "$dir/all" "$dir/passwd"
knows_unix owen
! kbd "$ref" 'Default password:' "${owners[1]}" 'Code [A-Z][0-9]-[A-Z] sent' @ \
    'super-admin' '' 'ogin' owen 'New password for owen' "$chosen" \
    again "$chosen" 'sign in as owen' '' || bad "a recovery login has a session"
same "one super-admin" owen \
    "$(ho account show acme --json | field super_admin)"
works kbd owen Password: "$chosen"
same "the command ran as owen" 64004 "$said"
same "no strange question" '' "$(cat "$dir/strange" 2>/dev/null)"
end_apps
