"""Who reports a year in a project's place, however long the way to it."""

from __future__ import annotations

import doctest

from projects import kinship
from projects.kinship import Kin, who_tells
from projects.tenure import Tenure

GONE = Tenure(retired_in=2024, keeps_history=True)


def test_examples_in_docstrings():
    assert doctest.testmod(kinship).failed == 0


def test_a_circle_ends_and_names_nobody():
    kin = {1: Kin(tenure=GONE, merged_into=2), 2: Kin(tenure=GONE, merged_into=1)}
    assert who_tells(1, 2024, kin) == []
    assert who_tells(1, 2023, kin) == [1]


def test_one_entered_twice_into_a_part_leads_to_the_whole_before_the_split():
    kin = {
        1: Kin(tenure=GONE),
        2: Kin(tenure=Tenure(begun_in=2024), split_from=1),
        3: Kin(tenure=Tenure(retired_in=2025), merged_into=2),
    }
    assert [who_tells(3, year, kin) for year in (2023, 2024, None)] == [[1], [2], [2]]


def test_one_given_up_leads_to_nobody():
    assert who_tells(1, 2024, {1: Kin(tenure=GONE)}) == []
