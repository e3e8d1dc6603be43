-- Scans and photographs that fields of the type `file` name, in pieces, so that a slow line that breaks
-- goes on where it was.
CREATE TABLE {store}.file_piece (
  file_id {text} NOT NULL,
  piece {int} NOT NULL,
  case_id {text} NOT NULL,
  class {text} NOT NULL,
  sealed {bytes} NOT NULL,
  PRIMARY KEY (file_id, piece)
) {strict};
CREATE INDEX {store}.file_piece_of_case ON file_piece (case_id);
