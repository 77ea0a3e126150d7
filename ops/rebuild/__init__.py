"""Read models and the feed built from the log once more."""
