"""What each light of a project means, with an example the core has judged; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from projects.lights import (
    LIGHT_LABELS,
    Light,
    LightQuestion,
    LightRules,
    LightVerdict,
    judge_light,
)
from projects.stages import BuildStage, JudgedBy

_MEANINGS: Final[Mapping[Light, str]] = {
    Light.GREEN: "完成的工作量不少于应完成的。",
    Light.NEARLY: "比应完成的少一点。",
    Light.YELLOW: "比应完成的少得多；停缓建的项目最好也只是这一档。",
    Light.RED: "远远落后。",
    Light.GREY: "这一期没有经审核的上报，或者缺形象进度，不知道好坏，不当作正常。",
}
_DUE: Final = Decimal(60)
"""Points due at the end of the third of five years."""


@dataclass(frozen=True, kw_only=True)
class LightHelp:
    """A light with its meaning and an example; None where the rules leave no room for it."""

    light: str
    label: str
    meaning: str
    example: LightVerdict | None


def light_helps(rules: LightRules, *, base_year: int) -> list[LightHelp]:
    """Return every light, best first."""
    nearly, behind = rules.nearly_points, rules.behind_points
    done: dict[Light, Decimal | None] = {
        Light.GREEN: _DUE,
        Light.NEARLY: _done(Decimal(0), nearly),
        Light.YELLOW: _done(nearly, behind),
        Light.RED: _done(behind, _DUE),
    }
    return [
        LightHelp(
            light=light,
            label=LIGHT_LABELS[light],
            meaning=meaning,
            example=_example(light, done.get(light), rules, base_year=base_year),
        )
        for light, meaning in _MEANINGS.items()
    ]


def _done(least: Decimal, most: Decimal) -> Decimal | None:
    """Return the points done of a project that lies between two bounds behind."""
    top = min(most, _DUE)
    return _DUE - (least + top) / 2 if least < top else None


def _example(
    light: Light, done: Decimal | None, rules: LightRules, *, base_year: int
) -> LightVerdict | None:
    if done is None and light != Light.GREY:
        return None
    question = LightQuestion(
        stage=None if light == Light.GREY else BuildStage.CONSTRUCTION,
        expected_stage=BuildStage.COMPLETED,
        judged_by=JudgedBy.TIME,
        done_share=None if done is None else done / 100,
        start=date(base_year + 1, 1, 1),
        end=date(base_year + 5, 12, 31),
        at=date(base_year + 3, 12, 31),
    )
    return judge_light(question, rules=rules)
