"""Filter expressions as SQL conditions on a line of the feed, the same as `expressions.matches`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from contracts.filters import Attribute, Dialect, FilterExpression, Value, type_parts
from contracts.statement import type_name
from services.notifications.subscriptions.expressions import KINDS

# Takes values, and gives the SQL of the array parameter that has them.
Parameter = Callable[[Sequence[str]], str]

_PARTIAL = "EXISTS (SELECT FROM unnest({values}) v WHERE {tests})"
_REFERS = (
    "EXISTS (SELECT FROM unnest(e.refers) r, unnest({values}) v WHERE starts_with(r, '{kind}') AND {test})"
)
_BARE_TYPE = "split_part(e.type, '.', 2)"


def condition(expression: FilterExpression, parameter: Parameter) -> str:
    """The condition on the line `e` of the feed; it is never null."""
    if expression.not_ is not None:
        return f"NOT {condition(expression.not_, parameter)}"
    if expression.all is not None:
        return _joined(" AND ", [condition(part, parameter) for part in expression.all])
    if expression.any is not None:
        return _any(expression.any, parameter)
    return _joined(" AND ", [_compared([value], parameter) for value in expression.own_values()])


def _any(parts: Sequence[FilterExpression], parameter: Parameter) -> str:
    """Alternatives; those that compare one attribute in one dialect are one comparison with all their values."""
    alike: defaultdict[tuple[Dialect, Attribute], list[Value]] = defaultdict(list)
    others: list[str] = []
    for part in parts:
        values = list(part.own_values())
        if len(values) == 1:
            alike[values[0].dialect, values[0].attribute].append(values[0])
        else:
            others.append(condition(part, parameter))
    return _joined(" OR ", [*(_compared(values, parameter) for values in alike.values()), *others])


def _compared(values: Sequence[Value], parameter: Parameter) -> str:
    """Whether an attribute compares with any of the values, which are all of one dialect and attribute."""
    dialect, attribute = values[0].dialect, values[0].attribute
    texts = [value.text for value in values]
    if attribute == "type":
        return _types(dialect, texts, parameter)
    if attribute in KINDS:
        if dialect == "exact":
            return f"e.refers && {parameter(texts)}"
        return _REFERS.format(values=parameter(texts), kind=KINDS[attribute], test=_part(dialect, "r"))
    if dialect == "exact":
        return f"e.{attribute} = ANY({parameter(texts)})"
    return _PARTIAL.format(values=parameter(texts), tests=_part(dialect, f"e.{attribute}"))


def _types(dialect: Dialect, texts: Iterable[str], parameter: Parameter) -> str:
    if dialect == "exact":
        named = [type_parts(text) for text in texts]
        versions = [type_name(name, version) for name, version in named if version is not None]
        names = [name for name, version in named if version is None]
        either = [f"e.type = ANY({parameter(versions)})"] if versions else []
        return _joined(" OR ", [*either, f"{_BARE_TYPE} = ANY({parameter(names)})"] if names else either)
    forms = (
        ("e.type", "substr(e.type, 8)") if dialect == "prefix" else ("e.type", f"'upland.' || {_BARE_TYPE}")
    )
    tests = " OR ".join(_part(dialect, form) for form in forms)
    return _PARTIAL.format(values=parameter(list(texts)), tests=tests)


def _part(dialect: Dialect, text: str) -> str:
    """Whether a text begins, or ends, with the value `v`."""
    return f"starts_with({text}, v)" if dialect == "prefix" else f"right({text}, length(v)) = v"


def _joined(word: str, conditions: Sequence[str]) -> str:
    return f"({word.join(conditions)})"
