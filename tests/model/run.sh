#!/bin/sh
# tests/model/run.sh DIR - Spin looks at every world of case.pml, with the table
# that DIR/tables prints: no law is broken in any, and everything happens in
# some that the laws are about.
set -eu
dir=$1
command -v spin >/dev/null || { echo "no spin here: skipped"; exit 0; }
cp "$(dirname "$0")/case.pml" "$dir"
"$dir/tables" >"$dir/tables.pml"
cd "$dir"
spin -a case.pml >spin.out 2>&1 || { cat spin.out; exit 1; }
[ ! -s spin.out ] || { cat spin.out; exit 1; } # a warning is a mistake
${CC:-gcc} -O1 -w -DSAFETY -o pan pan.c
./pan -m100000 >pan.out || :

grep -q 'errors: 0$' pan.out || {
	cat pan.out
	spin -t -p -g case.pml | tail -n 60
	echo "model: a law does not hold; the way there stands above, and in" \
	    "$dir"
	exit 1
}
! grep -q 'not completed\|too small' pan.out || { cat pan.out; exit 1; }
never=$(sed -n '/^unreached in proctype happens/,/^unreached in/p' pan.out |
    sed -n 's/.*case.pml:\([0-9]*\),.*, "\(.*\)"/\1 \2/p' | grep -v -e '-end-') &&
	{ echo "model: this never happens: case.pml:$never"; exit 1; }
echo "model: $(sed -n 's/ *\([0-9]*\) states, stored.*/\1/p' pan.out) states," \
    "no law broken"
