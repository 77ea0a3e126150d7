"""Which names may be those of one organisation: names as they are compared, the words by which they are looked up, a score."""
