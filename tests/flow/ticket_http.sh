#!/bin/bash
# What a ticket system, or whoever stands in its place, may answer: redirects,
# which the token does not follow, HTML, a body without an end, silence, refusals,
# a certificate that nobody vouches for.  Each has a sentence, the case waits,
# and there is one ticket.
. "$(dirname "$0")/ticket_lib.sh"
start_tracker good
start_tracker evil
(umask 077 && echo token >"$dir/token")
start_case_house ticket-system=jira ticket-url="http://127.0.0.1:$good" \
    ticket-project=DESK ticket-user=desk@support.example ticket-lag=1s \
    ticket-token-file="$dir/token"

step=0
tried() { # PATTERN
	ho case show "$ref" | grep -q "last: $1"
}
says() { # FAULT PATTERN
	set_fault good "$1"
	step=$((step + 1))
	move_clock $((step * 2000))
	wait_for "$1" tried "$2"
	same "it waits" waiting-ticket "$(state_of "$ref")"
}

set_fault good 'status 503'
write_mail request ops@northwind.example
fails_with 3 waiting-ticket ho reset --mail "$dir/request" --owner --json
ref=$(field ref <<<"$said")
says 'status 500' 'it failed'
says "redirect http://127.0.0.1:$evil" 'it answers with a redirect'
same "the token went nowhere" "" "$(cat "$dir/evil/requests" 2>/dev/null)"
says html 'its answer is not one of this kind'
says endless 'its answer has no end'
says drop 'it did not answer'
says 'status 401' 'it does not know the token'
says 'status 403' 'the token may not'
says 'status 404' 'it is not at this address'
says 'status 429' 'it asks to be left alone'
says 'status 400' 'it refuses the request'
same "no ticket yet" 0 \
    "$(curl -fsS "http://127.0.0.1:$good/__state" | json 'len(x["issues"])')"
has "doctor knows" 'wait for their tickets for more than 10 minutes' "$(ho doctor)"
set_fault good ''
move_clock 30000
gets_to "$ref" issued
all_told "$ref"
same "one ticket" 1 \
    "$(curl -fsS "http://127.0.0.1:$good/__state" | json 'len(x["issues"])')"

# --- entries that are refused for good are told, and hold up nothing ------------------
set_fault good 'status 413'
works ho case note "$ref" --text 'too long'
all_told "$ref"
same "one event" 1 "$(events ticket.failed)"
has "doctor tells" 'never got into their tickets' "$(ho doctor)"
has "and the case" '^  entries that never got into it: 1' "$(ho case show "$ref")"

# --- a comment that a setting is in the way of waits: the record is not lost ----------
set_fault good 'status 400'
works ho case note "$ref" --text 'for a role that is not there'
wait_for "the reason" tried 'it refuses the comment; see ticket-comments'
set_fault good ''
move_clock 40000
all_told "$ref"
has "it is there" 'a role that is not there' \
    "$(curl -fsS "http://127.0.0.1:$good/__state" | json 'x["issues"][0]["comments"]')"
same "still one event" 1 "$(events ticket.failed)"
works ho case refuse "$ref" --reason 'a test'
all_told "$ref"

# --- certificates ---------------------------------------------------------------------
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 \
    -addext 'subjectAltName = IP:127.0.0.1' -keyout "$dir/key.pem" \
    -out "$dir/cert.pem" 2>/dev/null
start_tracker safe "$dir/cert.pem" "$dir/key.pem"
stop_one "$courier_pid" handover-courier
mkdir "$conf.d"
echo "ticket-url = https://127.0.0.1:$safe" >"$conf.d/safe.conf"
start_courier
write_mail again ops@northwind.example
fails_with 3 waiting-ticket ho reset --mail "$dir/again" --owner --json
ref=$(field ref <<<"$said")
wait_for "a refusal of the certificate" tried 'its certificate is not good'
same "nothing was asked" "" "$(cat "$dir/safe/requests" 2>/dev/null)"
stop_one "$courier_pid" handover-courier
echo "ticket-ca-file = $dir/cert.pem" >>"$conf.d/safe.conf"
start_courier
move_clock 40000
gets_to "$ref" issued
whole
finish
