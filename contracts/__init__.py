"""The published language: envelope, statement, events, upcasters and the documents generated from them."""
