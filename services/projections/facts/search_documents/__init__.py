"""What the search finds a stream by: the texts of its facts."""
