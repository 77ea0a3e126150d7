"""Where the marks of the network's picture lie: pure functions from a graph to places."""
