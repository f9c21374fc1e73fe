"""The computed verdicts, the rules they were computed by, and each full recompute."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from indicators.models.indicator import Indicator
from indicators.models.series import Definition, Observation
from plans.models import Region

# Beyond any statistic's digits; what the core says with more is rounded when stored.
COMPUTED_PLACES = 16


class RuleSet(models.Model):
    """The thresholds of a verdict: versioned, dated, never edited once used."""

    version = models.CharField("版本", max_length=20, unique=True)
    effective_on = models.DateField("生效日期")
    note = models.TextField("说明", blank=True)
    ahead_ratio = models.DecimalField("快于预期（比值≥）", max_digits=6, decimal_places=4)
    on_track_ratio = models.DecimalField("符合预期（比值≥）", max_digits=6, decimal_places=4)
    nearly_ratio = models.DecimalField("基本符合（比值≥）", max_digits=6, decimal_places=4)
    ahead_margin = models.DecimalField("增速快于预期（点≥）", max_digits=6, decimal_places=4)
    on_track_margin = models.DecimalField("增速符合预期（点≥）", max_digits=6, decimal_places=4)
    nearly_margin = models.DecimalField("增速基本符合（点≥）", max_digits=6, decimal_places=4)
    points_tolerance = models.DecimalField(
        "“左右”容差（百分比单位）", max_digits=6, decimal_places=4
    )
    share_tolerance = models.DecimalField(
        "“左右”容差（其余，占目标）", max_digits=6, decimal_places=4
    )
    synchronous_margin = models.DecimalField("“同步”下限（点）", max_digits=6, decimal_places=4)
    jump_share = models.DecimalField(
        "填报须说明：较上年变动（占上年）", max_digits=6, decimal_places=4, default=Decimal("0.3")
    )
    jump_points = models.DecimalField(
        "填报须说明：较上年变动（百分点）", max_digits=6, decimal_places=4, default=Decimal(5)
    )
    path_share = models.DecimalField(
        "填报须说明：偏离应达值（占应达值）", max_digits=6, decimal_places=4, default=Decimal("0.3")
    )
    path_points = models.DecimalField(
        "填报须说明：偏离应达值（百分点）", max_digits=6, decimal_places=4, default=Decimal(10)
    )
    path_span = models.DecimalField(
        "填报须说明：偏离应达值（占基期到目标的全程）",
        max_digits=6,
        decimal_places=4,
        default=Decimal(1),
        help_text="与上两项取较小的一个；不超过1，偏离超过全程的一定要说明。",
    )
    cross_share = models.DecimalField(
        "填报须说明：与相关数据不符（占应有值）",
        max_digits=6,
        decimal_places=4,
        default=Decimal("0.02"),
    )
    light_nearly_points = models.DecimalField(
        "项目基本正常：落后不超过（百分点）", max_digits=6, decimal_places=4, default=Decimal(10)
    )
    light_behind_points = models.DecimalField(
        "项目滞后：落后不超过（百分点）", max_digits=6, decimal_places=4, default=Decimal(30)
    )

    class Meta:
        verbose_name = verbose_name_plural = "评判规则"
        ordering: ClassVar = ["-effective_on", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ahead_ratio__gte=models.F("on_track_ratio"))
                & models.Q(on_track_ratio__gte=models.F("nearly_ratio"))
                & models.Q(ahead_margin__gte=models.F("on_track_margin"))
                & models.Q(on_track_margin__gte=models.F("nearly_margin")),
                name="rule_set_thresholds_in_order",
                violation_error_message="阈值须依次递减：快于预期 ≥ 符合预期 ≥ 基本符合。",
            ),
            models.CheckConstraint(
                condition=models.Q(light_nearly_points__gte=0)
                & models.Q(light_nearly_points__lte=models.F("light_behind_points")),
                name="rule_set_lights_in_order",
                violation_error_message="项目的阈值须依次递增：0 ≤ 基本正常 ≤ 滞后。",
            ),
            models.CheckConstraint(
                condition=models.Q(path_span__gt=0) & models.Q(path_span__lte=1),
                name="rule_set_path_span_is_a_share",
                violation_error_message="偏离应达值占全程的比例须大于0、不超过1。",
            ),
        ]

    def __str__(self) -> str:
        return f"规则 {self.version}（{self.effective_on}）"


class Standpoint(models.TextChoices):
    """On which figures a verdict stands."""

    CLOSING = "closing", "按结账时数据"
    CURRENT = "current", "按最新数据"
    REVISED_BASE = "revised_base", "按修订后基期"
    ORIGINAL_TARGET = "original_target", "按原目标"
    NEW_DEFINITION = "new_definition", "按新口径"


class Assessment(models.Model):
    """The verdict on an indicator in a region and year, with the inputs it used.

    Shares are 0..1, unclipped; amounts are in the indicator's unit; growth on a
    geometric path is a share, of `average_growth` in %; `lead_months` is negative when late.
    A row whose `state` is empty has been asked for and not yet been computed.
    """

    indicator = models.ForeignKey(
        Indicator, models.CASCADE, verbose_name="指标", related_name="assessments"
    )
    region = models.ForeignKey(Region, models.PROTECT, verbose_name="地区")
    year = models.PositiveSmallIntegerField("评判年份")
    standpoint = models.CharField("立足点", max_length=20, choices=Standpoint.choices)
    observation = models.ForeignKey(
        Observation,
        models.PROTECT,
        verbose_name="当年实绩",
        null=True,
        blank=True,
        related_name="+",
    )
    definition = models.ForeignKey(
        Definition, models.PROTECT, verbose_name="实绩口径", null=True, blank=True
    )
    rule_set = models.ForeignKey(RuleSet, models.PROTECT, verbose_name="评判规则", null=True)
    state = models.CharField("状态", max_length=20, blank=True)
    value = models.DecimalField("实绩", max_digits=38, decimal_places=COMPUTED_PLACES, null=True)
    is_lower_bound = models.BooleanField("仅为下限", default=False)
    share = models.DecimalField(
        "完成进度", max_digits=38, decimal_places=COMPUTED_PLACES, null=True
    )
    due_share = models.DecimalField(
        "应有进度", max_digits=38, decimal_places=COMPUTED_PLACES, null=True
    )
    due_value = models.DecimalField(
        "应达值", max_digits=38, decimal_places=COMPUTED_PLACES, null=True
    )
    ratio = models.DecimalField("进度比", max_digits=38, decimal_places=COMPUTED_PLACES, null=True)
    gap = models.DecimalField("差距", max_digits=38, decimal_places=COMPUTED_PLACES, null=True)
    lead_months = models.DecimalField(
        "领先月数", max_digits=38, decimal_places=COMPUTED_PLACES, null=True
    )
    pace = models.DecimalField("已有速度", max_digits=38, decimal_places=COMPUTED_PLACES, null=True)
    needed = models.DecimalField(
        "所需速度", max_digits=38, decimal_places=COMPUTED_PLACES, null=True
    )
    pace_ratio = models.DecimalField(
        "速度倍数", max_digits=38, decimal_places=COMPUTED_PLACES, null=True
    )
    projected = models.DecimalField(
        "末年预测", max_digits=38, decimal_places=COMPUTED_PLACES, null=True
    )
    projected_meets = models.BooleanField("预测可完成", null=True)
    enough = models.DecimalField(
        "符合预期所需", max_digits=38, decimal_places=COMPUTED_PLACES, null=True
    )
    enough_state = models.CharField("达到所需时的状态", max_length=20, blank=True)
    reason = models.TextField("原因", blank=True)
    sentence = models.TextField("一句话", blank=True)
    steps = models.JSONField("算式", default=list, help_text="给人看的算式，不参与计算。")
    input_ids = ArrayField(models.BigIntegerField(), verbose_name="所用实绩", default=list)
    stale_since = models.DateTimeField("待重算自", null=True, blank=True)
    computed_at = models.DateTimeField("计算时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "评估"
        ordering: ClassVar = ["indicator", "year", "standpoint"]
        indexes: ClassVar = [
            models.Index(
                fields=["stale_since"],
                condition=models.Q(stale_since__isnull=False),
                name="assessment_stale",
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["indicator", "region", "year", "standpoint"],
                name="assessment_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.year}：{self.state or '待算'}"


class RecomputeRun(models.Model):
    """One full recompute: how many verdicts it looked at and how many it had to change."""

    started_at = models.DateTimeField("开始")
    finished_at = models.DateTimeField("结束")
    assessed = models.PositiveIntegerField("评判数")
    changed = models.PositiveIntegerField("改变数", help_text="夜间全量重算本不该改变任何结果。")
    changes = models.JSONField("改变的评估", default=list)

    class Meta:
        verbose_name = verbose_name_plural = "全量重算"
        ordering: ClassVar = ["-started_at"]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M}：{self.assessed} 条，改变 {self.changed} 条"
