"""A seeded simulation of group commit, relay and consumer: our code as it is, on a virtual clock, with servers that fail."""
