"""What a caller may not read never makes an answer certain and wrong: from command to answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ops.importing.importer import import_path
from tests.domain.conftest import Record

HASH = "a" * 64
AGREEMENT = "agreements/prolonged"


async def _query(record: Record, path: str, **query: Any) -> Any:
    """The answer to somebody without a key."""
    await record.answer(path, **query)  # the views have followed
    async with record.views.session.get(f"{record.views.url}{path}", params=query) as answer:
        assert answer.status == 200, await answer.text()
        return (await answer.json())["data"]


async def test_an_agreement_that_all_have_prolonged_is_living_for_everybody(record: Record) -> None:
    parties = ["party-x", "party-y"]
    for party in parties:
        await record.do(
            f"parties/{party[6:]}/register",
            kind="city",
            names={"pl": party[6:].upper(), "en": party[6:].upper()},
        )
    await record.do(
        f"{AGREEMENT}/propose", kind="contract", parties=parties, subject={"pl": "Współpraca"}, occurred="2025-01-10",
        valid_until="2026-01-31",
    )  # fmt: skip
    for party in parties:
        await record.do(f"{AGREEMENT}/sign", party=party, occurred="2025-01-20")
    await record.do(f"{AGREEMENT}/conclude", occurred="2025-02-01")
    for party in parties:
        await record.do(
            f"{AGREEMENT}/approve-amendment", party=party, document_hash=HASH, occurred="2025-12-01"
        )
    amended = await record.do(
        f"{AGREEMENT}/amend", changes={"pl": "O rok dłużej"}, document_hash=HASH, valid_until="2026-12-31",
        occurred="2025-12-10",
    )  # fmt: skip
    one = await _query(record, "/v1/agreements/prolonged", as_of="2026-11-15", lapsing_days=30)
    assert (one["state"], one["certainty"], one["valid_until"]["edtf"]) == ("living", "yes", "2026-12-31")
    assert [each["event"] for each in one["amendments"]] == [amended]
    before = await _query(record, "/v1/agreements/prolonged", as_of="2025-11-30", lapsing_days=30)
    assert before["valid_until"]["edtf"] == "2026-01-31"
    network = await _query(record, "/v1/network", as_of="2026-11-15")
    [tie] = network["agreements"]
    assert (tie["certainty"], tie["valid_until"]["edtf"]) == ("yes", "2026-12-31")
    timeline = await _query(record, "/v1/timeline", as_of="../..")
    assert amended in [item["event"] for item in timeline]
    changes = await _query(record, "/v1/changes")
    assert amended in [item["event"] for item in changes]
    fact = await _query(record, f"/v1/facts/{amended}")
    assert fact["fields"]["changes"] == {"pl": "O rok dłużej"}
    items = await _query(record, "/v1/search", q="dłużej")
    assert [hit["ref"]["id"] for hit in items] == ["agreement-prolonged"]
    # What led to it is the parties'.
    approvals = [item for item in changes if item["type"] == "AmendmentApproved"]
    assert approvals == []


async def test_what_began_at_an_open_date_had_begun_when_it_was_recorded(record: Record) -> None:
    await record.do("parties/x/register", kind="organisation", names={"pl": "X"})
    for id in ("a", "b"):
        await record.do(
            f"clusters/{id}/found",
            names={"pl": f"Klaster {id}"},
            abbreviation=id.upper(),
            occurred="2015",
            mode="reported",
        )
        await record.do(f"memberships/{id}.x/join", class_="full", occurred="2018/", mode="reported")
    await record.do("clusters/a/appoint-coordinator", organisation="party-x", mode="reported")
    today = (await record.answer("/v1/network"))["meta"]["as_of"]
    [earlier] = await record.query("/v1/membership", cluster="a", as_of="2020")
    assert (earlier["roster"]["yes"], earlier["roster"]["possibly"]) == (0, 1)
    [entry] = await record.query("/v1/membership", cluster="a", as_of=today)
    assert (entry["roster"]["yes"], entry["roster"]["possibly"]) == (1, 0)
    [member] = entry["members"]
    assert (member["date"]["edtf"], member["date"]["latest"]) == ("2018/", None)
    assert member["interval"]["start"] == ["2018-01-01", today]
    assert entry["series"][-1] == {"day": today, "certain": 1, "possible": 1}
    roles = {item["role"]: item["certainty"] for item in (await record.query("/v1/network"))["roles"]}
    assert roles == {"member": "yes", "coordinator": "yes"}
    bridges = await record.query("/v1/bridges", role="member")
    assert [cluster["certainty"] for cluster in bridges["parties"][0]["clusters"]] == ["yes", "yes"]
    [cell] = (await record.query("/v1/matrix", clusters="a,b"))["cells"]
    assert [tie["certainty"] for tie in cell["members"]] == ["yes"]
    # A visit that is planned lies ahead.
    await record.do("parties/y/register", kind="city", names={"pl": "Y"})
    await record.do("visits/v/plan", host="party-x", visitors=["party-y"], occurred="2099/")
    [planned] = await record.query("/v1/visits")
    assert planned["state"] == "planned"


async def test_a_table_shows_the_beginning_of_a_membership(record: Record, tmp_path: Path) -> None:
    await record.do(
        "clusters/a/found", names={"pl": "Klaster A"}, abbreviation="A", occurred="2015", mode="reported"
    )
    table = "klaster;nazwa;od;do\nA;Firma X;od 2018;\nA;Firma Y;od 2016 r.;do 2020\nA;#N/A;2018;\nA;NULL;;\n"
    (tmp_path / "members.csv").write_text(table)
    report = await import_path(tmp_path / "members.csv", record.log.url, record.key)
    rules = [line.rule for line in report.lines if line.rule]
    assert rules == ["no-value", "no-value"]
    record.head = max(line.position or 0 for line in report.lines)
    items = {}
    for day in ("2017", "2019", "2021"):
        [entry] = await record.query("/v1/membership", cluster="a", as_of=day)
        items[day] = {item["party"]["label"]: item["certainty"] for item in entry["members"]}
    assert items == {
        "2017": {"Firma Y": "yes"},
        "2019": {"Firma X": "yes", "Firma Y": "yes"},
        "2021": {"Firma X": "yes"},
    }
    parties = await record.query("/v1/parties")
    assert [item["ref"]["label"] for item in parties] == ["Firma X", "Firma Y"]


async def test_a_corrected_fact_rests_on_what_corrects_it(record: Record) -> None:
    for id, digit in (("old", "1"), ("new", "2")):
        await record.do(
            f"sources/{id}/register", title={"pl": id}, language="pl", hash=digit * 64, mode="reported"
        )
    await record.do("parties/a/register", kind="organisation", names={"pl": "A"})
    old, new = [{"id": "source-old"}], [{"id": "source-new"}]
    await record.do(
        "clusters/a/found", names={"pl": "Klaster A"}, occurred="2015", mode="reported", sources=old
    )
    count = await record.do(
        "clusters/a/report-membership-count", count=37, as_of="2016", mode="reported", sources=old
    )
    await record.do("clusters/a/confirm", target=count, by="cluster-a", sources=old)
    await record.do("clusters/a/dispute", target=count, by="party-a", reason="Było ich 38.", sources=new)
    await record.do("clusters/a/correct", target=count, fields={"count": 38}, reason="x", sources=new)
    [entry] = await record.query("/v1/membership", cluster="a", as_of="2017")
    [claim] = entry["claims"]
    assert (claim["count"], [each["id"] for each in claim["sources"]]) == (38, ["source-new"])
    assert (claim["disputed"], claim["disputes"], claim["confirmations"]) == (False, [], [])
    fact = await record.query(f"/v1/facts/{count}")
    assert [each["id"] for each in fact["sources"]] == ["source-new"]
    assert [[source["id"] for source in step["sources"]] for step in fact["history"]] == [
        ["source-old"], ["source-old"], ["source-new"], ["source-new"],
    ]  # fmt: skip
    assert [len(step["after"]["disputes"]) for step in fact["history"]] == [0, 0, 1, 0]
    assert fact["history"][0]["after"]["fields"]["count"] == 37
    for path in ("/v1/timeline", "/v1/changes"):
        item_of_count = [item for item in await record.query(path, as_of="../..") if item["event"] == count][
            -1
        ]
        assert [each["id"] for each in item_of_count["sources"]] == ["source-new"], path
    assert (await record.query("/v1/worklist"))["counts"]["disputed"] == 0
