"""Tests of the partners' feed."""
