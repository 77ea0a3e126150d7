"""Names of streams: a category, a hyphen and an id, as in `cluster-dkm` and `membership-dkm.lublin`."""

from __future__ import annotations

from typing import NamedTuple


class StreamName(NamedTuple):
    """A stream's name in its two parts; `str` gives the name back."""

    category: str
    id: str

    @classmethod
    def parse(cls, name: str) -> StreamName:
        """The parts of a name. It is not checked: `contracts.fields.STREAM_PATTERN` is the form of a stream's name."""
        category, _, id = name.partition("-")
        return cls(category, id)

    def __str__(self) -> str:
        return f"{self.category}-{self.id}"


def category_of(name: str) -> str:
    """The category of a stream's name, without making a `StreamName`: folds ask for it with every fact."""
    return name.partition("-")[0]


def id_of(name: str) -> str:
    """The id in a stream's name."""
    return name.partition("-")[2]
