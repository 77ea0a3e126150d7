-- A filter for a cluster or a party that is seldom mentioned finds its rows, and does not go through the feed for them.
CREATE INDEX ON notifications.feed USING gin (refers) WITH (gin_pending_list_limit = 256)
---
-- Every process of the service learns at once what any of them has added to the feed. A late entry moves no watermark,
-- and a watermark may move without an entry.
CREATE FUNCTION notifications.announce() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM pg_notify('upland_feed', '');
    RETURN NULL;
END $$
---
CREATE TRIGGER announce AFTER INSERT ON notifications.feed
    FOR EACH STATEMENT EXECUTE FUNCTION notifications.announce()
---
CREATE TRIGGER announce AFTER UPDATE ON notifications.reader
    FOR EACH STATEMENT EXECUTE FUNCTION notifications.announce()
