"""The metrics: those that operating.md lists are those that the code has, and each is set somewhere."""

import ast
import re
from pathlib import Path

from prometheus_client import Counter, Gauge, Histogram

from runtime import telemetry

ROOT = Path(__file__).resolve().parents[2]
METRICS = {
    name: value for name, value in vars(telemetry).items() if isinstance(value, Counter | Gauge | Histogram)
}


def documented() -> set[str]:
    """The names in the first column of the table of metrics."""
    rows = re.findall(r"^\| (`upland_[^|]*)\|", (ROOT / "docs/operating.md").read_text(), re.MULTILINE)
    return {name for row in rows for name in re.findall(r"`(upland_\w+)`", row)}


def names_of(metric: Counter | Gauge | Histogram) -> str:
    """As a scrape shows it: a counter's name ends with `_total`."""
    [family] = metric.describe()
    return f"{family.name}_total" if isinstance(metric, Counter) else family.name


def test_the_documented_metrics_are_those_of_the_code() -> None:
    assert documented() == {names_of(metric) for metric in METRICS.values()}


def test_every_metric_is_set_by_the_code() -> None:
    used: set[str] = set()
    for folder in ("runtime", "services"):
        for file in (ROOT / folder).rglob("*.py"):
            if file.name != "telemetry.py":
                tree = ast.parse(file.read_text(encoding="utf-8"))
                used |= {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert METRICS.keys() - used == set()
