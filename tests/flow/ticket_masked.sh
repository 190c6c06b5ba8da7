#!/bin/bash
# record = masked: the ticket keeps a default password's last group, the client
# alone gets the whole of it.
. "$(dirname "$0")/case_lib.sh"
start_case_house record=masked
write_mail request ops@northwind.example Subject=Masked
works ho reset --mail "$dir/request" --owner --json
ref=$(field ref <<<"$said")
arrives ops@northwind.example 2
password=$(letter_to ops@northwind.example Masked |
    sed -n 's/ *Default password: *//p')
has "the client has all of it" '^([0-9A-Z]{4}-){5}[0-9A-Z]{4}$' "$password"
said=$(ho case show "$ref" --credentials --json | field credentials)
has "the ticket has its end" \
    "^Default password:  \\*{4}-(\\*{4}-){4}${password##*-}\$" "$said"
hasnt "and no more" "${password%-*}" "$said"
has "doctor says so" 'record = masked' "$(ho doctor)"
whole
finish
