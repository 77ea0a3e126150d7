-- As before, and an append may name other streams on which its decision rests: it is stored only while they have the versions
-- that were consulted.
DROP FUNCTION registry.append
---
-- Appends a batch. Each append is judged by itself; positions are given under the head's lock, so they are dense.
-- Streams, keys and claims are distinct within a batch, and no append writes to a stream that another one has consulted
-- (else the batch is refused whole).
--   streams … hashes, offsets: one element an append; offsets counts the events of the appends before it
--   owners … datas:            one element an event; owners is its append's number, indexes its number in the append
--   claim_…, consulted_…:      one element a claim, and one a consulted stream, each with its append's number
-- One row comes back with outcome -1 when every append is stored: first is then the position before the batch.
-- Else one row an append, in order:
--   outcome: 0 stored · 1 answered before · 2 wrong version · 3 key used with another body · 4 claim held by another
--            5 a consulted stream has another version by now
--   first:   position of the append's first event (0, 1);  version: the stream's version now;  holder: of the claim
CREATE FUNCTION registry.append(
    streams text[], expected integer[], counts integer[], keys text[], hashes bytea[], offsets integer[],
    owners integer[], event_streams text[], event_versions integer[], indexes integer[], types text[], schemas smallint[], audiences text[], salts bytea[],
    correlations text[], causations text[], datas bytea[],
    claim_owners integer[], claim_schemes text[], claim_values text[],
    consulted_owners integer[], consulted_streams text[], consulted_versions integer[],
    latest timestamptz
) RETURNS TABLE (outcome integer, first bigint, version integer, holder text)
LANGUAGE plpgsql STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    base      bigint;
    clock     timestamptz;
    recorded  timestamptz;
    moment    timestamptz;
    -- Copies, whose elements are found at once; those of an argument are looked for from its beginning.
    names     text[] := streams;
    named     text[] := event_streams;
    total     integer := cardinality(types);
    place     integer := 0;
    outcomes  integer[];
    firsts    bigint[];
    versions  integer[];
    holders   text[];
    stored    bigint;
BEGIN
    FOR a IN 1 .. cardinality(names) LOOP
        IF (offsets[a] = place AND counts[a] >= 0) IS NOT TRUE THEN
            RAISE EXCEPTION 'append % has no place', a USING ERRCODE = 'invalid_parameter_value';
        END IF;
        FOR n IN 1 .. counts[a] LOOP
            place := place + 1;
            IF (owners[place] = a AND indexes[place] = n AND named[place] = names[a]
                AND event_versions[place] = coalesce(expected[a], 0) + n) IS NOT TRUE
            THEN
                RAISE EXCEPTION 'event % is not of append %', place, a USING ERRCODE = 'invalid_parameter_value';
            END IF;
        END LOOP;
    END LOOP;
    IF (place = total AND cardinality(owners) = total AND cardinality(datas) = total) IS NOT TRUE THEN
        RAISE EXCEPTION 'the events are not those of the appends' USING ERRCODE = 'invalid_parameter_value';
    END IF;

    IF consulted_streams && streams THEN
        RAISE EXCEPTION 'an append writes to a stream that the batch has consulted' USING ERRCODE = 'invalid_parameter_value';
    END IF;

    SELECT h.position, h.recorded_at INTO base, recorded FROM registry.head h FOR UPDATE;
    clock := clock_timestamp();
    moment := greatest(clock, recorded);
    IF moment > latest THEN
        RAISE EXCEPTION 'nothing is recorded at %: it lies after %', moment, latest USING ERRCODE = 'UPT01',
            DETAIL = concat_ws(' ', extract(epoch FROM clock), extract(epoch FROM recorded), extract(epoch FROM latest));
    END IF;

    -- Nearly always nothing stands in the way of any append; then nothing needs to be judged one by one.
    IF cardinality(claim_owners) = 0
        AND NOT EXISTS (SELECT FROM unnest(keys) AS a (key) JOIN registry.commands c ON c.key = a.key)
        AND NOT EXISTS (
            SELECT FROM unnest(streams, expected) AS a (stream, expected)
            WHERE a.expected IS DISTINCT FROM
                coalesce((SELECT e.version FROM registry.events e WHERE e.stream = a.stream
                          ORDER BY e.version DESC LIMIT 1), 0))
        AND NOT EXISTS (
            SELECT FROM (SELECT DISTINCT c.stream, c.version FROM unnest(consulted_streams, consulted_versions)
                         AS c (stream, version)) c
            WHERE c.version IS DISTINCT FROM
                coalesce((SELECT e.version FROM registry.events e WHERE e.stream = c.stream
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
        stored := total;
        UPDATE registry.head SET position = base + stored, recorded_at = moment;
        PERFORM pg_notify('upland_log', (base + stored)::text);
        RETURN QUERY SELECT -1, base, 0, NULL::text;
        RETURN;
    END IF;

    IF EXISTS (SELECT FROM unnest(claim_owners, claim_schemes, claim_values) AS w (owner, scheme, value)
               GROUP BY w.scheme, w.value HAVING count(DISTINCT w.owner) > 1)
    THEN
        RAISE EXCEPTION 'two appends claim one value' USING ERRCODE = 'invalid_parameter_value';
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
                    WHEN o.outdated THEN 5
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
        LEFT JOIN LATERAL (
            SELECT bool_or(c.version IS DISTINCT FROM
                coalesce((SELECT e.version FROM registry.events e WHERE e.stream = c.stream
                          ORDER BY e.version DESC LIMIT 1), 0)) AS outdated
            FROM unnest(consulted_owners, consulted_streams, consulted_versions) AS c (owner, stream, version)
            WHERE c.owner = a.ord
        ) o ON cardinality(consulted_owners) > 0
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
REVOKE ALL ON FUNCTION registry.append FROM PUBLIC
---
GRANT EXECUTE ON FUNCTION registry.append TO upland_registry
