"""A registry that takes names: who asks it, and what they ask."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import asyncpg

from tests.registry.test_http import Client
from tests.running import KeyRing, Running
from tests.servers import Database

NAME = "Świętopełk Grzebieniowąs-Żółtko"
MAYOR = {"pl": "prezydent miasta", "en": "mayor"}
PATH = "/v1/persons/new/register"
ERASE = {"legal_basis": "GDPR, Article 17(1)(b)"}
# Keys besides the operator's: name, subject, scopes. The registry looks at the file once a second, so all are made first.
HOLDERS = (
    ("reader", None, ("history:read", "views:read", "operate")),
    ("Lublin", "party-lublin", ("record:write", "views:read")),
    ("Radom", "party-radom", ("record:write", "views:read")),
    ("Radom, second desk", "party-radom", ("record:write", "views:read")),
)


@dataclass(frozen=True)
class Names:
    """A registry with a master key, and its callers."""

    running: Running
    database: Database
    keys: KeyRing
    operator: Client
    holders: dict[str, Client]

    async def register(
        self, name: str | None = NAME, by: Client | None = None, key: str | None = None
    ) -> str:
        """A new person's id."""
        body = {} if name is None else {"name": name}
        sender = by or self.operator
        request = sender.post(PATH, body, Idempotency_Key=key) if key else sender.post(PATH, body)
        status, answer, _ = await request
        assert status == 201, answer
        return str(answer["stream"]).removeprefix("person-")

    async def assume(self, person: str, organisation: str, by: Client | None = None) -> None:
        body = {"organisation": organisation, "title": MAYOR}
        status, answer, _ = await (by or self.operator).post(f"/v1/persons/{person}/assume-function", body)
        assert status == 201, answer

    async def open(self, person: str, by: Client | None = None) -> tuple[int, Any]:
        status, answer, _ = await (by or self.operator).get(f"/v1/persons/{person}/name")
        return status, json.loads(answer)

    async def owner(self, query: str, *arguments: Any) -> list[asyncpg.Record]:
        """A query as the database's owner."""
        connection = await asyncpg.connect(self.database.owner_url)
        try:
            return await connection.fetch(query, *arguments)
        finally:
            await connection.close()
