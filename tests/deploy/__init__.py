"""Tests of the image and of what starts it."""
