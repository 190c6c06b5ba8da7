#!/bin/bash
# tests/docs.sh [OUT] - do manual, README and packaging say what is so?
#
# Asks the built programs, never a second list.  Ends with 77, and a line that
# says what is missing, where a tool is not there to ask with.
set -u
out=$(realpath "${1:-$OUT}")
cd "$(dirname "$0")/.." || exit 2
export LC_ALL=C.UTF-8
failed=0 claims=0 skipped=
dir=$(mktemp -d "${TMPDIR:-/tmp}/handover-docs.XXXXXX")
trap 'rm -rf "$dir"' EXIT

claim() { # WHAT RC [DETAIL]
	claims=$((claims + 1))
	[ "$2" = 0 ] && return
	failed=$((failed + 1))
	printf 'FAIL  %s\n' "$1"
	[ -n "${3:-}" ] && sed 's/^/      /' <<<"$3"
}

has_tool() { # TOOL: or remembers that something was left out
	command -v "$1" >/dev/null && return
	skipped="$skipped $1"
	return 1
}

text_of() { # PAGE: as a terminal of 80 columns shows it
	MANWIDTH=80 man --warnings -l "$out/man/$1" 2>"$dir/warnings" |
	    col -bx
}

# A page in one line without hyphenation, so that words can be found.
flat() { # PAGE
	MANWIDTH=2000 man --no-hyphenation --no-justification -l \
	    "$out/man/$1" 2>/dev/null | col -b
}

# --- README, NEWS, doc: short, and no line too long ---------------------------
claim "README.md is under 120 lines" "$(($(wc -l <README.md) >= 120))"
for f in README.md NEWS; do
	long=$(grep -nE '.{101}' "$f")
	claim "no line of $f is over 100 columns" "$((${#long} > 0))" "$long"
done
for f in $(grep -oE '`(doc|lib|schema|tools|share)/[A-Za-z0-9_./-]+`|`NEWS`' \
    README.md doc/*.md | sed 's/.*://' | tr -d '`' | sort -u); do
	claim "$f, which is read on in, is there" "$([ -e "$f" ]; echo $?)"
done

# --- each case of abuse is in the title of the tests that are named for it ------
while IFS='|' read -r _ case _ _ tests; do
	for t in $(grep -oE '(pam/)?[a-z_]+(_test|\.sh)' <<<"$tests"); do
		case $t in
		pam/*) t=tests/$t.c ;;
		*.sh) t=tests/flow/$t ;;
		*) t=tests/unit/$t.c ;;
		esac
		grep -q -e "${case// }" "$t"
		claim "$t plays ${case// }" $?
	done
done < <(grep '^| A-' doc/abuse-cases.md)

# --- the pages render, whole and within 80 columns ----------------------------
pages="handover.8 handoverd.8 handover-courier.8 handover-resolver.8 \
pam_handover.8 handover.conf.5"
can_read=0
if has_tool scdoc && has_tool man && has_tool col; then
	can_read=1
	for page in $pages; do
		text=$(text_of "$page")
		claim "$page renders without a warning" \
		    "$([ -s "$dir/warnings" ]; echo $((!$?)))" \
		    "$(cat "$dir/warnings")"
		long=$(grep -E '.{81}' <<<"$text")
		claim "$page fits 80 columns" "$((${#long} > 0))" "$long"
		for section in NAME EXAMPLES FILES "EXIT STATUS" SECURITY \
		    "WHEN .* IS AWAY"; do
			grep -qE "^$section\$" <<<"$text"
			claim "$page has a section $section" $?
		done
		! grep -qE '@[A-Z]+@' <<<"$text"
		claim "nothing in $page is left to fill in" $?
	done
fi

# --- every verb, setting and word of the programs is in its page --------------
if [ $can_read = 1 ]; then
	flat handover.8 >"$dir/handover"
	"$out/handover" help | sed -n 's/^  \([a-z][a-z ]*[a-z]\)  .*/\1/p' \
	    >"$dir/verbs"
	claim "the command names its verbs" "$(($(wc -l <"$dir/verbs") < 30))"
	while read -r verb; do
		grep -qE "^ +$verb( |\$)" "$dir/handover"
		claim "handover(8) has '$verb'" $?
		for option in $("$out/handover" $verb --help 2>/dev/null |
		    grep -oE '^  --[a-z-]+'); do
			grep -q -e "$option" "$dir/handover"
			claim "handover(8) has '$verb $option'" $?
		done
	done <"$dir/verbs"

	# the keys as the daemon's own first file has them
	flat handover.conf.5 >"$dir/conf"
	sed -n 's/^\t{ "\([a-z-]*\)", HO_TYPE_.*/\1/p' lib/conf/keys*.c \
	    >"$dir/keys"
	claim "the table of settings is read" "$(($(wc -l <"$dir/keys") < 40))"
	while read -r key; do
		grep -qE "^ +$key = " "$dir/conf"
		claim "handover.conf(5) has '$key'" $?
	done <"$dir/keys"

	flat pam_handover.8 >"$dir/pam"
	for word in $(sed -n 's/^\t\[HO_STEP_.*{ "\([a-z-]*\)".*/\1/p' \
	    lib/flow/login.c) $(sed -n 's/^\t{ "\([a-z_]*=*\)", set_.*/\1/p' \
	    pam_module/options.c) $(grep -ohE 'HANDOVER_[A-Z]+' \
	    pam_module/environ.c); do
		grep -q -e "$word" "$dir/pam"
		claim "pam_handover(8) has '$word'" $?
	done
fi

# --- what is made from the tables is what they say ------------------------------
"$out/handover" help --graph | cmp -s - doc/case.dot
claim "doc/case.dot is what lib/flow says (make tables)" $?
if has_tool dot; then
	said=$(dot -Tsvg -o /dev/null doc/case.dot 2>&1)
	claim "Graphviz draws it" "$((${#said} > 0))" "$said"
fi
"$out/handover" help --roles | cmp -s - <(sed -n '/^| verb |/,$p' doc/roles.md)
claim "doc/roles.md is what the verb table says (make tables)" $?

# --- what stands in examples can be typed --------------------------------------
# Of a page, as a terminal shows it: indented lines that begin with a prompt.
# Of Markdown: lines indented by four that begin with a program of ours.
examples() {
	local page join=':a;/\\$/{N;s/ *\\\n */ /;ba}'

	[ $can_read = 0 ] || for page in $pages; do text_of "$page"; done |
	    sed -e "$join" | sed -n 's/^ \{8,\}[$#] //p'
	sed -e "$join" README.md doc/*.md |
	    sed -n 's/^    \(sudo \)\{0,1\}\([$#] \)\{0,1\}\(handover\)/\3/p'
}

# The files that examples name; the log is the empty one of doc/log-format.md.
given=$dir/given
mkdir "$given"
for f in request.eml reply.eml stop.eml; do
	printf 'From: it@northwind.example\n\nhello\n' >"$given/$f"
done
echo '$6$saltsalt$x' >"$given/carla.crypt"
echo '{"account":"a","name":"A","seats":1,"users":1}
{"user":"a","role":"super-admin"}' >"$given/panel.jsonl"
name=panel.example/handover-audit
: >"$given/log.txt"
echo "$name+4cd77e6a+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4" \
    >"$given/log.vkey"
printf '%s\n0\n%s\n\n— %s %s\n' $name \
    47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU= $name \
    "TNd+aqupjVVgpba7iKpme/JhDoj77gM3HRi/SWIbpP83CJuMnKXUn6LIu+jhyr0XPCkOzPJT\
7Fm+VR9/almPKGfguwI=" | tee "$given/log.note" >"$given/kept.note"

# A request: only wrong use ends with 2, nobody answers at that socket.
try_request() { # COMMAND LINE
	local rc
	rm -rf "$dir/here"
	cp -r "$given" "$dir/here"
	# an export overwrites nothing
	case $1 in *--leaves*) rm "$dir/here/log.txt" "$dir/here/log.note" ;; esac
	(cd "$dir/here" && HANDOVER_SOCKET=$dir/none PATH=$out:$PATH \
	    bash -c "$1") </dev/null 2>&1
	rc=$?
	[ $rc != 2 ] && [ $rc -lt 126 ]
}

# For real, but all of it below a directory of its own.
try_init() { # COMMAND LINE
	local me here=$dir/init.$claims
	me=$(id -un)
	mkdir "$here"
	(cd "$here" && USER=$me PATH=$out:$PATH bash -c "$1 --user $me \
	    --config $here/conf --set state-dir=$here/s \
	    --set store-key=$here/sk --set log-key=$here/lk \
	    --set locked-memory=try") 2>&1
}

# A daemon: every option is one that its usage names.
try_daemon() { # PROGRAM LINE
	local usage option
	usage=$("$out/$1" --nonsense 2>&1)
	for option in $(grep -oE -e ' --[a-z-]+' <<<"$2"); do
		grep -q -e "$option" <<<"$usage" ||
		    { echo "$option is not in: $usage"; return 1; }
	done
}

tried=0
while read -r line; do
	case $line in
	*"init --admin"*) said=$(try_init "$line"); rc=$? ;;
	handoverd* | handover-*)
		program=${line%% *}
		said=$(try_daemon "$program" "$line"); rc=$? ;;
	handover*) said=$(try_request "$line"); rc=$? ;;
	*) continue ;;
	esac
	tried=$((tried + 1))
	claim "an example can be typed: $line" "$rc" "$said"
done < <(examples)
claim "there are examples" "$((tried < (can_read ? 30 : 10)))" \
    "only $tried were found"

# --- what is installed -----------------------------------------------------------
root=$dir/root
make --no-print-directory OUT="$out" DESTDIR="$root" install >"$dir/said" 2>&1
is_installed=$?
claim "make install DESTDIR= works" $is_installed "$(tail -n 3 "$dir/said")"
if [ $is_installed = 0 ]; then
	for f in usr/bin/handover usr/sbin/handoverd \
	    "lib/$(gcc -print-multiarch)/security/pam_handover.so" \
	    usr/share/man/man8/pam_handover.8 \
	    usr/share/doc/handover/operations.md \
	    usr/share/bash-completion/completions/handover; do
		case $f in *share/man*) [ $can_read = 1 ] || continue ;; esac
		claim "$f is installed" "$([ -e "$root/$f" ]; echo $?)"
	done
	bash -c '. "$1"; COMP_WORDS=(handover case) COMP_CWORD=2; _handover
	    printf "%s\n" "${COMPREPLY[@]}"' - \
	    "$root/usr/share/bash-completion/completions/handover" |
	    grep -qx confirm
	claim "bash completes 'handover case'" $?
fi

if has_tool systemd-analyze; then
	mkdir "$dir/units"
	for u in share/systemd/*.service; do
		# the programs need not be on this host for their units to be good
		sed 's|^ExecStart=.*|ExecStart=/bin/true|' "$u" \
		    >"$dir/units/${u##*/}"
	done
	# it tells of units beside ours too, where they are on this host
	said=$(systemd-analyze verify --man=no "$dir"/units/*.service 2>&1 |
	    grep handover)
	claim "systemd finds nothing wrong in the units" "$((${#said} > 0))" \
	    "$said"
	for u in share/systemd/*.service; do
		systemd-analyze security --offline=yes --threshold=20 "$u" \
		    >"$dir/said" 2>&1
		claim "$u is exposed 2.0 or less" $? "$(tail -n 1 "$dir/said")"
	done
fi
if [ "$(id -u)" = 0 ] && [ $is_installed = 0 ] &&
    has_tool systemd-sysusers && has_tool systemd-tmpfiles; then
	mkdir -p "$root/etc"
	said=$(systemd-sysusers --root="$root" 2>&1 &&
	    systemd-tmpfiles --root="$root" --create 2>&1)
	claim "the accounts and directories can be made" $? "$said"
	for d in "handover 755 run/handover" \
	    "handover-resolver 755 run/handover-resolver" \
	    "handover 700 var/lib/handover" \
	    "handover-courier 700 var/lib/handover-courier"; do
		set -- $d
		uid=$(sed -n "s/^$1:[^:]*:\([0-9]*\):.*/\1/p" "$root/etc/passwd")
		claim "/$3 is $1's, mode $2" "$([ "$(stat -c '%u %a' \
		    "$root/$3" 2>/dev/null)" = "$uid $2" ]; echo $?)"
	done
fi

echo "docs: $claims claims, $failed wrong"
[ $failed = 0 ] || exit 1
[ -z "$skipped" ] && exit 0
echo "left out where these are missing:$skipped"
exit 77
