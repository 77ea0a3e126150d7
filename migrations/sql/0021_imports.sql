-- Imports over HTTP: the file until it is stored, and what was reported of it.
CREATE TABLE registry.imports (
    id          text        PRIMARY KEY COLLATE "C" CHECK (id ~ '^[0-9a-f]{32}$'),
    owner       text        NOT NULL COLLATE "C", -- under what the key's idempotency keys are kept
    key_id      text        NOT NULL COLLATE "C", -- with whose rights it runs
    name        text        NOT NULL,
    content     bytea,
    options     jsonb       NOT NULL,
    state       text        NOT NULL CHECK (state IN
                    ('checking', 'checked', 'importing', 'imported', 'undoing', 'undone', 'failed')),
    confirmed   text        COLLATE "C", -- the Idempotency-Key of the confirmation
    reason      text,
    dry_run     jsonb,
    result      jsonb,
    undo        jsonb,
    created_at  timestamptz NOT NULL DEFAULT now(),
    changed_at  timestamptz NOT NULL DEFAULT now()
)
---
CREATE INDEX imports_of_owner ON registry.imports (owner, created_at DESC)
---
CREATE INDEX imports_to_do ON registry.imports (changed_at) WHERE state IN ('checking', 'importing', 'undoing')
---
GRANT SELECT, INSERT, UPDATE, DELETE ON registry.imports TO upland_registry
---
-- An undo reads from the log what an import recorded.
CREATE INDEX events_of_imports ON registry.events (correlation_id, position) WHERE correlation_id LIKE 'import:%'
