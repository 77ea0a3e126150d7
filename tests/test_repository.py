"""What the repository must not hold: paths of one machine, a registry's host, other tools' files.

The words are put together here, so that this file does not hold them either.
"""

from __future__ import annotations

import re
import subprocess

import pytest

from tests.servers import ROOT

_HOSTS = ("pypi" + ".org", "files.python" + "hosted.org", "npm" + "js.org", "npm" + "js.com", "yarn" + "pkg.com",
          "repo1.maven" + ".org", "repo.maven.apache" + ".org", "proxy.golang" + ".org", "crates" + ".io")  # fmt: skip
_ROOTS = ("work", "root", "home", "Users", "mnt")
# A path inside the image of a container is the image's own.
_MACHINE = re.compile(rf"(?<![\w./}}*-])/(?:{'|'.join(_ROOTS)})/[\w.-]+|/tmp/(?:up" + r"land|probe)/")
_LOCK = "uv" + ".lock"
_TEXT = 2_000_000


def _files() -> list[tuple[str, str]]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    files = []
    for name in filter(None, listed.decode().split("\0")):
        path = ROOT / name
        if path.is_file() and path.stat().st_size < _TEXT:
            try:
                files.append((name, path.read_text(encoding="utf-8")))
            except UnicodeDecodeError:
                continue
    assert len(files) > 100
    return files


@pytest.fixture(scope="module")
def files() -> list[tuple[str, str]]:
    """Every tracked text file and its content."""
    return _files()


def test_no_registry_is_named(files: list[tuple[str, str]]) -> None:
    hosts = re.compile("|".join(map(re.escape, _HOSTS)))
    assert [(name, match[0]) for name, text in files if (match := hosts.search(text))] == []


def test_no_path_of_a_machine_is_named(files: list[tuple[str, str]]) -> None:
    assert [(name, match[0]) for name, text in files if (match := _MACHINE.search(text))] == []


def test_the_lock_belongs_to_no_tool(files: list[tuple[str, str]]) -> None:
    assert not (ROOT / _LOCK).exists()
    assert [name for name, text in files if _LOCK in text] == []


def test_what_is_built_is_not_tracked(files: list[tuple[str, str]]) -> None:
    built = re.compile(r"(^|/)(node_modules|dist|__pycache__|build|data|\.venv)/")
    assert [name for name, _ in files if built.search(name)] == []


def test_nothing_is_left_to_do_later(files: list[tuple[str, str]]) -> None:
    marks = re.compile(r"\b(?:TO" + "DO|FIX" + "ME|X" + r"XX)\b")
    assert [
        (name, match[0])
        for name, text in files
        if name.endswith((".py", ".ts", ".tsx", ".sql", ".md")) and (match := marks.search(text))
    ] == []


def test_no_module_is_longer_than_three_hundred_lines(files: list[tuple[str, str]]) -> None:
    parts = ("contracts/", "runtime/", "services/", "ops/")
    long = {
        name: content.count("\n")
        for name, content in files
        if name.startswith(parts) and name.endswith(".py")
    }
    assert len(long) > 300
    assert {name: lines for name, lines in long.items() if lines > 300} == {}


def test_migrations_have_numbers_of_their_own() -> None:
    scripts = [file.name for file in (ROOT / "migrations/versions").glob("0*.py")]
    numbers = sorted(name[:4] for name in scripts)
    assert len(numbers) == len(set(numbers)), f"two migrations have one number: {sorted(scripts)}"
    for name in scripts:
        text = (ROOT / "migrations/versions" / name).read_text(encoding="utf-8")
        assert f'revision = "{name[:4]}"' in text, name
