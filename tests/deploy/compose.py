"""docker-compose.yml as an engine reads it, and its services as processes of this machine.

What is a container's own is replaced: addresses, ports and folders. Commands, variables and files of secrets are the file's.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from tests.servers import ROOT

TEMPORARY = "/tmp"  # noqa: S108  the containers', which is their own
FILE = ROOT / "docker-compose.yml"
_VARIABLE = re.compile(r"\$\{([A-Z_]+):-([^}]*)\}")


def interpolated(value: Any, given: Mapping[str, str]) -> Any:
    """The value with `${NAME:-default}` replaced, at any depth."""
    if isinstance(value, str):
        return _VARIABLE.sub(lambda match: given.get(match[1], match[2]), value)
    if isinstance(value, list):
        return [interpolated(each, given) for each in value]
    if isinstance(value, dict):
        return {name: interpolated(each, given) for name, each in value.items()}
    return value


def compose(given: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The file, with these variables in the shell."""
    document = interpolated(yaml.safe_load(FILE.read_text(encoding="utf-8")), given or {})
    assert isinstance(document, dict)
    return document


class Stack:
    """The services of the file as processes.

    Args:
        folder: instead of the containers' own folders. secrets: the folder that `deploy/secrets.sh` filled.
        addresses: what an address of the stack is here. ports: likewise a port on which a service listens.
    """

    def __init__(
        self,
        document: dict[str, Any],
        folder: Path,
        secrets: Path,
        addresses: Mapping[str, str],
        ports: Mapping[str, str],
        more: Mapping[str, str],
    ) -> None:
        self._document, self._folder, self._secrets = document, folder, secrets
        self._ports, self._more = ports, more
        self._replaced = dict(addresses) | {"/var/lib/upland": str(folder / "data"), "/app/": f"{ROOT}/"}

    def service(self, name: str) -> dict[str, Any]:
        service = self._document["services"][name]
        assert isinstance(service, dict)
        return service

    def command(self, name: str) -> list[str]:
        service = self.service(name)
        return [self._here(name, part) for part in (*service["entrypoint"], *service["command"])]

    def environment(self, name: str) -> dict[str, str]:
        """The image's variables that are not of its file system, and the service's."""
        image = {
            "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
            "PYTHONUNBUFFERED": "1",
            "UPLAND_DATA": "/var/lib/upland",
            "TMPDIR": TEMPORARY,
        }
        given = image | {key: str(value) for key, value in self.service(name).get("environment", {}).items()}
        here = {key: value if key == "PATH" else self._here(name, value) for key, value in given.items()}
        if (port := given.get("UPLAND_PORT")) is not None:
            here["UPLAND_PORT"] = self._ports[port]
        return here | {"SECRETS_FOLDER": str(self._folder / name / "secrets")} | dict(self._more)

    def prepare(self, name: str) -> None:
        """Make the container's folders, with the secrets that it is given and no others."""
        (self._folder / name / "tmp").mkdir(parents=True)
        mounted = self._folder / name / "secrets"
        mounted.mkdir()
        for secret in self.service(name)["secrets"]:
            file = self._secrets / Path(self._document["secrets"][secret["source"]]["file"]).name
            (mounted / secret["target"]).write_text(self._here(name, file.read_text(encoding="utf-8")))

    @contextmanager
    def started(self, name: str) -> Iterator[subprocess.Popen[bytes]]:
        self.prepare(name)
        log = self._folder / name / "log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                self.command(name), cwd=ROOT, env=self.environment(name), stdout=output, stderr=output
            )
        try:
            yield process
        finally:
            process.terminate()
            process.wait(60)

    def healthy(self, name: str) -> bool:
        """Run the health check once."""
        kind, *command = self.service(name)["healthcheck"]["test"]
        assert kind == "CMD"
        here = [self._here(name, part) for part in command]
        done = subprocess.run(here, env=self.environment(name), capture_output=True, timeout=60, check=False)
        return done.returncode == 0

    def _here(self, name: str, value: str) -> str:
        own = {
            "/run/secrets": str(self._folder / name / "secrets"),
            TEMPORARY: str(self._folder / name / "tmp"),
        }
        pattern = "|".join(re.escape(each) for each in sorted(self._replaced | own, key=len, reverse=True))
        return re.sub(pattern, lambda match: (self._replaced | own)[match[0]], value)
