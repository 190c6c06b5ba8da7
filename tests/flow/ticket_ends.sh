#!/bin/bash
# The ticket follows its case to the end, whichever it is: the client signed in,
# the default password expired, the case was stopped or refused.  Each is linked
# to the one that the account had before.  And the ticket system is away for an
# hour.  ticket_ends_rt.sh and ticket_ends_dc.sh do the same with RT and Jira
# Data Center.
. "$(dirname "$0")/login.inc"
. "$(dirname "$0")/ticket_lib.sh"
start_tracker good
(umask 077 && echo token >"$dir/token")
start_case_house ticket-url="http://127.0.0.1:$good" \
    ticket-project=DESK ticket-user=desk@support.example ticket-lag=1s \
    ticket-token-file="$dir/token" ticket-system="${driver:-jira}" \
    ticket-status='waiting=In Progress, done=Done, refused=Done, stopped=Stopped, lapsed=Expired'
mkdir "$dir/pam.d"
for phase in auth account password; do
	echo "$phase required $MODULE socket=$dir/run/login.sock" \
	    "daemon_uid=$(id -u)"
done >"$dir/pam.d/panel"

there() { # FILTER
	curl -fsS "http://127.0.0.1:$good/__state" | json "$1"
}
newest() { there "x[\"issues\"][-1][\"$1\"]"; }
clock=0
opens() { # --owner | --user LOGIN: $ref is its case, which is told of to the end
	write_mail request ops@northwind.example later=$clock \
	    Subject="about ${*: -1} at $clock"
	ho reset --mail "$dir/request" "$@" --json >"$dir/said" 2>&1
	ref=$(field ref <"$dir/said")
	gets_to "$ref" issued
	all_told "$ref"
	same "$*: it waits for its client" 'In Progress' "$(newest status)"
}
ends_as() { # WHAT STATE STATUS
	gets_to "$ref" "$2"
	all_told "$ref"
	same "$1" "$3" "$(newest status)"
}

# --- stopped, refused, expired ---------------------------------------------------------
opens --user bob
same "nothing to link the first one to" '[]' "$(newest links)"
works ho case freeze "$ref"
ends_as "stopped" frozen Stopped
move_clock $((clock = 3000000)) # behind a stop: nobody has to approve any more
opens --user ada
has "linked to the one before" "^\\['(DESK-)?1'\\]\$" "$(newest links)"
works ho case refuse "$ref" --reason 'asked by mistake'
ends_as "refused" refused Done
opens --user ada
has "to the newest one before" "^\\['(DESK-)?2'\\]\$" "$(newest links)"
move_clock $((clock += 700000)) # a week: no new default password either
ends_as "expired" lapsed Expired

# --- a link that may not be made yet holds up nothing ----------------------------------------
set_fault good nolink
write_mail request ops@northwind.example later=$clock Subject='no link yet'
ho reset --mail "$dir/request" --user ada --json >"$dir/said" 2>&1
ref=$(field ref <"$dir/said")
gets_to "$ref" issued
has_all() { [ "$(newest status)" = 'In Progress' ] && newest comments | grep -q 'Default password'; }
wait_for "everything but the link" has_all
same "no link" '[]' "$(newest links)"
one_owed() { ho case show "$ref" | grep -q '; 1 still to be told'; }
wait_for "the link alone to be owed" one_owed
set_fault good ''
move_clock $((clock += 300))
all_told "$ref"
has "linked all the same" "3'\]\$" "$(newest links)"
works ho case refuse "$ref" --reason 'next part'
all_told "$ref"

# --- the client signs in ------------------------------------------------------------------
opens --owner
word=$(letter "$ref" '(?<=Default password:  )[0-9A-Z]{4}(-[0-9A-Z]{4}){5}')
call panel "$ref"
say "$word"
say "$(letter "$ref" '[0-9]{8}')"
asked candidate
say ''
asked new-login
say ''
say 'a new super-admin chose this'
say 'a new super-admin chose this'
asked done
say ''
ended auth 7 assigned "$ref" ops@northwind.example
ends_as "the client signed in" done Done

# --- away for an hour -----------------------------------------------------------------------
set_fault good 'status 503'
had=$(wc -l <"$dir/good/requests")
write_mail request ops@northwind.example later=$clock Subject='while it is away'
fails_with 3 waiting-ticket ho reset --mail "$dir/request" --user bob --json
ref=$(field ref <<<"$said")
for _ in $(seq 12); do # of five minutes
	move_clock $((clock += 300))
	sleep 0.3
done
same "it waits" waiting-ticket "$(state_of "$ref")"
tries=$(($(wc -l <"$dir/good/requests") - had))
has "it asked now and then ($tries times)" '^([2-9]|1[0-9])$' "$tries"
same "no default password" 0 "$(ho case show "$ref" --json |
	json 'len(x["credentials_issued"])')"
set_fault good ''
move_clock $((clock += 1200))
gets_to "$ref" issued
all_told "$ref"
same "one ticket" 6 "$(there 'len(x["issues"])')"
same "each linked once" True "$(there 'all(len(i["links"]) <= 1 for i in x["issues"])')"
whole
finish
