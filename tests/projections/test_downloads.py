"""Exported answers as files: for a spreadsheet, under a name, and never cut in silence."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from email.message import Message
from urllib.parse import unquote, urljoin

import pytest

from services.projections import routes
from tests.projections.conftest import Views

_MARK = b"\xef\xbb\xbf"


async def _file(views: Views, path: str) -> tuple[bytes, Mapping[str, str]]:
    async with views.running.session.get(urljoin(views.running.url, path)) as answer:
        assert answer.status == 200, await answer.text()
        return await answer.read(), answer.headers


async def test_a_sheet_has_a_byte_order_mark_on_request(views: Views) -> None:
    plain, headers = await _file(views, "/v1/network?format=csv&as_of=2018-03-19")
    marked, other = await _file(views, "/v1/network?format=csv&as_of=2018-03-19&bom=1")
    assert not plain.startswith(_MARK)
    assert marked == _MARK + plain
    assert headers["ETag"] != other["ETag"]
    status, problem = await views.get("/v1/network", format="csv", bom="yes")
    assert (status, problem["errors"][0]["pointer"]) == (400, "?bom")


async def test_a_file_has_a_name_with_polish_letters_and_one_in_ascii(views: Views) -> None:
    expected = {
        "/v1/network?format=csv&as_of=2018/2019": ("sieć 2018_2019.csv", "siec 2018_2019.csv"),
        "/v1/network?format=gexf&lang=en&as_of=2018": ("network 2018.gexf", "network 2018.gexf"),
        "/v1/commitments?format=jsonld&as_of=2018": ("zobowiązania 2018.jsonld", "zobowiazania 2018.jsonld"),
        "/v1/clusters/lm?format=csv&as_of=2018": ("klastry lm 2018.csv", "klastry lm 2018.csv"),
    }
    for path, (name, ascii_name) in expected.items():
        _, headers = await _file(views, path)
        value = headers["Content-Disposition"]
        assert f'filename="{ascii_name}"' in value
        message = Message()
        message["Content-Disposition"] = value.partition("; filename=")[0] + "; " + value.rpartition("; ")[2]
        assert message.get_content_disposition() == "attachment"
        assert unquote(value.partition("''")[2]) == name
    _, headers = await _file(views, "/v1/network")
    assert "Content-Disposition" not in headers


async def test_a_sheet_that_is_cut_names_the_next_page(views: Views) -> None:
    complete, headers = await _file(views, "/v1/timeline?format=csv&as_of=../..&limit=500")
    assert "Link" not in headers
    path, rows = "/v1/timeline?format=csv&as_of=../..&limit=7", list[str]()
    while path:
        part, headers = await _file(views, path)
        rows += [row["event"] for row in csv.DictReader(io.StringIO(part.decode()))]
        link = headers.get("Link", "")
        assert bool(link) == ("X-Next-Cursor" in headers)
        path = urljoin(path, link.removeprefix("<").partition(">")[0]) if link else ""
    assert rows == [row["event"] for row in csv.DictReader(io.StringIO(complete.decode()))]


@pytest.mark.parametrize(
    ("lang", "text"), [("pl", "Tylko pierwsze pozycje"), ("en", "Only the first entries")]
)
async def test_a_sheet_of_a_profile_says_which_lists_are_cut(
    views: Views, monkeypatch: pytest.MonkeyPatch, lang: str, text: str
) -> None:
    path = f"/v1/parties/lublin?format=csv&lang={lang}"
    complete, _ = await _file(views, path)
    assert "cut" not in {row["kind"] for row in _rows(complete)}
    monkeypatch.setattr(routes, "_BYTES", len(complete) // 2)
    part, _ = await _file(views, path)
    *rows, last = _rows(part)
    assert (last["kind"], last["id"]) == ("cut", "party-lublin")
    assert last["what"].startswith(text)
    everything = {row["event"] for row in _rows(complete)}
    assert {row["event"] for row in rows} < everything


def _rows(sheet: bytes) -> list[dict[str, str]]:
    return [*csv.DictReader(io.StringIO(sheet.decode()))]
