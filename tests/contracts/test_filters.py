"""Filter expressions: one dialect each, bounded, with errors that name their places; what version 1 had is lifted."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from hypothesis import given
from pydantic import ValidationError

from contracts.events.subscription import RequestSubscription, SubscriptionRequested
from contracts.filters import MAX_DEPTH, MAX_VALUES, FilterExpression
from contracts.upcasters import upcast, upcast_corrected
from tests.contracts.strategies import filters

DKM = {"exact": {"cluster": "cluster-dkm"}}


def request(filter: object) -> RequestSubscription:
    body = orjson.dumps({"subscriber": "cluster-dkm", "filter": filter, "purpose": {"en": "x"}})
    return RequestSubscription.model_validate_json(body, by_alias=True, by_name=False)


def nested(levels: int) -> dict[str, Any]:
    filter: dict[str, Any] = DKM
    for _ in range(levels - 1):
        filter = {"not": filter}
    return filter


@given(filters())
def test_an_expression_is_written_as_it_was_read(filter: dict[str, Any]) -> None:
    expression = FilterExpression.model_validate(filter)
    assert expression.model_dump(mode="json", by_alias=True, exclude_none=True) == filter


@pytest.mark.parametrize(
    ("filter", "place", "words"),
    [
        ({}, "", "one of exact, prefix"),
        ([], "", "object"),
        ({"exact": {"type": "X"}, "prefix": {"type": "A"}}, "/exact/type", "pattern"),
        ({**DKM, "not": DKM}, "", "one of exact, prefix"),
        ({"exact": {}}, "/exact", "at least one of type"),
        ({"suffix": {}}, "/suffix", "at least one of type"),
        ({"exact": {"subject": "x"}}, "/exact/subject", "not permitted"),
        ({"exact": {"cluster": "dkm"}}, "/exact/cluster", "pattern"),
        ({"exact": {"party": "cluster-dkm"}}, "/exact/party", "pattern"),
        ({"exact": {"audience": "everybody"}}, "/exact/audience", "'public'"),
        ({"exact": {"stream": 7}}, "/exact/stream", "string"),
        ({"prefix": {"type": ""}}, "/prefix/type", "pattern"),
        ({"prefix": {"type": "ż"}}, "/prefix/type", "pattern"),
        ({"suffix": {"stream": "x" * 101}}, "/suffix/stream", "pattern"),
        ({"any": []}, "/any", "at least 1"),
        ({"all": [DKM, {"any": [{"exactly": {}}]}]}, "/all/1/any/0/exactly", "not permitted"),
        ({"all": [DKM, {"not": {"all": DKM}}]}, "/all/1/not/all", "array"),
        ({"sql": "TRUE"}, "/sql", "not permitted"),
        ({"types": ["AgreementSigned"]}, "", "a filter is an expression"),
        ({"types": [], "clusters": [], "audiences": ["public"]}, "", "a filter is an expression"),
        (nested(MAX_DEPTH + 1), "", "at most 8 levels"),
        ({"any": [{"any": [DKM] * 400}] * 3}, "", "at most 1000 values"),
    ],
)
def test_a_wrong_filter_is_named_by_its_place(filter: object, place: str, words: str) -> None:
    with pytest.raises(ValidationError) as caught:
        request(filter)
    errors = {"".join(f"/{part}" for part in each["loc"]): each["msg"] for each in caught.value.errors()}
    assert words in errors[f"/filter{place}"], errors


def test_a_filter_within_the_bounds_is_taken() -> None:
    assert request(nested(MAX_DEPTH)).filter is not None
    assert request({"any": [{"any": [DKM] * 500}] * 2}).filter is not None
    assert MAX_VALUES == 1_000
    assert request(None).filter is None


V1: dict[str, list[str]] = {"types": [], "clusters": [], "audiences": []}


@pytest.mark.parametrize(
    ("filter", "lifted"),
    [
        (V1, {}),
        ({}, {}),
        (V1 | {"types": ["AgreementSigned"]}, {"filter": {"exact": {"type": "AgreementSigned"}}}),
        (
            V1 | {"types": ["A", "B"], "audiences": ["public"]},
            {
                "filter": {
                    "all": [
                        {"any": [{"exact": {"type": "A"}}, {"exact": {"type": "B"}}]},
                        {"exact": {"audience": "public"}},
                    ]
                }
            },
        ),
        ({"clusters": ["cluster-dkm"]}, {"filter": DKM}),
    ],
)
def test_the_lists_of_version_1_are_an_expression(filter: dict[str, Any], lifted: dict[str, Any]) -> None:
    data = {"subscriber": "cluster-dkm", "purpose": {"en": "x"}}
    assert upcast("SubscriptionRequested", 1, data | {"filter": filter}) == (
        "SubscriptionRequested",
        data | lifted,
    )


def test_a_correction_by_either_form_is_read() -> None:
    data = {"subscriber": "cluster-dkm", "purpose": {"en": "x"}, "filter": DKM}
    assert upcast_corrected("SubscriptionRequested", data) == data
    after = upcast_corrected("SubscriptionRequested", data | {"filter": {"clusters": ["cluster-dkm"]}})
    assert SubscriptionRequested.model_validate(after) == SubscriptionRequested.model_validate(data)
