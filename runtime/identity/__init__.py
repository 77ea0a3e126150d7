"""Tokens of an OpenID Connect issuer, taken like keys (docs/adr/0032-tokens.md)."""
