-- What several server processes of one node share in PostgreSQL. Which organisations there are:
CREATE TABLE {store}.organisation (
  id {text} PRIMARY KEY
) {strict};

-- Who is signed in: by a hash of the cookie and a keyed hash of the account, all else sealed.
-- Unlogged: nothing of it gets into the server's log or its copies, and when the server fails,
-- everybody signs in again.
CREATE {unlogged} TABLE {store}.session (
  token {bytes} PRIMARY KEY,
  account {bytes} NOT NULL,
  number {int} NOT NULL,
  begun {int} NOT NULL,
  used {int} NOT NULL,
  sealed {bytes} NOT NULL
) {strict};

-- Which programs serve this database: each counts up its own number while it runs.
CREATE {unlogged} TABLE {store}.program (
  id {text} PRIMARY KEY,
  count {int} NOT NULL
) {strict};
