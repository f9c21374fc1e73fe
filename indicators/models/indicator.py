"""What one plan says of a series: number, nature, kind, baseline, target and owner."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse

from indicators.formatting import GROWTH_DECIMALS
from indicators.models.series import Definition, Series
from plans.models import CODE_VALIDATOR, Department, Plan, Section


class Nature(models.TextChoices):
    BINDING = "binding", "约束性"
    ANTICIPATORY = "anticipatory", "预期性"


class Kind(models.TextChoices):
    REACH = "reach", "到期达到"
    KEEP = "keep", "保持"
    CUMULATIVE = "cumulative", "累计"
    AVERAGE_GROWTH = "average_growth", "年均增速"
    RELATIVE = "relative", "与参照同步"
    ASSIGNED = "assigned", "上级下达"
    COMPOSITE = "composite", "分项合成"


class Basis(models.TextChoices):
    DEFAULT = "", "默认"
    END = "end", "以末年为准"
    EACH_YEAR = "each_year", "每年都须达到"
    TOTAL = "total", "五年合计"
    YEARLY_MEAN = "yearly_mean", "年均"


class Direction(models.TextChoices):
    RISE = "rise", "越高越好"
    FALL = "fall", "越低越好"


class PathShape(models.TextChoices):
    NONE = "", "无"
    LINEAR = "linear", "等差"
    GEOMETRIC = "geometric", "等比"


class Origin(models.TextChoices):
    TABLE = "table", "指标表"
    TEXT = "text", "正文"
    BOX = "box", "专栏"


class Indicator(models.Model):
    """One plan's commitment on one series; its cells are kept verbatim beside parsed values."""

    plan = models.ForeignKey(Plan, models.CASCADE, verbose_name="规划", related_name="indicators")
    code = models.CharField("代码", max_length=80, unique=True, validators=[CODE_VALIDATOR])
    number = models.PositiveSmallIntegerField("序号", null=True, blank=True)
    parent = models.ForeignKey(
        "self",
        models.CASCADE,
        verbose_name="上级指标",
        null=True,
        blank=True,
        related_name="children",
    )
    origin = models.CharField("出处", max_length=10, choices=Origin.choices)
    category = models.CharField("类别", max_length=40, blank=True)
    name = models.CharField("名称", max_length=120)
    unit = models.CharField("单位", max_length=40, blank=True)
    series = models.ForeignKey(
        Series,
        models.PROTECT,
        verbose_name="统计指标",
        null=True,
        blank=True,
        related_name="indicators",
    )
    definition = models.ForeignKey(
        Definition, models.PROTECT, verbose_name="目标口径", null=True, blank=True, related_name="+"
    )
    nature = models.CharField("属性", max_length=12, choices=Nature.choices)
    kind = models.CharField("类型", max_length=20, choices=Kind.choices)
    basis = models.CharField("评判依据", max_length=20, choices=Basis.choices, blank=True)
    direction = models.CharField("方向", max_length=4, choices=Direction.choices)
    path = models.CharField("路径", max_length=10, choices=PathShape.choices, blank=True)
    tolerance = models.DecimalField("容差", max_digits=18, decimal_places=8, null=True, blank=True)
    reference = models.ForeignKey(
        Series,
        models.PROTECT,
        verbose_name="参照指标",
        null=True,
        blank=True,
        related_name="referring_indicators",
    )
    baseline_text = models.CharField("基期值", max_length=60, blank=True)
    baseline_quote = models.TextField("基期值原文", blank=True)
    target_text = models.CharField("目标值", max_length=60)
    baseline_value = models.DecimalField(
        "基期数值", max_digits=24, decimal_places=8, null=True, blank=True, editable=False
    )
    target_op = models.CharField("目标算符", max_length=10, editable=False)
    target_value = models.DecimalField(
        "目标数值", max_digits=24, decimal_places=8, null=True, blank=True, editable=False
    )
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        verbose_name="责任部门",
        null=True,
        blank=True,
        related_name="indicators",
    )
    data_department = models.ForeignKey(
        Department,
        models.PROTECT,
        verbose_name="数据提供部门",
        null=True,
        blank=True,
        related_name="supplied_indicators",
    )
    departments_confirmed = models.BooleanField(
        "部门已确认", default=False, help_text="未确认前页面上标（拟）。"
    )
    section = models.ForeignKey(
        Section,
        models.PROTECT,
        verbose_name="章节",
        null=True,
        blank=True,
        related_name="indicators",
    )
    quote = models.TextField("规划原文")
    note = models.TextField("说明", blank=True)
    position = models.PositiveIntegerField("顺序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "指标"
        ordering: ClassVar = ["plan", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["plan", "number"],
                condition=models.Q(number__isnull=False),
                name="indicator_number_unique_in_plan",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="composite") | models.Q(series__isnull=False),
                name="indicator_has_series",
                violation_error_message="除分项合成外，指标须有统计指标。",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="relative") | models.Q(reference__isnull=False),
                name="indicator_relative_has_reference",
                violation_error_message="“与参照同步”的指标须有参照指标。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("indicator_detail", args=[self.code])

    @property
    def shown_decimals(self) -> int:
        """Return how many decimals its figures are shown with; means of growth two."""
        if self.kind in (Kind.AVERAGE_GROWTH, Kind.RELATIVE):
            return GROWTH_DECIMALS
        return self.series.decimals if self.series else 0

    def definition_asked(self, year: int) -> Definition | None:
        """Return in which definition a year is reported: the target's, until a newer is asked."""
        versions = self.series.definitions.all() if self.series else ()
        asked = [
            each for each in versions if each.asked_from is not None and each.asked_from <= year
        ]
        return max(asked, key=lambda each: (each.asked_from, each.pk), default=self.definition)

    def basis_asked(self, year: int) -> str:
        """Return in words how a year's figure is to be measured, "" for as ever."""
        definition = self.definition_asked(year)
        return (definition.text or definition.version) if definition else ""


class Mention(models.Model):
    """The same target said again in the text; the table rules."""

    indicator = models.ForeignKey(
        Indicator, models.CASCADE, verbose_name="指标", related_name="mentions"
    )
    section = models.ForeignKey(
        Section, models.PROTECT, verbose_name="章节", related_name="mentions"
    )
    quote = models.TextField("规划原文")
    value_text = models.CharField("目标值", max_length=60)
    position = models.PositiveIntegerField("顺序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "正文复述"
        ordering: ClassVar = ["position"]

    def __str__(self) -> str:
        return self.quote


class Milestone(models.Model):
    """A target inside the period; with one, the path runs through it."""

    indicator = models.ForeignKey(
        Indicator, models.CASCADE, verbose_name="指标", related_name="milestones"
    )
    year = models.PositiveSmallIntegerField("年份")
    value = models.DecimalField("目标值", max_digits=24, decimal_places=8)
    position = models.PositiveIntegerField("顺序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "年度目标"
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["indicator", "year"], name="milestone_year_unique_in_indicator"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.year}：{self.value}"


class StandingRevisions(models.Manager["TargetRevision"]):
    """The changes of targets that stand; one taken back is in `TargetRevision.everything`."""

    def get_queryset(self) -> models.QuerySet[TargetRevision]:
        return super().get_queryset().filter(withdrawn_at=None)


class TargetRevision(models.Model):
    """A lawful change of a target, with its document; the old target stays readable.

    One entered by mistake is taken back and counts on no day, as if it had not been entered.
    """

    class Kind(models.TextChoices):
        ADJUSTED = "adjusted", "动态调整"
        ISSUED = "issued", "上级下达"

    indicator = models.ForeignKey(
        Indicator, models.CASCADE, verbose_name="指标", related_name="target_revisions"
    )
    effective_from = models.DateField("生效日期")
    kind = models.CharField("类型", max_length=10, choices=Kind.choices)
    target_text = models.CharField("新目标值", max_length=60)
    document = models.CharField("文号", max_length=200)
    reason = models.TextField("理由")
    evidence = models.ForeignKey(
        "indicators.Evidence",
        models.PROTECT,
        verbose_name="文件",
        null=True,
        blank=True,
        related_name="target_revisions",
    )
    position = models.PositiveIntegerField("顺序", default=0)
    recorded_at = models.DateTimeField(
        "登记时间", null=True, blank=True, editable=False, help_text="随规划文件载入的没有。"
    )
    withdrawn_at = models.DateTimeField("撤销时间", null=True, blank=True, editable=False)
    withdrawn_reason = models.TextField("撤销理由", blank=True, editable=False)

    objects = StandingRevisions()
    everything = models.Manager()  # noqa: DJ012 - a manager, taken for a field

    class Meta:
        verbose_name = verbose_name_plural = "目标调整"
        ordering: ClassVar = ["effective_from", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["indicator", "effective_from"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="target_revision_once_a_day",
                violation_error_message="这项指标同一天生效的目标调整已经登记。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}：{self.target_text}"
