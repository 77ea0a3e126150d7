"""Search documents: the texts of a stream's facts by which the search finds it."""
