"""What becomes of each event of a batch: applied, or set aside because it or an earlier event of its stream cannot be. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set

from contracts.envelope import Recorded
from runtime.consumer.checkpoints import Progress
from runtime.consumer.dead_letters import Letter, of_event


class Plan:
    """The plan for one transaction.

    partitions: position → partition of the events that were not applied before.
    to_apply: the events for the sink. letters: what is set aside. blocked: streams that wait for an earlier event.

    Args:
        events: partition and event, each stream's in order.
        blocked: streams that wait already.
        refused: position → reason of the events that the database refuses.
    """

    def __init__(
        self,
        events: Iterable[tuple[int, Recorded]],
        progress: Progress,
        blocked: Set[str],
        foreign: Sequence[Letter],
        refused: Mapping[int, str],
    ) -> None:
        self.partitions: dict[int, int] = {}
        self.to_apply: list[Recorded] = []
        self.letters = list(foreign)
        self.blocked = set(blocked)
        for partition, event in events:
            if progress.applied(partition, event.position):
                continue
            self.partitions[event.position] = partition
            if event.stream in self.blocked:
                self.letters.append(
                    of_event("waiting", event, partition, "waits behind an earlier event of its stream")
                )
            elif event.position in refused:
                self.blocked.add(event.stream)
                self.letters.append(of_event("poison", event, partition, refused[event.position]))
            else:
                self.to_apply.append(event)

    def set_aside(self, reasons: Mapping[int, str]) -> None:
        """Note the events that the sink could not apply: position → reason."""
        for event in self.to_apply if reasons else ():
            if event.position in reasons:
                status = "waiting" if event.stream in self.blocked else "poison"
                self.blocked.add(event.stream)
                partition = self.partitions[event.position]
                self.letters.append(of_event(status, event, partition, reasons[event.position]))
