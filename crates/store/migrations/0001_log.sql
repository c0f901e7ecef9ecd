-- The log. Only `block`, `body` and `checkpoint` are the record itself; the other tables are found again from them,
-- except `source` (declared by people), `erased_value`, `unkept_row` (keyed, of what is gone) and `secret`.

-- One row: the key of all keyed hashes, and whether old pages still wait to be scrubbed.
CREATE TABLE secret (one INTEGER PRIMARY KEY CHECK (one = 1), key BLOB NOT NULL, unscrubbed INTEGER NOT NULL DEFAULT 0);

-- Compressed bytes, of items and of raw rows. A row is never deleted and never grows: it is written once at the end and,
-- when something in it is erased, overwritten with zeros where it lies. So no copy of it is left in a freed page.
CREATE TABLE body (no INTEGER PRIMARY KEY, bytes BLOB NOT NULL);

-- Items `first` to `first + items - 1`: lines of JSON in `body`, leaf hashes beside them.
CREATE TABLE block (first INTEGER PRIMARY KEY, items INTEGER NOT NULL, body INTEGER NOT NULL, leaves BLOB NOT NULL);

-- The Merkle tree: its right edge, the perfect subtrees of 256 leaves and more, and roots that were acknowledged.
CREATE TABLE edge (one INTEGER PRIMARY KEY CHECK (one = 1), size INTEGER NOT NULL, peaks BLOB NOT NULL);
CREATE TABLE node (height INTEGER, number INTEGER, hash BLOB NOT NULL, PRIMARY KEY (height, number)) WITHOUT ROWID;
CREATE TABLE checkpoint (size INTEGER PRIMARY KEY, root BLOB NOT NULL);

CREATE TABLE source (
  no INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, name TEXT NOT NULL, role TEXT NOT NULL, licence TEXT NOT NULL,
  map TEXT, hold_withdrawn INTEGER NOT NULL, hold_moved INTEGER NOT NULL
);

-- A scope is a source and a table. Its sets of entry numbers are Roaring bitmaps.
CREATE TABLE scope (no INTEGER PRIMARY KEY, source INTEGER NOT NULL, name TEXT NOT NULL, UNIQUE (source, name));
CREATE TABLE scope_entries (scope INTEGER PRIMARY KEY, entries BLOB NOT NULL);
CREATE TABLE scope_live (scope INTEGER PRIMARY KEY, entries BLOB NOT NULL);

CREATE TABLE run (
  no INTEGER PRIMARY KEY, scope INTEGER NOT NULL, files TEXT NOT NULL, said TEXT NOT NULL, read_at TEXT NOT NULL,
  partial INTEGER NOT NULL, state TEXT NOT NULL, reason TEXT, complete INTEGER NOT NULL DEFAULT 0, counts TEXT,
  closed_at TEXT, first INTEGER, last INTEGER, closing INTEGER, belief INTEGER
);
CREATE INDEX run_scope ON run (scope);
CREATE INDEX run_open ON run (state) WHERE state = 'open';
-- The entries that have items in a run.
CREATE TABLE run_entries (run INTEGER PRIMARY KEY, entries BLOB NOT NULL);

-- Types are 0 organization, 1 location, 2 service.
CREATE TABLE entry (no INTEGER PRIMARY KEY, id BLOB NOT NULL, type INTEGER NOT NULL, scope INTEGER NOT NULL, local_id TEXT NOT NULL);
CREATE TABLE entry_id (id BLOB PRIMARY KEY, entry INTEGER NOT NULL) WITHOUT ROWID;
-- One row: entries up to this number are in `entry_id`. Those of a run that is being read may not be yet.
CREATE TABLE indexed (one INTEGER PRIMARY KEY CHECK (one = 1), entries INTEGER NOT NULL);
INSERT INTO indexed VALUES (1, 0);
-- What is believed of an entry: written only when a run is believed.
CREATE TABLE known (entry INTEGER PRIMARY KEY, first INTEGER NOT NULL, said TEXT, said_by INTEGER, fingerprint BLOB);

-- Where an entry's items are. A withdrawal has no fingerprint. `raw` is a row number, or several as a list in JSON.
CREATE TABLE version (
  entry INTEGER, position INTEGER, run INTEGER NOT NULL, said TEXT NOT NULL, said_by INTEGER NOT NULL, fingerprint BLOB,
  raw, PRIMARY KEY (entry, position)
) WITHOUT ROWID;

CREATE TABLE tie (key INTEGER, entry INTEGER, PRIMARY KEY (key, entry)) WITHOUT ROWID;
CREATE INDEX tie_entry ON tie (entry);

-- Raw rows `first` to `first + rows - 1`, packed in `body`; and where a row with this keyed hash is.
CREATE TABLE raw_block (first INTEGER PRIMARY KEY, rows INTEGER NOT NULL, body INTEGER NOT NULL);
CREATE TABLE raw_key (key INTEGER PRIMARY KEY, rest INTEGER NOT NULL, row INTEGER NOT NULL);

CREATE TABLE note (kind TEXT, position INTEGER, PRIMARY KEY (kind, position)) WITHOUT ROWID;

CREATE TABLE erasure (entry INTEGER, position INTEGER, PRIMARY KEY (entry, position)) WITHOUT ROWID;
CREATE TABLE erased_value (hash BLOB PRIMARY KEY, entry INTEGER NOT NULL) WITHOUT ROWID;
-- Rows of a source of which nothing raw is kept any more, since something said there was erased.
CREATE TABLE unkept_row (source INTEGER, row TEXT, PRIMARY KEY (source, row)) WITHOUT ROWID;
