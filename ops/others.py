"""Servers and services that others run, such as docker compose: where they are and how to log in, from the environment."""

import os
import re
from urllib.parse import quote

from runtime.errors import OperationFailed

_OWNER = "upland"


def services() -> dict[str, str] | None:
    """The addresses of the services by name, from UPLAND_SERVICES: `registry=http://registry:8701 relay=…`; None without it."""
    given = os.environ.get("UPLAND_SERVICES", "").split()
    return {name: url for name, _, url in (each.partition("=") for each in given)} or None


def database_url(role: str) -> str:
    """PostgreSQL as the owner, or as a service's role with the password that the environment has for it.

    Raises:
        OperationFailed: the environment lacks the address or the password.
    """
    name = "UPLAND_OWNER_URL" if role == _OWNER else f"{role.removeprefix('upland_').upper()}_PASSWORD"
    try:
        owner, given = os.environ["UPLAND_OWNER_URL"], os.environ[name]
    except KeyError as error:
        raise OperationFailed(
            f"the servers of this record are others': set {error.args[0]} to reach their database"
        ) from None
    if role == _OWNER:
        return owner
    return re.sub(r"//([^@/]*@)?", lambda _: f"//{role}:{quote(given, safe='')}@", owner, count=1)


def without_password(url: str) -> str:
    """The address of a database that may be shown."""
    return re.sub(r"(//[^:/@]*):[^@]*@", r"\1@", url)
