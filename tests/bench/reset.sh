#!/bin/bash
# tests/bench/reset.sh - how long a whole reset takes, from the command to the
# answer in the mail server, with a ticket system and a mail server on loopback.
#
#	OUT=out tests/bench/reset.sh [LIMIT]
#
# Nine accounts, a reset of each: the letter is judged, the ticket made in Jira
# (HANDOVER_JIRA, else the tests' own), the default password issued and sent by
# SMTP.  Prints each time and the median; ends with status 1 if that is over
# LIMIT (300) milliseconds.
. "$(dirname "$0")/../flow/ticket_lib.sh"
limit=${1:-300}
resets=9

if [ -x "${HANDOVER_JIRA:-}" ]; then
	use_jira
	start_jira
else
	start_tracker port
	(umask 077 && echo token >"$dir/token")
	tickets=(ticket-system=jira ticket-url="http://127.0.0.1:$port"
	    ticket-project=DESK ticket-user=desk@support.example
	    ticket-token-file="$dir/token")
fi
mkdir "$dir/in"
/usr/bin/python3 "$root/tests/flow/smtpd.py" "$dir/smtp.port" "$dir/in" ok \
    2>"$dir/smtpd.log" &
trackers="${trackers:-} $!"
wait_for "the mail server" test -s "$dir/smtp.port" || finish
install_handover "${tickets[@]}" delivery=smtp smtp-tls=none \
    smtp-url="smtp://127.0.0.1:$(cat "$dir/smtp.port")"
for ((i = 1; i <= resets; i++)); do make_key "client$i.example"; done
start_daemon
start_resolver
start_courier

for ((i = 1; i <= resets; i++)); do
	works ho account add "client$i" --name "Client $i" --owner "owner$i" \
	    --owner-absent --seats 3 --contact "it@client$i.example"
	write_mail "request$i" "it@client$i.example"
done
[ "$failures" = 0 ] || finish

/usr/bin/python3 - "$OUT/handover" "$dir" "$resets" "$limit" <<'P'
import email, email.policy, os, statistics, subprocess, sys, time

def is_answer(octets, to):
    """The letter with the default password, to this address."""
    envelope, _, letter = octets.partition(b"\r\n")
    m = email.message_from_bytes(letter, policy=email.policy.default)
    return envelope.endswith(b"> " + to) and \
        "Default password:" in m.get_body().get_content()

program, where, resets, limit = *sys.argv[1:3], int(sys.argv[3]), int(sys.argv[4])
seen, times = set(os.listdir(where + "/in")), []
for i in range(1, resets + 1):
    to = f"it@client{i}.example".encode()
    began = time.monotonic()
    said = subprocess.run([program, "reset", "--owner", "--json", "--mail",
        f"{where}/request{i}"], capture_output=True)
    if said.returncode not in (0, 3):
        sys.exit(f"reset {i}: {said.stdout.decode()}")
    back = time.monotonic()
    answered = False
    while not answered:
        if time.monotonic() - began > 20:
            sys.exit(f"reset {i}: no answer in 20 s")
        time.sleep(0.002)
        for name in set(os.listdir(where + "/in")) - seen:
            if name.endswith(".new"):
                continue
            seen.add(name)
            with open(f"{where}/in/{name}", "rb") as f:
                answered = is_answer(f.read(), to) or answered
    times.append((time.monotonic() - began) * 1000)
    print(f"reset {i}: back after {(back - began) * 1000:.0f} ms, "
        f"answered after {times[-1]:.0f} ms")
median = statistics.median(times)
print(f"a whole reset takes {median:.0f} ms (limit {limit})")
sys.exit(median > limit)
P
status=$?
[ "$failures" = 0 ] || finish
exit $status
