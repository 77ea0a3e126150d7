"""How schemathesis sends a body of lines: it loads this module by itself."""

from typing import Any

import schemathesis


@schemathesis.serializer("application/x-ndjson")
def lines(_context: Any, value: Any) -> bytes:
    """The drawn bytes as they are; anything else as a text."""
    data = getattr(value, "data", value)
    return data if isinstance(data, bytes) else str(data).encode()
