# tests/flow/case_lib.sh - what the stories about cases share: a client whose
# owner has left, keys for its mail, and everything that a mail passes.
#
#	start_case_house [KEY=VALUE]...	daemon, resolver, courier, account
#	write_mail FILE FROM [NAME=VALUE]...	see letter.py
#	open_json ARGS...		handover case open --json
#	arrives ADDRESS N		waits for the Nth letter to ADDRESS
#	letter_to ADDRESS [SUBJECT]	the newest one; by subject where two may
#					leave at once
#	every_to ADDRESS [SUBJECT]	all of them
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

letters=$(dirname "${BASH_SOURCE[0]}")/letter.py
hash='$6$saltsalt$qFmFH.bQmmtXzyBY0s9v7Oicd2z4XSIecDzlB5KiA2/jctKu9YterLp8wwnSq.qc.eoxqOmSuNp2xS0ktL3nh/'

make_key() { # DOMAIN
	"$letters" key "$dir" "$1" >>"$dir/records"
}

write_mail() { # FILE FROM [NAME=VALUE]...
	"$letters" mail "$dir" "${@:2}" >"$dir/$1" ||
		bad "cannot write mail $1"
}

letter_to() { "$letters" read "$dir/mail" "$@"; }
every_to() { "$letters" every "$dir/mail" "$@"; }

is_there() { # ADDRESS N
	[ "$("$letters" count "$dir/mail" "$1")" -ge "$2" ]
}

arrives() { # ADDRESS N
	wait_for "letter $2 to $1" is_there "$1" "$2"
}

letters_to() { "$letters" count "$dir/mail" "$1"; }

# The log's size, but for pictures: those come when they come.
log_besides_pictures() {
	ho audit list --from 1 --json | grep -vc '"event":"case.drawn"'
}

state_of() { ho case show "$1" --json | field state; }
reason_of() { ho case show "$1" --json | field reason; }

is_at() { # REF STATE
	[ "$(state_of "$1")" = "$2" ]
}

gets_to() { # REF STATE
	wait_for "$1 to be $2" is_at "$1" "$2"
}

# Requests that wait for their word, for the contact, none of them the owner's.
ask_unsigned() { # LOGIN...; "seats" asks for those
	local who
	for who; do
		write_mail "ask_$who" ops@northwind.example sign=
		case $who in
		seats)
			set -- account seats northwind --count 2
			;;
		*)
			set -- case open --user "$who" --account northwind
			;;
		esac
		fails_with 3 waiting-confirm ho "$@" --mail "$dir/ask_$who" \
		    --json
	done
}

word_of() { # CONFIRM|STOP, letter on standard input
	sed -n "s/^$1 HO-[0-9A-Z]* \\([0-9A-Z-]*\\).*/\\1/p" | head -n 1
}

start_case_house() { # [KEY=VALUE]...
	install_handover "$@"
	add_service panel
	make_key northwind.example
	make_key evil.example
	start_daemon
	start_resolver
	start_courier
	works ho account add northwind --name 'Northwind Traders' \
	    --owner olga --owner-absent --owner-address olga@northwind.example \
	    --hash <(echo "$hash") --contact ops@northwind.example \
	    --contact office@northwind.example --seats 9 \
	    --admin ada=ada@northwind.example
	works ho user add bob --account northwind --name Bob
}
