DO $$
DECLARE
    service text;
BEGIN
    FOREACH service IN ARRAY ARRAY['registry', 'projections', 'notifications'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'upland_' || service) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN', 'upland_' || service);
        END IF;
        EXECUTE format('CREATE SCHEMA %I', service);
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', service, 'upland_' || service);
    END LOOP;
END
$$
---
-- One row for each event. `data` is bytes, because jsonb would spell them again.
CREATE TABLE registry.events (
    position       bigint      NOT NULL PRIMARY KEY,
    stream         text        NOT NULL COLLATE "C",
    version        integer     NOT NULL CHECK (version > 0),
    type           text        NOT NULL COLLATE "C",
    schema_version smallint    NOT NULL,
    recorded_at    timestamptz NOT NULL,
    audience       text        NOT NULL COLLATE "C"
                   CHECK (audience IN ('public', 'partners', 'participants', 'owner')),
    salt           bytea       NOT NULL CHECK (length(salt) = 16),
    correlation_id text        NOT NULL COLLATE "C",
    causation_id   text        COLLATE "C",
    data           bytea       NOT NULL,
    UNIQUE (stream, version)
)
---
-- The head orders all batches: its row is locked for as long as one is appended.
CREATE TABLE registry.head (
    single      boolean     NOT NULL PRIMARY KEY DEFAULT true CHECK (single),
    position    bigint      NOT NULL,
    recorded_at timestamptz NOT NULL
) WITH (fillfactor = 10)
---
INSERT INTO registry.head (position, recorded_at) VALUES (0, '-infinity')
---
-- The first answer to each idempotency key.
CREATE TABLE registry.commands (
    key      text     NOT NULL COLLATE "C" PRIMARY KEY,
    hash     bytea    NOT NULL,
    position bigint   NOT NULL,
    events   smallint NOT NULL
)
---
-- Values that only one stream may hold.
CREATE TABLE registry.claims (
    scheme   text   NOT NULL COLLATE "C",
    value    text   NOT NULL COLLATE "C",
    stream   text   NOT NULL COLLATE "C",
    position bigint NOT NULL,
    PRIMARY KEY (scheme, value)
)
---
-- How far the relay knows that Kafka holds everything, and of which broker that is true.
CREATE TABLE registry.relay (
    topic     text     NOT NULL PRIMARY KEY,
    cluster   text     NOT NULL,
    position  bigint   NOT NULL,
    offsets   bigint[] NOT NULL
)
---
CREATE FUNCTION registry.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the log is append-only: % on %.% is refused', TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege', HINT = 'record a correction or a retraction instead';
END
$$
---
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON registry.events
    FOR EACH STATEMENT EXECUTE FUNCTION registry.refuse_change()
---
GRANT SELECT, INSERT ON registry.events, registry.commands, registry.claims TO upland_registry
---
GRANT SELECT, UPDATE ON registry.head TO upland_registry
---
GRANT SELECT, INSERT, UPDATE ON registry.relay TO upland_registry
