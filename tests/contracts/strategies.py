"""Strategies for valid events and commands, from the published schemas: a new event or command needs no change here."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import orjson
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from contracts import dates, schema
from contracts.catalogue import COMMANDS, EVENTS
from contracts.envelope import Recorded
from contracts.events.amendment import DisputeFact
from contracts.fields import MAX_INTEGER, Audience
from contracts.texts import one_spelling, unseen

# Characters that encoders get wrong, in addition to all others of the profile.
_DELICATE = st.sampled_from('ąćęłńóśźż"\\/<>&\n\t\u2028\u2029\u200d\ufeff\u0301\xa0😀🚗𝒳𐍈')
_CHARACTERS = st.characters(exclude_categories=("Cc", "Cs", "Co", "Cn")) | _DELICATE


def texts(limit: int = 4000) -> SearchStrategy[str]:
    """Text as it is stored: trimmed, NFC, not empty."""
    raw = st.text(_CHARACTERS, min_size=1, max_size=min(limit, 24))
    return raw.map(lambda text: unicodedata.normalize("NFC", text.strip())).filter(
        lambda text: 0 < len(text) <= limit and text == text.strip()
    )


def integers() -> SearchStrategy[int]:
    return st.integers(-MAX_INTEGER, MAX_INTEGER) | st.sampled_from(
        [-MAX_INTEGER, 0, 2**31, 2**32, MAX_INTEGER]
    )


def _is_date(text: str) -> bool:
    try:
        dates.parse(text)
    except ValueError:
        return False
    return True


_YEARS = st.integers(2, 9990).map("{:04}".format)
_POINTS = st.one_of(
    st.dates().map(str),
    st.builds("{}-{:02}".format, _YEARS, st.integers(1, 12) | st.integers(21, 24)),
    _YEARS,
    st.sampled_from(["201X", "20XX", "2018-XX", "2018-XX-XX", "2018-02-XX"]),
)
_QUALIFIED = st.builds(str.__add__, _POINTS, st.sampled_from(["", "", "?", "~", "%"]))
_ENDS = _QUALIFIED | st.sampled_from(["", ".."])


def edtf() -> SearchStrategy[str]:
    """Dates of the profile."""
    return (_QUALIFIED | st.builds("{}/{}".format, _ENDS, _ENDS)).filter(_is_date)


@st.composite
def occurred(draw: st.DrawFn) -> dict[str, Any]:
    """A date as it is stored."""
    text = draw(edtf())
    span = dates.parse(text)
    data = {"edtf": text, "earliest": span.earliest, "latest": span.latest}
    data |= draw(st.fixed_dictionaries({}, optional={"phrase": texts(200), "inferred_from": texts(200)}))
    return {name: str(value) for name, value in data.items() if value is not None}


_NAMES = st.from_regex(r"[A-Za-z_][A-Za-z0-9_-]{0,20}", fullmatch=True)


def anything() -> SearchStrategy[Any]:
    """Any value of the profile."""
    return st.recursive(
        st.none() | st.booleans() | integers() | texts(200),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_NAMES, inner, max_size=4),
        max_leaves=12,
    )


def _strings(node: schema.Document) -> SearchStrategy[str]:
    if "pattern" in node:
        return st.from_regex(node["pattern"].removeprefix("^").removesuffix("$"), fullmatch=True)
    return edtf() if node.get("maxLength") == 40 else texts(node["maxLength"])


def _objects(node: schema.Document, definitions: schema.Document) -> SearchStrategy[Any]:
    if "patternProperties" in node:
        ((pattern, inner),) = node["patternProperties"].items()
        return st.dictionaries(
            _strings({"pattern": pattern}), values(inner, definitions), min_size=1, max_size=3
        )
    if "properties" not in node:
        return st.dictionaries(_NAMES, anything(), min_size=1, max_size=4)
    members = {name: values(inner, definitions) for name, inner in node["properties"].items()}
    required = set(node.get("required", ()))
    made = st.fixed_dictionaries(
        {name: members[name] for name in members if name in required},
        optional={name: members[name] for name in members if name not in required},
    )
    return made.filter(bool) if node["title"] == "Place" else made


# The expressions of a filter refer to themselves.
_FILTERS = frozenset({"FilterExpression"})


def filters() -> SearchStrategy[dict[str, Any]]:
    """Filter expressions of every dialect."""
    parts = st.from_regex(r"[!-~]{1,12}", fullmatch=True)
    exact = {
        "type": st.sampled_from(["AgreementSigned", "upland.AgreementSigned.v1", "MemberJoined.v1"]),
        "stream": st.sampled_from(["agreement-a", "membership-a.b"]),
        "cluster": st.sampled_from(["cluster-a", "cluster-b"]),
        "party": st.sampled_from(["party-a", "party-b"]),
        "audience": st.sampled_from(["public", "partners", "participants", "owner"]),
    }

    def some(members: dict[str, SearchStrategy[str]]) -> SearchStrategy[dict[str, str]]:
        return st.fixed_dictionaries({}, optional=members).filter(bool)

    partial = some(dict.fromkeys(exact, parts))
    leaves = st.one_of(
        st.fixed_dictionaries({"exact": some(exact)}),
        st.fixed_dictionaries({"prefix": partial}),
        st.fixed_dictionaries({"suffix": partial}),
    )
    return st.recursive(leaves, _combinations, max_leaves=6)


def _combinations(inner: SearchStrategy[dict[str, Any]]) -> SearchStrategy[dict[str, Any]]:
    lists = st.lists(inner, min_size=1, max_size=3)
    made = ({"all": lists}, {"any": lists}, {"not": inner})
    return st.one_of([st.fixed_dictionaries(each) for each in made])


def values(node: schema.Document, definitions: schema.Document) -> SearchStrategy[Any]:
    """JSON values that follow a schema of ours."""
    if "$ref" in node:
        name = node["$ref"].rpartition("/")[2]
        if name in _FILTERS:
            return filters()
        return occurred() if name == "Occurred" else values(definitions[name], definitions)
    if "anyOf" in node:
        return st.one_of([values(inner, definitions) for inner in node["anyOf"]])
    if "enum" in node:
        return st.sampled_from(node["enum"])
    match node["type"]:
        case "string":
            return _strings(node)
        case "integer":
            return integers().filter(lambda number: node["minimum"] <= number <= node["maximum"])
        case "boolean":
            return st.booleans()
        case "array":
            least = node.get("minItems", 0)
            inner = values(node["items"], definitions)
            return st.lists(inner, min_size=least, max_size=least + 2, unique_by=orjson.dumps)
        case "object":
            return _objects(node, definitions)
        case _:
            raise AssertionError(node)


def event_data(event_type: str, version: int) -> SearchStrategy[dict[str, Any]]:
    """The data of a stored event."""
    document = schema.document(event_type, version)
    return values(document, document.get("$defs", {}))


_COMPONENTS = schema.components(list(dict.fromkeys(COMMANDS.values())))
_BODIES = {key: values(_COMPONENTS[command.__name__], _COMPONENTS) for key, command in COMMANDS.items()}
_DATA = {key: event_data(*key) for key in EVENTS}


@st.composite
def stored(draw: st.DrawFn) -> tuple[tuple[str, int], dict[str, Any]]:
    """Any event's type and version, and its data."""
    key = draw(st.sampled_from(sorted(EVENTS)))
    return key, draw(_DATA[key])


def _seen(value: Any) -> Any:
    """The value without characters that nobody sees, which events may have and commands may not."""
    if isinstance(value, dict):
        return {name: _seen(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_seen(item) for item in value]
    if isinstance(value, str) and (hidden := {*unseen(value)}):
        return one_spelling("".join(sign for sign in value if sign not in hidden)).strip() or "x"
    return value


@st.composite
def commands_and_bodies(draw: st.DrawFn) -> tuple[tuple[str, str], dict[str, Any]]:
    """Any command's collection and verb, and its body."""
    key = draw(st.sampled_from(sorted(COMMANDS)))
    body = _seen(draw(_BODIES[key]))
    if "url" in body:  # no pattern describes all addresses
        body["url"] = draw(st.sampled_from(["https://example.org/a?b=c#d", "http://[2001:db8::1]:8080/"]))
    if body.get("indefinite"):  # no schema says that it has no last day then
        body.pop("valid_until", None)
    if "also" in body:  # no schema says that each is named once
        body["also"] = [each for each in dict.fromkeys(body["also"]) if each != body["target"]]
    if COMMANDS[key] is DisputeFact and not body.get(
        "fields"
    ):  # no schema says that one of the two is enough
        body.setdefault("reason", "x")
        body["reason"] = body["reason"] or "x"
    return key, body


_FIRST = datetime(1970, 1, 2, tzinfo=UTC)
_MOMENTS = st.integers(0, 10**17 // 4).map(lambda past: _FIRST + timedelta(microseconds=past))


@st.composite
def recorded(draw: st.DrawFn) -> Recorded:
    """An event as the log holds it."""
    key, data = draw(stored())
    stream = draw(st.sampled_from(["cluster-dkm", "membership-lkb.umcs", "agreement-loi-2018"]))
    return Recorded(
        position=draw(st.integers(1, 10**15)),
        stream=stream,
        version=draw(st.integers(1, 10**9 - 1)),
        type=key[0],
        schema_version=key[1],
        recorded_at=draw(_MOMENTS),
        audience=draw(st.sampled_from(get_args(Audience))),
        salt=draw(st.binary(min_size=16, max_size=16)),
        correlation_id=draw(st.uuids().map(lambda made: made.hex) | texts(64)),
        causation_id=draw(st.none() | st.just(f"{stream}@1")),
        data=orjson.dumps(data, option=orjson.OPT_SORT_KEYS),
    )
