"""Organisations that an import registers and that may be in the record already, or twice in the files: each with why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from runtime.similarity.index import NameIndex
from runtime.similarity.names import SAME
from services.registry.importing.import_command import ImportCommand
from services.registry.importing.recorded.names import KnownNames
from services.registry.importing.report import Fault

RULE = "similar-party"
_SHOWN = 3  # candidates of one organisation
_WEBSITE = "the same website"
_EXPECTED = "its id, or a decision that they are two (distinct_from, reject-link)"


def candidates(registered: Sequence[ImportCommand], names: KnownNames) -> Iterator[Fault]:
    """Warnings of the registrations that an import adds, the most alike of their candidates first.

    Args:
        names: what is known after them. Pairs of which somebody has decided whether they are one are left out.
    """
    index = NameIndex[str]()
    for name, streams in names.called.items():
        for stream in streams:
            if stream.startswith("party-"):
                index.add(stream, name)
    later = {command.stream for command in registered}
    for command in registered:
        later.discard(command.stream)
        alike: dict[str, float] = {}
        for text in command.body["names"].values():
            for stream, points in index.like(text).items():
                alike[stream] = max(points, alike.get(stream, 0.0))
        reasons = {stream: _why(points) for stream, points in alike.items()}
        sites = [site for site in names.websites.values() if command.stream in site]
        reasons = {stream: _WEBSITE for site in sites for stream in site} | reasons
        order = sorted(reasons, key=lambda stream: (-alike.get(stream, SAME), stream))
        open_ones = (
            stream
            for stream in order
            if stream != command.stream
            and stream not in later  # it is asked of the later one
            and frozenset({stream, command.stream}) not in names.decided
        )
        for stream, _ in zip(open_ones, range(_SHOWN), strict=False):
            yield _warning(command, stream, names.shown.get(stream, ""), reasons[stream])


def _why(points: float) -> str:
    if points == SAME:
        return "the same name, but for its legal form, its marks or the order of its words"
    return f"a similar name ({points:.0f} of 100)"


def _warning(command: ImportCommand, stream: str, shown: str, why: str) -> Fault:
    name = next(iter(command.body["names"].values()))
    return Fault(
        command.file,
        command.places.line("/names"),
        f"{name} ({command.stream}) may be {stream} ({shown}): {why}",
        command.places.field("/names"),
        RULE,
        _EXPECTED,
        stream,
    )
