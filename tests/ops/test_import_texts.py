"""Every rule by which an import refuses or warns has its Polish words on the import page."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from runtime.errors import Reply
from tests.servers import ROOT

_REGISTRY = ROOT / "services" / "registry"
_VIEWS = ROOT / "dashboard" / "src" / "views"
_PAGE = _VIEWS / "import" / "rules.ts"
_FORMS = _VIEWS / "record" / "rules.ts"


def test_every_rule_has_polish_words() -> None:
    words = _texts(_PAGE.read_text(encoding="utf-8")) | _texts(_polish(_FORMS))
    rules = _rules(list(_modules()))
    assert len(rules) > 100
    assert (rules | _kinds()) - words == set()


def test_the_page_has_words_for_no_rule_that_is_gone() -> None:
    assert _texts(_PAGE.read_text(encoding="utf-8")) - _rules(list(_modules())) - _kinds() == set()


def test_a_rule_is_found_wherever_it_is_named() -> None:
    code = """
        RULE = "by-name"
        class Violation:
            pointer: str
            rule: str
        def refuse(self, rule: str, why: str): ...
        Violation("/at", "by-place" if odd else "by-other-place")
        Fault(1, rule="by-keyword")
        self.refuse(RULE, "why")
        Refused.by("by-reply", "why")
    """
    rules = _rules([ast.parse("\n".join(line[8:] for line in code.splitlines()))])
    assert rules == {"by-name", "by-place", "by-other-place", "by-keyword", "by-reply"}


def _modules() -> Iterator[ast.Module]:
    """The registry's, without those that describe its interface."""
    for file in sorted(set(_REGISTRY.rglob("*.py")) - set(_REGISTRY.glob("openapi*.py"))):
        yield ast.parse(file.read_text(encoding="utf-8"))


def _rules(modules: list[ast.Module]) -> set[str]:
    """The literals that the modules give for a parameter or a field called `rule`."""
    places = {"by": {0}}
    for node in chain.from_iterable(map(ast.walk, modules)):
        if (place := _place(node)) is not None:
            assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
            places.setdefault(node.name, set()).add(place)
    rules: set[str] = set()
    for module in modules:
        literals = _literals(module)
        for node in ast.walk(module):
            if isinstance(node, ast.Call):
                for value in _given(node, places):
                    rules |= set(_values(value, literals))
    return rules


def _place(node: ast.AST) -> int | None:
    """Which argument, counted from 0 without `self`, is the rule."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        names = [each.arg for each in node.args.args if each.arg not in {"self", "cls"}]
    elif isinstance(node, ast.ClassDef):
        fields = [each.target for each in node.body if isinstance(each, ast.AnnAssign)]
        names = [each.id for each in fields if isinstance(each, ast.Name)]
    else:
        return None
    return names.index("rule") if "rule" in names else None


def _given(call: ast.Call, places: dict[str, set[int]]) -> Iterator[ast.expr]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    yield from (call.args[place] for place in places.get(name, ()) if place < len(call.args))
    yield from (each.value for each in call.keywords if each.arg == "rule")


def _values(value: ast.expr, literals: dict[str, str]) -> Iterator[str]:
    match value:
        case ast.Constant(value=str(text)) if re.fullmatch(r"[a-z]+(-[a-z]+)*", text):
            yield text
        case ast.IfExp():
            yield from _values(value.body, literals)
            yield from _values(value.orelse, literals)
        case ast.Name(id=name) if name in literals:
            yield literals[name]
        case _:
            pass


def _literals(module: ast.Module) -> dict[str, str]:
    assigned = [each for each in module.body if isinstance(each, ast.Assign)]
    return {
        target.id: each.value.value
        for each in assigned
        for target in each.targets
        if isinstance(target, ast.Name)
        and isinstance(each.value, ast.Constant)
        and isinstance(each.value.value, str)
    }


def _kinds() -> set[str]:
    """The kinds of refusals that the registry raises: the rule of one that names none."""
    code = "\n".join(file.read_text(encoding="utf-8") for file in _REGISTRY.rglob("*.py"))
    return {kind.slug for kind in _below(Reply) if re.search(rf"\b{kind.__name__}\b", code)}


def _below(kind: type[Reply]) -> Iterator[type[Reply]]:
    yield kind
    for each in kind.__subclasses__():
        yield from _below(each)


def _texts(source: str) -> set[str]:
    """The keys of a table of texts."""
    return set(re.findall(r"(?:^ +|(?<=, ))'?([a-z]+(?:-[a-z]+)*)'?: '", source, re.MULTILINE))


def _polish(file: Path) -> str:
    return file.read_text(encoding="utf-8").partition("const en")[0]
