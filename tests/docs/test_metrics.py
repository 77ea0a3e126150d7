"""The table of metrics and the code name the same ones, and each of them is counted somewhere."""

import re
from pathlib import Path

from prometheus_client import Counter, Gauge, Histogram
from prometheus_client.metrics import MetricWrapperBase

from runtime import telemetry

ROOT = Path(__file__).resolve().parent.parent.parent


def metrics() -> dict[str, MetricWrapperBase]:
    """Every metric of ours: its variable -> itself."""
    return {
        name: each for name, each in vars(telemetry).items() if isinstance(each, Counter | Gauge | Histogram)
    }


def exposed(metric: MetricWrapperBase) -> str:
    [family] = metric.describe()
    return f"{family.name}_total" if family.type == "counter" else family.name


def test_the_table_names_every_metric_and_no_other() -> None:
    rows = re.findall(
        r"^\| (`upland_[^|]*) \|", (ROOT / "docs/operating.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    documented = [name for row in rows for name in re.findall(r"`(upland_\w+)`", row)]
    assert sorted(documented) == sorted(exposed(metric) for metric in metrics().values())


def test_every_metric_is_counted_by_some_code() -> None:
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in ("runtime", "services")
        for path in (ROOT / folder).rglob("*.py")
        if path.name != "telemetry.py"
    )
    used = re.findall(r"\b([A-Z_]+)(?:\.labels\([^\n]*\))?\.(?:set|inc|observe)\(", code)
    assert set(metrics()) <= set(used)
