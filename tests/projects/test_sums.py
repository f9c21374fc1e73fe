"""Sums of projects, worked out by hand: once a project, never lost, never twice."""

import doctest
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects import sums
from projects.periods import Period
from projects.services.rollups import coverage_text
from projects.stages import BuildStage
from projects.sums import Member, Said, invested_in, yearly_sums

YEARS = range(2021, 2026)


def said(year, stage="construction", invested=None, quarter=None):
    return Said(
        period=Period(year=year, quarter=quarter),
        stage=BuildStage(stage),
        invested=None if invested is None else Decimal(invested),
    )


def counts(*members, fields=("city",)):
    return [each.count for each in yearly_sums(members, fields=fields, years=YEARS).values()]


def money(*members, fields=("city",)):
    return [each.invested for each in yearly_sums(members, fields=fields, years=YEARS).values()]


def city(key, *reports, **more):
    return Member(key=key, field="city", reports=reports, **more)


def test_examples_in_docstrings():
    assert doctest.testmod(sums).failed == 0


def test_a_project_counts_once_in_its_first_year_under_way():
    road = city(1, said(2021, "preparation"), said(2022), said(2023), said(2024, "completed"))
    assert counts(road) == [0, 1, 0, 0, None]


def test_one_completed_at_once_counts_too_one_halted_never_begun_does_not():
    assert counts(city(1, said(2022, "completed"))) == [None, 1, None, None, None]
    assert counts(city(1, said(2022, "halted"))) == [None, 0, None, None, None]


def test_a_quarter_makes_it_count_in_its_year():
    road = city(1, said(2022, quarter=3), said(2023))
    assert counts(road) == [None, 1, 0, None, None]


def test_money_is_that_of_the_latest_period_that_says_any():
    road = city(
        1,
        said(2021, invested="1.5", quarter=2),
        said(2021, invested="3", quarter=4),
        said(2022, invested="4", quarter=4),
        said(2022, invested="5"),
        said(2023, invested="2", quarter=1),
        said(2023),
    )
    assert money(road) == [3, 5, 2, None, None]


def test_a_reported_zero_is_a_value_and_nothing_is_none():
    assert money(city(1, said(2021, invested="0"), said(2022))) == [0, None, None, None, None]


def test_only_the_fields_asked_for():
    park = Member(key=2, field="ecology", reports=[said(2021, invested="9")])
    road = city(1, said(2021, invested="1"))
    assert money(road, park) == [1, None, None, None, None]
    assert money(road, park, fields=("city", "ecology"))[0] == 10
    assert counts(road, park, fields=("city", "ecology"))[0] == 2


def test_how_many_were_reported_of_how_many():
    members = [city(1, said(2021)), city(2), city(3, said(2021), retired_in=2022)]
    found = yearly_sums(members, fields=["city"], years=[2021])[2021]
    assert (found.reported, found.expected) == (1, 2)


def test_a_quarter_counts_but_is_no_report_of_its_year():
    found = yearly_sums(
        [city(1, said(2021, invested="3", quarter=4)), city(2, said(2021))],
        fields=["city"],
        years=[2021],
    )[2021]
    assert (found.invested, found.reported, found.by_quarter, found.expected) == (3, 1, 1, 2)
    assert coverage_text(found) == "应报2个项目，已采用1个，另有1个只报了季度"


def test_what_was_completed_before_is_not_expected():
    done = city(1, said(2021, stage="completed"))
    sums = yearly_sums([done, city(2)], fields=["city"], years=[2021, 2022])
    assert [each.expected for each in sums.values()] == [2, 1]


def test_what_a_later_report_finds_not_completed_is_expected_again():
    back = city(1, said(2021, stage="completed"), said(2022), said(2023, stage="completed"))
    found = yearly_sums([back], fields=["city"], years=YEARS)
    assert [each.expected for each in found.values()] == [1, 1, 1, 0, 0]
    half = city(1, said(2021, stage="completed"), said(2022, quarter=2))
    found = yearly_sums([half], fields=["city"], years=YEARS)
    assert [each.expected for each in found.values()] == [1, 1, 1, 1, 1]


OLD = (said(2021, invested="1"), said(2022, invested="2"), said(2023, invested="4"))


@pytest.mark.parametrize(
    ("keeps_history", "expected_counts", "expected_money"),
    [
        # the same project entered twice: what the other says is all there is
        (False, [None, 1, 0, None, None], [None, 10, 20, None, None]),
        # two that became one in 2023: the years before count, and it began in 2021
        (True, [1, 0, 0, None, None], [1, 12, 20, None, None]),
    ],
)
def test_a_merged_project_counts_once(keeps_history, expected_counts, expected_money):
    gone = city(1, *OLD, retired_in=2023, keeps_history=keeps_history)
    stays = city(2, said(2022, invested="10"), said(2023, invested="20"), origins=[1])
    assert counts(gone, stays) == expected_counts
    assert money(gone, stays) == expected_money


def test_the_parts_of_a_split_project_count_from_its_first_year():
    whole = city(1, *OLD, retired_in=2023, keeps_history=True)
    parts = [city(key, said(2023, invested="3"), origins=[1]) for key in (2, 3)]
    assert counts(whole, *parts) == [2, 0, 0, None, None]
    assert money(whole, *parts) == [1, 2, 6, None, None]


def test_a_part_counts_only_from_the_year_of_the_split():
    """What was reported of it for an earlier year is the whole's to say, and its alone."""
    whole = city(1, *OLD, retired_in=2023, keeps_history=True)
    part = city(2, said(2020), said(2021, invested="9"), said(2022), begun_in=2023, origins=[1])
    found = yearly_sums([whole, part], fields=["city"], years=YEARS)
    assert [each.invested for each in found.values()] == [1, 2, None, None, None]
    assert [each.count for each in found.values()] == [1, 0, None, None, None]
    assert [(each.reported, each.expected) for each in found.values()] == [
        *[(1, 1), (1, 1)],
        *[(0, 1), (0, 1), (0, 1)],
    ]


@pytest.mark.parametrize(("year", "counted"), [(2022, "2"), (2023, None)])
def test_money_counts_in_the_years_a_project_has(year, counted):
    whole = city(
        *(1, said(2022, invested="2"), said(2023, invested="3")),
        retired_in=2023,
        keeps_history=True,
    )
    assert invested_in(whole, year) == (counted and Decimal(counted))


amounts = st.none() | st.integers(min_value=0, max_value=99).map(Decimal)
told = st.lists(
    st.builds(
        lambda year, quarter, stage, invested: said(year, stage, invested, quarter),
        st.sampled_from(YEARS),
        st.sampled_from([None, None, 1, 4]),
        st.sampled_from(["preparation", "construction", "completed", "halted"]),
        amounts,
    ),
    max_size=6,
)


@given(whole=told, parts=st.lists(told, min_size=2, max_size=3), year=st.sampled_from(YEARS))
def test_a_split_never_changes_the_sums_of_earlier_years(whole, parts, year):
    """Whatever the parts say, of earlier years too; from the split they alone are summed.

    How many count in the whole's first year is decided otherwise: each of the parts does.
    """
    split = [
        city(1, *whole, retired_in=year, keeps_history=True),
        *(city(n, *each, begun_in=year, origins=[1]) for n, each in enumerate(parts, start=2)),
    ]
    before = yearly_sums([city(1, *whole)], fields=["city"], years=YEARS)
    alone = yearly_sums(
        [city(n, *each) for n, each in enumerate(parts, start=2)], fields=["city"], years=YEARS
    )
    after = yearly_sums(split, fields=["city"], years=YEARS)
    for each in YEARS:
        same = before[each] if each < year else alone[each]
        assert (after[each].invested, after[each].reported) == (same.invested, same.reported)
        assert after[each].by_quarter == same.by_quarter
        assert sum(one.counts_in(each) for one in split) == (1 if each < year else len(parts))
        if each < year:
            assert after[each].expected == same.expected


def test_history_is_handed_on_through_several_changes():
    first = city(1, said(2021), retired_in=2022, keeps_history=True)
    second = city(2, said(2022), retired_in=2023, keeps_history=True, origins=[1])
    third = city(3, said(2023), origins=[2])
    assert counts(first, second, third)[0] == 1


def test_one_entered_twice_hands_on_what_it_had_taken_over():
    """Its own reports count nowhere; what became part of it before counts from its first year."""
    first = city(1, said(2021, invested="3"), retired_in=2022, keeps_history=True)
    twice = city(2, said(2020), said(2022, invested="7"), retired_in=2023, origins=[1])
    stays = city(3, said(2023, invested="1"), origins=[2])
    assert counts(first, twice, stays) == [1, None, 0, None, None]
    assert money(first, twice, stays) == [3, None, 1, None, None]


def test_what_is_not_retired_hands_nothing_on():
    assert counts(city(1, said(2021)), city(2, said(2022), origins=[1]))[:2] == [1, 1]


def test_an_origin_that_is_not_among_them_is_passed_over():
    assert counts(city(2, said(2022), origins=[1]))[1] == 1
