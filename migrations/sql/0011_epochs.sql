-- The epochs of the log: within one, a position means one event for ever. The last one counts. Another begins only when
-- positions that were given before may mean other events now (`upland republish`): what was noted under an earlier one
-- (Kafka's records, cursors, read models) is recognised by it and not believed.
--   position: that of the last event when it began;  began_at: the clock's time then.
CREATE TABLE registry.epochs (
    number   integer     NOT NULL PRIMARY KEY CHECK (number > 0),
    epoch    text        NOT NULL COLLATE "C" UNIQUE CHECK (epoch ~ '^[0-9a-f]{16}$'),
    position bigint      NOT NULL,
    began_at timestamptz NOT NULL,
    reason   text        NOT NULL
)
---
INSERT INTO registry.epochs
VALUES (1, substr(md5(gen_random_uuid()::text), 1, 16), 0, clock_timestamp(), 'the first epoch')
---
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON registry.epochs
    FOR EACH STATEMENT EXECUTE FUNCTION registry.refuse_change()
---
GRANT SELECT ON registry.epochs TO upland_registry
---
-- Begins an epoch, for the owner only. Time may step back here, when the last event lies in the clock's future.
CREATE FUNCTION registry.begin_epoch(reason text) RETURNS text
LANGUAGE plpgsql STRICT SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    ended registry.head;
    clock timestamptz;
    named text := substr(md5(gen_random_uuid()::text), 1, 16);
BEGIN
    SELECT * INTO ended FROM registry.head FOR UPDATE;
    clock := clock_timestamp();
    INSERT INTO registry.epochs (number, epoch, position, began_at, reason)
    SELECT max(e.number) + 1, named, ended.position, clock, begin_epoch.reason FROM registry.epochs e;
    UPDATE registry.head SET recorded_at = least(ended.recorded_at, clock);
    DELETE FROM registry.relay;
    PERFORM pg_notify('upland_log', '');
    RETURN named;
END
$$
---
REVOKE ALL ON FUNCTION registry.begin_epoch FROM PUBLIC
