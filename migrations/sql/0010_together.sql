-- A row for all words of a stream that has several texts: what stands in no single one of them is looked for here. Each text
-- closes the row before it, and most questions are about what is known now: an index for these, and one for all others.
CREATE INDEX ON projections.search USING gin (array_to_tsvector(words))
    WITH (gin_pending_list_limit = 256) WHERE tier = 7 AND recorded_to IS NULL
---
CREATE INDEX ON projections.search USING gin (array_to_tsvector(words))
    WITH (gin_pending_list_limit = 256) WHERE tier = 7 AND recorded_to IS NOT NULL
