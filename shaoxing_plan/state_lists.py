"""The lists of what stands in a state, for whoever types its name into the search box."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeVar
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef
from django.urls import reverse

from indicators.progress import STATE_LABELS, State
from indicators.viewpoints import Viewpoint
from plans.models import Plan
from projects.lights import LIGHT_LABELS, Light
from projects.models import Project

Key = TypeVar("Key", bound=StrEnum)

SHORTEST: Final = 2
"""From how many signs on a part of a name is taken for it; one alone is in too many words."""
SAID_OF_STATES: Final[dict[str, tuple[State, ...]]] = {
    "达标": (State.HOLDING, State.MET, State.ACHIEVED_EARLY),
    "已完成": (State.MET, State.ACHIEVED_EARLY),
    "不达标": (State.BREACHED, State.MISSED),
    "没完成": (State.MISSED,),
    "未报": (State.NO_DATA,),
    "没报": (State.NO_DATA,),
    "未填报": (State.NO_DATA,),
    "落后": (State.BEHIND,),
    "超前": (State.AHEAD,),
    "退步": (State.REGRESSING,),
}
"""What people say of states that go by another name, or of several."""
SAID_OF_LIGHTS: Final[dict[str, tuple[Light, ...]]] = {
    "没报": (Light.GREY,),
    "未填报": (Light.GREY,),
    "落后": (Light.YELLOW, Light.RED),
}

_OF_WHAT: Final = re.compile(r"(?P<state>.+?)\s*的?\s*(?P<what>指标|项目)")
"""滞后项目, 滞后的指标: a state, and what is asked for that stands in it."""


@dataclass(frozen=True, kw_only=True)
class StateList:
    """A list of what stands in a state: what it is called, of which plan, and where it is."""

    label: str
    plan_label: str
    url: str


def lists_in_state(text: str, viewpoint: Viewpoint) -> tuple[StateList, ...]:
    """Return the lists of a state somebody names, newest plan first (one query, or none)."""
    asked = _OF_WHAT.fullmatch(text)
    state, what = asked.group("state", "what") if asked else (text, "")
    states = _named(state, STATE_LABELS, SAID_OF_STATES) if what != "项目" else []
    lights = _named(state, LIGHT_LABELS, SAID_OF_LIGHTS) if what != "指标" else []
    if not states and not lights:
        return ()
    named_projects = Project.objects.filter(plan=OuterRef("pk"), retired_on=None)
    plans = list(Plan.objects.annotate(has_projects=Exists(named_projects)))
    with_projects = [plan for plan in plans if plan.has_projects]
    return (
        *_lists(plans, states, viewpoint, page="indicator_list", parameter="state", what="指标"),
        *_lists(
            with_projects, lights, viewpoint, page="project_list", parameter="light", what="项目"
        ),
    )


def _named(
    text: str,
    labels: Mapping[Key, str],
    said: Mapping[str, tuple[Key, ...]],
) -> list[tuple[str, tuple[str, ...]]]:
    """Return what is named: by its whole name, by what people say, or by a part of its name."""
    found: dict[str, tuple[Key, ...]] = {
        label: (key,) for key, label in labels.items() if label == text
    }
    if not found and text in said:
        found = {text: said[text]}
    elif not found and len(text) >= SHORTEST:
        found = {label: (key,) for key, label in labels.items() if text in label}
    return [(label, tuple(map(str, keys))) for label, keys in found.items()]


def _lists(
    plans: Sequence[Plan],
    named: Sequence[tuple[str, tuple[str, ...]]],
    viewpoint: Viewpoint,
    *,
    page: str,
    parameter: str,
    what: str,
) -> Iterator[StateList]:
    for plan in plans:
        for name, values in named:
            query = urlencode({parameter: values, **viewpoint.parameters}, doseq=True)
            yield StateList(
                label=f"“{name}”的{what}",
                plan_label=plan.short_title,
                url=f"{reverse(page, args=[plan.slug])}?{query}",
            )
