"""What stands around the two charts of a project: the finding, where it comes from, files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indicators.downloads import DEMO_LABEL
from indicators.formatting import share_text
from projects.selectors.browse.detail import ProjectDetail


@dataclass(frozen=True, kw_only=True)
class ChartWords:
    """As `components/chart_foot.html` takes them; `name` is what a saved picture is called."""

    title: str
    name: str
    source: str
    csv_url: str = ""


def progress_words(detail: ProjectDetail, *, csv_url: str, is_demo: bool) -> ChartWords:
    """Return the words of the chart of due and done shares."""
    row = detail.row
    # Of a year that others tell of, nothing is missing here.
    is_told = row.now.report is not None or detail.others.elsewhere is None
    said = row.share_label if is_told and (row.done_text or row.due_text) else ""
    when = f"{row.known_label}：" if row.done_text and row.known_label else ""
    return ChartWords(
        title=f"{when}{said}" if said else "报告的进度、节点和阶段",
        name=f"{row.name}进度",
        source=_source([each.period_label for each in detail.judged_reports], is_demo=is_demo),
        csv_url=csv_url,
    )


def money_words(detail: ProjectDetail, *, csv_url: str, is_demo: bool) -> ChartWords | None:
    """Return the words of the chart of investment; None where none was reported."""
    told = [each for each in detail.years if each.cumulated is not None]
    if not told:
        return None
    row, newest = detail.row, told[-1]
    share = ""
    if newest.cumulated is not None and row.total_investment:
        share = f"，占总投资的{share_text(newest.cumulated / row.total_investment)}"
    return ChartWords(
        title=f"到{newest.year}年累计完成投资 {newest.cumulated_text} 亿元{share}",
        name=f"{row.name}投资",
        source=_source([each.period_label for each in told], is_demo=is_demo),
        csv_url=csv_url,
    )


def _source(periods: Sequence[str], *, is_demo: bool) -> str:
    """Return of which reports the points shown are, by their periods.

    A picture that leaves the page says that its figures are invented.
    """
    told = f"已采用的项目报告（{'、'.join(periods)}）" if periods else ""
    return "；".join(filter(None, (DEMO_LABEL if is_demo else "", told)))
