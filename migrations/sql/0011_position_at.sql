-- The last position recorded at or before a moment, 0 for none. Inside an epoch time never runs back along positions, so that
-- halving finds it with the index on positions. At an epoch's border it may: what lies before the border was recorded
-- before the border's own time, whatever its own says.
CREATE OR REPLACE FUNCTION projections.position_at(moment timestamptz) RETURNS bigint
LANGUAGE plpgsql STABLE AS $$
DECLARE
    since   integer := 1;
    low     bigint := 0;
    high    bigint := coalesce((SELECT max(f.position) FROM projections.facts f), 0);
    middle  bigint;
    place   bigint;
    at      timestamptz;
    border  record;
BEGIN
    FOR border IN SELECT e.number, e.position FROM projections.epochs e
                  WHERE e.number > 1 AND e.began_at <= moment ORDER BY e.number DESC LIMIT 1 LOOP
        since := border.number;
        low := border.position;
    END LOOP;
    high := least(high, (SELECT min(e.position) FROM projections.epochs e WHERE e.number > since));
    WHILE low < high LOOP
        middle := low + (high - low + 1) / 2;
        SELECT f.position, f.recorded_at INTO place, at FROM projections.facts f
        WHERE f.position <= middle ORDER BY f.position DESC LIMIT 1;
        IF place IS NULL OR place <= low THEN
            low := middle;  -- nothing was recorded in between
        ELSIF at <= moment THEN
            low := middle;
        ELSE
            high := place - 1;
        END IF;
    END LOOP;
    RETURN coalesce((SELECT max(f.position) FROM projections.facts f WHERE f.position <= low), 0);
END
$$
