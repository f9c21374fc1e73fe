"""What the open data files hold: published figures with their sources, and all verdicts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from indicators.downloads import Cell
from indicators.models import Assessment, Indicator, Kind, Observation, Standpoint
from indicators.selectors.browse.listing import as_per_cent
from indicators.selectors.standing import plan_standing
from indicators.selectors.wording import actual_value, state_label, vintage_label
from indicators.viewpoints import Viewpoint
from plans.models import Plan

OBSERVATION_HEADER: Final = (
    "统计指标代码",
    "统计指标",
    "单位",
    "口径",
    "地区代码",
    "地区",
    "年份",
    "公布文字",
    "数值",
    "完成下达任务",
    "数据版本",
    "公布日期",
    "撤回日期",
    "来源",
    "来源网址",
    "来源原文",
    "来源说明",
)
ASSESSMENT_HEADER: Final = (
    "指标代码",
    "指标",
    "评判年份",
    "评判依据",
    "状态代码",
    "状态",
    "实绩",
    "数据版本",
    "年均与参照增速之差（百分点）",
    "仅为下限",
    "完成进度（%）",
    "应有进度（%）",
    "应达值",
    "差距",
    "领先月数",
    "已有速度",
    "所需速度",
    "末年推算",
    "推算可完成",
    "符合预期所需",
    "说明",
    "原因",
    "评判规则",
    "计算时间",
)


@dataclass(frozen=True, kw_only=True)
class DataFile:
    """A file to download and what is in it."""

    name: str
    description: str
    url: str


@dataclass(frozen=True, kw_only=True)
class PlanFiles:
    """The files of one plan."""

    title: str
    period: str
    files: tuple[DataFile, ...]


def plan_files(*, viewpoint: Viewpoint) -> list[PlanFiles]:
    """Return the files of every plan, newest plan first (one query)."""
    return [
        PlanFiles(
            title=plan.short_title,
            period=f"{plan.first_year}—{plan.last_year}",
            files=tuple(_files(plan, viewpoint.query)),
        )
        for plan in Plan.objects.all()
    ]


def _files(plan: Plan, query: str) -> Iterator[DataFile]:
    yield DataFile(
        name="指标与评判",
        description="每项指标一行：基期、目标、原文、责任部门和最近一次评判。",
        url=reverse("indicator_list_csv", args=[plan.slug]) + query,
    )
    yield DataFile(
        name="实绩与来源",
        description="每个公布的数一行，含全部数据版本、已撤回的数和每个来源。",
        url=reverse("open_data_observations", args=[plan.slug]) + query,
    )
    yield DataFile(
        name="逐年评判",
        description="每项指标、每年、每种评判依据一行，含进度、差距、速度和一句话说明。",
        url=reverse("open_data_assessments", args=[plan.slug]) + query,
    )


def observation_cells(plan: Plan, *, viewpoint: Viewpoint) -> Iterator[list[Cell]]:
    """Yield the figures of a plan's series a reader sees, a row for each source (two queries)."""
    uses = Q(series__indicators__plan=plan) | Q(series__referring_indicators__plan=plan)
    observations = (
        Observation.objects.filter(uses, region=plan.region_id)
        .select_related("series", "definition", "region")
        .prefetch_related("sources")
        .order_by("series__position", "series__code", "year", "pk")
        .distinct()
    )
    for observation in viewpoint.shown(observations):
        figure = _figure_cells(observation, withdrawn_on=viewpoint.withdrawn_on(observation))
        for source in observation.sources.all():
            yield [*figure, source.title, source.url, source.quote, source.note]
        if not observation.sources.all():
            yield [*figure, "", "", "", ""]


def _figure_cells(observation: Observation, *, withdrawn_on: date | None) -> list[Cell]:
    return [
        observation.series.code,
        observation.series.name,
        observation.series.unit,
        observation.definition.version if observation.definition else "",
        observation.region.code,
        observation.region.name,
        observation.year,
        observation.value_text,
        observation.value,
        observation.assigned_met,
        observation.get_vintage_display(),
        observation.published_on,
        withdrawn_on,
    ]


def assessment_cells(plan: Plan, *, viewpoint: Viewpoint) -> Iterator[list[Cell]]:
    """Yield every verdict of a plan, indicator by indicator (see `plan_standing`)."""
    standing = plan_standing(plan, viewpoint=viewpoint)
    for indicator in standing.indicators:
        for each in standing.assessments.get(indicator.pk, []):
            yield _assessment_cells(each, indicator, today=viewpoint.day)


def _assessment_cells(each: Assessment, indicator: Indicator, *, today: date) -> list[Cell]:
    return [
        indicator.code,
        indicator.name,
        each.year,
        str(Standpoint(each.standpoint).label),
        each.state,
        state_label(each, today=today),
        actual_value(each, indicator),
        vintage_label(each),
        each.value if indicator.kind == Kind.RELATIVE else None,
        each.is_lower_bound,
        as_per_cent(each.share),
        as_per_cent(each.due_share),
        each.due_value,
        each.gap,
        each.lead_months,
        each.pace,
        each.needed,
        each.projected,
        each.projected_meets,
        each.enough,
        each.sentence,
        each.reason,
        each.rule_set.version if each.rule_set else "",
        timezone.localtime(each.computed_at).isoformat(timespec="seconds")
        if each.computed_at
        else "",
    ]
