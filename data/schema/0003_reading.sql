-- Who opened which cases on which day: what is held against the days that are usual for somebody.
CREATE INDEX {store}.audit_of_reading ON audit (by_account, at) WHERE what = 'case_read';
