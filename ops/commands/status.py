"""How an instance is doing: read from its parts now, never stored."""

import asyncio
from typing import Any
from urllib.parse import urlsplit

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ops import service_client
from ops.embedded.postgres import client_programs
from ops.instance import SERVICES, Instance
from ops.supervision import probes, state

_NO_ANSWER = "it does not answer"
_PROBE = 3.0


async def gathered(instance: Instance) -> dict[str, Any]:
    """The status, in the form that `upland status --json` prints. Raises NotSetUp."""
    now = state.load(instance)
    kafka = _kafka(instance)
    async with service_client.session(instance, total=5, connect=2) as client:
        postgres_answers, kafka_answers, *answers = await asyncio.gather(
            _database_answers(instance),
            _broker_answers(instance, kafka["bootstrap"]),
            *(service_client.health(client, instance, service) for service in SERVICES),
        )
    health = {service: answer or {} for service, answer in zip(SERVICES, answers, strict=True)}
    pids = {part: now.pid(part) for part in now.parts} if now else {}
    supervisor = _supervisor(instance)
    status = {
        "services": {
            service: {
                "url": instance.url(service),
                "ready": bool(health[service].get("ready")),
                "reasons": health[service].get("reasons", [_NO_ANSWER]),
                "pid": pids.get(service),
            }
            for service in SERVICES
        },
        "supervisor": supervisor,
        "postgres": {"dsn": instance.dsn(), "tools": client_programs(), **_answer(ready=postgres_answers)},
        "kafka": {**kafka, **_answer(ready=kafka_answers)},
        "log": {"head": health["registry"].get("head"), "epoch": health["registry"].get("epoch")},
        "relay": {name: health["relay"].get(name) for name in ("position", "lag", "age")},
        "consumers": [
            {name: consumer.get(name) for name in ("name", "position", "lag", "seconds")}
            for answer in health.values()
            for consumer in answer.get("consumers", ())
        ],
        "dead_letters": sum(answer.get("dead_letters", 0) for answer in health.values()),
    }
    return status | {"ready": healthy(status)}


def _answer(*, ready: bool) -> dict[str, Any]:
    return {"ready": ready, "reasons": [] if ready else [_NO_ANSWER]}


async def _database_answers(instance: Instance) -> bool:
    if instance.services is None:
        return await probes.postgres(instance.port("postgres"), _PROBE)
    address = urlsplit(instance.database_url())
    return await probes.postgres(address.port or 5432, _PROBE, host=address.hostname or "127.0.0.1")


async def _broker_answers(instance: Instance, bootstrap: str | None) -> bool:
    if bootstrap is None:
        return False
    return await probes.kafka(bootstrap, instance.kafka_client().get("ssl_context"), seconds=_PROBE)


def _supervisor(instance: Instance) -> dict[str, Any]:
    """Whether somebody is there to start again what dies; of services that others run, that is for them to know."""
    if instance.services is not None:
        return {"pid": None, "ready": True, "reasons": []}
    process = state.supervisor(instance)
    now = state.load(instance)
    reasons = []
    if process is None:
        reasons.append("it does not run, so what dies is not started again: `upland up`")
    elif frozen := state.frozen(instance, process):
        reasons.append(frozen)
    elif now is not None and now.phase != "ready":
        waits = [
            f"{name}: {part.note or part.status}"
            for name, part in now.parts.items()
            if part.status != "ready"
        ]
        reasons.append("; ".join([f"it is {now.phase}", *waits]))
    elif now is not None:
        reasons += now.trouble
    return {"pid": process.pid if process else None, "ready": not reasons, "reasons": reasons}


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
    """The same for people: one line a part, then the log and its readers."""
    now = state.load(instance)
    table = Table(box=None, pad_edge=False, header_style="dim")
    for title in ("part", "state", "pid", "address", "started again"):
        table.add_column(title)
    reasons = []
    for name in ("supervisor", "postgres", "kafka", *SERVICES):
        part = now.parts.get(name) if now else None
        entry = status["services"].get(name) or status[name]
        pid = entry["pid"] if "pid" in entry else now.pid(name) if now and part else None
        word = "[green]ready[/]" if entry["ready"] else "[red]not ready[/]"
        table.add_row(name, word, str(pid or ""), _address(instance, status, name), _restarts(part))
        reasons += [f"{name}: {reason}" for reason in entry["reasons"]]
    console.print(table)
    for reason in reasons:
        console.print(f"[red]{escape(reason)}[/]", highlight=False, soft_wrap=True)
    relay = status["relay"]
    console.print(
        f"\nlog at {_number(status['log']['head'])}, published to Kafka up to {_number(relay['position'])}"
        f"{_behind(relay['lag'], relay['age'])}",
        highlight=False,
    )
    for consumer in status["consumers"]:
        behind = _behind(consumer["lag"], consumer["seconds"])
        console.print(f"{consumer['name']} at {_number(consumer['position'])}{behind}", highlight=False)
    letters = status["dead_letters"]
    console.print(
        f"{letters} dead letters" + (": see `upland dead-letters list`" if letters else ""), highlight=False
    )


def healthy(status: dict[str, Any]) -> bool:
    """Whether every part is ready: the supervisor, both servers, the four services."""
    parts = (status["supervisor"], status["postgres"], status["kafka"], *status["services"].values())
    return all(part["ready"] for part in parts)


def _address(instance: Instance, status: dict[str, Any], part: str) -> str:
    if part == "supervisor":
        return ""
    if part == "kafka":
        return status["kafka"]["bootstrap"] or ""
    return urlsplit(
        status["postgres"]["dsn"] if part == "postgres" else instance.url(part)
    ).netloc.rpartition("@")[2]


def _restarts(part: state.PartState | None) -> str:
    if part is None or not part.restarts:
        return ""
    return f"{part.restarts} times" + (f": {part.note}" if part.note else "")


def _behind(events: int | None, seconds: float | None) -> str:
    return (
        "" if events is None else f", {_number(events)} behind" + (f" for {seconds:.0f} s" if seconds else "")
    )


def _number(value: int | None) -> str:
    return "?" if value is None else f"{value:,}"
