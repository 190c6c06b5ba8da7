#!/bin/bash
# kill -9 of the daemon and of the courier at each request that a case makes of
# its ticket system, before it was done and after, and a restart: one ticket,
# each entry in it once, one live default password, one answer.
# ticket_crash_rt.sh and ticket_crash_dc.sh do the same with RT and Jira Data
# Center.
# POINTS=all: every pair of who and when at each; else they take turns.
. "$(dirname "$0")/ticket_lib.sh"
start_tracker good
(umask 077 && echo token >"$dir/token")
start_case_house ticket-url="http://127.0.0.1:$good" \
    ticket-project=DESK ticket-user=desk@support.example ticket-lag=1s \
    ticket-token-file="$dir/token" ticket-system="${driver:-jira}" \
    ticket-status='waiting=In Progress, refused=Done'

there() { # FILTER
	curl -fsS "http://127.0.0.1:$good/__state" | json "$1"
}
went_down() { ! kill -0 "$1" 2>/dev/null; }
has_picture() { # the last thing that is told of a case that waits for its client
	[ "$(there 'sum(f.endswith(".png") for f in x["issues"][-1]["files"])')" = 1 ]
}
is_over() { # there was no Nth request
	local ref
	ref=$(ho case list --json 2>/dev/null | field ref)
	is_at "$ref" issued 2>/dev/null && nothing_owed "$ref" &&
		[ "$(there 'len(x["issues"])')" = $((rounds + 1)) ] && has_picture
}

rounds=0
walk() { # N before|after daemon|courier: false where there is no Nth request
	local n=$1 what="request $1, $3 killed $2" pid ref
	[ "$3" = daemon ] && pid=$daemon_pid || pid=$courier_pid
	set_fault good "kill $n $2 $pid"
	: >"$dir/good/requests"
	write_mail request ops@northwind.example Subject="Round $rounds"
	# the daemon may be killed amid the very answer
	ho reset --mail "$dir/request" --owner --json >"$dir/said" 2>&1
	for _ in $(seq 500); do
		went_down "$pid" && break
		is_over && break
		sleep 0.02
	done
	if went_down "$pid"; then
		wait "$pid" 2>/dev/null
		if [ "$3" = daemon ]; then
			start_daemon
		else
			start_courier
		fi
	fi
	rounds=$((rounds + 1))
	ref=$(ho case list --json | field ref)
	wait_for "$what: the case to go on" is_at "$ref" issued
	wait_for "$what: the picture, which comes last" has_picture
	wait_for "$what: everything to be told" nothing_owed "$ref"
	same "$what: one ticket" $rounds "$(there 'len(x["issues"])')"
	same "$what: one record of the credentials" 1 \
	    "$(there 'sum("Default password:" in c for c in x["issues"][-1]["comments"])')"
	same "$what: each entry once" True \
	    "$(there 'all(len(set(l)) == len(l) for i in x["issues"] for l in (i["comments"], i["files"]))')"
	same "$what: the mail once" 1 \
	    "$(there 'sum(f.endswith(".eml") for f in x["issues"][-1]["files"])')"
	same "$what: one password lives" live "$(ho case show "$ref" --json |
		json '" ".join(c["state"] for c in x["credentials_issued"])')"
	wait_for "$what: the answer" letter_to ops@northwind.example \
	    "Round $((rounds - 1))"
	same "$what: one answer" 1 "$(grep -lr \
	    "^Subject: Re: Round $((rounds - 1)).\{0,1\}\$" "$dir/mail/new" | wc -l)"
	set_fault good ''
	had=$(wc -l <"$dir/good/requests")
	works ho case refuse "$ref" --reason 'next'
	all_told "$ref"
	[ "$had" -ge "$n" ]
}

turns=("before daemon" "after courier" "after daemon" "before courier")
for n in $(seq 40); do
	if [ "${POINTS:-}" = all ]; then
		more=0
		for turn in "${turns[@]}"; do
			# shellcheck disable=SC2086
			walk "$n" $turn && more=1
		done
		[ $more = 1 ] || break
	else
		# shellcheck disable=SC2086
		walk "$n" ${turns[$((n % 4))]} || break
	fi
	[ "$failures" = 0 ] || break
done
has "there were so many requests" '^([7-9]|[1-3][0-9])$' "$n"
whole
finish
