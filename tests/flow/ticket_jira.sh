#!/bin/bash
# A case whose ticket is in Jira: no default password before the ticket's key
# has come back; the mail, the verdict and the record in it; its status follows
# the case; and tickets that staff named.
. "$(dirname "$0")/ticket_lib.sh"
use_jira ticket-lag=3s ticket-labels='recovery, desk' \
    ticket-fields='{"priority":{"name":"High"}}'
start_jira
start_case_house "${tickets[@]}"

# --- the whole of it ----------------------------------------------------------------
write_mail request ops@northwind.example Subject='A "quoted" \ subject'
fails_with 3 waiting-ticket ho reset --mail "$dir/request" --owner --json
ref=$(field ref <<<"$said")
gets_to "$ref" issued
same "its key is shown" DESK-1 "$(ho case show "$ref" --json | field ticket)"
all_told "$ref"
arrives ops@northwind.example 2
password=$(letter_to ops@northwind.example "quoted" |
    sed -n 's/ *Default password: *//p')
same "one ticket" 1 "$(jira 'len(x["issues"])')"
same "with a label of its own, and ours" "True recovery desk" \
    "$(jira 'str(x["issues"][0]["labels"][0].startswith("handover-")) + " " + " ".join(x["issues"][0]["labels"][1:])')"
has "its summary" "^$ref: new super-admin \\(northwind\\)$" \
    "$(jira 'x["issues"][0]["summary"]')"
has "what it says" "Asked by: ops@northwind.example" \
    "$(jira 'x["issues"][0]["description"]["content"][0]["content"][0]["text"]')"
attached() {
	[ "$(jira '" ".join(a["mimeType"] for a in x["issues"][0]["attachments"])')" = \
	    "message/rfc822 image/png" ]
}
wait_for "the mail and its picture to be attached" attached
file=$(jira 'x["issues"][0]["attachments"][0]["id"]')
curl -fsS -u desk@support.example:token -o "$dir/back" \
    "http://127.0.0.1:$port/rest/api/3/attachment/content/$file"
works cmp "$dir/request" "$dir/back"
said=$(jira '"\n".join(c["body"]["content"][0]["content"][0]["text"] for c in x["issues"][0]["comments"])')
has "the verdict" 'Verdict: accept' "$said"
has "the credentials" "Default password:  $password" "$said"
same "all comments are restricted" "{'Desk'}" \
    "$(jira '{c["visibility"]["value"] for c in x["issues"][0]["comments"]}')"
same "its status" "In Progress" "$(jira 'x["issues"][0]["status"]')"
has "the log names the ticket" '"ticket":"DESK-1"' \
    "$(ho audit list --from 1 --event case.issue --json)"

# --- the end: void marks, and the status ------------------------------------------------
works ho case refuse "$ref" --reason 'a test'
all_told "$ref"
same "it follows the case" Done "$(jira 'x["issues"][0]["status"]')"
has "the credentials are void" 'They were revoked' \
    "$(jira 'str(x["issues"][0]["comments"])')"

# --- a ticket that exists ------------------------------------------------------------------
write_mail named ops@northwind.example
works ho reset --mail "$dir/named" --owner --ticket desk-1 --json
named=$(field ref <<<"$said")
same "one that we know has not to be looked up" issued "$(field state <<<"$said")"
all_told "$named"
same "no second ticket" 1 "$(jira 'len(x["issues"])')"
has "it is told there" "$named" "$(jira 'str(x["issues"][0]["comments"])')"
works ho case refuse "$named" --reason 'a test'
write_mail nowhere ops@northwind.example
ho reset --mail "$dir/nowhere" --owner --ticket DESK-77 --json >"$dir/said"
nowhere=$(field ref <"$dir/said")
gets_to "$nowhere" refused
same "why" no-ticket-there "$(reason_of "$nowhere")"
same "nothing was issued" "[]" \
    "$(ho case show "$nowhere" --json | field credentials_issued)"

# one of theirs, which we have not seen
curl -fsS -u desk@support.example:token -H 'Content-Type: application/json' \
    -d '{"fields":{"project":{"key":"DESK"},"issuetype":{"name":"Task"},"summary":"by hand"}}' \
    -o "$dir/made" "http://127.0.0.1:$port/rest/api/3/issue"
write_mail theirs ops@northwind.example
fails_with 3 waiting-ticket ho reset --mail "$dir/theirs" --owner \
    --ticket "$(field key <"$dir/made")" --json
theirs=$(field ref <<<"$said")
gets_to "$theirs" issued
all_told "$theirs"
same "two tickets" 2 "$(jira 'len(x["issues"])')"
has "it is told there" 'Default password:' "$(jira 'str(x["issues"][1]["comments"])')"
works ho case refuse "$theirs" --reason 'a test'

# --- what cannot be a key ------------------------------------------------------------------
write_mail strange ops@northwind.example
ho reset --mail "$dir/strange" --owner --ticket T-77x --json >"$dir/said"
gets_to "$(field ref <"$dir/said")" refused

# --- what doctor says ----------------------------------------------------------------------
said=$(ho doctor)
has "where tickets are" 'tickets are in jira' "$said"
has "what record means" 'record = plain' "$said"
whole
finish
