#!/bin/bash
# Faults of a ticket system: a ticket that was made and answered 503, a search
# that lags behind, being asked to wait, an hour away.  The case waits, goes on
# by itself, and there is one ticket.
. "$(dirname "$0")/ticket_lib.sh"
use_jira ticket-lag=4s
start_jira JIRA_503_AFTER_CREATE=1 JIRA_LAG_MS=1500
start_case_house "${tickets[@]}"

# --- made, and answered 503; the search lags behind: one ticket ----------------------------
write_mail unclear ops@northwind.example
ho reset --mail "$dir/unclear" --owner --json >"$dir/said"
ref=$(field ref <"$dir/said")
failing() { ho case show "$ref" | grep -qE 'last: (it failed|no ticket)'; }
wait_for "an unclear answer" failing
same "it waits" waiting-ticket "$(state_of "$ref")"
gets_to "$ref" issued
all_told "$ref"
same "one ticket" 1 "$(jira 'len(x["issues"])')"
works ho case refuse "$ref" --reason 'a test'

# --- asked to wait ------------------------------------------------------------------------
start_jira JIRA_429_EVERY=5
write_mail busy ops@northwind.example
ho reset --mail "$dir/busy" --owner --json >"$dir/said"
ref=$(field ref <"$dir/said")
for i in 1 2 3 4 5 6 7 8 9 10 11 12; do
	nothing_owed "$ref" && break
	sleep 0.3
	move_clock $((20 + i * 40))
done
gets_to "$ref" issued
same "one ticket" 1 "$(jira 'len(x["issues"])')"
works ho case refuse "$ref" --reason 'a test'

# --- away: the case waits, and goes on by itself ----------------------------------------
stop_tracker
write_mail away ops@northwind.example
fails_with 3 waiting-ticket ho reset --mail "$dir/away" --owner --json
ref=$(field ref <<<"$said")
cannot() { ho case show "$ref" | grep -q 'last: it cannot be reached'; }
wait_for "the courier to say so" cannot
move_clock 4600 # an hour later
refused 1 not-now ho case issue "$ref"
start_jira
move_clock 8000
gets_to "$ref" issued
all_told "$ref"
same "one ticket" 1 "$(jira 'len(x["issues"])')"
same "no letter more than one" 1 "$(jira 'len([c for c in x["issues"][0]["comments"] if "Default password" in str(c)])')"

whole
finish
