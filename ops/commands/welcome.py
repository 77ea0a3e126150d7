"""What `upland up` ends with: the matrix of DKM, SA&AM, PGM, WSM and the Lublin clusters, the addresses, what to try."""

from typing import Any

from rich.console import Console
from rich.table import Table

from ops import service_client
from ops.instance import Instance

CLUSTERS = ("dkm", "saam", "pgm", "wsm", "lm", "lkl", "lkb", "wmm")
TITLE = "DKM, SA&AM, PGM, WSM and the Lublin clusters"
_SHORT = {f"cluster-{name}": "SA&AM" if name == "saam" else name.upper() for name in CLUSTERS}
# What joins two clusters (and, on the diagonal, what one has of its own), each with its letter in the table.
_KINDS = {"agreements": "A", "visits": "V", "members": "M", "specialisations": "S", "initiators": "I"}
LEGEND = (
    "A agreements · V visits · M members · S specialisations · I initiators that two have in common; on the diagonal a "
    "cluster's own.\n? possibly: the record's dates leave it open · – not in the record at this date"
)


async def matrix(instance: Instance, language: str, position: int) -> dict[str, Any]:
    """The read model's answer, once it has seen the log up to `position`. Raises ServiceAway."""
    query = {"clusters": ",".join(CLUSTERS), "lang": language, "wait_for": str(position), "timeout": "30"}
    answer: dict[str, Any] = await service_client.get_json(instance, "projections", "/v1/matrix", **query)
    return answer


async def head(instance: Instance) -> int:
    """The log's last position, as the registry knows it. Raises ServiceAway."""
    return int((await service_client.get_json(instance, "registry", "/health/ready"))["head"])


def table(data: dict[str, Any]) -> Table:
    """The matrix: one row and one column a cluster, both halves, so that each row is complete."""
    drawn = Table(title=TITLE, title_justify="left", title_style="bold", show_lines=True, padding=(0, 1))
    known = {row["ref"]["id"]: row for row in data["clusters"] if row.get("certainty")}
    cells = {frozenset((cell["a"], cell["b"])): cell for cell in data["cells"]}
    clusters = [f"cluster-{name}" for name in CLUSTERS]
    drawn.add_column("")
    for id in clusters:
        drawn.add_column(_SHORT[id])
    for id in clusters:
        texts = [
            _own(known.get(id)) if other == id else _joined(cells.get(frozenset((id, other))))
            for other in clusters
        ]
        drawn.add_row(f"[bold]{_SHORT[id]}[/]", *texts)
    return drawn


def _own(row: dict[str, Any] | None) -> str:
    if row is None:
        return "[dim]–[/]"
    counts = [
        f"{letter}{row['own'][kind]}" for kind, letter in _KINDS.items() if row.get("own", {}).get(kind)
    ]
    return f"[dim]{_lines(counts) or '0'}{'?' if row['certainty'] == 'possibly' else ''}[/]"


def _joined(cell: dict[str, Any] | None) -> str:
    counts = []
    for kind, letter in _KINDS.items():
        if entries := (cell or {}).get(kind):
            doubtful = all(entry.get("certainty") == "possibly" for entry in entries)
            counts.append(
                f"[yellow]{letter}{len(entries)}?[/]" if doubtful else f"[green]{letter}{len(entries)}[/]"
            )
    return _lines(counts) or "[dim]·[/]"


def _lines(counts: list[str]) -> str:
    # Two to a line: eight clusters then fit a terminal of 80 columns.
    return "\n".join(" ".join(counts[at : at + 2]) for at in range(0, len(counts), 2))


def addresses(instance: Instance, console: Console) -> None:
    """Where everything answers, and where the operator's key is."""
    places = {"dashboard": f"{instance.url('projections')}/"}
    places |= {service: instance.url(service) for service in ("registry", "projections", "notifications")}
    settings = instance.kafka_settings()
    places["Kafka"] = settings["UPLAND_KAFKA_BOOTSTRAP"] + (
        " (in memory)" if instance.broker == "memory" else ""
    )
    if instance.broker == "apache":
        places["Kafka for partners"] = instance.kafka().partners_bootstrap
    places["PostgreSQL"] = f"127.0.0.1:{instance.port('postgres')}"
    places["operator's key"] = str(instance.operator_key_file)
    console.print()
    for name, where in places.items():
        console.print(f"{name:<20} {where}", soft_wrap=True)  # a path that is cut off leads nowhere


def next_commands(instance: Instance, console: Console, data_option: str) -> None:
    """Three commands to try next; `data_option` is empty for the usual data folder."""
    console.print("\nTry next:")
    for command in (
        f".venv/bin/upland status{data_option}",
        f".venv/bin/upland history{data_option} --stream agreement-loi-automotive-clusters-2023",
        f"curl -s '{instance.url('projections')}/v1/network?as_of=2018&lang=en'",
    ):
        console.print(f"  {command}", highlight=False, soft_wrap=True)
