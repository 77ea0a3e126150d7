"""HTTP requests: parameters, the two clocks, cursors, the live stream."""
