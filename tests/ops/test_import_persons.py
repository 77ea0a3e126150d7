"""Aliases of persons: the same person in every file that one key's holder imports, at whatever time."""

from pathlib import Path

import pytest

from ops.exporting import export
from ops.importing import importer
from services.registry.importing.reading.mentioned_persons import mentioned_persons
from tests.ops.registry import KEY, head, refusals
from tests.servers import Database

FIRST = """
defaults: {mode: reported}
facts:
  - {do: parties/lublin/register, kind: city, names: {pl: Lublin}}
  - {do: parties/radom/register, kind: city, names: {pl: Radom}}
  - {do: persons/speaker/register, name: Jan Przykładny}
  - {do: persons/clerk/register}
  - {do: persons/speaker/assume-function, organisation: party-lublin, title: {pl: Prezydent}, occurred: 2015}
"""
NEXT = """
defaults: {mode: reported}
facts:
  - {do: persons/speaker/end-function, organisation: party-lublin, title: {pl: Prezydent}, occurred: 2018}
  - {do: persons/clerk/assume-function, organisation: party-radom, title: {pl: Sekretarz}, occurred: 2018}
  - do: agreements/letter/propose
    kind: letter-of-intent
    parties: [party-lublin, party-radom]
    subject: {pl: Współpraca}
    occurred: 2018
  - do: agreements/letter/sign
    party: party-radom
    signatories: [{person: clerk}]
    occurred: 2018
"""
TABLE = """command,occurred,fields
persons/speaker/assume-function,2019,"{""organisation"": ""party-radom"", ""title"": {""pl"": ""Doradca""}}"
"""


@pytest.mark.parametrize(
    ("text", "mentioned", "registered"),
    [
        (FIRST, {"speaker", "clerk"}, {"speaker", "clerk"}),
        (NEXT, {"speaker", "clerk"}, set()),
        (TABLE, {"speaker"}, set()),
        ("target: person-speaker@2\n", {"speaker"}, set()),
        ('{"signatories": [{"person": "clerk"}]}', {"clerk"}, set()),
        ('"{""person"":""person-clerk""}"', {"clerk"}, set()),
        ('{"collection": "persons", "id": "clerk", "verb": "assume-function"}', {"clerk"}, set()),
        ("names: {pl: Klaster Osób}\n", set(), set()),
    ],
)
def test_aliases_are_seen_before_a_file_is_read(text: str, mentioned: set[str], registered: set[str]) -> None:
    for encoding in ("utf-8", "utf-16", "utf-16-be", "cp1250"):
        assert mentioned_persons(text.encode(encoding)) == (mentioned, registered), encoding


async def test_an_alias_means_the_person_of_an_earlier_import(
    registry: str, database: Database, tmp_path: Path
) -> None:
    async def imported(name: str, text: str, encoding: str = "utf-8") -> list[str]:
        (tmp_path / name).write_text(text, encoding=encoding)
        return refusals(await importer.import_path(tmp_path / name, registry, KEY))

    assert await imported("first.yaml", FIRST) == []
    before = await head(database)
    [strange] = await imported("strange.yaml", NEXT.replace("person: clerk", "person: klerk"))
    assert "nothing registers the person 'klerk'" in strange
    assert "that this key's holder imported before" in strange
    assert await head(database) == before + 3, "looking for persons stores nothing"
    assert await imported("next.yaml", NEXT) == []
    assert await imported("table.csv", TABLE, "utf-16") == []
    facts = await export.facts(registry, KEY)
    [signature] = [fact for fact in facts if fact.type == "AgreementSigned"]
    clerk = signature.data["signatories"][0]["person"]
    [speaker] = {fact.stream for fact in facts if fact.type == "PersonRegistered"} - {clerk}
    by_person = {
        stream: [fact.type for fact in sorted(facts, key=lambda fact: fact.version) if fact.stream == stream]
        for stream in (speaker, clerk)
    }
    assert by_person == {
        speaker: ["PersonRegistered", "FunctionAssumed", "FunctionEnded", "FunctionAssumed"],
        clerk: ["PersonRegistered", "FunctionAssumed"],
    }
    last = await head(database)
    assert await imported("next.yaml", NEXT) == []
    assert await head(database) == last
