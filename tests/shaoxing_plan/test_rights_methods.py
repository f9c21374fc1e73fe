"""Every address × every role × the methods that are neither GET nor POST.

Most views of ours refuse a method before they look at who asks, so that what they offer is checked
without a plan or people; those of the planners' desk ask for a planner first. The long run asks
every address as every role all the same.
"""

from collections.abc import Iterator

import pytest
from django.http import HttpResponseNotAllowed
from django.test import RequestFactory
from django.urls import get_resolver

from tests.roles import ROLES, answer
from tests.shaoxing_plan.test_rights import ALL_LINES, Line, address, area_of, patterns
from tests.sizes import IS_LONG

OTHERS = ("PUT", "PATCH", "DELETE")
OURS = ("plan", "entry", "review")
VIEWS = {
    route: each.callback
    for route, each in patterns(get_resolver())
    if area_of(route) in {"plan", "entry"} and not route.startswith("static/")
}


@pytest.mark.parametrize("route", VIEWS)
def test_no_view_of_ours_offers_another_method(route):
    """Called without the parts of its address: a view that ran would fail."""
    for method in OTHERS:
        response = VIEWS[route](RequestFactory().generic(method, "/"))
        assert isinstance(response, HttpResponseNotAllowed), method


@pytest.mark.django_db
def test_nor_does_one_of_the_planners_desk_for_those_it_lets_in(world):
    for route, line in ALL_LINES.items():
        if area_of(route) == "review":
            url = address(route, line, world.values)
            role = next(role for role, letters in _roles_with(line) if "a" in letters)
            assert {answer(world, role, each.lower(), url) for each in OTHERS} == {"m"}, route


@pytest.mark.django_db
@pytest.mark.parametrize("area", ["accounts", "admin"])
def test_another_method_gets_nobody_further_than_reading_and_sending(world, area):
    """Django's own views take PUT for POST, or anything but POST for GET."""
    for route, line in ALL_LINES.items():
        if area_of(route) == area:
            url = address(route, line, world.values)
            for role, letters in _roles_with(line):
                for method in OTHERS if IS_LONG else OTHERS[:1]:
                    got = answer(world, role, method.lower(), url)
                    assert got in {*letters, "m"}, (method, role, route)


@pytest.mark.django_db
@pytest.mark.parametrize("area", OURS)
def test_who_may_look_may_ask_for_the_head_alone(world, area):
    for route, line in ALL_LINES.items():
        if area_of(route) == area and not route.startswith("static/"):
            url = address(route, line, world.values)
            for role, letter in _readers(line):
                assert answer(world, role, "head", url) == letter, (role, route)


def _roles_with(line: Line) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield each role with what it gets for GET and for POST."""
    get, post = line.get.replace(" ", ""), line.post.replace(" ", "")
    yield from zip(ROLES, zip(get, post, strict=True), strict=True)


def _readers(line: Line) -> list[tuple[str, str]]:
    """Return roles with what they get: all in the long run, else the first that gets in."""
    pairs = [(role, get) for role, (get, _post) in _roles_with(line)]
    return pairs if IS_LONG else [each for each in pairs if each[1] == "a"][:1]


@pytest.mark.long
@pytest.mark.django_db
@pytest.mark.parametrize("area", OURS)
def test_other_methods_get_nobody_in(world, area):
    for route, line in ALL_LINES.items():
        if area_of(route) == area and not route.startswith("static/"):
            url = address(route, line, world.values)
            for role in ROLES:
                for method in OTHERS:
                    assert answer(world, role, method.lower(), url) in "lmf", (method, role, route)
