"""The log: appended to by group commit, read in order."""
