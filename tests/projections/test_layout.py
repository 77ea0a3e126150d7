"""Places of marks: nothing overlaps, nothing that is there moves, and the same record gives the same picture."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from services.projections.layout import obstacles, spacing
from services.projections.layout.graph import RADIUS, Floats, Graph, Layout, Tie, box
from services.projections.layout.places import EMPTY, laid_out

FORMS = sorted(RADIUS)
# Pixels at the size in which the picture is drawn, that a mark may move when something is added.
FEW = 3.0


@st.composite
def graphs(draw: st.DrawFn) -> tuple[dict[str, str], list[Tie]]:
    """Forms and ties of a random picture of up to forty marks."""
    count = draw(st.integers(2, 40))
    forms = {f"mark-{at}": draw(st.sampled_from(FORMS)) for at in range(count)}
    ends = st.integers(0, count - 1)
    pairs = draw(
        st.lists(st.tuples(ends, ends, st.sampled_from(("party", "role", "visit"))), max_size=2 * count)
    )
    return forms, [Tie(f"mark-{a}", f"mark-{b}", kind) for a, b, kind in pairs]


def pixels(graph: Graph, layout: Layout) -> Floats:
    return np.array([layout.places[id] for id in graph.ids]) * box(layout.width)


@given(graphs())
@settings(max_examples=25, deadline=None)
def test_no_circle_overlaps_another_nor_leaves_the_box(picture: tuple[dict[str, str], list[Tie]]) -> None:
    graph = Graph(*picture)
    layout = laid_out(graph, EMPTY)
    places = pixels(graph, layout)
    assert spacing.overlaps(graph, places) == 0
    assert (places >= graph.radius[:, None]).all()
    assert (places <= box(layout.width) - graph.radius[:, None]).all()


@given(graphs(), st.sampled_from(FORMS), st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_one_more_mark_moves_nothing_and_finds_room(
    picture: tuple[dict[str, str], list[Tie]], form: str, random: object
) -> None:
    forms, ties = picture
    if len(forms) < 4:
        forms = forms | {f"more-{at}": "organisation" for at in range(4)}
    before = laid_out(Graph(forms, ties), EMPTY)
    to = random.choice(sorted(forms))  # type: ignore[attr-defined]
    graph = Graph(forms | {"new": form}, [*ties, Tie("new", to, "role")])
    after = laid_out(graph, before)
    moved = [
        np.abs((np.array(after.places[id]) - np.array(place)) * box(before.width)).max()
        for id, place in before.places.items()
    ]
    assert max(moved) <= FEW
    assert spacing.overlaps(graph, pixels(graph, after)) == 0


@given(graphs(), st.randoms(use_true_random=False))
@settings(max_examples=15, deadline=None)
def test_the_order_of_marks_and_ties_changes_nothing(
    picture: tuple[dict[str, str], list[Tie]], random: object
) -> None:
    forms, ties = picture
    turned = dict(reversed(forms.items()))
    mixed = list(ties)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert laid_out(Graph(turned, mixed), EMPTY) == laid_out(Graph(forms, ties), EMPTY)


def test_ties_pass_circles_where_that_is_possible() -> None:
    """Three hubs, each with members of its own, and agreements between two of them."""
    hubs = [f"cluster-{at}" for at in range(3)]
    forms = (
        dict.fromkeys(hubs, "cluster")
        | {f"party-{at}": "organisation" for at in range(24)}
        | {"agreement-one": "agreement"}
    )
    ties = [Tie(hubs[at % 3], f"party-{at}", "role") for at in range(24)]
    ties += [Tie("agreement-one", hub, "party") for hub in hubs[:2]]
    graph = Graph(forms, ties)
    assert spacing.crossings(graph, pixels(graph, laid_out(graph, EMPTY))) == 0


def test_a_load_larger_than_half_is_laid_out_from_the_places_before() -> None:
    hubs = {f"cluster-{at}": "cluster" for at in range(6)}
    ties = [Tie("cluster-0", f"cluster-{at}", "cited") for at in range(1, 6)]
    before = laid_out(Graph(hubs, ties), EMPTY)
    forms = hubs | {f"party-{at}": "organisation" for at in range(40)}
    graph = Graph(forms, [*ties, *(Tie(f"cluster-{at % 6}", f"party-{at}", "role") for at in range(40))])
    after = laid_out(graph, before)
    assert spacing.overlaps(graph, pixels(graph, after)) == 0
    # Who was left of whom stays so, where they were far apart.
    for one in hubs:
        for other in hubs:
            if before.places[one][0] < before.places[other][0] - 0.35:
                assert after.places[one][0] < after.places[other][0]


def test_what_is_known_no_more_keeps_its_place() -> None:
    forms = {f"cluster-{at}": "cluster" for at in range(8)}
    before = laid_out(Graph(forms, []), EMPTY)
    del forms["cluster-3"]
    after = laid_out(Graph(forms | {"cluster-8": "cluster"}, []), before)
    assert {id: after.places[id] for id in before.places} == before.places


def test_the_circles_in_the_way_are_those_of_every_pair() -> None:
    """Compared with a look at each tie and circle, on a sheet as wide as a large record's."""
    random = np.random.default_rng(11)
    places = random.uniform(0, 6_000, (120, 2))
    radius = random.choice(sorted(RADIUS.values()), 120)
    ties = random.integers(0, 120, (300, 2))
    circles = np.arange(0, 120, 3)
    expected = set()
    for tie, (one, other) in enumerate(ties):
        along = places[other] - places[one]
        for circle in circles:
            share = np.clip((places[circle] - places[one]) @ along / max(along @ along, 1e-9), 0, 1)
            distance = np.linalg.norm(places[circle] - places[one] - share * along)
            if (
                circle not in (one, other)
                and distance < radius[circle] + obstacles.PASSING - obstacles.LITTLE
            ):
                expected.add((tie, int(circle)))
    assert len(expected) > 30
    through, pierced, _, _ = obstacles.in_the_way(places, radius, ties, circles)
    assert set(zip(through.tolist(), pierced.tolist(), strict=True)) == expected


def test_the_free_spots_are_all_that_no_circle_reaches() -> None:
    random = np.random.default_rng(7)
    forms = {f"mark-{at:03}": FORMS[at % len(FORMS)] for at in range(150)}
    graph = Graph(forms, [])
    width = graph.width()
    places = random.uniform(0, 1, (150, 2)) * box(width)
    there = np.arange(1, 150)
    middle = box(width) / 2
    spots = spacing.free_spots(graph, places, there, 0, middle, width)
    room = np.linalg.norm(spots[:, None] - places[there], axis=2) - graph.radius[there] - graph.radius[0]
    assert len(spots) > 50
    assert (room.min(axis=1) >= spacing.SPACE).all()
    # No spot of the grid between them is left out.
    step = np.diff(np.unique(spots[:, 0])).min()
    grid = np.stack(
        np.meshgrid(
            *(np.arange(low, high + 0.1, step) for low, high in zip(spots.min(0), spots.max(0), strict=True))
        ),
        axis=-1,
    ).reshape(-1, 2)
    free = np.linalg.norm(grid[:, None] - places[there], axis=2) - graph.radius[there] - graph.radius[0]
    assert len(spots) == int((free.min(axis=1) >= spacing.SPACE).sum())
