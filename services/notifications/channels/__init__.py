"""One channel, one file: each delivers the feed in its own form."""
