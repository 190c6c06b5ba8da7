-- schema/sqlite/001_store.sql - the store's law, for SQLite 3.37 and later.
--
-- Laws 1, 2, 5, 6, 11 and 12 stand here as constraints and triggers that hold
-- in a plain sqlite3 shell too, where foreign keys are off and INSERT OR
-- REPLACE removes rows behind the back of UPDATE and DELETE triggers: BEFORE
-- INSERT triggers run before the replacing, so they look for what would be
-- replaced.  RAISE(ABORT) only: it undoes one statement, not the commit that
-- many requests share.  A message that begins with "taken" is told to the
-- program as a value in use, any other as a law that refused.
--
-- Every guarded row: seq is the event that last wrote it, mac the HMAC over
-- all of it (law 13).  Columns are told in schema/README.md.

PRAGMA application_id = 1215194191; -- "HndO"
PRAGMA user_version = 1;
PRAGMA auto_vacuum = NONE;

-- --- the log ----------------------------------------------------------------

CREATE TABLE event (
  seq INTEGER PRIMARY KEY,
  leaf_hash BLOB NOT NULL CHECK (length(leaf_hash) = 32)
) STRICT;

CREATE TABLE event_body (
  seq INTEGER PRIMARY KEY REFERENCES event (seq) DEFERRABLE INITIALLY DEFERRED,
  body TEXT NOT NULL
) STRICT;

CREATE TABLE event_row (
  kind INTEGER NOT NULL,
  id INTEGER NOT NULL,
  seq INTEGER NOT NULL REFERENCES event (seq) DEFERRABLE INITIALLY DEFERRED,
  dropped INTEGER NOT NULL DEFAULT 0 CHECK (dropped IN (0, 1)),
  PRIMARY KEY (kind, id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE meta (
  name TEXT PRIMARY KEY,
  value BLOB NOT NULL,
  mac BLOB NOT NULL CHECK (length(mac) = 32)
) STRICT, WITHOUT ROWID;

-- --- accounts and people ----------------------------------------------------

CREATE TABLE account (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  seq INTEGER NOT NULL CHECK (seq > 0),
  mac BLOB NOT NULL CHECK (length(mac) = 32),
  code TEXT NOT NULL,
  name TEXT,
  domain TEXT,
  super_admin INTEGER NOT NULL,
  seats INTEGER NOT NULL CHECK (seats >= 0),
  created_at INTEGER NOT NULL,
  valid_from INTEGER,
  frozen_until INTEGER,
  factor_rule INTEGER NOT NULL CHECK (factor_rule IN (0, 1)),
  factor_grace INTEGER NOT NULL CHECK (factor_grace >= 0),
  FOREIGN KEY (id, super_admin) REFERENCES user (account, id)
    DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE UNIQUE INDEX account_code ON account (lower(code));
CREATE INDEX account_ruled ON account (id) WHERE factor_rule = 1;

CREATE TABLE user (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  seq INTEGER NOT NULL CHECK (seq > 0),
  mac BLOB NOT NULL CHECK (length(mac) = 32),
  account INTEGER NOT NULL REFERENCES account (id)
    DEFERRABLE INITIALLY DEFERRED,
  login TEXT NOT NULL UNIQUE
    CHECK (length(login) BETWEEN 1 AND 128)
    CHECK (login NOT GLOB '*[^-a-z0-9._@+]*')
    CHECK (login NOT GLOB 'ho-*')
    CHECK (login NOT GLOB '[-.]*'), -- no option, no path
  name TEXT,
  role INTEGER NOT NULL CHECK (role IN (0, 1, 2)),
  state INTEGER NOT NULL CHECK (state IN (0, 1)),
  created_at INTEGER NOT NULL,
  valid_from INTEGER,
  grace_from INTEGER,
  UNIQUE (account, id)
) STRICT;

CREATE TABLE password (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  seq INTEGER NOT NULL CHECK (seq > 0),
  mac BLOB NOT NULL CHECK (length(mac) = 32),
  user INTEGER NOT NULL UNIQUE REFERENCES user (id)
    DEFERRABLE INITIALLY DEFERRED,
  hash TEXT NOT NULL,
  set_at INTEGER NOT NULL
) STRICT;

-- A floor below 0 or a step that no authenticator has is no factor of ours.
CREATE TABLE factor (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  seq INTEGER NOT NULL CHECK (seq > 0),
  mac BLOB NOT NULL CHECK (length(mac) = 32),
  user INTEGER NOT NULL REFERENCES user (id) DEFERRABLE INITIALLY DEFERRED,
  kind INTEGER NOT NULL CHECK (kind IN (1, 2)),
  state INTEGER NOT NULL CHECK (state IN (1, 3)),
  label TEXT,
  hash INTEGER NOT NULL CHECK (hash BETWEEN 1 AND 3),
  digits INTEGER NOT NULL CHECK (digits BETWEEN 6 AND 8),
  step INTEGER CHECK (step BETWEEN 15 AND 120),
  floor INTEGER NOT NULL CHECK (floor >= 0),
  far INTEGER CHECK (far > floor),
  drift INTEGER NOT NULL CHECK (drift BETWEEN -40 AND 40),
  wrong INTEGER NOT NULL CHECK (wrong >= 0),
  bound_at INTEGER NOT NULL,
  used_at INTEGER,
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  CHECK ((kind = 1) = (step IS NOT NULL)),
  CHECK (kind = 1 OR drift = 0)
) STRICT;
CREATE INDEX factor_user ON factor (user, state);

CREATE TABLE recovery (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  seq INTEGER NOT NULL CHECK (seq > 0),
  mac BLOB NOT NULL CHECK (length(mac) = 32),
  user INTEGER NOT NULL REFERENCES user (id) DEFERRABLE INITIALLY DEFERRED,
  hash TEXT NOT NULL UNIQUE,
  state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 4),
  made_at INTEGER NOT NULL
) STRICT;
CREATE INDEX recovery_user ON recovery (user, state);

-- --- who guesses --------------------------------------------------------------
-- Its id tells whose tally it is, so that one that was taken away is missed.

CREATE TABLE tally (
  id INTEGER PRIMARY KEY CHECK (id = user * 2 + what - 2),
  seq INTEGER NOT NULL CHECK (seq > 0),
  mac BLOB NOT NULL CHECK (length(mac) = 32),
  user INTEGER NOT NULL REFERENCES user (id) DEFERRABLE INITIALLY DEFERRED,
  what INTEGER NOT NULL CHECK (what IN (1, 2)),
  wrong INTEGER NOT NULL CHECK (wrong >= 0),
  wrong_at INTEGER,
  strange INTEGER NOT NULL CHECK (strange >= 0),
  strange_at INTEGER,
  bound INTEGER NOT NULL CHECK (bound >= 0),
  CHECK (what = 2 OR bound = 0)
) STRICT;

CREATE TABLE origin (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  seq INTEGER NOT NULL CHECK (seq > 0),
  mac BLOB NOT NULL CHECK (length(mac) = 32),
  user INTEGER NOT NULL REFERENCES user (id) DEFERRABLE INITIALLY DEFERRED,
  hash TEXT NOT NULL UNIQUE CHECK (length(hash) = 64),
  seen_at INTEGER NOT NULL
) STRICT;
CREATE INDEX origin_user ON origin (user);

CREATE TABLE budget (
  id INTEGER PRIMARY KEY AUTOINCREMENT CHECK (id > 0),
  kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 7),
  what INTEGER NOT NULL CHECK (what IN (1, 2)),
  slot INTEGER NOT NULL CHECK (slot >= 0),
  wrong INTEGER NOT NULL CHECK (wrong >= 0),
  since INTEGER NOT NULL,
  UNIQUE (kind, what, slot)
) STRICT;

CREATE TABLE address (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  seq INTEGER NOT NULL CHECK (seq > 0),
  mac BLOB NOT NULL CHECK (length(mac) = 32),
  account INTEGER NOT NULL REFERENCES account (id)
    DEFERRABLE INITIALLY DEFERRED,
  user INTEGER,
  kind INTEGER NOT NULL CHECK (kind IN (1, 2)),
  text TEXT NOT NULL,
  provenance TEXT NOT NULL,
  usable_from INTEGER,
  state INTEGER NOT NULL CHECK (state IN (0, 1)),
  added_at INTEGER NOT NULL,
  replaces INTEGER REFERENCES address (id) DEFERRABLE INITIALLY DEFERRED,
  ended_at INTEGER,
  FOREIGN KEY (account, user) REFERENCES user (account, id)
    DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX address_account ON address (account, user);
CREATE INDEX address_user ON address (user);
CREATE INDEX address_fold ON address (lower(text));
CREATE INDEX address_replaces ON address (replaces)
  WHERE replaces IS NOT NULL;

CREATE TABLE staff (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  seq INTEGER NOT NULL CHECK (seq > 0),
  mac BLOB NOT NULL CHECK (length(mac) = 32),
  uid INTEGER NOT NULL CHECK (uid > 0),
  name TEXT NOT NULL,
  roles INTEGER NOT NULL CHECK (roles BETWEEN 0 AND 63),
  state INTEGER NOT NULL CHECK (state IN (0, 1, 2)),
  since INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX staff_uid ON staff (uid) WHERE state = 1;
CREATE INDEX staff_all ON staff (uid);

-- One row: what holds for the whole desk.
CREATE TABLE desk (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  seq INTEGER NOT NULL CHECK (seq > 0),
  mac BLOB NOT NULL CHECK (length(mac) = 32),
  binds_at INTEGER,
  alert_at INTEGER,
  raised_by INTEGER REFERENCES staff (id) DEFERRABLE INITIALLY DEFERRED,
  lower_by INTEGER REFERENCES staff (id) DEFERRABLE INITIALLY DEFERRED,
  reason TEXT,
  CHECK (alert_at IS NOT NULL OR lower_by IS NULL)
) STRICT;

CREATE TABLE own (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  seq INTEGER NOT NULL CHECK (seq > 0),
  mac BLOB NOT NULL CHECK (length(mac) = 32),
  staff INTEGER NOT NULL REFERENCES staff (id) DEFERRABLE INITIALLY DEFERRED,
  account INTEGER NOT NULL REFERENCES account (id)
    DEFERRABLE INITIALLY DEFERRED,
  state INTEGER NOT NULL CHECK (state IN (0, 1)),
  since INTEGER NOT NULL,
  UNIQUE (staff, account)
) STRICT;

-- --- cases ------------------------------------------------------------------

CREATE TABLE "case" (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  seq INTEGER NOT NULL CHECK (seq > 0),
  mac BLOB NOT NULL CHECK (length(mac) = 32),
  ref TEXT NOT NULL UNIQUE CHECK (ref GLOB 'HO-?*'),
  kind INTEGER NOT NULL CHECK (kind > 0),
  account INTEGER REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
  user INTEGER REFERENCES user (id) DEFERRABLE INITIALLY DEFERRED,
  state INTEGER NOT NULL,
  reason TEXT,
  asked_from TEXT,
  asker INTEGER REFERENCES address (id) DEFERRABLE INITIALLY DEFERRED,
  answer_to INTEGER REFERENCES address (id) DEFERRABLE INITIALLY DEFERRED,
  evidence INTEGER REFERENCES evidence (id) DEFERRABLE INITIALLY DEFERRED,
  opened_by INTEGER REFERENCES staff (id) DEFERRABLE INITIALLY DEFERRED,
  ticket TEXT CHECK (ticket <> ''),
  sole_address INTEGER NOT NULL CHECK (sole_address IN (0, 1)),
  needs_approval INTEGER NOT NULL CHECK (needs_approval BETWEEN 0 AND 2),
  opened_at INTEGER NOT NULL,
  wait_until INTEGER,
  next_at INTEGER,
  tries INTEGER NOT NULL CHECK (tries >= 0),
  held_at INTEGER,
  closed_at INTEGER,
  successor INTEGER REFERENCES user (id) DEFERRABLE INITIALLY DEFERRED,
  message_id TEXT,
  refs TEXT,
  subject TEXT,
  seats INTEGER CHECK (seats > 0),
  factor INTEGER REFERENCES factor (id) DEFERRABLE INITIALLY DEFERRED,
  CHECK (factor IS NULL OR (kind = 6 AND user IS NOT NULL))
) STRICT;
CREATE INDEX case_account ON "case" (account, id);
CREATE INDEX case_opened ON "case" (opened_by, opened_at);
CREATE INDEX case_open ON "case" (account) WHERE closed_at IS NULL;
CREATE INDEX case_from ON "case" (asked_from) WHERE closed_at IS NULL;
CREATE INDEX case_message_id ON "case" (message_id);

-- Verdicts: 0 refuse, 16838 accept, 11065 confirm, 7770 unclear
-- (lib/flow/verdict.h).
CREATE TABLE evidence (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  seq INTEGER NOT NULL CHECK (seq > 0),
  mac BLOB NOT NULL CHECK (length(mac) = 32),
  of_case INTEGER NOT NULL REFERENCES "case" (id)
    DEFERRABLE INITIALLY DEFERRED,
  kind INTEGER NOT NULL CHECK (kind > 0),
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  size INTEGER NOT NULL CHECK (size >= 0),
  verdict INTEGER NOT NULL CHECK (verdict IN (0, 16838, 11065, 7770)),
  reason TEXT,
  confirmed INTEGER NOT NULL CHECK (confirmed IN (0, 1)),
  of_word INTEGER REFERENCES word (id) DEFERRABLE INITIALLY DEFERRED,
  first_seen INTEGER NOT NULL,
  judged_at INTEGER,
  added_by INTEGER REFERENCES staff (id) DEFERRABLE INITIALLY DEFERRED,
  drawn INTEGER NOT NULL CHECK (drawn IN (0, 1, 2)),
  CHECK (confirmed = 0 OR (of_word IS NOT NULL AND verdict = 11065)),
  CHECK (judged_at IS NOT NULL OR verdict IN (0, 7770))
) STRICT;
CREATE INDEX evidence_case ON evidence (of_case);
CREATE INDEX evidence_undrawn ON evidence (id) WHERE kind = 1 AND drawn = 0;

CREATE TABLE approval (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  seq INTEGER NOT NULL CHECK (seq > 0),
  mac BLOB NOT NULL CHECK (length(mac) = 32),
  of_case INTEGER NOT NULL REFERENCES "case" (id)
    DEFERRABLE INITIALLY DEFERRED,
  staff INTEGER NOT NULL REFERENCES staff (id) DEFERRABLE INITIALLY DEFERRED,
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  at INTEGER NOT NULL,
  UNIQUE (of_case, staff, sha256)
) STRICT;

CREATE TABLE shown (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  seq INTEGER NOT NULL CHECK (seq > 0),
  mac BLOB NOT NULL CHECK (length(mac) = 32),
  of_case INTEGER NOT NULL REFERENCES "case" (id)
    DEFERRABLE INITIALLY DEFERRED,
  staff INTEGER NOT NULL REFERENCES staff (id) DEFERRABLE INITIALLY DEFERRED,
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  at INTEGER NOT NULL,
  UNIQUE (of_case, staff, sha256)
) STRICT;

CREATE TABLE credential (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  seq INTEGER NOT NULL CHECK (seq > 0),
  mac BLOB NOT NULL CHECK (length(mac) = 32),
  of_case INTEGER NOT NULL REFERENCES "case" (id)
    DEFERRABLE INITIALLY DEFERRED,
  user INTEGER REFERENCES user (id) DEFERRABLE INITIALLY DEFERRED,
  hash TEXT NOT NULL UNIQUE,
  state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 4),
  issued_by INTEGER REFERENCES staff (id) DEFERRABLE INITIALLY DEFERRED,
  issued_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  claim_to INTEGER REFERENCES address (id) DEFERRABLE INITIALLY DEFERRED,
  no_claim INTEGER NOT NULL CHECK (no_claim IN (0, 1)),
  claim_tries INTEGER NOT NULL CHECK (claim_tries >= 0),
  tried_elsewhere INTEGER NOT NULL CHECK (tried_elsewhere >= 0),
  candidate_user INTEGER REFERENCES user (id) DEFERRABLE INITIALLY DEFERRED,
  candidate_address INTEGER REFERENCES address (id)
    DEFERRABLE INITIALLY DEFERRED,
  CHECK (expires_at > issued_at AND expires_at - issued_at <= 604800)
) STRICT;
CREATE INDEX credential_case ON credential (of_case);
CREATE UNIQUE INDEX credential_live ON credential (of_case) WHERE state = 1;
CREATE INDEX credential_user ON credential (user) WHERE state = 1;

-- What a rename gives: no name and no password, only that its user is asked
-- for another login name at the next sign-in.
CREATE TABLE permit (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  seq INTEGER NOT NULL CHECK (seq > 0),
  mac BLOB NOT NULL CHECK (length(mac) = 32),
  of_case INTEGER NOT NULL REFERENCES "case" (id)
    DEFERRABLE INITIALLY DEFERRED,
  user INTEGER NOT NULL REFERENCES user (id) DEFERRABLE INITIALLY DEFERRED,
  state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 4),
  given_by INTEGER REFERENCES staff (id) DEFERRABLE INITIALLY DEFERRED,
  given_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  CHECK (expires_at > given_at AND expires_at - given_at <= 604800)
) STRICT;
CREATE INDEX permit_case ON permit (of_case);
CREATE UNIQUE INDEX permit_live ON permit (user) WHERE state = 1;

-- Names that were given up: 90 days at least nobody else gets one.
CREATE TABLE former (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  seq INTEGER NOT NULL CHECK (seq > 0),
  mac BLOB NOT NULL CHECK (length(mac) = 32),
  login TEXT NOT NULL,
  user INTEGER NOT NULL REFERENCES user (id) DEFERRABLE INITIALLY DEFERRED,
  of_case INTEGER NOT NULL UNIQUE REFERENCES "case" (id)
    DEFERRABLE INITIALLY DEFERRED,
  left_at INTEGER NOT NULL,
  kept_until INTEGER NOT NULL,
  CHECK (kept_until - left_at >= 7776000)
) STRICT;
CREATE INDEX former_login ON former (login);
CREATE INDEX former_user ON former (user);

CREATE TABLE code (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  seq INTEGER NOT NULL CHECK (seq > 0),
  mac BLOB NOT NULL CHECK (length(mac) = 32),
  credential INTEGER REFERENCES credential (id) DEFERRABLE INITIALLY DEFERRED,
  user INTEGER REFERENCES user (id) DEFERRABLE INITIALLY DEFERRED,
  purpose INTEGER NOT NULL CHECK (purpose > 0),
  address INTEGER NOT NULL REFERENCES address (id)
    DEFERRABLE INITIALLY DEFERRED,
  challenge TEXT NOT NULL,
  hash TEXT NOT NULL,
  state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 4),
  tries INTEGER NOT NULL CHECK (tries >= 0),
  sent_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  CHECK (expires_at > sent_at),
  CHECK ((credential IS NULL) <> (user IS NULL))
) STRICT;
CREATE INDEX code_credential ON code (credential, purpose)
  WHERE credential IS NOT NULL;
CREATE INDEX code_user ON code (user, purpose) WHERE user IS NOT NULL;
CREATE INDEX code_address ON code (address) WHERE state = 2;

CREATE TABLE word (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  seq INTEGER NOT NULL CHECK (seq > 0),
  mac BLOB NOT NULL CHECK (length(mac) = 32),
  of_case INTEGER NOT NULL REFERENCES "case" (id)
    DEFERRABLE INITIALLY DEFERRED,
  kind INTEGER NOT NULL CHECK (kind > 0),
  address INTEGER NOT NULL REFERENCES address (id)
    DEFERRABLE INITIALLY DEFERRED,
  hash TEXT NOT NULL UNIQUE,
  state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 4),
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX word_case ON word (of_case);
CREATE INDEX word_address ON word (address) WHERE state = 2;

-- Ids of rows that may go are never used twice: a sealed octet string is bound
-- to the id of its row.  (seen: event_row remembers; see lib/store/sql.c.)
CREATE TABLE seen (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  seq INTEGER NOT NULL CHECK (seq > 0),
  mac BLOB NOT NULL CHECK (length(mac) = 32),
  of_case INTEGER NOT NULL REFERENCES "case" (id)
    DEFERRABLE INITIALLY DEFERRED,
  kind INTEGER NOT NULL CHECK (kind IN (1, 2)),
  hash TEXT NOT NULL UNIQUE
) STRICT;
CREATE INDEX seen_case ON seen (of_case);

-- --- tickets, letters -------------------------------------------------------

CREATE TABLE ticket (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  seq INTEGER NOT NULL CHECK (seq > 0),
  mac BLOB NOT NULL CHECK (length(mac) = 32),
  key TEXT NOT NULL UNIQUE,
  of_case INTEGER UNIQUE REFERENCES "case" (id)
    DEFERRABLE INITIALLY DEFERRED,
  subject TEXT,
  status TEXT NOT NULL,
  opened_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  system TEXT CHECK (system <> ''),
  named TEXT CHECK (named <> ''),
  outside TEXT CHECK (outside <> ''),
  CHECK (system IS NOT NULL OR (named IS NULL AND outside IS NULL))
) STRICT;
CREATE INDEX ticket_named ON ticket (named) WHERE named IS NOT NULL;
CREATE INDEX ticket_outside ON ticket (outside) WHERE outside IS NOT NULL;

CREATE TABLE record (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  seq INTEGER NOT NULL CHECK (seq > 0),
  mac BLOB NOT NULL CHECK (length(mac) = 32),
  ticket INTEGER NOT NULL REFERENCES ticket (id)
    DEFERRABLE INITIALLY DEFERRED,
  kind TEXT NOT NULL,
  at INTEGER NOT NULL,
  sha256 TEXT
) STRICT;
CREATE INDEX record_ticket ON record (ticket);

-- What an outside ticket system still has to be told, in the order of ids.
CREATE TABLE job (
  id INTEGER PRIMARY KEY AUTOINCREMENT CHECK (id > 0),
  ticket INTEGER NOT NULL REFERENCES ticket (id)
    DEFERRABLE INITIALLY DEFERRED,
  record INTEGER REFERENCES record (id) DEFERRABLE INITIALLY DEFERRED,
  act INTEGER NOT NULL CHECK (act BETWEEN 2 AND 7),
  other INTEGER REFERENCES ticket (id) DEFERRABLE INITIALLY DEFERRED,
  state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 5),
  due_at INTEGER NOT NULL,
  tries INTEGER NOT NULL CHECK (tries >= 0),
  created_at INTEGER NOT NULL,
  unclear_at INTEGER,
  done_at INTEGER,
  outcome TEXT,
  CHECK ((act = 7) = (other IS NOT NULL))
) STRICT;
CREATE INDEX job_due ON job (due_at) WHERE state = 1;
CREATE INDEX job_handed ON job (id) WHERE state = 2;
CREATE INDEX job_ahead ON job (ticket, id) WHERE state IN (1, 2);
CREATE INDEX job_failed ON job (id) WHERE state = 4;

-- A notice to the panel (way 3) goes where the settings say, so it has no
-- address; a letter or a text message always has one.
CREATE TABLE outbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT CHECK (id > 0),
  of_case INTEGER REFERENCES "case" (id) DEFERRABLE INITIALLY DEFERRED,
  account INTEGER NOT NULL REFERENCES account (id)
    DEFERRABLE INITIALLY DEFERRED,
  way INTEGER NOT NULL CHECK (way BETWEEN 1 AND 4),
  address INTEGER REFERENCES address (id) DEFERRABLE INITIALLY DEFERRED,
  kind TEXT NOT NULL,
  message_id TEXT,
  state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 8),
  due_at INTEGER NOT NULL,
  tries INTEGER NOT NULL CHECK (tries >= 0),
  created_at INTEGER NOT NULL,
  use_until INTEGER,
  unclear_at INTEGER,
  done_at INTEGER,
  outcome TEXT,
  CHECK ((way = 3) = (address IS NULL)),
  CHECK (state <> 8 OR way = 4)
) STRICT;
CREATE INDEX outbox_due ON outbox (way, due_at) WHERE state = 1;
CREATE INDEX outbox_handed ON outbox (way, id) WHERE state = 2;
CREATE INDEX outbox_dead ON outbox (id) WHERE state IN (4, 6, 7);
CREATE INDEX outbox_account ON outbox (account, way, created_at);
CREATE INDEX outbox_ahead ON outbox (account, id)
  WHERE way = 3 AND state IN (1, 2);
CREATE INDEX outbox_case ON outbox (of_case);
CREATE INDEX outbox_address ON outbox (address, created_at);
CREATE INDEX outbox_message_id ON outbox (message_id);

CREATE TABLE octets (
  id INTEGER PRIMARY KEY AUTOINCREMENT CHECK (id > 0),
  of_kind INTEGER NOT NULL CHECK (of_kind > 0),
  of_id INTEGER NOT NULL CHECK (of_id > 0),
  part INTEGER NOT NULL CHECK (part > 0),
  sealed BLOB NOT NULL,
  UNIQUE (of_kind, of_id, part)
) STRICT;

-- --- mail that came in by itself --------------------------------------------

CREATE TABLE inbox (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  seq INTEGER NOT NULL CHECK (seq > 0),
  mac BLOB NOT NULL CHECK (length(mac) = 32),
  door TEXT NOT NULL,
  sha256 TEXT NOT NULL UNIQUE CHECK (length(sha256) = 64),
  size INTEGER NOT NULL CHECK (size > 0),
  seen_at INTEGER NOT NULL,
  state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 5),
  reason TEXT,
  form TEXT,
  sender TEXT,
  subject TEXT,
  holds TEXT,
  users INTEGER NOT NULL CHECK (users >= 0),
  of_case INTEGER REFERENCES "case" (id) DEFERRABLE INITIALLY DEFERRED,
  of_mail INTEGER,
  done_at INTEGER
) STRICT;
CREATE INDEX inbox_state ON inbox (state, id);
CREATE INDEX inbox_seen_at ON inbox (seen_at);
CREATE INDEX inbox_sender ON inbox (lower(sender)) WHERE state = 1;
