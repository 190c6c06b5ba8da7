#!/bin/bash
# tests/flow/login_transfer.sh - a present super-admin hands over by themselves,
# through real libpam; and what stops it.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/login.inc"

# what the panel is to be told is kept: nobody listens there
(umask 077 && echo "whsec_$(openssl rand -base64 32)" >"$dir/hook.secret")
mkdir "$conf.d"
printf '%s\n' 'hook-url = http://127.0.0.1:9/' \
    "hook-secret-file = $dir/hook.secret" '[service transfer]' \
    'login = password' 'transfer = yes' >"$conf.d/transfer.conf"
open_house
cp "$dir/pam.d/plain" "$dir/pam.d/transfer"

# olga has the panel, gus is an admin; kim has no address, ned no password
pass() { openssl passwd -6 "the password of $1"; }
works ho account import --file - <<END
{"account":"beta","name":"Beta","seats":9,"users":5,"contacts":["it@acme.example","office@acme.example"]}
{"user":"olga","role":"super-admin","hash":"$(pass olga)","addresses":["olga@acme.example"]}
{"user":"gus","role":"admin","hash":"$(pass gus)","addresses":["gus@acme.example"]}
{"user":"gia","role":"user","hash":"$(pass gia)","addresses":["gia@acme.example"]}
{"user":"kim","role":"user","hash":"$(pass kim)"}
{"user":"ned","role":"user","addresses":["ned@acme.example"]}
END

hand() { # NAME
	call transfer "$1" --phases chauthtok
}
own() { # NAME: as far as the question to whom
	hand "$1"
	say "the password of $1"
	asked own-code
	say "$(letter 'to hand over' '[0-9]{8}')"
	asked candidate
}
owner() { ho account show "$1" --json | field super_admin; }
kept() { ho outbox list --json | grep -c "\"kind\":\"$1\""; }

has "doctor says what it is" 'hands the account over' \
    "$(ho doctor --service transfer)"
has "and so does the procedure" 'hands over by themselves \(PAM service transfer' \
    "$(ho procedure)"

# --- where no service says so, nobody does; who is not it is told nothing ------------
call plain olga --phases chauthtok
ended chauthtok 20 refused
for who in gus gia kim; do
	hand $who
	asked password
	say "the password of $who"
	ended chauthtok 20 refused
	same "nothing is said" '' "$told"
done
hand nobody
asked password
hang_up
hand olga
say 'not the password of olga'
ended chauthtok 20 refused
same "nothing is said" '' "$told"

# --- to whom it does not go -------------------------------------------------------------
signs_in olga 'the password of olga'
since=${end##* }
knows super-admin beta - "$since"
hand olga
say 'the password of olga'
asked own-code
hasnt "the whole address" 'olga@' "$ask"
hang_up
own olga
say kim
asked candidate
has "why not" 'no confirmed address' "$told"
say it@acme.example
asked candidate
has "a contact is no user" 'no active user' "$told"
say olga
asked candidate
has "not oneself" 'to be replaced' "$told"
say ned
asked candidate
has "nobody who could not sign in" 'no password yet' "$told"
hang_up

# --- a daemon that is killed leaves all as it was ----------------------------------------
own olga
say gia@ACME.example
asked candidate-code
kill_daemon
say 12345678
ended chauthtok 9 unavailable
start_daemon
wait_for "the courier is back" letter 'hand over' '[0-9]' >/dev/null
same "still the old one" olga "$(owner beta)"

# --- what an admin asked for ends with it (law 12) -----------------------------------------
mails=0
mail_as() { # WHO SUBJECT
	mails=$((mails + 1))
	cat <<-L | $python "$root/demo/sign.py" s1 acme.example \
	    "$dir/acme.pem" >"$dir/request.eml"
	From: $1@acme.example
	To: desk@host.example
	Subject: $2
	Date: $(LC_ALL=C date -u '+%a, %d %b %Y %H:%M:%S +0000')
	Message-ID: <$mails.by.$$@acme.example>
	MIME-Version: 1.0
	Content-Type: text/plain; charset=utf-8

	Please help.
	L
}
asks_as() { # WHO USER: a reset; sets $case_ref
	mail_as "$1" "$2 cannot sign in"
	works ho reset --mail "$dir/request.eml" --user "$2" --json
	case_ref=$(tail -n 1 <<<"$said" | field ref)
}
stands() { # REF: state and reason
	ho case show "$1" --json | json 'x["state"] + " " + x.get("reason", "")'
}
asks_as gus gia
of_gia=$case_ref
word=$(letter "$of_gia" '(?<=Default password:  )[0-9A-Z]{4}(-[0-9A-Z]{4}){5}')

# --- the whole way --------------------------------------------------------------------------
sleep 1 # times are seconds
own olga
say gia
asked candidate-code
hasnt "the whole address" 'gia@' "$ask"
code=$(letter 'being made super-admin of Beta' '[0-9]{8}')
say "$code"
ended chauthtok 0 ok olga
moved=${end##* }
knows admin beta - "$moved"
has "what was done" 'gia is the super-admin now' "$told"
same "sessions from before are void" 1 "$([[ $moved > $since ]] && echo 1)"
same "one super-admin" gia "$(owner beta)"
same "once" 1 "$(events owner.transferred)"
told_of() { # who has the letter, in one line
	grep -hs '^To: ' $(grep -ls '^Subject: .*gia is the super' \
	    "$dir"/mail/new/*) | sort | tr -d '\r\n'
}
everyone() { [ "$(told_of)" = "$all" ]; }
all=$(printf 'To: %s@acme.example' gia gus it office olga)
wait_for "everyone affected, and nobody else, is told" everyone
same "the panel: the role, both sessions, nobody disabled" '1 2 0' \
    "$(kept owner.changed) $(kept sessions.end-before) $(kept user.disabled)"
signs_in gia 'the password of gia'
knows super-admin beta - "$moved"
signs_in olga 'the password of olga'
knows admin beta - "$moved"
hand olga
say 'the password of olga'
ended chauthtok 20 refused
same "what the admin asked for has ended" "refused owner-changed" \
    "$(stands "$of_gia")"
kept_out gia "$word"

# --- twenty bring the code of the next one ----------------------------------------------------
seed=3132333435363738393031323334353637383930
asks_as it gus # a contact may ask for anybody
of_gus=$case_ref
printf 'HOTP gia - %s 0\n' $seed >"$dir/oath"
works ho factor import --file "$dir/oath"
hand gia
say 'the password of gia'
asked code # whatever login says
say "$(oathtool -c 0 $seed)"
asked candidate
say gus
asked candidate-code
hang_up
code=$(letter 'is gia, who wants' '[0-9]{8}')
for ((i = 0; i < 20; i++)); do
	printf '%s\n' 'the password of gia' "$(oathtool -c $((i + 1)) $seed)" \
	    gus "$code" |
	    "$OUT/panel" --confdir "$dir/pam.d" --service transfer \
	    --user gia --phases chauthtok >"$dir/race.$i" 2>&1 &
	racers[i]=$!
done
wait "${racers[@]}"
same "one of twenty" 1 "$(cat "$dir"/race.* | grep -c '^end chauthtok 0 ok ')"
same "handed over twice in all" 2 "$(events owner.transferred)"
same "one super-admin" gus "$(owner beta)"
has "what a contact asked for goes on" '^issued ' "$(stands "$of_gus")"

# --- who is handed the account has another name by then ------------------------------------------
works ho account import --file - <<END
{"account":"gamma","name":"Gamma","seats":9,"users":3,"contacts":["gamma@acme.example"]}
{"user":"hal","role":"super-admin","hash":"$(pass hal)","addresses":["hal@acme.example"]}
{"user":"ivy","role":"user","hash":"$(pass ivy)","addresses":["ivy@acme.example"]}
{"user":"ivy@acme.example","role":"user","hash":"$(pass mal)","addresses":["mal@acme.example"]}
END
mail_as ivy 'another name'
works ho user rename ivy --mail "$dir/request.eml"
own hal
say ivy@acme.example
asked candidate
has "whose login it is, or whose address?" 'More than one person' "$told"
say ivy
asked candidate-code
first_to=$to first_from=$from first_pid=$panel_pid
code=$(letter 'is hal, who wants' '[0-9]{8}')
call panel ivy
say 'the password of ivy'
asked new-login
say ivana
ended auth 0 ok ivana
to=$first_to from=$first_from panel_pid=$first_pid
say "$code"
ended chauthtok 0 ok hal
has "the one of now is told" 'ivana is the super-admin now' "$told"
same "and has it" ivana "$(owner gamma)"

# --- somebody asks for the same: their case is stopped, and neither goes on ---------------------
asks_for --owner
hand gone
say 'the owner that has left'
ended chauthtok 20 refused
has "why" 'was frozen lately' "$told"
same "it is stopped" "frozen owner-signed-in" \
    "$(stands "$case_ref")"
same "still the same" gone "$(owner acme)"

# --- the desk stops it, where no case is open too --------------------------------------------------
works ho case freeze --account beta
hand gus
say 'the password of gus'
ended chauthtok 20 refused
has "why" 'was frozen lately' "$told"

# --- an alert at the desk -------------------------------------------------------------------------
works ho alert raise --reason 'somebody calls and calls'
hand gus
say 'the password of gus'
ended chauthtok 20 refused
has "why" 'raised an alert' "$told"
hasnt "no code in the log" "$code" \
    "$(ho audit list --from 1 --json; cat "$dir/log")"
whole
finish
