#!/bin/bash
# Who may do what: the kernel's word, the staff list, the roles.
. "$(dirname "$0")/lib.sh"
install_handover
start_daemon
me=$(id -un)

same "the first one has every role" \
    "support,manager,approver,security,auditor,admin" \
    "$(ho staff list --json | field roles)"
refused 1 last-admin ho staff remove "$me"
refused 1 last-admin ho staff add "$me" --roles support
refused 1 no-staff ho staff remove nobody-like-this
refused 1 nobody ho staff add nobody --uid 65534 --roles support
refused 2 usage ho staff add x --uid 4711 --roles support,king
refused 2 usage ho staff add x --uid 4711 --roles ,
fails_with 2 'no Unix account' ho staff add no-such-account --roles support
works ho staff add sam --uid 4711 --roles support
works ho staff add ada --uid 4712 --roles admin,auditor
refused 1 name-taken ho staff add sam --uid 4713 --roles support
works ho staff add sam --uid 4711 --roles auditor
same "a uid has one row" 3 "$(ho staff list --json | wc -l)"
works ho staff remove sam
works ho staff add sam --uid 4711 --roles support
same "back again" 3 "$(ho staff list --json | wc -l)"

if [ "$(id -u)" != 0 ]; then
	echo "$story: the part with other people needs root" >&2
	finish
fi

chmod 0711 "$dir"
as() { # UID COMMAND...
	local uid=$1
	shift
	setpriv --reuid "$uid" --regid "$uid" --clear-groups "$OUT/handover" "$@"
}
bin=$dir/bin # the programs may lie where only root can look
mkdir -m 0755 "$bin" && cp "$OUT/handover" "$bin" && OUT=$bin

before=$(events desk.not-staff)
refused 1 not-staff as 4799 account list
has "who is told" 'uid 4799 is not on the staff list' "$said"
refused 1 not-staff as 4799 account add x --name x --owner x --contact a@b.example --seats 1
same "one event a minute, with the uid and no word of theirs" $((before + 1)) \
    "$(events desk.not-staff)"
hasnt "no word of theirs" 'account add' \
    "$(ho audit list --event desk.not-staff --json)"
fails_with 4 'hung up' as 65534 status

works as 4711 account list
refused 1 role as 4711 staff add eve --uid 4720 --roles admin
refused 1 role as 4711 audit verify
refused 1 role as 4711 account add x --name x --owner x --contact a@b.example --seats 1
same "wrong roles are in the log, with who" sam \
    "$(ho audit list --event desk.role --json | head -n 1 | json 'x["actor"]["staff"]')"
works as 4712 audit verify
works as 4712 staff add eve --uid 4720 --roles support
works as 4720 status
has "who am I" 'eve' "$said"
works ho staff remove eve
refused 1 not-staff as 4720 status
works as 4712 staff remove "$me"
refused 1 not-staff ho account list
refused 1 last-admin as 4712 staff remove ada
finish
