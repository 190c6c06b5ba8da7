#!/bin/bash
# A case whose ticket is in a real Request Tracker 5: made, the mail in it octet
# for octet, the record as a comment, its status; tickets that
# staff named; and RT away.
. "$(dirname "$0")/ticket_lib.sh"
[ -x "${HANDOVER_RT:-}" ] || leave_out "HANDOVER_RT names no Request Tracker"
port=$(free_port)
rt=$dir/rt
start_rt() {
	"$HANDOVER_RT" "$port" "$rt" >"$dir/rt.log" 2>&1 ||
		leave_out "Request Tracker does not start: $(tail -n 1 "$dir/rt.log")"
	tracker_pid=$(cat "$rt/pid")
}
stop_tracker() { # it has a session of its own, and workers
	[ -n "$tracker_pid" ] || return 0
	kill -- "-$tracker_pid" 2>/dev/null
	while kill -0 -- "-$tracker_pid" 2>/dev/null; do sleep 0.1; done
	tracker_pid=
}
start_rt
. "$rt/rt.env"
(umask 077 && echo "$RT_TOKEN" >"$dir/token")
get() { # PATH
	curl -fsS -H "Authorization: token $RT_TOKEN" "$RT_URL/REST/2.0/$1"
}
start_case_house ticket-system=rt ticket-url="$RT_URL" \
    ticket-project="$RT_QUEUE" ticket-token-file="$dir/token" ticket-lag=3s \
    ticket-status='waiting=open, done=resolved, refused=rejected, stopped=rejected, lapsed=rejected'

# --- the whole of it -------------------------------------------------------------------
write_mail request ops@northwind.example Subject="It's a \"subject\""
fails_with 3 waiting-ticket ho reset --mail "$dir/request" --owner --json
ref=$(field ref <<<"$said")
gets_to "$ref" issued
key=$(ho case show "$ref" --json | field ticket)
has "RT's number" '^[0-9]+$' "$key"
all_told "$ref"
arrives ops@northwind.example 2
password=$(letter_to ops@northwind.example "subject" |
    sed -n 's/ *Default password: *//p')
said=$(get "ticket/$key")
has "the subject" "$ref: new super-admin .northwind. .handover-[0-9a-f]{20}." \
    "$(field Subject <<<"$said")"
same "the status" open "$(field Status <<<"$said")"
same "nobody whom RT would answer by itself" "[]" "$(field Requestor <<<"$said")"

entries() { get "ticket/$key/attachments?fields=Filename,ContentType&per_page=100"; }
content() { # ID
	get "attachment/$1" | /usr/bin/python3 -c 'import base64, json, sys
sys.stdout.buffer.write(base64.b64decode(json.load(sys.stdin)["Content"]))'
}
mail=$(entries | json '[e["id"] for e in x["items"] if e["Filename"].endswith(".eml")][0]')
content "$mail" >"$dir/back"
works cmp "$dir/request" "$dir/back"
drawn() { entries | grep -q '\.png"'; }
wait_for "the picture of the letter" drawn
said=$(for id in $(entries | json '" ".join(e["id"] for e in x["items"] if e["ContentType"] == "text/plain")'); do
	content "$id"
done)
has "the request" 'Asked by: ops@northwind.example' "$said"
has "the verdict" 'Verdict: accept' "$said"
has "the credentials" "Default password:  $password" "$said"
hasnt "none of it is mailed to anybody" Correspond \
    "$(get "ticket/$key/history?fields=Type")"

# --- the end ----------------------------------------------------------------------------
works ho case refuse "$ref" --reason 'a test'
all_told "$ref"
same "it follows the case" rejected "$(get "ticket/$key" | field Status)"

# --- one that is there; one that is not -----------------------------------------------------
made=$(curl -fsS -H "Authorization: token $RT_TOKEN" \
    -H 'Content-Type: application/json' -d '{"Queue":"Desk","Subject":"by hand"}' \
    "$RT_URL/REST/2.0/ticket" | field id)
write_mail named ops@northwind.example
fails_with 3 waiting-ticket ho reset --mail "$dir/named" --owner \
    --ticket "$made" --json
ref=$(field ref <<<"$said")
gets_to "$ref" issued
all_told "$ref"
same "its key" "$made" "$(ho case show "$ref" --json | field ticket)"
refers() { # TICKET: to which ones
	get "ticket/$1" | json '" ".join(str(l["id"]) for l in x["_hyperlinks"]
	    if l["ref"] == "refers-to")'
}
same "it refers to the one before" "$key" "$(refers "$made")"
same "which refers to none" "" "$(refers "$key")"
works ho case refuse "$ref" --reason 'a test'
write_mail nowhere ops@northwind.example
ho reset --mail "$dir/nowhere" --owner --ticket 4711 --json >"$dir/said"
gets_to "$(field ref <"$dir/said")" refused
same "nothing else failed" 0 "$(events ticket.failed)"

# --- away ---------------------------------------------------------------------------------------
stop_tracker
write_mail away ops@northwind.example
fails_with 3 waiting-ticket ho reset --mail "$dir/away" --owner --json
ref=$(field ref <<<"$said")
cannot() { ho case show "$ref" | grep -q 'last: it cannot be reached'; }
wait_for "the courier to say so" cannot
start_rt
move_clock 4000
gets_to "$ref" issued
all_told "$ref"
same "it refers to the one before" "$made" \
    "$(refers "$(ho case show "$ref" --json | field ticket)")"
same "one ticket" 1 "$(curl -fsS -G -H "Authorization: token $RT_TOKEN" \
    --data-urlencode "query=Subject LIKE '$ref'" "$RT_URL/REST/2.0/tickets" |
	json 'len(x["items"])')"
whole
finish
