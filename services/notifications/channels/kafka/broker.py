"""Administration of partners on Kafka: topics, passwords, rights. Each call may be repeated and then changes nothing."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import NamedTuple, TypeVar

from confluent_kafka import IsolationLevel, KafkaError, KafkaException, TopicCollection, TopicPartition
from confluent_kafka.admin import (
    AclBinding,
    AclBindingFilter,
    AclOperation,
    AclPermissionType,
    AdminClient,
    ConfigResource,
    NewTopic,
    OffsetSpec,
    ResourcePatternType,
    ResourceType,
    ScramCredentialInfo,
    ScramMechanism,
    UserScramCredentialDeletion,
    UserScramCredentialUpsertion,
)

from runtime.errors import Unavailable
from runtime.kafka.clients import librdkafka_options
from runtime.settings import Settings
from services.notifications.channels.kafka.names import Partner

_THREADS = 4
_SECONDS = 8.0  # for one answer of the broker
_ITERATIONS = 4_096  # the broker's own least number; the passwords are 256 random bits
_NO_TOPIC = frozenset({KafkaError.UNKNOWN_TOPIC_OR_PART, KafkaError._UNKNOWN_TOPIC})  # noqa: SLF001  its own name
_NO_USER = 91  # RESOURCE_NOT_FOUND
# Kept for ever, as the log's topic is: a partner reads its feed from the beginning whenever it likes.
_UNLIMITED = {"retention.ms": "-1", "retention.bytes": "-1"}
_CONFIGURATION = _UNLIMITED | {"cleanup.policy": "delete", "message.timestamp.type": "LogAppendTime"}

# Begin and end; the library has no types for these two.
_ENDS: tuple[OffsetSpec, ...] = (OffsetSpec.earliest(), OffsetSpec.latest())  # type: ignore[no-untyped-call]

T = TypeVar("T")
Options = dict[str, str | int | float | bool]


class Bounds(NamedTuple):
    """A topic's id, and the first and the next offset of its only partition."""

    id: str
    begin: int
    end: int


class Broker:
    """Logs in as the principal `partners`, which no other part of Upland uses.

    Every call raises Unavailable when Kafka does not answer, or refuses.
    """

    def __init__(self, settings: Settings) -> None:
        assert settings.kafka_partners_password is not None
        quiet = logging.getLogger("upland.librdkafka")
        quiet.setLevel(logging.CRITICAL)  # what is wrong is in the error that is raised
        password = settings.kafka_partners_password.get_secret_value()
        self._options = librdkafka_options(settings, settings.kafka_partners_username, password) | {
            "log_level": 0
        }
        self._logger = quiet
        self._connected: AdminClient | None = None
        # Of its own: while Kafka is away all of them wait, and nothing else of the process may wait for them.
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="kafka-partners")

    # ---- what there is
    async def bounds(self, topics: Iterable[str]) -> Mapping[str, Bounds]:
        """The topics that there are, of those named."""
        return await self._call(self._bounds, sorted(topics))

    async def keeps_everything(self, topic: str) -> bool:
        """Whether a topic's records are kept for ever."""
        return await self._call(self._keeps_everything, topic)

    async def topics(self, prefix: str) -> set[str]:
        """The names of the topics that begin so."""
        return await self._call(self._topics, prefix)

    async def users(self) -> set[str]:
        """The principals that can log in by a password, by any mechanism."""
        return await self._call(self._users)

    async def readers(self, prefix: str) -> Mapping[str, set[str]]:
        """By principal, the topics named so that it has a right of its own to."""
        return await self._call(self._readers, prefix)

    # ---- what is made and taken down
    async def make_topic(self, topic: str) -> None:
        """Make a topic of one partition, so that it is in the order of the feed."""
        await self._call(self._make_topic, topic)

    async def drop_topic(self, topic: str) -> None:
        """Delete a topic with its records."""
        await self._call(self._drop_topic, topic)

    async def allow(self, partner: Partner) -> None:
        """Let a partner read its topic, in groups of its own."""
        await self._call(self._allow, partner)

    async def forbid(self, principal: str) -> None:
        """Take every right from a principal: whatever it sends next is refused, on connections that are open too."""
        await self._call(self._forbid, principal)

    async def set_password(self, principal: str, password: str) -> None:
        """Let a principal log in, with this password only."""
        await self._call(self._set_password, principal, password)

    async def drop_password(self, principal: str) -> None:
        """Let a principal log in no longer."""
        await self._call(self._drop_password, principal)

    async def run(self, work: Callable[..., T], *arguments: object) -> T:
        """Run what waits for Kafka in a thread."""
        return await self._call(work, *arguments)

    # ---- inside
    async def _call(self, work: Callable[..., T], *arguments: object) -> T:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work, *arguments)
        except KafkaException as error:
            reason = error.args[0]
            text = reason.str() if isinstance(reason, KafkaError) else str(reason)
            raise Unavailable(f"Kafka does not do what a channel needs: {text}. Try again.") from error
        except TimeoutError as error:
            raise Unavailable("Kafka does not answer. Try again.") from error

    @property
    def _admin(self) -> AdminClient:
        if self._connected is None:
            self._connected = AdminClient(self._options, logger=self._logger)
        return self._connected

    def _bounds(self, topics: list[str]) -> dict[str, Bounds]:
        ids: dict[str, str] = {}
        futures = (
            self._admin.describe_topics(TopicCollection(topics), request_timeout=_SECONDS) if topics else {}
        )
        for topic, future in futures.items():
            if (described := _unless(future, _NO_TOPIC)) is not None:
                ids[topic] = str(described.topic_id)
        offsets = [self._offsets(ids, spec) for spec in _ENDS]
        return {
            topic: Bounds(id, offsets[0][topic], offsets[1][topic])
            for topic, id in ids.items()
            if topic in offsets[0] and topic in offsets[1]
        }

    def _offsets(self, topics: Iterable[str], spec: OffsetSpec) -> dict[str, int]:
        wanted = {TopicPartition(topic, 0): spec for topic in topics}
        if not wanted:
            return {}
        futures = self._admin.list_offsets(
            wanted, isolation_level=IsolationLevel.READ_UNCOMMITTED, request_timeout=_SECONDS
        )
        results = {part.topic: _unless(future, _NO_TOPIC) for part, future in futures.items()}
        return {topic: result.offset for topic, result in results.items() if result is not None}

    def _keeps_everything(self, topic: str) -> bool:
        resource = ConfigResource(ResourceType.TOPIC, topic)
        futures = self._admin.describe_configs([resource], request_timeout=_SECONDS)
        settings = futures[resource].result(_SECONDS + 1)
        return all(settings[name].value == value for name, value in _UNLIMITED.items())

    def _topics(self, prefix: str) -> set[str]:
        return {
            topic for topic in self._admin.list_topics(timeout=_SECONDS).topics if topic.startswith(prefix)
        }

    def _users(self) -> set[str]:
        future = self._admin.describe_user_scram_credentials(request_timeout=_SECONDS)
        assert isinstance(future, Future)  # one for all, where no users are named
        users = future.result(_SECONDS + 1)
        return {user for user, described in users.items() if described.scram_credential_infos}

    def _readers(self, prefix: str) -> dict[str, set[str]]:
        every = _rights(ResourceType.TOPIC, ResourcePatternType.LITERAL, None)
        readers: dict[str, set[str]] = {}
        for binding in self._admin.describe_acls(every, request_timeout=_SECONDS).result(_SECONDS + 1):
            if binding.name.startswith(prefix):
                readers.setdefault(binding.principal.removeprefix("User:"), set()).add(binding.name)
        return readers

    def _make_topic(self, topic: str) -> None:
        wanted = NewTopic(topic, 1, -1, config=_CONFIGURATION)
        made = self._admin.create_topics([wanted], request_timeout=_SECONDS)
        _unless(made[topic], {KafkaError.TOPIC_ALREADY_EXISTS})

    def _drop_topic(self, topic: str) -> None:
        dropped = self._admin.delete_topics([topic], request_timeout=_SECONDS)
        _unless(dropped[topic], _NO_TOPIC)

    def _allow(self, partner: Partner) -> None:
        user = f"User:{partner.name}"
        topic = (ResourceType.TOPIC, partner.topic, ResourcePatternType.LITERAL)
        groups = (ResourceType.GROUP, partner.groups, ResourcePatternType.PREFIXED)
        rights = [(*topic, AclOperation.READ), (*topic, AclOperation.DESCRIBE), (*groups, AclOperation.READ)]
        bindings = [
            AclBinding(kind, name, pattern, user, "*", operation, AclPermissionType.ALLOW)
            for kind, name, pattern, operation in rights
        ]
        for future in self._admin.create_acls(bindings, request_timeout=_SECONDS).values():
            future.result(_SECONDS + 1)

    def _forbid(self, principal: str) -> None:
        own = _rights(ResourceType.ANY, ResourcePatternType.ANY, f"User:{principal}")
        for future in self._admin.delete_acls([own], request_timeout=_SECONDS).values():
            future.result(_SECONDS + 1)

    def _set_password(self, principal: str, password: str) -> None:
        how = ScramCredentialInfo(ScramMechanism.SCRAM_SHA_256, _ITERATIONS)
        change = UserScramCredentialUpsertion(principal, how, password.encode())
        self._admin.alter_user_scram_credentials([change], request_timeout=_SECONDS)[principal].result(
            _SECONDS + 1
        )

    def _drop_password(self, principal: str) -> None:
        change = UserScramCredentialDeletion(principal, ScramMechanism.SCRAM_SHA_256)
        dropped = self._admin.alter_user_scram_credentials([change], request_timeout=_SECONDS)
        _unless(dropped[principal], {_NO_USER})


def _rights(kind: ResourceType, pattern: ResourcePatternType, principal: str | None) -> AclBindingFilter:
    """Every right of a principal, or of all of them, on resources of any name."""
    any_name: str = None  # type: ignore[assignment]  # what the library means by any
    user: str = principal  # type: ignore[assignment]
    return AclBindingFilter(kind, any_name, pattern, user, any_name, AclOperation.ANY, AclPermissionType.ANY)


def _unless(future: Future[T], codes: Iterable[int]) -> T | None:
    """The result of a call; None where the broker gave one of these errors."""
    try:
        return future.result(_SECONDS + 1)
    except KafkaException as error:
        if error.args[0].code() in codes:
            return None
        raise
