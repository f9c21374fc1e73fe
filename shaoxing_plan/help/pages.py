"""All that the page of help shows, under the rules of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from indicators.examples import (
    Example,
    PathExample,
    binding_example,
    growth_path_example,
    path_example,
    tolerance_examples,
)
from indicators.formatting import number_text, plain_text
from indicators.models import RuleSet
from indicators.questions import core_rules
from indicators.selectors.assessments import rule_set_on
from plans.selectors import newest_plan
from projects.lights import LightRules
from shaoxing_plan.help.kinds import KindHelp, kind_helps
from shaoxing_plan.help.lights import LightHelp, light_helps
from shaoxing_plan.help.states import StateHelp, state_helps

_DIGITS = 4


@dataclass(frozen=True, kw_only=True)
class PathRow:
    """What is due in a year, on a straight path and on one of constant growth."""

    year: int
    linear: str
    geometric: str


@dataclass(frozen=True, kw_only=True)
class HelpPage:
    """States, ways of judging, paths and lights with their examples, and the thresholds."""

    rule_set: RuleSet
    thresholds: tuple[tuple[str, str], ...]
    states: tuple[StateHelp, ...]
    kinds: tuple[KindHelp, ...]
    binding: Example | None
    tolerances: tuple[tuple[str, Example], ...]
    path: PathExample
    path_rows: tuple[PathRow, ...]
    growth_path: Example
    lights: tuple[LightHelp, ...]


def help_page(*, today: date) -> HelpPage:
    """Return the help under the rules in force, its examples in the newest plan's period."""
    rule_set, plan = rule_set_on(today), newest_plan(today=today)
    rules = core_rules(rule_set)
    base_year = plan.base_year if plan else today.year - today.year % 5
    path = path_example(base_year=base_year)
    points, amount = tolerance_examples(rules, base_year=base_year)
    light_rules = LightRules(
        nearly_points=rule_set.light_nearly_points, behind_points=rule_set.light_behind_points
    )
    return HelpPage(
        rule_set=rule_set,
        thresholds=tuple(_thresholds(rule_set)),
        states=tuple(state_helps(rules, base_year=base_year)),
        kinds=tuple(kind_helps(rules, base_year=base_year)),
        binding=binding_example(rules, base_year=base_year),
        tolerances=(("百分比的左右", points), ("总量的左右", amount)),
        path=path,
        path_rows=tuple(
            PathRow(year=year, linear=number_text(linear, 0), geometric=number_text(geometric, 0))
            for year, linear, geometric in path.rows
        ),
        growth_path=growth_path_example(rules, base_year=base_year),
        lights=tuple(light_helps(light_rules, base_year=base_year)),
    )


def _thresholds(rule_set: RuleSet) -> list[tuple[str, str]]:
    """Return every threshold of a rule set with its name."""
    values = ((field, getattr(rule_set, field.name)) for field in RuleSet._meta.fields)
    return [
        (str(field.verbose_name), plain_text(value, _DIGITS).replace("-", "−"))
        for field, value in values
        if isinstance(value, Decimal)
    ]
