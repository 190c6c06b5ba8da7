#!/bin/bash
# tests/flow/case_nodns.sh - name servers that are away, mute, broken or hung: no
# verdict is accept, none takes over 3 s from the command to its answer, and
# once they are well the case goes on by itself.
. "$(dirname "$0")/case_lib.sh"
lmtp=$dir/run/lmtp.sock
most=${MOST_MS:-3000}

start_resolver() { # over case_lib's: asks a real server
	"$OUT/handover-resolver" --socket "$dir/run/resolver.sock" \
	    --resolver "127.0.0.1@$port" >>"$dir/log" 2>&1 &
	resolver_pid=$!
	wait_for "the resolver" test -S "$dir/run/resolver.sock" || finish
}
restart_resolver() {
	[ -z "$resolver_pid" ] || stop_one "$resolver_pid" handover-resolver
	rm -f "$dir/run/resolver.sock"
	start_resolver
}

# A name server: reads how to behave from a file at each question.
name_server() { # PORT
	exec /usr/bin/python3 -c 'import socket, sys
import dns.message, dns.rcode, dns.rrset, dns.flags
port, how, records = int(sys.argv[1]), sys.argv[2], sys.argv[3]
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("127.0.0.1", port))
while True:
	data, peer = s.recvfrom(4096)
	what = open(how).read().strip()
	if what == "mute":
		continue
	m = dns.message.from_wire(data)
	r = dns.message.make_response(m, recursion_available=True)
	if what == "garbage":
		s.sendto(b"\0" * 11, peer)
		continue
	if what == "servfail":
		r.set_rcode(dns.rcode.SERVFAIL)
	else:
		name = m.question[0].name.to_text().lower()
		r.set_rcode(dns.rcode.NXDOMAIN)
		for line in open(records):
			owner, ttl, cls, kind, text = line.strip().split(" ", 4)
			if owner.lower() == name and m.question[0].rdtype == 16:
				r.answer.append(dns.rrset.from_text(owner, 300, "IN",
				    kind, text))
				r.set_rcode(dns.rcode.NOERROR)
	r.flags |= dns.flags.TC if what == "truncated" else 0
	s.sendto(r.to_wire(), peer)
' "$1" "$dir/how" "$dir/records"
}

port=$(/usr/bin/python3 -c 'import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(("127.0.0.1", 0))
print(s.getsockname()[1])')
echo well >"$dir/how"
name_server "$port" 2>>"$dir/log" &
server=$!
trap 'kill $server 2>/dev/null; stop_all; [ "$failures" = 0 ] && rm -rf "$dir"' EXIT
start_case_house lmtp-socket="$lmtp" lmtp-uids="$(id -u)"
wait_for "the LMTP door" test -S "$lmtp"

# Twenty signatures: nineteen more questions than one.
write_mail plain ops@northwind.example
for i in $(seq 19); do
	printf 'DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=northwind.example;\r\n\ts=s%d; h=from:to:subject:date:message-id; bh=%s;\r\n\tb=%s\r\n' \
	    "$i" 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU= AAAA
done >"$dir/nineteen"

worst=0
asks() { # WHAT [TIMES-OF-19-SIGNATURES]
	local from took
	write_mail one ops@northwind.example
	cat "$dir/nineteen" "$dir/one" >"$dir/twenty"
	for f in one twenty; do
		from=$(date +%s%N)
		said=$(ho reset --mail "$dir/$f" --owner --json) || :
		took=$((($(date +%s%N) - from) / 1000000))
		[ $took -le $worst ] || worst=$took
		same "$1, $f: no accept" "unclear dns-unclear unclear" \
		    "$(field state <<<"$said") $(field reason <<<"$said") $(
		    field verdict <<<"$said")"
		[ $took -le "$most" ] || bad "$1, $f: took $took ms"
		ref=$(field ref <<<"$said")
		works ho case refuse "$ref" --reason 'next part'
	done
	# a mail that nobody signed needs no name server
	write_mail none ops@northwind.example sign=
	said=$(ho reset --mail "$dir/none" --owner --dry-run --json) || :
	hasnt "$1: unsigned" '"verdict":"accept"' "$said"
	# and the door of the host's own mail server
	write_mail by_lmtp ops@northwind.example
	from=$(date +%s%N)
	"$root/tests/flow/lmtp.py" "$lmtp" "$dir/by_lmtp" ops@northwind.example \
	    >/dev/null
	took=$((($(date +%s%N) - from) / 1000000))
	[ $took -le $((most + 1000)) ] || bad "$1, by LMTP: took $took ms"
	same "$1, by LMTP" "waiting dns-unclear" \
	    "$(ho inbox list --json | tail -n 1 |
		json 'x["state"] + " " + x["reason"]')"
}

# A server that was well a moment ago is believed for a while: begin anew.
for how in mute servfail garbage truncated; do
	echo $how >"$dir/how"
	restart_resolver
	asks "a $how name server"
done
kill $server
wait $server 2>/dev/null
restart_resolver
asks "nobody there"
kill -STOP "$resolver_pid"
asks "a hung resolver"
kill -CONT "$resolver_pid"
stop_one "$resolver_pid" handover-resolver
resolver_pid=
rm -f "$dir/run/resolver.sock"
asks "no resolver"
echo "the longest took $worst ms"

# --- it is judged again by itself --------------------------------------------------------
write_mail later ops@northwind.example
fails_with 3 dns-unclear ho reset --mail "$dir/later" --owner --json
ref=$(field ref <<<"$said")
echo well >"$dir/how"
name_server "$port" 2>>"$dir/log" &
server=$!
start_resolver
sleep 0.5
move_clock 61
gets_to "$ref" issued
same "by itself" '{"self":"handoverd"}' "$(ho audit list --event case.judged \
    --json | tail -n 1 | json 'json.dumps(x["actor"], separators=(",",":"))')"
id=$(ho inbox list --json | head -n 1 | field id)
works ho case refuse "$ref" --reason 'next part'
# what came by another door is judged again once staff open it
said=$(ho inbox open "$id" --owner --json) || :
ref=$(field ref <<<"$said")
move_clock 200
gets_to "$ref" issued
whole "at the end"
finish
