"""Imports over HTTP: a file is uploaded, tried, confirmed, stored in the background, and can be undone."""
