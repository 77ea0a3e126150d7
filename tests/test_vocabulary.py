"""Names, comments and docstrings use the field's terms: a private word costs every reader a look at the code around it."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers import ROOT

_FOLDERS = ("contracts", "runtime", "services", "ops", "benchmarks", "tests", "clients")
# A name says what the value is; each of these names what somebody did with it.
_OURS = frozenset((
    "told", "tell", "tells", "telling", "said", "say", "saying", "found", "held", "holding", "beside", "whole",
    "wholes", "asked", "ask", "asking", "answered", "heard", "hear", "sought", "believed", "believes", "standing",
    "standings", "settled", "untold", "consults", "admit", "admits", "kept", "anew", "whoever", "wording",
))  # fmt: skip
# Words of the domain: a cluster is founded, a visit is held; and of the protocol.
_DOMAIN = re.compile(r"VisitHeld|HoldVisit|ConferenceHeld|HoldConference|FoundCluster|NotFound|not_found")
# In prose only the words that have a plain equivalent in every sentence; in these folders there are none left.
_PRIVATE = re.compile(r"\b(anew|whoever|whomever|untold|told|beside)\b", re.IGNORECASE)
_PLAIN = ("contracts", "runtime", "services", "tests", "clients")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


def _named(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Every name that a module gives: of functions, classes, parameters, variables, attributes, aliases; and its line."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name, node.lineno
            case ast.arg(arg=name):
                yield name, node.lineno
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                yield name, node.lineno
            case ast.MatchAs(name=str() as name) | ast.MatchStar(name=str() as name):
                yield name, node.lineno
            case ast.ExceptHandler(name=str() as name) | ast.alias(asname=str() as name):
                yield name, node.lineno
            case _:
                pass


def _ours(name: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(_DOMAIN.sub("", name))} & _OURS


def _modules(folder: str) -> Iterator[Path]:
    yield from sorted((ROOT / folder).rglob("*.py"))


@pytest.mark.parametrize("folder", _FOLDERS)
def test_names_are_the_fields(folder: str) -> None:
    odd = []
    for path in _modules(folder):
        place = path.relative_to(ROOT)
        if words := _ours(path.stem):
            odd.append(f"{place}: its file name has {', '.join(words)}")
        # The name of a test is a sentence.
        odd += [
            f"{place}:{line}: {name}"
            for name, line in _named(ast.parse(path.read_text(encoding="utf-8")))
            if _ours(name) and not name.startswith("test_")
        ]
    assert not odd, "name what the value is (state, rows, payload, result, cursor):\n" + "\n".join(odd)


def test_a_word_of_our_own_is_seen_in_any_name() -> None:
    code = (
        "import x as told_x\n"
        "class TheyTold:\n"
        "    held: int\n"
        "def ask(whole, *, found=1):\n"
        "    self.heard = said = 1\n"
        "    match said:\n"
        "        case [asked, *kept]: pass\n"
    )
    seen = [word for name, _ in _named(ast.parse(code)) for word in sorted(_ours(name))]
    assert sorted(seen) == ["ask", "asked", "found", "heard", "held", "kept", "said", "told", "told", "whole"]
    assert not any(
        map(_ours, ("VisitHeld", "NotFound", "holder", "founding", "households", "wholesale", "founder"))
    )


def _prose(code: str) -> Iterator[tuple[str, int]]:
    """Every comment and docstring, with the line on which it begins."""
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        if token.type == tokenize.COMMENT:
            yield token.string, token.start[0]
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and (
            text := ast.get_docstring(node)
        ):
            yield text, node.body[0].lineno


@pytest.mark.parametrize("folder", _PLAIN)
def test_comments_and_docstrings_are_plain(folder: str) -> None:
    odd = [
        f"{path.relative_to(ROOT)}:{line}: {', '.join(words)}"
        for path in _modules(folder)
        for text, line in _prose(path.read_text(encoding="utf-8"))
        if (words := _PRIVATE.findall(text))
    ]
    assert not odd, "write: again, who, recorded or reported, next to or with:\n" + "\n".join(odd)


def test_a_private_word_is_seen_in_prose_only() -> None:
    word = "an" + "ew"
    code = f'''"""Built {word}."""
x = "{word}"  # written {word}
def f() -> None:
    """{word.title()} and renewed."""
'''
    assert sorted(line for text, line in _prose(code) if _PRIVATE.search(text)) == [1, 2, 4]
