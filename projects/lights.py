"""The light of a project: what is done against what is due by then; pure.

Time is counted in whole months: a start from the first day of its month, everything else to the
last day of its. Points are percentage points. Comparisons are exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import accumulate, pairwise
from typing import Final, TypeAlias

from indicators.formatting import plain_text, reported_share, share_text
from indicators.verdicts.exact import to_decimal
from projects.light_texts import Printed, printed
from projects.stages import BUILD_STAGE_LABELS, BuildStage, JudgedBy, has_reached

_POINTS: Final = 100
_MONTHS_OF_YEAR: Final = 12
_Point: TypeAlias = tuple[int, Fraction]
"""Months since the start, and the share that is due by then."""


class Light(StrEnum):
    """How a project stands, best first; grey says that nobody knows."""

    GREEN = "green"
    NEARLY = "nearly"
    YELLOW = "yellow"
    RED = "red"
    GREY = "grey"


LIGHT_LABELS: Final = {
    Light.GREEN: "正常",
    Light.NEARLY: "基本正常",
    Light.YELLOW: "滞后",
    Light.RED: "严重滞后",
    Light.GREY: "未报",
}


@dataclass(frozen=True, kw_only=True)
class LightRules:
    """Up to how many points behind a project is still nearly on schedule, or just behind."""

    nearly_points: Decimal = Decimal(10)
    behind_points: Decimal = Decimal(30)


@dataclass(frozen=True, kw_only=True)
class LightQuestion:
    """A project on the last day of a period; shares are 0..1.

    `stage` and `done_share` are as reported, None where nothing was. `milestones` are days
    with the share due by then.
    """

    stage: BuildStage | None
    expected_stage: BuildStage
    judged_by: JudgedBy
    done_share: Decimal | None
    start: date
    end: date
    at: date
    milestones: Sequence[tuple[date, Decimal]] = ()


@dataclass(frozen=True, kw_only=True)
class LightVerdict:
    """A light with its reason in one sentence and its arithmetic line by line.

    `behind_points` is negative for a project that is ahead; None where time plays no part, as
    `printed` is: the three figures as they are told wherever they stand together.
    """

    light: Light
    due_share: Decimal | None
    done_share: Decimal | None
    behind_points: Decimal | None
    sentence: str
    steps: tuple[str, ...]
    printed: Printed | None = None


def judge_light(question: LightQuestion, *, rules: LightRules) -> LightVerdict:
    """Return the light of a project.

    >>> question = LightQuestion(
    ...     stage=BuildStage.CONSTRUCTION, expected_stage=BuildStage.COMPLETED,
    ...     judged_by=JudgedBy.TIME, done_share=Decimal("0.55"),
    ...     start=date(2021, 1, 1), end=date(2025, 12, 31), at=date(2023, 12, 31))
    >>> verdict = judge_light(question, rules=LightRules())
    >>> verdict.light, verdict.sentence
    (<Light.NEARLY: 'nearly'>, '应完成60%，实际完成55%，落后5个百分点：基本正常。')
    """
    if question.stage is None:
        return _unknown(question, "本期没有已采用的项目进展，不评灯。")
    if question.judged_by == JudgedBy.STAGE:
        return _by_stage(question, question.stage)
    return _by_time(question, question.stage, rules)


def due_share(question: LightQuestion) -> Decimal:
    """Return the share of the work that is due by the end of the period."""
    return to_decimal(_due(_points(question), _elapsed(question, question.at)))


def _by_stage(question: LightQuestion, stage: BuildStage) -> LightVerdict:
    """Judge a project of which the plan promised no more than a stage; time plays no part."""
    expected, reached = BUILD_STAGE_LABELS[question.expected_stage], BUILD_STAGE_LABELS[stage]
    light = Light.GREEN if has_reached(stage, question.expected_stage) else Light.YELLOW
    green, yellow = LIGHT_LABELS[Light.GREEN], LIGHT_LABELS[Light.YELLOW]
    words = "已停缓建" if stage == BuildStage.HALTED else f"已到“{reached}”"
    return LightVerdict(
        light=light,
        due_share=None,
        done_share=question.done_share,
        behind_points=None,
        sentence=f"规划要求到“{expected}”，{words}：{LIGHT_LABELS[light]}。",
        steps=(
            f"规划只要求到“{expected}”，按到达阶段评灯，不看时间。",
            f"实际阶段：{reached}；到了为{green}，没到为{yellow}。",
        ),
    )


def _by_time(question: LightQuestion, stage: BuildStage, rules: LightRules) -> LightVerdict:
    done = Decimal(1) if stage == BuildStage.COMPLETED else question.done_share
    is_halted = stage == BuildStage.HALTED
    points, elapsed = _points(question), _elapsed(question, question.at)
    due = _due(points, elapsed)
    if done is None:
        steps = [_due_step(question, points, elapsed, share_text(to_decimal(due)))]
        return _without_share(question, is_halted=is_halted, steps=steps)
    behind = (due - Fraction(done)) * _POINTS
    told = printed(due, done, bounds=(rules.nearly_points, rules.behind_points))
    light = _at_best_yellow(_ladder(behind, rules), is_halted=is_halted)
    return LightVerdict(
        light=light,
        due_share=to_decimal(due),
        done_share=done,
        behind_points=to_decimal(behind),
        sentence=_sentence(told, behind, light=light, is_halted=is_halted),
        steps=(
            _due_step(question, points, elapsed, told.due),
            _behind_step(told, behind),
            _rules_step(rules, is_halted=is_halted),
        ),
        printed=told,
    )


def _unknown(question: LightQuestion, sentence: str, steps: Iterable[str] = ()) -> LightVerdict:
    is_timed = question.judged_by == JudgedBy.TIME
    return LightVerdict(
        light=Light.GREY,
        due_share=due_share(question) if is_timed else None,
        done_share=None,
        behind_points=None,
        sentence=sentence,
        steps=tuple(steps),
    )


def _without_share(
    question: LightQuestion, *, is_halted: bool, steps: Iterable[str]
) -> LightVerdict:
    """Judge a project without its physical share: nobody knows, unless it was halted."""
    if not is_halted:
        return _unknown(question, "没有填报形象进度，不评灯。", steps)
    return LightVerdict(
        light=Light.YELLOW,
        due_share=due_share(question),
        done_share=None,
        behind_points=None,
        sentence=f"已停缓建，没有填报形象进度：{LIGHT_LABELS[Light.YELLOW]}。",
        steps=(*steps, _HALTED_STEP),
    )


def _ladder(behind: Fraction, rules: LightRules) -> Light:
    if behind <= 0:
        return Light.GREEN
    if behind <= rules.nearly_points:
        return Light.NEARLY
    return Light.YELLOW if behind <= rules.behind_points else Light.RED


def _at_best_yellow(light: Light, *, is_halted: bool) -> Light:
    return Light.YELLOW if is_halted and light in (Light.GREEN, Light.NEARLY) else light


def _points(question: LightQuestion) -> list[_Point]:
    """Return the path of due shares: start, milestones, end; it never falls.

    A milestone on or before the start, or at or after the end, takes that one's place.
    """
    path: dict[int, Fraction] = {}
    for due_on, share in question.milestones:
        month = _elapsed(question, due_on)
        path[month] = max(path.get(month, Fraction(0)), Fraction(share))
    end = max(_elapsed(question, question.end), 1)
    if not path or min(path) > 0:
        path[0] = Fraction(0)
    if max(path) < end:
        path[end] = Fraction(1)
    months = sorted(path)
    return list(zip(months, accumulate((path[each] for each in months), max), strict=True))


def _due(points: Sequence[_Point], elapsed: int) -> Fraction:
    """Return the due share after so many months, on straight lines between the points."""
    if elapsed <= points[0][0]:
        return points[0][1]
    for (month, share), (next_month, next_share) in pairwise(points):
        if elapsed <= next_month:
            way = Fraction(elapsed - month, next_month - month)
            return share + (next_share - share) * way
    return points[-1][1]


def _elapsed(question: LightQuestion, day: date) -> int:
    """Return the months from the start of a project to the end of a day's month."""
    start = question.start
    return (day.year - start.year) * _MONTHS_OF_YEAR + day.month - start.month + 1


def _due_step(question: LightQuestion, points: Sequence[_Point], elapsed: int, due: str) -> str:
    if question.milestones:
        path = "、".join(f"第{month}个月{reported_share(to_decimal(at))}" for month, at in points)
        return (
            f"应有进度：自{question.start:%Y-%m}起按项目节点（{path}）折算，"
            f"到{question.at:%Y-%m}为第{elapsed}个月，{due}。"
        )
    total = points[-1][0]
    passed = min(max(elapsed, 0), total)
    return (
        f"应有进度：{question.start:%Y-%m}至{question.end:%Y-%m}共{total}个月，"
        f"到{question.at:%Y-%m}过了{passed}个月，{passed}÷{total}＝{due}。"
    )


def _behind_step(told: Printed, behind: Fraction) -> str:
    sign = "－" if behind < 0 else ""
    return f"应有进度－实际进度：{told.due}－{told.done}＝{sign}{told.points}个百分点。"


def _rules_step(rules: LightRules, *, is_halted: bool) -> str:
    nearly, behind = plain_text(rules.nearly_points, 4), plain_text(rules.behind_points, 4)
    ladder = (
        f"标准：不落后为{LIGHT_LABELS[Light.GREEN]}，落后不超过{nearly}个百分点为"
        f"{LIGHT_LABELS[Light.NEARLY]}，不超过{behind}个百分点为{LIGHT_LABELS[Light.YELLOW]}，"
        f"再多为{LIGHT_LABELS[Light.RED]}。"
    )
    return ladder + (_HALTED_STEP if is_halted else "")


_HALTED_STEP: Final = f"停缓建的项目最好也只评{LIGHT_LABELS[Light.YELLOW]}。"


def _sentence(told: Printed, behind: Fraction, *, light: Light, is_halted: bool) -> str:
    if behind > 0:
        distance = f"落后{told.points}个百分点"
    elif behind < 0:
        distance = f"超前{told.points}个百分点"
    else:
        distance = "与序时进度持平"
    halted = "已停缓建，" if is_halted else ""
    return f"{halted}应完成{told.due}，实际完成{told.done}，{distance}：{LIGHT_LABELS[light]}。"
