#!/bin/bash
# A store that is full, locked, taken, newer, or none: a clear sentence, nothing
# half done, and all well again afterwards.
. "$(dirname "$0")/lib.sh"
install_handover
store=$dir/state/store.db

adds() { # N: a call that adds account aN
	echo ho account add "a$1" --name "$(printf 'n%.0s' $(seq 250))" \
	    --owner "o$1" --contact "c@a$1.example" --seats 1
}

# --- full ---------------------------------------------------------------------------
# A file that may not grow is a disk that is full; the signal is not ours to get.
trap '' XFSZ
(ulimit -f 400; exec "$OUT/handoverd" --foreground --config "$conf") \
    >>"$dir/log" 2>&1 &
daemon_pid=$!
trap - XFSZ
wait_for "handoverd" ho status || finish
n=0
while [ $n -lt 500 ] && $(adds $((n + 1))) >/dev/null 2>&1; do n=$((n + 1)); done
[ $n -gt 0 ] && [ $n -lt 500 ] || bad "the disk never got full" "$n accounts"
refused 4 store-failed $(adds $((n + 1)))
has "says what to look at" 'disk full' "$said"
works ho status
same "what was answered is there" $n "$(ho account list --json | wc -l)"
same "what was not is not" $((n + 2)) "$(log_size)"
stop_daemon
start_daemon
same "also after a restart" $n "$(ho account list --json | wc -l)"
works $(adds $((n + 1)))
whole

# --- locked -------------------------------------------------------------------------
mkfifo "$dir/hold"
sqlite3 "$store" <"$dir/hold" >"$dir/held" 2>&1 &
shell=$!
exec 9>"$dir/hold"
echo "BEGIN IMMEDIATE; SELECT 'held';" >&9
wait_for "the lock" grep -q held "$dir/held"
refused 4 store-failed $(adds 900)
echo "ROLLBACK;" >&9
exec 9>&-
wait "$shell"
works $(adds 900)

# --- somebody else has it -------------------------------------------------------------
fails_with 4 'cannot start' "$OUT/handoverd" --foreground --config "$conf"
works ho status
stop_daemon

# --- another version, no store, none --------------------------------------------------
version=$(sqlite3 "$store" 'PRAGMA user_version')
sqlite3 "$store" "PRAGMA user_version = $((version + 1))"
fails_with 4 'newer' "$OUT/handoverd" --foreground --config "$conf"
sqlite3 "$store" "PRAGMA user_version = $version"
mv "$store" "$store.away"
fails_with 4 'cannot start' "$OUT/handoverd" --foreground --config "$conf"
head -c 9000 /dev/urandom >"$store"
fails_with 4 'cannot start' "$OUT/handoverd" --foreground --config "$conf"
rm "$store"
mv "$store.away" "$store"

# --- init touches nothing that is there -----------------------------------------------
before=$(md5sum "$store" "$conf" "$dir"/*.key)
fails_with 1 'exists already' "$OUT/handover" init --admin "$(id -un)" \
    --user "$(id -un)" --config "$conf" --set desk-address=a@b.example \
    --set state-dir="$dir/state" --set runtime-dir="$dir/run" \
    --set store-key="$dir/store.key" --set log-key="$dir/log.key" \
    --set sign-in-url=https://x.example/ --set locked-memory=try
works "$OUT/handover" init --help
fails_with 2 'handover init: --admin is missing' "$OUT/handover" init
made=(--admin "$(id -un)" --user "$(id -un)" --config "$dir/j/conf")
for s in state-dir=state runtime-dir=run store-key=sk log-key=lk; do
	made+=(--set "${s%%=*}=$dir/j/${s#*=}")
done
made+=(--set desk-address=desk@host.example --set locked-memory=try
    --set sign-in-url=https://panel.example/)
mkdir "$dir/j"
refused 2 usage ho init
refused 2 usage ho init --admin "$(id -un)" --frob
refused 2 usage ho init "${made[@]}" --set desk-address=none
same "nothing was made" "" "$(ls "$dir/j")"
works ho --json init "${made[@]}"
same "what was made, as JSON" "$dir/j/state/store.db 0 True" "$(json \
    '"%s %d %s" % (x["store"], x["uid"] * 0, "\n0\n" in x["checkpoint"])' \
    <<<"$said")"
refused 1 exists ho init "${made[@]}"
fails_with 2 '--set log-level: not one of the words' "$OUT/handover" init \
    --admin "$(id -un)" --user "$(id -un)" --config "$dir/two/conf" \
    --set log-level=info --set log-level=loud
for p in documented:never:0 standard:owner:24h strict:owner:24h; do
	IFS=: read -r name approval sole <<<"$p"
	mkdir "$dir/$name"
	works "$OUT/handover" init --admin "$(id -un)" --user "$(id -un)" \
	    --config "$dir/$name/conf" --profile "$name" --json \
	    --set state-dir="$dir/$name/s" --set store-key="$dir/$name/sk" \
	    --set log-key="$dir/$name/lk" --set locked-memory=try \
	    --set desk-address=desk@host.example \
	    --set sign-in-url=https://panel.example/
	same "profile $name is told" "$name" "$(field profile <<<"$said")"
	has "and is in the file" "^#?approval = $approval\$" \
	    "$(cat "$dir/$name/conf")"
	has "and the hold of who is alone" "^#?hold-sole-address = $sole" \
	    "$(cat "$dir/$name/conf")"
done
works "$OUT/handover" init --help
has "standard is the default" 'standard \(the default\)' "$said"
fails_with 2 "no profile 'lax'" "$OUT/handover" init --admin "$(id -un)" \
    --user "$(id -un)" --config "$dir/lax/conf" --profile lax
same "not an octet" "$before" "$(md5sum "$store" "$conf" "$dir"/*.key)"
start_daemon
whole

# --- config check, without the daemon --------------------------------------------------
works "$OUT/handover" config check --config "$conf"
echo 'hash-cots = 5' >>"$conf"
fails_with 1 'hash-cots' "$OUT/handover" config check --config "$conf"
refused 1 refused "$OUT/handover" config check --config "$conf"
same "one object" 1 "$(wc -l <<<"$said")"
has "by file and line" "handover.conf:[0-9]+: " "$said"
fails_with 2 . "$OUT/handover" config check --config "$dir/nowhere"
finish
