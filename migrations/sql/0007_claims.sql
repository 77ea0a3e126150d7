-- A claim is released in the transaction that appends the retraction of its fact, and with it only.
GRANT DELETE ON registry.claims TO upland_registry
