"""What the facts of one stream say: where they come from, how long they are so, what pairs with what."""
