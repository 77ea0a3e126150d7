"""What a partner writes with the generated clients. Prints a line for each call.

Arguments: the addresses of registry, projections and notifications, and a key.
"""

import json
import sys
from io import BytesIO

import notifications_client
import projections_client
import registry_client
from notifications_client.api.feed import feed
from notifications_client.api.subscriptions import me
from notifications_client.models import Me
from projections_client.api.questions import clusters_one
from projections_client.models import ClustersOneResponse200
from registry_client.api.clusters import clusters_found
from registry_client.api.contracts import problem, schemas
from registry_client.api.history import commands, history
from registry_client.models import Appended, FoundCluster, FoundClusterNames, Problem, SchemaList
from registry_client.types import File


def main(registry: str, projections: str, notifications: str, key: str) -> None:
    """Call each service."""
    record = registry_client.AuthenticatedClient(base_url=registry, token=key)
    views = projections_client.AuthenticatedClient(base_url=projections, token=key)
    events = notifications_client.AuthenticatedClient(base_url=notifications, token=key)

    names = FoundClusterNames()
    names["pl"], names["en"] = "Żywiecka Dolina", "Żywiec Valley"
    founding = FoundCluster(names=names)
    appended = clusters_found.sync("zywiec", client=record, body=founding, idempotency_key="first")
    assert isinstance(appended, Appended), appended
    print("command", appended.events[0].id, appended.events[0].type_)
    refused = clusters_found.sync("zywiec", client=record, body=founding, idempotency_key="second")
    assert isinstance(refused, Problem), refused
    print("refused", refused.status, refused["rule"])

    line = {"collection": "clusters", "id": "zywiec", "verb": "dissolve", "key": "third", "body": {}}
    lines = commands.sync(client=record, body=File(payload=BytesIO(json.dumps(line).encode() + b"\n")))
    assert isinstance(lines, File), lines
    print("commands", json.loads(lines.payload.read())["status"])
    log = history.sync(client=record, type_="ClusterFounded,ClusterDissolved")
    assert isinstance(log, list), log
    print("history", *(event.id for event in log), log[1].data["names"]["pl"])

    profile = clusters_one.sync("dkm", client=views)
    assert isinstance(profile, ClustersOneResponse200), profile
    print("question", profile.data.ref.id, len(profile.data.stages))

    page = feed.sync(client=events, limit=10)
    assert isinstance(page, list), page
    print("feed", *(event.id for event in page), page[0].data["names"]["pl"])
    myself = me.sync(client=events)
    assert isinstance(myself, Me), myself
    print("me", myself.name, *sorted(myself.scopes))

    listed = schemas.sync(client=record)
    assert isinstance(listed, SchemaList), listed
    print("schemas", any(each.url == "/schemas/ClusterFounded/1.json" for each in listed.schemas))
    text = problem.sync("refused", client=record)
    assert isinstance(text, str), text
    print("problem", "What to do" in text)


if __name__ == "__main__":
    main(*sys.argv[1:])
