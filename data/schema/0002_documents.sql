-- What is of the organisation and about no single case: studies, releases. The files of one (a
-- report, a table) lie beside it, so that saying how it stands does not write them anew.

CREATE TABLE {store}.document (
  id {text} PRIMARY KEY,
  kind {text} NOT NULL,
  revision {int} NOT NULL,
  sealed {bytes} NOT NULL
) {strict};
CREATE INDEX {store}.document_of_kind ON document (kind);

CREATE TABLE {store}.document_file (
  document_id {text} NOT NULL,
  name {text} NOT NULL,
  revision {int} NOT NULL,
  sealed {bytes} NOT NULL,
  PRIMARY KEY (document_id, name)
) {strict};
