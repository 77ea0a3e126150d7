-- Every stream that a fact names, its own included: the facts of a dossier are found by it. The upgrade rebuilds the table.
ALTER TABLE projections.changes ADD COLUMN named text[] NOT NULL DEFAULT '{}'
---
CREATE INDEX ON projections.changes USING gin (named)
