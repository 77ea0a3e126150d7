"""What a request asks: parameters, the two clocks, cursors, the live stream."""
