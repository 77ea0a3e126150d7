"""The chart: Helm lints and renders it, and what it renders is valid by the schemas of Kubernetes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import kubernetes_validate
import pytest
import yaml
from helm_python.chart import Chart, lint
from helm_python.errors import HelmValuesError

from tests.deploy.compose import compose
from tests.servers import ROOT

CHART = ROOT / "deploy" / "helm" / "upland"
KUBERNETES = ("1.29", "1.37")
MORE = {
    "answers": {"enabled": True, "database": "replica_database_url"},
    "autoscaling": {"enabled": True},
    "image": {"digest": f"sha256:{'a' * 64}"},
    "kafka": {"partners": "kafka.example:9094", "security": "sasl_ssl", "authorities": "kafka.pem"},
    "postgres": {"authorities": "postgres.pem"},
    "settings": {"UPLAND_OIDC_ISSUER": "https://id.example"},
}


def rendered(values: Mapping[str, Any]) -> list[dict[str, Any]]:
    texts = Chart.load(str(CHART)).render(dict(values), name="dkm", namespace="clusters")
    documents = [text for path, text in texts.items() if path.endswith(".yaml")]
    return [each for text in documents for each in yaml.safe_load_all(text) if each]


def test_helm_has_nothing_to_say() -> None:
    report = lint(str(CHART), strict=True)
    assert report["errors"] == []
    assert {message["error"] for message in report["messages"]} <= {"icon is recommended"}


@pytest.mark.parametrize("values", [{}, MORE])
def test_what_it_renders_is_valid(values: Mapping[str, Any]) -> None:
    resources = rendered(values)
    for version in KUBERNETES:
        for resource in resources:
            if resource["kind"] != "ScaledObject":  # KEDA's, of which Kubernetes has no schema
                kubernetes_validate.validate(resource, version, strict=True)
    scaled, answers = (2, 1) if values else (0, 0)
    assert Counter(each["kind"] for each in resources) == Counter(
        {"Deployment": 5 + answers, "PersistentVolumeClaim": 1, "Job": 1, "ScaledObject": scaled}
        | dict.fromkeys(("Service", "PodDisruptionBudget", "NetworkPolicy"), 4 + answers)
    )


def test_each_process_runs_as_in_the_compose_file() -> None:
    services = compose()["services"]
    for resource in rendered(MORE):
        if resource["kind"] not in {"Deployment", "Job"}:
            continue
        pod = resource["spec"]["template"]["spec"]
        [container] = pod["containers"]
        service = services[container["name"]]
        stays = resource["kind"] == "Deployment"
        assert container["args"] == [part for part in service["command"] if stays or part != "--stay"]
        [mounted] = [volume["secret"] for volume in pod["volumes"] if volume["name"] == "secrets"]
        authorities = {"kafka.pem", "postgres.pem"}
        assert {item["path"] for item in mounted["items"]} == {
            each["target"] for each in service["secrets"]
        } | authorities
        variables = {each["name"]: each["value"] for each in container["env"]}
        assert service["environment"].keys() <= variables.keys(), container["name"]
        assert variables["UPLAND_OIDC_ISSUER"] == "https://id.example"
        assert variables["UPLAND_KAFKA_CA_FILE"] == "/run/secrets/kafka.pem"
        assert not [name for name in variables if name.endswith(("PASSWORD", "_KEY", "DATABASE_URL"))]
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]}
        }  # fmt: skip
        assert container["image"].endswith("a" * 64)


@pytest.mark.parametrize(
    "values",
    [
        {"services": {"registry": {"replicas": 0}}},
        {"service": {}},
        {"image": {"digest": "sha256:1"}},
        {"settings": {"PATH": "/"}},
        {"kafka": {"security": "none"}},
        {"kafka": {"authorities": "../keys"}},
        {"answers": {"enabled": True, "database": ""}},
    ],
)
def test_values_that_mean_nothing_are_refused(values: dict[str, Any]) -> None:
    with pytest.raises(HelmValuesError):
        Chart.load(str(CHART)).validate_schema(values)
