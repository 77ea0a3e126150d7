-- The last position of each partition up to `position`. A note of an earlier release has none: its highest is below `position`.
ALTER TABLE registry.relay ADD COLUMN positions bigint[] NOT NULL DEFAULT '{}'
