-- Appends a batch. Each append is judged by itself; positions are given under the head's lock, so they are dense.
-- Streams, keys and claims are distinct within a batch (the caller sees to it).
--   streams … hashes, offsets: one element an append; offsets counts the events of the appends before it
--   owners … datas:            one element an event; owners is its append's number, indexes its number in the append
-- One row comes back with outcome -1 when every append is stored: first is then the position before the batch.
-- Else one row an append, in order:
--   outcome: 0 stored · 1 answered before · 2 wrong version · 3 key used with another body · 4 claim held by another
--   first:   position of the append's first event (0, 1);  version: the stream's version now;  holder: of the claim
CREATE FUNCTION registry.append(
    streams text[], expected integer[], counts integer[], keys text[], hashes bytea[], offsets integer[],
    owners integer[], event_streams text[], event_versions integer[], indexes integer[], types text[], schemas smallint[], audiences text[], salts bytea[],
    correlations text[], causations text[], datas bytea[],
    claim_owners integer[], claim_schemes text[], claim_values text[]
) RETURNS TABLE (outcome integer, first bigint, version integer, holder text)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    base      bigint;
    moment    timestamptz;
    outcomes  integer[];
    firsts    bigint[];
    versions  integer[];
    holders   text[];
    stored    bigint;
BEGIN
    SELECT h.position, greatest(clock_timestamp(), h.recorded_at) INTO base, moment FROM registry.head h FOR UPDATE;

    -- Nearly always nothing stands in the way of any append; then nothing needs to be judged one by one.
    IF cardinality(claim_owners) = 0
        AND NOT EXISTS (SELECT FROM unnest(keys) AS a (key) JOIN registry.commands c ON c.key = a.key)
        AND NOT EXISTS (
            SELECT FROM unnest(streams, expected) AS a (stream, expected)
            WHERE a.expected IS DISTINCT FROM
                coalesce((SELECT e.version FROM registry.events e WHERE e.stream = a.stream
                          ORDER BY e.version DESC LIMIT 1), 0))
    THEN
        INSERT INTO registry.events (position, stream, version, type, schema_version, recorded_at, audience, salt,
                                     correlation_id, causation_id, data)
        SELECT base + e.ord, e.stream, e.version, e.type, e.schema, moment, e.audience, e.salt, e.correlation, e.causation,
               e.data
        FROM unnest(event_streams, event_versions, types, schemas, audiences, salts, correlations, causations, datas)
             WITH ORDINALITY
             AS e (stream, version, type, schema, audience, salt, correlation, causation, data, ord);
        INSERT INTO registry.commands (key, hash, position, events)
        SELECT a.key, a.hash, base + 1 + a.before, a.n
        FROM unnest(keys, hashes, offsets, counts) AS a (key, hash, before, n)
        WHERE a.key IS NOT NULL;
        stored := cardinality(owners);
        UPDATE registry.head SET position = base + stored, recorded_at = moment;
        PERFORM pg_notify('upland_log', (base + stored)::text);
        RETURN QUERY SELECT -1, base, 0, NULL::text;
        RETURN;
    END IF;

    WITH asked AS (
        SELECT a.ord, a.stream, a.expected, a.n, a.key, a.hash,
               coalesce((SELECT e.version FROM registry.events e WHERE e.stream = a.stream
                         ORDER BY e.version DESC LIMIT 1), 0) AS actual
        FROM unnest(streams, expected, counts, keys, hashes) WITH ORDINALITY AS a (stream, expected, n, key, hash, ord)
    ), judged AS (
        SELECT a.ord, a.n, a.actual, c.position AS answered, t.holder,
               CASE WHEN c.key IS NOT NULL THEN CASE WHEN c.hash = a.hash THEN 1 ELSE 3 END
                    WHEN a.expected IS NOT NULL AND a.expected <> a.actual THEN 2
                    WHEN t.holder IS NOT NULL THEN 4
                    ELSE 0 END AS verdict
        FROM asked a
        LEFT JOIN registry.commands c ON c.key = a.key
        LEFT JOIN LATERAL (
            SELECT min(k.stream) AS holder
            FROM unnest(claim_owners, claim_schemes, claim_values) AS w (owner, scheme, value)
            JOIN registry.claims k ON k.scheme = w.scheme AND k.value = w.value AND k.stream <> a.stream
            WHERE w.owner = a.ord
        ) t ON cardinality(claim_owners) > 0
    ), placed AS (
        SELECT j.ord, j.verdict, j.holder,
               CASE j.verdict WHEN 0 THEN base + 1 + coalesce(sum(j.n) FILTER (WHERE j.verdict = 0) OVER earlier, 0)
                              WHEN 1 THEN j.answered ELSE 0 END AS first,
               j.actual
        FROM judged j
        WINDOW earlier AS (ORDER BY j.ord ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
    )
    SELECT array_agg(p.verdict ORDER BY p.ord), array_agg(p.first ORDER BY p.ord), array_agg(p.actual ORDER BY p.ord),
           array_agg(p.holder ORDER BY p.ord)
    INTO outcomes, firsts, versions, holders FROM placed p;

    INSERT INTO registry.events (position, stream, version, type, schema_version, recorded_at, audience, salt,
                                 correlation_id, causation_id, data)
    SELECT a.first + e.index - 1, a.stream, a.version + e.index, e.type, e.schema, moment, e.audience, e.salt,
           e.correlation, e.causation, e.data
    FROM unnest(owners, indexes, types, schemas, audiences, salts, correlations, causations, datas)
         AS e (owner, index, type, schema, audience, salt, correlation, causation, data)
    JOIN unnest(streams, outcomes, firsts, versions) WITH ORDINALITY AS a (stream, outcome, first, version, ord)
         ON a.ord = e.owner
    WHERE a.outcome = 0;
    GET DIAGNOSTICS stored = ROW_COUNT;

    IF stored > 0 THEN
        INSERT INTO registry.commands (key, hash, position, events)
        SELECT a.key, a.hash, a.first, a.n
        FROM unnest(keys, hashes, firsts, counts, outcomes) AS a (key, hash, first, n, outcome)
        WHERE a.outcome = 0 AND a.key IS NOT NULL;

        IF cardinality(claim_owners) > 0 THEN
            INSERT INTO registry.claims (scheme, value, stream, position)
            SELECT w.scheme, w.value, a.stream, a.first
            FROM unnest(claim_owners, claim_schemes, claim_values) AS w (owner, scheme, value)
            JOIN unnest(streams, outcomes, firsts) WITH ORDINALITY AS a (stream, outcome, first, ord) ON a.ord = w.owner
            WHERE a.outcome = 0
            ON CONFLICT DO NOTHING;
        END IF;

        UPDATE registry.head SET position = base + stored, recorded_at = moment;
        PERFORM pg_notify('upland_log', (base + stored)::text);
    END IF;

    RETURN QUERY
    SELECT o.outcome, o.first, o.version + CASE o.outcome WHEN 0 THEN o.n ELSE 0 END, o.holder
    FROM unnest(outcomes, firsts, versions, counts, holders) WITH ORDINALITY
         AS o (outcome, first, version, n, holder, ord)
    ORDER BY o.ord;
END
$$
---
GRANT EXECUTE ON FUNCTION registry.append TO upland_registry
