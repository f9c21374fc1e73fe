"""Figures from files: merged where they agree, withdrawn where they vanish, never overwritten."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from indicators.models import Observation, ObservationSource, Series, Vintage
from indicators.services import NewObservation, Source, record_observation
from plans.models import Region
from shaoxing_plan.plan_files.exporting.export import exported
from shaoxing_plan.plan_files.format.contents import FileTree
from shaoxing_plan.plan_files.format.errors import PlanFilesError
from shaoxing_plan.plan_files.loading.load import LoadReport, load
from tests.factories import NOW, make_observation
from tests.plan_folders import (
    small_tree,
    with_cell,
    with_file,
    with_row,
    without,
    without_row,
)

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)
PUBLIC = "observations/public.csv"
OWN = "test-14/observations.csv"


@pytest.fixture(autouse=True)
def loaded() -> None:
    load(small_tree(), now=NOW)


def reload(tree: FileTree) -> LoadReport:
    return load(tree, now=LATER)


def refusal(tree: FileTree) -> str:
    with pytest.raises(PlanFilesError) as refused:
        reload(tree)
    (error,) = refused.value.errors
    return str(error)


def gdp_2020() -> Observation:
    return Observation.objects.get(series__code="gdp", year=2020, withdrawn_at=None)


def datasets(observation: Observation) -> set[str]:
    return set(observation.sources.values_list("dataset", flat=True))


def enter(text: str, *, published_on: date, vintage: Vintage = Vintage.ESTIMATE) -> Observation:
    """Record GDP 2020 as a department's report does."""
    new = NewObservation(
        series=Series.objects.get(code="gdp"),
        region=Region.objects.get(code="330600"),
        year=2020,
        value_text=text,
        vintage=vintage,
        published_on=published_on,
    )
    return record_observation(new, source=Source(dataset="entry", title="填报"), now=NOW)


def test_two_sources_of_one_figure_are_kept_with_the_earlier_day() -> None:
    gdp = gdp_2020()
    assert (gdp.value, gdp.published_on, gdp.recorded_at) == (Decimal(6001), date(2021, 2, 3), NOW)
    kept = gdp.sources.order_by("dataset").values_list("dataset", "published_on", "title")
    assert list(kept) == [
        ("public", date(2021, 2, 3), "政府工作报告"),
        ("test-14", date(2021, 2, 22), "规划纲要"),
    ]


def test_a_verdict_is_an_observation_without_number() -> None:
    cod = Observation.objects.get(series__code="cod")
    assert (cod.value, cod.assigned_met) == (None, True)


def test_qualifiers_of_a_value_are_kept() -> None:
    tree = with_cell(small_tree(), PUBLIC, row=3, value_text="1271左右")
    tree = with_row(tree, PUBLIC, copied=3, year="2023", value_text="1300以上")
    tree = with_row(tree, PUBLIC, copied=3, series="jobs", definition="", value_text="[91.8]")
    reload(tree)
    fields = ("value", "is_approximate", "is_at_least", "is_period_total")
    standing = Observation.objects.filter(withdrawn_at=None, year__gt=2021)
    assert set(standing.values_list(*fields)) == {
        (Decimal(1271), True, False, False),
        (Decimal(1300), False, True, False),
        (Decimal("91.8"), False, False, True),
    }


def test_a_figure_loses_a_source_and_stands_on_the_other() -> None:
    gdp = gdp_2020()
    reload(without_row(small_tree(), PUBLIC, row=2))
    gdp.refresh_from_db()
    assert (gdp.withdrawn_at, gdp.published_on) == (None, date(2021, 2, 22))
    assert datasets(gdp) == {"test-14"}


def test_a_figure_that_no_file_has_any_more_is_withdrawn_and_stays_readable() -> None:
    gdp = gdp_2020()
    reload(without_row(without_row(small_tree(), PUBLIC, row=2), OWN, row=2))
    gdp.refresh_from_db()
    assert gdp.withdrawn_at == LATER
    assert datasets(gdp) == {"public", "test-14"}


def test_a_figure_that_comes_back_is_a_new_one() -> None:
    gone = gdp_2020()
    reload(without_row(without_row(small_tree(), PUBLIC, row=2), OWN, row=2))
    load(small_tree(), now=LATER + timedelta(days=1))
    assert gdp_2020().pk != gone.pk
    assert gdp_2020().recorded_at == LATER + timedelta(days=1)
    assert exported(["test-14"]) == small_tree()


def test_a_corrected_figure_replaces_the_old_one_which_stays_readable() -> None:
    old = gdp_2020()
    tree = with_cell(small_tree(), PUBLIC, row=2, value_text="6010")
    reload(with_cell(tree, OWN, row=2, value_text="6010"))
    old.refresh_from_db()
    assert (old.value, old.withdrawn_at) == (Decimal(6001), LATER)
    assert datasets(old) == {"public", "test-14"}
    assert (gdp_2020().value, gdp_2020().recorded_at) == (Decimal(6010), LATER)
    assert reload(with_cell(tree, OWN, row=2, value_text="6010")).count == 0


def test_a_corrected_day_of_publication_is_no_new_figure() -> None:
    gdp = gdp_2020()
    reload(with_cell(small_tree(), PUBLIC, row=2, published_on="2021-01-05"))
    assert (gdp_2020().pk, gdp_2020().published_on) == (gdp.pk, date(2021, 1, 5))


def test_a_day_not_known_does_not_hide_one_that_is() -> None:
    reload(with_cell(small_tree(), PUBLIC, row=2, published_on=""))
    assert gdp_2020().published_on == date(2021, 2, 22)


def test_successive_revisions_stand_side_by_side() -> None:
    tree = with_row(
        small_tree(), OWN, copied=2, vintage="revised", value_text="5964", published_on="2022-01-16"
    )
    tree = with_row(tree, OWN, copied=4, value_text="5950", published_on="2024-01-16")
    reload(tree)
    revised = Observation.objects.filter(vintage="revised", withdrawn_at=None)
    assert set(revised.values_list("value", flat=True)) == {Decimal(5964), Decimal(5950)}
    assert exported(["test-14"]) == tree


def test_two_sources_in_one_file_keep_their_order() -> None:
    tree = with_row(small_tree(), PUBLIC, copied=2, source_title="另一来源")
    reload(tree)
    assert gdp_2020().sources.count() == 3
    assert exported(["test-14"]) == tree
    assert reload(tree).count == 0


def test_a_figure_entered_otherwise_is_never_touched() -> None:
    entered = enter("5990", published_on=date(2021, 6, 1))
    for tree in (
        small_tree(),
        with_cell(small_tree(), PUBLIC, row=3, value_text="1"),
        without_row(without_row(small_tree(), PUBLIC, row=2), OWN, row=2),
    ):
        reload(tree)
        entered.refresh_from_db()
        assert (entered.value, entered.withdrawn_at) == (Decimal(5990), None)
        assert datasets(entered) == {"entry"}


def test_a_file_that_says_what_was_entered_only_adds_a_source() -> None:
    entered = enter("5964", published_on=date(2026, 1, 16), vintage=Vintage.REVISED)
    row = {"vintage": "revised", "value_text": "5964", "published_on": "2026-01-16"}
    reload(with_row(small_tree(), PUBLIC, copied=2, **row))
    assert datasets(entered) == {"entry", "public"}
    assert Observation.objects.filter(vintage="revised").count() == 1
    reload(small_tree())
    entered.refresh_from_db()
    assert (datasets(entered), entered.withdrawn_at) == ({"entry"}, None)


def test_a_figure_without_any_source_outlives_the_file_that_says_the_same() -> None:
    entered = enter("5964", published_on=date(2026, 1, 16), vintage=Vintage.REVISED)
    entered.sources.all().delete()
    row = {"vintage": "revised", "value_text": "5964", "published_on": "2026-01-16"}
    reload(with_row(small_tree(), PUBLIC, copied=2, **row))
    reload(small_tree())
    entered.refresh_from_db()
    assert entered.withdrawn_at is None


def test_a_file_that_contradicts_what_was_entered_on_the_same_day_is_refused() -> None:
    enter("5964", published_on=date(2026, 1, 16), vintage=Vintage.REVISED)
    row = {"vintage": "revised", "value_text": "5970", "published_on": "2026-01-16"}
    told = refusal(with_row(small_tree(), PUBLIC, copied=2, **row))
    assert told.startswith("observations/public.csv 第4行 value_text列：“5970”与库中")
    assert "5964" in told


def test_a_plan_that_is_not_loaded_now_still_holds_its_figures() -> None:
    others = {path: each for path, each in small_tree().items() if not path.startswith("test-14")}
    reload(without_row(others, PUBLIC, row=2))
    assert datasets(gdp_2020()) == {"test-14"}
    told = refusal(with_cell(others, PUBLIC, row=2, value_text="6010"))
    assert told.startswith("observations/public.csv 第2行 value_text列：“6010”与库中来自test-14")


@pytest.mark.parametrize("file", [OWN, "observations/more.csv"])
def test_a_file_of_figures_that_is_missing_withdraws_nothing(file: str) -> None:
    tree = with_file(small_tree(), file, small_tree()[OWN])
    reload(tree)
    told = refusal(without(tree, file))
    assert told.startswith(f"{file}：缺少这个文件")
    assert "2条实绩" in told


def test_a_file_with_only_its_header_withdraws_all_it_held() -> None:
    header = small_tree()[PUBLIC].splitlines(keepends=True)[0]
    reload(with_file(small_tree(), PUBLIC, header))
    standing = ObservationSource.objects.filter(observation__withdrawn_at=None)
    assert set(standing.values_list("dataset", flat=True)) == {"test-14"}


def test_figures_of_other_series_and_regions_are_left_alone() -> None:
    other = make_observation(Series.objects.get(code="pm25"), year=2020, text="28")
    reload(with_cell(small_tree(), PUBLIC, row=2, series="pm25", value_text="29"))
    other.refresh_from_db()
    assert other.withdrawn_at is None
