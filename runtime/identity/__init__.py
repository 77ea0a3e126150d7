"""Tokens of an OpenID Connect issuer, beside keys (docs/adr/0032-tokens.md)."""
