"""What is shipped for Prometheus and Grafana asks for metrics that there are, and each alert has a runbook."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import promql_parser
import pytest
import yaml
from prometheus_client import REGISTRY

from runtime import telemetry  # noqa: F401  its metrics are registered

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "deploy" / "observability"
# Of every process, by the client library; and Prometheus's own.
_OTHERS = frozenset({"up", "process_resident_memory_bytes", "process_cpu_seconds_total"})


def rules() -> list[dict[str, Any]]:
    """The alert rules."""
    groups = yaml.safe_load((SHIPPED / "alerts.yml").read_text(encoding="utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def shown() -> list[str]:
    """The queries of the dashboard, with Grafana's variables filled in."""
    panels = json.loads((SHIPPED / "grafana.json").read_text(encoding="utf-8"))["panels"]
    queries = [target["expr"] for panel in panels for target in panel.get("targets", ())]
    return [re.sub(r"\$__(rate_interval|range)", "5m", query) for query in queries]


def metrics_in(query: str) -> set[str]:
    """The names of metrics in a query that Prometheus can parse. Raises `ValueError` for any other."""
    without_labels = re.sub(r"\{[^}]*\}", "", promql_parser.parse(query).prettify())
    return set(re.findall(r"\b(?:upland|process)_\w+|\bup\b", without_labels))


def exposed() -> dict[str, set[str]]:
    """Every sample's name that a process has -> the names of its labels."""
    samples: dict[str, set[str]] = {}
    for family in REGISTRY.collect():
        suffixes = {"histogram": ("_bucket", "_sum", "_count"), "counter": ("_total",)}.get(
            family.type, ("",)
        )
        for suffix in suffixes:
            samples[family.name + suffix] = set()
    return samples


@pytest.mark.parametrize("query", [rule["expr"] for rule in rules()] + shown())
def test_every_query_parses_and_names_metrics_that_there_are(query: str) -> None:
    names = metrics_in(query)
    assert names
    assert names <= exposed().keys() | _OTHERS


def test_every_metric_is_on_the_dashboard() -> None:
    queried = set().union(*(metrics_in(query) for query in shown()))
    for family in REGISTRY.collect():
        if family.name.startswith("upland_"):
            assert any(name.startswith(family.name) for name in queried), family.name


def test_every_alert_has_a_runbook() -> None:
    headings = re.findall(
        r"^### (Upland\w+)$", (ROOT / "docs/operating.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert [rule["alert"] for rule in rules()] == headings
    for rule in rules():
        assert rule["annotations"]["runbook"] == f"docs/operating.md#{rule['alert'].lower()}"
        assert rule["labels"]["severity"] in {"page", "ticket"}


def test_every_process_is_scraped_under_the_name_that_the_alerts_ask_for() -> None:
    jobs = yaml.safe_load((SHIPPED / "prometheus.yml").read_text(encoding="utf-8"))["scrape_configs"]
    assert {job["job_name"] for job in jobs} == {
        f"upland-{name}" for name in ("registry", "projections", "notifications", "relay")
    }
