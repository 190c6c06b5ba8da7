#!/bin/bash
# An address that comes on file confirms by a signed mail of its own, whichever
# door that mail takes: as its answer, by the case's name in the subject, or by
# being the only one that can be meant.
. "$(dirname "$0")/case_lib.sh"
. "$(dirname "$0")/dovecot.inc"
start_dovecot
lmtp=$dir/run/lmtp.sock
echo geheim >"$dir/password"
start_case_house cool-down=1h lmtp-socket="$lmtp" lmtp-uids="$(id -u)" \
    inbox-url="$imap_url" inbox-user=desk inbox-interval=1s \
    inbox-password-file="$dir/password" inbox-ca-file="$imap/ca.pem"
wait_for "the LMTP door" test -S "$lmtp"

send() { # FILE
	"$root/tests/flow/lmtp.py" "$lmtp" "$dir/$1" bounce@northwind.example
}
newest() { ho inbox list --all --json | tail -n 1 | field "$1"; }
mails() { ho inbox list --all --json | wc -l; }
add() { # ADDRESS [ACCOUNT]: $ref is its case
	works ho contact add "${2-northwind}" --address "$1" --json
	ref=$(field ref <<<"$said")
	same "$1 has to confirm" waiting-confirm "$(field state <<<"$said")"
}
refuse() { works ho case refuse "$ref" --reason 'next part'; }

# --- what does not confirm ---------------------------------------------------------------
new=it@northwind.example
add $new
arrives $new 1
ours=$(letter_to $new 'confirm your' | sed -n 's/^Message-ID: //p')
has "the letter says what is a yes" 'is taken for a yes' \
    "$(letter_to $new 'confirm your')"
stays() { # WHAT STATE REASON
	same "$1" "$2 $3 waiting-confirm" \
	    "$(newest state) $(newest reason) $(state_of "$ref")"
}
write_mail bare $new sign= In-Reply-To="$ours"
send bare >/dev/null
stays "an answer that nobody signed" waiting no-aligned-signature
write_mail cased It@northwind.example In-Reply-To="$ours"
send cased >/dev/null
stays "another way to write the address" waiting from-case-differs
write_mail evil boss@evil.example Subject="Re: $ref" In-Reply-To="$ours"
send evil >/dev/null
stays "a stranger who knows the case" quarantined from-not-registered
write_mail robot $new In-Reply-To="$ours" Auto-Submitted=auto-replied
send robot >/dev/null
stays "a vacation note" refused automatic-mail
write_mail other ops@northwind.example Subject="Re: $ref"
send other >/dev/null
stays "another contact" waiting signed
write_mail forged $new sign=evil.example Subject="Re: $ref"
send forged >/dev/null
stays "somebody else's signature" waiting no-aligned-signature
write_mail who $new In-Reply-To="$ours" Subject="Re: $ref" \
    text="Who are you? That is not for me.

$(letter_to $new 'confirm your' | sed 's/^/> /')"
send who >/dev/null
stays "who quotes the word does not send it back" waiting signed
refused 1 wrong-word ho case confirm "$ref" --mail "$dir/who"
printf 'To: desk@host.example\r\n' | cat - "$dir/other" >"$dir/twice"
send twice >/dev/null
stays "a broken letter" refused field-repeated

# --- by LMTP: what it answers ----------------------------------------------------------------
write_mail answer $new In-Reply-To="$ours" Subject='Re: your letter'
same "taken" "250 2.0.0 taken" "$(send answer)"
same "its case has it" "taken confirm-letter $ref" \
    "$(newest state) $(newest reason) $(newest case)"
gets_to "$ref" holding
has "and tells what came" 'a signed mail came from the address' \
    "$(ho case show "$ref")"
same "nobody at the desk" '{"self":"handoverd"}' \
    "$(ho audit list --event case.confirm --json | tail -n 1 |
	json 'json.dumps(x["actor"], separators=(",",":"))')"
n=$(mails)
send answer >/dev/null
same "brought again it is the same one" "$n holding" "$(mails) $(state_of "$ref")"
refused 1 seen-before ho reset --mail "$dir/answer" --owner \
    --account northwind
refuse

# --- by IMAP: the case's name, in the subject ---------------------------------------------------
add head@northwind.example
write_mail named head@northwind.example Subject="Yes, $ref is right"
deliver "$dir/named"
gets_to "$ref" holding
taken() { [ "$(newest reason)" = confirm-letter ]; }
wait_for "its row" taken
same "by the mailbox" "inbox $ref" "$(newest door) $(newest case)"
refuse

# --- a mail that names nothing may be a request, and stays one ----------------------------------
add lead@northwind.example
write_mail asks lead@northwind.example Subject='New owner, please'
send asks >/dev/null
gets_to "$ref" holding
same "it waits for staff as well" "waiting signed" \
    "$(newest state) $(newest reason)"
refused 1 from-not-registered ho inbox open "$(newest id)" --owner \
    --account northwind
same "as a request" waiting-proof "$(field state <<<"$said")"
works ho case refuse "$(field ref <<<"$said")" --reason 'next part'
refuse

# --- two accounts wait for one address: only the one that is named ------------------------------
works ho account add lonely --name Lonely --owner lea --seats 3 \
    --contact lea@lonely.example
add both@northwind.example
first=$ref
add both@northwind.example lonely
write_mail which both@northwind.example Subject='It is us'
send which >/dev/null
same "neither" "waiting waiting-confirm waiting-confirm" \
    "$(newest state) $(state_of "$first") $(state_of "$ref")"
write_mail both both@northwind.example Subject="Re: $ref and $first"
send both >/dev/null
same "nor both" "waiting waiting-confirm waiting-confirm" \
    "$(newest state) $(state_of "$first") $(state_of "$ref")"
write_mail this both@northwind.example Subject="AW: confirm ${ref,,}"
send this >/dev/null
same "this one" "taken waiting-confirm holding" \
    "$(newest state) $(state_of "$first") $(state_of "$ref")"
refuse
ref=$first
refuse

# --- on file elsewhere, with authority: their next letter may be about that ---------------------
add ops@northwind.example lonely
write_mail about ops@northwind.example
send about >/dev/null
stays "a letter about their own account" waiting signed
write_mail yes ops@northwind.example Subject="Re: $ref"
send yes >/dev/null
same "one that names the case" "taken holding" \
    "$(newest state) $(state_of "$ref")"
refuse

# --- DNS does not tell: it is brought again, and then it counts ---------------------------------
add late@northwind.example
stop_one "$resolver_pid" handover-resolver
resolver_pid=
rm -f "$dir/run/resolver.sock"
write_mail late late@northwind.example Subject="$ref"
n=$(mails)
same "not now" "451 4.3.0 not now, bring it again" "$(send late)"
same "nothing is kept, nothing lost" "$n waiting-confirm" \
    "$(mails) $(state_of "$ref")"
has "a line about it" 'DNS does not tell about the mail of an address' \
    "$(cat "$dir/log")"
start_resolver
same "not before its time: it is judged as an unclear case is" \
    "451 4.3.0 not now, bring it again" "$(send late)"
move_clock 61
same "now" "250 2.0.0 taken" "$(send late)"
gets_to "$ref" holding
whole
finish
