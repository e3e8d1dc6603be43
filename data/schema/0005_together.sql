-- What belongs to one case lies at one place, so that a case is read there and nowhere else. A row of no
-- record stays one: `audit verify` tells of it.
CREATE TABLE {store}.revision_together (
  case_id {text} NOT NULL,
  record_id {text} NOT NULL,
  revision {int} NOT NULL,
  author {text} NOT NULL,
  at {int} NOT NULL,
  manifest {bytes} NOT NULL,
  PRIMARY KEY (case_id, record_id, revision)
) {clustered};
INSERT INTO {store}.revision_together (case_id, record_id, revision, author, at, manifest)
  SELECT COALESCE(r.case_id, ''), v.record_id, v.revision, v.author, v.at, v.manifest
  FROM {store}.revision v LEFT JOIN {store}.record r ON r.id = v.record_id;
DROP TABLE {store}.revision;
ALTER TABLE {store}.revision_together RENAME TO revision;

CREATE TABLE {store}.part_together (
  case_id {text} NOT NULL,
  record_id {text} NOT NULL,
  class {text} NOT NULL,
  revision {int} NOT NULL,
  sealed {bytes} NOT NULL,
  PRIMARY KEY (case_id, record_id, class, revision)
) {clustered};
INSERT INTO {store}.part_together (case_id, record_id, class, revision, sealed)
  SELECT COALESCE(r.case_id, ''), p.record_id, p.class, p.revision, p.sealed
  FROM {store}.part p LEFT JOIN {store}.record r ON r.id = p.record_id;
DROP TABLE {store}.part;
ALTER TABLE {store}.part_together RENAME TO part;

CREATE TABLE {store}.record_together (
  id {text} NOT NULL,
  case_id {text} NOT NULL,
  kind {text} NOT NULL,
  revision {int} NOT NULL,
  PRIMARY KEY (case_id, id)
) {clustered};
INSERT INTO {store}.record_together (id, case_id, kind, revision)
  SELECT id, case_id, kind, revision FROM {store}.record;
DROP TABLE {store}.record;
ALTER TABLE {store}.record_together RENAME TO record;
CREATE UNIQUE INDEX {store}.record_by_id ON record (id);
