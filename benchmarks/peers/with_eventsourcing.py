"""pyeventsourcing, with packages of its own: one line of standard input is a measurement, one of output its rate.

`append N S`: for S seconds N threads each save one aggregate after another. `record N S`: the same by its recorder alone, without
aggregates. `fill N C`: N aggregates of C clusters, to project. `project`: a new projection of all of them.
"""

from __future__ import annotations

import os
import sys
import threading
import time
import uuid
from typing import Any

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import StoredEvent, Tracking
from eventsourcing.postgres import PostgresTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner


class Membership(Aggregate):
    """The aggregate of the task."""

    @event("Joined")
    def __init__(self, cluster: str, party: str, text: str) -> None:
        self.cluster, self.party, self.text = cluster, party, text


class Record(Application[uuid.UUID]):
    """The application of the task."""


class Members(PostgresTrackingRecorder):
    """The view of the task: its table, and where it has come to."""

    def __init__(self, datastore: Any, **more: Any) -> None:
        super().__init__(datastore, **more)
        self.table = f"rows_of_{self.tracking_table_name}"
        self.last, self.there = 0, threading.Event()

    def create_table(self) -> None:
        super().create_table()
        with self.datastore.transaction(commit=True) as cursor:
            cursor.execute(
                f"CREATE TABLE {self.table} (cluster text, party text, position bigint, PRIMARY KEY (cluster, party))",
                prepare=False,
            )

    def joined(self, cluster: str, party: str, tracking: Tracking) -> None:
        with self.datastore.transaction(commit=True) as cursor:
            self._insert_tracking(cursor, tracking)
            cursor.execute(
                f"INSERT INTO {self.table} VALUES (%s, %s, %s) ON CONFLICT (cluster, party)"
                " DO UPDATE SET position = EXCLUDED.position",
                (cluster, party, tracking.notification_id),
                prepare=True,
            )
        if tracking.notification_id == self.last:
            self.there.set()


def projection(number: int) -> type[Projection[Members]]:
    """The projection of the task, with tables of its own: one transaction for each event, as its documentation shows."""

    class OfMembers(Projection[Members]):
        name = f"members{number}"

        def process_event(self, domain_event: Any, tracking: Tracking) -> None:
            self.view.joined(domain_event.cluster, domain_event.party, tracking)

    return OfMembers


def in_parallel(clients: int, seconds: float, one: Any) -> float:
    """Calls a second of so many threads."""
    began = time.perf_counter()
    done = [0] * clients

    def client(number: int) -> None:
        while time.perf_counter() - began < seconds:
            one()
            done[number] += 1

    threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / (time.perf_counter() - began)


def main() -> None:
    """Answer measurements until the input ends."""
    os.environ["POSTGRES_POOL_SIZE"] = "16"
    os.environ["POSTGRES_MAX_OVERFLOW"] = "8"
    application = Record()
    text, filled, number = "x" * 300, 0, 0

    def save() -> None:
        application.save(Membership(cluster="cluster-c1", party="party-p1", text=text))

    def record() -> None:
        application.recorder.insert_events([StoredEvent(uuid.uuid4(), 1, "Joined", text.encode())])

    for line in sys.stdin:
        task, *given = line.split()
        rate = 0.0
        if task == "append":
            rate = in_parallel(int(given[0]), float(given[1]), save)
        elif task == "record":
            rate = in_parallel(int(given[0]), float(given[1]), record)
        elif task == "fill":
            for filled in range(1, int(given[0]) + 1):
                save_one = Membership(
                    cluster=f"cluster-c{filled % int(given[1])}", party=f"party-p{filled}", text=text
                )
                application.save(save_one)
        elif task == "project":
            number += 1
            began = time.perf_counter()
            with ProjectionRunner(
                application_class=Record, projection_class=projection(number), view_class=Members
            ) as runner:
                # Its own `wait` looks again after most of a second.
                runner.view.last = filled
                if not runner.view.there.wait(600):
                    raise TimeoutError("the projection did not end")
                rate = filled / (time.perf_counter() - began)
        print(rate, flush=True)


if __name__ == "__main__":
    main()
