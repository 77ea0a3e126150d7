"""Organisations that an import registers and that may be in the record: named with why, and not again once decided."""

from pathlib import Path

import pytest

from ops.importing.importer import import_path
from services.registry.importing.reading.files import Options
from services.registry.importing.report import Report
from tests.ops.registry import KEY, head, running
from tests.servers import Database

RECORD = """
facts:
  - {do: clusters/dkm/found, names: {pl: DKM}, mode: reported}
  - {do: parties/stalmet/register, kind: organisation, names: {pl: Stalmet Łódź S.A., en: Stalmet Lodz}}
  - {do: parties/huta/register, kind: organisation, names: {pl: Huta Szkła}}
  - {do: parties/huta/identify, scheme: website, value: https://www.huta.example.pl/}
"""
MEMBERS = """klaster;nazwa;strona www;inny niż
dkm;STALMET LODZ Sp. z o.o.;;
dkm;Stalmett Łódź;;
dkm;Szklany Dom;http://huta.example.pl;
dkm;Zakład numer 12;;
dkm;Zakład numer 13;;
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "new").mkdir()
    return tmp_path


def _warned(report: Report) -> dict[int, list[str]]:
    warned: dict[int, list[str]] = {}
    for each in report.warnings:
        if each.rule == "similar-party":
            warned.setdefault(each.line, []).append(f"{each.suggestion}: {each.message.rpartition(': ')[2]}")
    return warned


async def test_candidates_are_named_in_the_trial_and_a_decision_is_kept(
    database: Database, folder: Path
) -> None:
    (folder / "record.yaml").write_text(RECORD)
    table = folder / "new" / "members.csv"
    table.write_text(MEMBERS)
    async with running(database, folder) as url:

        async def imported(path: Path, *, dry_run: bool = False) -> Report:
            report = await import_path(path, url, KEY, dry_run=dry_run, options=Options())
            assert report.ok, report.lines
            return report

        assert not _warned(await imported(folder / "record.yaml"))
        before = await head(database)
        trial = await imported(table, dry_run=True)
        assert await head(database) == before
        same = "the same name, but for its legal form, its marks or the order of its words"
        warned = _warned(trial)
        assert warned[2] == [f"party-stalmet: {same}"]
        assert [text.partition(": ")[0] for text in warned[3]] == [
            "party-stalmet",
            "party-stalmet-lodz-sp-z-o-o",
        ]
        assert "a similar name (" in warned[3][0]
        assert warned[4] == ["party-huta: the same website"]
        assert warned.keys() == {2, 3, 4}, "other numbers are other plants"
        # The coordinator decides in the table: one is the party of the record, two are not.
        table.write_text(
            MEMBERS.replace("klaster;nazwa", "klaster;party;nazwa")
            .replace("dkm;STALMET LODZ Sp. z o.o.;;", "dkm;stalmet;;;")
            .replace("dkm;Stalmett Łódź;;", "dkm;;Stalmett Łódź;;stalmet")
            .replace(
                "dkm;Szklany Dom;http://huta.example.pl;", "dkm;;Szklany Dom;http://huta.example.pl;huta"
            )
            .replace("dkm;Zakład", "dkm;;Zakład")
        )
        decided = await imported(table)
        assert not _warned(decided)
        assert sum(line.do.endswith("/reject-link") for line in decided.lines) == 2
        again = await imported(table)
        assert again.totals["already there"] == len(again.lines)
        assert not _warned(again)


async def test_files_of_facts_are_looked_at_too(database: Database, folder: Path) -> None:
    (folder / "record.yaml").write_text(RECORD)
    more = folder / "new" / "more.yaml"
    more.write_text(
        "facts:\n"
        "  - {do: parties/stalmet-2/register, kind: organisation, names: {pl: Łódź Stalmet sp.j.}}\n"
        "  - {do: parties/huta-2/register, kind: organisation, names: {pl: Huta Szkła S.A.}}\n"
        "  - {do: parties/huta-3/register, kind: organisation, names: {pl: Szkła Huta}}\n"
        "  - {do: parties/huta-2/reject-link, other: party-huta}\n"
    )
    async with running(database, folder) as url:
        await import_path(folder / "record.yaml", url, KEY, options=Options())
        for dry_run in (True, False):
            report = await import_path(more, url, KEY, dry_run=dry_run, options=Options())
            assert report.ok
            warned = {
                line: [text.partition(":")[0] for text in texts] for line, texts in _warned(report).items()
            }
            assert warned == {2: ["party-stalmet"], 4: ["party-huta", "party-huta-2"]}, dry_run
        assert not _warned(await import_path(more, url, KEY, options=Options())), "it registers nobody now"
