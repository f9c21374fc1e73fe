"""The rules of a department's workbook of figures: what its cells may say; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import ClassVar, Final

from indicators.seen import Seen
from indicators.targets import UnreadableValueError, parse_value
from indicators.units import normalised_unit
from indicators.workbook.checking import cell_problem, url_problem
from indicators.workbook.columns import FIGURES, VINTAGES
from indicators.workbook.guarding import FRESH
from indicators.workbook.rows import RawRow, SheetRow, Stamp, known_mark, read_stamp
from indicators.workbook.sheet_rules import SheetRules
from indicators.workbook.texts import read_date

_ROW_ID: Final = re.compile(r"([a-z0-9][a-z0-9-]*):(\d{4}):([a-z]+)")
_PER_CENT: Final = "%"


@dataclass(frozen=True, kw_only=True)
class FigureRow(SheetRow):
    """One figure that is asked for; `approved` says by vintage what those of its year say."""

    indicator_id: int
    code: str
    year: int
    vintage: str
    approved: Mapping[str, Mapping[Seen, str]] = field(default_factory=dict)

    @property
    def known_mark(self) -> str:
        return known_mark(chain.from_iterable(self.approved.values()))


def figure_row_id(code: str, year: int, vintage: str) -> str:
    """Return how the hidden column names a figure."""
    return f"{code}:{year}:{vintage}"


@dataclass(frozen=True, kw_only=True)
class FigureRules(SheetRules[FigureRow]):
    """What a file of figures is held against.

    `owners` names the department of each indicator of the plan by code, to say whose row a
    foreign one is; `decided` has the texts of approved figures by row id; with `needs_day`
    every figure must say when it was published.
    """

    layout: ClassVar = FIGURES
    idle: ClassVar = frozenset({"vintage"})
    kept_if_empty: ClassVar = frozenset({"vintage"})

    years: frozenset[int]
    owners: Mapping[str, str] = field(default_factory=dict)
    needs_day: bool = False
    decided: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def stored_text(self, key: str, text: str, row: FigureRow) -> str:
        """Return a cell's meaning: of a share the number alone, without its %."""
        written = row.layout.normal(key, text)
        is_share = key == "value_text" and normalised_unit(row.text("unit")) == _PER_CENT
        if is_share and written.endswith(_PER_CENT):
            return row.layout.normal(key, written.removesuffix(_PER_CENT))
        return written

    def problem_of(self, key: str, text: str, row: FigureRow) -> str:
        if key == "value_text" and text and len(text) <= FIGURES.by_key[key].most:
            return _value_problem(text, row)
        if key == "source_url" and text:
            return cell_problem(FIGURES.by_key[key], text) or url_problem(text)
        return cell_problem(FIGURES.by_key[key], text)

    def refusals(self, raw: RawRow, row: FigureRow) -> Iterator[tuple[str, str]]:
        if self.needs_day and raw.text("value_text") and not raw.text("published_on"):
            yield "published_on", "补录往年数据须填公布日期。"
        stamp = read_stamp(self.layout.normal("version", raw.text("version")))
        vintage = VINTAGES.get(self.layout.normal("vintage", raw.text("vintage")), row.vintage)
        is_new = row.seen is None or vintage != row.vintage
        if stamp is None or stamp.seen != row.seen or not is_new:
            return
        unaware = _unaware(stamp, row.approved.get(vintage, {}))
        if unaware:
            yield "vintage", unaware

    def standing_text(self, row: FigureRow) -> str:
        return row.text("value_text")

    def where(self, row: FigureRow, texts: Mapping[str, str]) -> str:
        """Return which figure a filled-in row is: another vintage is another one."""
        return figure_row_id(row.code, row.year, VINTAGES[texts["vintage"]])

    def taken(self) -> tuple[str, str]:
        return "vintage", "这个数据版本已有单独的一行，请填在那一行，或改用另一版本。"

    def decided_texts(self, row_id: str) -> Mapping[str, str] | None:
        match = _ROW_ID.fullmatch(row_id)
        is_ours = match is not None and any(row.code == match[1] for row in self.rows)
        if match is None or not is_ours or int(match[2]) not in self.years:
            return None
        return self.decided.get(row_id, {})

    def why_unknown(self, row_id: str) -> str:
        match = _ROW_ID.fullmatch(row_id)
        if match is None:
            return f"隐藏的行标识“{row_id[:40]}”被改动。{FRESH}"
        code, year = match[1], int(match[2])
        owner = self.owners.get(code)
        if owner is None:
            return f"这个规划里没有代码为“{code}”的指标。{FRESH}"
        if year not in self.years:
            return f"这一行是 {year} 年的，不属于这一次填报。请上传对应年份的填报表。"
        if any(row.code == code for row in self.rows):
            return f"下载之后这个指标的填报状态有变（例如已被采用）。{FRESH}"
        return f"这一行的指标由“{owner}”填报，不属于本单位。请删去这一行。"


def _unaware(stamp: Stamp, approved: Mapping[Seen, str]) -> str:
    """Return beside which approved figure a file would begin another unaware, "" for none."""
    unseen = [text for seen, text in approved.items() if seen not in (stamp.known or ())]
    if not unseen:
        return ""
    if stamp.known is None:
        told = f"这份文件是系统升级前下载的，看不出当时是否已有采用的“{unseen[-1]}”。"
    else:
        told = f"下载之后这个数据版本又采用了“{unseen[-1]}”。"
    return f"{told}请重新下载，对照后再填。"


def _value_problem(text: str, row: FigureRow) -> str:
    choices = row.choices.get("value_text", ())
    if choices:
        return "" if text in choices else f"只能填“{'”或“'.join(choices)}”"
    if read_date(text) and "-" in text:
        return f"是日期（{text}），应为数值；如果本想填分数或比值，请改成小数"
    try:
        value = parse_value(text, unit=row.text("unit"))
    except UnreadableValueError as error:
        return f"读不成数值：{error}"
    if value.value is None and value.assigned_met is None:
        return "没有数值；没有数就把单元格留空"
    return ""
