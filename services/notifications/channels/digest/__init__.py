"""The digest: an approved subscription's events by e-mail, daily or weekly, as sentences."""
