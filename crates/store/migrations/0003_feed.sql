-- How sources are read by themselves, as people declared it, and how the last try went. Beside the log: no proof covers it.
-- `addresses` and `allowed` are lists in JSON; `outcome` and `validators` are JSON of whoever fetches.
CREATE TABLE feed (
  source INTEGER PRIMARY KEY, kind TEXT NOT NULL, addresses TEXT NOT NULL, every_minutes INTEGER NOT NULL, allowed TEXT NOT NULL,
  ignores_robots INTEGER NOT NULL, due TEXT NOT NULL, tried TEXT, good TEXT, failures INTEGER NOT NULL DEFAULT 0, outcome TEXT,
  validators TEXT
);
