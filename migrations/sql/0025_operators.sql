-- What operators did, and the rebuilds that they requested: each service's own.
CREATE TABLE {schema}.operator_actions (
    id     bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor  text        NOT NULL,
    action text        NOT NULL,
    target text        NOT NULL,
    why    text,
    count  integer     NOT NULL DEFAULT 1
)
---
GRANT SELECT, INSERT ON {schema}.operator_actions TO upland_{schema}
---
CREATE TABLE {schema}.rebuilds (
    id           integer     GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    action       text        NOT NULL CHECK (action IN ('rebuild', 'compare', 'undo')),
    models       text[]      NOT NULL,
    state        text        NOT NULL CHECK (state IN ('requested', 'running', 'done', 'failed', 'cancelled')),
    requested_by text        NOT NULL,
    requested_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    started_at   timestamptz,
    ended_at     timestamptz,
    events       bigint      NOT NULL DEFAULT 0,
    head         bigint      NOT NULL DEFAULT 0,
    cancelled_by text,
    message      text
)
---
GRANT SELECT, INSERT, UPDATE ON {schema}.rebuilds TO upland_{schema}
