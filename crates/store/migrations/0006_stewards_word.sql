-- What stewards said where sources do not agree, found again from the items `note:settle` and `note:undo`. `passed` is 1
-- when the steward could not tell. `mark` stands for what they saw. `undone` is the position of the item that took it back.
CREATE TABLE stewards_word (
  position INTEGER PRIMARY KEY, entry INTEGER NOT NULL, source INTEGER NOT NULL, field TEXT NOT NULL,
  person TEXT NOT NULL, mark TEXT NOT NULL, passed INTEGER NOT NULL, undone INTEGER
);
CREATE INDEX stewards_word_entry ON stewards_word (entry);
CREATE INDEX stewards_word_person ON stewards_word (person, position);
CREATE INDEX stewards_word_undone ON stewards_word (undone) WHERE undone IS NOT NULL;
