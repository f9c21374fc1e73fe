"""What stands around a picture: the finding above, note and source below; pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from indicators.pictures.shapes import Plot
from indicators.pictures.trajectory import trajectory_plot
from indicators.trajectories import Trajectory

WATERMARK: Final = "演示数据（虚构）"
NOTHING_YET: Final = "还没有公布的实绩：规划的路径与目标"


@dataclass(frozen=True, kw_only=True)
class ChartFrame:
    """A picture with its words; `title` says the finding, `label` all of it for who cannot see.

    `name` is what a saved file is called. The addresses are "" where there is none.
    """

    title: str
    subtitle: str
    plot: Plot
    label: str
    name: str
    note: str = ""
    source: str = ""
    table_url: str = ""
    csv_url: str = ""

    def marked(self, watermark: str) -> ChartFrame:
        """Return the same with a word written across the picture."""
        return replace(self, plot=replace(self.plot, watermark=watermark))


def trajectory_frame(
    shown: Trajectory,
    *,
    name: str,
    title: str,
    sentence: str = "",
    source: str = "",
    csv_url: str = "",
    is_demo: bool,
) -> ChartFrame | None:
    """Return the chart of an indicator, whose table stands below it; None if nothing is drawn."""
    if not shown.is_drawable:
        return None
    title = title if shown.has_figures else NOTHING_YET
    first, last = shown.years.start, shown.years.stop - 1
    unit = f"单位：{shown.unit}，" if shown.unit else ""
    said = "。".join(part.rstrip("。") for part in (title, sentence) if part)
    return ChartFrame(
        title=title,
        subtitle=f"{unit}{first}—{last}年",
        plot=trajectory_plot(shown, watermark=WATERMARK if is_demo else ""),
        label=f"{name}历年实绩、路径和目标。{said}。各年数字见数据表。",
        name=name,
        note="".join(_notes(shown)),
        source=source,
        table_url="#years",
        csv_url=csv_url,
    )


def _notes(shown: Trajectory) -> Iterator[str]:
    """Yield what must be known to read the picture, each a sentence."""
    if not shown.has_figures:
        yield "图中只有规划要求的走势；公布第一个数后，实绩会画在同一张图上。"
    if len(shown.plans) > 1:
        yield "同一统计指标在两期规划中画在一条线上。"
    if shown.incomparable:
        yield "叉号是口径不同、不可与基期和目标比较的数，不与别的年份相连。"
    if shown.as_closed:
        yield "空心圆是规划结账时所依据的数，实心点是最新数据。"
    if any(line.projection for line in shown.plans):
        yield "点线和空心点是推算，不是实绩。"
