#!/bin/bash
# Staff who cannot be trusted: they can do nothing any more, at once, and all
# that they had a hand in is frozen. An account's cases, and every case, too.
[ "$(id -u)" = 0 ] || { echo "needs root for other uids"; exit 77; }
. "$(dirname "$0")/case_lib.sh"
start_case_house
chmod 755 "$dir"

as() { # UID ARGS...
	local uid=$1
	shift
	setpriv --reuid "$uid" --clear-groups "$OUT/handover" "$@"
}
works ho staff add sam --uid 64001 --roles support
works ho staff add ann --uid 64002 --roles support,approver
works ho staff add eve --uid 64003 --roles security
works ho staff add adm --uid 64004 --roles admin
works ho account add mill --name Mill --owner max --contact c@evil.example \
    --seats 5
for who in carl dora; do
	works ho user add $who --account northwind --name $who
done

opens() { # UID FILE FROM ARGS...: sets ref
	write_mail "$2" "$3"
	works as "$1" reset --mail "$dir/$2" "${@:4}" --json
	ref=$(field ref <<<"$said")
}
lives() { # REF: is its default password alive?
	ho case show "$1" --json | json "x['credentials_issued'][0]['state']"
}

# --- all that somebody had a hand in ----------------------------------------------
# sam opened the first, issued the second anew; the third is ann's alone
opens 64001 one ops@northwind.example --owner
of_sam=$ref
opens 64002 two ops@northwind.example --user bob
works as 64001 case issue "$ref"
reissued=$ref
opens 64002 three c@evil.example --owner
of_ann=$ref
refused 1 role as 64001 case freeze --all
same "who tried is in the log" sam "$(ho audit list --from 1 --event desk.role \
    --json | tail -n 1 | json 'x["actor"]["staff"]')"
refused 1 role as 64002 case freeze --staff sam
refused 1 no-staff as 64003 case freeze --staff nobody-like-this
refused 1 no-account as 64003 case freeze --account nowhere
refused 2 usage as 64003 case freeze --all --staff sam
refused 2 usage as 64003 case freeze "$of_ann" --all
works as 64003 case freeze --staff sam --json
same "those and no others" "$(printf '%s\n' "$of_sam" "$reissued" | sort)" \
    "$(sed 's/.*"ref":"\([^"]*\)".*/\1/' <<<"$said" | sort)"
for ref in "$of_sam" "$reissued"; do
	same "$ref is frozen" "frozen frozen-by-staff revoked" \
	    "$(state_of "$ref") $(reason_of "$ref") $(lives "$ref")"
done
same "hers is not" "issued live" "$(state_of "$of_ann") $(lives "$of_ann")"
same "one event each, and one for the act" "2 1" \
    "$(events case.freeze) $(events case.freeze-many)"
has "the log says whose" '"staff":"sam"' "$(ho audit show "$(ho audit list \
    --from 1 --event case.freeze-many --json | field seq)" --json)"

# --- an account's, then every one ----------------------------------------------------
works as 64003 case freeze --account mill
has "and says how many" '1 frozen' "$said"
same "the account's" frozen "$(state_of "$of_ann")"
for n in 1 2 3 4 5 6 7 8 9 10 11 12; do
	write_mail "s$n" "nobody$n@evil.example"
	refused 1 from-not-registered ho reset --owner --account mill \
	    --mail "$dir/s$n"
done
ask_unsigned carl dora
works as 64003 case freeze --all --json
same "fourteen wait and are frozen" 14 "$(grep -c '"frozen"' <<<"$said")"
same "none is open" 0 "$(ho case list --json | wc -l)"
works as 64003 case freeze --all
has "nothing is left" '^0 frozen' "$said"

# --- one that cannot be frozen does not save the others ---------------------------------
for n in 13 14; do
	write_mail "s$n" "nobody$n@evil.example"
	refused 1 from-not-registered ho reset --owner --account mill \
	    --mail "$dir/s$n"
done
forged=$(ho case list --json | head -n 1 | field ref)
stop_daemon
sqlite3 "$dir/state/store.db" "UPDATE ticket SET mac = zeroblob(32) WHERE key = (SELECT ticket FROM \"case\"
    WHERE ref = '$forged')"
start_daemon
fails_with 4 not-all as 64003 case freeze --all --json
same "the other is" "$forged waiting-proof" \
    "$(ho case list --json | json 'x["ref"] + " " + x["state"]')"
same "this one is not, and named" "$forged" "$(grep not-frozen <<<"$said" |
	field ref)"

# --- suspended: nothing works any more, on a line that is open neither -------------------
# a copy: the tree may be where only its owner looks, as /root is
cp "$root/tests/helper/wire.py" "$dir/"
cat >"$dir/line.py" <<-'P'
	import sys
	import wire
	mail = open(sys.argv[2], "rb").read()
	s = wire.connect(sys.argv[1])
	s.send(wire.pack(16, (48, b"reset"), (49, b'{"owner":true}'),
	    (50, b"mail"), (3, wire.u64(len(mail)))))
	print("asked", flush=True)
	sys.stdin.readline()
	s.send(wire.pack(1, (1, mail), (2, wire.u64(1))))
	kind, fields = wire.unpack(s.recv(65536))
	print(fields)
P
write_mail late ops@northwind.example
coproc line { setpriv --reuid 64001 --clear-groups /usr/bin/python3 \
    "$dir/line.py" "$dir/run/desk.sock" "$dir/late" 2>&1; }
read -r -t 10 said <&"${line[0]}"
same "the line is open" asked "$said"
refused 1 role as 64004 staff suspend sam
works as 64003 staff suspend sam --reason 'his badge was stolen'
same "the list says so" suspended "$(ho staff list --json |
	grep '"name":"sam"' | field state)"
echo go >&"${line[1]}"
read -r -t 20 said <&"${line[0]}"
has "what was under way is refused" suspended "$said"
refused 1 suspended as 64001 case list
refused 1 suspended as 64001 status
refused 1 suspended as 64003 staff suspend sam
refused 1 suspended ho staff add sam --uid 64001 --roles support
same "no case came of it" 0 "$(ho case list --json |
	grep -c '"asked_from":"ops@northwind.example","kind":"owner"')"
has "the reason is in the log" 'badge was stolen' "$(ho audit show "$(ho \
    audit list --from 1 --event staff.suspend --json | field seq)" --json)"
refused 1 role as 64003 staff resume sam
works as 64004 staff resume sam
works as 64001 case list
refused 1 not-suspended as 64004 staff resume sam
# the last one who could lift it is not suspended
works ho staff remove "$(id -un)"
refused 1 last-admin as 64003 staff suspend adm
works as 64003 staff suspend eve
refused 1 suspended as 64003 case freeze --all
finish
