-- What must be found without keys: ids, kinds, states, revisions, times. All else is sealed.

CREATE TABLE {keys}.org_key (
  org {text} PRIMARY KEY,
  sealed {bytes} NOT NULL
) {strict};

CREATE TABLE {keys}.case_key (
  case_id {text} PRIMARY KEY,
  sealed {bytes} NOT NULL
) {strict};

CREATE TABLE {store}.organisation (
  id {text} PRIMARY KEY,
  revision {int} NOT NULL,
  sealed {bytes} NOT NULL
) {strict};

CREATE TABLE {store}.team (
  id {text} PRIMARY KEY,
  revision {int} NOT NULL,
  sealed {bytes} NOT NULL
) {strict};

-- login_tag is a keyed hash: it keeps sign-in names unique without telling them.
CREATE TABLE {store}.account (
  id {text} PRIMARY KEY,
  revision {int} NOT NULL,
  login_tag {bytes} NOT NULL UNIQUE,
  sealed {bytes} NOT NULL
) {strict};

-- How a case stands (state, team, owner, helpers) is sealed too, so that nobody who can only write
-- to the file can make a case theirs. Empty once it is forgotten.
CREATE TABLE {store}.case_file (
  id {text} PRIMARY KEY,
  revision {int} NOT NULL,
  forgetting {text},
  sealed {bytes}
) {strict};

CREATE TABLE {store}.record (
  id {text} PRIMARY KEY,
  case_id {text} NOT NULL,
  kind {text} NOT NULL,
  revision {int} NOT NULL
) {strict};
CREATE INDEX {store}.record_of_case ON record (case_id);

-- One row for each revision of a record; the manifest says, sealed, which part of each class is in
-- force.
CREATE TABLE {store}.revision (
  record_id {text} NOT NULL,
  revision {int} NOT NULL,
  author {text} NOT NULL,
  at {int} NOT NULL,
  manifest {bytes} NOT NULL,
  PRIMARY KEY (record_id, revision)
) {strict};

-- The fields of one class, as they were from this revision on.
CREATE TABLE {store}.part (
  record_id {text} NOT NULL,
  class {text} NOT NULL,
  revision {int} NOT NULL,
  sealed {bytes} NOT NULL,
  PRIMARY KEY (record_id, class, revision)
) {strict};

-- The change feed, in the order of commits: what the columns in memory follow.
CREATE TABLE {store}.change (
  seq {int} PRIMARY KEY,
  case_id {text} NOT NULL
) {strict};

CREATE TABLE {store}.idempotency (
  account {text} NOT NULL,
  key {text} NOT NULL,
  request {bytes} NOT NULL,
  result {text} NOT NULL,
  at {int} NOT NULL,
  PRIMARY KEY (account, key)
) {strict};

CREATE TABLE {store}.certificate (
  case_id {text} PRIMARY KEY,
  at {int} NOT NULL,
  by_account {text},
  reason {text} NOT NULL,
  records {int} NOT NULL,
  audit_seq {int} NOT NULL
) {strict};

CREATE TABLE {store}.audit (
  seq {int} PRIMARY KEY,
  at {int} NOT NULL,
  by_account {text},
  what {text} NOT NULL,
  case_id {text},
  record_id {text},
  revision {int},
  about {text},
  digest {bytes},
  hash {bytes} NOT NULL
) {strict};
CREATE INDEX {store}.audit_of_case ON audit (case_id, seq);

-- One row: the end of the chain, signed.
CREATE TABLE {store}.audit_head (
  one {int} PRIMARY KEY,
  seq {int} NOT NULL,
  hash {bytes} NOT NULL,
  key {bytes} NOT NULL,
  signature {bytes} NOT NULL
) {strict};
