"""A service's consumer: every event of the log applied once, in the order of its stream."""
