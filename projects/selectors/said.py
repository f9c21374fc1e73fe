"""What a report of a project says, in a few words."""

from __future__ import annotations

from indicators.formatting import plain_text, reported_share
from projects.models import ProjectReport
from projects.typed import MONEY_DECIMALS


def said_text(report: ProjectReport) -> str:
    """Return a report in a few words: 在建 · 形象进度60% · 本年完成投资1.2亿元; "" if empty."""
    share = reported_share(report.physical_share)
    money = plain_text(report.invested, MONEY_DECIMALS)
    parts = (
        report.get_reached_stage_display() if report.reached_stage else "",
        f"形象进度{share}" if share else "",
        f"本年完成投资{money}亿元" if money else "",
    )
    return " · ".join(part for part in parts if part)
