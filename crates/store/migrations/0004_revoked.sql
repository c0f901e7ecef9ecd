-- Where a run that was believed was taken back: what it touched is then worked out again.
ALTER TABLE run ADD COLUMN revoked INTEGER;
