"""How to quote an indicator: a line with date and vintage, and addresses that stay; no queries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlencode

from indicators.models import Kind, Standpoint
from indicators.selectors.browse.detail import IndicatorDetail
from indicators.viewpoints import KNOWN_ON, Viewpoint
from plans.models import Plan

DEMO_MARK: Final = "【演示数据，虚构，不得引用】"
FRAME_SIZE: Final = (560, 560)
RESTS_ON_OTHERS: Final = frozenset({Kind.RELATIVE, Kind.COMPOSITE})
"""Kinds whose verdict also rests on figures that stand on other pages."""


@dataclass(frozen=True, kw_only=True)
class Sharing:
    """What readers copy: a citation, an address that always shows this, a frame, a picture.

    `is_internal` where it rests on figures not published yet.
    `fixed_url` is "" where the figure has no day of publication: looking back would not show it;
    `picture_url` where there is nothing to draw.
    """

    citation: str
    is_internal: bool
    fixed_url: str
    frame: str
    picture_url: str


@dataclass(frozen=True, kw_only=True)
class Addresses:
    """Where an indicator is found, each address in full.

    `asked` is what the address of the page asks for: year, day and whatever else.
    """

    page: str
    embed: str
    picture: str
    asked: Mapping[str, str]


def basis(viewpoint: Viewpoint, *, is_internal: bool) -> str:
    """Return on which figures a page rests that is quoted."""
    if is_internal:
        return f"按{viewpoint.day}已审核的数据，可能含未公布的，仅供内部使用"
    return f"按{viewpoint.day}已公布的数据"


def sharing(
    detail: IndicatorDetail,
    plan: Plan,
    *,
    addresses: Addresses,
    site_name: str,
    viewpoint: Viewpoint,
    is_demo: bool,
) -> Sharing:
    """Return how to quote what the page of an indicator shows a reader."""
    row, day = detail.row, viewpoint.day
    published_on, is_internal = _published_on(detail), _is_internal(detail, viewpoint)
    year = {"year": str(row.year)} if row.year else {}
    kept = {name: value for name, value in addresses.asked.items() if name != KNOWN_ON} | year
    sentences = (
        _figure(detail),
        _target(detail, plan),
        basis(viewpoint, is_internal=is_internal),
        f"{site_name}，{viewpoint.today}查阅",
        _address(addresses.page, kept | viewpoint.parameters),
    )
    return Sharing(
        citation=(DEMO_MARK if is_demo else "") + "。".join(filter(None, sentences)),
        is_internal=is_internal,
        fixed_url=(
            _address(addresses.page, kept | {KNOWN_ON: day.isoformat()})
            if published_on and published_on <= day
            else ""
        ),
        frame=_frame(row.name, addresses.embed),
        picture_url=_picture(addresses, viewpoint) if detail.trajectory.is_drawable else "",
    )


def _is_internal(detail: IndicatorDetail, viewpoint: Viewpoint) -> bool:
    """Return whether a page rests on figures not published yet, its own or maybe others'."""
    if not viewpoint.is_internal:
        return False
    own = (each.published_on for each in detail.years)
    return detail.row.kind in RESTS_ON_OTHERS or any(day and day > viewpoint.day for day in own)


def _picture(addresses: Addresses, viewpoint: Viewpoint) -> str:
    """Return where the picture is found, of the year and day that the page was asked for."""
    year = {name: value for name, value in addresses.asked.items() if name == "year"}
    return _address(addresses.picture, year | viewpoint.parameters)


def _address(page: str, query: Mapping[str, str]) -> str:
    return f"{page}?{urlencode(query)}" if query else page


def _figure(detail: IndicatorDetail) -> str:
    row = detail.row
    name = f"{row.name}（{row.unit}）" if row.unit and row.kind != Kind.ASSIGNED else row.name
    if not row.actual_text:
        is_withheld = any(each.standpoint == Standpoint.CURRENT for each in row.others)
        return f"{name}：{row.reason if is_withheld else '还没有实绩'}"
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
