"""Samples of the components that lists, desks and heads are made of, for the page of the design.

Plain values under the names the components read them by: a template does not ask what holds them.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django import forms

from indicators.pictures.frames import ChartFrame
from indicators.pictures.heat import HeatStrip, HeatTile, heat_frame
from indicators.progress import STATE_LABELS, State
from indicators.views.paging import Paged

HERE: Final = "#pieces"
DAY: Final = date(2001, 2, 3)
YEARS: Final = (2, 3, 4)
_COUNTS: Final = ((State.MET, "done", 3, 1), (State.BEHIND, "caution", 1, -1))
_STEPS: Final = ("不到四分之一", "四分之一起", "一半起", "四分之三起", "全部")


class SampleForm(forms.Form):
    """One field, as every form of the site lays it out."""

    use_required_attribute = False
    sample = forms.CharField(label="字段", required=False, help_text="说明写在下面。")


def pieces() -> dict[str, Any]:
    """Return a sample for each component, by the name of what it is given."""
    tally = _tally("甲类")
    return {
        "heat": _heat(),
        "heat_frame": _heat_frame(),
        "tally": tally,
        "groups": [{"label": "类别", "tallies": [tally, _tally("乙类")]}],
        "form": SampleForm(),
        "page_of": Paged(range(50), 20).page(2),
        "year_links": [
            {"label": label, "url": HERE, "is_current": label == "最新"}
            for label in ("最新", *map(str, YEARS))
        ],
        "marked": [
            {"text": "词里", "is_marked": False},
            {"text": "找到的", "is_marked": True},
        ],
        "stages": (("draft", "草稿"), ("submitted", "已提交"), ("returned", "已退回")),
        "indicator": _indicator(),
        "project": _project(),
        "item": {"label": "1", "title": "事项", "text": "事项的原文。", "projects": [_project()]},
        "part": {
            "is_bare": False,
            "kind": "section",
            "code": "sample-part",
            "heading": "（一）",
            "title": "规划的一节",
            "totals_text": "1 项定量目标",
            "indicators": [_indicator()],
        },
        "spans": [
            {"pieces": [{"text": "规划的一句，", "is_marked": False}], "promises": []},
            {
                "pieces": [{"text": "到2025年达到100", "is_marked": False}],
                "promises": [
                    {"name": "示例指标", "url": HERE, "state": "behind", "state_label": "滞后"}
                ],
            },
        ],
        "citation": {
            "text": "示例规划，2023年。示例网站，2024-01-01查阅。",
            "fixed_url": HERE,
            "note": "示例：以后数据修订了，看到的仍是这一天的。",
        },
        "retrospect": {"known_on": DAY, "today": DAY, "today_url": HERE, "kept": []},
        "evidence": {"files": [], "why_not": "示例：不能在这里附材料。"},
        "typed_again": [("来源", "示例公报"), ("说明", "没有保存的一句话。")],
    }


def _tally(label: str) -> dict[str, Any]:
    total = sum(count for _, _, count, _ in _COUNTS)
    counts, start = [], 0
    for state, tone, count, change in _COUNTS:
        width = 100 * count // total
        words = {"state": state.value, "label": STATE_LABELS[state], "tone": tone, "url": HERE}
        numbers = {"count": count, "start": start, "width": width, "change": change}
        counts.append({**words, **numbers})
        start += width
    return {"label": label, "total": total, "url": HERE, "counts": counts}


def _heat() -> dict[str, Any]:
    """Return a map with a cell of every depth, and one where nothing was judged."""
    rows = (("甲类", (0, 1, 2)), ("乙类", (3, 4, None)))
    return {
        "title": "示例：甲类一年比一年好",
        "steps": [{"level": level + 1, "label": label} for level, label in enumerate(_STEPS)],
        "rows": [
            {
                "label": label,
                "total": 4,
                "cells": [_cell(*each) for each in zip(YEARS, on_course, strict=True)],
            }
            for label, on_course in rows
        ],
    }


def _heat_frame() -> ChartFrame:
    levels = (("甲类", (1, 2, 3)), ("乙类", (4, 5, 0)))
    return heat_frame(
        title="示例：甲类一年比一年好",
        years=YEARS,
        strips=[
            HeatStrip(
                label=label,
                tiles=tuple(
                    HeatTile(text=f"{level - 1}/4" if level else "—", level=level)
                    for level in found
                ),
            )
            for label, found in levels
        ],
        steps=tuple(enumerate(_STEPS, start=1)),
        source="示例",
        is_demo=False,
    )


def _cell(year: int, on_course: int | None) -> dict[str, Any]:
    if on_course is None:
        return {"year": year, "judged": 0, "level": 0}
    return {
        "year": year,
        "judged": 4,
        "on_course": on_course,
        "level": on_course + 1,
        "url": HERE,
    }


def _indicator() -> dict[str, Any]:
    return {
        "name": "示例指标",
        "url": HERE,
        "unit": "单位",
        "nature": "binding",
        "nature_label": "约束性",
        "origin": "text",
        "quote": "规划里说到它的那一句。",
        "target_in_force": "12",
        "target_text": "10",
        "year": 4,
        "actual_text": "9",
        "state": State.BEHIND.value,
        "state_label": STATE_LABELS[State.BEHIND],
    }


def _project() -> dict[str, Any]:
    return {
        "name": "示例项目",
        "url": HERE,
        "promised_stage": "建成",
        "regions_text": "某区",
        "department_name": "某局",
        "departments_confirmed": False,
        "known": True,
        "stage_label": "在建",
        "light_key": "light-yellow",
        "light_label": "滞后",
    }
