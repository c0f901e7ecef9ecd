-- Match decisions, found again from the items `note:match` and `note:undo`. Each pair stands twice, once in each
-- direction, so that what is decided of an entry is found from either side. `leads` is 1 in the row whose `entry` is the
-- first of the pair. `undone` is the position of the item that took the decision back.
CREATE TABLE decision (
  entry INTEGER, other INTEGER, position INTEGER, leads INTEGER NOT NULL, relation TEXT NOT NULL, person INTEGER NOT NULL,
  decider TEXT NOT NULL, undone INTEGER, PRIMARY KEY (entry, other, position)
) WITHOUT ROWID;
CREATE INDEX decision_position ON decision (position);
CREATE INDEX decision_undone ON decision (undone) WHERE undone IS NOT NULL;
