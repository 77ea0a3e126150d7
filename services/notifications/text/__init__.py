"""What people read: names of streams, sentences of events, dates in words. Pure."""
