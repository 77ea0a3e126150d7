-- The request that made a channel, so that the same one sent again makes no second, and the mail to a channel's contact.
--   request_key, request_digest: its Idempotency-Key, and the SHA-256 of its body.
--   answer: what its answer has shown once, sealed; until the channel is changed, and for a day at most.
--   notice: what became of the mail about the channel's last disabling; `sending` is written right before it is sent.
ALTER TABLE notifications.channels
    ADD COLUMN request_key text COLLATE "C",
    ADD COLUMN request_digest bytea,
    ADD COLUMN answer bytea,
    ADD COLUMN notice text COLLATE "C" CHECK (notice IN ('sending', 'sent', 'refused', 'unknown')),
    ADD COLUMN notice_at timestamptz,
    ADD CHECK ((request_key IS NULL) = (request_digest IS NULL))
---
CREATE UNIQUE INDEX ON notifications.channels (subscription, request_key) WHERE request_key IS NOT NULL
