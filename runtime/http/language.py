"""Content negotiation: the language that a request's `Accept-Language` prefers."""

from __future__ import annotations


def preferred_language(accept: str, usual: str = "pl") -> str:
    """Return `pl` or `en`, whichever an `Accept-Language` header prefers; `usual` if it accepts neither."""
    wanted: list[tuple[float, str]] = []
    for part in accept.split(","):
        tag, _, weight = part.strip().partition(";q=")
        try:
            wanted.append((-float(weight or 1), tag.strip().lower().partition("-")[0]))
        except ValueError:
            continue
    ordered = [tag for weight, tag in sorted(wanted, key=lambda item: item[0]) if weight < 0]
    return next((tag for tag in ordered if tag in {"pl", "en"}), usual)
