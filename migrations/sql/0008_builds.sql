-- Which version of each read model made the rows of its table. What is not listed here was never built from the log.
CREATE TABLE projections.builds (
    model    text        NOT NULL COLLATE "C" PRIMARY KEY,
    version  integer     NOT NULL,
    built_at timestamptz NOT NULL DEFAULT now()
)
---
GRANT SELECT ON projections.builds TO upland_projections
