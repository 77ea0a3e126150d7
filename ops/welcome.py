"""What `upland up` ends with: how DKM, SA&AM, PGM and WSM stand beside the Lublin clusters, the addresses, what to try."""

from typing import Any

from rich.console import Console
from rich.table import Table

from ops import queries
from ops.instance import Instance

CLUSTERS = ("dkm", "saam", "pgm", "wsm", "lm", "lkl", "lkb", "wmm")
TITLE = "DKM, SA&AM, PGM, WSM beside the Lublin clusters"
_SHORT = {
    "dkm": "DKM",
    "saam": "SA&AM",
    "pgm": "PGM",
    "wsm": "WSM",
    "lm": "LM",
    "lkl": "LKL",
    "lkb": "LKB",
    "wmm": "WMM",
}
_TOGETHER = (
    *(
        ("agreements", "agreement", "agreements"),
        ("visits", "visit", "visits"),
        ("members", "member", "members"),
    ),
    *(("specialisations", "specialisation", "specialisations"), ("initiators", "initiator", "initiators")),
)


async def matrix(instance: Instance, language: str, position: int) -> dict[str, Any]:
    """The read model's answer, once it has seen the log up to `position`. Raises ServiceAway."""
    asked = {"clusters": ",".join(CLUSTERS), "lang": language, "wait_for": str(position), "timeout": "60"}
    answer: dict[str, Any] = await queries.get(instance, "projections", "/v1/matrix", **asked)
    return answer


async def head(instance: Instance) -> int:
    """The log's last position, as the registry knows it. Raises ServiceAway."""
    return int((await queries.get(instance, "registry", "/health/ready"))["head"])


def table(data: dict[str, Any]) -> Table:
    """The matrix: one row and one column a cluster, a cluster's own numbers on the diagonal, what joins two beside it."""
    drawn = Table(title=TITLE, title_justify="left", show_lines=True, title_style="bold")
    asked = [f"cluster-{name}" for name in CLUSTERS]
    known = {row["ref"]["id"]: row for row in data["clusters"]}
    cells = {frozenset((cell["a"], cell["b"])): cell for cell in data["cells"]}
    drawn.add_column("")
    for id in asked:
        drawn.add_column(_label(id, known))
    for row, id in enumerate(asked):
        texts = [
            _own(known.get(id)) if column == row else _joined(cells.get(frozenset((id, other))))
            for column, other in enumerate(asked)
        ]
        drawn.add_row(
            f"[bold]{_label(id, known)}[/]", *(text if at <= row else "" for at, text in enumerate(texts))
        )
    return drawn


def _label(id: str, known: dict[str, Any]) -> str:
    # Some clusters have no abbreviation of their own in the record; the table needs a short one for each.
    short = known.get(id, {}).get("ref", {}).get("abbreviation")
    return str(short or _SHORT[id.removeprefix("cluster-")])


def _own(row: dict[str, Any] | None) -> str:
    if row is None:
        return "[dim]not in the record[/]"
    own = row.get("own", {})
    told = [_count(own.get(name, 0), one, many) for name, one, many in _TOGETHER if own.get(name)]
    certainty = "" if row.get("certainty") != "possibly" else "[yellow]possibly[/]"
    return "[dim]" + ("\n".join(told) or "no tie recorded") + "[/]" + (f"\n{certainty}" if certainty else "")


def _joined(cell: dict[str, Any] | None) -> str:
    if cell is None:
        return "[dim]·[/]"
    told = []
    for name, one, many in _TOGETHER:
        entries = cell.get(name, [])
        if entries:
            text = _count(len(entries), one, many)
            doubtful = all(entry.get("certainty") == "possibly" for entry in entries)
            told.append(f"[yellow]{text}, possibly[/]" if doubtful else f"[green]{text}[/]")
    return "\n".join(told) or "[dim]·[/]"


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def addresses(instance: Instance, console: Console) -> None:
    """Where everything answers, and where the operator's key is."""
    grid = Table.grid(padding=(0, 3))
    grid.add_row("dashboard", f"{instance.url('projections')}/")
    for service in ("registry", "projections", "notifications"):
        grid.add_row(service, instance.url(service))
    settings = instance.kafka_settings()
    grid.add_row(
        "Kafka", settings["UPLAND_KAFKA_BOOTSTRAP"] + (" (in memory)" if instance.broker == "memory" else "")
    )
    if instance.broker == "apache":
        grid.add_row("Kafka for partners", instance.kafka().partners_bootstrap)
    grid.add_row("PostgreSQL", f"127.0.0.1:{instance.port('postgres')}")
    grid.add_row("operator's key", str(instance.operator_key_file))
    console.print()
    console.print(grid)


def next_commands(instance: Instance, console: Console, data_option: str) -> None:
    """Three commands to try next; `data_option` is empty for the usual data folder."""
    console.print("\nTry next:")
    for command in (
        f".venv/bin/upland status{data_option}",
        f".venv/bin/upland history{data_option} --stream agreement-loi-2018",
        f"curl -s '{instance.url('projections')}/v1/network?as_of=2018&lang=en'",
    ):
        console.print(f"  {command}", highlight=False, soft_wrap=True)
