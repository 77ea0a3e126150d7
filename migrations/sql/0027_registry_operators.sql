-- What operators did with the registry and its log, as the other services keep it (0025).
CREATE TABLE registry.operator_actions (
    id     bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor  text        NOT NULL,
    action text        NOT NULL,
    target text        NOT NULL,
    why    text,
    count  integer     NOT NULL DEFAULT 1
)
---
GRANT SELECT ON registry.operator_actions TO upland_registry
---
-- Epochs that were begun before there was this table.
INSERT INTO registry.operator_actions (at, actor, action, target, why)
SELECT began_at, 'command-line', 'begin-epoch', epoch, reason FROM registry.epochs WHERE number > 1 ORDER BY number
