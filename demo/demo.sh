#!/bin/bash
# demo/demo.sh - the main job, end to end, in a temporary directory.
#
# A client's owner has left; the registered contact writes to the help desk.
# Everything here is real: the daemons, libpam, a letter signed by dkimpy, the
# letters that come out.  Nothing of this machine is touched, nothing is asked.
set -euo pipefail

out=$(realpath "${OUT:-out}")
here=$(realpath "$(dirname "$0")")
share=$(realpath "$here/../share")
dir=$(mktemp -d "${TMPDIR:-/tmp}/handover-demo.XXXXXX")
export HANDOVER_SOCKET=$dir/run/desk.sock
export XDG_RUNTIME_DIR=$dir PYTHONDONTWRITEBYTECODE=1
python=/usr/bin/python3
pids=()

stop() {
	for p in "${pids[@]}"; do kill "$p" 2>/dev/null || true; done
	wait 2>/dev/null || true
}
trap stop EXIT

bold=$(tput bold 2>/dev/null || true)
dim=$(tput dim 2>/dev/null || true)
off=$(tput sgr0 2>/dev/null || true)
say() { printf '\n%s%s%s\n' "$bold" "$*" "$off"; }
# shows a command as it would be typed, then its answer, indented
run() {
	local rc=0
	printf '%s  $ %s%s\n' "$dim" "${*//$dir\//}" "$off"
	"$out/handover" "${@:2}" 2>&1 | sed "s|$dir/||g; s/^/    /" || rc=$?
	return "$rc"
}
fail() { echo "demo: $*; see $dir" >&2; exit 1; }
# waits for a file that matches, in the mailbox that the desk's mail goes to
mail_with() { # PATTERN [how many there must be]
	local n=0 f
	while ((n++ < 200)); do
		f=$(grep -ls -- "$1" "$dir"/mail/new/* 2>/dev/null |
		    sort | tail -n 1) || true
		[ -n "$f" ] && { echo "$f"; return 0; }
		sleep 0.05
	done
	fail "no letter came with '$1'"
}

# --- 1. an installation ---------------------------------------------------------
say "1. Northwind's owner has left. Here is a help desk with Handover."
mkdir "$dir/pam.d" "$dir/key" "$dir/run"
openssl genrsa -out "$dir/key/northwind.pem" 2048 2>/dev/null
openssl genrsa -out "$dir/key/mallory.pem" 2048 2>/dev/null
for d in northwind mallory; do
	printf 's1._domainkey.%s.example. 300 IN TXT "v=DKIM1; k=rsa; " "p=%s"\n' \
	    $d "$(openssl rsa -in "$dir/key/$d.pem" -pubout -outform DER 2>/dev/null |
	    base64 -w 0 | sed 's/.\{200\}/&" "/')"
done >"$dir/records"
me=$(id -un)
"$out/handover" init --admin "$me" --user "$me" --config "$dir/handover.conf" \
    --set state-dir="$dir/state" --set runtime-dir="$dir/run" \
    --set resolver-socket="$dir/run/resolver.sock" \
    --set store-key="$dir/key/store" --set log-key="$dir/key/log" \
    --set libexec-dir="$out" --set templates-dir="$share/templates" \
    --set courier-uid="$(id -u)" --set login-uids="$(id -u)" \
    --set desk-address=support@host.example --set desk-name="Host support" \
    --set sign-in-url=https://panel.host.example/login \
    --set maildir="$dir/mail" --set records="$dir/records" \
    --set log-origin=host.example/demo --set locked-memory=try \
    >"$dir/init" || fail "init: $(cat "$dir/init")"
printf '\n[service panel]\nforced-step = login\n' >>"$dir/handover.conf"
for p in resolver:"$out/handover-resolver" daemon:"$out/handoverd --foreground" \
    courier:"$out/handover-courier"; do
	${p#*:} --config "$dir/handover.conf" 2>"$dir/${p%%:*}.log" &
	pids+=($!)
done
module="$out/pam_handover.so socket=$dir/run/login.sock daemon_uid=$(id -u)"
for phase in auth account password; do
	echo "$phase required $module"
done >"$dir/pam.d/panel"
until "$out/handover" status >/dev/null 2>&1; do
	kill -0 "${pids[1]}" 2>/dev/null || fail "$(cat "$dir/daemon.log")"
	sleep 0.05
done

hash() { openssl passwd -6 "$1"; }
hash 'carla liked long passwords' | run handover account add northwind \
    --name "Northwind Trading" --seats 10 --owner carla --owner-name "Carla" \
    --owner-address carla@northwind.example --hash - \
    --contact it@northwind.example --admin mara=mara@northwind.example
run handover account add contoso --name "Contoso" --seats 5 --owner piet \
    --owner-absent --contact office@contoso.example

decode() { # the text of a letter, as a mail program shows it
	$python -c 'import email, email.policy, sys
m = email.message_from_binary_file(open(sys.argv[1], "rb"),
    policy=email.policy.default)
for h in ("To", "Subject", "In-Reply-To"):
    print(h + ": " + str(m[h] or ""))
print()
print(m.get_content())' "$1"
}

# --- signing in to the panel ------------------------------------------------------
# Answers prompts as they come: WORD=ANSWER.  @PATTERN stands for the code of
# 8 digits in the newest letter with that text.
sign_in() { # LOGIN WORD=ANSWER...
	local line word text a from to login=$1
	shift
	printf '    Login: %s\n' "$login"
	coproc panel { "$out/panel" --confdir "$dir/pam.d" --service panel \
	    --phases auth --user "$login" 2>&1; }
	exec {from}<&"${panel[0]}" {to}>&"${panel[1]}"
	while read -r line <&"$from"; do
		case $line in
		ask*)
			word=$(cut -d ' ' -f 2 <<<"$line") text=
			for a; do [ "${a%%=*}" = "$word" ] && text=${a#*=}; done
			[ "${text#@}" = "$text" ] ||
			    text=$(decode "$(mail_with "${text#@}")" |
				grep -oE '\b[0-9]{8}\b' | head -n 1)
			echo "$text" >&"$to"
			case $word in *password*) text="${text//?/*}" ;; esac
			printf '    %s %s\n' "$(cut -d ' ' -f 6- <<<"$line")" \
			    "$text"
			;;
		end*)
			read -r _ _ code result _ <<<"$line"
			printf '    -> PAM answers %s; HANDOVER_RESULT=%s\n' \
			    "$([ "$code" = 0 ] && echo yes || echo "no ($code)")" \
			    "$result"
			;;
		*) printf '    %s\n' "$line" ;;
		esac
	done
	exec {from}<&- {to}>&-
	wait 2>/dev/null "${panel_PID:-}" || true
}
say "   Carla, who is leaving, signs in as ever:"
sign_in carla password="carla liked long passwords"

# --- 2. the request ---------------------------------------------------------------
letter() { # FROM-field MESSAGE-ID SUBJECT
	cat <<L
From: $1
To: support@host.example
Subject: $3
Date: $(LC_ALL=C date -u '+%a, %d %b %Y %H:%M:%S +0000')
Message-ID: <$2>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

Hello,

Carla, who owned our panel, has left, and nobody here can receive her
codes. Please reset the owner's login.

Jonas, Northwind IT
L
}
letter 'Jonas <it@northwind.example>' r1@northwind.example "Owner has left" |
    $python "$here/sign.py" s1 northwind.example "$dir/key/northwind.pem" \
	>"$dir/request.eml"
letter '"it@northwind.example" <ceo@mallory.example>' r2@mallory.example \
    "Owner has left" |
    $python "$here/sign.py" s1 mallory.example "$dir/key/mallory.pem" \
	>"$dir/forged.eml"
letter 'Office <office@contoso.example>' r3@contoso.example "Owner has left" \
    >"$dir/unsigned.eml"
run handover reset --mail "$dir/request.eml" --owner

say "2. The answer that went back, on the same thread, to the address on file:"
answer=$(mail_with "^    Default password:")
field() { decode "$answer" | sed -n "s/^ *$1: *//p" | head -n 1; }
decode "$answer" | sed -n '1,14p' | sed 's/^/    /'
echo "    ..."
ref=$(field Login) secret=$(field "Default password")

# --- 3. two who try --------------------------------------------------------------
say "3. A stranger signs his own letter, with the contact's address as his name:"
run handover reset --mail "$dir/forged.eml" --owner || true
say "4. A letter in another contact's name, which nobody signed. Nothing is
   issued; a word goes to the real contact, who knows nothing of it:"
run handover reset --mail "$dir/unsigned.eml" --owner || true
mail_with "^CONFIRM" >/dev/null

say "5. Northwind signs in with what the letter said, and names Mara:"
sign_in "$ref" default-password="$secret" claim-code="@for case" \
    candidate=mara candidate-code="@you are being made" \
    new-password="four quiet herons read" \
    new-password-again="four quiet herons read" done=

say "6. Carla no longer gets in; Mara does; the default password is spent:"
sign_in carla password="carla liked long passwords"
sign_in mara password="four quiet herons read"
sign_in "$ref" default-password="$secret"
run handover account show northwind

# --- 7. somebody with the database ----------------------------------------------------
say "7. Somebody with sqlite3 and root makes Carla super-admin again:"
forge="UPDATE account SET super_admin = (SELECT id FROM user WHERE login = 'carla')
  WHERE code = 'northwind'"
printf '%s  $ sqlite3 state/store.db "%s"%s\n' "$dim" "$forge" "$off"
sqlite3 "$dir/state/store.db" "$forge" 2>&1 | sed 's/^/    /'
run handover account show northwind || true
run handover audit verify || true

say "Look around: $dir"
cat <<END
    request.eml forged.eml unsigned.eml   what came in
    mail/new/                             what went out
    state/store.db                        the store (sqlite3 reads it)
    state/checkpoints                     what the log signed, handed outside
    handover.conf                         every setting, explained
END
