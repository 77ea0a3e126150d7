"""The command line's HTTP: one request to one of our services, with the operator's key and a clear message when it fails.

aiohttp is imported where it is used: most commands need none, and it takes longer than they do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from ops.instance import Instance
from runtime.errors import OperationFailed

if TYPE_CHECKING:
    import aiohttp


class ServiceUnreachable(OperationFailed):
    """A service cannot be reached, or answered with an error. The message names the service and the reason."""


def session(
    instance: Instance, *, total: float | None = 60, connect: float = 3, sock_read: float | None = None
) -> aiohttp.ClientSession:
    """A client that carries the operator's key; its limits are in seconds. Raises NotSetUp."""
    import aiohttp

    timeout = aiohttp.ClientTimeout(total=total, connect=connect, sock_read=sock_read)
    key = instance.operator_key()
    return aiohttp.ClientSession(headers={"Authorization": f"Bearer {key}"}, timeout=timeout)


async def get_json(instance: Instance, service: str, path: str, **query: str) -> Any:
    """The JSON that a service answers. Raises ServiceAway, NotSetUp."""
    import aiohttp

    url = instance.url(service) + path
    async with session(instance) as client:
        try:
            async with client.get(url, params=query) as answer:
                body = await answer.read()
                if answer.status != 200:
                    raise ServiceUnreachable(f"{service}: {problem_text(answer.status, body)}")
                return orjson.loads(body)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise ServiceUnreachable(
                f"{service} does not answer at {instance.url(service)}: {error}"
            ) from error


async def send_json(instance: Instance, service: str, method: str, path: str, body: object = None) -> Any:
    """The JSON that a service answers to a request that changes something. Raises ServiceUnreachable, NotSetUp."""
    import aiohttp

    content = None if body is None else orjson.dumps(body)
    async with session(instance) as client:
        try:
            async with client.request(
                method,
                instance.url(service) + path,
                data=content,
                headers={"Content-Type": "application/json"},
            ) as answer:
                read = await answer.read()
                if answer.status not in {200, 201}:
                    raise ServiceUnreachable(f"{service}: {problem_text(answer.status, read)}")
                return orjson.loads(read)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise ServiceUnreachable(
                f"{service} does not answer at {instance.url(service)}: {error}"
            ) from error


async def health(client: aiohttp.ClientSession, instance: Instance, service: str) -> dict[str, Any] | None:
    """The answer of `/health/ready`, ready or not; None when the service does not answer."""
    import aiohttp

    try:
        async with client.get(f"{instance.url(service)}/health/ready") as answer:
            health: Any = orjson.loads(await answer.read())
            return {"ready": answer.status == 200, **health} if isinstance(health, dict) else None
    except (aiohttp.ClientError, TimeoutError, OSError, orjson.JSONDecodeError):
        return None


def problem_text(status: int, body: bytes) -> str:
    """The sentence in a problem+json answer, or the status where there is none."""
    try:
        problem = orjson.loads(body)
        return f"{problem.get('title', status)}: {problem.get('detail', '')}".rstrip(": ")
    except (orjson.JSONDecodeError, AttributeError):
        return f"it answered {status}"
