-- Where the marks of the network's picture lie. Facts recorded together are laid out together: `layouts` has a row for each
-- such load, with its first and its last position that changed the picture, when the last was recorded, and the picture's
-- width. A mark's place is that of the record from `recorded_from` on, up to the position before `recorded_to`.
CREATE TABLE projections.layouts (
    first       bigint      NOT NULL PRIMARY KEY,
    last        bigint      NOT NULL,
    recorded_at timestamptz NOT NULL,
    width       double precision NOT NULL
)
---
CREATE TABLE projections.places (
    stream        text   NOT NULL COLLATE "C",
    recorded_from bigint NOT NULL REFERENCES projections.layouts,
    recorded_to   bigint,
    x             double precision NOT NULL,
    y             double precision NOT NULL,
    PRIMARY KEY (stream, recorded_from)
)
---
GRANT SELECT, INSERT, UPDATE, DELETE ON projections.layouts, projections.places TO upland_projections
