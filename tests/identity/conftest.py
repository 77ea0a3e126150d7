"""A real identity provider on loopback, whose keys the tests have too, to sign what it never would."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import AllowedPrivateKeys, get_default_algorithms

from tests.node import BIN, installed
from tests.servers import free_ports

AUDIENCE = "https://upland.example"
SCOPES = ["record:write", "record:admin", "views:read", "feed:read", "operate"]
CLAIMS: dict[str, dict[str, Any]] = {
    "RS256-dkm": {"cluster": "cluster-dkm"},
    "ES256-dkm": {"cluster": "cluster-dkm"},
    "EdDSA-dkm": {"cluster": "cluster-dkm"},
    "RS256-nobody": {},
}
HERE = Path(__file__).parent


def private_key(algorithm: str) -> AllowedPrivateKeys:
    match algorithm:
        case "RS256":
            return rsa.generate_private_key(65537, 2048)
        case "ES256":
            return ec.generate_private_key(ec.SECP256R1())
        case _:
            return ed25519.Ed25519PrivateKey.generate()


def key_set() -> dict[str, AllowedPrivateKeys]:
    """New keys by their ids, one for each algorithm."""
    number = free_ports(1)[0]
    return {f"{algorithm}.{number}": private_key(algorithm) for algorithm in ("RS256", "ES256", "EdDSA")}


def as_jwks(keys: dict[str, AllowedPrivateKeys]) -> dict[str, Any]:
    algorithms = get_default_algorithms()
    entries = []
    for kid, key in keys.items():
        algorithm = kid.partition(".")[0]
        jwk = json.loads(algorithms[algorithm].to_jwk(key))
        jwk.pop("key_ops", None)
        entries.append(jwk | {"kid": kid, "use": "sig", "alg": algorithm})
    return {"keys": entries}


@dataclass
class IdentityProvider:
    """The provider: a process, its address, and its keys by their ids."""

    process: subprocess.Popen[str]
    issuer: str
    keys: dict[str, AllowedPrivateKeys]
    secret: str = field(default="a-secret-of-the-tests-of-thirty-two-characters", repr=False)

    def send(self, line: dict[str, Any]) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(line) + "\n")
        self.process.stdin.flush()
        while (answer := self.process.stdout.readline().strip()) != "ready":
            assert answer or self.process.poll() is None, "the identity provider ended"

    def rotate(self) -> None:
        """Sign by other keys from now on, and know the old ones no longer."""
        self.keys = key_set()
        self.send(as_jwks(self.keys))

    async def token(
        self, client: str, scope: str = "record:write views:read", audience: str = AUDIENCE
    ) -> str:
        """A token as the provider gives it to one of its clients."""
        form = {"grant_type": "client_credentials", "scope": scope, "resource": audience}
        login = {"Authorization": aiohttp.encode_basic_auth(client, self.secret)}
        async with (
            aiohttp.ClientSession(headers=login) as session,
            session.post(f"{self.issuer}/token", data=form) as answer,
        ):
            body = await answer.json()
            assert answer.status == 200, body
            return str(body["access_token"])

    def signed(self, claims: dict[str, Any], algorithm: str = "RS256", **head: Any) -> str:
        """A token of any content, signed by the provider's own key."""
        kid, key = next((kid, key) for kid, key in self.keys.items() if kid.startswith(algorithm))
        return jwt.encode(claims, key, algorithm=algorithm, headers={"kid": kid} | head)

    def stop(self) -> None:
        """End it, if it runs: it does when its input ends."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(60)


DASHBOARD = "RS256-dashboard"


def started(redirect_uris: Sequence[str] = ()) -> Iterator[IdentityProvider]:
    """A provider; with addresses to return to it has the client of a dashboard too, at which everybody who comes is signed in."""
    folder = installed(HERE)
    script = folder / "provider.js"  # next to its packages, where Node looks for them
    script.write_bytes((HERE / "provider.js").read_bytes())
    port = free_ports(1)[0]
    process = subprocess.Popen(
        [str(BIN / "node"), str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    made = IdentityProvider(process, f"http://127.0.0.1:{port}", key_set())
    clients: list[dict[str, Any]] = [
        {"client_id": name, "client_secret": made.secret, "id_token_signed_response_alg": name.split("-")[0]}
        for name in CLAIMS
    ]
    if redirect_uris:
        clients.append({"client_id": DASHBOARD, "redirect_uris": [*redirect_uris]})
    made.send(
        {"issuer": made.issuer, "port": port, "clients": clients, "claims": CLAIMS, "scopes": SCOPES}
        | {"jwks": as_jwks(made.keys)}
    )
    yield made
    made.stop()


@pytest.fixture
def provider() -> Iterator[IdentityProvider]:
    yield from started()
