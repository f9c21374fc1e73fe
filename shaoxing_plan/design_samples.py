"""What the page of the design shows its components with: samples, about no place and no plan."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from indicators.pictures.frames import ChartFrame, trajectory_frame
from indicators.progress import STATE_LABELS, State
from indicators.selectors.browse.categories import CategoryLine
from indicators.selectors.browse.headlines import LAG_WORDS
from indicators.selectors.browse.overview import YearMark
from indicators.selectors.tones import STATE_ORDER, tone_of
from indicators.trajectories import PlanLine, Point, Trajectory, Trend

MARK: Final = "示例"
MULTIPLES: Final = ("示例甲", "示例乙", "示例丙")
FIRST, LAST = 1, 6
COLOURS: Final = (
    ("墨与纸", ("ink-900", "ink-700", "ink-500", "line-strong", "line", "wash", "paper", "link")),
    ("状态", ("done", "good", "caution", "bad", "neutral", "neutral-fill")),
    ("状态底色", ("done-tint", "good-tint", "caution-tint", "bad-tint", "neutral-tint")),
    ("图表", ("chart-actual", "chart-path", "chart-target", "chart-projection", "chart-odd")),
    ("对比线", tuple(f"series-{number}" for number in range(1, 7))),
)
SHARES: Final = (
    (State.AHEAD, "0.8", "0.6"),
    (State.ON_TRACK, "0.6", "0.6"),
    (State.BEHIND, "0.35", "0.6"),
    (State.REGRESSING, "-0.1", "0.4"),
    (State.MET, "1.2", "1"),
)
FIGURES: Final = (
    ("千分位与一位小数", "1,234.5", "66.7%", "3/4", "8500"),
    ("整数", "8", "100%", "11/12", "10以上"),
    ("负数与两位小数", "−0.35", "−0.25%", "0/3", "<1.7"),
    ("约数", "≈69", "≈8%", "2/3", "69左右"),
    ("没有数", "", "", "", ""),
    ("不是数", "完成", "未到填报期", "完成", "省下达指标"),
)
"""A row a name and one figure for each of four columns."""


@dataclass(frozen=True, kw_only=True)
class StateSample:
    """A state as every page shows it."""

    key: str
    label: str
    tone: str


@dataclass(frozen=True, kw_only=True)
class ShareSample:
    """A share with what was due."""

    state: str
    share: Decimal
    due: Decimal
    words: str


def states() -> list[StateSample]:
    """Return every state in the order of all legends, the one being computed last."""
    return [
        StateSample(
            key=state,
            label=STATE_LABELS[State(state)] if state else "正在重算",
            tone=tone_of(state),
        )
        for state in STATE_ORDER
    ]


def shares() -> list[ShareSample]:
    return [
        ShareSample(
            state=state,
            share=Decimal(share),
            due=Decimal(due),
            words=f"完成进度{Decimal(share):.0%}，应有进度{Decimal(due):.0%}",
        )
        for state, share, due in SHARES
    ]


def category_lines() -> list[CategoryLine]:
    """Return a line in each of its looks: compared, with nothing to compare with, not judged."""
    rows = (
        ("甲类", (1, 4, 1, 2, 0), 4),
        ("乙类", (0, 2, 0, 1, 1), None),
        ("丙类", (0, 0, 0, 0, 3), None),
    )
    names = ("done", "good", "caution", "bad", "neutral")
    return [
        CategoryLine(
            label=label,
            url="#bullets",
            total=sum(counts),
            tones=tuple(zip(names, counts, strict=True)),
            on_course=counts[0] + counts[1],
            before=before,
            lagging=counts[3],
            lag_words=LAG_WORDS,
            lagging_url="#bullets",
        )
        for label, counts, before in rows
    ]


def trends() -> list[tuple[str, Trend]]:
    """Return trends with the state their end is coloured by."""
    due = tuple((year, Decimal(year - FIRST) / 5) for year in range(FIRST, LAST + 1))
    rows = ((State.AHEAD, "0 .25 .5 .75"), (State.BEHIND, "0 .1 .15 .2"))
    return [
        (
            state,
            Trend(
                is_share=True,
                first_year=FIRST,
                last_year=LAST,
                figures=tuple((FIRST + at, Decimal(text)) for at, text in enumerate(texts.split())),
                due=due,
            ),
        )
        for state, texts in rows
    ]


def year_marks() -> list[YearMark]:
    phases = ("passed", "passed", "judged", "ahead", "ahead")
    return [YearMark(year=2 + at, phase=phase) for at, phase in enumerate(phases)]


def chart() -> ChartFrame | None:
    """Return a chart with all that a chart can show, marked as a sample across."""
    frame = trajectory_frame(
        _trajectory(), name="示例指标", title="示例指标：标题说出图中的发现", is_demo=False
    )
    return frame.marked(MARK) if frame else None


def _trajectory() -> Trajectory:
    plan = PlanLine(
        label="示例规划",
        base_year=FIRST,
        last_year=LAST,
        is_own=True,
        base=_point(FIRST, "40"),
        path=tuple(_point(year, str(40 + 4 * (year - FIRST))) for year in range(2, LAST + 1)),
        target=_point(LAST, "60"),
        milestones=(_point(3, "49"),),
        projection=(_point(4, "55"), _point(LAST, "65")),
    )
    return Trajectory(
        unit="单位",
        yearly=tuple(_point(year, text) for year, text in ((1, "40"), (2, "45"), (4, "55"))),
        incomparable=(_point(5, "52"),),
        as_closed=(_point(2, "43"),),
        plans=(plan,),
    )


def _point(year: int, text: str) -> Point:
    return Point(year=year, value=Decimal(text), text=text)
