"""The help: generated from the rules in force, and linked from the words on screen."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from indicators.models import Kind, RuleSet
from indicators.progress import State
from projects.lights import Light, LightRules
from shaoxing_plan.help.lights import light_helps
from shaoxing_plan.help.pages import help_page
from shaoxing_plan.help.terms import glossary, terms_named
from tests.factories import judge, make_indicator, make_plan

pytestmark = pytest.mark.django_db
TODAY = date(2024, 3, 1)


def new_rules(**fields) -> RuleSet:
    usual = RuleSet.objects.first()
    usual.pk, usual.version, usual.effective_on = None, "试行", date(2024, 2, 1)
    for name, value in fields.items():
        setattr(usual, name, value)
    usual.save(force_insert=True)
    return usual


def test_every_state_kind_and_light_is_explained():
    page = help_page(today=TODAY)
    assert {each.state for each in page.states} == set(State)
    assert {each.kind for each in page.kinds} == set(Kind)
    assert {each.light for each in page.lights} == set(Light)
    assert all(each.meaning and each.step and each.example for each in page.states)
    assert all(each.example.light == each.light for each in page.lights)


def test_rules_and_examples_are_those_in_force():
    before = help_page(today=TODAY)
    new_rules(ahead_ratio=Decimal("1.2500"), light_nearly_points=Decimal(20))
    after = help_page(today=TODAY)
    tests = [
        next(each.test for each in page.states if each.state == "ahead") for page in (before, after)
    ]
    assert ("r ≥ 1.05" in tests[0], "r ≥ 1.25" in tests[1]) == (True, True)
    assert ("快于预期（比值≥）", "1.25") in after.thresholds
    behind = [
        each.example.behind_points
        for page in (before, after)
        for each in page.lights
        if each.light == "nearly"
    ]
    assert behind == [5, 10]
    assert help_page(today=date(2024, 1, 31)).rule_set == before.rule_set


def test_examples_are_in_the_period_of_the_newest_plan():
    assert help_page(today=TODAY).path_rows[0].year == 2020
    make_plan(base_year=2015)
    assert help_page(today=TODAY).path_rows[0].year == 2015


@pytest.mark.parametrize(
    ("rules", "missing"),
    [
        (LightRules(nearly_points=Decimal(0)), {"nearly"}),
        (LightRules(nearly_points=Decimal(10), behind_points=Decimal(70)), {"red"}),
    ],
)
def test_a_light_the_rules_leave_no_room_for_has_no_example(rules, missing):
    helps = light_helps(rules, base_year=2020)
    assert {each.light for each in helps if each.example is None} == missing


def test_keys_of_the_glossary_are_unique_and_its_references_hold():
    terms = [term for group in glossary() for term in group.terms]
    keys = [term.key for term in terms]
    assert len(keys) == len(set(keys))
    assert all(re.fullmatch("[a-z-]+", key) for key in keys)
    assert all(term.text.endswith("。") and "\n" not in term.text for term in terms)
    assert [each.key for each in terms_named("口径")] == ["definition", "standpoints"]
    assert terms_named("的") == ()


def test_the_pages_name_every_term_and_state(client):
    page = client.get(reverse("help_terms")).content.decode()
    assert all(f'id="{term.key}"' in page for group in glossary() for term in group.terms)
    page = client.get(reverse("help")).content.decode()
    assert all(f'id="means-{state}"' in page for state in State)
    assert all(f'id="kind-{kind}"' in page for kind in Kind.values)


def test_every_link_into_the_help_has_a_place_to_go(client):
    """Follow the links of a page that has every kind of them."""
    plan = make_plan()
    make_indicator(plan, code="x", base="40", target="60", actuals={2021: "42", 2023: "44"})
    judge(plan)
    places = {
        address: set(re.findall(r'id="([^"]+)"', client.get(address).content.decode()))
        for address in (reverse("help"), reverse("help_terms"))
    }
    linked = set()
    for address in ("/indicators/x/", reverse("plan_matrix", args=[plan.slug])):
        page = client.get(address).content.decode()
        linked |= set(re.findall(r'href="(/help/[^"#]*)#([^"]+)"', page))
    assert {("/help/", "means-behind"), ("/help/terms/", "due-share")} <= linked
    assert [(page, place) for page, place in linked if place not in places[page]] == []


def test_a_word_of_the_glossary_is_found_by_searching(client):
    page = client.get(reverse("search"), {"q": "应有进度"})
    assert f"{reverse('help_terms')}#due-share" in page.content.decode()


@pytest.mark.parametrize("plans", [1, 20])
def test_the_number_of_queries_is_the_same(client, plans, django_assert_num_queries):
    for number in range(plans):
        make_plan(slug=f"p{number}", base_year=2020 - number)
    with django_assert_num_queries(2):
        client.get(reverse("help"))
