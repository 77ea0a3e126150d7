-- What fewer may read than an agreement itself stands apart: see services/projections/readmodels/agreements.py.
ALTER TABLE projections.agreements ADD COLUMN part text COLLATE "C" NOT NULL DEFAULT 'agreement'
---
-- The read models of the later six questions. As in 0002, `recorded_to` stands in no index.
CREATE TABLE projections.membership (
    id             bigint  NOT NULL PRIMARY KEY,
    stream         text    NOT NULL COLLATE "C",
    event          text    NOT NULL COLLATE "C",
    start_earliest date    NOT NULL,
    start_latest   date    NOT NULL,
    end_earliest   date    NOT NULL,
    end_latest     date    NOT NULL,
    audience       text    NOT NULL COLLATE "C",
    participants   text[]  NOT NULL,
    recorded_from  bigint  NOT NULL,
    recorded_to    bigint,
    cluster        text    NOT NULL COLLATE "C",
    kind           text    NOT NULL COLLATE "C",
    party          text    COLLATE "C",
    member_class   text    COLLATE "C",
    number         bigint,
    detail         text    NOT NULL,
    fact           text    NOT NULL
) WITH (fillfactor = 90)
---
CREATE INDEX ON projections.membership (stream)
---
CREATE INDEX ON projections.membership (cluster, kind)
---
CREATE INDEX ON projections.membership (event) WHERE kind = 'claim'
---
CREATE TABLE projections.visits (
    id             bigint  NOT NULL PRIMARY KEY,
    stream         text    NOT NULL COLLATE "C",
    event          text    NOT NULL COLLATE "C",
    start_earliest date    NOT NULL,
    start_latest   date    NOT NULL,
    end_earliest   date    NOT NULL,
    end_latest     date    NOT NULL,
    audience       text    NOT NULL COLLATE "C",
    participants   text[]  NOT NULL,
    recorded_from  bigint  NOT NULL,
    recorded_to    bigint,
    state          text    NOT NULL COLLATE "C",
    touched        text[]  NOT NULL,
    day            date    NOT NULL,
    detail         text    NOT NULL,
    fact           text    NOT NULL
) WITH (fillfactor = 90)
---
CREATE INDEX ON projections.visits (stream)
---
CREATE INDEX ON projections.visits (day, event)
---
CREATE INDEX ON projections.visits USING gin (touched)
---
CREATE TABLE projections.changes (
    id             bigint  NOT NULL PRIMARY KEY,
    stream         text    NOT NULL COLLATE "C",
    event          text    NOT NULL COLLATE "C",
    start_earliest date    NOT NULL,
    start_latest   date    NOT NULL,
    end_earliest   date    NOT NULL,
    end_latest     date    NOT NULL,
    audience       text    NOT NULL COLLATE "C",
    participants   text[]  NOT NULL,
    recorded_from  bigint  NOT NULL,
    recorded_to    bigint,
    type           text    NOT NULL COLLATE "C",
    subjects       text[]  NOT NULL,
    marks          text    NOT NULL
) WITH (fillfactor = 90)
---
CREATE INDEX ON projections.changes (stream, event)
---
CREATE INDEX ON projections.changes (type, id)
---
CREATE INDEX ON projections.changes USING gin (subjects)
---
-- A row ends without another in its place only where something was taken back.
CREATE INDEX ON projections.facts (position) WHERE type = 'FactRetracted'
---
CREATE TABLE projections.bridges (
    id             bigint  NOT NULL PRIMARY KEY,
    stream         text    NOT NULL COLLATE "C",
    event          text    NOT NULL COLLATE "C",
    start_earliest date    NOT NULL,
    start_latest   date    NOT NULL,
    end_earliest   date    NOT NULL,
    end_latest     date    NOT NULL,
    audience       text    NOT NULL COLLATE "C",
    participants   text[]  NOT NULL,
    recorded_from  bigint  NOT NULL,
    recorded_to    bigint,
    party          text    NOT NULL COLLATE "C",
    cluster        text    NOT NULL COLLATE "C",
    role           text    NOT NULL COLLATE "C",
    detail         text    NOT NULL,
    fact           text    NOT NULL
) WITH (fillfactor = 90)
---
CREATE INDEX ON projections.bridges (stream)
---
CREATE INDEX ON projections.bridges (party, cluster)
---
CREATE INDEX ON projections.bridges (cluster, party)
---
CREATE TABLE projections.commitments (
    id             bigint  NOT NULL PRIMARY KEY,
    stream         text    NOT NULL COLLATE "C",
    event          text    NOT NULL COLLATE "C",
    start_earliest date    NOT NULL,
    start_latest   date    NOT NULL,
    end_earliest   date    NOT NULL,
    end_latest     date    NOT NULL,
    audience       text    NOT NULL COLLATE "C",
    participants   text[]  NOT NULL,
    recorded_from  bigint  NOT NULL,
    recorded_to    bigint,
    kind           text    NOT NULL COLLATE "C",
    promisor       text    COLLATE "C",
    verdict        text    COLLATE "C",
    detail         text    NOT NULL,
    fact           text    NOT NULL
) WITH (fillfactor = 90)
---
CREATE INDEX ON projections.commitments (stream)
---
CREATE INDEX ON projections.commitments (start_latest, event) WHERE kind = 'promise'
---
CREATE INDEX ON projections.commitments (promisor, start_latest, event) WHERE kind = 'promise'
---
CREATE TABLE projections.worklist (
    id             bigint  NOT NULL PRIMARY KEY,
    stream         text    NOT NULL COLLATE "C",
    event          text    NOT NULL COLLATE "C",
    start_earliest date    NOT NULL,
    start_latest   date    NOT NULL,
    end_earliest   date    NOT NULL,
    end_latest     date    NOT NULL,
    audience       text    NOT NULL COLLATE "C",
    participants   text[]  NOT NULL,
    recorded_from  bigint  NOT NULL,
    recorded_to    bigint,
    reason         text    NOT NULL COLLATE "C",
    type           text    NOT NULL COLLATE "C",
    subjects       text[]  NOT NULL,
    names          text[]  NOT NULL COLLATE "C",
    detail         text    NOT NULL,
    fact           text    NOT NULL
) WITH (fillfactor = 90)
---
CREATE INDEX ON projections.worklist (stream)
---
CREATE INDEX ON projections.worklist (reason, event)
---
CREATE INDEX ON projections.worklist USING gin (subjects)
---
GRANT SELECT, INSERT, UPDATE (recorded_to)
    ON projections.membership, projections.visits, projections.changes, projections.bridges, projections.commitments,
       projections.worklist
    TO upland_projections
