"""The documents are correct: commands run, outputs are as shown, links have targets, tables match the code."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from ops import settings_table
from runtime.errors import Reply
from tests.docs.blocks import blocks, documents, prose
from tests.docs.conftest import Shown
from tests.runtime.test_errors import all_modules
from tests.servers import ROOT

_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_CODE = re.compile(r"`([^`\n]+)`")
_HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)
_PATH = re.compile(r"[\w.-]+(?:/[\w.*{}-]+)*/?")
_TESTED = [path for path in documents() if any("test" in block.marks for block in blocks(path))]
# What the first start makes, and what a person writes in place of a word in capitals.
_MADE = ("deploy/secrets/", "deploy/.env", "data/", "build/", ".venv/", "dashboard/dist/", "DIR/")


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


@pytest.mark.parametrize("path", documents(), ids=_name)
def test_links_lead_somewhere(path: Path) -> None:
    for link in _LINK.findall(prose(path)):
        target, _, anchor = link.partition("#")
        if "://" in target:
            continue
        file = (path.parent / target).resolve() if target else path
        assert file.exists(), f"{_name(path)} links to {link}"
        if anchor:
            assert anchor in {
                _anchor(heading) for heading in _HEADING.findall(file.read_text(encoding="utf-8"))
            }, link


@pytest.mark.parametrize("path", documents(), ids=_name)
def test_every_path_that_is_named_exists(path: Path) -> None:
    tops = {file.name for file in ROOT.iterdir()}
    for code in _CODE.findall(prose(path)):
        named = _PATH.fullmatch(code)
        if named is None or "/" not in code or code.startswith(_MADE) or code.partition("/")[0] not in tops:
            continue
        pattern = re.sub(r"\{[^}]*\}", "*", code.rstrip("/"))
        assert any(ROOT.glob(pattern)), f"{_name(path)} names {code}"


@pytest.mark.parametrize("path", _TESTED, ids=_name)
def test_what_is_shown_can_be_run(path: Path, shown: Shown) -> None:
    printed = shown.printed
    for block in blocks(path):
        if "test" in block.marks:
            printed = shown.run(block)
        elif "shows" in block.marks:
            lines = [line.rstrip() for line in printed.splitlines()]
            for line in block.text.splitlines():
                like = re.compile(".*".join(map(re.escape, line.rstrip().split("…"))))
                assert any(like.fullmatch(known) for known in lines), (
                    f"{block.place}: {line!r} is not in\n{printed}"
                )


def _quoted(quote: str, source: str) -> bool:
    """Whether a quote is a part of the source: its runs of lines, between lines `…`, in order, each under one indentation."""
    lines, start = source.splitlines(), 0
    for run in re.split(r"^ *…\n", textwrap.dedent(quote), flags=re.MULTILINE):
        wanted = run.strip("\n").splitlines()
        places = (
            place
            for place in range(start, len(lines) - len(wanted) + 1)
            if textwrap.dedent("\n".join(lines[place : place + len(wanted)]))
            == textwrap.dedent("\n".join(wanted))
        )
        place = next(places, None)
        if place is None:
            return False
        start = place + len(wanted)
    return True


@pytest.mark.parametrize("path", documents(), ids=_name)
def test_quoted_code_is_the_code(path: Path) -> None:
    for block in blocks(path):
        for mark in block.marks:
            if mark.startswith("quotes="):
                file = ROOT / mark.removeprefix("quotes=")
                assert _quoted(block.text, file.read_text(encoding="utf-8")), (
                    f"{block.place} does not quote {file.name}"
                )


def test_a_quote_is_compared_line_by_line() -> None:
    source = "class A:\n    def f(self):\n        return 1\n\n    def g(self):\n        return 2\n"
    assert _quoted("def f(self):\n    return 1\n", source)
    assert _quoted("class A:\n    …\n    def g(self):\n        return 2\n", source)
    assert not _quoted("def f(self):\n    return 2\n", source)
    assert not _quoted("def g(self):\n    return 2\n…\ndef f(self):\n    return 1\n", source)


def test_the_stand_in_for_curl_answers_as_curl_does(shown: Shown) -> None:
    url = f"http://127.0.0.1:{shown.upland.port_base + 1}"
    for arguments in ([f"{url}/v1/events/cluster-wmm@1"], [f"{url}/v1/events/nothing", "-H", "Accept: */*"]):
        command = [sys.executable, "tests/docs/curl.py", "-s", *arguments]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        assert done.stdout.startswith("{")


def test_the_table_of_settings_is_the_codes(tmp_path: Path) -> None:
    assert settings_table.main(["--check"]) == 0
    copy = tmp_path / "operating.md"
    copy.write_text(settings_table.PAGE.read_text(encoding="utf-8").replace("UPLAND_PORT`", "UPLAND_GATE`"))
    assert settings_table.main(["--check"], copy) == 1
    assert settings_table.main([], copy) == 0
    assert copy.read_text(encoding="utf-8") == settings_table.PAGE.read_text(encoding="utf-8")
    assert settings_table.main(["--twice"]) == 2


def _replies(kind: type[Reply]) -> set[type[Reply]]:
    return {kind}.union(*(_replies(each) for each in kind.__subclasses__()))


def test_every_problem_has_its_section() -> None:
    page = (ROOT / "docs" / "problems.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^## /problems/([a-z-]+) · (\d+|any) · (.+)$", page, re.MULTILINE))
    for module in all_modules():
        importlib.import_module(module)
    known = {(kind.slug, str(kind.status), kind.title) for kind in _replies(Reply)}
    assert {item for item in documented if item[1] != "any"} == known
    for section in page.split("\n## ")[1:]:
        assert "**What to do.**" in section or section.startswith("The rules"), section[:60]


def _calls(package: str) -> Iterator[tuple[str, ast.Call]]:
    for file in (ROOT / package).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                yield f"{_name(file)}:{node.lineno}", node


def _rules() -> set[str]:
    """The names of the rules that services refuse by; they are literals."""
    known = set()
    for place, call in (each for package in ("services", "runtime") for each in _calls(package)):
        match ast.unparse(call.func):
            case "Refused.by":
                assert isinstance(call.args[0], ast.Constant), place
                known.add(str(call.args[0].value))
            case "Refused":
                # An amendment is refused by the rule that it would break; the values of one by what makes them invalid.
                files = ("amendment.py", "opinions.py")
                assert place.startswith(tuple(f"services/registry/aggregates/{file}" for file in files)), (
                    f"{place} names no rule"
                )
                known |= set(re.findall(r"'rule': '([a-z-]+)'", ast.unparse(call)))
            case _:
                pass
    return known


def test_every_rule_is_explained() -> None:
    documented = []
    for line in (ROOT / "docs" / "problems.md").read_text(encoding="utf-8").splitlines():
        if row := re.fullmatch(r"\| `([a-z-]+)` \| (.+) \| (.+) \|", line):
            documented.append(row[1])
            assert row[2].strip(), line
            assert row[3].strip(), line
    assert sorted(documented) == sorted(_rules())


def test_every_decision_is_listed() -> None:
    index = (ROOT / "docs" / "adr" / "README.md").read_text(encoding="utf-8")
    for decision in (ROOT / "docs" / "adr").glob("0*.md"):
        assert f"({decision.name})" in index
