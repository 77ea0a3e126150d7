-- The hash of each event as it was stored, so that one whose bytes have changed since is found (`upland verify`). Next to the log and
-- not in it: a log of an earlier release has none, and gets them from the next verification instead of being written again.
CREATE TABLE registry.event_hashes (
    position bigint NOT NULL PRIMARY KEY,
    hash     bytea  NOT NULL CHECK (length(hash) = 32)
)
---
-- SHA-256 over all columns: a JSON array of those that are text or numbers (time in microseconds), the salt, which is 16 bytes, the data.
CREATE FUNCTION registry.event_hash(
    "position" bigint, stream text, version integer, type text, schema_version smallint, recorded_at timestamptz, audience text,
    salt bytea, correlation_id text, causation_id text, data bytea
) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE RETURN
    pg_catalog.sha256(
        pg_catalog.convert_to(
            pg_catalog.json_build_array(
                position, stream, version, type, schema_version, (extract(epoch FROM recorded_at) * 1000000)::bigint, audience,
                correlation_id, causation_id
            )::text,
            'UTF8'
        ) || salt || data
    )
---
-- Whatever puts events into the log: an append, a healing, a copy. A position that is given again (a log that was cut) replaces its hash.
CREATE FUNCTION registry.hash_events() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO registry.event_hashes (position, hash)
    SELECT e.position, registry.event_hash(e.position, e.stream, e.version, e.type, e.schema_version, e.recorded_at, e.audience, e.salt,
                                           e.correlation_id, e.causation_id, e.data)
    FROM stored e
    ON CONFLICT (position) DO UPDATE SET hash = excluded.hash;
    RETURN NULL;
END
$$
---
CREATE TRIGGER hashed AFTER INSERT ON registry.events
    REFERENCING NEW TABLE AS stored FOR EACH STATEMENT EXECUTE FUNCTION registry.hash_events()
