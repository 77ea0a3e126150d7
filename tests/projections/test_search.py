"""Search: what is found, by which words, in which order, and by whom."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runtime.errors import Malformed
from runtime.plain_text import search_key
from services.projections.engine.stream_fold import build_one
from services.projections.queries.search.tsquery import parse_search
from services.projections.readmodels import search
from services.projections.text import stemming
from services.projections.text.polish import sort_key
from tests.projections.conftest import Views
from tests.projections.given import Log, party, values


async def _hits(views: Views, q: str, key: str | None = None, **query: Any) -> list[str]:
    """The streams of the hits, in their order."""
    return [hit["ref"]["id"] for hit in await views.data("/v1/search", key, q=q, **query)]


async def _ranks(views: Views, q: str, **query: Any) -> list[tuple[int, str, str]]:
    hits = await views.data("/v1/search", q=q, **query)
    return [(hit["rank"], hit["matched"]["field"], hit["ref"]["id"]) for hit in hits]


def _texts(log: Log, stream: str) -> list[Any]:
    """The rows of a stream, without the one for all of its texts together."""
    return [row for row in log.rows(search.MODEL, stream) if row.values[1] != "together"]


def _words(rows: Iterable[Any]) -> set[str]:
    return {word for row in rows for word in row.values[5]}


# ---- words and their forms


@pytest.mark.parametrize(
    ("typed_form", "written"),
    [
        ("klastra", "klaster"),
        ("klastrów", "klaster"),
        ("klastrow", "klaster"),
        ("lotniczego", "lotniczy"),
        ("motoryzacyjną", "motoryzacyjna"),
        ("starachowicach", "Starachowice"),
        ("świdniku", "Świdnik"),
        ("swidniku", "Świdnik"),
        ("lubelskiej", "lubelski"),
        ("Katowicką", "Katowicka"),
        ("medycznych", "medyczny"),
        ("Lublinie", "Lublin"),
        ("Radomia", "Radom"),
        ("dolnoslaskiego", "Dolnośląski"),
        ("wyżyny", "wyżyna"),
        ("elektromobilności", "elektromobilność"),
        ("urzędzie", "urząd"),
        ("umów", "umowa"),
        ("miescie", "miasto"),
    ],
)
def test_polish_forms_meet(typed_form: str, written: str) -> None:
    tokens = set(stemming.tokens([("pl", written)]))
    assert tokens & {*stemming.plain_words(typed_form), *stemming.query_stems(typed_form)}, (
        tokens,
        stemming.query_stems(typed_form),
    )


_DECLINED = """
klaster klastra klastrowi klastrem klastrze klastry klastrów klastrom klastrami klastrach
lotniczy lotniczego lotniczemu lotniczym lotnicza lotniczej lotniczą lotnicze lotniczych lotniczymi
motoryzacyjny motoryzacyjnego motoryzacyjnym motoryzacyjna motoryzacyjnej motoryzacyjną motoryzacyjnych
Starachowice Starachowic Starachowicom Starachowicami Starachowicach
Świdnik Świdnika Świdnikowi Świdnikiem Świdniku
lubelski lubelskiego lubelskiemu lubelskim lubelska lubelskiej lubelską lubelskie lubelskich
Lublin Lublina Lublinowi Lublinem Lublinie
Radom Radomia Radomiowi Radomiem Radomiu
Jaworzno Jaworzna Jaworznu Jaworznem Jaworznie
wyżyna wyżyny wyżynie wyżynę wyżyną
uniwersytet uniwersytetu uniwersytetem uniwersytecie uniwersytety uniwersytetów
strefa strefy strefie strefę strefą stref
województwo województwa województwu województwem województwie
urząd urzędu urzędowi urzędem urzędzie urzędy urzędów
sojusz sojuszu sojuszem sojusze sojuszy
grupa grupy grupie grupę grupą grup
park parku parkiem parki parków
współpraca współpracy współpracę współpracą
porozumienie porozumienia porozumieniu porozumieniem porozumień
list listu listem liście listy listów
elektromobilność elektromobilności elektromobilnością
stowarzyszenie stowarzyszenia stowarzyszeniu stowarzyszeń
miasto miasta miastu mieście miast miastami
"""


def test_which_forms_of_the_words_of_clusters_match() -> None:
    missed: list[str] = []
    unmarked: list[str] = []
    for line in _DECLINED.split("\n"):
        written, *forms = line.split() or [""]
        tokens = set(stemming.tokens([("pl", written)]))
        for form in forms:
            for typed, lost in ((form, missed), (search_key(form), unmarked)):
                begins = any(word.startswith(search_key(typed)) for word in tokens)
                if not begins and not tokens & set(stemming.query_stems(typed)):
                    lost.append(typed)
    assert missed == ["urzędowi", "liście"]
    assert unmarked == ["urzedowi", "parkow", "liscie"]


@pytest.mark.parametrize(
    ("typed_form", "written"),
    [("agreements", "agreement"), ("cluster", "clusters"), ("machinery", "machinery"), ("cities", "city")],
)
def test_english_forms_meet(typed_form: str, written: str) -> None:
    tokens = set(stemming.tokens([("en", written)]))
    assert tokens & {*stemming.plain_words(typed_form), *stemming.query_stems(typed_form)}


@pytest.mark.parametrize(
    ("typed_form", "written"), [("Izerze", "IZERA"), ("lotnictwa", "lotniczy"), ("lubelskiej", "Lublin")]
)
def test_some_forms_do_not_meet(typed_form: str, written: str) -> None:
    tokens = set(stemming.tokens([("pl", written)]))
    assert not tokens & {*stemming.plain_words(typed_form), *stemming.query_stems(typed_form)}


def test_short_stems_do_not_mix_words() -> None:
    assert "rad" not in stemming.query_stems("Radom")
    assert not set(stemming.query_stems("Radom")) & set(stemming.tokens([("pl", "Rada Miasta")]))


def test_what_punctuation_divides_is_one_word_too() -> None:
    assert set(stemming.tokens([("", "SA&AM")])) == {"sa", "am", "saam"}
    assert {"pzl", "swidnik", "pzlswidnik"} <= set(stemming.tokens([("pl", "PZL-Świdnik")]))
    assert stemming.compact("SA & AM") == stemming.compact("sa&am") == "saam"


@given(st.text(max_size=300))
def test_any_text_has_lexemes_that_postgresql_takes(text: str) -> None:
    for token in (*stemming.tokens([("pl", text), ("en", text), ("und", text)]), stemming.compact(text)):
        assert len(token.encode()) <= 2046
        assert token == search_key(token)
        assert all(sign.isalnum() for sign in token)


# ---- rows


def test_folding_twice_gives_the_same_rows() -> None:
    log = Log()
    party(log, "swidnik", "organisation", "PZL-Świdnik", abbreviation="PZL")
    assert log.rows(search.MODEL, "party-swidnik") == log.rows(search.MODEL, "party-swidnik")


def test_a_former_name_and_a_number_are_found() -> None:
    log = Log()
    party(log, "mielec", "organisation", "Zakład Śrub", abbreviation="ZŚ")
    log.add("party-mielec", "PartyRenamed", names={"pl": "Fabryka Śrub"})
    log.add("party-mielec", "PartyIdentified", scheme="nip", value="5260250274")
    rows = log.rows(search.MODEL, "party-mielec")
    assert [(row.values[0], row.values[1], row.event[-1]) for row in rows] == [
        ("organisation", "former-names", "1"),
        ("organisation", "names", "2"),
        ("organisation", "identifier", "3"),
        ("organisation", "together", "1"),
    ]
    assert {row.values[6] for row in rows} == {sort_key("Fabryka Śrub")}
    assert "=5260250274" in values(rows[2])[4]
    assert "=zs" in values(rows[0])[4]


def test_several_texts_have_a_row_for_all_of_their_words_which_is_shown_to_nobody() -> None:
    log = Log()
    log.add("conference-a", "ConferenceHeld", names={"pl": "Targi"}, place={"name": "Krosno"}, occurred="2021",
            theme={"pl": "Odlewy"})  # fmt: skip
    *texts, together = log.rows(search.MODEL, "conference-a")
    assert [row.values[1] for row in texts] == ["names", "place", "theme"]
    assert set(values(together)[5]) == _words(texts)
    assert (together.values[1:4], together.audience, together.participants) == (
        ("together", 7, "{}"),
        "owner",
        (),
    )
    party(log, "one", "city", "Krosno")
    assert len(log.rows(search.MODEL, "party-one")) == 1, "one text needs no other row"


def test_a_later_text_with_all_words_ends_the_row_for_all_texts() -> None:
    log = Log()
    elk, code = {"pl": "Łoś", "en": "Elk"}, {"scheme": "A", "code": "A"}
    log.add("cluster-a", "SpecialisationDeclared", label=elk)
    log.add("cluster-a", "SpecialisationDeclared", label={"en": "Elk"}, classification=code)
    log.add("cluster-a", "SpecialisationDeclared", label=elk, classification=code)
    facts = log.facts("cluster-a")
    folded = build_one(search.MODEL, facts)
    assert folded == build_one(replace(search.MODEL, fold=None), facts)
    assert [row[9:11] for row in folded if row[12] == "together"] == [(2, 3)]


def test_what_has_ended_has_an_end() -> None:
    log = Log()
    cluster: dict[str, Any] = {"stream": "cluster-a"}
    log.add(type="ClusterFounded", names={"pl": "A"}, **cluster)
    log.add(type="SpecialisationDeclared", label={"pl": "druk", "en": "print"}, occurred="2018", **cluster)
    log.add(type="TaskTeamFormed", name={"pl": "Eksport"}, occurred="2019", **cluster)
    log.add(type="SpecialisationDropped", label={"en": "print"}, occurred="2020", **cluster)
    log.add(type="StrategyAdopted", title={"pl": "Pierwsza"}, occurred="2018", **cluster)
    log.add(type="StrategyAdopted", title={"pl": "Druga"}, occurred="2021", **cluster)
    ends = {row.event: row.interval.end_latest.year for row in _texts(log, "cluster-a")}
    assert ends == {
        "cluster-a@1": 9999,
        "cluster-a@2": 2020,
        "cluster-a@3": 9999,
        "cluster-a@5": 2021,
        "cluster-a@6": 9999,
    }


def test_a_person_is_found_by_functions_and_by_nothing_else() -> None:
    log = Log()
    log.add("person-1", "PersonRegistered")
    assert log.rows(search.MODEL, "person-1") == []
    log.add(
        "person-1",
        "FunctionAssumed",
        organisation="party-x",
        title={"pl": "sekretarz miasta"},
        occurred="2018",
    )
    log.add(
        "person-1", "FunctionEnded", organisation="party-x", title={"pl": "sekretarz miasta"}, occurred="2020"
    )
    [row] = log.rows(search.MODEL, "person-1")
    assert row.values[1] == "function"
    assert row.interval.end_latest.year == 2020
    assert _words([row]) >= {"sekretarz", "miasta", "miasto"}


def test_an_amendment_is_as_public_as_the_conclusion() -> None:
    log = Log()
    agreement: dict[str, Any] = {"stream": "agreement-1"}
    log.add(type="AgreementProposed", kind="contract", parties=["cluster-a", "cluster-b", "cluster-c"],
            subject={"pl": "Tajny druk"}, **agreement)  # fmt: skip
    assert {row.audience for row in _texts(log, "agreement-1")} == {"participants"}
    for each in "abc":
        log.add(type="AgreementSigned", party=f"cluster-{each}", **agreement)
    log.add(type="AgreementConcluded", **agreement)
    assert {row.audience for row in _texts(log, "agreement-1")} == {"public"}
    log.add(type="PartyWithdrew", party="cluster-c", **agreement)
    log.add(type="AgreementAmended", changes={"pl": "Zmiana"}, document_hash="0" * 64, **agreement)
    amended = _texts(log, "agreement-1")[-1]
    assert (amended.values[1], amended.audience) == ("changes", "public")


def test_an_amendment_of_a_private_agreement_is_for_its_parties_of_that_time() -> None:
    log = Log()
    agreement: dict[str, Any] = {"stream": "agreement-1"}
    log.add(type="AgreementProposed", kind="contract", parties=["cluster-a", "cluster-b", "cluster-c"],
            subject={"pl": "Tajny druk"}, **agreement)  # fmt: skip
    log.add(type="AgreementConcluded", audience="participants", **agreement)
    log.add(type="PartyWithdrew", party="cluster-c", **agreement)
    log.add(type="AgreementAmended", changes={"pl": "Zmiana"}, document_hash="0" * 64, **agreement)
    amended = _texts(log, "agreement-1")[-1]
    assert (amended.values[1], amended.audience) == ("changes", "participants")
    assert amended.participants == ("cluster-a", "cluster-b")


# ---- over HTTP


async def test_foreign_letters_are_found_as_they_are_typed(views: Views) -> None:
    names = {"orsted": "Ørsted", "diyarbakir": "Diyarbakır", "aero": "Ærø", "dakovo": "Đakovo", "koeln": "Köln",
             "koln": "Köln", "sofiya": "София", "София": "София", "Đakovo": "Đakovo", "ØRSTED": "Ørsted"}  # fmt: skip
    for number, name in enumerate(sorted(set(names.values()))):
        party(views.log, f"p{number}", "city", name)
    await views.apply()
    for typed, name in names.items():
        result = await views.data("/v1/search", q=typed)
        assert [hit["ref"]["label"] for hit in result] == [name], typed


async def test_ranks(views: Views) -> None:
    party(views.log, "dkm", "organisation", "DKM Logistyka")
    party(views.log, "spolka", "organisation", "Spółka dla DKM")
    views.log.add("visit-dkm", "VisitHeld", host="party-lublin", visitors=["party-radom"], occurred="2020",
                  purpose={"pl": "Rozmowa z DKM"}, place={"name": "hala DKM"})  # fmt: skip
    views.log.add("visit-other", "VisitHeld", host="party-lublin", visitors=["party-radom"], occurred="2020",
                  place={"name": "hala DKM"})  # fmt: skip
    views.log.add("commitment-1", "CommitmentMade", text={"pl": "Wesprzemy DKM"}, occurred="2020")
    await views.apply()
    assert await _ranks(views, "DKM") == [
        (0, "names", "cluster-dkm"),
        (2, "names", "party-dkm"),
        (3, "names", "party-spolka"),
        (4, "purpose", "visit-dkm"),
        (5, "place", "visit-other"),
        (6, "commitment", "commitment-1"),
    ]
    assert (await _ranks(views, "dkm logistyka"))[0] == (1, "names", "party-dkm")
    assert await _hits(views, "dkm", kind="organisation") == ["party-dkm", "party-spolka"]
    both = await _hits(views, "dkm", kind="organisation,cluster")
    assert both == [hit for hit in await _hits(views, "dkm") if hit in both]
    assert set(both) > {"party-dkm", "party-spolka"}
    hit = (await views.data("/v1/search", q="wesprzemy"))[0]
    assert hit["matched"] == {"field": "commitment", "text": {"pl": "Wesprzemy DKM"}}
    assert (hit["event"], hit["certainty"], hit["disputed"], hit["sources"]) == (
        "commitment-1@1",
        "yes",
        False,
        [],
    )


@pytest.mark.parametrize("q", ["SA&AM", "saam", "sa & am", "Sa-Am", "silesia automotive"])
async def test_an_abbreviation_however_it_is_punctuated(views: Views, q: str) -> None:
    assert (await _ranks(views, q))[0][::2] in {(0, "cluster-saam"), (1, "cluster-saam")}


async def test_pages_follow_each_other_in_polish_order(views: Views) -> None:
    names = [
        "Łódzka Huta",
        "Lubelska Huta",
        "Ćmielowska Huta",
        "Żarska Huta",
        "Zamojska Huta",
        "Huta Łaziska",
        "Huta Lazy",
    ]
    for number, name in enumerate(names):
        party(views.log, f"h{number}", "organisation", name)
    await views.apply()
    seen: list[str] = []
    cursor: dict[str, Any] = {}
    while True:
        status, body = await views.get("/v1/search", q="huta", limit=2, **cursor)
        assert status == 200, body
        seen += [hit["ref"]["label"] for hit in body["data"]]
        if body["meta"]["next"] is None:
            break
        cursor = {"cursor": body["meta"]["next"]}
    assert seen == [
        *("Huta Lazy", "Huta Łaziska"),  # names that begin with it
        *("Ćmielowska Huta", "Lubelska Huta", "Łódzka Huta", "Zamojska Huta", "Żarska Huta"),
    ]


async def test_a_name_is_found_by_each_beginning_of_each_of_its_words(views: Views) -> None:
    names = ["Politechnika Świętokrzyska", "Zażółć Gęślą Jaźń Sp. z o.o.", "PZL-Świdnik", "Łąka 3 S.A."]
    for number, name in enumerate(names):
        party(views.log, f"n{number}", "organisation", name)
    await views.apply()
    for number, name in enumerate(names):
        for word in stemming.words(name):
            for end in range(2, len(word) + 1):
                for typed in {word[:end], search_key(word[:end]), word[:end].upper()}:
                    assert f"party-n{number}" in await _hits(views, typed, limit=200), typed
        assert (await _ranks(views, name))[0] == (1, "names", f"party-n{number}")


async def test_who_may_not_read_it_does_not_find_it(views: Views) -> None:
    views.log.add("agreement-secret", "AgreementProposed", kind="contract", parties=["cluster-dkm", "cluster-wsm"],
                  subject={"pl": "Kwarcowy silnik"}, names={"pl": "Umowa kwarcowa"})  # fmt: skip
    views.log.add("visit-starachowice", "VisitOutcomeRecorded", text={"pl": "Bazaltowa droga"})
    views.log.add("person-9", "PersonErased", legal_basis="granitowy przepis")
    await views.apply()
    owner = views.keys.issue("dkm", "views:read", subject="cluster-dkm")
    stranger = views.keys.issue("lkl", "views:read", subject="cluster-lkl")
    for q in ("kwarcowy", "kwarcowa", "kwarc"):
        assert await _hits(views, q) == []
        assert await _hits(views, q, stranger) == []
        assert await _hits(views, q, owner) == ["agreement-secret"]
    assert await _hits(views, "bazaltowej") == []
    assert await _hits(views, "bazaltowej", stranger) == ["visit-starachowice"]
    assert await _hits(views, "granitowy", owner) == []


async def test_words_that_stand_in_several_texts_of_one_stream(views: Views) -> None:
    log = views.log
    for id, place in (("forge", "Krosno"), ("glass", "Sanok")):
        log.add(f"conference-{id}", "ConferenceHeld", names={"pl": "Targi hutnicze", "en": "Foundry fair"},
                place={"name": place}, theme={"pl": "Odlewy cynkowe"}, occurred="2021")  # fmt: skip
    log.add("conference-both", "ConferenceHeld", names={"pl": "Targi hutnicze w Krośnie"}, occurred="2021")
    await views.apply()
    # All in one text comes first; together, the text with the most of the words is shown, and the best of those.
    assert await _ranks(views, "targi krosno") == [
        (3, "names", "conference-both"),
        (7, "names", "conference-forge"),
    ]
    assert await _ranks(views, "krosno fair") == [(7, "names", "conference-forge")]
    assert await _ranks(views, "krosno odlewów cynkowych") == [(7, "theme", "conference-forge")]
    assert await _hits(views, "targi odlewy") == ["conference-forge", "conference-glass"]
    assert await _hits(views, "targi odlewy", kind="cluster") == []
    assert await _hits(views, "targi odlewy lublin") == []
    assert await _hits(views, "targi krosn") == ["conference-both", "conference-forge"]
    pages = [await views.get("/v1/search", q="targi odlewy", limit=1)]
    pages.append(await views.get("/v1/search", q="targi odlewy", limit=1, cursor=pages[0][1]["meta"]["next"]))
    assert [body["data"][0]["ref"]["id"] for _, body in pages] == ["conference-forge", "conference-glass"]
    assert pages[1][1]["meta"]["next"] is None


async def test_together_counts_only_what_the_caller_may_read_and_what_was_so(views: Views) -> None:
    log = views.log
    log.add("visit-starachowice", "VisitOutcomeRecorded", text={"pl": "Bazaltowa droga"})
    log.add("cluster-wmm", "StrategyAdopted", title={"pl": "Plan kwarcowy"}, occurred="2020")
    log.add("cluster-wmm", "StrategyAdopted", title={"pl": "Plan inny"}, occurred="2022")
    before = await views.apply()
    team = log.add("cluster-wmm", "TaskTeamFormed", name={"pl": "Granit"}, occurred="2019")
    after = await views.apply()
    partner = views.keys.issue("lkl", "views:read", subject="cluster-lkl")
    assert await _hits(views, "wizyta bazaltowa") == []
    assert await _hits(views, "wizyta bazaltowa", partner) == ["visit-starachowice"]
    assert await _hits(views, "wyżyna kwarcowy", as_of="2021") == ["cluster-wmm"]
    assert await _hits(views, "wyżyna kwarcowy", as_of="2024") == []
    assert await _hits(views, "wyżyna granit", as_of="2024") == ["cluster-wmm"]
    assert await _hits(views, "wyżyna granit", as_of="2024", known_at=before) == []
    log.add("cluster-wmm", "FactRetracted", target=team, reason="pomyłka")
    await views.apply()
    assert await _hits(views, "wyżyna granit", as_of="2024") == []
    assert await _hits(views, "wyżyna granit", as_of="2024", known_at=after) == ["cluster-wmm"]


@pytest.mark.parametrize("quotes", ['""', "„”", "“”", "«»"])
async def test_quoted_words_stand_side_by_side_as_they_are_written(views: Views, quotes: str) -> None:
    for id, name in enumerate(("Huta Szkła Łuk", "Szkła Huta", "Huta i Szkła", "Nowa Huta Szkła Duże")):
        party(views.log, f"h{id}", "organisation", name)
    await views.apply()
    opened, closed = quotes[0], quotes[1]
    assert await _hits(views, f"{opened}huta szkła{closed}") == ["party-h0", "party-h3"]
    assert await _hits(views, f"{opened}HUTA SZKLA{closed} duze") == ["party-h3"]
    assert await _hits(views, f"{opened}szkł{closed}") == []
    assert await _hits(views, f"{opened}huty szkła{closed}") == []
    for q in ("huty szkła", f"{opened}huta szkła"):  # a quote that is not closed is none
        assert set(await _hits(views, q)) == {f"party-h{id}" for id in range(4)}
    assert (await _hits(views, f"{opened}SA&AM{closed}"))[0] == "cluster-saam"


async def test_a_phrase_in_one_text_and_a_word_in_another(views: Views) -> None:
    log = views.log
    log.add("cluster-wmm", "TaskTeamFormed", name={"pl": "Odlewy z cynku"}, occurred="2019")
    log.add("cluster-wmm", "TaskTeamFormed", name={"pl": "Cynk z odlewy"}, occurred="2019")
    await views.apply()
    assert await _ranks(views, 'wyżyna "cynk z odlewy"') == [(7, "task-team", "cluster-wmm")]
    assert await _hits(views, 'wyżyna "odlewy cynk"') == []
    assert await _hits(views, '"odlewy z cynku"') == ["cluster-wmm"]


async def test_letters_with_points_are_one_word(views: Views) -> None:
    party(views.log, "bus", "organisation", "Autobusy sp. z o.o.")
    party(views.log, "zone", "organisation", "Spółdzielnia Strefa S.A.")
    await views.apply()
    assert await _hits(views, "sp. z o.o.") == ["party-bus"]
    assert set(await _hits(views, "s.a.")) == {"party-ksse", "party-zone", "cluster-saam"}
    assert await _hits(views, "strefa S.A.") == ["party-zone"]
    assert "cluster-saam" not in await _hits(views, "s.o."), "no beginning of another word"


async def test_both_clocks(views: Views) -> None:
    before = views.log.head
    party(views.log, "nowa", "organisation", "Nowiutka Huta")
    views.log.add("cluster-wmm", "SpecialisationDropped", label={"pl": "elektromobilność"}, occurred="2020")
    await views.apply()
    assert await _hits(views, "nowiutka") == ["party-nowa"]
    assert await _hits(views, "nowiutka", known_at=before) == []
    assert "cluster-wmm" not in await _hits(views, "elektromobilność")
    assert "cluster-wmm" in await _hits(views, "elektromobilność", as_of="2019")


async def test_what_is_no_question(views: Views) -> None:
    for q in ("", "   ", "!?&|:*'", "„”"):
        assert await views.data("/v1/search", q=q) == []
    for query in (
        {},
        {"q": "a" * 201},
        {"q": " ".join(f"słowo{n}" for n in range(11))},
        {"q": "a", "kind": "planet"},
    ):
        status, body = await views.get("/v1/search", **query)
        assert status == 400
        assert body["errors"][0]["pointer"] in {"?q", "?kind"}


async def test_no_question_breaks_it(views: Views) -> None:
    @given(st.text(max_size=220))
    @settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def every(q: str) -> None:
        typed_form.append(q)

    typed_form: list[str] = [
        "'",
        "a'b",
        "\\",
        "a:*",
        "!a",
        "&",
        "a | b",
        "(",
        "\0",
        "a\0b",
        "żółć'",
        "½",
        "ŉa",
        "ﬁrma",
    ]
    every()
    for q in dict.fromkeys(typed_form):
        status, body = await views.get("/v1/search", q=q.encode("utf-8", "replace").decode())
        assert status in {200, 400}, (q, body)


@given(st.text(max_size=200))
def test_a_question_is_made_of_quoted_letters_and_digits(text: str) -> None:
    try:
        result = parse_search(text)
    except Malformed:
        result = None
    if result is not None:
        for part in (*result[:6], *result.parts):
            assert all(sign.isalnum() or sign in " ='|&:*()" for sign in part)
        assert all(sign.isalnum() or sign == " " for phrase in result.phrases for sign in phrase)
