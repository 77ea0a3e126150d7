"""What only tokens can meet; drawn in `runtime.errors`."""

from runtime.errors import Reply


class IssuerUnavailable(Reply):
    """The issuer of tokens does not answer, and its keys that are known do not verify this one."""

    status, slug, title, wait = 503, "issuer-unavailable", "The token cannot be verified now", "10"
