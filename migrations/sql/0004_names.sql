-- Names stand apart from the log: sealed under a key for each person, which is itself wrapped by a key outside the database.
CREATE TABLE registry.name_keys (
    person    text        NOT NULL COLLATE "C" PRIMARY KEY,
    wrapped   bytea,
    erased_at timestamptz,
    CHECK ((wrapped IS NULL) = (erased_at IS NOT NULL))
)
---
CREATE TABLE registry.names (
    event      text  NOT NULL COLLATE "C",
    field      text  NOT NULL COLLATE "C",
    person     text  NOT NULL COLLATE "C" REFERENCES registry.name_keys,
    nonce      bytea NOT NULL CHECK (length(nonce) = 12),
    ciphertext bytea NOT NULL,
    PRIMARY KEY (event, field)
)
---
CREATE INDEX ON registry.names (person)
---
-- The planner's statistics keep samples of a column, which would outlive the row.
ALTER TABLE registry.name_keys ALTER COLUMN wrapped SET STATISTICS 0
---
ALTER TABLE registry.names ALTER COLUMN nonce SET STATISTICS 0, ALTER COLUMN ciphertext SET STATISTICS 0
---
CREATE FUNCTION registry.keep_tombstone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.erased_at IS NOT NULL THEN
        RAISE EXCEPTION '% was erased; its key does not come back', OLD.person USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END
$$
---
CREATE TRIGGER tombstone BEFORE UPDATE OR DELETE ON registry.name_keys
    FOR EACH ROW EXECUTE FUNCTION registry.keep_tombstone()
---
-- The lock on the key's row lets a sealing and an erasure at the same moment know of each other.
CREATE FUNCTION registry.refuse_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM registry.name_keys k WHERE k.person = NEW.person AND k.erased_at IS NULL FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'nothing can be sealed for %: its key was destroyed', NEW.person
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$
---
CREATE TRIGGER living BEFORE INSERT OR UPDATE ON registry.names
    FOR EACH ROW EXECUTE FUNCTION registry.refuse_erased()
---
-- The first bytes of `wrapped` name the master key. Once it was replaced, a sealing that began under the old one is
-- refused: nobody would have the key to it any more. The row's lock makes the replacement wait for those under way.
CREATE TABLE registry.name_master (
    single boolean NOT NULL PRIMARY KEY DEFAULT true CHECK (single),
    id     bytea
)
---
INSERT INTO registry.name_master DEFAULT VALUES
---
CREATE FUNCTION registry.refuse_replaced() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = registry, pg_temp AS $$
DECLARE
    current bytea;
BEGIN
    SELECT m.id INTO current FROM registry.name_master m FOR SHARE;
    IF substring(NEW.wrapped FROM 1 FOR 4) <> current THEN
        RAISE EXCEPTION 'the master key was replaced while % was sealed', NEW.person USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$
---
CREATE TRIGGER master BEFORE INSERT OR UPDATE ON registry.name_keys
    FOR EACH ROW EXECUTE FUNCTION registry.refuse_replaced()
---
-- MAINTAIN: after an erasure the tables are written anew, so that no page keeps the old row.
GRANT SELECT, INSERT, UPDATE, MAINTAIN ON registry.name_keys TO upland_registry
---
GRANT SELECT, INSERT, DELETE, MAINTAIN ON registry.names TO upland_registry
