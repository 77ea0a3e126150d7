"""The benchmarks send requests of every question, with every filter that it has."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from benchmarks.requests import requests
from services.projections.questions import QUESTIONS, Question


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.path)
def test_each_filter_of_each_question_is_sent(question: Question[object]) -> None:
    sent = requests(question, 300, 60_000)
    given = {name for url in sent for name in parse_qs(urlsplit(url).query)}
    assert given == {"as_of", *question.filters}
    prefix, _, suffix = question.path.partition("{id}")
    for url in sent:
        path = urlsplit(url).path
        assert path.startswith(prefix)
        if suffix or "{id}" in question.path:
            assert question.id.fullmatch(path.removeprefix(prefix)), path


def test_the_same_question_has_the_same_requests() -> None:
    assert requests(QUESTIONS[0], 20, 60_000) == requests(QUESTIONS[0], 20, 60_000)
