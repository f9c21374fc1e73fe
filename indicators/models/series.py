"""Measured quantities, shared by plans, and their observed values."""

from __future__ import annotations

from typing import ClassVar, Final

from django.db import models

from plans.models import CODE_VALIDATOR, Region


class Series(models.Model):
    """A measured quantity with a unit, shared by plans: one GDP line from 2015 to 2030."""

    code = models.CharField("代码", max_length=60, unique=True, validators=[CODE_VALIDATOR])
    name = models.CharField("名称", max_length=120)
    unit = models.CharField("单位", max_length=40, blank=True)
    decimals = models.PositiveSmallIntegerField("小数位", default=2, help_text="显示时的小数位数。")
    nonnegative = models.BooleanField(
        "不为负", default=False, help_text="年度数不可能为负；累计缺年时可给出下限。"
    )
    position = models.PositiveIntegerField("顺序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "统计指标"
        ordering: ClassVar = ["position", "code"]

    def __str__(self) -> str:
        return self.name


class Definition(models.Model):
    """A version of how a series is measured; the unversioned definition is no row at all."""

    series = models.ForeignKey(
        Series, models.CASCADE, verbose_name="统计指标", related_name="definitions"
    )
    version = models.CharField("版本", max_length=60, validators=[CODE_VALIDATOR])
    valid_from = models.DateField("生效日期", null=True, blank=True)
    text = models.TextField("口径说明")
    document = models.CharField("依据文件", max_length=200, blank=True)
    reason = models.TextField("变更理由", blank=True)
    asked_from = models.PositiveSmallIntegerField(
        "起报年份",
        null=True,
        blank=True,
        help_text="自该年数据起，部门按本口径填报；空则不要求。",
    )
    linking_factor = models.DecimalField(
        "衔接系数",
        max_digits=18,
        decimal_places=10,
        null=True,
        blank=True,
        help_text="本口径数乘以它，得到原口径数；空则不可比。",
    )
    position = models.PositiveIntegerField("顺序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "口径"
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["series", "version"], name="definition_version_unique_in_series"
            ),
            models.UniqueConstraint(
                fields=["series", "valid_from"],
                name="definition_day_unique_in_series",
                violation_error_message="这个统计指标已有同一天生效的口径，请核对生效日期。",
            ),
            models.UniqueConstraint(
                fields=["series", "asked_from"],
                name="definition_asked_once_in_series",
                violation_error_message="这个统计指标已有同一年起报的口径，请核对起报年份。",
            ),
            models.CheckConstraint(
                condition=models.Q(linking_factor__isnull=True) | models.Q(linking_factor__gt=0),
                name="definition_linking_factor_positive",
                violation_error_message="衔接系数须大于零。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series}（{self.version}）"


class Vintage(models.TextChoices):
    ESTIMATE = "estimate", "预计"
    PRELIMINARY = "preliminary", "初步核算"
    FINAL = "final", "最终核实"
    REVISED = "revised", "修订"


VINTAGE_RANK = {vintage: rank for rank, vintage in enumerate(Vintage.values)}


class Observation(models.Model):
    """An approved value of a series; never overwritten, only superseded or withdrawn."""

    series = models.ForeignKey(
        Series, models.PROTECT, verbose_name="统计指标", related_name="observations"
    )
    definition = models.ForeignKey(
        Definition, models.PROTECT, verbose_name="口径", null=True, blank=True
    )
    region = models.ForeignKey(Region, models.PROTECT, verbose_name="地区")
    year = models.PositiveSmallIntegerField("年份")
    vintage = models.CharField("数据版本", max_length=12, choices=Vintage.choices)
    value_text = models.CharField("公布文字", max_length=60)
    value = models.DecimalField("数值", max_digits=24, decimal_places=8, null=True, blank=True)
    is_approximate = models.BooleanField("约数", default=False)
    is_at_least = models.BooleanField("以上", default=False)
    is_period_total = models.BooleanField("累计数", default=False)
    assigned_met = models.BooleanField("完成下达任务", null=True, blank=True)
    published_on = models.DateField("公布日期", null=True, blank=True)
    recorded_at = models.DateTimeField("入库时间")
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "实绩"
        ordering: ClassVar = ["series", "region", "year", "id"]
        indexes: ClassVar = [
            models.Index(fields=["series", "region", "year"], name="observation_lookup"),
            models.Index(fields=["-recorded_at"], name="observation_recency"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["series", "definition", "region", "year", "vintage", "published_on"],
                condition=models.Q(withdrawn_at__isnull=True),
                nulls_distinct=False,
                name="observation_standing_once",
            ),
            models.CheckConstraint(
                condition=models.Q(value__isnull=False) ^ models.Q(assigned_met__isnull=False),
                name="observation_number_or_verdict",
                violation_error_message="须填数值，或填完成/未完成，二者之一。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.region} {self.year}：{self.value_text}"


ENTERED_AS_REFERENCE: Final = "reference"
"""The dataset of figures planners entered of series no department is asked for."""


class ObservationSource(models.Model):
    """Where an observation was read: one row of a loaded file, kept as it was."""

    observation = models.ForeignKey(
        Observation, models.CASCADE, verbose_name="实绩", related_name="sources"
    )
    dataset = models.CharField("数据文件", max_length=80)
    value_text = models.CharField("公布文字", max_length=60)
    published_on = models.DateField("公布日期", null=True, blank=True)
    title = models.CharField("来源", max_length=300)
    url = models.URLField("网址", max_length=500, blank=True)
    quote = models.TextField("原文", blank=True)
    note = models.TextField("说明", blank=True)
    position = models.PositiveIntegerField("顺序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "来源"
        ordering: ClassVar = ["dataset", "position"]

    def __str__(self) -> str:
        return self.title
