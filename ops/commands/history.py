"""`upland history`: prints the log as the registry's history endpoint gives it, one event a line."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, Literal

import orjson
from rich.console import Console
from rich.markup import escape

from ops import service_client
from ops.instance import Instance
from ops.options import CommandRefused

_PAGE = 1000
_WAIT = 25  # seconds that one request of --follow may wait for something new


@dataclass(frozen=True)
class LogQuery:
    """What part of the log: positions `after` < n <= `to`, of one stream, type or actor, and whether to wait for more."""

    stream: str | None = None
    type: str | None = None
    actor: str | None = None
    after: int = 0
    to: int | None = None
    follow: bool = False

    def parameters(self) -> dict[str, str]:
        """What the registry selects by itself; of streams all that begin so."""
        given = {"stream": self.stream, "type": self.type and _short(self.type)}
        return {name: value for name, value in given.items() if value is not None}

    def matches(self, event: dict[str, Any]) -> bool:
        return self.stream in {None, event["subject"]} and self.actor in {None, event["data"].get("actor")}


async def events(instance: Instance, query: LogQuery) -> AsyncIterator[bytes]:
    """The statements of the events, each as the bytes that the registry sent. Raises ServiceAway, NotSetUp."""
    import aiohttp

    position = query.after
    url = f"{instance.url('registry')}/v1/history"
    async with service_client.session(instance, total=None, sock_read=60) as client:
        while True:
            parameters = query.parameters() | {"position": str(position), "limit": str(_PAGE)}
            if query.follow:
                parameters["wait"] = str(_WAIT)
            try:
                async with client.get(
                    url, params=parameters, headers={"Accept": "application/x-ndjson"}
                ) as answer:
                    if answer.status != 200:
                        raise service_client.ServiceUnreachable(
                            f"registry: {service_client.problem_text(answer.status, await answer.read())}"
                        )
                    lines = (await answer.read()).splitlines()
                    # As far as the registry has looked, also where nothing was selected.
                    reached = int(answer.headers["Upland-Position"])
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                if not query.follow:
                    raise service_client.ServiceUnreachable(
                        f"the registry does not answer at {url}: {error}"
                    ) from error
                await asyncio.sleep(1)  # it may be starting again; --follow goes on where it stopped
                continue
            for line in lines:
                event = orjson.loads(line)
                if query.to is not None and int(event["sequence"]) > query.to:
                    return
                if query.matches(event):
                    yield line
            position = reached
            if (not query.follow and not lines) or (query.to is not None and position >= query.to):
                return


async def show(instance: Instance, query: LogQuery, console: Console, *, as_json: bool) -> None:
    """Print the events: as NDJSON, or a line each for people."""
    async for line in events(instance, query):
        if as_json:
            print(line.decode(), flush=query.follow)
            continue
        event = orjson.loads(line)
        occurred = event["data"].get("occurred") or {}
        console.print(
            f"[dim]{int(event['sequence']):>6} {event['time'][:19]}Z[/] [cyan]{event['id']:<36}[/] "
            f"[bold]{_short(event['type']):<26}[/] {escape(str(occurred.get('edtf', ''))):<12}"
            f" [dim]{escape(str(event['data'].get('actor') or ''))}[/]",
            highlight=False,
            soft_wrap=True,
        )


def _short(type: str) -> str:
    # upland.AgreementSigned.v1 -> AgreementSigned
    return type.split(".")[1] if type.startswith("upland.") else type


async def run(
    instance: Instance, query: LogQuery, console: Console, *, as_json: bool, story: Literal["pl", "en", False]
) -> None:
    """Print what the command asks for.

    Raises:
        CommandRefused: a story of anything else than one whole stream.
    """
    if not story:
        await show(instance, query, console, as_json=as_json)
        return
    if query.stream is None or query != LogQuery(query.stream) or as_json:
        raise CommandRefused("--story is of one whole stream: give --stream, and no other filter nor --json")
    from ops.log import story as stories

    await stories.show(instance, query.stream, story, console)
