"""The estimate: the arithmetic by hand on a small land, and what it promises on districts it has not seen."""

from typing import Any

import numpy as np
import pytest

from build_scripts.schools.estimate.catchment import SmallAreas, allocate_children, children_to_fill
from build_scripts.schools.estimate.deciles import (
    fit_margin,
    inside_unseen_margin,
    make_up_pupils,
    margin,
    share_in_deciles,
    widen,
)
from build_scripts.schools.estimate.regression import (
    HIGH,
    MEALS,
    PLACES,
    Model,
    Predictors,
    Validation,
    assign_folds,
    cross_validate,
    fit,
    margin_weights,
    width_factors,
)


def land(*areas: tuple[float, float, float, float]) -> SmallAreas:
    """Areas as (kilometres along a road, children, IDACI, decile)."""
    road, children, idaci, decile = (np.array(column, float) for column in zip(*areas, strict=True))
    return SmallAreas(
        np.column_stack([road, np.zeros(len(road))]), children, idaci, decile.astype(int), np.zeros(len(road), bool)
    )


def spots(*road: float) -> Any:
    return np.column_stack([np.array(road), np.zeros(len(road))])


def test_one_school_alone_takes_every_child() -> None:
    found = allocate_children(
        land((0, 100, 10, 5), (50, 300, 30, 2)), spots(0.0), np.array([500.0]), np.array([40.0]), 1.0
    )
    assert found.idaci == pytest.approx([25])
    assert found.spread == pytest.approx([np.sqrt(0.25 * 15**2 + 0.75 * 5**2)])
    assert found.usual_meals == pytest.approx([40])


def test_two_schools_share_by_size_and_distance() -> None:
    found = allocate_children(
        land((0, 100, 10, 5), (1, 100, 30, 2)), spots(0.0, 1.0), np.array([100.0, 100.0]), np.array([20.0, np.nan]), 1.0
    )
    near = 1 / (1 + np.exp(-1))
    assert found.idaci == pytest.approx([10 * near + 30 * (1 - near), 30 * near + 10 * (1 - near)])
    assert found.usual_meals == pytest.approx([20, 20])  # the other school tells nothing


def test_every_child_is_given_out_once() -> None:
    place = land(*((n, 100 + n, n, 5) for n in range(20)))
    found = allocate_children(place, spots(2.0, 3.5, 40.0), np.array([100.0, 900.0, 50.0]), np.full(3, np.nan), 0.45)
    assert np.bincount(found.area, found.weight) == pytest.approx(place.children)
    assert np.isnan(found.usual_meals).all()


def test_a_larger_school_draws_from_further() -> None:
    place = land((0, 100, 10, 5), (1, 100, 20, 5), (2, 100, 30, 2))
    small = allocate_children(place, spots(0.0, 2.0), np.array([100.0, 100.0]), np.full(2, np.nan), 1.0)
    large = allocate_children(place, spots(0.0, 2.0), np.array([900.0, 100.0]), np.full(2, np.nan), 1.0)
    assert large.idaci[0] > small.idaci[0]


def test_the_size_of_a_school_is_the_children_that_would_fill_it() -> None:
    assert children_to_fill(210, "primary") == 480
    assert children_to_fill(900, "secondary") == 2400


def test_share_in_deprived_deciles_follows_the_mean() -> None:
    place = land((0, 100, 10, 6), (0, 100, 20, 4), (0, 100, 40, 2))
    found = allocate_children(place, spots(0.0), np.array([300.0]), np.array([np.nan]), 1.0)
    as_it_is, more, all_, none = (
        share_in_deciles(place, found, np.array([mean]))[0] for mean in (70 / 3, 30.0, 60.0, 0.0)
    )
    assert as_it_is == pytest.approx(100 / 3, abs=0.01)
    assert as_it_is < more < all_
    assert all_ == pytest.approx(100, abs=0.01)
    assert none == pytest.approx(0, abs=0.01)


def test_a_share_lies_furthest_from_what_the_mean_leads_to_where_areas_are_mixed() -> None:
    weights = {"mixed": 0.2, "one": 2.0}
    assert margin(weights, np.array([0.0, 50.0, 100.0])) == pytest.approx([2, 12, 2])


def test_two_errors_that_have_nothing_to_do_with_each_other_add_up_by_their_squares() -> None:
    low, high = widen(np.array([27.0]), np.array([30.0]), np.array([42.0]), np.array([4.0, 5.0])[:1])
    assert (low[0], high[0]) == pytest.approx((25, 30 + np.hypot(12, 4)))


def test_made_up_pupils_come_from_the_places_that_they_are_drawn_from() -> None:
    place = land((0, 100, 10, 6), (0, 100, 40, 2), (9, 200, 60, 1))
    sizes, meals, pupils = np.array([100.0, 100.0]), np.full(2, np.nan), np.array([4000.0, 4000.0])
    usual = allocate_children(place, spots(0.0, 9.0), sizes, meals, 4.0)
    nearest = allocate_children(place, spots(0.0, 9.0), sizes, meals, 0.01)
    drawn = make_up_pupils(place, usual, nearest, pupils)
    assert drawn.mean == pytest.approx([25, 60], abs=1)
    assert drawn.share == pytest.approx([50, 100], abs=3)
    assert drawn.estimate == pytest.approx([50, 100], abs=5)
    again = make_up_pupils(place, usual, nearest, pupils)
    assert (again.mean == drawn.mean).all()  # the same pupils in every run


def test_a_margin_between_mean_and_share_holds_what_it_promises_on_districts_not_seen() -> None:
    chance = np.random.default_rng(7)
    share = chance.uniform(0, 100, 3000)
    error = chance.normal(0, 1, 3000) * (1 + 0.1 * np.sqrt(share * (100 - share)))
    groups = [f"Madeup District {n}" for n in chance.integers(0, 60, 3000)]
    assert 0.89 <= inside_unseen_margin(share, error, groups).mean() <= 0.94
    weights = fit_margin(share, error)
    assert weights["mixed"] == pytest.approx(0.17, abs=0.03)  # 92 of 100 lie within 1.7 standard deviations
    assert weights["one"] == pytest.approx(1.7, abs=0.6)


# --- The fit -------------------------------------------------------------------------------------------------------


def made_up_facts(count: int = 600, seed: int = 1) -> tuple[Predictors, Any, list[str]]:
    chance = np.random.default_rng(seed)
    catchment, pupils = chance.uniform(2, 45, count), chance.uniform(150, 1800, count)
    meals, usual = 1.3 * catchment + chance.normal(0, 6, count), 1.3 * catchment
    london = (chance.uniform(size=count) < 0.2).astype(float)
    aided = (chance.uniform(size=count) < 0.2).astype(float)
    noise = chance.normal(0, 1, count) * 40 / np.sqrt(pupils) * (1 + aided)
    truth = 0.7 * catchment + 0.25 * meals + 2 * aided + noise
    groups = [f"Madeup District {n}" for n in chance.integers(0, 60, count)]
    spread, language = chance.uniform(4, 12, count), chance.uniform(0, 60, count)
    return Predictors(catchment, spread, meals, usual, language, london, aided, np.zeros(count), pupils), truth, groups


def test_folds_never_split_a_district() -> None:
    groups = [f"Madeup District {n % 37}" for n in range(500)]
    folds = assign_folds(groups, 10)
    assert all(len({fold for name, fold in zip(groups, folds, strict=True) if name == group}) == 1 for group in groups)
    assert max(np.bincount(folds)) - min(np.bincount(folds)) <= 14
    assert (folds == assign_folds(groups, 10)).all()


def test_the_promise_holds_on_districts_not_seen() -> None:
    facts, truth, groups = made_up_facts()
    trial = cross_validate(MEALS, facts, truth, groups)
    assert 0.88 <= trial.inside.mean() <= 0.94
    assert np.abs(trial.middle - truth).mean() < 1.5


def test_the_promise_holds_for_each_kind_of_school_and_no_wider_than_it_must() -> None:
    """Where the errors are larger the ranges are wider, so that each kind is held as often as all of them."""
    facts, truth, groups = made_up_facts(1000)
    trial = cross_validate(MEALS, facts, truth, groups)
    width = trial.high - trial.low
    kinds = {"small": facts.pupils < 400, "large": facts.pupils > 1200, "aided": facts.aided > 0}
    for name, kind in kinds.items():
        assert 0.86 <= trial.inside[kind].mean() <= 0.96, name
    assert width[kinds["small"]].mean() > 1.5 * width[kinds["large"]].mean()
    assert width[kinds["aided"]].mean() > 1.5 * width[~kinds["aided"]].mean()


def test_a_margin_holds_what_it_is_asked_to_and_not_more() -> None:
    errors = np.arange(1, 101, dtype=float)
    parts = np.column_stack([np.ones(100), np.where(errors > 50, 1.0, 0.0)])
    for aim in (0.5, 0.9):
        held = errors <= parts @ margin_weights(parts, errors, aim) + 1e-9
        assert [held[:50].mean(), held[50:].mean()] == pytest.approx([aim, aim], abs=0.03)


def test_a_widened_range_keeps_its_middle() -> None:
    trial = Validation(np.array([5.0, 9.0]), np.array([4.0, 4.0]), np.array([3.0, 3.0]), np.array([6.0, 6.0]))
    wide = trial.widened(np.array([1.0, 3.0]))
    assert (wide.low.tolist(), wide.high.tolist()) == ([3.0, 1.0], [6.0, 10.0])
    assert (trial.inside.tolist(), wide.inside.tolist()) == ([True, False], [True, True])


def test_an_unseen_district_has_no_say_in_its_own_estimate() -> None:
    facts, truth, groups = made_up_facts()
    first = cross_validate(MEALS, facts, truth, groups)
    here = np.array(groups) == groups[0]
    moved = truth + np.where(here, 30.0, 0.0)
    assert cross_validate(MEALS, facts, moved, groups).middle[here] == pytest.approx(first.middle[here])


def test_meals_make_it_better() -> None:
    facts, truth, groups = made_up_facts()
    errors = {
        name: np.abs(cross_validate(name, facts, truth, groups).middle - truth).mean() for name in (MEALS, PLACES)
    }
    assert errors[MEALS] < errors[PLACES]


def test_a_kind_that_differs_needs_more_than_one_that_does_not() -> None:
    facts, truth, groups = made_up_facts()
    odd = facts.london > 0
    needed = width_factors(
        MEALS, facts, truth + np.where(odd, 4.0, 0.0), groups, {"odd": odd, "usual": np.arange(600) % 5 == 0}
    )
    assert needed["odd"] > 1.5 * needed["usual"]


def test_the_published_constants_are_the_ones_used() -> None:
    facts, truth, groups = made_up_facts()
    model = fit(MEALS, facts, truth, groups)
    assert all(round(weight, 4) == weight for weight in [*model.weights.values(), *model.margin.values()])
    one = facts.at(slice(0, 1))
    by_hand = sum(weight * one.term(name)[0] for name, weight in model.weights.items())
    assert model.middle(one)[0] == pytest.approx(by_hand)
    high = max(by_hand - HIGH, 0)
    margin = sum(weight * (high if name == "high" else one.term(name)[0]) for name, weight in model.margin.items())
    assert np.concatenate(model.interval(one)) == pytest.approx([by_hand - margin, by_hand + margin])
    assert Model(**model.as_data()) == model
