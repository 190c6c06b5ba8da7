-- schema/sqlite/002_laws.sql - what no statement may do, whoever sends it.

-- --- law 5: events are only ever appended -----------------------------------

CREATE TRIGGER event_next BEFORE INSERT ON event
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM event)
BEGIN SELECT RAISE(ABORT, 'law 5: an event takes the next number'); END;
CREATE TRIGGER event_stays BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'law 5: events are only appended'); END;
CREATE TRIGGER event_goes BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'law 5: events are only appended'); END;

CREATE TRIGGER event_body_next BEFORE INSERT ON event_body
WHEN NEW.seq IS NOT (SELECT max(seq) FROM event)
  OR EXISTS (SELECT 1 FROM event_body WHERE seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'law 5: a body comes with its event'); END;
CREATE TRIGGER event_body_stays BEFORE UPDATE ON event_body
BEGIN SELECT RAISE(ABORT, 'law 5: events are only appended'); END;
CREATE TRIGGER event_body_goes BEFORE DELETE ON event_body
BEGIN SELECT RAISE(ABORT, 'law 5: events are only appended'); END;

CREATE TRIGGER event_row_next BEFORE INSERT ON event_row
WHEN NEW.seq IS NOT (SELECT max(seq) FROM event)
  OR EXISTS (SELECT 1 FROM event_row
    WHERE kind = NEW.kind AND id = NEW.id AND seq >= NEW.seq)
BEGIN SELECT RAISE(ABORT, 'law 5: a row is named once, with its event'); END;
CREATE TRIGGER event_row_stays BEFORE UPDATE ON event_row
BEGIN SELECT RAISE(ABORT, 'law 5: events are only appended'); END;
CREATE TRIGGER event_row_goes BEFORE DELETE ON event_row
BEGIN SELECT RAISE(ABORT, 'law 5: events are only appended'); END;

-- --- law 1: no default password without judged evidence and a ticket --------

CREATE TRIGGER credential_case_proven BEFORE INSERT ON credential
WHEN NOT EXISTS (SELECT 1 FROM "case"
    WHERE id = NEW.of_case AND kind IN (1, 2) AND coalesce(ticket, '') <> '')
  OR NOT EXISTS (SELECT 1 FROM evidence
    WHERE of_case = NEW.of_case AND kind = 1
      AND (verdict = 16838 OR (verdict = 11065 AND confirmed = 1)))
BEGIN SELECT RAISE(ABORT,
  'law 1: no default password without accepted evidence and a ticket'); END;
-- A ticket of an outside system is there once its key came back.
CREATE TRIGGER credential_ticket_exists BEFORE INSERT ON credential
WHEN EXISTS (SELECT 1 FROM "case" AS c JOIN ticket AS t ON t.key = c.ticket
    WHERE c.id = NEW.of_case AND t.system IS NOT NULL AND t.outside IS NULL)
BEGIN SELECT RAISE(ABORT,
  'law 1: no default password before the ticket exists'); END;
CREATE TRIGGER credential_keeps BEFORE UPDATE ON credential
WHEN NEW.id <> OLD.id OR NEW.of_case <> OLD.of_case
  OR NEW.user IS NOT OLD.user OR NEW.hash <> OLD.hash
  OR NEW.issued_at <> OLD.issued_at OR NEW.expires_at <> OLD.expires_at
  OR NEW.issued_by IS NOT OLD.issued_by
  OR NEW.claim_to IS NOT OLD.claim_to OR NEW.no_claim <> OLD.no_claim
BEGIN SELECT RAISE(ABORT, 'law 1: a default password stays what it is'); END;

CREATE TRIGGER case_keeps BEFORE UPDATE ON "case"
WHEN NEW.id <> OLD.id OR NEW.ref <> OLD.ref OR NEW.kind <> OLD.kind
  OR NEW.opened_at <> OLD.opened_at
  OR NEW.seats IS NOT OLD.seats OR NEW.factor IS NOT OLD.factor
  OR ((OLD.factor IS NOT NULL OR OLD.kind = 5) AND NEW.user IS NOT OLD.user)
  OR (OLD.account IS NOT NULL AND NEW.account IS NOT OLD.account)
  OR (OLD.ticket IS NOT NULL AND NEW.ticket IS NULL)
  OR (OLD.successor IS NOT NULL AND NEW.successor IS NOT OLD.successor)
BEGIN SELECT RAISE(ABORT, 'law 1: a case stays what it is'); END;

CREATE TRIGGER case_factor_is_users BEFORE INSERT ON "case"
WHEN NEW.factor IS NOT NULL AND NOT EXISTS (SELECT 1 FROM factor
    WHERE id = NEW.factor AND user = NEW.user)
BEGIN SELECT RAISE(ABORT, 'law 1: it is no authenticator of that user'); END;

-- A judgement can be repeated while it is unclear; a refusal stands, and the
-- same mail judged again is a new piece of evidence.
CREATE TRIGGER evidence_keeps BEFORE UPDATE ON evidence
WHEN NEW.id <> OLD.id OR NEW.of_case <> OLD.of_case OR NEW.kind <> OLD.kind
  OR NEW.sha256 <> OLD.sha256 OR NEW.size <> OLD.size
  OR NEW.first_seen <> OLD.first_seen
  OR (OLD.judged_at IS NOT NULL AND NEW.judged_at IS NULL)
  OR (NEW.verdict NOT IN (0, OLD.verdict) AND OLD.judged_at IS NOT NULL
    AND OLD.verdict <> 7770)
BEGIN SELECT RAISE(ABORT, 'law 1: evidence stays what it is'); END;
CREATE TRIGGER evidence_word_insert BEFORE INSERT ON evidence
WHEN NEW.confirmed = 1 AND NOT EXISTS (SELECT 1 FROM word
    WHERE id = NEW.of_word AND of_case = NEW.of_case AND kind = 1
      AND state = 2)
BEGIN SELECT RAISE(ABORT,
  'law 1: confirmed only by a confirm word of the case, spent'); END;
CREATE TRIGGER evidence_word_update BEFORE UPDATE ON evidence
WHEN NEW.confirmed = 1 AND NOT EXISTS (SELECT 1 FROM word
    WHERE id = NEW.of_word AND of_case = NEW.of_case AND kind = 1
      AND state = 2)
BEGIN SELECT RAISE(ABORT,
  'law 1: confirmed only by a confirm word of the case, spent'); END;

-- --- law 4: what is spent, revoked or lapsed never lives again --------------

CREATE TRIGGER credential_dies_once BEFORE UPDATE ON credential
WHEN NEW.state <> OLD.state AND OLD.state <> 1
BEGIN SELECT RAISE(ABORT, 'law 4: it does not live again'); END;
CREATE TRIGGER code_dies_once BEFORE UPDATE ON code
WHEN (NEW.state <> OLD.state AND OLD.state <> 1)
  OR NEW.id <> OLD.id OR NEW.credential IS NOT OLD.credential
  OR NEW.user IS NOT OLD.user
  OR NEW.purpose <> OLD.purpose OR NEW.address <> OLD.address
  OR NEW.challenge <> OLD.challenge OR NEW.hash <> OLD.hash
  OR NEW.expires_at <> OLD.expires_at
BEGIN SELECT RAISE(ABORT, 'law 4: it does not live again'); END;
CREATE TRIGGER word_dies_once BEFORE UPDATE ON word
WHEN (NEW.state <> OLD.state AND OLD.state <> 1)
  OR NEW.id <> OLD.id OR NEW.of_case <> OLD.of_case OR NEW.kind <> OLD.kind
  OR NEW.address <> OLD.address OR NEW.hash <> OLD.hash
  OR NEW.expires_at <> OLD.expires_at
BEGIN SELECT RAISE(ABORT, 'law 4: it does not live again'); END;

CREATE TRIGGER factor_used_once BEFORE UPDATE ON factor
WHEN NEW.floor < OLD.floor
BEGIN SELECT RAISE(ABORT, 'law 4: what was used stays used'); END;
CREATE TRIGGER factor_keeps BEFORE UPDATE ON factor
WHEN (NEW.state <> OLD.state AND OLD.state <> 1)
  OR NEW.id <> OLD.id OR NEW.user <> OLD.user OR NEW.kind <> OLD.kind
  OR NEW.hash <> OLD.hash OR NEW.digits <> OLD.digits
  OR NEW.step IS NOT OLD.step OR NEW.bound_at <> OLD.bound_at
  OR NEW.sha256 <> OLD.sha256
BEGIN SELECT RAISE(ABORT, 'law 4: a factor stays what it is'); END;
CREATE TRIGGER recovery_dies_once BEFORE UPDATE ON recovery
WHEN (NEW.state <> OLD.state AND OLD.state <> 1)
  OR NEW.id <> OLD.id OR NEW.user <> OLD.user OR NEW.hash <> OLD.hash
  OR NEW.made_at <> OLD.made_at
BEGIN SELECT RAISE(ABORT, 'law 4: it does not live again'); END;

-- --- law 2: the super-admin is a user of the account ------------------------
-- The deferred foreign key says it at every commit of a program that turns
-- them on; these say it at once, to everybody.

CREATE TRIGGER account_super_insert BEFORE INSERT ON account
WHEN NOT EXISTS (SELECT 1 FROM user
    WHERE id = NEW.super_admin AND account = NEW.id)
BEGIN SELECT RAISE(ABORT,
  'law 2: the super-admin is a user of the account'); END;
CREATE TRIGGER account_super_update BEFORE UPDATE ON account
WHEN NEW.id <> OLD.id OR NEW.code <> OLD.code
  OR NEW.created_at <> OLD.created_at
  OR NOT EXISTS (SELECT 1 FROM user
    WHERE id = NEW.super_admin AND account = NEW.id)
BEGIN SELECT RAISE(ABORT,
  'law 2: the super-admin is a user of the account'); END;
CREATE TRIGGER user_keeps BEFORE UPDATE ON user
WHEN NEW.id <> OLD.id OR NEW.account <> OLD.account
  OR NEW.created_at <> OLD.created_at
BEGIN SELECT RAISE(ABORT, 'law 2: a user stays in its account'); END;
CREATE TRIGGER user_grace BEFORE UPDATE ON user
WHEN OLD.grace_from IS NOT NULL AND NEW.grace_from IS NOT OLD.grace_from
BEGIN SELECT RAISE(ABORT, 'a grace begins once'); END;

-- --- a login name: whose it is, and whose it was ------------------------------
-- It changes by a permission that its user got on judged evidence, is spent
-- and stands beside the name that is given up; and nobody gets what somebody
-- else has given up less than 90 days ago.  No clock is asked: a user who is
-- new says when, and so does the newest name that a user has given up.

CREATE TRIGGER permit_case_proven BEFORE INSERT ON permit
WHEN NOT EXISTS (SELECT 1 FROM "case"
    WHERE id = NEW.of_case AND kind = 5 AND user = NEW.user
      AND coalesce(ticket, '') <> '')
  OR NOT EXISTS (SELECT 1 FROM evidence
    WHERE of_case = NEW.of_case AND kind = 1
      AND (verdict = 16838 OR (verdict = 11065 AND confirmed = 1)))
BEGIN SELECT RAISE(ABORT,
  'law 1: no permission without accepted evidence and a ticket'); END;
CREATE TRIGGER permit_ticket_exists BEFORE INSERT ON permit
WHEN EXISTS (SELECT 1 FROM "case" AS c JOIN ticket AS t ON t.key = c.ticket
    WHERE c.id = NEW.of_case AND t.system IS NOT NULL AND t.outside IS NULL)
BEGIN SELECT RAISE(ABORT,
  'law 1: no permission before the ticket exists'); END;
CREATE TRIGGER permit_dies_once BEFORE UPDATE ON permit
WHEN (NEW.state <> OLD.state AND OLD.state <> 1)
  OR NEW.id <> OLD.id OR NEW.of_case <> OLD.of_case OR NEW.user <> OLD.user
  OR NEW.given_by IS NOT OLD.given_by OR NEW.given_at <> OLD.given_at
  OR NEW.expires_at <> OLD.expires_at
BEGIN SELECT RAISE(ABORT, 'law 4: it does not live again'); END;
CREATE TRIGGER former_by_permit BEFORE INSERT ON former
WHEN NOT EXISTS (SELECT 1 FROM permit AS p JOIN user AS u ON u.id = p.user
    WHERE p.of_case = NEW.of_case AND p.user = NEW.user AND p.state = 2
      AND u.login = NEW.login)
BEGIN SELECT RAISE(ABORT,
  'a name is given up by its user, by a permission that is spent'); END;
CREATE TRIGGER former_stays BEFORE UPDATE ON former
BEGIN SELECT RAISE(ABORT, 'a name that was given up stays so'); END;
CREATE TRIGGER user_login_new BEFORE INSERT ON user
WHEN EXISTS (SELECT 1 FROM former
    WHERE login = NEW.login AND kept_until > NEW.created_at)
BEGIN SELECT RAISE(ABORT, 'taken: a login that somebody gave up'); END;
CREATE TRIGGER user_login_left BEFORE UPDATE OF login ON user
WHEN NEW.login <> OLD.login AND OLD.login IS NOT
  (SELECT login FROM former WHERE user = OLD.id ORDER BY id DESC LIMIT 1)
BEGIN SELECT RAISE(ABORT,
  'a login changes by a permission of its user, and is kept'); END;
CREATE TRIGGER user_login_moves BEFORE UPDATE OF login ON user
WHEN NEW.login <> OLD.login AND EXISTS (SELECT 1 FROM former AS f
    WHERE f.login = NEW.login AND f.user <> OLD.id AND f.kept_until >
      (SELECT left_at FROM former WHERE user = OLD.id
        ORDER BY id DESC LIMIT 1))
BEGIN SELECT RAISE(ABORT, 'taken: a login that somebody gave up'); END;

-- --- law 12: where an address has its authority from ------------------------

CREATE TRIGGER address_enters BEFORE INSERT ON address
WHEN NEW.usable_from IS NOT NULL AND NEW.provenance <> 'panel'
BEGIN SELECT RAISE(ABORT, 'law 12: only the panel''s own have it at once'); END;
CREATE TRIGGER address_of_panel BEFORE INSERT ON address
WHEN NEW.provenance = 'panel' AND EXISTS (SELECT 1 FROM account
    WHERE id = NEW.account AND created_at <> NEW.added_at)
BEGIN SELECT RAISE(ABORT,
  'law 12: the panel''s own come with the account'); END;
CREATE TRIGGER address_earns BEFORE UPDATE ON address
WHEN NEW.usable_from IS NOT NULL AND NEW.usable_from IS NOT OLD.usable_from
  AND NOT EXISTS (SELECT 1 FROM address AS a JOIN word AS w ON w.address = a.id
    WHERE lower(a.text) = lower(NEW.text) AND a.text = NEW.text
      AND a.account = NEW.account AND w.kind = 1
      AND w.state = 2)
  AND NOT EXISTS (SELECT 1 FROM address AS a JOIN code AS c ON c.address = a.id
    WHERE lower(a.text) = lower(NEW.text) AND a.text = NEW.text
      AND a.account = NEW.account AND c.state = 2)
  AND NOT EXISTS (SELECT 1 FROM "case" AS c JOIN evidence AS e
      ON e.of_case = c.id
    WHERE c.kind = 3 AND c.asker = NEW.id AND e.kind = 2
      AND e.verdict = 16838)
BEGIN SELECT RAISE(ABORT, 'law 12: nothing came back from this address'); END;
-- What was replaced gets its authority back only from what has none.
CREATE TRIGGER address_returns BEFORE UPDATE ON address
WHEN OLD.ended_at IS NOT NULL AND NEW.ended_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM address
    WHERE replaces = OLD.id AND (state = 0 OR usable_from IS NULL))
BEGIN SELECT RAISE(ABORT, 'law 12: its place is taken'); END;
CREATE TRIGGER address_keeps BEFORE UPDATE ON address
WHEN NEW.id <> OLD.id OR NEW.account <> OLD.account
  OR NEW.user IS NOT OLD.user OR NEW.kind <> OLD.kind
  OR NEW.text <> OLD.text OR NEW.provenance <> OLD.provenance
  OR NEW.added_at <> OLD.added_at OR NEW.replaces IS NOT OLD.replaces
  OR (OLD.state = 0 AND NEW.state <> 0)
BEGIN SELECT RAISE(ABORT, 'law 12: an address stays what it is'); END;

-- --- what else keeps its place ----------------------------------------------

CREATE TRIGGER password_keeps BEFORE UPDATE ON password
WHEN NEW.id <> OLD.id OR NEW.user <> OLD.user
BEGIN SELECT RAISE(ABORT, 'a password stays with its user'); END;
CREATE TRIGGER tally_keeps BEFORE UPDATE ON tally
WHEN NEW.id <> OLD.id OR NEW.user <> OLD.user OR NEW.what <> OLD.what
BEGIN SELECT RAISE(ABORT, 'a tally stays with its user'); END;
CREATE TRIGGER origin_keeps BEFORE UPDATE ON origin
WHEN NEW.id <> OLD.id OR NEW.user <> OLD.user
BEGIN SELECT RAISE(ABORT, 'an origin stays with its user'); END;
CREATE TRIGGER budget_keeps BEFORE UPDATE ON budget
WHEN NEW.id <> OLD.id OR NEW.kind <> OLD.kind OR NEW.what <> OLD.what
  OR NEW.slot <> OLD.slot
BEGIN SELECT RAISE(ABORT, 'a budget stays what it is'); END;
CREATE TRIGGER staff_keeps BEFORE UPDATE ON staff
WHEN NEW.id <> OLD.id OR NEW.uid <> OLD.uid
BEGIN SELECT RAISE(ABORT, 'a member of staff stays who it is'); END;
CREATE TRIGGER approval_stays BEFORE UPDATE ON approval
BEGIN SELECT RAISE(ABORT, 'an approval stays what it is'); END;
CREATE TRIGGER shown_keeps BEFORE UPDATE ON shown
BEGIN SELECT RAISE(ABORT, 'what was shown stays what it was'); END;
CREATE TRIGGER own_keeps BEFORE UPDATE ON own
WHEN NEW.id <> OLD.id OR NEW.staff <> OLD.staff OR NEW.account <> OLD.account
BEGIN SELECT RAISE(ABORT, 'a mark stays with person and account'); END;
CREATE TRIGGER desk_keeps BEFORE UPDATE ON desk
WHEN NEW.id <> OLD.id
  OR (OLD.binds_at IS NOT NULL AND NEW.binds_at IS NOT OLD.binds_at)
BEGIN SELECT RAISE(ABORT, 'what binds the desk binds it for good'); END;
CREATE TRIGGER seen_stays BEFORE UPDATE ON seen
BEGIN SELECT RAISE(ABORT, 'law 6: the ledger is not rewritten'); END;
CREATE TRIGGER ticket_keeps BEFORE UPDATE ON ticket
WHEN NEW.id <> OLD.id OR NEW.key <> OLD.key
  OR (OLD.of_case IS NOT NULL AND NEW.of_case IS NOT OLD.of_case)
BEGIN SELECT RAISE(ABORT, 'law 11: a ticket stays with its case'); END;
CREATE TRIGGER record_keeps BEFORE UPDATE ON record
WHEN NEW.id <> OLD.id OR NEW.ticket <> OLD.ticket
BEGIN SELECT RAISE(ABORT, 'a record stays in its ticket'); END;
CREATE TRIGGER octets_keep BEFORE UPDATE ON octets
WHEN NEW.id <> OLD.id OR NEW.of_kind <> OLD.of_kind
  OR NEW.of_id <> OLD.of_id OR NEW.part <> OLD.part
BEGIN SELECT RAISE(ABORT, 'octets stay with their row'); END;
CREATE TRIGGER inbox_keeps BEFORE UPDATE ON inbox
WHEN NEW.id <> OLD.id OR NEW.sha256 <> OLD.sha256 OR NEW.size <> OLD.size
  OR NEW.seen_at <> OLD.seen_at OR NEW.door <> OLD.door
  OR NEW.users <> OLD.users
BEGIN SELECT RAISE(ABORT, 'a mail stays what came, and when'); END;
CREATE TRIGGER outbox_keeps BEFORE UPDATE ON outbox
WHEN NEW.id <> OLD.id OR NEW.way <> OLD.way OR NEW.account <> OLD.account
  OR NEW.address IS NOT OLD.address
BEGIN SELECT RAISE(ABORT, 'law 10: a letter keeps its address'); END;

-- --- nothing is replaced ----------------------------------------------------

CREATE TRIGGER account_taken BEFORE INSERT ON account
WHEN EXISTS (SELECT 1 FROM account
    WHERE id = NEW.id OR lower(code) = lower(NEW.code))
BEGIN SELECT RAISE(ABORT, 'taken: account'); END;
CREATE TRIGGER user_taken BEFORE INSERT ON user
WHEN EXISTS (SELECT 1 FROM user WHERE id = NEW.id)
  OR EXISTS (SELECT 1 FROM user WHERE login = NEW.login)
BEGIN SELECT RAISE(ABORT, 'taken: user'); END;
CREATE TRIGGER user_renamed BEFORE UPDATE OF login ON user
WHEN EXISTS (SELECT 1 FROM user WHERE login = NEW.login AND id <> OLD.id)
BEGIN SELECT RAISE(ABORT, 'taken: user'); END;
CREATE TRIGGER password_taken BEFORE INSERT ON password
WHEN EXISTS (SELECT 1 FROM password WHERE id = NEW.id)
  OR EXISTS (SELECT 1 FROM password WHERE user = NEW.user)
BEGIN SELECT RAISE(ABORT, 'taken: password'); END;
CREATE TRIGGER factor_taken BEFORE INSERT ON factor
WHEN EXISTS (SELECT 1 FROM factor WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'taken: factor'); END;
CREATE TRIGGER recovery_taken BEFORE INSERT ON recovery
WHEN EXISTS (SELECT 1 FROM recovery WHERE id = NEW.id OR hash = NEW.hash)
BEGIN SELECT RAISE(ABORT, 'taken: recovery'); END;
CREATE TRIGGER tally_taken BEFORE INSERT ON tally
WHEN EXISTS (SELECT 1 FROM tally WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'taken: tally'); END;
CREATE TRIGGER origin_taken BEFORE INSERT ON origin
WHEN EXISTS (SELECT 1 FROM origin WHERE id = NEW.id OR hash = NEW.hash)
BEGIN SELECT RAISE(ABORT, 'taken: origin'); END;
CREATE TRIGGER origin_moved BEFORE UPDATE OF hash ON origin
WHEN EXISTS (SELECT 1 FROM origin WHERE hash = NEW.hash AND id <> OLD.id)
BEGIN SELECT RAISE(ABORT, 'taken: origin'); END;
CREATE TRIGGER budget_taken BEFORE INSERT ON budget
WHEN EXISTS (SELECT 1 FROM budget WHERE id = NEW.id
    OR (kind = NEW.kind AND what = NEW.what AND slot = NEW.slot))
BEGIN SELECT RAISE(ABORT, 'taken: budget'); END;
CREATE TRIGGER address_taken BEFORE INSERT ON address
WHEN EXISTS (SELECT 1 FROM address WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'taken: address'); END;
CREATE TRIGGER staff_taken BEFORE INSERT ON staff
WHEN EXISTS (SELECT 1 FROM staff WHERE id = NEW.id
    OR (uid = NEW.uid AND state = 1 AND NEW.state = 1))
BEGIN SELECT RAISE(ABORT, 'taken: staff'); END;
CREATE TRIGGER staff_back BEFORE UPDATE OF state ON staff
WHEN NEW.state = 1 AND EXISTS (SELECT 1 FROM staff
    WHERE uid = NEW.uid AND state = 1 AND id <> OLD.id)
BEGIN SELECT RAISE(ABORT, 'taken: staff'); END;
CREATE TRIGGER case_taken BEFORE INSERT ON "case"
WHEN EXISTS (SELECT 1 FROM "case" WHERE id = NEW.id OR ref = NEW.ref)
BEGIN SELECT RAISE(ABORT, 'taken: case'); END;
CREATE TRIGGER evidence_taken BEFORE INSERT ON evidence
WHEN EXISTS (SELECT 1 FROM evidence WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'taken: evidence'); END;
CREATE TRIGGER approval_taken BEFORE INSERT ON approval
WHEN EXISTS (SELECT 1 FROM approval WHERE id = NEW.id OR (of_case = NEW.of_case
    AND staff = NEW.staff AND sha256 = NEW.sha256))
BEGIN SELECT RAISE(ABORT, 'taken: approval'); END;
CREATE TRIGGER shown_taken BEFORE INSERT ON shown
WHEN EXISTS (SELECT 1 FROM shown WHERE id = NEW.id OR (of_case = NEW.of_case
    AND staff = NEW.staff AND sha256 = NEW.sha256))
BEGIN SELECT RAISE(ABORT, 'taken: shown'); END;
CREATE TRIGGER own_taken BEFORE INSERT ON own
WHEN EXISTS (SELECT 1 FROM own WHERE id = NEW.id
    OR (staff = NEW.staff AND account = NEW.account))
BEGIN SELECT RAISE(ABORT, 'taken: own'); END;
CREATE TRIGGER desk_taken BEFORE INSERT ON desk
WHEN EXISTS (SELECT 1 FROM desk)
BEGIN SELECT RAISE(ABORT, 'taken: desk'); END;
CREATE TRIGGER credential_taken BEFORE INSERT ON credential
WHEN EXISTS (SELECT 1 FROM credential WHERE id = NEW.id OR hash = NEW.hash
    OR (of_case = NEW.of_case AND state = 1 AND NEW.state = 1))
BEGIN SELECT RAISE(ABORT, 'taken: credential'); END;
CREATE TRIGGER permit_taken BEFORE INSERT ON permit
WHEN EXISTS (SELECT 1 FROM permit WHERE id = NEW.id
    OR (user = NEW.user AND state = 1 AND NEW.state = 1))
BEGIN SELECT RAISE(ABORT, 'taken: permit'); END;
CREATE TRIGGER former_taken BEFORE INSERT ON former
WHEN EXISTS (SELECT 1 FROM former
    WHERE id = NEW.id OR of_case = NEW.of_case)
BEGIN SELECT RAISE(ABORT, 'taken: former'); END;
CREATE TRIGGER code_taken BEFORE INSERT ON code
WHEN EXISTS (SELECT 1 FROM code WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'taken: code'); END;
CREATE TRIGGER word_taken BEFORE INSERT ON word
WHEN EXISTS (SELECT 1 FROM word WHERE id = NEW.id OR hash = NEW.hash)
BEGIN SELECT RAISE(ABORT, 'taken: word'); END;
CREATE TRIGGER seen_taken BEFORE INSERT ON seen
WHEN EXISTS (SELECT 1 FROM seen WHERE id = NEW.id OR hash = NEW.hash)
BEGIN SELECT RAISE(ABORT, 'taken: seen'); END;
CREATE TRIGGER ticket_taken BEFORE INSERT ON ticket
WHEN EXISTS (SELECT 1 FROM ticket
    WHERE id = NEW.id OR key = NEW.key OR of_case = NEW.of_case)
BEGIN SELECT RAISE(ABORT, 'taken: ticket'); END;
CREATE TRIGGER ticket_finds_case BEFORE UPDATE OF of_case ON ticket
WHEN EXISTS (SELECT 1 FROM ticket
    WHERE of_case = NEW.of_case AND id <> OLD.id)
BEGIN SELECT RAISE(ABORT, 'taken: ticket'); END;
CREATE TRIGGER record_taken BEFORE INSERT ON record
WHEN EXISTS (SELECT 1 FROM record WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'taken: record'); END;
CREATE TRIGGER outbox_taken BEFORE INSERT ON outbox
WHEN EXISTS (SELECT 1 FROM outbox WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'taken: outbox'); END;
CREATE TRIGGER inbox_taken BEFORE INSERT ON inbox
WHEN EXISTS (SELECT 1 FROM inbox WHERE id = NEW.id OR sha256 = NEW.sha256)
BEGIN SELECT RAISE(ABORT, 'taken: inbox'); END;
CREATE TRIGGER octets_taken BEFORE INSERT ON octets
WHEN EXISTS (SELECT 1 FROM octets WHERE id = NEW.id
    OR (of_kind = NEW.of_kind AND of_id = NEW.of_id AND part = NEW.part))
BEGIN SELECT RAISE(ABORT, 'taken: octets'); END;

-- --- and nothing goes but what may ------------------------------------------

CREATE TRIGGER account_stays BEFORE DELETE ON account
BEGIN SELECT RAISE(ABORT, 'rows of this kind stay'); END;
CREATE TRIGGER user_stays BEFORE DELETE ON user
BEGIN SELECT RAISE(ABORT, 'rows of this kind stay'); END;
CREATE TRIGGER password_stays BEFORE DELETE ON password
BEGIN SELECT RAISE(ABORT, 'rows of this kind stay'); END;
CREATE TRIGGER factor_stays BEFORE DELETE ON factor
BEGIN SELECT RAISE(ABORT, 'rows of this kind stay'); END;
CREATE TRIGGER recovery_stays BEFORE DELETE ON recovery
BEGIN SELECT RAISE(ABORT, 'rows of this kind stay'); END;
CREATE TRIGGER tally_stays BEFORE DELETE ON tally
BEGIN SELECT RAISE(ABORT, 'rows of this kind stay'); END;
CREATE TRIGGER origin_stays BEFORE DELETE ON origin
BEGIN SELECT RAISE(ABORT, 'rows of this kind stay'); END;
CREATE TRIGGER address_stays BEFORE DELETE ON address
BEGIN SELECT RAISE(ABORT, 'rows of this kind stay'); END;
CREATE TRIGGER staff_stays BEFORE DELETE ON staff
BEGIN SELECT RAISE(ABORT, 'rows of this kind stay'); END;
CREATE TRIGGER case_stays BEFORE DELETE ON "case"
BEGIN SELECT RAISE(ABORT, 'rows of this kind stay'); END;
CREATE TRIGGER evidence_stays BEFORE DELETE ON evidence
BEGIN SELECT RAISE(ABORT, 'rows of this kind stay'); END;
CREATE TRIGGER approval_goes BEFORE DELETE ON approval
BEGIN SELECT RAISE(ABORT, 'rows of this kind stay'); END;
CREATE TRIGGER shown_goes BEFORE DELETE ON shown
BEGIN SELECT RAISE(ABORT, 'rows of this kind stay'); END;
CREATE TRIGGER own_goes BEFORE DELETE ON own
BEGIN SELECT RAISE(ABORT, 'rows of this kind stay'); END;
CREATE TRIGGER desk_goes BEFORE DELETE ON desk
BEGIN SELECT RAISE(ABORT, 'rows of this kind stay'); END;
CREATE TRIGGER credential_stays BEFORE DELETE ON credential
BEGIN SELECT RAISE(ABORT, 'rows of this kind stay'); END;
CREATE TRIGGER permit_stays BEFORE DELETE ON permit
BEGIN SELECT RAISE(ABORT, 'rows of this kind stay'); END;
CREATE TRIGGER former_goes BEFORE DELETE ON former
BEGIN SELECT RAISE(ABORT, 'rows of this kind stay'); END;
CREATE TRIGGER code_stays BEFORE DELETE ON code
BEGIN SELECT RAISE(ABORT, 'rows of this kind stay'); END;
CREATE TRIGGER word_stays BEFORE DELETE ON word
BEGIN SELECT RAISE(ABORT, 'rows of this kind stay'); END;
CREATE TRIGGER ticket_stays BEFORE DELETE ON ticket
BEGIN SELECT RAISE(ABORT, 'rows of this kind stay'); END;
CREATE TRIGGER record_stays BEFORE DELETE ON record
BEGIN SELECT RAISE(ABORT, 'rows of this kind stay'); END;
