-- What matching by likeness keeps. All of it is found again by matching anew, and goes whole when anything is erased.

-- How likely the matcher held it that the two are one thing. None in a person's decision.
ALTER TABLE decision ADD COLUMN score REAL;
-- What the matcher asks: few of many.
CREATE INDEX decision_asked ON decision (entry, other)
  WHERE person = 0 AND undone IS NULL AND leads = 1 AND relation = 'undecided';

-- What a live entry says of itself, as one line, and the keys by which others find it.
CREATE TABLE likeness (entry INTEGER PRIMARY KEY, source INTEGER NOT NULL, profile TEXT NOT NULL);
CREATE TABLE likeness_key (key INTEGER, source INTEGER, entry INTEGER, PRIMARY KEY (key, source, entry)) WITHOUT ROWID;
-- One row, or none: by which model, and up to which position everything is matched.
CREATE TABLE likeness_state (one INTEGER PRIMARY KEY CHECK (one = 1), model TEXT NOT NULL, position INTEGER NOT NULL);
