-- What the earlier events of a stream decide about its later ones: a row an event, so that a batch writes only what it
-- changes. `note` is what the event says of who takes part; `position`, `opens`, `about` and `readers` are there while the
-- event may yet be for more readers.
ALTER TABLE notifications.standings RENAME TO standings_before
---
ALTER INDEX notifications.standings_pkey RENAME TO standings_before_pkey
---
CREATE TABLE notifications.standings (
    stream   text    NOT NULL COLLATE "C",
    version  integer NOT NULL,
    type     text    COLLATE "C",
    note     bytea,
    position bigint,
    opens    boolean,
    about    integer,
    readers  text[],
    PRIMARY KEY (stream, version)
)
---
INSERT INTO notifications.standings (stream, version, type, note)
SELECT s.stream, (n ->> 0)::integer, n ->> 1, convert_to((n -> 2)::text, 'UTF8')
FROM notifications.standings_before s, jsonb_array_elements(convert_from(s.state, 'UTF8')::jsonb -> 'notes') n
---
INSERT INTO notifications.standings (stream, version, position, opens, readers, about)
SELECT s.stream, (e ->> 3)::integer, (e ->> 0)::bigint, (e ->> 1)::boolean,
       ARRAY(SELECT jsonb_array_elements_text(e -> 2)), (e ->> 4)::integer
FROM notifications.standings_before s, jsonb_array_elements(convert_from(s.state, 'UTF8')::jsonb -> 'shown') e
WHERE e ->> 4 IS NOT NULL
ON CONFLICT (stream, version) DO UPDATE
SET position = excluded.position, opens = excluded.opens, readers = excluded.readers, about = excluded.about
---
DROP TABLE notifications.standings_before
---
GRANT SELECT, INSERT, UPDATE ON notifications.standings TO upland_notifications
---
-- How often the feed was rebuilt: what a process keeps in memory of another build is thrown away. `version` is that of the
-- rules by which the feed was made, see `services/notifications/rebuild.py`.
ALTER TABLE notifications.reader ADD COLUMN rebuilt bigint NOT NULL DEFAULT 0, ADD COLUMN version integer NOT NULL DEFAULT 0
