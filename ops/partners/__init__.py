"""Partners: their keys, their subscriptions and their channels, as an operator sees and changes them."""
