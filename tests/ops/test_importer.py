"""Importing: what is wrong with one fact refuses that fact; a second import adds nothing; a broken one goes on."""

import asyncio
import json
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from ops.importing import command, importer
from services.registry.importing.reading.encodings import text_of
from services.registry.importing.record import RegistryAway
from services.registry.importing.report import ImportFaults
from tests.ops.planned import Plan, plan, read_facts
from tests.ops.registry import KEY, head, refusals, running
from tests.servers import ROOT, Database, free_ports

HISTORY = ROOT / "history"

LETTER = """
source:
  id: letter
  title: {en: A letter}
  language: en
  hash: 0000000000000000000000000000000000000000000000000000000000000001
defaults:
  mode: reported
  sources: {source-letter: paragraph 1}
  occurred: 2015
facts:
  - do: clusters/abc/found
    names: {en: ABC}
  - do: persons/speaker/assume-function
    organisation: party-no
    title: {no: leder}  # Norwegian, not false
  - do: agreements/loi/propose
    kind: letter-of-intent
    parties: [party-no, cluster-abc]
    subject: {en: To work together}
  - do: agreements/loi/sign
    party: party-no
    signatories: [{person: speaker}]
  - do: persons/speaker/register
  - do: parties/no/register
    kind: organisation
    names: {en: "NO"}
"""


def write(folder: Path, text: str, name: str = "letter.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def planned(folder: Path, text: str) -> Plan:
    return plan(read_facts(write(folder, text)))


def faults(folder: Path, text: str) -> list[tuple[int, str]]:
    with pytest.raises(ImportFaults) as raised:
        planned(folder, text)
    return [(fault.line, str(fault)) for fault in raised.value.faults]


# ---- reading -----------------------------------------------------------------------------------------------------
def test_registrations_go_first_and_the_rest_keeps_its_order(tmp_path: Path) -> None:
    steps = planned(tmp_path, LETTER)
    assert [step.command.do for step in steps.registrations] == [
        "sources/letter/register",
        "persons/speaker/register",
        "parties/no/register",
    ]
    assert [step.command.verb for step in steps.rest] == ["found", "assume-function", "propose", "sign"]


def test_defaults_and_short_sources_become_the_commands_fields(tmp_path: Path) -> None:
    steps = planned(tmp_path, LETTER)
    cluster = steps.rest[0].command
    assert cluster.body == {
        "names": {"en": "ABC"},
        "mode": "reported",
        "sources": [{"id": "source-letter", "locator": "paragraph 1"}],
        "occurred": "2015",
    }
    party = steps.registrations[2].command
    assert "occurred" not in party.body, "being registered has no date of its own"
    assert steps.registrations[0].command.body.keys() == {"title", "language", "hash"}


def test_scalars_are_read_as_json_reads_them(tmp_path: Path) -> None:
    steps = planned(tmp_path, LETTER)
    assert steps.rest[1].command.body["title"] == {"no": "leder"}
    assert steps.rest[0].command.body["occurred"] == "2015"


def test_keys_depend_on_content_and_not_on_place(tmp_path: Path) -> None:
    first = planned(tmp_path, LETTER)
    moved = plan(read_facts(write(tmp_path, "# a comment\n" + LETTER, "renamed.yaml")))
    assert [step.key for step in moved.rest] == [step.key for step in first.rest]
    other = planned(tmp_path, LETTER.replace("To work together", "To work"))
    assert [a.key == b.key for a, b in zip(first.rest, other.rest, strict=True)] == [True, True, False, True]


def test_a_repeated_fact_is_two_facts(tmp_path: Path) -> None:
    count = "\n  - do: clusters/abc/report-membership-count\n    count: 3"
    steps = planned(tmp_path, LETTER + count + count)
    assert len({step.key for step in steps.rest}) == len(steps.rest)


def test_a_person_has_one_key_whatever_its_fields(tmp_path: Path) -> None:
    def key(text: str) -> str:
        return planned(tmp_path, text).registrations[1].key

    assert key(LETTER) == key(LETTER.replace("paragraph 1", "paragraph 2"))


def test_streams_that_nothing_registers_are_known(tmp_path: Path) -> None:
    steps = planned(tmp_path, LETTER.replace("cluster-abc", "cluster-abd"))
    assert list(steps.unknown) == ["cluster-abd"]
    fact, pointer = steps.unknown["cluster-abd"]
    assert (fact.places.line(pointer), pointer) == (19, "/parties/1")


# ---- errors in a file are reported with their lines, and nothing is sent ------------------------------------------
@pytest.mark.parametrize(
    ("wrong", "line", "message"),
    [
        (LETTER.replace("names: {en: ABC}", "nams: {en: ABC}"), 13, "did you mean names?"),
        (LETTER.replace("    party: party-no\n", ""), 21, "party is missing"),
        (LETTER.replace("occurred: 2015", "occurred: 2015-13"), 10, "is not a date"),
        (LETTER.replace("occurred: 2015", "occurred: 2015-3-9"), 10, "did you mean 2015-03-09?"),
        (
            LETTER.replace("occurred: 2015", "occurred: 03/04/2015"),
            10,
            "did you mean 2015-04-03 or 2015-03-04?",
        ),
        (LETTER.replace("mode: reported", "mode: reportd"), 8, "did you mean reported?"),
        (LETTER.replace("source-letter: para", "Letter: para"), 9, "did you mean source-letter?"),
        (LETTER.replace("abc/found", "abc/fund"), 12, "did you mean clusters/abc/found?"),
        (LETTER.replace("clusters/abc", "cluster/abc"), 12, "did you mean clusters/abc/found?"),
        (LETTER.replace("clusters/abc", "clusters/ABC"), 12, "did you mean abc?"),
        (LETTER.replace("clusters/abc", "clusters/new"), 12, "'new' is not an id"),
        (LETTER.replace("person: speaker", "person: speker"), 23, "nothing registers the person 'speker'"),
        (LETTER.replace("kind: organisation", "kind: organization"), 26, "did you mean organisation?"),
        (LETTER.replace("letter-of-intent", "Letter of Intent"), 18, "did you mean letter-of-intent?"),
        (
            LETTER.replace("    kind: organisation", "    kind: organisation\n    kind: city"),
            27,
            "stands here twice",
        ),
        (LETTER.replace("defaults:", "default:"), 7, "did you mean defaults?"),
        (LETTER.replace("  mode: reported", "  mood: reported"), 8, "did you mean mode?"),
        (LETTER.replace("[{person", "[{!!python/name:os.system person"), 23, "a key must be a word"),
        (LETTER.replace("person: speaker", "person: !!binary YQ=="), 23, "means nothing here"),
        (LETTER.replace("{en: ABC}", "{en: ABC"), 14, "this is not YAML"),
        (
            LETTER.replace("  title: {no: leder}  # Nor", "   title: {no: leder}  # Nor"),
            16,
            "this is not YAML",
        ),
        (LETTER.replace("[party-no, cluster-abc]", "&a [*a, party-no]"), 19, "or it holds itself"),
        ("facts:\n  - clusters/abc/found\n", 2, "a fact begins with"),
        ("# nothing\n", 1, "there is nothing in this file"),
        ("- 1\n", 1, "a file has `facts`"),
        ("facts: []\ndefaults: {mode: reported}\n", 2, "stands behind `facts`"),
        (LETTER + "---\n" + LETTER, 28, "a second document"),
        (LETTER + "# \x07", 28, "control characters"),
    ],
)
def test_a_fault_is_reported_with_its_line(tmp_path: Path, wrong: str, line: int, message: str) -> None:
    steps = faults(tmp_path, wrong)
    assert any(at == line and message in text for at, text in steps), steps


def test_all_faults_of_all_files_are_reported_at_once(tmp_path: Path) -> None:
    write(tmp_path, LETTER.replace("2015", "sometime"), "a.yaml")
    write(tmp_path, "facts: [{do: nothing}, {}]", "b.yaml")
    with pytest.raises(ImportFaults) as raised:
        read_facts(tmp_path)
    messages = [(Path(fault.file).name, fault.line) for fault in raised.value.faults]
    assert messages == [("a.yaml", 10), ("b.yaml", 1), ("b.yaml", 1)], (
        "a default's fault once, where it stands"
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1250", "iso-8859-2"])
def test_polish_text_is_read_in_the_encodings_in_which_it_is_written(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "facts.yaml"
    path.write_bytes(LETTER.replace("A letter", "List zażółć gęślą jaźń").encode(encoding))
    assert read_facts(path)[0].body["title"] == {"en": "List zażółć gęślą jaźń"}


@pytest.mark.parametrize(
    ("raw", "line", "message"),
    [
        ("# one\nfacts: [] # Škoda".encode("cp1250"), 2, "byte 0x8a is not UTF-8"),
        ("facts: [] # Mąka".encode("cp1250"), 1, "reads differently as Windows-1250 and as ISO-8859-2"),
        ("facts: [] # плюс".encode("koi8-r"), 1, "is not UTF-8"),
        ("facts: []".encode("utf-16")[:-1], 1, "is not UTF-16"),
        (b"# one\nfacts: [] # \x00", 2, "a NUL byte"),
    ],
)
def test_an_ambiguous_encoding_is_refused(tmp_path: Path, raw: bytes, line: int, message: str) -> None:
    path = tmp_path / "facts.yaml"
    path.write_bytes(raw)
    with pytest.raises(ImportFaults) as raised:
        read_facts(path)
    [fault] = raised.value.faults
    assert (fault.line, fault.rule) == (line, "encoding")
    assert message in fault.message


def test_an_encoding_that_is_named_is_taken(tmp_path: Path) -> None:
    assert text_of("f", "Mąka".encode("cp1250"), "cp1250") == "Mąka"
    with pytest.raises(ImportFaults, match="not UTF-8; expected text in utf-8"):
        text_of("f", "Mąka".encode("cp1250"), "utf-8")


def test_nothing_to_import_is_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.run(tmp_path / "absent.yaml", "http://127.0.0.1:9", KEY, False, False) == 2
    assert command.run(tmp_path, "http://127.0.0.1:9", KEY, False, False) == 2
    assert "there is no .yaml or" in capsys.readouterr().err


def test_a_file_without_a_single_command_is_refused_without_a_request(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path, "facts: [{do: nothing}]")
    assert command.run(path, "http://127.0.0.1:9", KEY, False, False) == 1
    assert (
        f"{path}:1: nothing: refused [known-command]: there is no command 'nothing'"
        in capsys.readouterr().out
    )
    assert command.run(path, "http://127.0.0.1:9", KEY, False, True) == 1
    printed = json.loads(capsys.readouterr().out)
    assert printed["totals"] == {"stored": 0, "already there": 0, "refused": 1, "unanswered": 0}
    assert (printed["lines"][0]["line"], printed["lines"][0]["rule"]) == (1, "known-command")


# ---- against the registry ----------------------------------------------------------------------------------------
async def test_history_is_stored_once(registry: str, database: Database) -> None:
    seen: list[tuple[int, int]] = []
    first = await importer.import_path(
        HISTORY, registry, KEY, progress=lambda done, of: seen.append((done, of))
    )
    assert refusals(first) == []
    assert first.warnings == []
    assert first.totals["stored"] == len(first.lines) == await head(database)
    assert [done for done, _ in seen] == list(range(1, len(first.lines) + 1))
    assert seen[-1] == (len(first.lines), len(first.lines))
    assert all(done <= of for done, of in seen)

    second = await importer.import_path(HISTORY, registry, KEY)
    assert second.totals == {"stored": 0, "already there": len(first.lines), "refused": 0, "unanswered": 0}
    assert await head(database) == len(first.lines)
    assert [line.stream for line in second.lines] == [line.stream for line in first.lines]


async def test_a_half_finished_import_goes_on(registry: str, database: Database) -> None:
    one = HISTORY / "004-lsse-iabm-letter-of-intent.yaml"
    part = await importer.import_path(one, registry, KEY)
    assert part.ok
    complete = await importer.import_path(HISTORY, registry, KEY)
    assert complete.totals["already there"] == len(part.lines)
    assert complete.totals["stored"] + len(part.lines) == await head(database)


async def test_a_dry_run_stores_nothing(registry: str, database: Database) -> None:
    report = await importer.import_path(HISTORY, registry, KEY, dry_run=True)
    assert refusals(report) == []
    assert report.totals["stored"] == len(report.lines)
    assert await head(database) == 0


async def test_a_refusal_stops_nothing_else_and_names_the_field(registry: str, tmp_path: Path) -> None:
    wrong = LETTER.replace("    party: party-no\n", "    party: party-nobody\n")
    report = await importer.import_path(write(tmp_path, wrong), registry, KEY)
    assert report.totals == {"stored": 6, "already there": 0, "refused": 1, "unanswered": 0}
    [line] = [line for line in report.lines if line.outcome == "refused"]
    assert (line.do, line.line, line.pointer) == ("agreements/loi/sign", 22, "/party")
    assert "is not a party of this agreement" in (line.reason or "")
    assert [warning.message for warning in report.warnings] == [
        "neither these files nor the registry know party-nobody"
    ]


async def test_what_the_registry_knows_already_is_no_slip(registry: str, tmp_path: Path) -> None:
    await importer.import_path(write(tmp_path, LETTER), registry, KEY)
    later = "facts:\n  - do: clusters/abc/appoint-coordinator\n    organisation: party-no\n"
    report = await importer.import_path(write(tmp_path, later), registry, KEY)
    assert (report.ok, report.warnings) == (True, [])


async def test_persons_are_named_by_the_registry(registry: str, tmp_path: Path) -> None:
    await importer.import_path(write(tmp_path, LETTER), registry, KEY)
    async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {KEY}"}) as session:
        async with session.get(f"{registry}/v1/streams/agreement-loi") as answer:
            signed = (await answer.json(content_type=None))[1]["data"]
        person = signed["signatories"][0]["person"]
        assert person not in {"speaker", "person-speaker"}
        async with session.get(f"{registry}/v1/streams/{person}") as answer:
            persons = await answer.json(content_type=None)
    assert [event["type"] for event in persons] == ["upland.PersonRegistered.v2", "upland.FunctionAssumed.v1"]


async def test_a_wrong_key_is_reported(registry: str, tmp_path: Path) -> None:
    with pytest.raises(RegistryAway, match="401"):
        await importer.import_path(write(tmp_path, LETTER), registry, "upl_importer_wrong")


async def test_an_absent_registry_is_reported(tmp_path: Path) -> None:
    [port] = free_ports(1)
    with pytest.raises(RegistryAway, match="does not answer"):
        await importer.import_path(write(tmp_path, LETTER), f"http://127.0.0.1:{port}", KEY)


# ---- many facts, some of them wrong --------------------------------------------------------------------------------
_WRONG = (
    "  - do: memberships/c{c}.p{n}/jion\n    occurred: 2015",  # no such command
    "  - do: memberships/c{c}.p{n}/join\n    occured: 2015",  # no such field
    "  - do: memberships/c{c}.p{n}/join\n    occurred: 2015-6-1",  # a date in no form of the profile
    "  - do: memberships/c{c}.p{n}/join\n    class: ful",  # no such class
    "  - do: memberships/c{c}.p{before}/join\n    occurred: 2016",  # a member already: a rule of the registry
    "  - do: memberships/c{c}.p{n}/join\n    sources: {{Letter: page 1}}",  # not the name of a source
    "  - do: memberships/c{c}.p{n}/join\n    occurred: [2015",  # not YAML
    "  - do: memberships/C{c}.p{n}/join",  # not an id
    "  - memberships/c{c}.p{n}/join",  # not a fact
    "  - do: clusters/c{c}/appoint-coordinator\n    role: lead",  # a field is missing
)


def many(count: int) -> str:
    """So many facts, of which each hundredth is wrong in one of ten ways."""
    facts = [
        _WRONG[n // 100 % len(_WRONG)].format(c=n % 7, n=n, before=n - 7)
        if n % 100 == 50
        else f"  - do: memberships/c{n % 7}.p{n}/join\n    occurred: 2015"
        for n in range(count)
    ]
    return "\n".join(["defaults: {mode: reported}", "facts:", *facts, ""])


async def test_of_ten_thousand_facts_a_hundred_are_wrong_and_the_others_are_stored(
    registry: str, database: Database, tmp_path: Path
) -> None:
    path = write(tmp_path, many(10_000))
    report = await importer.import_path(path, registry, KEY)
    assert report.totals == {"stored": 9_900, "already there": 0, "refused": 100, "unanswered": 0}
    assert await head(database) == 9_900
    bad = [line for line in report.lines if line.outcome == "refused"]
    assert Counter(line.rule for line in bad) == dict.fromkeys(
        (
            *("known-command", "known-field", "date", "allowed-value", "not-a-member", "reference", "yaml"),
            *("id", "needed-field"),
        ),
        10,
    ) | {"needed-field": 20}
    numbered = path.read_text(encoding="utf-8").splitlines()
    for line in bad:
        assert line.reason
        assert line.expected or line.rule in {"not-a-member", "yaml", "needed-field"}, line
        assert numbered[line.line - 1] not in {"", "    occurred: 2015"} or line.rule == "known-command", line
    suggested = Counter(
        line.suggestion for line in bad if line.suggestion and "memberships/" not in line.suggestion
    )
    assert suggested == {"occurred": 10, "2015-06-01": 10, "full": 10, "source-letter": 10} | {
        f"c{n % 7}.p{n}": 1 for n in range(750, 10_000, 1000)
    }
    second = await importer.import_path(path, registry, KEY)
    assert second.totals == {"stored": 0, "already there": 9_900, "refused": 100, "unanswered": 0}
    assert await head(database) == 9_900


async def test_a_killed_import_goes_on_where_it_stopped(
    registry: str, database: Database, tmp_path: Path
) -> None:
    path = write(tmp_path, many(12_000))
    program = (
        "import asyncio, sys, pathlib; from ops.importing.importer import import_path; "
        "asyncio.run(import_path(pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3]))"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, str(path), registry, KEY, cwd=ROOT
    )
    while not await head(database) >= 100:
        await asyncio.sleep(0.01)
    process.kill()
    assert await process.wait() == -signal.SIGKILL
    there = await _stored(database)
    assert 100 <= there < 11_880, "it was killed half-way"
    report = await importer.import_path(path, registry, KEY)
    assert report.totals == {
        "stored": 11_880 - there,
        "already there": there,
        "refused": 120,
        "unanswered": 0,
    }
    assert await head(database) == 11_880


async def _stored(database: Database) -> int:
    """How many events there are when no more come: the registry finishes the window that it was given."""
    last, now = -1, await head(database)
    while now != last:
        await asyncio.sleep(0.3)
        last, now = now, await head(database)
    return now


async def test_a_registry_that_comes_back_is_waited_for(database: Database, tmp_path: Path) -> None:
    """The connection breaks twice in the middle; the importer takes the conversation up again by itself."""
    path = write(tmp_path, many(4_000))
    async with running(database, tmp_path) as url, _breaking(url, after=(80_000, 160_000)) as between:
        report = await importer.import_path(path, between, KEY)
    assert report.totals["refused"] == 40
    assert report.totals["unanswered"] == 0
    assert report.totals["stored"] + report.totals["already there"] == 3_960
    assert await head(database) == 3_960


@asynccontextmanager
async def _breaking(url: str, after: tuple[int, ...]) -> AsyncIterator[str]:
    """A way to the registry on which a connection breaks after so many bytes of answers, once for each number."""
    host, port = url.removeprefix("http://").split(":")
    left = list(after)

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, limit: int | None) -> None:
        carried = 0
        while chunk := await reader.read(65536):
            carried += len(chunk)
            if limit is not None and carried > limit:
                left.pop(0)
                break
            writer.write(chunk)
            await writer.drain()
        writer.close()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        onward_reader, onward = await asyncio.open_connection(host, int(port))
        limit = left[0] if left else None
        there = asyncio.create_task(carry(reader, onward, None))
        back = asyncio.create_task(carry(onward_reader, writer, limit))
        await asyncio.wait({there, back}, return_when=asyncio.FIRST_COMPLETED)
        for end in (onward, writer):
            end.transport.abort()
        await asyncio.gather(there, back, return_exceptions=True)

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        server.close()
    assert not left, "it broke as often as it should"
