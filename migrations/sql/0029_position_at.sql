-- Connections for questions plan every statement for its values, also each of the twenty or so lookups of this function, which all
-- need the same plan: one row by the index on positions.
ALTER FUNCTION projections.position_at(timestamptz) SET plan_cache_mode = force_generic_plan;
