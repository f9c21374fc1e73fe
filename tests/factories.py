"""Plain functions that make what a test needs; a plan reads at a glance.

>>> plan = make_plan()
>>> make_indicator(plan, base="40", target="30", direction="fall", actuals={2022: "34"})
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from indicators.models import Indicator, Mention, Observation, ObservationSource, Series
from indicators.services import assess, ensure_assessments, mark_all_stale, stale_work
from indicators.services.editing import set_parsed_values
from indicators.targets import parse_value
from plans.models import Department, Plan, Region, Section
from projects.models import BoxItem, Project

NOW = datetime(2024, 3, 1, 4, 0, tzinfo=UTC)
_serial = count(1)


def make_region(*, code: str = "330600", name: str = "绍兴市") -> Region:
    return Region.objects.get_or_create(code=code, defaults={"name": name})[0]


def make_department(*, code: str = "tjj", name: str = "市统计局") -> Department:
    return Department.objects.get_or_create(
        code=code, defaults={"name": name, "short_name": name.removeprefix("市")}
    )[0]


def make_plan(*, slug: str = "test-14", base_year: int = 2020, **fields: Any) -> Plan:
    return Plan.objects.create(
        slug=slug,
        title=fields.pop("title", f"测试规划{slug}"),
        short_title=fields.pop("short_title", slug),
        region=fields.pop("region", None) or make_region(),
        base_year=base_year,
        first_year=fields.pop("first_year", base_year + 1),
        last_year=fields.pop("last_year", base_year + 5),
        **fields,
    )


def make_section(plan: Plan, *, code: str = "c01", kind: str = "chapter", **fields: Any) -> Section:
    return Section.objects.create(
        plan=plan,
        code=code,
        kind=kind,
        number=fields.pop("number", "一"),
        title=fields.pop("title", "测试章节"),
        position=fields.pop("position", next(_serial)),
        **fields,
    )


def make_series(*, code: str | None = None, unit: str = "", **fields: Any) -> Series:
    code = code or f"series-{next(_serial)}"
    return Series.objects.create(code=code, name=fields.pop("name", code), unit=unit, **fields)


def make_indicator(
    plan: Plan,
    *,
    base: str = "/",
    target: str = "100",
    actuals: Mapping[int, str] | None = None,
    **fields: Any,
) -> Indicator:
    """Make an indicator of kind `reach`, rising on a linear path unless told otherwise."""
    serial, unit = next(_serial), fields.pop("unit", "")
    kind = fields.pop("kind", "reach")
    code = fields.pop("code", f"{plan.slug}-{serial}")
    series = fields.pop("series", None)
    if series is None and kind != "composite":
        series = make_series(unit=unit, code=f"s-{code}")
    indicator = Indicator(
        plan=plan,
        code=code,
        origin=fields.pop("origin", "table"),
        name=fields.pop("name", f"指标{serial}"),
        unit=unit,
        series=series,
        nature=fields.pop("nature", "anticipatory"),
        kind=kind,
        direction=fields.pop("direction", "rise"),
        path=fields.pop("path", "linear" if kind == "reach" else ""),
        baseline_text=base,
        target_text=target,
        quote=fields.pop("quote", f"测试原文{target}"),
        position=fields.pop("position", serial),
        **fields,
    )
    set_parsed_values(indicator)
    indicator.save()
    for year, text in (actuals or {}).items():
        make_observation(series, year=year, text=text, region=plan.region)
    return indicator


def make_observation(
    series: Series, *, year: int, text: str, region: Region | None = None, **fields: Any
) -> Observation:
    value = parse_value(text, unit=series.unit)
    observation = Observation.objects.create(
        series=series,
        region=region or make_region(),
        year=year,
        vintage=fields.pop("vintage", "preliminary"),
        value_text=text,
        value=value.value,
        is_approximate=value.approximate,
        is_at_least=value.at_least,
        is_period_total=value.cumulative,
        assigned_met=value.assigned_met,
        published_on=fields.pop("published_on", date(year + 1, 2, 1)),
        recorded_at=fields.pop("recorded_at", NOW),
        **fields,
    )
    ObservationSource.objects.create(
        observation=observation,
        dataset="test",
        value_text=text,
        published_on=observation.published_on,
        title=f"{year}年统计公报",
        url="https://example.org/bulletin",
    )
    return observation


def judge(plan: Plan) -> None:
    """Do what the worker does with everything of a plan that is to be judged."""
    ensure_assessments(plan=plan, now=NOW)
    mark_all_stale(now=NOW)
    for series_id, region_id in stale_work():
        assess(series_id=series_id, region_id=region_id, now=NOW)


def make_mention(indicator: Indicator, section: Section, **fields: Any) -> Mention:
    return Mention.objects.create(
        indicator=indicator,
        section=section,
        quote=fields.pop("quote", "文中又说一遍"),
        value_text=fields.pop("value_text", "100"),
        **fields,
    )


def make_box_item(box: Section, **fields: Any) -> BoxItem:
    position = fields.pop("position", next(_serial))
    return BoxItem.objects.create(
        section=box,
        position=position,
        label=fields.pop("label", str(position)),
        title=fields.pop("title", f"事项{position}"),
        **fields,
    )


def make_project(section: Section, **fields: Any) -> Project:
    """Make a project; `regions` and `indicators` are lists of rows."""
    serial = next(_serial)
    regions, indicators = fields.pop("regions", []), fields.pop("indicators", [])
    project = Project.objects.create(
        plan=section.plan,
        section=section,
        code=fields.pop("code", f"{section.plan.slug}-p{serial}"),
        name=fields.pop("name", f"项目{serial}"),
        field=fields.pop("field", "transport"),
        promised_stage=fields.pop("promised_stage", "建成"),
        quote=fields.pop("quote", f"建成项目{serial}"),
        position=fields.pop("position", serial),
        **fields,
    )
    project.regions.set(regions)
    project.indicators.set(indicators, through_defaults={"reason": "同一句话"})
    return project
