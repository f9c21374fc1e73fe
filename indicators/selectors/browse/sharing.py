"""How to quote an indicator: a line with date and vintage, and addresses that stay; no queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlencode

from indicators.models import Kind
from indicators.selectors.browse.detail import IndicatorDetail
from indicators.viewpoints import KNOWN_ON
from plans.models import Plan

DEMO_MARK: Final = "【演示数据，虚构，不得引用】"
FRAME_SIZE: Final = (560, 560)


@dataclass(frozen=True, kw_only=True)
class Sharing:
    """What readers copy: a citation, an address that always shows this, a frame, a picture.

    `fixed_url` is "" where the figure has no day of publication: looking back would not show it;
    `picture_url` where there is nothing to draw.
    """

    citation: str
    fixed_url: str
    frame: str
    picture_url: str


@dataclass(frozen=True, kw_only=True)
class Addresses:
    """Where an indicator is found, each address in full."""

    page: str
    embed: str
    picture: str


def sharing(
    detail: IndicatorDetail,
    plan: Plan,
    *,
    addresses: Addresses,
    site_name: str,
    on: date,
    is_demo: bool,
) -> Sharing:
    """Return how to quote what the page of an indicator shows on a day."""
    row = detail.row
    published_on = _published_on(detail)
    kept = {"year": str(row.year)} if row.year else {}
    fixed = f"{addresses.page}?{urlencode({**kept, KNOWN_ON: on.isoformat()})}"
    shown = f"{addresses.page}?{urlencode(kept)}" if kept else addresses.page
    sentences = (_figure(detail), _target(detail, plan), f"{site_name}，{on}查阅")
    return Sharing(
        citation=(DEMO_MARK if is_demo else "") + "。".join((*filter(None, sentences), shown)),
        fixed_url=fixed if published_on and published_on <= on else "",
        frame=_frame(row.name, addresses.embed),
        picture_url=addresses.picture if detail.trajectory.is_drawable else "",
    )


def _figure(detail: IndicatorDetail) -> str:
    row = detail.row
    name = f"{row.name}（{row.unit}）" if row.unit and row.kind != Kind.ASSIGNED else row.name
    if not row.actual_text:
        return f"{name}：还没有实绩"
    judged = next((each for each in detail.years if each.year == row.year), None)
    vintage = judged.vintage_label if judged else ""
    published_on = _published_on(detail)
    facts = (
        f"{row.year}年 {row.actual_text}",
        row.difference_text,
        vintage,
        f"{published_on}公布" if published_on else "",
    )
    return f"{name}：{'，'.join(filter(None, facts))}"


def _target(detail: IndicatorDetail, plan: Plan) -> str:
    row = detail.row
    state = f"，评判：{row.state_label}" if row.state else ""
    return f"{plan.short_title}{plan.last_year}年目标 {row.target_in_force}{state}"


def _published_on(detail: IndicatorDetail) -> date | None:
    year = detail.row.year
    return next((each.published_on for each in detail.years if each.year == year), None)


def _frame(name: str, address: str) -> str:
    """Return the code that shows an indicator in another site's page."""
    width, height = FRAME_SIZE
    title = name.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    return (
        f'<iframe src="{address}" title="{title}" width="{width}" height="{height}"'
        ' loading="lazy" style="border:0"></iframe>'
    )
