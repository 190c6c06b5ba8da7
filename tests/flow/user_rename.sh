#!/bin/bash
# S12: a user asks for another login name and chooses it at a sign-in, through
# real libpam; nobody else gets the old one for 90 days.
. "$(dirname "$0")/case_lib.sh"
. "$(dirname "$0")/login.inc"
letters=$root/tests/flow/letter.py

panels=
trap 'kill $panels 2>/dev/null; stop_all; [ "$failures" = 0 ] && rm -rf "$dir"' EXIT
secret=whsec_$(openssl rand -base64 32)
(umask 077 && echo "$secret" >"$dir/hook.secret")
port=$("$python" -c 'import socket
s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$python" "$root/doc/examples/web-hook.py" "$port" "$secret" \
    >"$dir/notices" 2>"$dir/hook.log" &
panels=$!
listens() { curl -s -o "$dir/up" "http://127.0.0.1:$port/"; [ $? != 7 ]; }
wait_for "the example" listens
mkdir "$conf.d"
printf '%s\n' "hook-url = http://127.0.0.1:$port/handover" \
    "hook-secret-file = $dir/hook.secret" '[service once]' \
    'forced-step = login' 'prompts = one' '[service both]' \
    'forced-step = login' 'login = password+otp' 'otp = mail' \
    >"$conf.d/hook.conf"
lmtp=$dir/run/lmtp.sock
start_case_house lmtp-socket="$lmtp" lmtp-uids="$(id -u)"
add_pam
cp "$dir/pam.d/plain" "$dir/pam.d/once"
cp "$dir/pam.d/plain" "$dir/pam.d/both"
password=what.carl-keeps.for-himself # which could be a login, too
cat >"$dir/users" <<-E
	{"account":"east","name":"East","seats":9,"users":3,"contacts":["office@evil.example"]}
	{"user":"otto","role":"super-admin","addresses":["otto@evil.example"]}
	{"user":"carl","role":"user","hash":"$(openssl passwd -6 "$password")","addresses":["carl@evil.example"]}
	{"user":"dan","role":"user","hash":"$(openssl passwd -6 "$password")","addresses":["dan@evil.example"]}
E
works ho account import --file "$dir/users"

asks() { # FILE FROM [NAME=VALUE]...
	write_mail "$1" "$2" text='Another login name, please.' \
	    Subject='My login' "${@:3}"
}
permits() { # LOGIN: its user may choose; the case is in $ref
	asks "ask_$1" "${2:-$1@evil.example}"
	works ho user rename "$1" --mail "$dir/ask_$1" --json
	ref=$(field ref <<<"$said")
}
chooses() { # LOGIN NEW
	call panel "$1"
	say "$password"
	asked new-login
	say "$2"
}
notices() { wc -l <"$dir/notices"; }
are() { [ "$(notices)" = "$1" ]; }

# --- who may ask ------------------------------------------------------------------------
asks contact office@evil.example
refused 1 may-not-ask ho user rename carl --mail "$dir/contact"
has "a text for the client" 'on file for this account' "$said"
asks other dan@evil.example
refused 1 may-not-ask ho user rename carl --mail "$dir/other"
asks owner otto@evil.example
refused 1 may-not-ask ho user rename carl --mail "$dir/owner"
asks stranger carl@northwind.example
refused 1 from-not-registered ho user rename carl --mail "$dir/stranger"
same "no proof would help" refused "$(field state <<<"$said")"
refused 1 not-by-mail ho user rename carl
refused 1 no-user ho user rename nobody --mail "$dir/other"

# --- the whole case -----------------------------------------------------------------------
asks trial carl@evil.example
works ho user rename carl --mail "$dir/trial" --dry-run --json
same "what would be" "rename issued" \
    "$(field kind <<<"$said") $(field state <<<"$said")"
call panel carl
say "$password"
ended auth 0 ok carl
permits carl
same "issued" "rename issued" "$(field kind <<<"$said") $(field state <<<"$said")"
has "with a ticket" '^T-' "$(field ticket <<<"$said")"
refused 1 no-credentials ho case show "$ref" --credentials
refused 1 seen-before ho user rename carl --mail "$dir/ask_carl"
asks again carl@evil.example
refused 1 case-open ho user rename carl --mail "$dir/again"
arrives carl@evil.example 2
answer=$(letter_to carl@evil.example 'Re: My login')
has "the answer is on the thread" '^In-Reply-To: <' "$answer"
has "says where" 'https://panel.example/' "$answer"
arrives office@evil.example 1
has "everyone affected is told" 'another login name for the user carl' \
    "$(letter_to office@evil.example 'concerns you')"
has "who may undo it" '^STOP HO-' \
    "$(letter_to otto@evil.example 'concerns you')"

# --- at a sign-in: behind the password, and only where it can be asked ------------------------
call plain carl
say "$password"
ended auth 0 ok carl
call once carl
say "$password"
ended auth 0 ok carl
call panel carl
say 'not the password'
ended auth 7 refused
call both carl
say "$password"
asked code
say 00000000
ended auth 7 refused
call both carl
say "$password"
say ''
say "$(letter 'Your code' '[0-9]{8}')"
asked new-login
say ''
ended auth 0 ok carl
n=$(events login.ok)
call panel carl
say "$password"
has "the question" "^ask new-login $ref - 20[0-9-]*T[0-9:]*Z: New login name" "$ask"
hang_up
same "nobody is in who did not answer" "$n" "$(events login.ok)"
chooses carl ''
ended auth 0 ok carl
chooses carl CARL
ended auth 0 ok carl
chooses carl "$password"
has "a password is no name" 'just signed in with' "$told"
ended auth 0 ok carl
chooses carl 'no login'
asked new-login
has "it says what one is" 'has 1 to 128 characters' "$told"
say HO-7F3K2M
asked new-login
say bob
asked new-login
has "somebody's" 'cannot be had' "$told"
say dan@evil.example
asked new-login
has "nor an address of somebody" 'cannot be had' "$told"
say office@evil.example
ended auth 7 refused
same "nothing yet" "0 carl" \
    "$(events login.renamed) $(ho user show carl --json | field login)"

# --- of fifty that race, each with a name of their own, one -----------------------------------
for ((i = 0; i < 50; i++)); do
	printf '%s\n' "$password" "carl.$i" |
	    "$OUT/panel" --confdir "$dir/pam.d" --service panel \
	    --user carl --phases auth >"$dir/race.$i" 2>&1 &
	racers[i]=$!
done
wait "${racers[@]}"
same "renamed once" 1 "$(events login.renamed)"
new=$(ho audit list --from 1 --event login.renamed --json | json 'x["login"]')
has "by one of them" '^carl\.[0-9]+$' "$new"
same "who is in is in by that name" "end auth 0 ok $new" \
    "$(cat "$dir"/race.* | grep '^end auth 0' | cut -d' ' -f1-5)"
same "the others are refused" 49 \
    "$(cat "$dir"/race.* | grep -c '^end auth 7 refused carl ')"
same "the event has both" "carl $ref east" \
    "$(ho audit list --from 1 --event login.renamed --json |
    json 'x["former"] + " " + x["ref"] + " " + x["account"]')"
gets_to "$ref" done
carls=$ref
refused 1 no-user ho user show carl
kept_out carl "$password"
call panel "$new"
say "$password"
ended auth 0 ok "$new"
has "sessions from before are void" ' user east - 20[0-9-]*T[0-9:]*Z$' "$end"
wait_for "two notices" are 2
same "the panel is told" "user.renamed $new carl $ref" \
    "$(sed -n 1p "$dir/notices" | json '" ".join((x["type"],
    x["data"]["login"], x["data"]["former"], x["data"]["case"]))')"
same "and to end sessions" "sessions.end-before $new" \
    "$(sed -n 2p "$dir/notices" |
    json 'x["type"] + " " + x["data"]["login"]')"
for to in carl otto office; do
	wait_for "$to to hear of it" letter_to $to@evil.example 'signs in as'
	has "so is everyone: $to" 'until now:  carl' \
	    "$(letter_to $to@evil.example 'signs in as')"
done

# --- 90 days: no door gives the old one to anybody else ------------------------------------------
refused 1 login-kept ho user add carl --account east --name Carl
refused 1 login-kept ho account add other --name Other --owner carl --seats 1 \
    --contact it@other.example
cat >"$dir/more" <<-E
	{"account":"west","name":"West","seats":1,"users":1,"contacts":["w@x.example"]}
	{"user":"carl","role":"super-admin"}
E
fails_with 1 'kept for them' ho account import --file "$dir/more"
write_mail owner office@evil.example
works ho reset --mail "$dir/owner" --owner --account east --json
ref=$(field ref <<<"$said")
call panel "$ref"
say "$(letter "$ref" '(?<=Default password:  )[0-9A-Z]{4}(-[0-9A-Z]{4}){5}')"
say "$(letter "$ref" '(?<= )[0-9]{8}(?=\n)')"
asked candidate
say ''
asked new-login
say carl
asked new-login
has "nor as new super-admin" 'carl cannot be had' "$told"
hang_up
works ho case refuse "$ref" --reason 'it was only asked'
permits dan
chooses dan carl
asked new-login
has "kept" 'cannot be had' "$told"
hang_up

# --- a reset in between ends in its sign-in, and leaves the permission for the next ---------------
write_mail reset dan@evil.example
works ho reset --mail "$dir/reset" --user dan --json
reset=$(field ref <<<"$said")
n=$(events login.ok)
call panel dan
say "$(letter "$reset" '(?<=Default password:  )[0-9A-Z]{4}(-[0-9A-Z]{4}){5}')"
say "$(letter "$reset" '(?<= )[0-9]{8}(?=\n)')"
asked new-password
say "$password"
say "$password"
ended auth 0 reset dan
same "in the log" $((n + 1)) "$(events login.ok)"
chooses dan ''
ended auth 0 ok dan

same "nor does sqlite3" "taken: a login that somebody gave up" "$(sqlite3 \
    "$dir/state/store.db" "BEGIN; INSERT INTO user SELECT 99, seq, mac, account,
    'carl', name, role, state, created_at, valid_from, grace_from FROM user LIMIT 1;
    ROLLBACK" 2>&1 | grep -o 'taken: a login that somebody gave up')"

# --- a mail that nothing proves: the word first ----------------------------------------------
works ho case refuse "$ref" --reason 'not yet'
asks unsigned dan@evil.example sign=
fails_with 3 waiting-confirm ho user rename dan --mail "$dir/unsigned" --json
ref=$(field ref <<<"$said")
call panel dan
say "$password"
ended auth 0 ok dan
confirm() { letter_to dan@evil.example 'Re: My login' | word_of CONFIRM; }
has_word() { [ -n "$(confirm)" ]; }
wait_for "the word" has_word
write_mail yes dan@evil.example sign= text="CONFIRM $ref $(confirm)"
works ho case confirm --mail "$dir/yes"
same "goes on by itself" issued "$(state_of "$ref")"

# --- a stop word, before; and after the choice it undoes nothing -----------------------------------
dans=$ref
letter=$(letter_to otto@evil.example "$dans")
write_mail stop otto@evil.example \
    text="STOP $dans $(word_of STOP <<<"$letter")"
call panel dan
say "$password"
asked new-login
works ho case freeze --mail "$dir/stop"
same "frozen" frozen "$(state_of "$dans")"
say daniel
has "who was asked meanwhile hears it" 'can be chosen any more' "$told"
ended auth 0 ok dan
call panel dan
say "$password"
ended auth 0 ok dan
refused 1 not-now ho case freeze "$carls"
permits_again() {
	asks back "carl@evil.example"
	ho user rename "$new" --mail "$dir/back" --json
}
fails_with 3 holding permits_again
ref=$(field ref <<<"$said")
works ho case refuse "$ref" --reason 'another day'

# --- who had it may have it back ----------------------------------------------------------------------
move_clock $((31 * 86400))
write_mail later carl@evil.example later=$((31 * 86400)) Subject='My login'
works ho user rename "$new" --mail "$dir/later" --json
ref=$(field ref <<<"$said")
chooses "$new" carl
ended auth 0 ok carl
same "twice" 2 "$(events login.renamed)"
kept_out "$new" "$password"

# --- a permission that nobody uses ends after three days, and its case after seven ---------------------
move_clock $((32 * 86400))
write_mail last carl@evil.example later=$((32 * 86400)) Subject='My login'
works ho user rename carl --mail "$dir/last" --json
ref=$(field ref <<<"$said")
works ho case revoke "$ref"
call panel carl
say "$password"
ended auth 0 ok carl
works ho case issue "$ref"
move_clock $((35 * 86400 + 60))
gets_to "$ref" ready
same "why" permission-expired "$(reason_of "$ref")"
call panel carl
say "$password"
ended auth 0 ok carl
works ho case issue "$ref"
has "its history says so" 'may choose another login, given by' \
    "$(ho case show "$ref")"
move_clock $((40 * 86400))
gets_to "$ref" lapsed
same "why" permission-lapsed "$(reason_of "$ref")"

# --- mail that came by itself -------------------------------------------------------------------------
asks came carl@evil.example later=$((40 * 86400))
"$root/tests/flow/lmtp.py" "$lmtp" "$dir/came" carl@evil.example >/dev/null
id=$(ho inbox list --all --json | tail -n 1 | field id)
works ho inbox rename "$id" --user carl --json
same "a whole case on it" "rename issued" \
    "$(field kind <<<"$said") $(field state <<<"$said")"
works ho account policy east --second-factor required --grace 10
chooses carl carlo
ended auth 0 ok carlo
has "a grace is told beside it" '^grace 20' "$told"

# --- after 90 days anybody may ---------------------------------------------------------------------------
move_clock $((129 * 86400))
refused 1 login-kept ho user add carl --account east --name Carl
move_clock $((130 * 86400 + 60))
works ho user add carl --account east --name Carl
hasnt "staff saw no password" "$password" "$(cat "$dir/log")"
whole
finish
