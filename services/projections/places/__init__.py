"""Lays out the network's picture, once for every reader: what was laid out is stored and served."""
