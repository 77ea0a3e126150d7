"""Maintenance of an instance from the command line: damage is detected, named and repaired; the log is followed."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import orjson
import pytest

from ops.verification import checkpoint
from ops.verification.checkpoint import Checkpoint
from ops.verification.report import CLAIMS, FEED, KAFKA, KEYS, LOG, POSITIONS, READ_MODELS, Check
from tests.instance import Upland
from tests.running import until
from tests.servers import ROOT

FACTS = """
defaults: {mode: performed}
facts:
  - {do: parties/town/register, kind: city, names: {en: Town}}
  - {do: clusters/wheels/found, names: {en: Wheels}, occurred: "2018-02"}
  - {do: memberships/wheels.town/join, occurred: "2019"}
"""
ONE_MORE = "facts:\n  - {do: parties/village/register, kind: city, names: {en: Village}, mode: performed}\n"


@pytest.fixture(scope="module", autouse=True)
def recorded(upland: Upland, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A few facts in the log."""
    file = tmp_path_factory.mktemp("facts") / "letter.yaml"
    file.write_text(FACTS)
    done = upland("import", str(file))
    assert done.returncode == 0, done.stdout + done.stderr


async def as_owner(upland: Upland, statement: str) -> None:
    connection = await asyncpg.connect(upland.instance.database_url())
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def _heed_interrupts() -> None:
    """A test run in the background of a shell ignores Ctrl-C, and so would what it starts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@contextmanager
def following(upland: Upland, *arguments: str) -> Iterator["subprocess.Popen[str]"]:
    """A command that goes on until Ctrl-C."""
    command = [sys.executable, "-m", "ops.cli", *arguments, "--data", str(upland.folder)]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=_heed_interrupts,  # noqa: PLW1509  nothing else runs in the child yet
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def end(process: "subprocess.Popen[str]") -> None:
    """Ctrl-C: it ends at once and prints nothing."""
    process.send_signal(signal.SIGINT)
    _, message = process.communicate(timeout=60)
    assert (process.returncode, message) == (130, "")


def test_an_undamaged_instance_agrees_with_its_log(upland: Upland) -> None:
    report = upland("verify")
    assert report.returncode == 0, report.stdout
    names = [line.partition(":")[0] for line in report.stdout.splitlines()]
    assert names == [
        "log",
        "Kafka",
        "read models",
        "feed",
        "claims",
        "idempotency keys",
        "positions",
        "hashes",
    ]
    report = orjson.loads(upland("verify", "--json").stdout)
    assert report["ok"]
    # The others are about tables, not about events.
    assert {check["events"] for check in report["checks"][:4]} == {report["head"]}


async def test_damage_is_detected_repaired_and_undone(upland: Upland) -> None:
    await as_owner(upland, "UPDATE projections.network SET detail = '{}' WHERE kind = 'role'")
    report = upland("verify")
    assert report.returncode == 1
    assert "read models: network, the row of membership-wheels.town@1" in report.stdout
    compared = upland("rebuild", "network", "--compare-only", "--json")
    assert compared.returncode == 1
    [model] = orjson.loads(compared.stdout)
    assert (model["missing"], model["surplus"], model["switched"]) == (1, 1, False)
    rebuilt = upland("rebuild", "--all")
    assert rebuilt.returncode == 0, rebuilt.stderr
    assert "The live rows were not what the log gives." in rebuilt.stdout
    assert "rebuilding all read models" in rebuilt.stderr
    assert upland("verify").returncode == 0
    back = upland("rebuild", "network", "--undo")
    assert back.returncode == 0, back.stderr
    assert upland("verify").returncode == 1
    assert upland("rebuild", "network", "--undo").returncode == 0
    assert upland("verify").returncode == 0


async def test_an_event_that_has_changed_is_named_and_a_verification_goes_on(upland: Upland) -> None:
    connection = await asyncpg.connect(upland.instance.database_url())
    try:
        row = await connection.fetchrow(
            "SELECT position, data FROM registry.events WHERE stream = 'party-town' AND version = 1"
        )
        assert row is not None
        position, data = row["position"], row["data"]
        head = await connection.fetchval("SELECT position FROM registry.head")
        epoch = await connection.fetchval("SELECT epoch FROM registry.epochs ORDER BY number DESC LIMIT 1")
        await connection.execute("ALTER TABLE registry.events DISABLE TRIGGER append_only")
        flipped = bytes([data[0] ^ 1]) + data[1:]
        change = "UPDATE registry.events SET data = $2 WHERE position = $1"
        await connection.execute(change, position, flipped)
        # Of an earlier one all comparisons are made but this: they are not made again.
        made = [Check(name, 0, (), 0) for name in (LOG, KAFKA, READ_MODELS, FEED, CLAIMS, KEYS, POSITIONS)]
        checkpoint.write(upland.folder, Checkpoint(head, epoch, tuple(made)))
        report = upland("verify", "--resume", "--rate", "100000")
        assert report.returncode == 1
        assert f"hashes: position {position} (party-town@1) is not as it was recorded" in report.stdout
        assert "upland restore" in report.stdout
        await connection.execute(change, position, data)
        checkpoint.write(upland.folder, Checkpoint(head, "another", ()))
        other = upland("verify", "--resume")
        assert (other.returncode, "without --resume" in other.stderr) == (1, True)
        # Events of an earlier release have no hash, and get one.
        await connection.execute("DELETE FROM registry.event_hashes WHERE position = $1", position)
        report = upland("verify")
        assert report.returncode == 0, report.stdout
        assert "hashes: 1 events of an earlier release had none" in report.stdout
        assert not (upland.folder / "verify.json").exists()
    finally:
        await connection.execute("ALTER TABLE registry.events ENABLE TRIGGER append_only")
        await connection.close()


@pytest.mark.parametrize(
    ("command", "code", "message"),
    [
        ("rebuild", 2, "name one read model, or give --all"),
        ("rebuild --all --undo --compare-only", 2, "do not go together"),
        ("rebuild friends", 1, "There is no read model friends; there are network,"),
        ("rebuild --cancel", 1, "nothing is being rebuilt"),
        ("rebuild --cancel --all", 2, "--cancel goes with nothing else"),
        ("dead-letters discard --why x", 2, "name one ID, or give --failure"),
        (
            "dead-letters discard --failure projections:x --why y",
            1,
            "nothing stopped by projections:x is set",
        ),
        ("dead-letters show projections:99", 1, "there is no projections:99"),
        ("dead-letters replay", 2, "name one ID, or give --stream, --failure or --all"),
        ("dead-letters replay --all --stream s", 2, "name one ID"),
        ("dead-letters replay --stream party-none", 1, "nothing of party-none is set aside"),
        ("dead-letters discard 7 --why x", 1, "7 is no dead letter's id"),
        ("verify --resume", 1, "no verification was interrupted"),
        ("verify --rate 0", 2, "--rate"),
        ("logs nonsense", 1, "there is no log of 'nonsense'"),
    ],
)
def test_what_is_refused_is_one_line(upland: Upland, command: str, code: int, message: str) -> None:
    done = upland(*command.split())
    assert (done.returncode, done.stdout) == (code, "")
    assert message in done.stderr
    assert "Traceback" not in done.stderr


_TABLES = "SELECT schemaname, tablename FROM pg_tables WHERE schemaname <> 'pg_catalog' ORDER BY 1, 2"


@pytest.mark.parametrize("model", ["network", FEED])
@pytest.mark.parametrize("cancelled", [False, True])
async def test_an_interrupted_rebuild_leaves_nothing(upland: Upland, model: str, *, cancelled: bool) -> None:
    service = "notifications" if model == FEED else "projections"
    last = f"SELECT state FROM {service}.rebuilds ORDER BY id DESC LIMIT 1"
    connection = await asyncpg.connect(upland.instance.database_url())
    try:
        tables = await connection.fetch(_TABLES)
        async with connection.transaction():
            # Nobody reads the log until this transaction ends, so the rebuild is under way for as long as it takes.
            await connection.execute("LOCK TABLE registry.events")
            with following(upland, "rebuild", model) as process:

                async def under_way() -> bool:
                    assert process.poll() is None, process.communicate()
                    return bool(await connection.fetchval(last) == "running")

                await until(under_way)
                if cancelled:
                    done = upland("rebuild", "--cancel")
                    assert (done.returncode, done.stderr) == (0, "")
                else:
                    process.send_signal(signal.SIGINT)
                _, message = process.communicate(timeout=120)
                assert process.returncode == (1 if cancelled else 130), message
                assert "othing has changed" in message
        assert await connection.fetchval(last) == "cancelled"
        assert await connection.fetch(_TABLES) == tables
    finally:
        await connection.close()
    again = upland("rebuild", model)
    assert again.returncode == 0, again.stderr


def test_nothing_is_set_aside(upland: Upland) -> None:
    assert upland("dead-letters", "list").stdout.strip() == "nothing is set aside"
    for listing in ("list", "failures"):
        assert orjson.loads(upland("dead-letters", listing, "--json").stdout) == []


def test_the_log_is_followed_until_somebody_has_seen_enough(upland: Upland, tmp_path: Path) -> None:
    (tmp_path / "more.yaml").write_text(ONE_MORE)
    with following(upland, "history", "--follow", "--json") as process:
        assert process.stdout is not None
        first = orjson.loads(process.stdout.readline())
        assert int(first["sequence"]) == 1
        more = upland("import", str(tmp_path / "more.yaml"))
        assert more.returncode == 0, more.stdout + more.stderr
        last = next(
            event for line in process.stdout if (event := orjson.loads(line))["subject"] == "party-village"
        )
        assert last["type"] == "upland.PartyRegistered.v1"
        end(process)


def test_one_stream_is_shown_with_what_became_of_each_fact(upland: Upland, tmp_path: Path) -> None:
    amendment = "{do: clusters/wheels/refine, target: cluster-wheels@1, date: 2018-02-10, mode: performed}"
    (tmp_path / "slip.yaml").write_text(f"facts:\n  - {amendment}\n")
    done = upland("import", str(tmp_path / "slip.yaml"))
    assert done.returncode == 0, done.stdout + done.stderr
    shown = upland("history", "--stream", "cluster-wheels", "--story", "--lang", "pl")
    assert shown.returncode == 0, shown.stderr
    for text in ("Wheels", "2018-02-10", "zapisano", "cluster-wheels@1", "doprecyzowano", "bez źródła"):
        assert text in shown.stdout
    assert shown.stdout.index("zapisano") < shown.stdout.index("doprecyzowano")
    actor = orjson.loads(upland("history", "--stream", "cluster-wheels", "--json").stdout.splitlines()[0])[
        "data"
    ]["actor"]
    by = [orjson.loads(line) for line in upland("history", "--actor", actor, "--json").stdout.splitlines()]
    assert {event["data"]["actor"] for event in by} == {actor}
    assert upland("history", "--actor", "nobody").stdout == ""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--story",), "--story is of one whole stream"),
        (("--story", "--stream", "cluster-wheels", "--json"), "--story is of one whole stream"),
        (("--story", "--stream", "cluster-none"), "cluster-none"),
        (("--type", "NoSuchEvent"), "NoSuchEvent"),
    ],
)
def test_a_history_that_cannot_be_shown_is_refused(
    upland: Upland, arguments: tuple[str, ...], message: str
) -> None:
    done = upland("history", *arguments)
    assert (done.returncode, done.stdout) == (1, "")
    assert message in done.stderr


def test_logs_are_read_and_followed(upland: Upland) -> None:
    shown = upland("logs", "-n", "1")
    assert {line.partition("|")[0].strip() for line in shown.stdout.splitlines()} >= {
        "kafka",
        "postgres",
        "relay",
    }
    assert len(upland("logs", "relay", "-n", "1").stdout.splitlines()) == 1
    with following(upland, "logs", "relay", "--follow", "-n", "1") as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("{")
        end(process)
