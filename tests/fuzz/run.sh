#!/bin/sh
# tests/fuzz/run.sh OUT SECONDS NAME... - libFuzzer targets, each for so long
# of a core's time: all at once, and longer where there are fewer cores.
#
# Each starts from tests/fuzz/NAME.seeds and from what it found before, and
# keeps that in OUT/corpus/NAME.  An input that breaks something is left in
# OUT/found/NAME-*, its log in OUT/log/NAME; mended, it belongs to the seeds.
# KEEP=1 afterwards makes the seeds what reaches all that was reached, and no
# more; those with names are kept.
set -eu
out=$1 seconds=$2
shift 2
here=$(dirname "$0")
export ASAN_OPTIONS="${ASAN_OPTIONS:-detect_leaks=1:quarantine_size_mb=16}"

one() { # NAME
	mkdir -p "$out/corpus/$1" "$out/found" "$out/log"
	if ! "$out/guided/$1" -max_total_time="$seconds" -max_len=4096 \
	    -timeout=5 -rss_limit_mb=1024 -print_final_stats=1 \
	    -dict="$here/dict" -artifact_prefix="$out/found/$1-" \
	    "$out/corpus/$1" "$here/$1.seeds" >"$out/log/$1" 2>&1; then
		echo "FAIL  $1: see $out/log/$1"
		tail -n 40 "$out/log/$1"
		return 1
	fi
	sed -n "s/^stat::number_of_executed_units: *//p" "$out/log/$1" |
	    sed "s/.*/ok    $1: & inputs in $seconds s/"
}

# Edges only: with counters ten times as many files would stand in the tree.
keep() { # NAME
	rm -rf "$out/merged"
	mkdir -p "$out/merged"
	"$out/guided/$1" -merge=1 -use_counters=0 -max_len=2048 "$out/merged" \
	    "$here/$1.seeds" "$out/corpus/$1" >"$out/log/$1.merge" 2>&1
	find "$here/$1.seeds" -regextype posix-extended \
	    -regex '.*/[0-9a-f]{40}' -delete
	cp "$out/merged/"* "$here/$1.seeds"
	echo "ok    $1: $(find "$here/$1.seeds" -type f | wc -l) seeds"
}

if [ "${FUZZ_ONE:-}" ]; then
	one "$1"
	exit
fi
FUZZ_ONE=1
export FUZZ_ONE
cores=$(nproc)
[ $# -le "$cores" ] || seconds=$((seconds * $# / cores))
printf '%s\n' "$@" | xargs -P $# -n 1 "$0" "$out" "$seconds" || exit 1
[ "${KEEP:-}" ] || exit 0
for name; do keep "$name"; done
