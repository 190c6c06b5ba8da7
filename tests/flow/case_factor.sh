#!/bin/bash
# An authenticator is removed, and a sign-in unlocked, by a judged mail and never
# by staff alone: forged, by telephone, too high, stopped, confirmed, held.
. "$(dirname "$0")/login.inc"
. "$(dirname "$0")/case_lib.sh"

later() { # SECONDS more
	move_clock $(($(cat "$dir/clock") + $1))
}
now() { echo $(($(date +%s) + $(cat "$dir/clock"))); }
key=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ
code() { # a step that was not used yet
	later 30
	oathtool --totp -b -N "@$(now)" $key
}
in_with() { # NAME PASSWORD [CODE]: the result
	call both "$1"
	say "$2"
	[ -n "$ask" ] && say "${3:-}"
	cut -d' ' -f4 <<<"$end"
}
bind() { # LOGIN...
	local login
	printf '%s\n" TOTP_AUTH\n12345678\n' $key >"$dir/google"
	for login; do
		works ho factor import "$login" --file "$dir/google"
	done
}
ask_for() { # FILE FROM [NAME=VALUE]...
	write_mail "$1" "$2" later="$(cat "$dir/clock")" Subject='My phone is lost' \
	    text='Please help.' "${@:3}"
}
removal() { ho factor remove "$1" --mail "$dir/$2" "${@:3}"; }
unlock() { ho user unlock "$1" --mail "$dir/$2" "${@:3}"; }
live() { ho factor list "$1" --json | grep -c '"state":"live"'; }
id_of() { ho factor list "$1" --json | tail -n 1 | field id; }

lmtp=$dir/run/lmtp.sock
install_handover lmtp-socket="$lmtp" lmtp-uids="$(id -u)" hold-removal=1h \
    tries-disable=12 tries-strange=6 tries-free=2
printf '\n[service both]\nlogin = password+otp?\n' >>"$conf"
mkdir "$dir/pam.d"
echo "auth required $MODULE socket=$dir/run/login.sock daemon_uid=$(id -u)" \
    >"$dir/pam.d/both"
make_key acme.example
make_key evil.example
start_daemon
start_resolver
start_courier
pw='the password of bob'
works ho account add acme --name Acme --seats 10 --owner bob \
    --owner-address bob@acme.example --contact ops@acme.example \
    --admin ann=ann@acme.example --hash - < <(openssl passwd -6 "$pw")
works ho user add zoe --account acme --name Zoe \
    --hash - < <(openssl passwd -6 "$pw")
bind bob ann
same "bob signs in with both" ok "$(in_with bob "$pw" "$(code)")"

# --- what removes nothing: the telephone, a stranger, somebody lower ------------------
refused 1 not-by-mail ho factor remove bob --all
same "recorded" refused "$(state_of "$(field ref <<<"$said")")"
refused 1 not-by-mail ho user unlock bob
ask_for stranger boss@evil.example
refused 1 from-not-registered removal bob stranger --all
same "waits for proof" waiting-proof "$(field state <<<"$said")"
ask_for admin ann@acme.example
refused 1 may-not-ask removal bob admin --all
refused 1 may-not-ask unlock bob admin
ask_for own bob@acme.example Message-ID='<own@acme.example>' \
    Subject='I have a new phone'
refused 2 usage removal bob own
refused 2 usage removal bob own --all --factor 1
refused 1 no-user removal nobody own --all
refused 1 no-factor removal bob own --factor "$(id_of ann)"
refused 1 no-factor removal bob own --factor 999
refused 1 no-factor removal zoe admin --all
refused 1 not-locked unlock zoe admin
ask_for forged bob@acme.example sign=evil.example
fails_with 3 no-aligned-signature removal bob forged --all --json
forged=$(field ref <<<"$said")
same "a forged name is asked back" waiting-confirm "$(field state <<<"$said")"
same "nothing is gone" "1 0" "$(live bob) $(events factor.remove)"

# --- by themselves: everybody is told, time passes, it goes --------------------------
fails_with 3 holding removal bob own --all --dry-run --json
same "nothing of it stays" waiting-confirm "$(state_of "$forged")"
fails_with 3 holding removal bob own --factor "$(id_of bob)" --json
ref=$(field ref <<<"$said")
same "the signed one is the firmer" "refused superseded" \
    "$(state_of "$forged") $(reason_of "$forged")"
refused 1 not-now ho case issue "$ref"
wait_for "the notice" letter_to bob@acme.example concerns
letter=$(letter_to bob@acme.example concerns)
has "what is asked" 'an authenticator of the user bob \(totp of 2' \
    "$letter"
has "a word to stop it" '^STOP HO-' "$letter"
same "it is good meanwhile" ok "$(in_with bob "$pw" "$(code)")"
kill_daemon
later 3700
start_daemon
gets_to "$ref" 'done'
same "it is gone" "0 1" "$(live bob) $(events factor.remove)"
same "so nobody asks for it" ok "$(in_with bob "$pw")"
wait_for "the answer" letter_to bob@acme.example 'Re: I have'
letter=$(letter_to bob@acme.example 'Re: I have')
has "the answer is on the thread" '^In-Reply-To: <own@acme.example>$' "$letter"
has "and says what is left" 'No authenticator and no recovery code' \
    "$(tr -s '\n ' ' ' <<<"$letter")"
has "the ticket says so too" 'bob has 0 authenticators now' \
    "$(ho case ticket "$ref")"
same "whose mailbox alone was told: marked" True \
    "$(ho case show "$ref" --json | field sole_address)"

# --- for another user, one of two; the word of a mail that nothing proves ---------------
bind zoe
first=$(id_of zoe)
stop_daemon
sed -i 's/^hold-removal.*/hold-removal = 0s/' "$conf"
start_daemon
ask_for unsigned ops@acme.example sign=
fails_with 3 no-aligned-signature removal zoe unsigned --factor "$first" --json
ref=$(field ref <<<"$said")
arrives ops@acme.example 1
letter=$(letter_to ops@acme.example)
has "it says what is asked" 'of the user zoe' "$letter"
write_mail yes ops@acme.example sign= later="$(cat "$dir/clock")" \
    text="CONFIRM $ref $(word_of CONFIRM <<<"$letter")"
works ho case confirm --mail "$dir/yes"
same "without a hold at once" "done 0" "$(state_of "$ref") $(live zoe)"
same "one event each" 2 "$(events factor.remove)"

# --- a password that nobody may try any more, and a locked authenticator --------------------
for n in 1 2 3 4 5 6 7 8 9 10 11 12; do
	in_with bob "guess $n" >/dev/null
	later 3600
done
same "disabled" refused "$(in_with bob "$pw")"
has "it is said" 'none is taken of bob' \
    "$(ho doctor --service both --user bob)"
ask_for mine bob@acme.example Message-ID='<mine@acme.example>' \
    Subject='I cannot sign in'
works unlock bob mine --dry-run --json
same "what would be" "unlock done True" "$(field kind <<<"$said") \
$(field state <<<"$said") $(field dry_run <<<"$said")"
same "is not" refused "$(in_with bob "$pw")"
works unlock bob mine --json
ref=$(field ref <<<"$said")
refused 1 seen-before ho reset --mail "$dir/mine" --user bob
same "it is taken again, but for the wrong ones" "ok refused" \
    "$(in_with bob "$pw") $(in_with bob 'guess 1')"
wait_for "the answer" letter_to bob@acme.example 'Re: I cannot'
letter=$(letter_to bob@acme.example 'Re: I cannot')
has "the answer is on the thread" '^In-Reply-To: <mine@acme.example>$' "$letter"
has "what it was about" 'the sign-in of the user bob unlocked' "$letter"
seq=$(ho audit list --from 1 --event user.unlock --json | field seq)
has "the log has how many" '"passwords":12,"codes":0' \
    "$(ho audit show "$seq" --json)"
has "the ticket too" '12 wrong passwords' "$(ho case ticket "$ref")"
# --- codes: on a mail that came by itself -------------------------------------------------
bind zoe
same "zoe is known here" ok "$(in_with zoe "$pw" "$(code)")"
for n in 1 2 3 4 5 6 7 8 9 10 11 12; do
	in_with zoe "$pw" 000000 >/dev/null
	later 3600
done
same "locked" '"state":"locked"' \
    "$(ho factor list zoe --json | grep -o '"state":"locked"')"
same "the right one too" refused "$(in_with zoe "$pw" "$(code)")"
ask_for came ops@acme.example
"$root/tests/flow/lmtp.py" "$lmtp" "$dir/came" ops@acme.example >/dev/null
mail=$(ho inbox list --json | tail -n 1 | field id)
fails_with 2 'user' ho inbox unlock "$mail"
works ho inbox unlock "$mail" --user zoe --json
same "unlocked" "unlock done" "$(field kind <<<"$said") $(field state <<<"$said")"
same "its codes are taken again" "1 ok" \
    "$(live zoe) $(in_with zoe "$pw" "$(code)")"
ask_for came2 ops@acme.example
"$root/tests/flow/lmtp.py" "$lmtp" "$dir/came2" ops@acme.example >/dev/null
mail=$(ho inbox list --json | tail -n 1 | field id)
works ho inbox factor "$mail" --user zoe --all --json
same "and gone" "done 0" "$(field state <<<"$said") $(live zoe)"

# --- a second person where the settings, or an alert, ask for one ---------------------------
works ho alert raise --reason 'somebody telephones'
ask_for watched ops@acme.example
fails_with 3 . removal ann watched --all --json
ref=$(field ref <<<"$said")
same "an alert: nobody else is here, so a day" holding "$(state_of "$ref")"

# --- stopped: the authenticator stays, and the next request waits too ------------------------
wait_for "the notice" letter_to ann@acme.example concerns
word=$(letter_to ann@acme.example concerns | word_of STOP)
write_mail stop ann@acme.example sign= text="STOP $ref $word" \
    later="$(cat "$dir/clock")"
works ho case freeze --mail "$dir/stop"
later 90000
same "stopped" "frozen 1" "$(state_of "$ref") $(live ann)"
works ho alert lower
ask_for again ops@acme.example
fails_with 3 . removal ann again --factor "$(id_of ann)" --json
same "after a stop it is held" holding "$(field state <<<"$said")"
works ho user disable ann
same "one event each" "3 2" "$(events factor.remove) $(events user.unlock)"
whole

# --- one that somebody spoilt with other tools: nobody is let in, and this is the way out -----
bind zoe
sqlite3 "$dir/state/store.db" "UPDATE factor SET drift = 1 WHERE id = $(id_of zoe)"
same "not by the password alone" unavailable "$(in_with zoe "$pw")"
ask_for spoilt ops@acme.example
fails_with 3 . removal zoe spoilt --all --json
ref=$(field ref <<<"$said")
kill_daemon
later 90000
start_daemon
gets_to "$ref" 'done'
same "by a case" ok "$(in_with zoe "$pw")"
finish
