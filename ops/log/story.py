"""`upland history --stream S --story`: one stream as its facts, each with its sources and what became of it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any, Literal

from rich.console import Console
from rich.markup import escape

from contracts.amendments import AMENDING
from ops import service_client
from ops.instance import Instance

Language = Literal["pl", "en"]

_PAGE = 1_000
_ANY_TIME = "../.."
_WORDS: dict[Language, dict[str, str]] = {
    "pl": {
        "recorded": "zapisano",
        "by": "przez",
        "unsourced": "bez źródła",
        "source": "źródło",
        "inferred": "wywnioskowano",
        "no_date": "bez daty",
        "FactRefined": "doprecyzowano",
        "FactCorrected": "sprostowano",
        "FactRetracted": "wycofano",
        "FactDisputed": "zakwestionowano",
        "FactConfirmed": "potwierdzono",
        "ValueRanked": "oceniono wartość",
    },
    "en": {
        "recorded": "recorded",
        "by": "by",
        "unsourced": "no source",
        "source": "source",
        "inferred": "inferred",
        "no_date": "no date",
        "FactRefined": "refined",
        "FactCorrected": "corrected",
        "FactRetracted": "retracted",
        "FactDisputed": "disputed",
        "FactConfirmed": "confirmed",
        "ValueRanked": "value ranked",
    },
}


async def facts(instance: Instance, stream: str, lang: Language) -> AsyncIterator[dict[str, Any]]:
    """The facts of a stream in the order in which they were recorded, each with its whole history, retracted ones too.

    Raises:
        ServiceUnreachable: a service does not answer, or there is no such stream.
    """
    version = 1
    while True:
        path = f"/v1/streams/{stream}"
        page = await service_client.get_json(
            instance, "registry", path, from_version=str(version), limit=str(_PAGE)
        )
        for event in page:
            version = int(event["id"].rpartition("@")[2]) + 1
            if event["type"].split(".")[1] in AMENDING:
                continue
            answer = await service_client.get_json(
                instance,
                "projections",
                f"/v1/facts/{event['id']}",
                as_of=_ANY_TIME,
                lang=lang,
                wait_for=event["sequence"].lstrip("0"),
            )
            yield answer["data"]
        if len(page) < _PAGE:
            return


async def show(instance: Instance, stream: str, lang: Language, console: Console) -> None:
    """Print the story."""
    first = True
    async for fact in facts(instance, stream, lang):
        if first:
            name = _text(fact["ref"]["names"], lang) or fact["ref"]["label"]
            console.print(f"[bold]{escape(name)}[/]  [dim]{escape(stream)}[/]\n", soft_wrap=True)
            first = False
        for line in lines(fact, lang):
            console.print(line, highlight=False, soft_wrap=True)


def lines(fact: dict[str, Any], lang: Language) -> Iterator[str]:
    """A fact as lines of rich's markup: the sentence with its date, the sources, then each amendment with its own."""
    words = _WORDS[lang]
    date = fact["date"]["edtf"] or words["no_date"]
    marks = f" [yellow]≈ {words['inferred']}[/]" if fact["inferred"] else ""
    sentence = escape(_text(fact["what"], lang))
    gone = "[strike]" if fact["retracted"] else ""
    yield f"[cyan]{escape(date):<24}[/] {gone}{sentence}{'[/]' if gone else ''}{marks}"
    for entry in fact["history"]:
        yield f"{'':<24} [dim]{_recorded(entry, words)}[/]"
        if entry["reason"]:
            yield f"{'':<26} “{escape(entry['reason'])}”"
        yield from (f"{'':<26} {line}" for line in _sources(entry["sources"], words, lang))
    yield ""


def _recorded(entry: dict[str, Any], words: dict[str, str]) -> str:
    what = words.get(entry["type"], words["recorded"])
    who = entry["by"]["label"] if entry["by"] else entry["actor"]
    by = f" {words['by']} {escape(who)}" if who else ""
    return f"{what} {entry['recorded_at'][:10]}, {entry['event']}, #{entry['position']}{by}"


def _sources(sources: list[dict[str, Any]], words: dict[str, str], lang: Language) -> Iterator[str]:
    if not sources:
        yield f"[yellow]{words['unsourced']}[/]"
    for source in sources:
        parts = (_text(source["title"], lang) or source["id"], source["locator"], source["url"])
        yield f"{words['source']}: {escape(', '.join(part for part in parts if part))}"


def _text(text: dict[str, str], lang: Language) -> str:
    return text.get(lang) or next(iter(text.values()), "")
