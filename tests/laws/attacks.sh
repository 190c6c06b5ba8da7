#!/bin/sh
# tests/laws/attacks.sh STORE-PROGRAM - the store against a plain sqlite3 shell.
#
# Foreign keys are off there, INSERT OR REPLACE walks past UPDATE and DELETE
# triggers, and triggers can be dropped.  With the triggers in place every
# attack is refused; without them its row is dead, and the verifier names it.
set -u
program=$1
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
db=$dir/store
bad=0
n=0

fail() {
	echo "not ok: $*" >&2
	bad=$((bad + 1))
}

fresh() {
	rm -f "$db" "$db"-* "$db.lock"
	cp "$dir/good" "$db"
}

# What verify says of an untouched store is nothing.
"$program" make "$db" && "$program" more "$db" ulla2 || exit 1
[ -z "$("$program" verify "$db")" ] || fail "the sample has faults"
cp "$db" "$dir/good"

# refused MESSAGE SQL: the schema says no, and nothing has changed.
refused() {
	n=$((n + 1))
	fresh
	said=$(sqlite3 "$db" "BEGIN; $2; COMMIT" 2>&1) && fail "done: $2"
	case $said in
	*"$1"*) ;;
	*) fail "$2: said '$said', not '$1'" ;;
	esac
	[ -z "$("$program" verify "$db")" ] || fail "$2: it left something"
}

# dead KIND ID WORD SQL: once the triggers are gone it can be written; the row
# is dead, and the log's verifier says WORD (and that the schema was changed).
dead() {
	n=$((n + 1))
	fresh
	sqlite3 "$db" "SELECT 'DROP TRIGGER ' || name || ';'
	    FROM sqlite_schema WHERE type = 'trigger'" | sqlite3 "$db"
	sqlite3 "$db" "PRAGMA ignore_check_constraints = ON; $4" ||
		fail "not done: $4"
	if [ "$1" != - ]; then
		case $("$program" read "$db" "$1" "$2") in
		alive) fail "$4: it lives" ;;
		esac
	fi
	said=$("$program" verify "$db")
	for word in $3 schema; do
		echo "$said" | grep -q "^$word " ||
			fail "$4: verify does not say $word: $said"
	done
}


# --- law 1: mint a default password ------------------------------------------
# a case with neither evidence nor ticket, as a forger would make one
new_case="INSERT INTO \"case\" (id, seq, mac, ref, kind, account, state,
    sole_address, needs_approval, opened_at, tries, ticket) VALUES
    (9, 2, zeroblob(32), 'HO-FORGED', 1, 1, 7, 0, 0, 1, 0, NULL);"
mint() { # case, issued, expires
	echo "INSERT INTO credential (id, seq, mac, of_case, hash, state,
	    issued_at, expires_at, no_claim, claim_tries, tried_elsewhere)
	    VALUES (9, 2, zeroblob(32), $1, 'forged', 1, $2, $3, 0, 0, 0)"
}
refused "law 1" "$new_case $(mint 9 1 2)"
refused "law 1" "$(mint 77 1 2)"
refused "CHECK" "UPDATE credential SET state = 2; $(mint 1 1 604802)"
refused "CHECK" "UPDATE credential SET state = 2; $(mint 1 1 1)"
refused "NOT NULL" "UPDATE credential SET state = 2; $(mint 1 1 NULL)"
refused "law 1" "UPDATE credential SET state = 2;
    $(echo "$new_case" | sed "s/'HO-FORGED', 1,/'HO-FORGED', 4,/;s/NULL);/'T-9');/")
    INSERT INTO evidence SELECT 9, seq, mac, 9, kind, sha256, size, 16838,
    reason, 0, NULL, first_seen, judged_at, added_by, drawn FROM evidence
    WHERE id = 1;
    $(mint 9 1 2)"
refused "law 1" "UPDATE credential SET state = 2;
    UPDATE ticket SET outside = NULL; $(mint 1 1 2)"
refused "taken" "$(mint 1 1 2)"
refused "taken" "INSERT OR REPLACE INTO credential SELECT * FROM credential"
refused "law 4" "UPDATE credential SET state = 2;
    UPDATE credential SET state = 1"
refused "law 4" "UPDATE OR REPLACE word SET state = 1"
refused "law 4" "UPDATE code SET state = 3; UPDATE OR IGNORE code SET state = 1"
refused "law 1" "UPDATE credential SET expires_at = expires_at + 1"
refused "law 1" "UPDATE credential SET hash = 'x'"
refused "law 1" "UPDATE credential SET no_claim = 1"
refused "law 1" "UPDATE credential SET claim_to = NULL"
refused "law 1" "UPDATE \"case\" SET ticket = NULL"
refused "law 1" "UPDATE \"case\" SET successor = 1;
    UPDATE \"case\" SET successor = NULL"
refused "rows of this kind stay" "DELETE FROM credential"
refused "authenticator of that user" \
    "$(echo "$new_case" | sed "s/, ticket)/, ticket, user, factor)/
	s/'HO-FORGED', 1,/'HO-FORGED', 6,/;s/NULL);/NULL, 2, 1);/")"
refused "law 1" "UPDATE \"case\" SET factor = 1"

dead credential 9 row-forged "$new_case $(mint 9 1 2)"
dead credential 1 row-forged "UPDATE credential SET hash = 'x'"
dead credential 1 row-forged "UPDATE credential SET no_claim = 1"
dead credential 1 row-forged "UPDATE credential SET expires_at = expires_at + 9"

# --- law 1: a verdict ---------------------------------------------------------
refused "law 1" "UPDATE evidence SET confirmed = 0, of_word = NULL;
    UPDATE evidence SET verdict = 16838"
refused "law 1" "UPDATE evidence SET confirmed = 0, verdict = 0;
    UPDATE evidence SET verdict = 7770"
refused "law 1" "UPDATE evidence SET of_word = 77"
refused "law 1" "UPDATE evidence SET sha256 = replace(sha256, 'a', 'b')"
refused "law 1" "UPDATE evidence SET of_word = NULL"
refused "taken" "INSERT OR REPLACE INTO evidence SELECT * FROM evidence"
dead evidence 1 row-forged "UPDATE evidence SET verdict = 16838"
dead evidence 1 row-forged "UPDATE evidence SET reason = 'x'"

# --- a password, a role -------------------------------------------------------
refused "taken" "INSERT OR REPLACE INTO password
    SELECT 9, seq, mac, user, 'forged', set_at FROM password"
refused "taken" "INSERT OR REPLACE INTO user SELECT * FROM user WHERE id = 3"
refused "taken" "INSERT OR REPLACE INTO user SELECT 9, seq, mac, account,
    login, name, role, state, created_at, valid_from, grace_from
    FROM user WHERE id = 3"
refused "taken" "UPDATE OR REPLACE user SET login = 'adam' WHERE id = 3"
new_user() { # LOGIN CREATED_AT
	echo "INSERT INTO user SELECT 9, seq, mac, account, '$1', name, role,
	    state, $2, valid_from, grace_from FROM user WHERE id = 3"
}
refused "CHECK" "$(new_user Ulla 1)"
refused "CHECK" "$(new_user ho-7f3k2m 1)"
refused "CHECK" "$(new_user -rf 1)"
refused "CHECK" "$(new_user .. 1)"
refused "begins once" "UPDATE user SET grace_from = 5 WHERE id = 3"
refused "begins once" "UPDATE user SET grace_from = NULL WHERE id = 3"
dead user 3 row-forged "UPDATE user SET grace_from = 5 WHERE id = 3"
refused "CHECK" "UPDATE account SET factor_rule = 2"
dead account 1 row-forged "UPDATE account SET factor_rule = 0"
refused "rows of this kind stay" "DELETE FROM user WHERE id = 3"
dead password 1 row-forged "UPDATE password SET hash = 'forged'"
dead password 9 row-forged "INSERT INTO password
    SELECT 9, seq, mac, 2, hash, set_at FROM password"
dead user 3 row-forged "UPDATE user SET role = 2 WHERE id = 3"
dead user 1 row-forged "UPDATE user SET state = 1 WHERE id = 1"
dead staff 1 row-forged "UPDATE staff SET roles = 63"
dead staff 9 row-forged "INSERT INTO staff
    SELECT 9, seq, mac, uid + 1, name, 63, state, since FROM staff"
dead approval 9 row-forged "INSERT INTO approval
    SELECT 9, seq, mac, of_case, 2, sha256, at FROM approval"

# --- a login name ---------------------------------------------------------------
# The sample's admin has a permission that is spent, and gives "adam" up.
renamed="UPDATE user SET login = 'eva' WHERE id = 2"
permit() { # of case, user, state, expires_at
	echo "INSERT INTO permit (id, seq, mac, of_case, user, state, given_at,
	    expires_at) VALUES (9, 2, zeroblob(32), $1, $2, $3, 1, $4)"
}
refused "by a permission" "UPDATE user SET login = 'mallory' WHERE id = 3"
refused "taken" "UPDATE user SET login = 'ulla' WHERE id = 2"
refused "by a permission" "$renamed; UPDATE user SET login = 'ada' WHERE id = 2"
refused "taken: a login that somebody gave up" "$renamed; $(new_user adam \
    1795253400 + 7775999)"
refused "taken" "$renamed;
    INSERT OR REPLACE INTO user SELECT 3, seq, mac, account, 'adam', name,
    role, state, created_at, valid_from, grace_from FROM user WHERE id = 3"
refused "law 1" "$(permit 1 1 2 9)"
refused "law 1" "$(permit 2 3 2 9)"
refused "law 1" "UPDATE \"case\" SET user = 3 WHERE id = 2; $(permit 2 3 2 9)"
refused "law 1" "UPDATE evidence SET verdict = 0, confirmed = 0; $(permit 2 2 2 9)"
refused "CHECK" "$(permit 2 2 2 604802)"
refused "CHECK" "$(permit 2 2 2 1)"
refused "law 4" "UPDATE permit SET state = 1"
refused "law 4" "UPDATE permit SET user = 3"
refused "law 4" "UPDATE permit SET expires_at = expires_at + 1"
refused "taken" "$(permit 2 2 1 9); $(permit 2 2 1 9 | sed 's/(9, 2/(10, 2/')"
refused "by a permission" "INSERT INTO former
    SELECT 9, seq, mac, 'ulla', 3, 1, left_at, kept_until FROM former"
refused "by a permission" "INSERT INTO former
    SELECT 9, seq, mac, 'ulla', user, 1, left_at, kept_until FROM former"
refused "taken" "INSERT OR REPLACE INTO former
    SELECT 9, seq, mac, login, user, of_case, left_at, kept_until FROM former"
refused "stays so" "UPDATE former SET kept_until = kept_until + 1"
refused "rows of this kind stay" "DELETE FROM former"
refused "rows of this kind stay" "DELETE FROM permit"
dead user 3 row-forged "UPDATE user SET login = 'mallory' WHERE id = 3"
dead permit 1 row-forged "UPDATE permit SET state = 1"
dead permit 9 row-forged "$(permit 1 3 1 9)"
dead former 1 row-forged "UPDATE former SET user = 3"
dead former 1 row-gone "DELETE FROM former"

# --- the desk: what two people have to do --------------------------------------
refused "for good" "UPDATE desk SET binds_at = NULL"
refused "taken" "INSERT OR REPLACE INTO desk SELECT * FROM desk"
refused "taken" "INSERT INTO desk SELECT 2, seq, mac, binds_at, alert_at,
    raised_by, lower_by, reason FROM desk"
refused "rows of this kind stay" "DELETE FROM desk"
refused "stays what it was" "UPDATE shown SET staff = 2"
refused "taken" "INSERT OR REPLACE INTO shown
    SELECT 9, seq, mac, of_case, staff, sha256, at FROM shown"
refused "rows of this kind stay" "DELETE FROM shown"
refused "stays with person" "UPDATE own SET staff = 2"
refused "taken" "INSERT OR REPLACE INTO own
    SELECT 9, seq, mac, staff, account, 0, since FROM own"
refused "rows of this kind stay" "DELETE FROM own"
dead desk 1 row-forged "UPDATE desk SET alert_at = NULL, lower_by = NULL"
dead desk 1 row-gone "DELETE FROM desk"
dead own 1 row-forged "UPDATE own SET state = 0"
dead shown 9 row-forged "INSERT INTO shown
    SELECT 9, seq, mac, of_case, 2, sha256, at FROM shown"

# --- law 4: a factor ----------------------------------------------------------
refused "law 4" "UPDATE factor SET floor = 4"
refused "law 4" "UPDATE factor SET sha256 = replace(sha256, 'a', 'b')"
refused "law 4" "UPDATE factor SET user = 2"
refused "law 4" "UPDATE factor SET step = 60"
refused "law 4" "UPDATE factor SET state = 3; UPDATE factor SET state = 1"
refused "law 4" "UPDATE recovery SET state = 2; UPDATE recovery SET state = 1"
refused "law 4" "UPDATE recovery SET user = 2"
refused "CHECK" "UPDATE factor SET far = 5"
refused "CHECK" "UPDATE factor SET drift = 41"
refused "taken" "INSERT OR REPLACE INTO factor SELECT * FROM factor"
refused "taken" "INSERT OR REPLACE INTO recovery
    SELECT 9, seq, mac, user, hash, state, made_at FROM recovery"
refused "rows of this kind stay" "DELETE FROM factor"
refused "rows of this kind stay" "DELETE FROM recovery"
dead factor 1 row-forged "UPDATE factor SET floor = 4"
dead factor 1 row-forged "UPDATE factor SET drift = 20"
dead factor 1 row-forged "UPDATE factor SET user = 2"
dead factor 9 row-forged "INSERT INTO factor SELECT 9, seq, mac, 2, kind,
    state, label, hash, digits, step, floor, far, drift, wrong, bound_at, used_at,
    sha256 FROM factor"
dead recovery 9 row-forged "INSERT INTO recovery
    SELECT 9, seq, mac, user, 'forged', state, made_at FROM recovery"

# --- who guesses --------------------------------------------------------------
refused "CHECK" "INSERT INTO tally SELECT 9, seq, mac, user, what, 0, NULL, 0,
    NULL, 0 FROM tally"
refused "CHECK" "UPDATE tally SET bound = 1"
refused "a tally stays" "UPDATE tally SET user = 2, id = 3"
refused "an origin stays" "UPDATE origin SET user = 2"
refused "taken" "INSERT OR REPLACE INTO tally SELECT * FROM tally"
refused "taken" "INSERT OR REPLACE INTO origin
    SELECT 9, seq, mac, 2, hash, seen_at FROM origin"
refused "rows of this kind stay" "DELETE FROM tally"
refused "rows of this kind stay" "DELETE FROM origin"
dead tally 5 row-forged "UPDATE tally SET wrong = 0"
dead tally 5 row-gone "DELETE FROM tally"
dead origin 9 row-forged "INSERT INTO origin SELECT 9, seq, mac, 2,
    replace(hash, 'c', 'd'), seen_at FROM origin"

refused "CHECK" "UPDATE OR ABORT code SET state = 2; INSERT INTO code
    SELECT 9, seq, mac, 1, 3, purpose, address, challenge, hash, 1, tries,
    sent_at, expires_at FROM code WHERE id = 1"
refused "law 4" "UPDATE code SET user = 2 WHERE id = 2"

# --- law 2: the super-admin ---------------------------------------------------
refused "law 2" "UPDATE account SET super_admin = 77"
refused "law 2" "UPDATE account SET super_admin = NULL"
refused "law 2" "INSERT INTO account (id, seq, mac, code, super_admin, seats,
    created_at, factor_rule, factor_grace)
    VALUES (9, 1, zeroblob(32), 'x', 1, 1, 1, 0, 0)"
refused "law 2" "UPDATE user SET account = 9 WHERE id = 1"
refused "taken" "INSERT OR REPLACE INTO account SELECT * FROM account"
dead account 1 row-forged "UPDATE account SET super_admin = 3"

# --- law 12: an address -------------------------------------------------------
refused "law 12" "INSERT INTO address SELECT 9, seq, mac, account, 2, kind,
    'm@evil.example', 'staff', 1, 1, added_at, NULL, NULL
    FROM address WHERE id = 1"
refused "law 12" "INSERT INTO address SELECT 9, seq, mac, account, 2, kind,
    'm@evil.example', 'panel', 1, 1, added_at + 60, NULL, NULL
    FROM address WHERE id = 1"
refused "law 12" "INSERT INTO address SELECT 9, seq, mac, account, 2, kind,
    'm@evil.example', 'staff', NULL, 1, added_at, NULL, NULL
    FROM address WHERE id = 1;
    UPDATE address SET usable_from = 1 WHERE id = 9"
refused "law 12" "UPDATE address SET text = 'm@evil.example' WHERE id = 1"
refused "law 12" "UPDATE address SET user = 2 WHERE id = 1"
refused "law 12" "UPDATE address SET ended_at = 1 WHERE id = 1;
    UPDATE address SET ended_at = NULL WHERE id = 1"
refused "law 12" "UPDATE address SET replaces = 2 WHERE id = 1"
dead address 1 row-forged "UPDATE address SET ended_at = 1 WHERE id = 1"
refused "taken" "INSERT OR REPLACE INTO address SELECT * FROM address"
dead address 1 row-forged "UPDATE address SET text = 'm@evil.example'
    WHERE id = 1"
dead address 9 row-forged "INSERT INTO address SELECT 9, seq, mac, account, 2,
    kind, 'm@evil.example', 'panel', 1, 1, added_at, NULL, NULL
    FROM address WHERE id = 1"

# --- law 6: the ledger --------------------------------------------------------
refused "law 6" "UPDATE seen SET of_case = 2"
refused "taken" "INSERT OR REPLACE INTO seen
    SELECT 9, seq, mac, of_case, kind, hash FROM seen"
dead - - row-gone "DELETE FROM seen"
dead seen 1 row-forged "UPDATE seen SET hash = 'x'"

# --- law 5: the log -----------------------------------------------------------
for what in "INSERT INTO event VALUES (9, zeroblob(32))" \
	"INSERT INTO event VALUES (2, zeroblob(32))" \
	"INSERT OR REPLACE INTO event VALUES (2, zeroblob(32))" \
	"INSERT OR REPLACE INTO event VALUES (3, zeroblob(32))" \
	"INSERT OR REPLACE INTO event_body VALUES (3, '{}')" \
	"INSERT OR REPLACE INTO event_body VALUES (2, '{}')" \
	"INSERT OR REPLACE INTO event_row VALUES (2, 3, 3, 1)" \
	"INSERT INTO event_row VALUES (2, 9, 2, 0)" \
	"UPDATE event SET leaf_hash = zeroblob(32)" \
	"UPDATE OR IGNORE event_body SET body = '{}'" \
	"UPDATE event_row SET dropped = 1" \
	"DELETE FROM event WHERE seq = 3" \
	"DELETE FROM event_body" \
	"DELETE FROM event_row"; do
	refused "law 5" "$what"
done
dead - - event-changed "UPDATE event_body SET body = replace(body, 'add', 'let')"
dead - - frontier "UPDATE event_body SET body = replace(body, 'add', 'let')"
dead - - event-gone "DELETE FROM event WHERE seq = 2"
dead - - checkpoint "DELETE FROM event WHERE seq = 3"
dead - - frontier "UPDATE meta SET value = zeroblob(8) WHERE name = 'frontier'"
dead - - checkpoint "UPDATE meta SET value = x'78' WHERE name = 'checkpoint'"
dead - - event-row "DELETE FROM event_row WHERE kind = 2 AND id = 3"
dead user 3 row-unknown "DELETE FROM event_row WHERE kind = 2 AND id = 3"

# --- an old row put back: its MAC is good -------------------------------------
"$program" make "$dir/young" || exit 1
dead user 3 row-old "ATTACH '$dir/young' AS young;
    INSERT OR REPLACE INTO user SELECT * FROM young.user WHERE id = 3"

# ... and the log made to forget the newer one: nobody goes on with that.
dead - - event-row "ATTACH '$dir/young' AS young;
    INSERT OR REPLACE INTO user SELECT * FROM young.user WHERE id = 3;
    DELETE FROM event_row WHERE kind = 2 AND id = 3 AND seq = 3"
said=$("$program" open "$db" 2>&1) && fail "a log that forgot is opened: $said"
# with every trigger in its place again, so that this is not the reason
sqlite3 "$dir/good" "SELECT sql || ';' FROM sqlite_schema
    WHERE type = 'trigger'" | sqlite3 "$db"
said=$("$program" open "$db" 2>&1) && fail "a log that forgot is opened: $said"
case $said in
*"event_row was changed"*) ;;
*) fail "a log that forgot: said '$said'" ;;
esac

# Foreign keys off, and a trigger of the attacker's own: named all the same.
fresh
sqlite3 "$db" "CREATE TRIGGER stranger AFTER UPDATE ON user BEGIN
    UPDATE password SET hash = 'x'; END"
"$program" verify "$db" | grep -q "^schema .*stranger is strange" ||
	fail "a foreign trigger is not named"
"$program" open "$db" 2>&1 | grep -q "stranger is strange" ||
	fail "a store with a foreign trigger is opened"

[ "$n" -gt 70 ] || fail "only $n attacks were tried"
[ "$bad" -eq 0 ] && echo "laws: $n attacks refused or dead" && exit 0
echo "laws: $bad of $n got through" >&2
exit 1
