"""What a cluster is described by: specialisations and teams that come and go, recognitions that never surely overlap."""

from __future__ import annotations

import pytest

from contracts.envelope import Event
from contracts.events.cluster import (
    Classification,
    ClusterFounded,
    DeclareSpecialisation,
    DissolveTaskTeam,
    DropSpecialisation,
    FormTaskTeam,
    SpecialisationDeclared,
    SpecialisationDropped,
    TaskTeamDissolved,
    TaskTeamFormed,
)
from contracts.events.recognition import (
    GrantRecognition,
    RecognitionGranted,
    RecognitionWithdrawn,
    WithdrawRecognition,
)
from tests.registry.given import given, on

MODES = pytest.mark.parametrize("mode", ["performed", "reported"])
FOUNDED = ClusterFounded(names={"pl": "Lubelska Medycyna"})
ELECTRIC = SpecialisationDeclared(
    label={"pl": "Elektromobilność", "en": "electromobility"}, occurred=on("2018")
)
CASTING = SpecialisationDeclared(label={"pl": "odlewnictwo"})
HEART = TaskTeamFormed(name={"pl": "Kardiologia", "en": "Cardiology"}, lead="party-um", occurred=on("2016"))
EYES = TaskTeamFormed(name={"pl": "Okulistyka"})


# ---- specialisations ---------------------------------------------------------------------------------------
def test_a_code_comes_with_its_scheme_and_edition() -> None:
    label = {"pl": "odlewnictwo"}
    code = {"scheme": "PKD", "edition": "2007", "code": "24.5"}
    given([FOUNDED]).when(DeclareSpecialisation.model_validate({"label": label} | code)).then(
        [SpecialisationDeclared(label=label, classification=Classification.model_validate(code))]
    )
    for missing in code:
        partly = {"label": label} | {name: value for name, value in code.items() if name != missing}
        given([FOUNDED]).when(DeclareSpecialisation.model_validate(partly)).refused("code-complete", "/code")


@pytest.mark.parametrize("label", [{"pl": "elektromobilność"}, {"en": "Electromobility", "de": "x"}])
@MODES
def test_a_specialisation_is_dropped_by_its_label_in_one_language(mode: str, label: dict[str, str]) -> None:
    fields = {"label": label, "mode": mode}
    dropped = SpecialisationDropped.model_validate(fields)
    given([FOUNDED, ELECTRIC]).when(DropSpecialisation.model_validate(fields)).then([dropped])
    again = DeclareSpecialisation(label=dict(ELECTRIC.label), occurred=on("2018"))
    given([FOUNDED, ELECTRIC, dropped]).when(again).then([ELECTRIC])


def test_spaces_and_capitals_make_no_other_name() -> None:
    """Documents have spaces that must not break a line, as behind “w”."""
    casting = {"pl": "Odlewnictwo  w\u00a0formach"}
    stream = [FOUNDED, SpecialisationDeclared(label={"pl": "odlewnictwo w formach"})]
    given(stream).when(DeclareSpecialisation(label=casting)).refused("specialisation-once", "/label")
    given(stream).when(DropSpecialisation(label=casting)).then([SpecialisationDropped(label=casting)])
    team = {"pl": "Zdrowie, w\u00a0tym żywienie"}
    stream = [FOUNDED, TaskTeamFormed(name={"pl": "zdrowie, w tym żywienie"})]
    given(stream).when(FormTaskTeam(name=team)).refused("team-name-unique", "/name")
    given(stream).when(DissolveTaskTeam(name=team)).then([TaskTeamDissolved(name=team)])
    granted = RecognitionGranted(scheme="Krajowy Klaster Kluczowy", valid_from=on("2016"))
    again = GrantRecognition(scheme="krajowy klaster\u00a0kluczowy", valid_from=on("2018"))
    given([FOUNDED, granted]).when(again).refused("recognition-overlaps", "/scheme")


def test_only_what_is_declared_now_is_dropped_unless_a_source_reports_so() -> None:
    drop = DropSpecialisation(label={"en": "electromobility"})
    dropped = SpecialisationDropped(label={"en": "electromobility"})
    for stream in ([FOUNDED], [FOUNDED, CASTING], [FOUNDED, ELECTRIC, dropped]):
        given(stream).when(drop).refused("declared-now", "/label")
        reported = drop.model_copy(update={"mode": "reported"})
        given(stream).when(reported).then([dropped.model_copy(update={"mode": "reported"})])


@MODES
def test_one_is_dropped_at_a_time_and_not_before_it_was_declared(mode: str) -> None:
    two = DropSpecialisation.model_validate(
        {"label": {"pl": "odlewnictwo", "en": "electromobility"}, "mode": mode}
    )
    given([FOUNDED, ELECTRIC, CASTING]).when(two).refused("declared-now", "/label")
    early = {"label": {"en": "electromobility"}, "occurred": on("2017"), "mode": mode}
    given([FOUNDED, ELECTRIC]).when(DropSpecialisation.model_validate(early)).refused("in-order", "/occurred")


# ---- task teams --------------------------------------------------------------------------------------------
@MODES
def test_no_two_teams_have_one_name(mode: str) -> None:
    given([FOUNDED]).when(FormTaskTeam(name=dict(HEART.name), lead="party-um", occurred=on("2016"))).then(
        [HEART]
    )
    for name in ({"pl": "KARDIOLOGIA"}, {"de": "Kardiologia"}, {"pl": "serce", "en": "cardiology"}):
        same = FormTaskTeam.model_validate({"name": name, "mode": mode})
        given([FOUNDED, HEART]).when(same).refused("team-name-unique", "/name")
    other = {"name": {"pl": "Okulistyka"}, "mode": mode}
    given([FOUNDED, HEART]).when(FormTaskTeam.model_validate(other)).then(
        [TaskTeamFormed.model_validate(other)]
    )


@MODES
def test_a_dissolved_team_leaves_its_name(mode: str) -> None:
    fields = {"name": {"en": "cardiology"}, "mode": mode}
    dissolved = TaskTeamDissolved.model_validate(fields)
    given([FOUNDED, HEART, EYES]).when(DissolveTaskTeam.model_validate(fields)).then([dissolved])
    free = given([FOUNDED, HEART, EYES, dissolved])
    free.when(FormTaskTeam(name={"pl": "Kardiologia"})).then([TaskTeamFormed(name={"pl": "Kardiologia"})])
    free.when(FormTaskTeam(name={"pl": "Okulistyka"})).refused("team-name-unique", "/name")
    early = DissolveTaskTeam.model_validate(fields | {"occurred": on("2015")})
    given([FOUNDED, HEART]).when(early).refused("in-order", "/occurred")
    both = DissolveTaskTeam.model_validate({"name": {"pl": "okulistyka", "en": "cardiology"}, "mode": mode})
    given([FOUNDED, HEART, EYES]).when(both).refused("team-formed", "/name")


def test_only_a_team_that_works_is_dissolved_unless_a_source_reports_so() -> None:
    dissolve = DissolveTaskTeam(name={"pl": "Kardiologia"})
    given([FOUNDED, EYES]).when(dissolve).refused("team-formed", "/name")
    reported = {"name": {"pl": "Kardiologia"}, "mode": "reported"}
    given([FOUNDED, EYES]).when(DissolveTaskTeam.model_validate(reported)).then(
        [TaskTeamDissolved.model_validate(reported)]
    )


# ---- recognitions ------------------------------------------------------------------------------------------
SCHEME = "Krajowy Klaster Kluczowy"


def grant(since: str | None = None, until: str | None = None, scheme: str = SCHEME) -> GrantRecognition:
    return GrantRecognition(
        scheme=scheme, valid_from=on(since) if since else None, valid_to=on(until) if until else None
    )


def granted(since: str | None = None, until: str | None = None, scheme: str = SCHEME) -> RecognitionGranted:
    return RecognitionGranted.of(grant(since, until, scheme))


def withdrawn(when: str | None = None) -> RecognitionWithdrawn:
    return RecognitionWithdrawn(scheme=SCHEME, occurred=on(when) if when else None)


@MODES
@pytest.mark.parametrize(
    ("earlier", "new"),
    [
        (("2016-10", "2019-10"), ("2019-01", "2022")),
        (("2016", "2019"), ("2018", None)),
        (("2016", None), ("2020", "2023")),
        (("2016", None), (None, None)),
        ((None, None), (None, None)),
        (("2016-10-01", "2019-10-01"), ("2019-10-01", "2022")),  # the last day is one of its days
        (("2016", "2019"), ("2010", "2017")),
    ],
)
def test_two_recognitions_that_share_a_day_for_certain_are_refused(
    mode: str, earlier: tuple[str | None, str | None], new: tuple[str | None, str | None]
) -> None:
    command = grant(*new).model_copy(update={"mode": mode})
    given([FOUNDED, granted(*earlier)]).when(command).refused("recognition-overlaps", "/scheme")
    upper = grant(*new, scheme=SCHEME.upper())
    given([FOUNDED, granted(*earlier)]).when(upper).refused("recognition-overlaps", "/scheme")
    other = grant(*new, scheme="Klaster Wzrostowy")
    given([FOUNDED, granted(*earlier)]).when(other).then([granted(*new, scheme="Klaster Wzrostowy")])


@pytest.mark.parametrize(
    ("earlier", "new"),
    [
        (("2016", "2019"), ("2019", "2022")),  # 2019 may end before 2019 begins
        (("2016", "2019"), ("2020", None)),
        (("2016", "/2019"), ("2018", None)),  # “by 2019” may mean 2016
        (("2016/", "2019"), ("2018", "2019-06")),
        ((None, "2019"), ("2018", "2022")),
        (("2016", "2019~"), ("2018-06", "2022")),
    ],
)
def test_two_that_need_not_share_a_day_stand(
    earlier: tuple[str | None, str | None], new: tuple[str | None, str | None]
) -> None:
    given([FOUNDED, granted(*earlier)]).when(grant(*new)).then([granted(*new)])


@pytest.mark.parametrize(
    ("withdrawal", "new", "stands"),
    [
        (withdrawn("2017"), "2018", True),
        (withdrawn("2017"), "2017-06", True),
        (withdrawn("2019-06"), "2018", False),
        (withdrawn(), "2018", True),  # nobody knows when it ended
    ],
)
def test_a_withdrawn_recognition_ends_with_its_withdrawal(withdrawal: Event, new: str, stands: bool) -> None:
    answer = given([FOUNDED, granted("2016", "2022"), withdrawal]).when(grant(new))
    if stands:
        answer.then([granted(new)])
    else:
        answer.refused("recognition-overlaps", "/scheme")


@MODES
def test_a_recognition_does_not_end_before_it_begins(mode: str) -> None:
    backwards = grant("2019", "2018").model_copy(update={"mode": mode})
    given([FOUNDED]).when(backwards).refused("recognition-interval", "/valid_to")
    by_occurred = GrantRecognition(scheme=SCHEME, occurred=on("2019"), valid_to=on("2018"))
    given([FOUNDED]).when(by_occurred).refused("recognition-interval", "/valid_to")
    given([FOUNDED]).when(grant("2019", "2019")).then([granted("2019", "2019")])


def test_only_a_current_recognition_is_withdrawn_unless_a_source_reports_it() -> None:
    withdraw = WithdrawRecognition(scheme=SCHEME, occurred=on("2020"))
    given([FOUNDED, granted("2016", "2022")]).when(withdraw).then([withdrawn("2020")])
    for stream in (
        [FOUNDED],
        [FOUNDED, granted("2016", "2019")],
        [FOUNDED, granted("2016", "2022"), withdrawn("2018")],
    ):
        given(stream).when(withdraw).refused("recognised-now", "/scheme")
        reported = withdraw.model_copy(update={"mode": "reported"})
        given(stream).when(reported).then([withdrawn("2020").model_copy(update={"mode": "reported"})])


@MODES
def test_nothing_is_withdrawn_certainly_before_it_begins(mode: str) -> None:
    early = WithdrawRecognition.model_validate({"scheme": SCHEME, "occurred": on("2015"), "mode": mode})
    given([FOUNDED, granted("2016")]).when(early).refused("in-order", "/occurred")


def test_a_withdrawal_ends_the_one_that_was_valid_then() -> None:
    two = [FOUNDED, granted("2012", "2015"), granted("2016", "2022"), withdrawn("2014")]
    # the second goes on
    given(two).when(grant("2018")).refused("recognition-overlaps", "/scheme")
    given(two).when(grant("2014-12", "2015-06")).then([granted("2014-12", "2015-06")])
