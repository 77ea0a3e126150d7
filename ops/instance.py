"""One instance of Upland: a data folder and a range of ports. Names every path, port, address and secret of it."""

import fcntl
import os
import secrets
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from ops import others
from ops.embedded import kafka_memory
from ops.embedded.kafka import PARTITIONS, PARTNERS, PRINCIPALS, USERNAME, Kafka
from ops.embedded.postgres import DATABASE, OWNER, Postgres
from ops.stored_files import write, write_secret
from runtime.errors import OperationFailed
from runtime.kafka.certificates import tls_context

ROOT = Path(__file__).resolve().parent.parent
PORT_BASE = 8700
SERVICES = ("registry", "relay", "projections", "notifications")
ROLES = ("upland_registry", "upland_projections", "upland_notifications")
_OFFSETS = {
    "registry": 1,
    "projections": 2,
    "notifications": 3,
    "kafka": 4,
    "kafka for partners": 5,
    "kafka controller": 6,
    "postgres": 7,
    "relay": 8,
}
# What a service needs of the caller's environment besides its settings.
_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "SSL_CERT_FILE", "SSL_CERT_DIR", "PYTHONPATH")


class NotSetUp(OperationFailed):
    """There is no instance in the data folder."""


@dataclass(frozen=True)
class Instance:
    """A data folder (absolute), its first port, and its broker: `apache`, `memory` or `host:port` of another.

    empty: started without `history/`. requested_broker: the one that was wanted, where the broker in memory replaces it.
    services: the addresses of services that others run (docker-compose.yml), by name; None where `upland up` runs them. Their
    database is reached with UPLAND_OWNER_URL and the roles' passwords, from the environment.
    """

    folder: Path
    port_base: int = PORT_BASE
    broker: str = "apache"
    empty: bool = False
    requested_broker: str | None = None
    services: Mapping[str, str] | None = None

    @classmethod
    def load(cls, folder: Path) -> "Instance":
        """The instance that `upland up` last ran in the folder. Raises NotSetUp."""
        folder = folder.absolute()
        try:
            known = orjson.loads((folder / "instance.json").read_bytes())
        except FileNotFoundError:
            raise NotSetUp(
                f"there is no Upland in {folder}: start one with `upland up --data {folder}`"
            ) from None
        return cls(
            folder,
            known["port_base"],
            known["broker"],
            known.get("empty", False),
            known.get("asked_broker"),
            known.get("services"),
        )

    def save(self) -> None:
        write(
            self.folder / "instance.json",
            {
                "port_base": self.port_base,
                "broker": self.broker,
                "empty": self.empty,
                "asked_broker": self.requested_broker,
                **({"services": self.services} if self.services else {}),
            },
        )

    def make_folder(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        # As root, PostgreSQL runs under another account and has to walk through; it can list nothing here.
        self.folder.chmod(0o711 if os.geteuid() == 0 else 0o700)
        for inside in (self.secrets, self.logs):
            inside.mkdir(mode=0o700, exist_ok=True)

    # ---- paths
    @property
    def secrets(self) -> Path:
        return self.folder / "secrets"

    @property
    def logs(self) -> Path:
        return self.folder / "logs"

    @property
    def keys_file(self) -> Path:
        return self.folder / "keys.json"

    @property
    def operator_key_file(self) -> Path:
        return self.folder / "operator.key"

    @property
    def state_file(self) -> Path:
        return self.folder / "state.json"

    @property
    def memory_address_file(self) -> Path:
        return self.folder / "kafka.address"

    @contextmanager
    def locked(self, name: str, *, wait: bool) -> Iterator[bool]:
        """Hold the file lock `name` of this folder; gives False where another process has it and `wait` is off."""
        with (self.folder / f"{name}.lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            yield True

    # ---- ports and addresses
    def port(self, name: str) -> int:
        return self.port_base + _OFFSETS[name]

    def ports(self) -> dict[str, int]:
        """Every port this instance listens on: what for -> number."""
        own = self.broker == "apache"
        return {name: self.port(name) for name in _OFFSETS if own or not name.startswith("kafka")}

    def url(self, service: str) -> str:
        if self.services is not None:
            return self.services[service]
        return f"http://127.0.0.1:{self.port(service)}"

    # ---- secrets
    def secret(self, name: str) -> str:
        """The secret of that name, made on first use: 256 random bits in a file that only its owner can read."""
        path = self.secrets / name
        try:
            return path.read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            write_secret(path, secrets.token_hex(32))
            return self.secret(name)

    def secret_file(self, name: str) -> Path:
        """The file of a secret, made on first use."""
        self.secret(name)
        return self.secrets / name

    def names_key_file(self) -> Path:
        """The file with the key that wraps the keys to persons' names."""
        return self.secret_file("names.key")

    def bus_key_file(self) -> Path:
        """The file with the key by which the relay signs records and consumers know them, made on first use."""
        given = os.environ.get("UPLAND_BUS_KEY_FILE")
        return Path(given) if given else self.secret_file("bus.key")

    def operator_key(self) -> str:
        """The operator's API key. Raises NotSetUp where `upland up` has not made one yet."""
        try:
            return self.operator_key_file.read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            raise NotSetUp(f"there is no operator's key in {self.folder}: run `upland up` first") from None

    # ---- servers
    def postgres(self) -> Postgres:
        passwords = self.secret("postgres.password"), self.secret("upland.password")
        return Postgres(self.folder / "postgres", self.port("postgres"), *passwords)

    def database_url(self, role: str = OWNER) -> str:
        """PostgreSQL as a role. Of others' servers: see `ops.others`."""
        if self.services is not None:
            return others.database_url(role)
        return f"postgresql://{role}:{self.secret(f'{role}.password')}@127.0.0.1:{self.port('postgres')}/{DATABASE}"

    def dsn(self) -> str:
        """The owner's address of the database without the password, which is in a `passfile` or in the environment."""
        if self.services is not None:
            return others.without_password(self.database_url())
        return f"postgresql://{OWNER}@127.0.0.1:{self.port('postgres')}/{DATABASE}?passfile={self.secrets / 'pgpass'}"

    def write_passfile(self) -> None:
        line = f"127.0.0.1:{self.port('postgres')}:*:{OWNER}:{self.secret('upland.password')}\n"
        write_secret(self.secrets / "pgpass", line)

    def kafka(self) -> Kafka:
        """The embedded Apache Kafka (for `broker` = apache)."""
        return Kafka(
            self.folder / "kafka",
            self.port("kafka"),
            self.port("kafka for partners"),
            self.port("kafka controller"),
            self.secret("kafka.password"),
            self.secret("kafka-controller.password"),
        )

    def kafka_settings(self, principal: str = USERNAME) -> dict[str, str]:
        """The settings with which a service, or the command line, reaches the broker and knows the relay's records."""
        return self._broker_settings(principal) | {"UPLAND_BUS_KEY_FILE": str(self.bus_key_file())}

    def _broker_settings(self, principal: str) -> dict[str, str]:
        if self.broker == "apache":
            return {
                "UPLAND_KAFKA_BOOTSTRAP": self.kafka().bootstrap,
                "UPLAND_KAFKA_SECURITY": "sasl_plaintext",
                "UPLAND_KAFKA_USERNAME": principal,
                "UPLAND_KAFKA_PASSWORD": self.kafka_password(principal),
                "UPLAND_PARTITIONS": str(PARTITIONS),
            }
        if self.broker == "memory":
            return {
                "UPLAND_KAFKA_BOOTSTRAP": self.memory_address_file.read_text(encoding="utf-8"),
                "UPLAND_KAFKA_SECURITY": "plaintext",
                "UPLAND_PARTITIONS": str(kafka_memory.PARTITIONS),
            }
        # Another's broker: how to log in there comes from the caller's own UPLAND_KAFKA_* settings.
        return {"UPLAND_KAFKA_BOOTSTRAP": self.broker}

    def kafka_password(self, principal: str) -> str:
        """The password of one of our own principals on the embedded Kafka."""
        return self.secret("kafka.password" if principal == USERNAME else f"kafka-{principal}.password")

    def kafka_client(self) -> dict[str, Any]:
        """Keyword arguments for aiokafka's clients."""
        settings = os.environ | self.kafka_settings()
        client: dict[str, Any] = {
            "bootstrap_servers": settings["UPLAND_KAFKA_BOOTSTRAP"],
            "security_protocol": settings.get("UPLAND_KAFKA_SECURITY", "plaintext").upper(),
        }
        if username := settings.get("UPLAND_KAFKA_USERNAME"):
            client |= {
                "sasl_mechanism": "SCRAM-SHA-512",
                "sasl_plain_username": username,
                "sasl_plain_password": settings.get("UPLAND_KAFKA_PASSWORD", ""),
            }
        if context := tls_context(client["security_protocol"], settings.get("UPLAND_KAFKA_CA_FILE")):
            client["ssl_context"] = context
        return client

    def settings(self, service: str) -> dict[str, str]:
        """The environment of one service's process."""
        role = f"upland_{'registry' if service == 'relay' else service}"
        given = {name: value for name, value in os.environ.items() if name.startswith("UPLAND_")}
        own = {
            "UPLAND_HOST": "127.0.0.1",
            "UPLAND_PORT": str(self.port(service)),
            "UPLAND_DATABASE_URL": self.database_url(role),
            "UPLAND_REGISTRY_URL": self.url("registry"),
            "UPLAND_KEYS_FILE": str(self.keys_file),
            "UPLAND_DASHBOARD_ORIGIN": self.url("projections"),
        }
        defaults = {"UPLAND_ANONYMOUS_READ": "true"}
        if service == "registry":
            defaults["UPLAND_NAMES_KEY_FILE"] = str(self.names_key_file())
        if service == "notifications":
            defaults["UPLAND_CHANNELS_KEY_FILE"] = str(self.secret_file("channels.key"))
            defaults["UPLAND_WEBHOOK_LOOPBACK"] = "true"
        if service in {"projections", "notifications"}:
            own["UPLAND_REGISTRY_KEY"] = self.secret(f"{service}.key")
        dashboard = ROOT / "dashboard" / "dist"
        if service == "projections" and dashboard.is_dir():
            own["UPLAND_DASHBOARD_DIR"] = str(dashboard)
        if service == "projections":
            defaults["UPLAND_NOTIFICATIONS_URL"] = self.url("notifications")
        passed = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        bus = self.kafka_settings(service) if service in PRINCIPALS else {}
        if service == "registry":  # for its AsyncAPI document: addresses only
            bus = {"UPLAND_KAFKA_BOOTSTRAP": self.kafka_settings()["UPLAND_KAFKA_BOOTSTRAP"]}
            if self.broker == "apache":
                bus["UPLAND_KAFKA_PARTNERS_BOOTSTRAP"] = self.kafka().partners_bootstrap
        if service == "notifications" and self.broker == "apache":
            bus |= {
                "UPLAND_KAFKA_PARTNERS_BOOTSTRAP": self.kafka().partners_bootstrap,
                "UPLAND_KAFKA_PARTNERS_USERNAME": PARTNERS,
                "UPLAND_KAFKA_PARTNERS_PASSWORD": self.kafka_password(PARTNERS),
            }
        return passed | defaults | given | own | bus


def python(*module: str) -> list[str]:
    """The argv that runs one of our modules."""
    return [sys.executable, "-m", *module]
