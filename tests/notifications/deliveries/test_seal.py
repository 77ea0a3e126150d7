"""Sealed secrets: opened by their own channel only, also while the key is replaced."""

from __future__ import annotations

from pathlib import Path

import pytest

from runtime.errors import Reply, Unavailable
from services.notifications.deliveries.seal import Seal

ONE, OTHER = "chn_" + "1" * 32, "chn_" + "2" * 32


def test_secrets_open_for_their_channel_only(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("ab" * 32)
    seal = Seal(tmp_path / "key")
    sealed = seal.close(ONE, {"word": "sesame"})
    assert b"sesame" not in sealed
    assert seal.open(ONE, sealed) == {"word": "sesame"}
    with pytest.raises(Reply, match=r"do not open") as moved:
        seal.open(OTHER, sealed)
    assert "sesame" not in str(moved.value)
    with pytest.raises(Reply, match=r"do not open"):
        seal.open(ONE, sealed[:-2] + b"AA")


def test_the_key_is_replaced_while_everything_runs(tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text("ab" * 32)
    seal = Seal(key)
    before = seal.close(ONE, {"n": 1})
    key.write_text("cd" * 32 + "\n" + "ab" * 32)
    after = seal.close(ONE, {"n": 2})
    assert (seal.open(ONE, before), seal.open(ONE, after)) == ({"n": 1}, {"n": 2})
    key.write_text("cd" * 32 + "\n")
    assert seal.open(ONE, after) == {"n": 2}
    with pytest.raises(Reply, match=r"Rotate"):
        seal.open(ONE, before)


@pytest.mark.parametrize("path", [None, Path("/nowhere/key")])
def test_without_a_key_nothing_is_sealed(path: Path | None) -> None:
    with pytest.raises(Unavailable, match="UPLAND_CHANNELS_KEY_FILE"):
        Seal(path).close(ONE, {})
