-- Every answer asks how many letters have been replayed: rows below the watermark may have come late.
CREATE INDEX ON projections.dead_letters (id) WHERE status = 'replayed'
