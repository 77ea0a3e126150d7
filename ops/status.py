"""How an instance is doing: asked of its services now, never remembered."""

import asyncio
from typing import Any

import aiohttp
from rich.console import Console
from rich.table import Table

from ops import queries, state
from ops.instance import Instance

_ASKED = ("registry", "relay", "projections", "notifications")
_SHOWN = ("registry", "projections", "notifications")


async def gathered(instance: Instance) -> dict[str, Any]:
    """The whole status, in the form that `upland status --json` prints. Raises NotSetUp."""
    now = state.load(instance)
    async with queries.session(instance, aiohttp.ClientTimeout(total=5, connect=2)) as client:
        answers = await asyncio.gather(*(queries.health(client, instance, service) for service in _ASKED))
    said = dict(zip(_ASKED, answers, strict=True))
    consumers = [
        {name: consumer.get(name) for name in ("name", "position", "lag")}
        for answer in said.values()
        for consumer in (answer or {}).get("consumers", ())
    ]
    return {
        "services": {
            service: {
                "url": instance.url(service),
                "ready": bool((said[service] or {}).get("ready")),
                "pid": now.pid(service) if now else None,
            }
            for service in _SHOWN
        },
        "postgres": {"dsn": instance.dsn()},
        "kafka": _kafka(instance),
        "log": {"head": (said["registry"] or {}).get("head")},
        "relay": {"position": (said["relay"] or {}).get("position")},
        "consumers": consumers,
        "dead_letters": sum((answer or {}).get("dead_letters", 0) for answer in said.values()),
    }


def _kafka(instance: Instance) -> dict[str, Any]:
    try:
        settings = instance.kafka_settings()
    except FileNotFoundError:  # the in-memory broker is not running, so it has no address
        settings = {}
    apache = instance.broker == "apache"
    return {
        "kind": instance.broker if instance.broker in {"apache", "memory"} else "external",
        "bootstrap": settings.get("UPLAND_KAFKA_BOOTSTRAP"),
        "partners_bootstrap": instance.kafka().partners_bootstrap if apache else None,
        "username": settings.get("UPLAND_KAFKA_USERNAME"),
        "password_file": str(instance.secrets / "kafka.password") if apache else None,
    }


def show(instance: Instance, status: dict[str, Any], console: Console) -> None:
    """The same for people: one line a part, then the log and who reads it."""
    now = state.load(instance)
    drawn = Table(box=None, pad_edge=False, header_style="dim")
    for title in ("part", "state", "pid", "address", "started again"):
        drawn.add_column(title)
    for name, part in now.parts.items() if now else ():
        pid = now.pid(name) if now else None
        service = status["services"].get(name)
        word: str = part.status if pid else "not running"
        if pid and part.status == "ready" and service and not service["ready"]:
            word = "not ready"
        colour = "green" if word == "ready" else "red"
        address = status["kafka"]["bootstrap"] if name == "kafka" else f"127.0.0.1:{instance.port(name)}"
        again = (
            f"{part.restarts} times: {part.note}" if part.restarts and part.note else str(part.restarts or "")
        )
        drawn.add_row(name, f"[{colour}]{word}[/]", str(pid or ""), address, again)
    console.print(drawn)
    head, published = status["log"]["head"], status["relay"]["position"]
    console.print(f"\nlog at {_number(head)}, published to Kafka up to {_number(published)}", highlight=False)
    for consumer in status["consumers"]:
        console.print(
            f"{consumer['name']} at {_number(consumer['position'])}, {_number(consumer['lag'])} behind",
            highlight=False,
        )
    letters = status["dead_letters"]
    console.print(
        f"{letters} dead letters" + (": see `upland dead-letters list`" if letters else ""), highlight=False
    )


def healthy(status: dict[str, Any]) -> bool:
    """Whether every service is ready."""
    return all(service["ready"] for service in status["services"].values())


def _number(value: int | None) -> str:
    return "?" if value is None else f"{value:,}"
