-- What is looked up by its key lies under its key: one way down to it, and neighbours beside each other.
CREATE TABLE {keys}.case_key_at_hand (
  case_id {text} PRIMARY KEY,
  sealed {bytes} NOT NULL
) {clustered};
INSERT INTO {keys}.case_key_at_hand (case_id, sealed) SELECT case_id, sealed FROM {keys}.case_key;
DROP TABLE {keys}.case_key;
ALTER TABLE {keys}.case_key_at_hand RENAME TO case_key;

CREATE TABLE {store}.case_file_at_hand (
  id {text} PRIMARY KEY,
  revision {int} NOT NULL,
  forgetting {text},
  sealed {bytes}
) {clustered};
INSERT INTO {store}.case_file_at_hand (id, revision, forgetting, sealed)
  SELECT id, revision, forgetting, sealed FROM {store}.case_file;
DROP TABLE {store}.case_file;
ALTER TABLE {store}.case_file_at_hand RENAME TO case_file;

CREATE TABLE {store}.idempotency_at_hand (
  account {text} NOT NULL,
  key {text} NOT NULL,
  request {bytes} NOT NULL,
  result {text} NOT NULL,
  at {int} NOT NULL,
  PRIMARY KEY (account, key)
) {clustered};
INSERT INTO {store}.idempotency_at_hand (account, key, request, result, at)
  SELECT account, key, request, result, at FROM {store}.idempotency;
DROP TABLE {store}.idempotency;
ALTER TABLE {store}.idempotency_at_hand RENAME TO idempotency;

-- Those that are, or were, to be forgotten: few of many, asked for at every start.
CREATE INDEX {store}.case_to_forget ON case_file (id) WHERE forgetting IS NOT NULL;

-- Of a change after which nothing else is kept in memory than that there was one: when.
ALTER TABLE {store}.change ADD COLUMN touched_at {int};
