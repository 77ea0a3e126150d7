"""What `upland partner` does: keys in the data folder, subscriptions through the running services."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from ops import service_client, trail
from ops.instance import Instance
from ops.keys import api_keys
from ops.keys.api_keys import Key
from ops.options import CommandRefused

SCOPES = ("feed:read", "views:read", "subscriptions:write")
_ROOT = "/v1/subscriptions"


def subject_of(text: str) -> str:
    """The stream of a partner: `cluster-dkm`, `party-lublin`; a bare id is a cluster's. Raises CommandRefused."""
    from contracts.fields import STREAM_PATTERN

    name = text if text.startswith(("cluster-", "party-")) else f"cluster-{text}"
    if re.match(STREAM_PATTERN, name, re.ASCII) is None:
        raise CommandRefused(f"{text!r} names no partner, as cluster-dkm and party-lublin do")
    return name


async def add(instance: Instance, subject: str, name: str, *, writes: bool) -> str:
    """Issue a key for a cluster or a party of the record, and return it: the only time that it can be seen.

    Raises:
        CommandRefused: the record does not know the partner.
        KeyRefused: the name is taken.
    """
    events = await service_client.get_json(instance, "registry", f"/v1/streams/{subject}", limit="1")
    if not events:
        raise CommandRefused(
            f"the record does not know {subject}; `upland status` says whether all is loaded, and"
            " the registry's commands found a cluster or register a party"
        )
    scopes = [*SCOPES, "record:write"] if writes else [*SCOPES]
    key = api_keys.issue(instance, name, scopes, subject)
    await trail.keep(instance, "issue-api-key", [key.split("_")[1]])
    return key


def keys_of(instance: Instance, subject: str | None = None) -> dict[str, list[Key]]:
    """The keys of partners that are not revoked, by subject."""
    keys: defaultdict[str, list[Key]] = defaultdict(list)
    for key in api_keys.listing(instance):
        own = key.subject is not None and key.subject == (subject or key.subject)
        if own and key.subject and key.revoked is None and "feed:read" in key.scopes:
            keys[key.subject].append(key)
    return dict(keys)


async def listed(instance: Instance) -> list[dict[str, Any]]:
    """Partners with their keys, subscriptions, channels and lag, sorted."""
    answer = await service_client.get_json(instance, "notifications", _ROOT)
    keys = keys_of(instance)
    subscriptions: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for each in answer["items"]:
        channels = await service_client.get_json(
            instance, "notifications", f"{_ROOT}/{quote(each['id'])}/channels"
        )
        open_ = [channel for channel in channels["items"] if channel["state"] != "closed"]
        subscriptions[each["subscriber"]].append({**each, "channels": open_})
    return [
        {
            "partner": subject,
            "keys": [key.listed() for key in keys.get(subject, ())],
            "subscriptions": subscriptions.get(subject, []),
        }
        for subject in sorted(keys.keys() | subscriptions.keys())
    ]


def rotate(instance: Instance, subject: str) -> str:
    """Give a partner's key another secret and return the key.

    Raises:
        CommandRefused: the partner has no key, or more than one.
    """
    keys = keys_of(instance, subject).get(subject, [])
    if len(keys) != 1:
        ids = ", ".join(key.id for key in keys)
        count = f"{len(keys)} keys ({ids}); rotate one with `upland key rotate ID`" if keys else "no key"
        raise CommandRefused(f"{subject} has {count}")
    return api_keys.rotate(instance, keys[0].id)


async def revoke(instance: Instance, subject: str) -> tuple[Sequence[Key], Sequence[str]]:
    """Revoke a partner's keys, then its subscriptions, whose channels close with them; what was revoked.

    Raises:
        CommandRefused: there is nothing to revoke.
        ServiceUnreachable: the notifications do not answer; the keys are revoked all the same.
    """
    keys = [api_keys.revoke(instance, key.id) for key in keys_of(instance, subject).get(subject, [])]
    await trail.keep(instance, "revoke-api-key", [key.id for key in keys])
    answer = await service_client.get_json(instance, "notifications", _ROOT)
    ids = [
        each["id"] for each in answer["items"] if each["subscriber"] == subject and each["stage"] != "revoked"
    ]
    for id in ids:
        await service_client.send_json(instance, "notifications", "DELETE", f"{_ROOT}/{quote(id)}")
    if not keys and not ids:
        raise CommandRefused(f"{subject} has neither a key nor a subscription that could be revoked")
    return keys, ids


async def subscribe(
    instance: Instance, subject: str, purpose: str, filter: Mapping[str, Any] | None, id: str | None
) -> dict[str, Any]:
    """Ask for a subscription in a partner's name; the subscription. Raises ServiceUnreachable with what is wrong."""
    body: dict[str, Any] = {"subscriber": subject, "purpose": {"en": purpose}}
    body |= {"filter": filter} if filter is not None else {}
    body |= {"id": id} if id is not None else {}
    answer: dict[str, Any] = await service_client.send_json(instance, "notifications", "POST", _ROOT, body)
    return answer


async def approve(instance: Instance, id: str) -> dict[str, Any]:
    """Approve a subscription; the subscription. Raises ServiceUnreachable with what is wrong."""
    answer: dict[str, Any] = await service_client.send_json(
        instance, "notifications", "POST", f"{_ROOT}/{quote(id, safe='')}/approve", {}
    )
    return answer


async def replay(instance: Instance, subscriber: str, since: int | str) -> list[dict[str, Any]]:
    """Move the cursors of a partner's channels back, or those of one subscription; each channel with `subscription` and `before`.

    Args:
        subscriber: a subscription's id, or a partner as `subject_of` reads it.
        since: a position, a time, a cursor, or `beginning`.

    Raises:
        CommandRefused: nobody of that name has a channel that could be moved.
        ServiceUnreachable: a channel cannot go there; those before it in the answer are moved.
    """
    answer = await service_client.get_json(instance, "notifications", _ROOT)
    subscriptions = [each for each in answer["items"] if each["id"] == subscriber]
    if not subscriptions:
        subject = subject_of(subscriber)
        subscriptions = [each for each in answer["items"] if each["subscriber"] == subject]
    moved = []
    for subscription in subscriptions:
        path = f"{_ROOT}/{quote(subscription['id'], safe='')}/channels"
        channels = await service_client.get_json(instance, "notifications", path)
        for channel in channels["items"]:
            if channel["state"] == "closed":
                continue
            now = await service_client.send_json(
                instance, "notifications", "POST", f"{path}/{quote(channel['id'])}/replay", {"since": since}
            )
            moved.append({"subscription": subscription["id"], "before": channel["cursor"], **now})
    if not moved:
        known = "has no channel" if subscriptions else "is neither a subscription nor a partner with one"
        raise CommandRefused(
            f"{subscriber} {known}; who reads the feed by itself begins again with `since` or an earlier cursor"
        )
    return moved


def simple_filter(types: Sequence[str], clusters: Sequence[str]) -> dict[str, Any] | None:
    """The filter for any of these types and any of these clusters; None for no restriction."""
    lists = (("type", types), ("cluster", [subject_of(name) for name in clusters]))
    conditions = [{"any": [{"exact": {name: value}} for value in values]} for name, values in lists if values]
    return {"all": conditions} if conditions else None
